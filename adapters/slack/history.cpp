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

Time now()
{
  return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

/// A thread that may hold replies newer than `since`.
bool has_replies(const json::object& message)
{
  const std::string ts = string_at(message, "ts");
  return !ts.empty() && (integer_at(message, "reply_count").value_or(0) > 0 ||
                         string_at(message, "thread_ts") == ts);
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

asio::awaitable<Outcome> Effects::read_history(std::string channel, Time since, Time until)
{
  std::map<std::string, json::object> by_ts;  // a thread's opener comes with its replies again
  std::vector<std::string> threads;
  const Visit keep = [&by_ts](const json::object& message) {
    by_ts.emplace(string_at(message, "ts"), message);
    return true;
  };
  auto read = co_await visit_messages(channel, std::nullopt, since, until, keep);
  if (!read) co_return outcome_of(read.error());
  threads.reserve(by_ts.size());
  for (const auto& [ts, message] : by_ts) {
    if (has_replies(message)) threads.push_back(ts);
  }
  for (const std::string& thread : threads) {
    read = co_await visit_messages(channel, thread, since, until, keep);
    if (!read) co_return outcome_of(read.error());
  }
  std::vector<const json::object*> in_order;
  for (const auto& [ts, message] : by_ts) in_order.push_back(&message);
  std::sort(in_order.begin(), in_order.end(), [](const json::object* a, const json::object* b) {
    return earlier(string_at(*a, "ts"), string_at(*b, "ts"));
  });
  std::vector<Event> events;
  for (const json::object* message : in_order) {
    for (Event& event : translate_history(*message, channel, self_, now())) {
      events.push_back(std::move(event));
    }
  }
  co_await submit_all(std::move(events));
  co_return Outcome{};
}

asio::awaitable<void> Effects::submit_all(std::vector<Event> events)
{
  constexpr std::chrono::milliseconds moment{20};
  const auto open = std::make_shared<std::size_t>(events.size());
  for (Event& event : events) {
    while (!sink_(event, [open] { --*open; })) co_await api_.pause(moment);
  }
  while (*open > 0) co_await api_.pause(moment);
}

}  // namespace secondstory::slack
