#include <fmt/format.h>

#include <algorithm>

#include "adapters/slack/json.hpp"
#include "adapters/workspace/shapes.hpp"

/// What people do, and what an interaction leaves behind: triggers and response_urls.
namespace secondstory::workspace {

using slack::array_at;
using slack::flag_at;
using slack::object_at;
using slack::string_at;

namespace {

constexpr std::int64_t trigger_life_us = 3'000'000;
constexpr std::int64_t response_life_s = 30 * 60;

json::object interactive_user(const Team& team, const Person& person)
{
  return {{"id", person.id},
          {"username", person.name},
          {"name", person.name},
          {"team_id", person.team_id.empty() ? team.id : person.team_id}};
}

/// The button with this action id, in actions blocks and as accessory of a section.
std::optional<std::pair<json::object, std::string>> find_button(const json::array& blocks,
                                                                const std::string& action_id)
{
  for (const json::value& item : blocks) {
    const json::object* block = item.if_object();
    if (!block) continue;
    json::array candidates = array_at(*block, "elements");
    if (block->contains("accessory")) candidates.push_back(object_at(*block, "accessory"));
    for (const json::value& candidate : candidates) {
      const json::object* button = candidate.if_object();
      if (button && string_at(*button, "action_id") == action_id) {
        return std::pair{*button, string_at(*block, "block_id")};
      }
    }
  }
  return std::nullopt;
}

json::object action_of(const json::object& button, const std::string& block_id, std::string ts)
{
  json::object action{{"action_id", string_at(button, "action_id")},
                      {"block_id", block_id},
                      {"type", string_at(button, "type")},
                      {"action_ts", std::move(ts)}};
  for (const char* key : {"text", "value", "style"}) {
    if (button.contains(key)) action[key] = button.at(key);
  }
  return action;
}

}  // namespace

std::string Workspace::new_trigger(const std::string& user)
{
  const std::string id = fmt::format("{}.{}.{}", now_seconds(), team_.id, next_id("tr"));
  triggers_[id] = Trigger{user, now_us(), false};
  return id;
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
  std::string trigger = new_trigger(author->id);
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
  std::string trigger = new_trigger(author->id);
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

Outcome<std::string> Workspace::submit_view(const std::string& user, const std::string& view_id,
                                            json::object values)
{
  const Person* author = person(user);
  if (!author) return refuse("user_not_found");
  const auto found = views_.find(view_id);
  if (found == views_.end() || found->second.user != author->id) return refuse("not_found");
  std::string trigger = new_trigger(author->id);
  json::object view = view_json(*this, found->second);
  view["state"] = json::object{{"values", std::move(values)}};
  deliver(Delivery{"interactive",
                   {{"type", "view_submission"},
                    {"user", interactive_user(team_, *author)},
                    {"api_app_id", team_.app_id},
                    {"token", "workspace-verification"},
                    {"trigger_id", trigger},
                    {"team", json::object{{"id", team_.id}, {"domain", team_.domain}}},
                    {"view", std::move(view)},
                    {"response_urls", json::array{}}},
                   true});
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

View& Workspace::store_view(View view)
{
  if (view.id.empty()) view.id = next_id("V");
  view.hash = next_id("h");
  View& stored = views_[view.id] = std::move(view);
  changed({{"type", "view"}, {"user", stored.user}, {"view", view_json(*this, stored)}});
  return stored;
}

}  // namespace secondstory::workspace
