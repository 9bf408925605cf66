#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>

#include "adapters/slack/transport.hpp"
#include "bot/result.hpp"

namespace secondstory::slack {

/// Asks auth.test with the bot's token and apps.connections.open with the app's, and says in a
/// sentence who we are. Fault::refused names the key of the configuration to look at.
asio::awaitable<Result<std::string>> ask(Transport transport, std::string api_url,
                                         std::string app_token, std::string bot_token);

}  // namespace secondstory::slack
