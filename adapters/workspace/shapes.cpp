#include "adapters/workspace/shapes.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace secondstory::workspace {

namespace {

json::array strings(const std::vector<std::string>& in)
{
  json::array out;
  for (const std::string& one : in) out.emplace_back(one);
  return out;
}

json::object bot_profile(const Team& team)
{
  return {{"id", team.bot_id},
          {"app_id", team.app_id},
          {"user_id", team.bot_user},
          {"name", team.bot_name},
          {"deleted", false},
          {"updated", 1700000000},
          {"team_id", team.id},
          {"icons", json::object{{"image_36",
                                  "https://a.slack-edge.com/80588/img/plugins/app/bot_36.png"}}}};
}

json::object note_json(const Note& note)
{
  return {{"value", note.value}, {"creator", note.creator}, {"last_set", note.last_set}};
}

void add_author(json::object& out, const Workspace& workspace, const Message& message)
{
  const Team& team = workspace.team();
  out["user"] = message.user;
  const Person* author = workspace.person(message.user);
  if (author && !author->team_id.empty()) {
    out["user_team"] = author->team_id;
    out["source_team"] = author->team_id;
  }
  const bool plain = message.subtype.empty() || message.subtype == "file_share";
  if (message.user != team.bot_user || !plain) return;
  out["bot_id"] = team.bot_id;
  out["app_id"] = team.app_id;
  out["bot_profile"] = bot_profile(team);
}

void add_thread(json::object& out, const Channel& channel, const Message& message)
{
  const auto replies = replies_of(channel, message.ts);
  if (!replies.empty()) {
    std::vector<std::string> users;
    for (const Message* reply : replies) {
      if (std::find(users.begin(), users.end(), reply->user) == users.end())
        users.push_back(reply->user);
    }
    out["thread_ts"] = message.ts;
    out["reply_count"] = replies.size();
    out["reply_users_count"] = users.size();
    out["latest_reply"] = replies.back()->ts;
    out["reply_users"] = strings(users);
    out["is_locked"] = false;
    out["subscribed"] = false;
  } else if (!message.thread_ts.empty()) {
    out["thread_ts"] = message.thread_ts;
    const auto parent = channel.messages.find(message.thread_ts);
    if (parent != channel.messages.end()) out["parent_user_id"] = parent->second.user;
  }
}

void add_later(json::object& out, const Channel& channel, const Message& message)
{
  if (!message.reactions.empty()) {
    json::array reactions;
    for (const Reaction& reaction : message.reactions) {
      reactions.push_back(json::object{{"name", reaction.name},
                                       {"users", strings(reaction.users)},
                                       {"count", reaction.users.size()}});
    }
    out["reactions"] = std::move(reactions);
  }
  for (const Pin& pin : channel.pins) {
    if (pin.ts != message.ts) continue;
    out["pinned_to"] = json::array{channel.id};
    out["pinned_info"] =
        json::object{{"channel", channel.id}, {"pinned_by", pin.user}, {"pinned_ts", pin.created}};
  }
}

}  // namespace

std::string_view channel_type(const Channel& channel)
{
  if (channel.is_im) return "im";
  return channel.is_private ? "group" : "channel";
}

std::vector<const Message*> replies_of(const Channel& channel, std::string_view ts)
{
  std::vector<const Message*> out;
  const auto found = channel.replies.find(std::string(ts));
  if (found == channel.replies.end()) return out;
  for (const std::string& reply : found->second) out.push_back(&channel.messages.at(reply));
  return out;
}

json::object message_json(const Workspace& workspace, const Channel& channel,
                          const Message& message, Face face, bool with_metadata)
{
  const Team& team = workspace.team();
  json::object out{{"type", "message"}};
  if (!message.subtype.empty() && (face == Face::event || message.subtype != "file_share")) {
    out["subtype"] = message.subtype;
  }
  add_author(out, workspace, message);
  for (const auto& field : message.extra) out[field.key()] = field.value();
  out["text"] = message.text;
  out["ts"] = message.ts;
  if (message.subtype.empty() || message.subtype == "file_share") out["team"] = team.id;
  if (message.blocks) out["blocks"] = *message.blocks;
  if (message.attachments) out["attachments"] = *message.attachments;
  if (message.edited) {
    out["edited"] = json::object{{"user", message.edited->user}, {"ts", message.edited->ts}};
  }
  if (!message.files.empty()) {
    json::array files;
    for (const std::string& id : message.files) {
      const auto found = workspace.files().find(id);
      if (found != workspace.files().end()) files.push_back(file_json(workspace, found->second));
    }
    out["files"] = std::move(files);
    out["upload"] = true;
    out["display_as_bot"] = false;
  }
  add_thread(out, channel, message);
  if (message.broadcast) {
    out["subtype"] = "thread_broadcast";
    const auto root = channel.messages.find(message.thread_ts);
    if (root != channel.messages.end() && root->first != message.ts) {
      out["root"] = message_json(workspace, channel, root->second, face);
    }
  }
  if (with_metadata && message.metadata) out["metadata"] = *message.metadata;
  if (face == Face::history) add_later(out, channel, message);
  return out;
}

json::object ephemeral_json(const Workspace& workspace, const Ephemeral& ephemeral)
{
  const Team& team = workspace.team();
  json::object out{
      {"type", "message"},     {"subtype", "ephemeral"},       {"is_ephemeral", true},
      {"ts", ephemeral.ts},    {"channel", ephemeral.channel}, {"to", ephemeral.user},
      {"user", team.bot_user}, {"bot_id", team.bot_id},        {"text", ephemeral.text}};
  if (!ephemeral.thread_ts.empty()) out["thread_ts"] = ephemeral.thread_ts;
  if (ephemeral.blocks) out["blocks"] = *ephemeral.blocks;
  return out;
}

json::object user_json(const Workspace& workspace, const Person& person)
{
  json::object profile{{"real_name", person.real_name},
                       {"real_name_normalized", person.real_name},
                       {"display_name", person.display_name},
                       {"display_name_normalized", person.display_name},
                       {"title", ""},
                       {"phone", ""},
                       {"status_text", ""},
                       {"status_emoji", ""},
                       {"avatar_hash", ""},
                       {"team", workspace.team().id}};
  if (person.is_bot) {
    profile["bot_id"] = person.bot_id;
    profile["api_app_id"] = workspace.team().app_id;
  }
  return {{"id", person.id},
          {"team_id", person.team_id.empty() ? workspace.team().id : person.team_id},
          {"name", person.name},
          {"deleted", person.deleted},
          {"real_name", person.real_name},
          {"tz", person.tz},
          {"tz_label", person.tz},
          {"tz_offset", person.tz_offset},
          {"profile", std::move(profile)},
          {"is_admin", false},
          {"is_owner", false},
          {"is_primary_owner", false},
          {"is_restricted", person.is_restricted},
          {"is_ultra_restricted", person.is_ultra_restricted},
          {"is_bot", person.is_bot},
          {"is_stranger", person.is_stranger},
          {"is_app_user", false},
          {"is_email_confirmed", !person.is_bot},
          {"who_can_share_contact_card", "EVERYONE"},
          {"updated", 1700000000}};
}

json::object channel_json(const Workspace& workspace, const Channel& channel)
{
  json::object out{{"id", channel.id},
                   {"created", channel.created},
                   {"is_archived", channel.is_archived},
                   {"is_im", channel.is_im},
                   {"is_org_shared", false},
                   {"context_team_id", workspace.team().id},
                   {"updated", channel.created * 1000}};
  if (channel.is_im) {
    out["user"] = channel.im_user;
    out["is_user_deleted"] = false;
    out["is_open"] = true;
    out["priority"] = 0;
    return out;
  }
  out["name"] = channel.name;
  out["name_normalized"] = channel.name;
  out["is_channel"] = !channel.is_private;
  out["is_group"] = channel.is_private;
  out["is_mpim"] = false;
  out["is_private"] = channel.is_private;
  out["is_general"] = channel.is_general;
  out["is_shared"] = false;
  out["is_ext_shared"] = false;
  out["is_pending_ext_shared"] = false;
  out["pending_shared"] = json::array{};
  out["parent_conversation"] = nullptr;
  out["unlinked"] = 0;
  out["creator"] = channel.creator;
  out["is_member"] = channel.has(workspace.team().bot_user);
  out["topic"] = note_json(channel.topic);
  out["purpose"] = note_json(channel.purpose);
  out["previous_names"] = json::array{};
  out["shared_team_ids"] = json::array{workspace.team().id};
  return out;
}

json::object file_json(const Workspace& workspace, const File& file)
{
  const auto dot = file.name.rfind('.');
  const std::string type = dot == std::string::npos ? "text" : file.name.substr(dot + 1);
  const std::string url = fmt::format("{}/files-pri/{}-{}/{}", workspace.base_url,
                                      workspace.team().id, file.id, file.upload_key);
  return {{"id", file.id},
          {"created", file.created},
          {"timestamp", file.created},
          {"name", file.name},
          {"title", file.title.empty() ? file.name : file.title},
          {"mimetype", "application/octet-stream"},
          {"filetype", type},
          {"pretty_type", type},
          {"user", file.user},
          {"user_team", workspace.team().id},
          {"editable", false},
          {"size", file.bytes.size()},
          {"mode", "hosted"},
          {"is_external", false},
          {"external_type", ""},
          {"is_public", true},
          {"public_url_shared", false},
          {"url_private", url},
          {"url_private_download", url},
          {"permalink", fmt::format("{}/files/{}/{}", workspace.base_url, file.user, file.id)},
          {"channels", strings(file.channels)},
          {"groups", json::array{}},
          {"ims", json::array{}},
          {"has_rich_preview", false},
          {"file_access", "visible"}};
}

json::object bookmark_json(const Workspace& workspace, const Channel& channel,
                           const Bookmark& bookmark)
{
  return {{"id", bookmark.id},
          {"channel_id", channel.id},
          {"title", bookmark.title},
          {"link", bookmark.link},
          {"emoji", bookmark.emoji},
          {"icon_url", nullptr},
          {"type", "link"},
          {"entity_id", nullptr},
          {"date_created", bookmark.created},
          {"date_updated", bookmark.updated},
          {"rank", "a"},
          {"last_updated_by_user_id", workspace.team().bot_user},
          {"last_updated_by_team_id", workspace.team().id},
          {"shortcut_id", nullptr},
          {"app_id", workspace.team().app_id},
          {"app_action_id", nullptr}};
}

json::object pin_json(const Workspace& workspace, const Channel& channel, const Pin& pin)
{
  json::object out{{"type", "message"},
                   {"created", pin.created},
                   {"created_by", pin.user},
                   {"channel", channel.id}};
  const auto found = channel.messages.find(pin.ts);
  if (found != channel.messages.end()) {
    json::object message = message_json(workspace, channel, found->second, Face::history);
    message["permalink"] = permalink(workspace, channel, found->second);
    out["message"] = std::move(message);
  }
  return out;
}

json::object view_json(const Workspace& workspace, const View& view)
{
  json::object out = view.content;
  out["id"] = view.id;
  out["team_id"] = workspace.team().id;
  out["app_id"] = workspace.team().app_id;
  out["bot_id"] = workspace.team().bot_id;
  out["hash"] = view.hash;
  out["root_view_id"] = view.id;
  out["previous_view_id"] = nullptr;
  for (const char* text : {"callback_id", "private_metadata", "external_id"}) {
    if (!out.contains(text)) out[text] = "";
  }
  if (!out.contains("state")) out["state"] = json::object{{"values", json::object{}}};
  return out;
}

std::string permalink(const Workspace& workspace, const Channel& channel, const Message& message)
{
  std::string digits = message.ts;
  std::erase(digits, '.');
  std::string out = fmt::format("{}/archives/{}/p{}", workspace.base_url, channel.id, digits);
  if (!message.thread_ts.empty() && message.thread_ts != message.ts) {
    out += fmt::format("?thread_ts={}&cid={}", message.thread_ts, channel.id);
  }
  return out;
}

}  // namespace secondstory::workspace
