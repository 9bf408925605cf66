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

/// Some apps get 15 messages a page whatever they ask for; this many pages are read all the same.
constexpr int pages_max = 100;

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

asio::awaitable<tl::expected<std::vector<json::object>, ApiError>> Effects::messages_since(
    std::string channel, std::optional<std::string> thread, Time since, std::optional<Time> until)
{
  std::vector<json::object> out;
  std::string cursor;
  for (int page = 0; page < pages_max; ++page) {
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
    if (!result && result.error().error == "not_in_channel" && page == 0) {
      result = co_await call_in(method, channel, std::move(args));
    }
    if (!result) co_return tl::unexpected(result.error());
    for (const json::value& item : array_at(*result, "messages")) {
      if (const json::object* message = item.if_object()) out.push_back(*message);
    }
    cursor = string_at(object_at(*result, "response_metadata"), "next_cursor");
    if (cursor.empty()) break;
  }
  co_return out;
}

asio::awaitable<Outcome> Effects::read_history(std::string channel, Time since, Time until)
{
  auto messages = co_await messages_since(channel, std::nullopt, since, until);
  if (!messages) co_return outcome_of(messages.error());
  std::map<std::string, json::object> by_ts;  // a thread's opener comes with its replies again
  std::vector<std::string> threads;
  for (json::object& message : *messages) {
    if (has_replies(message)) threads.push_back(string_at(message, "ts"));
    std::string ts = string_at(message, "ts");
    by_ts.emplace(std::move(ts), std::move(message));
  }
  for (const std::string& thread : threads) {
    auto replies = co_await messages_since(channel, thread, since, until);
    if (!replies) co_return outcome_of(replies.error());
    for (json::object& reply : *replies) {
      std::string ts = string_at(reply, "ts");
      by_ts.emplace(std::move(ts), std::move(reply));
    }
  }
  std::vector<const json::object*> in_order;
  in_order.reserve(by_ts.size());
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
