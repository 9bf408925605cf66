#include "adapters/net/proxy.hpp"

#include <openssl/evp.h>

#include "adapters/net/url.hpp"
#include "bot/words.hpp"

namespace secondstory::net {

Result<ProxyOptions> proxy_options(std::string_view configured, const Environment& environment)
{
  ProxyOptions options;
  std::string text{configured};
  for (const auto* name : {"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"}) {
    if (text.empty()) text = environment(name);
  }
  for (const auto* name : {"NO_PROXY", "no_proxy"}) {
    if (options.except.empty()) options.except = environment(name);
  }
  if (text.empty()) return options;
  if (text.find("://") == std::string::npos) text = "http://" + text;
  const auto url = split_url(text);
  if (!url || url->scheme != "http") {
    return fail(Fault::usage,
                "the proxy “" + redacted(text) +
                    "” is not an http:// address; special characters of a password have "
                    "to be percent-encoded");
  }
  options.proxy = Proxy{url->host, url->port, url->credentials};
  return options;
}

std::optional<Proxy> proxy_for(const ProxyOptions& options, std::string_view host)
{
  if (!options.proxy || is_loopback(host)) return std::nullopt;
  const auto name = words::lower(host);
  std::string list = options.except;
  for (char& c : list) c = c == ',' ? ' ' : c;
  for (const auto& entry : words::split(words::lower(list))) {
    if (entry == "*" || entry == name) return std::nullopt;
    // ".example.org", "*.example.org" and "example.org" all mean the domain's hosts.
    const std::string_view dotted =
        entry.front() == '*' ? std::string_view{entry}.substr(1) : entry;
    const auto suffix = dotted.front() == '.' ? std::string{dotted} : "." + std::string{dotted};
    if (name.size() > suffix.size() && name.ends_with(suffix)) return std::nullopt;
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
