#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "bot/result.hpp"

namespace secondstory::net {

/// A proxy that is asked to CONNECT; used alike for the Web API, WebSockets and files.
struct Proxy
{
  std::string host{};
  std::string port{};
  std::string credentials{};  ///< "user:password", decoded; empty: none
};

struct ProxyOptions
{
  std::optional<Proxy> proxy{};
  /// As NO_PROXY: names, domains, addresses and networks ("10.0.0.0/8"), with or without a port;
  /// "*".
  std::string except{};
};

/// Looks up an environment variable; empty if it is not set.
using Environment = std::function<std::string(const char*)>;

/// The configured proxy, else HTTPS_PROXY, https_proxy, HTTP_PROXY, http_proxy in this order, with
/// NO_PROXY or no_proxy. Fault::usage for a proxy that is no http URL; the error shows no
/// credentials.
Result<ProxyOptions> proxy_options(std::string_view configured, const Environment& environment);

/// The proxy to use for a host; loopback is always reached directly.
std::optional<Proxy> proxy_for(const ProxyOptions& options, std::string_view host,
                               std::string_view port);

/// `Basic …` for Proxy-Authorization (RFC 7617).
std::string basic_credentials(std::string_view user_and_password);

}  // namespace secondstory::net
