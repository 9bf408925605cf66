#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "bot/result.hpp"

namespace secondstory::net {

/// The parts of a URL that a connection needs.
struct Url
{
  std::string scheme{};
  std::string host{};         ///< in lower case, without the brackets of an IPv6 address
  std::string port{};         ///< never empty
  std::string target{};       ///< path and query, "/" at least
  std::string credentials{};  ///< "user:password", decoded; empty: none

  bool secure() const { return scheme == "https" || scheme == "wss"; }
  std::string origin() const { return scheme + "://" + host + ":" + port; }
  /// "host:port", with the brackets that an IPv6 address needs there (RFC 3986, 3.2.2).
  std::string authority() const;
  /// For a Host header: the authority, without the scheme's own port.
  std::string host_header() const;
};

/// The parts of a URL of any scheme with a host; nothing for any other text. A port that is not
/// given is the scheme's own.
std::optional<Url> split_url(std::string_view text);

/// Fault::usage for what is no URL of http, https, ws or wss, and for http and ws to anything but a
/// loopback address: what we send carries secrets. Errors show the URL redacted.
Result<Url> parse_url(std::string_view text);

/// 127.0.0.0/8, ::1 and the name localhost.
bool is_loopback(std::string_view host);

/// Scheme, host, port and path; user information, query and fragment are left out, for they hold
/// tickets and tokens. Of a text that is no URL and may hold a password, nothing but the scheme.
std::string redacted(std::string_view url);

}  // namespace secondstory::net
