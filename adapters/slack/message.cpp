#include "adapters/slack/message.hpp"

#include <array>

#include "adapters/slack/text.hpp"
#include "adapters/slack/ts.hpp"

namespace secondstory::slack {

namespace {

void add_line(std::string& out, const std::string& line)
{
  if (line.empty()) return;
  if (!out.empty()) out += '\n';
  out += line;
}

/// Alerting services put their words into attachments or blocks and leave the text empty.
std::string text_of_attachments(const json::object& message)
{
  std::string out;
  for (const json::value& item : array_at(message, "attachments")) {
    const json::object* attachment = item.if_object();
    if (!attachment) continue;
    const auto before = out.size();
    add_line(out, string_at(*attachment, "pretext"));
    add_line(out, string_at(*attachment, "title"));
    add_line(out, string_at(*attachment, "text"));
    if (out.size() == before) add_line(out, string_at(*attachment, "fallback"));
  }
  if (!out.empty()) return out;
  for (const json::value& item : array_at(message, "blocks")) {
    const json::object* block = item.if_object();
    if (!block) continue;
    const std::string type = string_at(*block, "type");
    if (type == "header" || type == "section")
      add_line(out, string_at(object_at(*block, "text"), "text"));
    if (type == "markdown") add_line(out, string_at(*block, "text"));
  }
  return out;
}

std::string raw_text(const json::object& message)
{
  std::string text = string_at(message, "text");
  return text.empty() && !string_at(message, "bot_id").empty() ? text_of_attachments(message)
                                                               : text;
}

std::vector<std::string> files_of(const json::object& message)
{
  std::vector<std::string> out;
  for (const json::value& item : array_at(message, "files")) {
    const json::object* file = item.if_object();
    if (!file || string_at(*file, "mode") == "tombstone") continue;  // a deleted file leaves one
    std::string name = string_at(*file, "name");
    if (name.empty()) name = string_at(*file, "title");
    if (name.empty()) name = string_at(*file, "id");
    if (!name.empty()) out.push_back(std::move(name));
  }
  return out;
}

std::string author_of(const json::object& message)
{
  std::string user = string_at(message, "user");
  return user.empty() ? string_at(message, "bot_id") : user;
}

bool by_bot(const json::object& message)
{
  return !string_at(message, "bot_id").empty() || string_at(message, "subtype") == "bot_message";
}

std::optional<Happening> deleted(const json::object& event)
{
  const json::object& before = object_at(event, "previous_message");
  MessageDeleted out;
  out.message = {slack_channel(string_at(event, "channel")), string_at(event, "deleted_ts")};
  if (out.message.id.empty()) out.message.id = string_at(before, "ts");
  if (out.message.id.empty() || out.message.channel.id.empty()) return std::nullopt;
  out.posted_at = time_of(out.message.id).value_or(Time{});
  return out;
}

/// Unfurled links, reply counters and pins also come as message_changed; only words and files
/// count.
bool words_changed(const json::object& now, const json::object& before)
{
  if (before.empty()) return now.contains("edited");
  return raw_text(now) != raw_text(before) || files_of(now) != files_of(before);
}

std::optional<Happening> changed(const json::object& event, const Identity& self)
{
  const json::object& now = object_at(event, "message");
  const json::object& before = object_at(event, "previous_message");
  if (is_own(now, self) || is_own(before, self)) return std::nullopt;
  MessageRef ref{slack_channel(string_at(event, "channel")), string_at(now, "ts")};
  if (ref.id.empty()) ref.id = string_at(before, "ts");
  if (ref.id.empty() || ref.channel.id.empty()) return std::nullopt;
  const Time posted_at = time_of(ref.id).value_or(Time{});
  // A deleted message that has replies is not removed but turned into a tombstone.
  if (string_at(now, "subtype") == "tombstone") return MessageDeleted{std::move(ref), posted_at};
  if (!words_changed(now, before)) return std::nullopt;
  MessageEdited out;
  out.message = std::move(ref);
  out.posted_at = posted_at;
  out.thread = thread_of(now);
  out.author = author_of(now);
  out.by_bot = by_bot(now);
  out.text = neutral(raw_text(now));
  out.files = files_of(now);
  return out;
}

std::string note_on_channel(const std::string& subtype, const json::object& event)
{
  const auto is = [&](std::string_view what) {
    return subtype == "channel_" + std::string(what) || subtype == "group_" + std::string(what);
  };
  if (is("topic")) return "topic set to \"" + neutral(string_at(event, "topic")) + "\"";
  if (is("purpose")) return "purpose set to \"" + neutral(string_at(event, "purpose")) + "\"";
  if (is("name")) return "renamed to #" + string_at(event, "name");
  if (is("archive")) return "archived";
  if (is("unarchive")) return "unarchived";
  if (is("convert_to_private")) return "made private";
  if (is("convert_to_public")) return "made public";
  return {};
}

bool is_a_post(const std::string& subtype)
{
  constexpr std::array<std::string_view, 5> posts = {"", "bot_message", "file_share", "me_message",
                                                     "thread_broadcast"};
  return std::find(posts.begin(), posts.end(), subtype) != posts.end();
}

}  // namespace

bool is_own(const json::object& message, const Identity& self)
{
  const std::string user = string_at(message, "user");
  const std::string bot = string_at(message, "bot_id");
  return (!user.empty() && user == self.bot_user) || (!bot.empty() && bot == self.bot_id);
}

std::optional<MessagePosted> posted_message(const json::object& message, const Identity& self)
{
  MessagePosted out;
  out.message = {slack_channel(string_at(message, "channel")), string_at(message, "ts")};
  if (out.message.id.empty() || out.message.channel.id.empty()) return std::nullopt;
  out.thread = thread_of(message);
  out.author = author_of(message);
  out.by_bot = by_bot(message);
  const std::string raw = raw_text(message);
  out.text = neutral(raw);
  out.files = files_of(message);
  out.command = command_after_mention(raw, self.bot_user);
  const std::string kind = string_at(message, "channel_type");
  out.in_private =
      kind == "im" || kind == "mpim" || kind == "group" || out.message.channel.id.starts_with('D');
  // In a direct message everything is said to us.
  if (!out.command && !out.by_bot && kind == "im" && !raw.empty()) {
    out.command = out.text;
  }
  return out;
}

std::optional<std::string> thread_of(const json::object& message)
{
  std::string thread = string_at(message, "thread_ts");
  if (thread.empty() || thread == string_at(message, "ts")) return std::nullopt;
  return thread;
}

std::optional<Happening> message_happening(const json::object& event, const Identity& self)
{
  const std::string subtype = string_at(event, "subtype");
  if (is_own(event, self)) return std::nullopt;
  if (is_a_post(subtype)) {
    if (auto posted = posted_message(event, self)) return std::move(*posted);
    return std::nullopt;
  }
  if (subtype == "message_changed") return changed(event, self);
  if (subtype == "message_deleted") {
    if (is_own(object_at(event, "previous_message"), self)) return std::nullopt;
    return deleted(event);
  }
  std::string note = note_on_channel(subtype, event);
  const std::string channel = string_at(event, "channel");
  if (note.empty() || channel.empty()) return std::nullopt;
  ChannelChanged out{slack_channel(channel), std::move(note)};
  if (subtype.ends_with("_convert_to_private")) out.now_private = true;
  if (subtype.ends_with("_convert_to_public")) out.now_private = false;
  return out;
}

std::string if_outside(std::string team, const Identity& self)
{
  const bool ours = team.empty() || self.team.empty() || team == self.team;
  return ours || !self.enterprise.empty() ? std::string() : team;
}

}  // namespace secondstory::slack
