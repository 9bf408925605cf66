#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <memory>
#include <string>

#include "adapters/chat_service.hpp"
#include "adapters/slack/hooks.hpp"
#include "adapters/slack/transport.hpp"
#include "adapters/slack/wire.hpp"
#include "bot/form.hpp"

namespace secondstory::slack {

struct SlackOptions
{
  std::string app_token{};  ///< xapp-…
  std::string bot_token{};  ///< xoxb-…
  std::string api_url = "https://slack.com/api/";
  std::size_t sockets = 2;  ///< concurrent Socket Mode connections, 1..10
  std::string proxy{};      ///< empty: HTTPS_PROXY / NO_PROXY
  std::string ca_file{};    ///< PEM; empty: the system's
  /// Between posts into one channel, after a burst. Slack asks for a second; a workspace of one's
  /// own may ask for less.
  std::chrono::milliseconds post_interval{1000};
  /// Between a call whose outcome nobody knows and the look for what came of it.
  std::chrono::milliseconds settling{1000};
  Forms forms{};
  /// How often a token that is not accepted is tried again.
  std::chrono::milliseconds token_interval{15'000};
};

/// Slack over Socket Mode and the Web API. Nothing connects before start(). Errors never surface as
/// exceptions: what is wrong is in connections(), in words, while it is.
std::unique_ptr<ChatService> make_slack(boost::asio::io_context& context, SlackOptions options,
                                        EventSink sink, Hooks hooks = {});

/// How Slack is reached: calls and WebSockets of our own, through the proxy where there is one.
struct Reach
{
  Transport transport{};
  Dialler dial{};
};
/// Fault::usage: the proxy is none.
Result<Reach> reach_over_net(boost::asio::io_context& context, const SlackOptions& options);

/// The same over other means of transport; for tests.
std::unique_ptr<ChatService> make_slack_over(boost::asio::io_context& context, SlackOptions options,
                                             EventSink sink, Hooks hooks, Transport transport,
                                             Dialler dial);

}  // namespace secondstory::slack
