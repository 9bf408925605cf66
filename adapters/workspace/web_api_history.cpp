#include <algorithm>

#include "adapters/workspace/web_api.hpp"

/// conversations.history and conversations.replies.
namespace secondstory::workspace {

namespace {

constexpr std::size_t history_max = 999;
constexpr std::size_t replies_max = 1'000;

/// The bounds of a reading, as `ts`; seconds alone are understood.
struct Span
{
  std::string oldest{};
  std::string latest{};
  bool inclusive = false;

  [[nodiscard]] bool holds(const std::string& ts) const
  {
    if (!oldest.empty() && (ts < oldest || (ts == oldest && !inclusive))) return false;
    return latest.empty() || ts < latest || (ts == latest && inclusive);
  }
};

/// What one page holds at most, whatever is asked for.
std::size_t page_of(const Workspace& workspace, std::size_t limit)
{
  const std::size_t objects = workspace.reading.objects;
  return objects == 0 ? limit : std::min(limit, objects);
}

/// A time as ten and six digits; nothing where it is none. "0" means no bound.
std::optional<std::string> whole_ts(const std::string& text)
{
  if (text.empty() || text == "0" || text == "now") return std::string();
  const auto dot = std::min(text.find('.'), text.size());
  std::string seconds = text.substr(0, dot);
  std::string rest = dot < text.size() ? text.substr(dot + 1) : "";
  const auto digits = [](const std::string& part) {
    return part.find_first_not_of("0123456789") == std::string::npos;
  };
  if (seconds.empty() || seconds.size() > 10 || !digits(seconds) || !digits(rest))
    return std::nullopt;
  rest.resize(6, '0');
  return std::string(10 - seconds.size(), '0') + seconds + "." + rest;
}

Outcome<Span> span_of(const Args& args)
{
  const auto oldest = whole_ts(args.text("oldest"));
  if (!oldest) return refuse("invalid_ts_oldest");
  const auto latest = whole_ts(args.text("latest"));
  if (!latest) return refuse("invalid_ts_latest");
  return Span{*oldest, *latest, args.flag("inclusive")};
}

}  // namespace

WebApi::Reply WebApi::conversations_history(const Args& args)
{
  const auto where = joined(args.text("channel"));
  if (!where) return refuse(where.error().error);
  const auto span = span_of(args);
  if (!span) return refuse(span.error().error);
  const auto limit = limit_of(args, 100, history_max);
  if (!limit) return refuse(limit.error().error);
  std::string from;  // the newest ts still to be given
  if (const std::string cursor = args.text("cursor"); !cursor.empty()) {
    from = place_of(cursor).value_or("");
    if (from.empty() || !whole_ts(from)) return refuse("invalid_cursor");
  }
  const Channel& channel = **where;
  json::array messages;
  std::string next;
  for (auto it = channel.messages.rbegin(); it != channel.messages.rend(); ++it) {
    const Message& one = it->second;
    const bool in_channel = one.thread_ts.empty() || one.broadcast;
    if (!in_channel || !span->holds(one.ts) || (!from.empty() && one.ts > from)) continue;
    if (messages.size() == page_of(workspace_, *limit)) {
      next = one.ts;
      break;
    }
    messages.push_back(
        message_json(workspace_, channel, one, Face::history, args.flag("include_all_metadata")));
  }
  json::object out{{"messages", std::move(messages)},
                   {"has_more", !next.empty()},
                   {"pin_count", channel.pins.size()},
                   {"channel_actions_ts", nullptr},
                   {"channel_actions_count", 0}};
  if (!next.empty()) add_cursor(out, cursor_of(next));
  return out;
}

WebApi::Reply WebApi::conversations_replies(const Args& args)
{
  const auto where = joined(args.text("channel"));
  if (!where) return refuse(where.error().error);
  const Channel& channel = **where;
  const auto parent = channel.messages.find(args.text("ts"));
  if (parent == channel.messages.end()) return refuse("thread_not_found");
  const auto span = span_of(args);
  if (!span) return refuse(span.error().error);
  const auto limit = limit_of(args, replies_max, replies_max);
  if (!limit) return refuse(limit.error().error);
  std::string from;
  if (const std::string cursor = args.text("cursor"); !cursor.empty()) {
    from = place_of(cursor).value_or("");
    if (from.empty() || !whole_ts(from)) return refuse("invalid_cursor");
  }
  const bool metadata = args.flag("include_all_metadata");
  // The parent opens every page.
  json::array messages{message_json(workspace_, channel, parent->second, Face::history, metadata)};
  std::string next;
  std::size_t given = 0;
  for (const Message* reply : replies_of(channel, parent->first)) {
    if (!span->holds(reply->ts) || (!from.empty() && reply->ts < from)) continue;
    if (given == page_of(workspace_, *limit)) {
      next = reply->ts;
      break;
    }
    messages.push_back(message_json(workspace_, channel, *reply, Face::history, metadata));
    ++given;
  }
  json::object out{{"messages", std::move(messages)}, {"has_more", !next.empty()}};
  if (!next.empty()) add_cursor(out, cursor_of(next));
  return out;
}

}  // namespace secondstory::workspace
