#include <fmt/format.h>

#include <algorithm>

#include "adapters/slack/json.hpp"
#include "adapters/workspace/interactions.hpp"
#include "adapters/workspace/shapes.hpp"

/// What people do, and what an interaction leaves behind: triggers and response_urls.
namespace secondstory::workspace {

using slack::array_at;
using slack::flag_at;
using slack::string_at;

namespace {

constexpr std::int64_t trigger_life_us = 3'000'000;
constexpr std::int64_t response_life_s = 1'800;

}  // namespace

std::string Workspace::new_trigger(const std::string& user, const std::string& channel)
{
  std::string id = fmt::format("{}.{}.{}", now_seconds(), team_.id, next_id("tr"));
  triggers_[id] = Trigger{user, now_us(), false, channel};
  return id;
}

std::string Workspace::channel_of_trigger(const std::string& trigger_id) const
{
  const auto found = triggers_.find(trigger_id);
  return found == triggers_.end() ? std::string() : found->second.channel;
}

Outcome<std::string> Workspace::exchange_trigger(const std::string& trigger_id)
{
  const auto found = triggers_.find(trigger_id);
  if (found == triggers_.end()) return refuse("invalid_trigger_id");
  if (found->second.exchanged) return refuse("exchanged_trigger_id");
  if (now_us() - found->second.created_us > trigger_life_us) return refuse("expired_trigger_id");
  found->second.exchanged = true;
  return found->second.user;
}

std::string Workspace::new_response_url(std::string_view kind, ResponseTarget target)
{
  const std::string key = next_id("resp");
  target.created = now_seconds();
  responses_[key] = std::move(target);
  return fmt::format("{}/{}/{}/{}", base_url, kind, team_.id, key);
}

std::optional<ResponseTarget> Workspace::use_response(const std::string& key)
{
  const auto found = responses_.find(key);
  if (found == responses_.end()) return std::nullopt;
  ResponseTarget& target = found->second;
  if (target.uses_left == 0 || now_seconds() - target.created > response_life_s)
    return std::nullopt;
  --target.uses_left;
  return target;
}

std::optional<ResponseTarget> Workspace::response_of(const json::object& payload) const
{
  const std::string url = string_at(payload, "response_url");
  const auto found = responses_.find(url.substr(url.rfind('/') + 1));
  if (found == responses_.end()) return std::nullopt;
  return found->second;
}

Outcome<bool> Workspace::respond(const ResponseTarget& target, const json::object& body)
{
  const std::string text = string_at(body, "text");
  std::optional<json::array> blocks;
  if (body.contains("blocks")) blocks = array_at(body, "blocks");
  const bool replaces = flag_at(body, "replace_original") || flag_at(body, "delete_original");
  if (replaces && !target.message_ts.empty()) {
    if (target.ephemeral) {
      dismiss_ephemeral(target.message_ts);
      if (flag_at(body, "delete_original")) return true;
    } else if (flag_at(body, "delete_original")) {
      return remove(target.channel, target.message_ts, team_.bot_user);
    } else {
      const auto done = revise(target.channel, target.message_ts,
                               {team_.bot_user, text, blocks.value_or(json::array{}), {}, {}});
      return done ? Outcome<bool>(true) : refuse(done.error().error);
    }
  }
  if (text.empty() && (!blocks || blocks->empty())) return refuse("no_text");
  const std::string thread = string_at(body, "thread_ts");
  if (string_at(body, "response_type") == "in_channel") {
    Draft draft;
    draft.user = team_.bot_user;
    draft.text = text;
    draft.thread_ts = thread;
    draft.blocks = std::move(blocks);
    const auto posted = post(target.channel, std::move(draft));
    return posted ? Outcome<bool>(true) : refuse(posted.error().error);
  }
  whisper({{}, target.channel, target.user, text, thread, std::move(blocks)});
  return true;
}

Outcome<Message*> Workspace::say(const std::string& user, const std::string& channel_name,
                                 std::string_view text, const std::string& thread_ts)
{
  const Person* author = person(user);
  if (!author) return refuse("user_not_found");
  Channel* where = channel(channel_name);
  if (!where) return refuse("channel_not_found");
  if (!where->has(author->id)) return refuse("not_in_channel");
  if (text.empty()) return refuse("no_text");
  Draft draft;
  draft.user = author->id;
  draft.text = typed(text, References::bare);
  draft.thread_ts = thread_ts;
  draft.blocks = rich_text_of(draft.text, next_id("b"));
  draft.extra["client_msg_id"] = next_id("c5d1e7a2-");
  return post(where->id, std::move(draft));
}

Outcome<Message*> Workspace::share_file(const std::string& user, const std::string& channel_name,
                                        const std::string& name, std::string bytes,
                                        std::string_view text)
{
  const Person* author = person(user);
  if (!author) return refuse("user_not_found");
  Channel* where = channel(channel_name);
  if (!where) return refuse("channel_not_found");
  if (!where->has(author->id)) return refuse("not_in_channel");
  File& file = announce_file(name, bytes.size(), author->id);
  file.bytes = std::move(bytes);
  file.uploaded = true;
  file.completed = true;
  file.channels.push_back(where->id);
  Draft draft;
  draft.user = author->id;
  draft.text = typed(text, References::bare);
  draft.subtype = "file_share";
  draft.files = {file.id};
  return post(where->id, std::move(draft));
}

Outcome<std::string> Workspace::slash(const std::string& user, const std::string& channel_name,
                                      const std::string& command, std::string_view text)
{
  const Person* author = person(user);
  if (!author) return refuse("user_not_found");
  const Channel* where = channel(channel_name);
  if (!where) return refuse("channel_not_found");
  std::string shown_name = where->is_private ? "privategroup" : where->name;
  if (where->is_im) shown_name = "directmessage";
  ResponseTarget target;
  target.channel = where->id;
  target.user = author->id;
  std::string trigger = new_trigger(author->id, where->id);
  json::object payload{{"token", "workspace-verification"},
                       {"team_id", team_.id},
                       {"team_domain", team_.domain},
                       {"channel_id", where->id},
                       {"channel_name", shown_name},
                       {"user_id", author->id},
                       {"user_name", author->name},
                       {"command", command},
                       {"text", typed(text, References::labelled)},
                       {"api_app_id", team_.app_id},
                       {"is_enterprise_install", "false"},
                       {"response_url", new_response_url("commands", std::move(target))},
                       {"trigger_id", trigger}};
  deliver(Delivery{"slash_commands", std::move(payload), true});
  return trigger;
}

Outcome<std::string> Workspace::press(const std::string& user, const std::string& channel_name,
                                      const std::string& ts, const std::string& action_id)
{
  const Person* author = person(user);
  if (!author) return refuse("user_not_found");
  const Channel* where = channel(channel_name);
  if (!where) return refuse("channel_not_found");
  const Message* on = message(where->id, ts);
  const auto whispered =
      std::find_if(ephemerals_.begin(), ephemerals_.end(),
                   [&](const Ephemeral& one) { return one.ts == ts && one.user == author->id; });
  if (!on && whispered == ephemerals_.end()) return refuse("message_not_found");
  const auto& blocks = on ? on->blocks : whispered->blocks;
  const auto button = find_button(blocks.value_or(json::array{}), action_id);
  if (!button) return refuse("action_not_found");
  const std::string thread = on ? on->thread_ts : whispered->thread_ts;
  json::object container{{"type", "message"},
                         {"message_ts", ts},
                         {"channel_id", where->id},
                         {"is_ephemeral", on == nullptr}};
  if (!thread.empty()) container["thread_ts"] = thread;
  std::string trigger = new_trigger(author->id, where->id);
  json::object payload{{"type", "block_actions"},
                       {"user", interactive_user(team_, *author)},
                       {"api_app_id", team_.app_id},
                       {"token", "workspace-verification"},
                       {"container", std::move(container)},
                       {"trigger_id", trigger},
                       {"team", json::object{{"id", team_.id}, {"domain", team_.domain}}},
                       {"enterprise", nullptr},
                       {"is_enterprise_install", false},
                       {"channel", json::object{{"id", where->id}, {"name", where->name}}}};
  if (on) payload["message"] = message_json(*this, *where, *on, Face::event);
  payload["state"] = json::object{{"values", json::object{}}};
  payload["response_url"] =
      new_response_url("actions", ResponseTarget{where->id, author->id, thread, ts, on == nullptr});
  payload["actions"] = json::array{action_of(button->first, button->second, next_ts())};
  deliver(Delivery{"interactive", std::move(payload), false});
  return trigger;
}

const Ephemeral& Workspace::whisper(Ephemeral ephemeral)
{
  ephemeral.ts = next_ts();
  ephemerals_.push_back(std::move(ephemeral));
  const Ephemeral& stored = ephemerals_.back();
  changed({{"type", "ephemeral"},
           {"channel", stored.channel},
           {"ts", stored.ts},
           {"user", stored.user},
           {"message", ephemeral_json(*this, stored)}});
  return stored;
}

void Workspace::dismiss_ephemeral(const std::string& ts)
{
  const auto found = std::find_if(ephemerals_.begin(), ephemerals_.end(),
                                  [&](const Ephemeral& one) { return one.ts == ts; });
  if (found == ephemerals_.end()) return;
  const std::string where = found->channel;
  ephemerals_.erase(found);
  changed({{"type", "ephemeral_dismissed"}, {"channel", where}, {"ts", ts}});
}

File& Workspace::announce_file(const std::string& name, std::size_t length, const std::string& user)
{
  File file;
  file.id = next_id("F");
  file.name = name;
  file.user = user;
  file.announced = length;
  file.upload_key = next_id("up");
  file.created = now_seconds();
  return files_[file.id] = std::move(file);
}

File* Workspace::upload_target(std::string_view key)
{
  for (auto& [id, file] : files_) {
    if (file.upload_key == key) return &file;
  }
  return nullptr;
}

}  // namespace secondstory::workspace
