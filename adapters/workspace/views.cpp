#include <algorithm>

#include "adapters/slack/json.hpp"
#include "adapters/workspace/interactions.hpp"
#include "adapters/workspace/shapes.hpp"

/// Shortcuts, modals and the home tab, as a person's client handles them.
namespace secondstory::workspace {

using slack::array_at;
using slack::flag_at;
using slack::object_at;
using slack::string_at;

namespace {

json::object option_named(const json::object& element, const std::string& value)
{
  for (const json::value& item : array_at(element, "options")) {
    const json::object* option = item.if_object();
    if (option && string_at(*option, "value") == value) return *option;
  }
  return {};
}

}  // namespace

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

namespace {

/// What an element holds when somebody has put this into it; empty for what cannot be put there.
json::object element_state(const Workspace& workspace, const json::object& element,
                           const std::string& value)
{
  const std::string type = string_at(element, "type");
  json::object out{{"type", type}};
  if (type == "plain_text_input") {
    out["value"] = value.empty() ? json::value(nullptr) : json::value(value);
  } else if (type == "users_select") {
    const Person* person = workspace.person(value);
    if (!value.empty() && !person) return {};
    out["selected_user"] = person ? json::value(person->id) : json::value(nullptr);
  } else if (type == "conversations_select") {
    const Channel* channel = workspace.channel(value);
    if (!value.empty() && !channel) return {};
    out["selected_conversation"] = channel ? json::value(channel->id) : json::value(nullptr);
  } else {
    json::object option = option_named(element, value);
    if (!value.empty() && option.empty()) return {};
    const bool many = type == "checkboxes";
    if (many) out["selected_options"] = json::array{};
    if (many && !option.empty()) out["selected_options"].as_array().push_back(option);
    if (!many) out["selected_option"] = option.empty() ? json::value(nullptr) : json::value(option);
  }
  return out;
}

/// What an element holds before anybody touches it.
std::string initial_of(const json::object& element, const std::string& current_channel)
{
  for (const char* key : {"initial_value", "initial_user", "initial_conversation"}) {
    if (auto value = string_at(element, key); !value.empty()) return value;
  }
  if (flag_at(element, "default_to_current_conversation")) return current_channel;
  return string_at(object_at(element, "initial_option"), "value");
}

/// `values` maps a block's id to what a person puts there; the others keep what they hold.
Outcome<json::object> filled_state(const Workspace& workspace, const View& view,
                                   const json::object& values)
{
  json::object state;
  for (const json::value& item : array_at(view.content, "blocks")) {
    const json::object* block = item.if_object();
    if (!block || string_at(*block, "type") != "input") continue;
    const std::string id = string_at(*block, "block_id");
    const json::object& element = object_at(*block, "element");
    const std::string value =
        values.contains(id) ? string_at(values, id) : initial_of(element, view.channel);
    // The client does not send a form whose required fields are empty.
    if (value.empty() && !flag_at(*block, "optional")) return refuse("required", {id});
    json::object held = element_state(workspace, element, value);
    if (held.empty()) return refuse("invalid_option", {id});
    state[id] = json::object{{string_at(element, "action_id"), std::move(held)}};
  }
  return state;
}

}  // namespace

Outcome<std::string> Workspace::shortcut(const std::string& user, const std::string& callback_id,
                                         const std::string& channel_name)
{
  const Person* author = person(user);
  if (!author) return refuse("user_not_found");
  if (!team_.has_shortcut("shortcut", callback_id)) return refuse("shortcut_not_found");
  const Channel* where = channel(channel_name);
  std::string trigger = new_trigger(author->id, where ? where->id : std::string());
  deliver(Delivery{"interactive",
                   {{"type", "shortcut"},
                    {"token", "workspace-verification"},
                    {"action_ts", next_ts()},
                    {"team", json::object{{"id", team_.id}, {"domain", team_.domain}}},
                    {"user", interactive_user(team_, *author)},
                    {"is_enterprise_install", false},
                    {"enterprise", nullptr},
                    {"callback_id", callback_id},
                    {"trigger_id", trigger},
                    {"api_app_id", team_.app_id}},
                   false});
  return trigger;
}

Outcome<std::string> Workspace::message_shortcut(const std::string& user,
                                                 const std::string& channel_name,
                                                 const std::string& ts,
                                                 const std::string& callback_id)
{
  const Person* author = person(user);
  if (!author) return refuse("user_not_found");
  if (!team_.has_shortcut("message_action", callback_id)) return refuse("shortcut_not_found");
  const Channel* where = channel(channel_name);
  if (!where) return refuse("channel_not_found");
  const Message* on = message(where->id, ts);
  if (!on) return refuse("message_not_found");
  std::string trigger = new_trigger(author->id, where->id);
  json::object payload{{"type", "message_action"},
                       {"token", "workspace-verification"},
                       {"action_ts", next_ts()},
                       {"team", json::object{{"id", team_.id}, {"domain", team_.domain}}},
                       {"user", interactive_user(team_, *author)},
                       {"channel", json::object{{"id", where->id}, {"name", where->name}}},
                       {"is_enterprise_install", false},
                       {"enterprise", nullptr},
                       {"callback_id", callback_id},
                       {"trigger_id", trigger},
                       {"message_ts", ts},
                       {"message", message_json(*this, *where, *on, Face::history)},
                       {"api_app_id", team_.app_id}};
  payload["response_url"] =
      new_response_url("actions", ResponseTarget{where->id, author->id, on->thread_ts, "", false});
  deliver(Delivery{"interactive", std::move(payload), false});
  return trigger;
}

Outcome<bool> Workspace::open_home(const std::string& user)
{
  const Person* author = person(user);
  if (!author) return refuse("user_not_found");
  const std::string id = author->id;
  json::object event{{"type", "app_home_opened"},
                     {"user", id},
                     {"channel", direct_message(id).id},
                     {"tab", "home"},
                     {"event_ts", next_ts()}};
  for (const auto& [view_id, view] : views_) {
    if (view.kind == "home" && view.user == id) event["view"] = view_json(*this, view);
  }
  emit(std::move(event));
  return true;
}

Outcome<std::string> Workspace::press_in_view(const std::string& user, const std::string& view_id,
                                              const std::string& action_id)
{
  const Person* author = person(user);
  if (!author) return refuse("user_not_found");
  const auto found = views_.find(view_id);
  if (found == views_.end() || found->second.user != author->id) return refuse("not_found");
  const auto button = find_button(array_at(found->second.content, "blocks"), action_id);
  if (!button) return refuse("action_not_found");
  std::string trigger = new_trigger(author->id, "");
  deliver(Delivery{"interactive",
                   {{"type", "block_actions"},
                    {"user", interactive_user(team_, *author)},
                    {"api_app_id", team_.app_id},
                    {"token", "workspace-verification"},
                    {"container", json::object{{"type", "view"}, {"view_id", view_id}}},
                    {"trigger_id", trigger},
                    {"team", json::object{{"id", team_.id}, {"domain", team_.domain}}},
                    {"enterprise", nullptr},
                    {"is_enterprise_install", false},
                    {"view", view_json(*this, found->second)},
                    {"actions", json::array{action_of(button->first, button->second, next_ts())}}},
                   false});
  return trigger;
}

Outcome<std::string> Workspace::submit_view(const std::string& user, const std::string& view_id,
                                            const json::object& values)
{
  const Person* author = person(user);
  if (!author) return refuse("user_not_found");
  const auto found = views_.find(view_id);
  if (found == views_.end() || found->second.user != author->id) return refuse("not_found");
  auto state = filled_state(*this, found->second, values);
  if (!state) return refuse(state.error().error, state.error().details);
  found->second.errors = {};
  std::string trigger = new_trigger(author->id, found->second.channel);
  json::object view = view_json(*this, found->second);
  view["state"] = json::object{{"values", std::move(*state)}};
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

Outcome<bool> Workspace::answer_submission(const json::object& payload, const json::object& answer)
{
  const std::string id = string_at(object_at(payload, "view"), "id");
  const auto found = views_.find(id);
  if (found == views_.end()) return refuse("not_found");
  const std::string action = string_at(answer, "response_action");
  if (action.empty() || action == "clear") {
    close_view(id);
    return true;
  }
  if (action == "update" || action == "push") {
    View next = found->second;
    if (action == "push") next.id.clear();
    next.content = object_at(answer, "view");
    store_view(std::move(next));
    return true;
  }
  if (action != "errors") return refuse("invalid_response_action");
  const json::array& blocks = array_at(found->second.content, "blocks");
  for (const auto& fault : object_at(answer, "errors")) {
    const std::string id_of_block(fault.key());
    const bool known = std::any_of(blocks.begin(), blocks.end(), [&](const json::value& block) {
      return block.is_object() && string_at(block.get_object(), "block_id") == id_of_block;
    });
    if (!known) return refuse("unknown_block", {id_of_block});
  }
  found->second.errors = object_at(answer, "errors");
  tell_view(found->second);
  return true;
}

void Workspace::close_view(const std::string& id)
{
  const auto found = views_.find(id);
  if (found == views_.end()) return;
  const std::string user = found->second.user;
  views_.erase(found);
  changed({{"type", "view_closed"}, {"user", user}, {"view_id", id}});
}

void Workspace::tell_view(const View& view)
{
  changed({{"type", "view"},
           {"user", view.user},
           {"view", view_json(*this, view)},
           {"kind", view.kind},
           {"channel", view.channel},
           {"errors", view.errors}});
}

View& Workspace::store_view(View view)
{
  if (view.id.empty()) view.id = next_id("V");
  view.hash = next_id("h");
  View& stored = views_[view.id] = std::move(view);
  tell_view(stored);
  return stored;
}

}  // namespace secondstory::workspace
