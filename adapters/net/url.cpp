#include "adapters/net/url.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "bot/words.hpp"

namespace secondstory::net {

namespace {

std::string default_port(std::string_view scheme)
{
  return scheme == "https" || scheme == "wss" ? "443" : "80";
}

std::string without_brackets(std::string host)
{
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    return host.substr(1, host.size() - 2);
  }
  return host;
}

}  // namespace

std::string Url::authority() const
{
  const bool bare_ipv6 = host.find(':') != std::string::npos;
  return (bare_ipv6 ? "[" + host + "]" : host) + ":" + port;
}

std::string Url::host_header() const
{
  const auto whole = authority();
  return port == default_port(scheme) ? whole.substr(0, whole.rfind(':')) : whole;
}

std::optional<Url> split_url(std::string_view text)
{
  const auto parsed = boost::urls::parse_uri(boost::urls::string_view{text.data(), text.size()});
  if (!parsed || parsed->encoded_host().empty()) return std::nullopt;
  const std::string path{parsed->encoded_path()}, port{parsed->port()};
  // Boost.URL 1.81 takes “1.2.3.4.example.org” for an address and a path without a slash.
  if (!path.empty() && path.front() != '/') return std::nullopt;
  if (port.size() > 5 || (!port.empty() && (std::stoi(port) < 1 || std::stoi(port) > 65535))) {
    return std::nullopt;
  }
  Url url;
  url.scheme = words::lower(std::string{parsed->scheme()});
  url.host = words::lower(without_brackets(std::string{parsed->encoded_host()}));
  url.port = port.empty() ? default_port(url.scheme) : port;
  url.target = path.empty() ? "/" : path;
  if (parsed->has_query()) url.target += "?" + std::string{parsed->encoded_query()};
  if (parsed->has_userinfo()) {
    url.credentials = std::string{parsed->user()} + ":" + std::string{parsed->password()};
  }
  return url;
}

Result<Url> parse_url(std::string_view text)
{
  const auto url = split_url(text);
  if (!url) return fail(Fault::usage, "“" + redacted(text) + "” is not a URL");
  if (url->scheme != "http" && url->scheme != "https" && url->scheme != "ws" &&
      url->scheme != "wss") {
    return fail(Fault::usage, "“" + redacted(text) + "” is neither https nor wss");
  }
  if (!url->secure() && !is_loopback(url->host)) {
    return fail(Fault::usage, "“" + redacted(text) + "” is not encrypted; " + url->scheme +
                                  " is allowed for loopback addresses alone");
  }
  return *url;
}

bool is_loopback(std::string_view host)
{
  if (host == "localhost") return true;
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(std::string{host}, error);
  return !error && address.is_loopback();
}

std::string redacted(std::string_view url)
{
  const auto colon = url.find("://");
  const auto begin = colon == std::string_view::npos ? 0 : colon + 3;
  std::string scheme{url.substr(0, begin)};
  // A password with a slash or a question mark makes the rest unreadable: where it ends is a guess.
  if (!split_url(url) && url.find('@') != std::string_view::npos) return scheme + "…";
  auto rest = url.substr(begin, url.find_first_of("?#", begin) - begin);
  const auto at = rest.substr(0, rest.find('/')).rfind('@');
  if (at != std::string_view::npos) rest.remove_prefix(at + 1);
  return scheme.append(rest);
}

}  // namespace secondstory::net
