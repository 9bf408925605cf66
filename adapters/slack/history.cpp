#include <spdlog/spdlog.h>

#include <algorithm>
#include <memory>

#include "adapters/slack/effects.hpp"
#include "adapters/slack/message.hpp"
#include "adapters/slack/translate.hpp"
#include "adapters/slack/ts.hpp"

/// Reading what was said (conversations.history, conversations.replies).
namespace secondstory::slack {

namespace {

/// Asked for in one step of a reading; apps outside the Marketplace are given 15.
constexpr int step_messages = 200;

Time now()
{
  return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

/// A thread that was answered since a moment; one that does not say when counts as well.
bool may_have_news(const json::object& message, Time since)
{
  const std::string ts = string_at(message, "ts");
  const bool opens_one =
      integer_at(message, "reply_count").value_or(0) > 0 || string_at(message, "thread_ts") == ts;
  const std::string latest = string_at(message, "latest_reply");
  return opens_one && (latest.empty() || !earlier(latest, ts_of(since)));
}

/// Which end of a bounded stretch comes first is not documented, so none is given: a channel is
/// read backwards from a message on (`latest`), a thread forwards by Slack's cursor.
json::object step_arguments(const ReadHistory& wanted)
{
  json::object args;
  args["channel"] = wanted.channel.id;
  args["limit"] = step_messages;
  if (wanted.thread) args["ts"] = *wanted.thread;
  if (wanted.cursor) args[wanted.thread ? "cursor" : "latest"] = *wanted.cursor;
  return args;
}

/// The messages of a page that are asked for, oldest first.
std::vector<const json::object*> wanted_in(const json::object& page, const ReadHistory& wanted)
{
  const std::string since = ts_of(wanted.since);
  std::vector<const json::object*> out;
  for (const json::value& item : array_at(page, "messages")) {
    const json::object* message = item.if_object();
    const std::string ts = message ? string_at(*message, "ts") : "";
    // The message that opened a thread comes with each of its pages, and with the channel's.
    if (!ts.empty() && !earlier(ts, since) && ts != wanted.thread) out.push_back(message);
  }
  std::sort(out.begin(), out.end(), [](const json::object* a, const json::object* b) {
    return earlier(string_at(*a, "ts"), string_at(*b, "ts"));
  });
  return out;
}

/// What is left of a channel or thread after a page.
std::optional<ReadHistory> rest_of(const json::object& page, const ReadHistory& wanted,
                                   const std::vector<const json::object*>& messages)
{
  const std::string cursor = string_at(object_at(page, "response_metadata"), "next_cursor");
  ReadHistory rest = wanted;
  if (wanted.thread) {
    rest.cursor = cursor;
    return cursor.empty() ? std::nullopt : std::optional{rest};
  }
  // A page that reaches below what is asked for is the last one.
  const bool whole = messages.size() == array_at(page, "messages").size();
  const bool more = flag_at(page, "has_more") || !cursor.empty();
  if (!more || !whole || messages.empty()) return std::nullopt;
  rest.cursor = string_at(*messages.front(), "ts");
  rest.reached = time_of(*rest.cursor);
  return rest.cursor == wanted.cursor ? std::nullopt : std::optional{rest};
}

}  // namespace

asio::awaitable<tl::expected<void, ApiError>> Effects::visit_messages(
    std::string channel, std::optional<std::string> thread, Time since, std::optional<Time> until,
    Visit visit)
{
  // Some apps get 15 messages a page and one page a minute whatever they ask for
  // (docs.slack.dev/changelog/2025/05/29/rate-limit-changes-for-non-marketplace-apps): there is no
  // bound on the pages, and a rate limit is waited out however often it comes.
  std::string cursor;
  while (true) {
    json::object args;
    args["channel"] = channel;
    args["oldest"] = ts_of(since);
    if (until) args["latest"] = ts_of(*until);
    args["inclusive"] = true;
    args["limit"] = 200;
    args["include_all_metadata"] = true;
    if (thread) args["ts"] = *thread;
    if (!cursor.empty()) args["cursor"] = cursor;
    const char* method = thread ? "conversations.replies" : "conversations.history";
    ApiResult result = co_await api_.call_patiently(method, args);
    if (!result && result.error().error == "not_in_channel" && cursor.empty()) {
      result = co_await call_in(method, channel, std::move(args));
    }
    if (!result) co_return tl::unexpected(result.error());
    for (const json::value& item : array_at(*result, "messages")) {
      const json::object* message = item.if_object();
      if (message && !visit(*message)) co_return tl::expected<void, ApiError>{};
    }
    std::string next = string_at(object_at(*result, "response_metadata"), "next_cursor");
    if (next.empty()) co_return tl::expected<void, ApiError>{};
    if (next == cursor) {
      co_return tl::unexpected(ApiError{ErrorClass::unknown_outcome, "http",
                                        "Slack gave the same page of messages twice.",
                                        std::chrono::milliseconds{0}});
    }
    cursor = std::move(next);
  }
}

asio::awaitable<Outcome> Effects::read(ReadHistory wanted)
{
  const char* method = wanted.thread ? "conversations.replies" : "conversations.history";
  json::object args = step_arguments(wanted);
  ApiResult page = co_await call_in(method, wanted.channel.id, std::move(args));
  Outcome out;
  if (!page && page.error().error == "invalid_cursor" && wanted.cursor) {
    wanted.cursor.reset();  // too old: from the beginning
    wanted.reached.reset();
    out.unread.push_back(std::move(wanted));
    co_return out;
  }
  if (!page) co_return outcome_of(page.error());
  const std::vector<const json::object*> messages = wanted_in(*page, wanted);
  std::vector<Event> events;
  for (const json::object* message : messages) {
    for (Event& event : translate_history(*message, wanted.channel.id, self_, now())) {
      events.push_back(std::move(event));
    }
  }
  if (auto rest = rest_of(*page, wanted, messages)) out.unread.push_back(std::move(*rest));
  for (const json::object* message : messages) {
    if (wanted.thread || !may_have_news(*message, wanted.news_since)) continue;
    out.unread.push_back(
        {wanted.channel, wanted.since, string_at(*message, "ts"), wanted.news_since, {}, {}});
  }
  co_await submit_all(std::move(events));
  co_return out;
}

asio::awaitable<void> Effects::submit_all(std::vector<Event> events)
{
  constexpr std::chrono::milliseconds until_there_is_room{20};
  struct Open
  {
    std::size_t count;
    asio::steady_timer none_left;  // never expires, is cancelled
  };
  const auto open = std::make_shared<Open>(Open{
      events.size(), {co_await asio::this_coro::executor, asio::steady_timer::time_point::max()}});
  const auto committed = [open] {
    if (--open->count == 0) open->none_left.cancel();
  };
  for (Event& event : events) {
    while (!sink_(event, committed)) co_await api_.pause(until_there_is_room);
  }
  boost::system::error_code cancelled;
  if (open->count > 0) {
    co_await open->none_left.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
  }
}

}  // namespace secondstory::slack
