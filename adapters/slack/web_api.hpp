#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <tl/expected.hpp>

#include "adapters/slack/errors.hpp"
#include "adapters/slack/hooks.hpp"
#include "adapters/slack/json.hpp"
#include "adapters/slack/pacing.hpp"
#include "adapters/slack/transport.hpp"

namespace secondstory::slack {

/// A call that did not give what was asked for.
struct ApiError
{
  ErrorClass meaning = ErrorClass::retry;
  std::string error{};    ///< Slack's name for it; "http" or "network" for what never got so far
  std::string message{};  ///< a sentence without secrets
  std::chrono::milliseconds wait{0};
};

using ApiResult = tl::expected<json::object, ApiError>;

/// Slack's Web API (docs.slack.dev/apis/web-api). Tokens travel in the header alone. A method that
/// is blocked by a 429 is not called until its time has come; other methods go on, and so does the
/// same method in another workspace, which has a WebApi of its own.
class WebApi
{
 public:
  /// `base` is "https://slack.com/api/" or another's; the last slash may be left out.
  WebApi(asio::any_io_executor executor, Transport transport, std::string base,
         std::string bot_token, const Hooks& hooks);

  /// Calls a method with the bot's token. Fails at once, with `wait`, where the method is blocked.
  asio::awaitable<ApiResult> call(const char* method, json::object args);

  /// As call(), but sits out blocks, however many, and transient failures: for reading page after
  /// page. Callers of one method take turns, so that each gets its share of a tight limit. Gives up
  /// after `tries` failures.
  asio::awaitable<ApiResult> call_patiently(const char* method, json::object args, int tries = 5);

  /// A call with another token: apps.connections.open takes the app's.
  asio::awaitable<ApiResult> call_as(std::string token, const char* method, json::object args);

  void set_post_interval(std::chrono::milliseconds interval) { pacer_.set_post_interval(interval); }

  /// What was cut off or failed in the middle may still be at work over there: a look at once could
  /// miss what it is about to do. So long before the look.
  void set_settling(std::chrono::milliseconds span) { settling_ = span; }
  std::chrono::milliseconds settling() const { return settling_; }

  /// How long until the channel takes the next post (one a second, after a short burst); zero:
  /// now, and this post is counted.
  std::chrono::milliseconds take_turn(const std::string& channel);
  /// The same without counting.
  std::chrono::milliseconds until_post(const std::string& channel) const;

  /// POSTs bytes to an address that Slack gave us: an upload URL, a response URL. No token is sent.
  /// The address must be https below slack.com or slack-gov.com, or loopback.
  asio::awaitable<ApiResult> post_to(std::string url, const char* content_type, std::string body);

  asio::awaitable<void> pause(std::chrono::milliseconds span);

  /// The scopes that Slack says the bot's token has, separated by commas; empty before any answer.
  const std::string& granted_scopes() const { return granted_scopes_; }

  /// What is wrong with the bot's token, by the last call; empty while it is accepted.
  const std::string& complaint() const { return complaint_; }

 private:
  asio::awaitable<void> take_place(std::string method);
  void leave_place(const std::string& method);
  ApiResult read(const char* method, const Result<HttpReply>& reply);
  ApiError of_transport(const char* method, const Error& error) const;
  ApiError of_refusal(const char* method, const json::object& body) const;
  tl::unexpected<ApiError> limited(const char* method, const HttpReply& reply);

  asio::any_io_executor executor_;
  Transport transport_;
  std::string base_;
  std::string bot_token_;
  const Hooks& hooks_;
  Pacer pacer_{};
  std::chrono::milliseconds settling_{1'000};
  /// Those who call a method patiently; the first has its turn, the others wait to be woken.
  std::map<std::string, std::deque<std::shared_ptr<asio::steady_timer>>> turns_{};
  std::string complaint_{};
  std::string granted_scopes_{};
};

/// application/x-www-form-urlencoded; what is not a string is written as JSON.
std::string form_encoded(const json::object& args);

/// Whether a method takes a JSON body (its page's "accepts application/json"); the others silently
/// ignore one.
bool takes_json(std::string_view method);

/// Whether we may use an address that Slack handed us: https or wss below slack.com or
/// slack-gov.com, or anything on loopback.
bool is_address_of_slack(std::string_view url);

}  // namespace secondstory::slack
