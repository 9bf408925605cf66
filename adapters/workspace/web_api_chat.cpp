#include "adapters/workspace/web_api.hpp"

/// Methods on messages: chat.*, reactions.*, pins.*.
namespace secondstory::workspace {

Outcome<Draft> WebApi::draft(const Args& args)
{
  Draft out;
  out.user = workspace_.team().bot_user;
  out.text = args.text("text");
  out.thread_ts = args.text("thread_ts");
  out.broadcast = args.flag("reply_broadcast");
  if (args.has("markdown_text") && (args.has("text") || args.has("blocks"))) {
    return refuse("markdown_text_conflict");
  }
  if (args.has("markdown_text")) out.text = args.text("markdown_text");
  if (args.has("markdown_text") && length_of(out.text) > markdown_max)
    return refuse("msg_too_long");
  if (args.has("blocks") && !args.text("blocks").empty()) {
    auto blocks = checked_blocks(args.structure("blocks"), workspace_);
    if (!blocks) return tl::unexpected<Refusal>(blocks.error());
    if (!blocks->empty()) out.blocks = std::move(*blocks);
  }
  if (args.has("attachments")) {
    const auto attachments = args.structure("attachments");
    if (!attachments || !attachments->is_array()) return refuse("invalid_attachments");
    constexpr std::size_t attachments_max = 100;
    if (attachments->get_array().size() > attachments_max) return refuse("too_many_attachments");
    if (!attachments->get_array().empty()) out.attachments = attachments->get_array();
  }
  if (args.has("metadata")) {
    auto metadata = checked_metadata(args.structure("metadata"));
    if (!metadata) return tl::unexpected<Refusal>(metadata.error());
    out.metadata = std::move(*metadata);
  }
  if (out.text.empty() && !out.blocks && !out.attachments) return refuse("no_text");
  return out;
}

WebApi::Reply WebApi::chat_post_message(const Args& args)
{
  const auto where = joined(args.text("channel"), true);
  if (!where) return refuse(where.error().error);
  auto wish = draft(args);
  if (!wish) return tl::unexpected<Refusal>(wish.error());
  json::object out;
  if (length_of(wish->text) > post_text_max) {
    std::size_t end = post_text_max;
    while ((static_cast<unsigned char>(wish->text[end]) & 0xC0U) == 0x80U)
      --end;  // whole characters
    wish->text.resize(end);
    journal_.violate("malformed", "chat.postMessage", "The text was cut at 40,000 characters.");
    out["warning"] = "message_truncated";
    out["response_metadata"] = json::object{{"warnings", json::array{"message_truncated"}}};
  }
  const auto posted = workspace_.post((*where)->id, std::move(*wish));
  if (!posted) return refuse(posted.error().error);
  out["channel"] = (*where)->id;
  out["ts"] = (*posted)->ts;
  out["message"] = message_json(workspace_, **where, **posted, Face::event, true);
  return out;
}

WebApi::Reply WebApi::chat_post_ephemeral(const Args& args)
{
  const auto where = joined(args.text("channel"), true);
  if (!where) return refuse(where.error().error);
  if ((*where)->is_archived) return refuse("is_archived");
  const std::string user = args.text("user");
  if (!(*where)->has(user)) return refuse("user_not_in_channel");
  auto wish = draft(args);
  if (!wish) return tl::unexpected<Refusal>(wish.error());
  if (length_of(wish->text) > post_text_max) return refuse("msg_too_long");
  const Ephemeral& said = workspace_.whisper(
      {{}, (*where)->id, user, wish->text, wish->thread_ts, std::move(wish->blocks)});
  return json::object{{"message_ts", said.ts}};
}

WebApi::Reply WebApi::chat_update(const Args& args)
{
  const auto where = visible(args.text("channel"));
  if (!where) return refuse(where.error().error);
  const Message* old = workspace_.message((*where)->id, args.text("ts"));
  if (!old) return refuse("message_not_found");
  auto wish = draft(args);
  if (!wish) return tl::unexpected<Refusal>(wish.error());
  if (length_of(wish->text) > update_text_max) return refuse("msg_too_long");
  Revision revision;
  revision.user = workspace_.team().bot_user;
  if (args.has("text") || args.has("markdown_text")) revision.text = wish->text;
  // Blocks that are not mentioned stay unless new text stands alone.
  if (args.has("blocks")) revision.blocks = wish->blocks.value_or(json::array{});
  if (args.has("attachments")) revision.attachments = wish->attachments.value_or(json::array{});
  if (wish->metadata) revision.metadata = std::move(wish->metadata);
  const auto revised = workspace_.revise((*where)->id, args.text("ts"), std::move(revision));
  if (!revised) return refuse(revised.error().error);
  return json::object{{"channel", (*where)->id},
                      {"ts", (*revised)->ts},
                      {"text", (*revised)->text},
                      {"message", message_json(workspace_, **where, **revised, Face::event, true)}};
}

WebApi::Reply WebApi::chat_delete(const Args& args)
{
  const auto where = visible(args.text("channel"));
  if (!where) return refuse(where.error().error);
  const auto removed = workspace_.remove((*where)->id, args.text("ts"), workspace_.team().bot_user);
  if (!removed) return refuse(removed.error().error);
  return json::object{{"channel", (*where)->id}, {"ts", args.text("ts")}};
}

WebApi::Reply WebApi::chat_get_permalink(const Args& args)
{
  const auto where = visible(args.text("channel"));
  if (!where) return refuse(where.error().error);
  const Message* found = workspace_.message((*where)->id, args.text("message_ts"));
  if (!found) return refuse("message_not_found");
  return json::object{{"channel", (*where)->id},
                      {"permalink", permalink(workspace_, **where, *found)}};
}

namespace {

bool is_emoji_name(std::string_view name)
{
  return !name.empty() && name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-+':") ==
                              std::string_view::npos;
}

Outcome<json::object> plain(const Outcome<bool>& done)
{
  if (!done) return refuse(done.error().error);
  return json::object{};
}

}  // namespace

WebApi::Reply WebApi::reactions_add(const Args& args)
{
  const auto where = visible(args.text("channel"));
  if (!where) return refuse(where.error().error);
  if (!is_emoji_name(args.text("name"))) return refuse("invalid_name");
  return plain(workspace_.react((*where)->id, args.text("timestamp"), workspace_.team().bot_user,
                                args.text("name")));
}

WebApi::Reply WebApi::reactions_remove(const Args& args)
{
  if (args.text("channel").empty() || args.text("timestamp").empty()) {
    return refuse("no_item_specified");
  }
  const auto where = visible(args.text("channel"));
  if (!where) return refuse(where.error().error);
  return plain(workspace_.unreact((*where)->id, args.text("timestamp"), workspace_.team().bot_user,
                                  args.text("name")));
}

WebApi::Reply WebApi::pins_add(const Args& args)
{
  const auto where = joined(args.text("channel"));
  if (!where) return refuse(where.error().error);
  if (args.text("timestamp").empty()) return refuse("no_item_specified");
  return plain(workspace_.pin((*where)->id, args.text("timestamp"), workspace_.team().bot_user));
}

WebApi::Reply WebApi::pins_remove(const Args& args)
{
  const auto where = joined(args.text("channel"));
  if (!where) return refuse(where.error().error);
  if (args.text("timestamp").empty()) return refuse("no_item_specified");
  return plain(workspace_.unpin((*where)->id, args.text("timestamp"), workspace_.team().bot_user));
}

WebApi::Reply WebApi::pins_list(const Args& args)
{
  const auto where = joined(args.text("channel"));
  if (!where) return refuse(where.error().error);
  json::array items;
  for (auto pin = (*where)->pins.rbegin(); pin != (*where)->pins.rend(); ++pin) {
    items.push_back(pin_json(workspace_, **where, *pin));
  }
  return json::object{{"items", std::move(items)}};
}

}  // namespace secondstory::workspace
