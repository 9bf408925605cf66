#include <algorithm>

#include "adapters/workspace/shapes.hpp"

/// What happens to channels and to the marks on messages.
namespace secondstory::workspace {

namespace {

json::object reaction_event(const char* type, const std::string& channel, const Message& message,
                            const std::string& user, const std::string& name, std::string event_ts)
{
  json::object item{{"type", "message"}, {"channel", channel}, {"ts", message.ts}};
  return {{"type", type},
          {"user", user},
          {"reaction", name},
          {"item", std::move(item)},
          {"item_user", message.user},
          {"event_ts", std::move(event_ts)}};
}

json::object named(const Channel& channel)
{
  return {{"id", channel.id},
          {"name", channel.name},
          {"name_normalized", channel.name},
          {"is_channel", !channel.is_private},
          {"is_mpim", false},
          {"created", channel.created}};
}

}  // namespace

Outcome<bool> Workspace::react(const std::string& channel_name, const std::string& ts,
                               const std::string& user, const std::string& name)
{
  Channel* found = channel(channel_name);
  if (!found) return refuse("channel_not_found");
  if (found->is_archived) return refuse("is_archived");
  Message* target = message(found->id, ts);
  if (!target) return refuse("message_not_found");
  auto reaction = std::find_if(target->reactions.begin(), target->reactions.end(),
                               [&](const Reaction& one) { return one.name == name; });
  if (reaction == target->reactions.end()) {
    reaction = target->reactions.insert(target->reactions.end(), Reaction{name, {}});
  }
  auto& users = reaction->users;
  if (std::find(users.begin(), users.end(), user) != users.end()) return refuse("already_reacted");
  users.push_back(user);
  changed({{"type", "reaction"},
           {"channel", found->id},
           {"ts", ts},
           {"message", message_json(*this, *found, *target, Face::history)}});
  if (found->has(team_.bot_user)) {
    emit(reaction_event("reaction_added", found->id, *target, user, name, next_ts()));
  }
  return true;
}

Outcome<bool> Workspace::unreact(const std::string& channel_name, const std::string& ts,
                                 const std::string& user, const std::string& name)
{
  Channel* found = channel(channel_name);
  if (!found) return refuse("channel_not_found");
  Message* target = message(found->id, ts);
  if (!target) return refuse("message_not_found");
  std::size_t erased = 0;
  for (Reaction& reaction : target->reactions) {
    if (reaction.name == name) erased += std::erase(reaction.users, user);
  }
  if (erased == 0) return refuse("no_reaction");
  std::erase_if(target->reactions, [](const Reaction& one) { return one.users.empty(); });
  changed({{"type", "reaction"},
           {"channel", found->id},
           {"ts", ts},
           {"message", message_json(*this, *found, *target, Face::history)}});
  if (found->has(team_.bot_user)) {
    emit(reaction_event("reaction_removed", found->id, *target, user, name, next_ts()));
  }
  return true;
}

Outcome<bool> Workspace::join(const std::string& channel_name, const std::string& user,
                              const std::string& inviter)
{
  Channel* found = channel(channel_name);
  if (!found) return refuse("channel_not_found");
  if (found->is_archived) return refuse("is_archived");
  if (!person(user)) return refuse("user_not_found");
  if (found->has(user)) return refuse("already_in_channel");
  found->members.push_back(user);
  json::object extra;
  if (!inviter.empty()) extra["inviter"] = inviter;
  note(*found, user, "join", "<@" + user + "> has joined the channel", std::move(extra));
  tell_changed("channel", *found);
  if (!found->has(team_.bot_user)) return true;
  json::object event{{"type", "member_joined_channel"}, {"user", user}, {"channel", found->id}};
  event["channel_type"] = found->is_private ? "G" : "C";
  event["team"] = team_.id;
  if (!inviter.empty()) event["inviter"] = inviter;
  event["event_ts"] = next_ts();
  emit(std::move(event));
  return true;
}

Outcome<bool> Workspace::leave(const std::string& channel_name, const std::string& user)
{
  Channel* found = channel(channel_name);
  if (!found) return refuse("channel_not_found");
  if (!found->has(user)) return refuse("not_in_channel");
  std::erase(found->members, user);
  note(*found, user, "leave", "<@" + user + "> has left the channel", {});
  tell_changed("channel", *found);
  if (!found->has(team_.bot_user)) return true;
  emit({{"type", "member_left_channel"},
        {"user", user},
        {"channel", found->id},
        {"channel_type", found->is_private ? "G" : "C"},
        {"team", team_.id},
        {"event_ts", next_ts()}});
  return true;
}

Outcome<Channel*> Workspace::create_channel(const std::string& name, bool is_private,
                                            const std::string& user)
{
  if (channel(name)) return refuse("name_taken");
  Channel& made = add_channel(name, is_private, {user});
  note(made, user, "join", "<@" + user + "> has joined the channel", {});
  return &made;
}

Outcome<bool> Workspace::rename(const std::string& channel_name, const std::string& name,
                                const std::string& user)
{
  Channel* found = channel(channel_name);
  if (!found) return refuse("channel_not_found");
  if (found->is_archived) return refuse("is_archived");
  if (channel(name)) return refuse("name_taken");
  const std::string old = std::exchange(found->name, name);
  note(*found, user, "name", "has renamed the channel from \"" + old + "\" to \"" + name + "\"",
       {{"old_name", old}, {"name", name}});
  tell_changed("channel", *found);
  if (!found->has(team_.bot_user)) return true;
  emit({{"type", found->is_private ? "group_rename" : "channel_rename"},
        {"channel", named(*found)},
        {"event_ts", next_ts()}});
  return true;
}

Outcome<bool> Workspace::set_topic(const std::string& channel_name, const std::string& text,
                                   const std::string& user)
{
  Channel* found = channel(channel_name);
  if (!found) return refuse("channel_not_found");
  if (found->is_archived) return refuse("is_archived");
  found->topic = {text, user, now_seconds()};
  note(*found, user, "topic", "set the channel topic: " + text, {{"topic", text}});
  tell_changed("channel", *found);
  return true;
}

Outcome<bool> Workspace::set_purpose(const std::string& channel_name, const std::string& text,
                                     const std::string& user)
{
  Channel* found = channel(channel_name);
  if (!found) return refuse("channel_not_found");
  if (found->is_archived) return refuse("is_archived");
  found->purpose = {text, user, now_seconds()};
  note(*found, user, "purpose", "set the channel description: " + text, {{"purpose", text}});
  tell_changed("channel", *found);
  return true;
}

Outcome<bool> Workspace::archive(const std::string& channel_name, const std::string& user,
                                 bool archived)
{
  Channel* found = channel(channel_name);
  if (!found) return refuse("channel_not_found");
  if (found->is_general) return refuse("cant_archive_general");
  if (found->is_archived == archived) return refuse(archived ? "already_archived" : "not_archived");
  found->is_archived = archived;
  const std::string verb = archived ? "archive" : "unarchive";
  note(*found, user, verb, "<@" + user + "> " + verb + "d the channel", {});
  tell_changed("channel", *found);
  if (!found->has(team_.bot_user)) return true;
  emit({{"type", (found->is_private ? "group_" : "channel_") + verb},
        {"channel", found->id},
        {"user", user},
        {"is_moved", 0},
        {"event_ts", next_ts()}});
  return true;
}

Outcome<bool> Workspace::convert(const std::string& channel_name, bool is_private,
                                 const std::string& user)
{
  Channel* found = channel(channel_name);
  if (!found) return refuse("channel_not_found");
  if (found->is_private == is_private) return refuse("already_converted");
  found->is_private = is_private;
  const std::string how = is_private ? "private" : "public";
  note(*found, user, "convert_to_" + how, "made this channel " + how, {});
  tell_changed("channel", *found);
  return true;
}

Outcome<std::string> Workspace::change_id(const std::string& channel_name)
{
  Channel* found = channel(channel_name);
  if (!found) return refuse("channel_not_found");
  const std::string old_id = found->id;
  const std::string new_id = next_id("C");
  auto node = channels_.extract(old_id);
  node.key() = new_id;
  node.mapped().id = new_id;
  Channel& moved = channels_.insert(std::move(node)).position->second;
  tell_changed("channel", moved);
  if (moved.has(team_.bot_user)) {
    emit({{"type", "channel_id_changed"},
          {"old_channel_id", old_id},
          {"new_channel_id", new_id},
          {"event_ts", next_ts()}});
  }
  return new_id;
}

Outcome<bool> Workspace::pin(const std::string& channel_name, const std::string& ts,
                             const std::string& user)
{
  Channel* found = channel(channel_name);
  if (!found) return refuse("channel_not_found");
  const Message* target = message(found->id, ts);
  if (!target) return refuse("message_not_found");
  for (const Pin& pin : found->pins) {
    if (pin.ts == ts) return refuse("already_pinned");
  }
  constexpr std::size_t pins_max = 100;
  if (found->pins.size() >= pins_max) return refuse("too_many_pins");
  found->pins.push_back({ts, user, now_seconds()});
  tell_changed("pins", *found);
  if (!found->has(team_.bot_user)) return true;
  emit({{"type", "pin_added"},
        {"user", user},
        {"channel_id", found->id},
        {"item", pin_json(*this, *found, found->pins.back())},
        {"item_user", target->user},
        {"pin_count", found->pins.size()},
        {"event_ts", next_ts()}});
  return true;
}

Outcome<bool> Workspace::unpin(const std::string& channel_name, const std::string& ts,
                               const std::string& user)
{
  Channel* found = channel(channel_name);
  if (!found) return refuse("channel_not_found");
  const Message* target = message(found->id, ts);
  if (!target) return refuse("message_not_found");
  const auto pin = std::find_if(found->pins.begin(), found->pins.end(),
                                [&](const Pin& one) { return one.ts == ts; });
  if (pin == found->pins.end()) return refuse("no_pin");
  json::object item = pin_json(*this, *found, *pin);
  found->pins.erase(pin);
  tell_changed("pins", *found);
  if (!found->has(team_.bot_user)) return true;
  emit({{"type", "pin_removed"},
        {"user", user},
        {"channel_id", found->id},
        {"item", std::move(item)},
        {"item_user", target->user},
        {"pin_count", found->pins.size()},
        {"has_pins", !found->pins.empty()},
        {"event_ts", next_ts()}});
  return true;
}

Bookmark& Workspace::add_bookmark(Channel& channel, Bookmark bookmark)
{
  bookmark.id = next_id("Bk");
  bookmark.created = now_seconds();
  channel.bookmarks.push_back(std::move(bookmark));
  tell_changed("bookmarks", channel);
  return channel.bookmarks.back();
}

}  // namespace secondstory::workspace
