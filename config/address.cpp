#include "config/address.hpp"

#include <algorithm>
#include <charconv>

namespace secondstory {

namespace {

bool is_number_up_to(std::string_view text, unsigned most)
{
  unsigned number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return !text.empty() && error == std::errc{} && end == text.data() + text.size() &&
         number <= most;
}

/// 127.0.0.0/8 as four numbers: "127.example.org" is a host like any other.
bool is_loopback_number(std::string_view host)
{
  if (host.substr(0, 4) != "127.") return false;
  host.remove_prefix(4);
  for (int part = 0; part < 2; ++part) {
    const auto dot = host.find('.');
    if (dot == std::string_view::npos || !is_number_up_to(host.substr(0, dot), 255)) return false;
    host.remove_prefix(dot + 1);
  }
  return is_number_up_to(host, 255);
}

/// The host of what follows "scheme://"; empty for what is none.
std::string_view host_of(std::string_view rest)
{
  const auto authority = rest.substr(0, rest.find_first_of("/?#"));
  const bool odd = std::any_of(authority.begin(), authority.end(), [](char c) {
    return c == '@' || c == '\\' || static_cast<unsigned char>(c) <= ' ';
  });
  if (odd) return {};
  const auto bracket = authority.find(']');
  const auto colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  if (colon == std::string_view::npos) return authority;
  if (!is_number_up_to(authority.substr(colon + 1), 65'535)) return {};
  return authority.substr(0, colon);
}

}  // namespace

bool is_safe_url(std::string_view url, std::string_view secure, std::string_view plain)
{
  if (url.substr(0, secure.size()) == secure) return !host_of(url.substr(secure.size())).empty();
  if (url.substr(0, plain.size()) != plain) return false;
  const auto host = host_of(url.substr(plain.size()));
  return host == "localhost" || host == "[::1]" || is_loopback_number(host);
}

bool is_proxy_address(std::string_view text)
{
  constexpr std::string_view scheme = "http://";
  if (text.substr(0, scheme.size()) != scheme) return false;
  text.remove_prefix(scheme.size());
  const auto sign = text.rfind('@');
  return !host_of(sign == std::string_view::npos ? text : text.substr(sign + 1)).empty();
}

bool is_listen_address(std::string_view text)
{
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  return is_number_up_to(text.substr(colon + 1), 65'535);
}

}  // namespace secondstory
