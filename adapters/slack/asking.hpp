#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>
#include <vector>

#include "adapters/slack/transport.hpp"
#include "adapters/slack/wire.hpp"

namespace secondstory::slack {

/// What was found out about an installation.
struct Findings
{
  std::vector<std::string> good{};     ///< sentences about what is in order
  std::vector<std::string> refused{};  ///< what is missing, and where to click to mend it
  std::vector<std::string> failed{};   ///< what could not be found out, and why
};

struct Question
{
  std::string api_url{};
  std::string app_token{};
  std::string bot_token{};
  /// Of the kind xoxe.xoxp-…, made under "Your App Configuration Tokens"; may be empty. With it the
  /// app's settings are compared as well, which Slack shows to no other token.
  std::string configuration_token{};
};

/// Asks Slack everything that has to be in order: both tokens, each scope of the bot, that both
/// belong to one app, that a Socket Mode connection says hello and, with a configuration token, the
/// event subscriptions and settings. The connection is closed at once; what it should have taken is
/// delivered again by Slack.
asio::awaitable<Findings> ask(Transport transport, Dialler dial, Question question);

}  // namespace secondstory::slack
