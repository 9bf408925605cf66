#include "adapters/workspace/workspace.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "adapters/slack/json.hpp"
#include "adapters/workspace/shapes.hpp"

namespace secondstory::workspace {

namespace {

std::int64_t system_now_us()
{
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::string_view without(std::string_view text, char sigil)
{
  if (text.starts_with(sigil)) text.remove_prefix(1);
  return text;
}

}  // namespace

bool Channel::has(const std::string& user) const
{
  return std::find(members.begin(), members.end(), user) != members.end();
}

bool Team::has_shortcut(std::string_view type, std::string_view callback_id) const
{
  return std::any_of(shortcuts.begin(), shortcuts.end(), [&](const Shortcut& one) {
    return one.type == type && one.callback_id == callback_id;
  });
}

Workspace::Workspace(Team team, Clock clock)
    : team_(std::move(team)), clock_(clock ? std::move(clock) : system_now_us)
{
  Person bot;
  bot.id = team_.bot_user;
  bot.name = team_.bot_name;
  bot.real_name = team_.name;
  bot.display_name = team_.bot_name;
  bot.is_bot = true;
  bot.bot_id = team_.bot_id;
  people_.push_back(std::move(bot));
}

std::string Workspace::next_ts()
{
  last_ts_us_ = std::max(clock_(), last_ts_us_ + 1);
  return fmt::format("{:010}.{:06}", last_ts_us_ / 1'000'000, last_ts_us_ % 1'000'000);
}

std::string Workspace::next_id(std::string_view prefix)
{
  return fmt::format("{}0{:09X}", prefix, ++ids_);
}

Person& Workspace::add_person(Person person)
{
  if (person.id.empty()) person.id = next_id("U");
  if (person.real_name.empty()) person.real_name = person.name;
  people_.push_back(std::move(person));
  changed({{"type", "person"}, {"user", user_json(*this, people_.back())}});
  return people_.back();
}

Group& Workspace::add_group(const std::string& handle, const std::string& name)
{
  groups_.push_back({next_id("S"), handle, name});
  return groups_.back();
}

Channel& Workspace::add_channel(const std::string& name, bool is_private,
                                std::vector<std::string> members)
{
  Channel channel;
  channel.id = next_id("C");
  channel.name = name;
  channel.is_private = is_private;
  channel.created = now_seconds();
  channel.creator = members.empty() ? team_.bot_user : members.front();
  channel.members = std::move(members);
  Channel& stored = channels_[channel.id] = std::move(channel);
  tell_changed("channel", stored);
  return stored;
}

const Person* Workspace::person(std::string_view name) const
{
  const std::string_view bare = without(name, '@');
  const auto found = std::find_if(people_.begin(), people_.end(), [&](const Person& one) {
    return one.id == bare || one.name == bare;
  });
  return found == people_.end() ? nullptr : &*found;
}

const Channel* Workspace::channel(std::string_view name) const
{
  const std::string_view bare = without(name, '#');
  for (const auto& [id, channel] : channels_) {
    if (id == bare || (!channel.is_im && channel.name == bare)) return &channel;
  }
  return nullptr;
}

Channel* Workspace::channel(std::string_view name)
{
  return const_cast<Channel*>(std::as_const(*this).channel(name));
}

Message* Workspace::message(std::string_view channel_id, std::string_view ts)
{
  Channel* found = channel(channel_id);
  if (!found) return nullptr;
  const auto it = found->messages.find(std::string(ts));
  return it == found->messages.end() ? nullptr : &it->second;
}

File* Workspace::file(std::string_view id)
{
  const auto found = files_.find(std::string(id));
  return found == files_.end() ? nullptr : &found->second;
}

Channel& Workspace::direct_message(const std::string& user)
{
  for (auto& [id, channel] : channels_) {
    if (channel.is_im && channel.im_user == user) return channel;
  }
  Channel channel;
  channel.id = next_id("D");
  channel.is_im = true;
  channel.is_private = true;
  channel.im_user = user;
  channel.created = now_seconds();
  channel.creator = team_.bot_user;
  channel.members = {team_.bot_user, user};
  Channel& stored = channels_[channel.id] = std::move(channel);
  tell_changed("channel", stored);
  return stored;
}

std::string Workspace::typed(std::string_view text, References references) const
{
  const auto lookup = [this](char sigil, std::string_view name) -> Named {
    if (sigil == '@') {
      const Person* found = person(name);
      if (found) return Named{found->id, found->name};
      for (const Group& group : groups_) {
        if (group.handle == name) return Named{group.id, group.handle};
      }
      return Named{};
    }
    const Channel* found = channel(name);
    return found ? Named{found->id, found->name} : Named{};
  };
  return as_typed(text, lookup, references);
}

void Workspace::tell_changed(const std::string& type, const Channel& channel)
{
  json::object shown = channel_json(*this, channel);
  json::array members;
  for (const std::string& member : channel.members) members.emplace_back(member);
  shown["members"] = std::move(members);
  changed({{"type", type}, {"channel", channel.id}, {"detail", std::move(shown)}});
}

void Workspace::emit(json::object event, const json::object& outer)
{
  const std::string type = slack::string_at(event, "type");
  const bool farewell = type == "tokens_revoked" || type == "app_uninstalled";
  if (!token_refusal.empty() && !farewell) return;
  json::object payload{{"token", "workspace-verification"}, {"team_id", team_.id},
                       {"context_team_id", team_.id},       {"context_enterprise_id", nullptr},
                       {"api_app_id", team_.app_id},        {"event", std::move(event)},
                       {"type", "event_callback"},          {"event_id", next_id("Ev")},
                       {"event_time", now_seconds()}};
  payload["authorizations"] = json::array{json::object{{"enterprise_id", nullptr},
                                                       {"team_id", team_.id},
                                                       {"user_id", team_.bot_user},
                                                       {"is_bot", true},
                                                       {"is_enterprise_install", false}}};
  payload["is_ext_shared_channel"] = false;
  payload["event_context"] = next_id("4-");
  for (const auto& field : outer) payload[field.key()] = field.value();
  deliver(Delivery{"events_api", std::move(payload), false});
}

void Workspace::announce(const Channel& channel, const Message& message)
{
  json::object shown{{"type", "message"}, {"channel", channel.id}, {"ts", message.ts}};
  shown["message"] = message_json(*this, channel, message, Face::history);
  changed(std::move(shown));
  if (!channel.has(team_.bot_user)) return;
  json::object event = message_json(*this, channel, message, Face::event);
  event["channel"] = channel.id;
  event["event_ts"] = message.ts;
  json::object mention = event;
  event["channel_type"] = channel_type(channel);
  emit(std::move(event));
  const bool about_bot = message.subtype.empty() && message.user != team_.bot_user &&
                         !channel.is_im && mentions(message.text, team_.bot_user);
  if (!about_bot) return;
  mention["type"] = "app_mention";
  emit(std::move(mention));
}

/// The line that a channel shows when something happens to itself.
void Workspace::note(Channel& channel, const std::string& user, const std::string& subtype,
                     const std::string& text, json::object extra)
{
  Message message;
  message.ts = next_ts();
  message.user = user;
  message.subtype = (channel.is_private ? "group_" : "channel_") + subtype;
  message.text = text;
  message.extra = std::move(extra);
  const std::string ts = message.ts;
  announce(channel, channel.messages[ts] = std::move(message));
}

Outcome<Message*> Workspace::post(const std::string& channel_name, Draft draft)
{
  Channel* found = channel(channel_name);
  if (!found) return refuse("channel_not_found");
  if (found->is_archived) return refuse("is_archived");
  if (!draft.thread_ts.empty()) {
    const auto parent = found->messages.find(draft.thread_ts);
    // A reply's ts is no thread: Slack's documentation says to use the parent's.
    if (parent == found->messages.end() || !parent->second.thread_ts.empty()) {
      return refuse("cannot_reply_to_message");
    }
  }
  Message message;
  message.ts = next_ts();
  message.user = std::move(draft.user);
  message.text = std::move(draft.text);
  message.thread_ts = std::move(draft.thread_ts);
  message.broadcast = draft.broadcast && !message.thread_ts.empty();
  message.subtype = std::move(draft.subtype);
  message.blocks = std::move(draft.blocks);
  message.attachments = std::move(draft.attachments);
  message.metadata = std::move(draft.metadata);
  message.files = std::move(draft.files);
  message.extra = std::move(draft.extra);
  const std::string ts = message.ts;
  Message& stored = found->messages[ts] = std::move(message);
  if (!stored.thread_ts.empty()) found->replies[stored.thread_ts].insert(ts);
  announce(*found, stored);
  return &stored;
}

void Workspace::emit_changed(const Channel& channel, const json::object& before, const Message& now)
{
  json::object shown{{"type", "message_changed"}, {"channel", channel.id}, {"ts", now.ts}};
  shown["message"] = message_json(*this, channel, now, Face::history);
  changed(std::move(shown));
  if (!channel.has(team_.bot_user)) return;
  json::object event{{"type", "message"}, {"subtype", "message_changed"}};
  event["message"] = message_json(*this, channel, now, Face::event);
  event["previous_message"] = before;
  event["channel"] = channel.id;
  event["hidden"] = true;
  event["ts"] = next_ts();
  event["event_ts"] = event["ts"];
  event["channel_type"] = channel_type(channel);
  emit(std::move(event));
}

Outcome<Message*> Workspace::revise(const std::string& channel_name, const std::string& ts,
                                    Revision revision)
{
  Channel* found = channel(channel_name);
  if (!found) return refuse("channel_not_found");
  Message* old = message(found->id, ts);
  if (!old || old->subtype == "tombstone") return refuse("message_not_found");
  if (old->user != revision.user) return refuse("cant_update_message");
  const json::object before = message_json(*this, *found, *old, Face::event);
  if (revision.text) old->text = std::move(*revision.text);
  if (revision.blocks) old->blocks = std::move(revision.blocks);
  if (old->blocks && old->blocks->empty()) old->blocks.reset();
  if (revision.attachments) old->attachments = std::move(revision.attachments);
  if (revision.metadata) old->metadata = std::move(revision.metadata);
  old->edited = Edited{revision.user, next_ts()};
  emit_changed(*found, before, *old);
  return old;
}

Outcome<bool> Workspace::remove(const std::string& channel_name, const std::string& ts,
                                const std::string& user)
{
  Channel* found = channel(channel_name);
  if (!found) return refuse("channel_not_found");
  Message* old = message(found->id, ts);
  if (!old || old->subtype == "tombstone") return refuse("message_not_found");
  if (old->user != user) return refuse("cant_delete_message");
  const json::object before = message_json(*this, *found, *old, Face::event);
  std::erase_if(found->pins, [&](const Pin& pin) { return pin.ts == ts; });
  if (!replies_of(*found, ts).empty()) {
    // What has replies stays as a tombstone that holds the thread together.
    Message tombstone;
    tombstone.ts = ts;
    tombstone.user = "USLACKBOT";
    tombstone.subtype = "tombstone";
    tombstone.text = "This message was deleted.";
    tombstone.extra["hidden"] = true;
    *old = std::move(tombstone);
    emit_changed(*found, before, *old);
    return true;
  }
  if (!old->thread_ts.empty()) found->replies[old->thread_ts].erase(ts);
  found->messages.erase(ts);
  changed({{"type", "message_deleted"}, {"channel", found->id}, {"ts", ts}});
  if (!found->has(team_.bot_user)) return true;
  json::object event{{"type", "message"}, {"subtype", "message_deleted"}};
  event["previous_message"] = before;
  event["channel"] = found->id;
  event["hidden"] = true;
  event["deleted_ts"] = ts;
  event["ts"] = next_ts();
  event["event_ts"] = event["ts"];
  event["channel_type"] = channel_type(*found);
  emit(std::move(event));
  return true;
}

}  // namespace secondstory::workspace
