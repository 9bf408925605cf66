#pragma once

#include <functional>
#include <map>
#include <string>

#include "adapters/chat_service.hpp"
#include "adapters/slack/identity.hpp"
#include "adapters/slack/past_posts.hpp"
#include "adapters/slack/render.hpp"
#include "adapters/slack/web_api.hpp"

namespace secondstory::slack {

/// Carries effects out over the Web API. Nothing is said twice: Slack has no idempotency key, so
/// after an unknown outcome we look for what there is before anything is sent again.
///
/// | effect | what is looked for |
/// |---|---|
/// | post | the item's token in the metadata of a message of ours, in the channel or thread |
/// | file | the token as block_id of a message of ours; the file's id where this run knows it |
/// | channel | the name, made by us since the item was queued |
/// | topic, purpose | the channel's own |
/// | bookmark | one with the same link |
/// | pin, members, revision | nothing: doing it again changes nothing |
/// | private word | cannot be looked for. An answer is said once more, because silence is worse; a
/// |  | suggestion is not, because nagging is worse |
class Effects
{
 public:
  Effects(WebApi& api, const Identity& self, EventSink sink);

  asio::awaitable<Outcome> carry_out(OutboxItem item, bool look_first);

  /// Slack gave a channel another id: what was queued for the old one goes to the new one.
  void channel_moved(const std::string& from, const std::string& to);

  /// One step of a reading: submits one page of a channel or thread, oldest first; ends when it is
  /// durable, with what is left to be read.
  asio::awaitable<Outcome> read(ReadHistory wanted);

 private:
  /// Token of a part → `ts` of the message it became ("" where Slack tells none).
  using Parts = std::map<std::string, std::string>;
  using Visit = std::function<bool(const json::object& message)>;  ///< false: enough

  asio::awaitable<Outcome> post(OutboxItem item, bool look_first);
  asio::awaitable<ApiResult> post_part(PostMessage effect, Rendered message, std::string token);
  asio::awaitable<Outcome> tell(OutboxItem item, bool look_first);
  asio::awaitable<ApiResult> tell_part(TellPerson effect, Rendered message);
  asio::awaitable<Outcome> tell_directly(OutboxItem item, bool look_first);
  asio::awaitable<Outcome> revise(ReviseMessage effect);
  asio::awaitable<Outcome> open_channel(OutboxItem item, bool look_first);
  asio::awaitable<Outcome> set_topic(SetTopic effect, bool look_first);
  asio::awaitable<Outcome> set_purpose(SetPurpose effect, bool look_first);
  /// The topic or the purpose: `what` is its name in the method's arguments and in the channel.
  asio::awaitable<Outcome> describe(const char* method, const char* what, std::string channel,
                                    std::string words, bool look_first);
  asio::awaitable<Outcome> bookmark(BookmarkMessage effect);
  asio::awaitable<Outcome> invite(std::string channel, std::vector<std::string> people);
  asio::awaitable<ApiResult> invite_at_once(std::string channel, std::vector<std::string> people);
  asio::awaitable<Outcome> pin(PinMessage effect);
  asio::awaitable<Outcome> show_home(ShowHome effect);
  asio::awaitable<Outcome> share(OutboxItem item, bool look_first);

  /// A call about a channel; where we are not in it yet, it is joined first.
  asio::awaitable<ApiResult> call_in(const char* method, std::string channel, json::object args);

  /// Visits every message of a channel or thread since a moment, page by page, in Slack's order.
  asio::awaitable<tl::expected<void, ApiError>> visit_messages(std::string channel,
                                                               std::optional<std::string> thread,
                                                               Time since,
                                                               std::optional<Time> until,
                                                               Visit visit);

  /// What an interrupted attempt left of `count` parts.
  asio::awaitable<tl::expected<Parts, ApiError>> find_posts(OutboxItem item, std::size_t count);
  /// The message that an interrupted attempt to share a file became; empty if there is none.
  asio::awaitable<tl::expected<std::string, ApiError>> find_share(std::string channel,
                                                                  std::optional<std::string> thread,
                                                                  std::string token, Time queued);

  /// Whether a person is in a channel at this moment.
  asio::awaitable<tl::expected<bool, ApiError>> is_member(std::string channel, std::string person);

  asio::awaitable<tl::expected<json::object, ApiError>> find_channel(std::string name);
  /// Where a file goes that is for one person: the direct message with them.
  asio::awaitable<tl::expected<std::string, ApiError>> direct_message(std::string person);
  asio::awaitable<tl::expected<std::string, ApiError>> upload(std::string name, std::string bytes);
  asio::awaitable<void> submit_all(std::vector<Event> events);

  WebApi& api_;
  const Identity& self_;
  EventSink sink_;
  /// What this run knows for sure to be done of effects that are not settled yet, by token. An
  /// effect under way has no entry: if it ends in an exception nothing is known.
  std::map<std::string, Parts> done_parts_;
  std::map<std::string, std::string> uploaded_;  ///< token → id of a file that may be shared
  std::map<std::string, std::string> moved_{};   ///< former id of a channel → present one
  PastPosts past_{};
};

/// Our clock and Slack's may differ by this much: what is looked for may seem as much older than
/// its effect. Five minutes is what Kerberos allows; a host further off has other troubles.
constexpr std::chrono::seconds skew{300};

/// How a failed call ends the effect it was made for.
Outcome outcome_of(const ApiError& error);

/// How a look that failed ends it: nothing is done before it is known what there is. Where the app
/// lacks a scope for the look it waits until somebody has mended that.
Outcome outcome_of_look(const ApiError& error);

/// The token of a part of a post: the first has the item's own.
std::string part_token(const std::string& token, std::size_t part);

/// A name as Slack allows it for a channel: lower case, digits, `-`, `_`, at most 80 characters.
std::string channel_name(std::string_view wished, int nth = 1);

}  // namespace secondstory::slack
