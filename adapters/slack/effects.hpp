#pragma once

#include <map>
#include <string>

#include "adapters/chat_service.hpp"
#include "adapters/slack/identity.hpp"
#include "adapters/slack/web_api.hpp"

namespace secondstory::slack {

/// Carries effects out over the Web API. Nothing is said twice: Slack has no idempotency key, so
/// each post carries the item's token as message metadata, and after an unknown outcome the channel
/// is read for it before anything is sent again.
class Effects
{
 public:
  Effects(WebApi& api, const Identity& self, EventSink sink);

  asio::awaitable<Outcome> carry_out(OutboxItem item, bool look_first);

  /// One step of a reading: submits one page of a channel or thread, oldest first; ends when it is
  /// durable, with what is left to be read.
  asio::awaitable<Outcome> read(ReadHistory wanted);

 private:
  asio::awaitable<Outcome> post(OutboxItem item, bool look_first);
  asio::awaitable<Outcome> tell(OutboxItem item);
  asio::awaitable<Outcome> revise(ReviseMessage effect);
  asio::awaitable<Outcome> open_channel(OutboxItem item, bool look_first);
  asio::awaitable<Outcome> set_topic(SetTopic effect);
  asio::awaitable<Outcome> invite(std::string channel, std::vector<std::string> people);
  asio::awaitable<Outcome> pin(PinMessage effect);
  asio::awaitable<Outcome> share(OutboxItem item, bool look_first);

  /// A call about a channel; where we are not in it yet, it is joined first.
  asio::awaitable<ApiResult> call_in(const char* method, std::string channel, json::object args);

  /// Every message of a channel or thread since a moment, page by page; Slack's order.
  asio::awaitable<tl::expected<std::vector<json::object>, ApiError>> messages_since(
      std::string channel, std::optional<std::string> thread, Time since,
      std::optional<Time> until);

  /// What an interrupted attempt left: token of a part → `ts` of the post.
  asio::awaitable<tl::expected<std::map<std::string, std::string>, ApiError>> find_posts(
      Channel channel, std::optional<std::string> thread, std::string token, Time queued);

  asio::awaitable<tl::expected<json::object, ApiError>> find_channel(std::string name);
  asio::awaitable<tl::expected<std::string, ApiError>> upload(std::string name, std::string bytes);
  asio::awaitable<void> submit_all(std::vector<Event> events);

  WebApi& api_;
  const Identity& self_;
  EventSink sink_;
};

/// How a failed call ends the effect it was made for.
Outcome outcome_of(const ApiError& error);

/// The token of a part of a post: the first has the item's own.
std::string part_token(const std::string& token, std::size_t part);

/// A name as Slack allows it for a channel: lower case, digits, `-`, `_`, at most 80 characters.
std::string channel_name(std::string_view wished, int nth = 1);

}  // namespace secondstory::slack
