#include <algorithm>

#include "adapters/workspace/web_api.hpp"

/// Methods on channels and their members.
namespace secondstory::workspace {

namespace {

std::vector<std::string> split(std::string_view text)
{
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto end = std::min(text.find(','), text.size());
    std::string_view one = text.substr(0, end);
    while (one.starts_with(' ')) one.remove_prefix(1);
    while (one.ends_with(' ')) one.remove_suffix(1);
    if (!one.empty()) out.emplace_back(one);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

/// The error for a channel name that Slack refuses; empty for a good one.
std::string wrong_with(std::string_view name)
{
  constexpr std::size_t name_max = 80;
  if (name.empty()) return "invalid_name_required";
  if (length_of(name) > name_max) return "invalid_name_maxlength";
  if (name.find_first_not_of("-_") == std::string_view::npos) return "invalid_name_punctuation";
  const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
  });
  return plain ? "" : "invalid_name_specials";
}

bool is_type(const std::string& type)
{
  return type == "public_channel" || type == "private_channel" || type == "mpim" || type == "im";
}

bool wanted(const Channel& channel, const std::vector<std::string>& types)
{
  const std::string_view type =
      channel.is_im ? "im" : (channel.is_private ? "private_channel" : "public_channel");
  return std::find(types.begin(), types.end(), type) != types.end();
}

}  // namespace

WebApi::Reply WebApi::conversations_create(const Args& args)
{
  const std::string name = args.text("name");
  const std::string wrong = wrong_with(name);
  if (!wrong.empty()) return refuse(wrong);
  const auto made =
      workspace_.create_channel(name, args.flag("is_private"), workspace_.team().bot_user);
  if (!made) return refuse(made.error().error);
  return json::object{{"channel", channel_json(workspace_, **made)}};
}

WebApi::Reply WebApi::conversations_invite(const Args& args)
{
  const auto where = joined(args.text("channel"));
  if (!where) return refuse(where.error().error);
  if ((*where)->is_im) return refuse("method_not_supported_for_channel_type");
  if ((*where)->is_archived) return refuse("is_archived");
  const auto users = split(args.text("users"));
  if (users.empty()) return refuse("no_user");
  constexpr std::size_t users_max = 100;
  if (users.size() > users_max) return refuse("too_many_users");
  const std::string& bot = workspace_.team().bot_user;
  std::vector<std::string> good;
  std::string first_error;
  for (const std::string& user : users) {
    const Person* person = workspace_.person(user);
    std::string error;
    if (user == bot) {
      error = "cant_invite_self";
    } else if (!person || person->id != user) {
      error = "user_not_found";
    } else if ((*where)->has(user)) {
      error = "already_in_channel";
    }
    if (error.empty()) good.push_back(user);
    if (first_error.empty()) first_error = error;
  }
  if (!first_error.empty() && (good.empty() || !args.flag("force"))) return refuse(first_error);
  for (const std::string& user : good) (void)workspace_.join((*where)->id, user, bot);
  return json::object{{"channel", channel_json(workspace_, **where)}};
}

WebApi::Reply WebApi::conversations_join(const Args& args)
{
  const auto where = visible(args.text("channel"));
  if (!where) return refuse(where.error().error);
  if ((*where)->is_im || (*where)->is_private)
    return refuse("method_not_supported_for_channel_type");
  json::object out;
  const auto done = workspace_.join((*where)->id, workspace_.team().bot_user);
  if (!done && done.error().error != "already_in_channel") return refuse(done.error().error);
  if (!done) {
    out["warning"] = "already_in_channel";
    out["response_metadata"] = json::object{{"warnings", json::array{"already_in_channel"}}};
  }
  out["channel"] = channel_json(workspace_, **where);
  return out;
}

WebApi::Reply WebApi::conversations_leave(const Args& args)
{
  const auto where = visible(args.text("channel"));
  if (!where) return refuse(where.error().error);
  if ((*where)->is_general) return refuse("cant_leave_general");
  const auto done = workspace_.leave((*where)->id, workspace_.team().bot_user);
  if (!done) return json::object{{"not_in_channel", true}};
  return json::object{};
}

WebApi::Reply WebApi::conversations_info(const Args& args)
{
  const auto where = visible(args.text("channel"));
  if (!where) return refuse(where.error().error);
  json::object shown = channel_json(workspace_, **where);
  if (args.flag("include_num_members")) shown["num_members"] = (*where)->members.size();
  return json::object{{"channel", std::move(shown)}};
}

WebApi::Reply WebApi::channel_list(const Args& args, bool mine)
{
  auto types = split(args.text("types"));
  if (types.empty()) types = {"public_channel"};
  if (!std::all_of(types.begin(), types.end(), is_type)) return refuse("invalid_types");
  const auto offset = offset_of(args);
  if (!offset) return refuse(offset.error().error);
  const auto limit = limit_of(args, 100, 1'000);
  if (!limit) return refuse(limit.error().error);
  const std::string& bot = workspace_.team().bot_user;
  const std::string user = args.has("user") ? args.text("user") : bot;
  std::vector<const Channel*> all;
  for (const auto& [id, channel] : workspace_.channels()) {
    const bool knows = !channel.is_private || channel.has(bot);
    const bool open = !args.flag("exclude_archived") || !channel.is_archived;
    if (knows && open && wanted(channel, types) && (!mine || channel.has(user))) {
      all.push_back(&channel);
    }
  }
  json::array channels;
  for (std::size_t i = *offset; i < all.size() && channels.size() < *limit; ++i) {
    json::object shown = channel_json(workspace_, *all[i]);
    if (!mine) shown["num_members"] = all[i]->members.size();
    channels.push_back(std::move(shown));
  }
  const std::size_t next = *offset + channels.size();
  json::object out{{"channels", std::move(channels)}};
  add_cursor(out, next < all.size() ? cursor_of(std::to_string(next)) : "");
  return out;
}

WebApi::Reply WebApi::conversations_list(const Args& args)
{
  return channel_list(args, false);
}

WebApi::Reply WebApi::users_conversations(const Args& args)
{
  return channel_list(args, true);
}

WebApi::Reply WebApi::conversations_members(const Args& args)
{
  const auto where = visible(args.text("channel"));
  if (!where) return refuse(where.error().error);
  const auto offset = offset_of(args);
  if (!offset) return refuse(offset.error().error);
  const auto limit = limit_of(args, 100, 1'000);
  if (!limit) return refuse(limit.error().error);
  const auto& all = (*where)->members;
  json::array members;
  for (std::size_t i = *offset; i < all.size() && members.size() < *limit; ++i) {
    members.emplace_back(all[i]);
  }
  const std::size_t next = *offset + members.size();
  json::object out{{"members", std::move(members)}};
  add_cursor(out, next < all.size() ? cursor_of(std::to_string(next)) : "");
  return out;
}

WebApi::Reply WebApi::conversations_set_topic(const Args& args)
{
  const auto where = joined(args.text("channel"));
  if (!where) return refuse(where.error().error);
  constexpr std::size_t topic_max = 250;
  if (length_of(args.text("topic")) > topic_max) return refuse("too_long");
  const auto done =
      workspace_.set_topic((*where)->id, args.text("topic"), workspace_.team().bot_user);
  if (!done) return refuse(done.error().error);
  return json::object{{"channel", channel_json(workspace_, **where)},
                      {"topic", args.text("topic")}};
}

WebApi::Reply WebApi::conversations_set_purpose(const Args& args)
{
  const auto where = joined(args.text("channel"));
  if (!where) return refuse(where.error().error);
  constexpr std::size_t purpose_max = 250;
  if (length_of(args.text("purpose")) > purpose_max) return refuse("too_long");
  const auto done =
      workspace_.set_purpose((*where)->id, args.text("purpose"), workspace_.team().bot_user);
  if (!done) return refuse(done.error().error);
  return json::object{{"channel", channel_json(workspace_, **where)},
                      {"purpose", args.text("purpose")}};
}

WebApi::Reply WebApi::conversations_archive(const Args& args)
{
  const auto where = joined(args.text("channel"));
  if (!where) return refuse(where.error().error);
  const auto done = workspace_.archive((*where)->id, workspace_.team().bot_user);
  if (!done) return refuse(done.error().error);
  return json::object{};
}

WebApi::Reply WebApi::conversations_unarchive(const Args& args)
{
  const auto where = joined(args.text("channel"));
  if (!where) return refuse(where.error().error);
  const auto done = workspace_.archive((*where)->id, workspace_.team().bot_user, false);
  if (!done) return refuse(done.error().error);
  return json::object{};
}

WebApi::Reply WebApi::conversations_rename(const Args& args)
{
  const auto where = joined(args.text("channel"));
  if (!where) return refuse(where.error().error);
  const std::string wrong = wrong_with(args.text("name"));
  if (!wrong.empty()) return refuse(wrong);
  const auto done = workspace_.rename((*where)->id, args.text("name"), workspace_.team().bot_user);
  if (!done) return refuse(done.error().error);
  return json::object{{"channel", channel_json(workspace_, **where)}};
}

WebApi::Reply WebApi::conversations_open(const Args& args)
{
  Channel* direct = nullptr;
  if (args.has("channel")) {
    const auto where = visible(args.text("channel"));
    if (!where) return refuse(where.error().error);
    direct = *where;
  } else {
    const auto users = split(args.text("users"));
    if (users.empty()) return refuse("users_list_not_supplied");
    if (users.size() > 1) return refuse("invalid_user_combination");  // no group messages here
    const Person* person = workspace_.person(users.front());
    if (!person || person->id != users.front() || person->is_bot) return refuse("user_not_found");
    direct = &workspace_.direct_message(person->id);
  }
  if (args.flag("return_im")) {
    return json::object{{"channel", channel_json(workspace_, *direct)}, {"no_op", false}};
  }
  return json::object{{"channel", json::object{{"id", direct->id}}}};
}

}  // namespace secondstory::workspace
