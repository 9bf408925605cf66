#pragma once

#include <string_view>

namespace secondstory {

/// Whether a URL may carry our secrets: `secure` ("https://") to anywhere, `plain` ("http://") to
/// loopback addresses alone. User information is refused, for it hides which host is meant.
bool is_safe_url(std::string_view url, std::string_view secure, std::string_view plain);

/// "http://proxy.example.org:3128", with "user:password@" before the host or not.
bool is_proxy_address(std::string_view text);

/// "address:port" with a port up to 65535.
bool is_listen_address(std::string_view text);

}  // namespace secondstory
