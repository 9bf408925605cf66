#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "bot/result.hpp"

namespace secondstory::slack {

namespace asio = boost::asio;

struct HttpCall
{
  std::string url{};
  std::vector<std::pair<std::string, std::string>> headers{};
  std::string body{};  ///< every call is a POST
  std::chrono::milliseconds timeout{30'000};
};

struct HttpReply
{
  unsigned status = 0;
  std::string body{};
  std::string retry_after{};  ///< the header; empty where there is none
  std::string scopes{};       ///< of the token that was sent, by the header X-OAuth-Scopes
};

/// One HTTP exchange. Fault::transient: nothing was sent; any other fault: it may have arrived.
using Transport = std::function<asio::awaitable<Result<HttpReply>>(HttpCall)>;

}  // namespace secondstory::slack
