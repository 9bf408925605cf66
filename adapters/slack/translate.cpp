#include "adapters/slack/translate.hpp"

#include <array>
#include <utility>

#include "adapters/slack/interactions.hpp"
#include "adapters/slack/message.hpp"
#include "adapters/slack/text.hpp"
#include "adapters/slack/ts.hpp"

namespace secondstory::slack {

namespace {

std::optional<Mark> mark_named(std::string_view reaction)
{
  constexpr std::array<std::pair<std::string_view, Mark>, 6> marks = {{
      {"pushpin", Mark::key_event},
      {"no_entry_sign", Mark::leave_out},
      {"white_check_mark", Mark::accept},
      {"heavy_check_mark", Mark::accept},
      {"x", Mark::dismiss},
      {"negative_squared_cross_mark", Mark::dismiss},
  }};
  for (const auto& [name, mark] : marks) {
    if (name == reaction) return mark;
  }
  return std::nullopt;
}

/// Some events give the channel as its id, some as an object.
std::string channel_id_of(const json::object& event)
{
  std::string id = string_at(event, "channel");
  return id.empty() ? string_at(object_at(event, "channel"), "id") : id;
}

std::optional<Happening> reacted(const json::object& event, bool added)
{
  const json::object& item = object_at(event, "item");
  const auto mark = mark_named(string_at(event, "reaction"));
  if (!mark || string_at(item, "type") != "message") return std::nullopt;
  Reacted out;
  out.message = {slack_channel(string_at(item, "channel")), string_at(item, "ts")};
  out.person = string_at(event, "user");
  out.mark = *mark;
  out.added = added;
  if (out.message.id.empty() || out.message.channel.id.empty() || out.person.empty()) {
    return std::nullopt;
  }
  return out;
}

std::optional<Happening> membership(const json::object& event, bool joined)
{
  MembershipChanged out{slack_channel(string_at(event, "channel")), string_at(event, "user"),
                        joined};
  if (out.channel.id.empty() || out.person.empty()) return std::nullopt;
  return out;
}

std::optional<Happening> channel_changed(const json::object& event, std::string note)
{
  const std::string id = channel_id_of(event);
  if (id.empty()) return std::nullopt;
  return ChannelChanged{slack_channel(id), std::move(note), std::nullopt};
}

std::optional<Happening> id_changed(const json::object& event)
{
  const std::string before = string_at(event, "old_channel_id");
  std::string after = string_at(event, "new_channel_id");
  if (before.empty() || after.empty()) return std::nullopt;
  return ChannelChanged{slack_channel(before), "given another id by Slack", std::move(after)};
}

std::optional<Happening> home_opened(const json::object& event)
{
  // The same event tells of the direct message's tab.
  std::string person = string_at(event, "user");
  if (person.empty() || string_at(event, "tab") != "home") return std::nullopt;
  return HomeOpened{std::string(platform_name), std::move(person)};
}

std::optional<Happening> renamed(const json::object& event)
{
  const std::string id = channel_id_of(event);
  std::string name = string_at(object_at(event, "channel"), "name");
  if (id.empty() || name.empty()) return std::nullopt;
  ChannelChanged out{slack_channel(id), "renamed to #" + name};
  out.new_name = std::move(name);
  return out;
}

std::optional<Happening> happening(const json::object& event, const Identity& self)
{
  const std::string type = string_at(event, "type");
  if (type == "message" || type == "app_mention") return message_happening(event, self);
  if (type == "reaction_added") return reacted(event, true);
  if (type == "reaction_removed") return reacted(event, false);
  if (type == "member_joined_channel") return membership(event, true);
  if (type == "member_left_channel") return membership(event, false);
  if (type == "channel_id_changed") return id_changed(event);
  if (type == "app_home_opened") return home_opened(event);
  if (type == "channel_rename" || type == "group_rename") return renamed(event);
  if (type == "channel_archive" || type == "group_archive")
    return channel_changed(event, "archived");
  if (type == "channel_unarchive" || type == "group_unarchive") {
    return channel_changed(event, "unarchived");
  }
  return std::nullopt;
}

/// Marks that a message of the history bears. Those that answer a suggestion are left out: what was
/// decided by a button since would be decided anew.
std::vector<Reacted> marks_on(const json::object& message, const MessageRef& ref)
{
  std::vector<Reacted> out;
  for (const json::value& item : array_at(message, "reactions")) {
    const json::object* reaction = item.if_object();
    if (reaction == nullptr) continue;
    const auto mark = mark_named(string_at(*reaction, "name"));
    if (mark != Mark::key_event && mark != Mark::leave_out) continue;
    for (const json::value& user : array_at(*reaction, "users")) {
      const json::string* id = user.if_string();
      if (id) out.push_back({ref, std::string(id->data(), id->size()), *mark, true});
    }
  }
  return out;
}

Event event_of(std::string key, std::optional<Time> at, Time received, Happening what)
{
  return Event{key.empty() ? std::string() : std::string("slack:").append(key),
               std::string(platform_name), at.value_or(received), received, std::move(what)};
}

/// When an event happened: an edit has its own time, a post has that of its id.
std::optional<Time> time_of_event(const json::object& event)
{
  if (string_at(event, "type") == "message" || string_at(event, "type") == "app_mention") {
    const std::string subtype = string_at(event, "subtype");
    if (subtype == "message_changed") {
      const std::string edited = string_at(object_at(object_at(event, "message"), "edited"), "ts");
      if (auto at = time_of(edited)) return at;
    }
    if (auto at = time_of(string_at(event, "ts"))) return at;
  }
  return time_of(string_at(event, "event_ts"));
}

/// The team of a message's author (docs.slack.dev/apis/slack-connect).
std::string outside_of(const json::object& message, const Identity& self)
{
  const std::string team = string_at(message, "user_team");
  return if_outside(team.empty() ? string_at(message, "source_team") : team, self);
}

std::vector<Event> from_events_api(const Envelope& envelope, const Identity& self, Time received)
{
  const json::object& event = object_at(envelope.payload, "event");
  auto what = happening(event, self);
  if (!what) return {};
  if (auto* posted = std::get_if<MessagePosted>(&*what)) posted->outside = outside_of(event, self);
  std::optional<Time> at = time_of_event(event);
  if (!at) {
    if (const auto seconds = integer_at(envelope.payload, "event_time")) {
      at = time_of(std::to_string(*seconds));
    }
  }
  std::string key = string_at(envelope.payload, "event_id");
  if (key.empty()) key = "envelope:" + envelope.id;
  std::vector<Event> out;
  out.push_back(event_of(std::move(key), at, received, std::move(*what)));
  if (envelope.repeated) out.back().late_by = received - out.back().at;
  return out;
}

/// What a slash command calls the channels that not everybody may read. Private channels may come
/// under their own name as well: then conversations.info tells.
bool is_private_name(const std::string& name)
{
  return name == "privategroup" || name == "directmessage" || name.starts_with("mpdm-");
}

std::vector<Event> from_slash_command(const Envelope& envelope, const Identity& self, Time received)
{
  const json::object& payload = envelope.payload;
  CommandGiven out;
  out.channel = slack_channel(string_at(payload, "channel_id"));
  out.person = string_at(payload, "user_id");
  out.words = neutral(string_at(payload, "text"));
  out.reply = reply_of(payload);
  out.outside = if_outside(string_at(payload, "team_id"), self);
  out.in_private =
      is_private_name(string_at(payload, "channel_name")) || out.channel.id.starts_with('D');
  if (out.channel.id.empty() || out.person.empty()) return {};
  std::string key = string_at(payload, "trigger_id");
  if (key.empty()) key = "envelope:" + envelope.id;
  std::vector<Event> events;
  events.push_back(event_of(std::move(key), std::nullopt, received, std::move(out)));
  return events;
}

}  // namespace

std::vector<Event> translate(const Envelope& envelope, const Identity& self, Time received)
{
  if (envelope.type == "events_api") return from_events_api(envelope, self, received);
  if (envelope.type == "slash_commands") return from_slash_command(envelope, self, received);
  if (envelope.type == "interactive") return translate_interaction(envelope, self, received);
  return {};
}

std::vector<Event> translate_history(const json::object& message, std::string_view channel,
                                     const Identity& self, Time received)
{
  json::object event = message;
  event["channel"] = channel;
  const std::string ts = string_at(message, "ts");
  const Time posted_at = time_of(ts).value_or(Time{});
  std::vector<Event> out;
  if (string_at(message, "subtype") == "tombstone") {
    MessageDeleted deleted{{slack_channel(channel), ts}, posted_at, true};
    out.push_back(event_of({}, received, received, std::move(deleted)));
    return out;
  }
  auto what = message_happening(event, self);
  auto* posted = what ? std::get_if<MessagePosted>(&*what) : nullptr;
  if (posted == nullptr) return {};
  posted->outside = outside_of(message, self);
  const std::string edited = string_at(object_at(message, "edited"), "ts");
  if (!edited.empty()) posted->edited_at = time_of(edited);
  const MessageRef ref = posted->message;
  out.push_back(event_of({}, posted_at, received, std::move(*what)));
  out.back().late_by = received - posted_at;
  for (Reacted& mark : marks_on(message, ref)) {
    out.push_back(event_of({}, received, received, std::move(mark)));
  }
  return out;
}

bool is_for_us(const json::object& payload, const Identity& self)
{
  if (self.team.empty()) return true;
  bool named = false;
  const auto matches = [&](const std::string& id, const std::string& ours) {
    if (id.empty()) return false;
    named = true;
    return !ours.empty() && id == ours;
  };
  if (matches(string_at(payload, "team_id"), self.team)) return true;
  if (matches(string_at(payload, "context_team_id"), self.team)) return true;
  if (matches(string_at(object_at(payload, "team"), "id"), self.team)) return true;
  if (matches(string_at(payload, "enterprise_id"), self.enterprise)) return true;
  if (matches(string_at(object_at(payload, "enterprise"), "id"), self.enterprise)) return true;
  for (const json::value& item : array_at(payload, "authorizations")) {
    const json::object* authorization = item.if_object();
    if (authorization && matches(string_at(*authorization, "team_id"), self.team)) return true;
  }
  return !named;
}

Notice notice_in(const Envelope& envelope)
{
  if (envelope.type != "events_api") return Notice::none;
  if (string_at(envelope.payload, "type") == "app_rate_limited") return Notice::rate_limited;
  const json::object& event = object_at(envelope.payload, "event");
  const std::string type = string_at(event, "type");
  if (type == "app_uninstalled") return Notice::app_uninstalled;
  const bool bot = !array_at(object_at(event, "tokens"), "bot").empty();
  return type == "tokens_revoked" && bot ? Notice::token_revoked : Notice::none;
}

std::string app_of(const json::object& payload)
{
  return string_at(payload, "api_app_id");
}

}  // namespace secondstory::slack
