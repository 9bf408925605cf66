#include "adapters/slack/interactions.hpp"

#include "adapters/slack/forms.hpp"
#include "adapters/slack/message.hpp"
#include "adapters/slack/ts.hpp"

namespace secondstory::slack {

namespace {

Event event_of(const std::string& key, std::optional<Time> at, Time received, Happening what)
{
  return Event{"slack:" + key, std::string(platform_name), at.value_or(received), received,
               std::move(what)};
}

std::string trigger_key(const Envelope& envelope)
{
  std::string key = string_at(envelope.payload, "trigger_id");
  return key.empty() ? "envelope:" + envelope.id : key;
}

std::string person_of(const json::object& payload)
{
  return string_at(object_at(payload, "user"), "id");
}

std::string channel_id_of(const json::object& payload)
{
  return string_at(object_at(payload, "channel"), "id");
}

std::string value_of_action(const json::object& action)
{
  std::string value = string_at(action, "value");
  return value.empty() ? string_at(object_at(action, "selected_option"), "value") : value;
}

/// The renderer numbers buttons that share an action: "done#2" is "done".
std::string action_named(std::string id)
{
  const auto hash = id.rfind('#');
  const bool numbered = hash != std::string::npos && hash + 1 < id.size() &&
                        id.find_first_not_of("0123456789", hash + 1) == std::string::npos;
  if (numbered) id.resize(hash);
  return id;
}

std::vector<Event> presses(const Envelope& envelope, const Identity& self, Time received)
{
  const json::object& payload = envelope.payload;
  const json::object& container = object_at(payload, "container");
  const json::object& message = object_at(payload, "message");
  ButtonPressed pressed;
  pressed.message = {slack_channel(channel_id_of(payload)), string_at(container, "message_ts")};
  if (pressed.message.channel.id.empty()) {
    pressed.message.channel.id = string_at(container, "channel_id");
  }
  if (pressed.message.id.empty()) pressed.message.id = string_at(message, "ts");
  std::string thread = string_at(container, "thread_ts");
  if (thread.empty()) thread = string_at(message, "thread_ts");
  if (!thread.empty() && thread != pressed.message.id) pressed.thread = std::move(thread);
  pressed.person = string_at(object_at(payload, "user"), "id");
  pressed.reply = reply_of(payload);
  pressed.outside = if_outside(string_at(object_at(payload, "user"), "team_id"), self);
  pressed.seen_by_one = flag_at(container, "is_ephemeral");
  const bool on_a_page = string_at(container, "type") == "view";
  if (pressed.person.empty() || (pressed.message.channel.id.empty() && !on_a_page)) return {};

  const std::string key = trigger_key(envelope);
  std::vector<Event> events;
  for (const json::value& item : array_at(payload, "actions")) {
    const json::object* action = item.if_object();
    if (!action) continue;
    ButtonPressed one = pressed;
    one.action = action_named(string_at(*action, "action_id"));
    one.value = value_of_action(*action);
    if (one.action.empty()) continue;
    const std::string part = events.empty() ? "" : "/" + std::to_string(events.size());
    events.push_back(
        event_of(key + part, time_of(string_at(*action, "action_ts")), received, std::move(one)));
  }
  return events;
}

std::optional<MessageChosen::For> purpose_named(std::string_view callback)
{
  if (callback == "timeline_add") return MessageChosen::For::timeline;
  if (callback == "action_add") return MessageChosen::For::action;
  if (callback == "wording_suggest") return MessageChosen::For::wording;
  return std::nullopt;
}

std::vector<Event> chosen_message(const Envelope& envelope, const Identity& self, Time received)
{
  const json::object& payload = envelope.payload;
  const auto purpose = purpose_named(string_at(payload, "callback_id"));
  json::object message = object_at(payload, "message");
  message["channel"] = channel_id_of(payload);
  if (string_at(message, "ts").empty()) message["ts"] = string_at(payload, "message_ts");
  auto posted = posted_message(message, self);
  if (!purpose || !posted) return {};
  MessageChosen out;
  out.purpose = *purpose;
  out.message = std::move(*posted);
  // It is picked now, not said to us now.
  out.message.command.reset();
  out.posted_at = time_of(out.message.message.id).value_or(received);
  out.ours = is_own(message, self);
  out.person = person_of(payload);
  out.reply = reply_of(payload);
  if (out.person.empty()) return {};
  return {event_of(trigger_key(envelope), time_of(string_at(payload, "action_ts")), received,
                   std::move(out))};
}

std::vector<Event> asked_form(const Envelope& envelope, Time received)
{
  FormAsked out{std::string(platform_name), string_at(envelope.payload, "callback_id"),
                person_of(envelope.payload)};
  if (out.form.empty() || out.person.empty()) return {};
  return {event_of(trigger_key(envelope), time_of(string_at(envelope.payload, "action_ts")),
                   received, std::move(out))};
}

std::vector<Event> submission(const Envelope& envelope, Time received)
{
  const json::object& view = object_at(envelope.payload, "view");
  auto filled = filled_in(view, person_of(envelope.payload));
  if (!filled) return {};
  const std::string key = "view:" + string_at(view, "id") + ":" + string_at(view, "hash");
  return {event_of(key, std::nullopt, received, std::move(*filled))};
}

}  // namespace

std::optional<ReplyHandle> reply_of(const json::object& payload)
{
  std::string url = string_at(payload, "response_url");
  if (url.empty()) return std::nullopt;
  return ReplyHandle{std::move(url)};
}

std::vector<Event> translate_interaction(const Envelope& envelope, const Identity& self,
                                         Time received)
{
  const std::string type = string_at(envelope.payload, "type");
  if (type == "block_actions") return presses(envelope, self, received);
  if (type == "message_action") return chosen_message(envelope, self, received);
  if (type == "shortcut") return asked_form(envelope, received);
  if (type == "view_submission") return submission(envelope, received);
  return {};
}

}  // namespace secondstory::slack
