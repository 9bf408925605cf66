#include "adapters/net/proxy.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

#include "adapters/net/url.hpp"
#include "bot/words.hpp"

namespace secondstory::net {

Result<ProxyOptions> proxy_options(std::string_view configured, const Environment& environment)
{
  ProxyOptions options;
  std::string text{configured};
  const char* from = "slack.proxy";
  for (const auto* name : {"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"}) {
    if (!text.empty()) break;
    text = environment(name);
    from = name;
  }
  for (const auto* name : {"NO_PROXY", "no_proxy"}) {
    if (options.except.empty()) options.except = environment(name);
  }
  if (text.empty()) return options;
  if (text.find("://") == std::string::npos) text = "http://" + text;
  const auto url = split_url(text);
  if (!url || url->scheme != "http") {
    return fail(Fault::usage,
                std::string{from} + ": the proxy “" + redacted(text) +
                    "” is not an http:// address; special characters of a password have "
                    "to be percent-encoded");
  }
  options.proxy = Proxy{url->host, url->port, url->credentials};
  return options;
}

namespace {

namespace ip = boost::asio::ip;

/// Whether an address lies in "10.0.0.0/8" or "fd00::/8"; false for what is neither.
bool lies_in(const std::string& host, const std::string& network)
{
  boost::system::error_code failed;
  const auto address = ip::make_address(host, failed);
  if (failed) return false;
  if (address.is_v4()) {
    const auto range = ip::make_network_v4(network, failed);
    if (failed) return false;
    const auto only = ip::network_v4(address.to_v4(), range.prefix_length());
    return only.canonical() == range.canonical();
  }
  const auto range = ip::make_network_v6(network, failed);
  if (failed) return false;
  const auto only = ip::network_v6(address.to_v6(), range.prefix_length());
  return only.canonical() == range.canonical();
}

/// Whether an entry of NO_PROXY means this host: a name, a domain, an address or a network, with or
/// without a port.
bool excepts(std::string entry, const std::string& host, std::string_view port)
{
  if (entry == "*") return true;
  if (lies_in(host, entry)) return true;
  if (entry.starts_with('[')) {
    const auto end = entry.find(']');
    if (end == std::string::npos) return false;
    const auto rest = entry.substr(end + 1);
    return entry.substr(1, end - 1) == host && (rest.empty() || rest == ":" + std::string{port});
  }
  // One colon is before a port; an IPv6 address has more.
  const auto colon = entry.find(':');
  if (colon != std::string::npos && entry.find(':', colon + 1) == std::string::npos) {
    if (entry.substr(colon + 1) != port) return false;
    entry.resize(colon);
  }
  if (entry == host) return true;
  // ".example.org", "*.example.org" and "example.org" all mean the domain's hosts.
  if (entry.starts_with('*')) entry.erase(0, 1);
  if (!entry.starts_with('.')) entry.insert(0, 1, '.');
  return entry.size() > 1 && host.size() > entry.size() && host.ends_with(entry);
}

}  // namespace

std::optional<Proxy> proxy_for(const ProxyOptions& options, std::string_view host,
                               std::string_view port)
{
  if (!options.proxy || is_loopback(host)) return std::nullopt;
  const auto name = words::lower(host);
  std::string list = words::lower(options.except);
  std::replace(list.begin(), list.end(), ',', ' ');
  for (auto& entry : words::split(list)) {
    if (excepts(std::move(entry), name, port)) return std::nullopt;
  }
  return options.proxy;
}

std::string basic_credentials(std::string_view user_and_password)
{
  std::string out((user_and_password.size() + 2) / 3 * 4 + 1,
                  '\0');  // OpenSSL adds a NUL
  const auto* from = reinterpret_cast<const unsigned char*>(user_and_password.data());
  auto* to = reinterpret_cast<unsigned char*>(out.data());
  const auto written = EVP_EncodeBlock(to, from, static_cast<int>(user_and_password.size()));
  out.resize(static_cast<std::size_t>(written));
  return "Basic " + out;
}

}  // namespace secondstory::net
