#include "adapters/net/proxy.hpp"

#include <doctest/doctest.h>

#include <map>

using namespace secondstory;
using namespace secondstory::net;

namespace {

Environment with(std::map<std::string, std::string> variables)
{
  return [variables = std::move(variables)](const char* name) {
    const auto found = variables.find(name);
    return found == variables.end() ? std::string{} : found->second;
  };
}

ProxyOptions of(std::string_view configured, std::map<std::string, std::string> variables)
{
  auto options = proxy_options(configured, with(std::move(variables)));
  REQUIRE(options);
  return *options;
}

bool passes(const std::string& except, std::string_view host, std::string_view port = "443")
{
  return !proxy_for(of("http://proxy:3128", {{"NO_PROXY", except}}), host, port);
}

}  // namespace

TEST_CASE("without a proxy configured or in the environment, none is used")
{
  CHECK_FALSE(of("", {}).proxy);
  CHECK_FALSE(proxy_for(of("", {}), "slack.com", "443"));
}

TEST_CASE("the configured proxy goes before the environment's")
{
  const auto options = of("http://mine:1", {{"HTTPS_PROXY", "http://theirs:2"}});
  CHECK(options.proxy->host == "mine");
  CHECK(options.proxy->port == "1");
}

TEST_CASE("HTTPS_PROXY, https_proxy, HTTP_PROXY and http_proxy are asked in this order")
{
  std::map<std::string, std::string> variables{{"HTTPS_PROXY", "http://a"},
                                               {"https_proxy", "http://b"},
                                               {"HTTP_PROXY", "http://c"},
                                               {"http_proxy", "http://d"}};
  std::string order;
  for (const auto* name : {"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"}) {
    order += of("", variables).proxy->host;
    variables.erase(name);
  }
  CHECK(order == "abcd");
}

TEST_CASE("a proxy without scheme and port is http on port 80")
{
  const auto options = of("proxy.example.org", {});
  CHECK(options.proxy->host == "proxy.example.org");
  CHECK(options.proxy->port == "80");
  CHECK(options.proxy->credentials.empty());
}

TEST_CASE("a proxy's IPv6 address loses its brackets")
{
  CHECK(of("http://[fd00::1]:3128", {}).proxy->host == "fd00::1");
}

TEST_CASE("a proxy's credentials are percent-decoded before they are sent")
{
  const auto options = of("http://us%40er:p%3Aa%2Fss@proxy:3128", {});
  CHECK(options.proxy->credentials == "us@er:p:a/ss");
  CHECK(options.proxy->host == "proxy");
}

TEST_CASE("credentials are sent as RFC 7617 writes them")
{
  CHECK(basic_credentials("Aladdin:open sesame") == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  CHECK(basic_credentials("test:123£") == "Basic dGVzdDoxMjPCow==");
}

TEST_CASE("what is no http proxy is refused, and the error shows no password")
{
  for (const std::string text : {"socks5://u:secret@proxy:1080", "https://u:secret@proxy",
                                 "http://u:sec/ret@proxy", "http://"}) {
    CAPTURE(text);
    const auto options = proxy_options(text, with({}));
    REQUIRE_FALSE(options);
    CHECK(options.error().fault == Fault::usage);
    CHECK(options.error().message.find("sec") == std::string::npos);
  }
}

TEST_CASE("loopback is never reached through a proxy")
{
  const auto options = of("http://proxy:3128", {});
  CHECK_FALSE(proxy_for(options, "127.0.0.1", "443"));
  CHECK_FALSE(proxy_for(options, "localhost", "443"));
  CHECK(proxy_for(options, "slack.com", "443"));
}

TEST_CASE("NO_PROXY names hosts and whole domains, with or without a dot or a star")
{
  CHECK(passes("slack.com", "slack.com"));
  CHECK(passes("slack.com", "WSS-primary.Slack.com"));
  CHECK(passes(".slack.com", "wss-primary.slack.com"));
  CHECK(passes("*.slack.com", "files.slack.com"));
  CHECK(passes("other.org, slack.com", "slack.com"));
  CHECK(passes("*", "slack.com"));
}

TEST_CASE("NO_PROXY spares no host that merely ends in the same letters")
{
  CHECK_FALSE(passes("slack.com", "notslack.com"));
  CHECK_FALSE(passes("slack.com", "slack.com.example.org"));
  CHECK_FALSE(passes(".slack.com", "slack.com"));
  CHECK_FALSE(passes("", "slack.com"));
}

TEST_CASE("NO_PROXY may name a port, and then spares that one alone")
{
  CHECK(passes("slack.com:443", "wss.slack.com"));
  CHECK_FALSE(passes("slack.com:8443", "wss.slack.com"));
  CHECK(passes("slack.com:8443", "slack.com", "8443"));
  CHECK(passes("[fd00::1]:443", "fd00::1"));
  CHECK_FALSE(passes("[fd00::1]:80", "fd00::1"));
  CHECK_FALSE(passes("[fd00::1", "fd00::1"));
}

TEST_CASE("NO_PROXY may name addresses and networks of them")
{
  CHECK(passes("10.0.0.0/8", "10.200.3.4"));
  CHECK_FALSE(passes("10.0.0.0/8", "11.0.0.1"));
  CHECK(passes("192.0.2.7", "192.0.2.7"));
  CHECK(passes("fd00::/8", "fd12::1"));
  CHECK_FALSE(passes("fd00::/8", "fe80::1"));
  CHECK_FALSE(passes("10.0.0.0/99", "10.0.0.1"));
  CHECK_FALSE(passes("10.0.0.0/8", "ten.example.org"));
  CHECK_FALSE(passes(":443", "slack.com"));
  CHECK_FALSE(passes(".", "slack.com"));
}

TEST_CASE("NO_PROXY goes before no_proxy, and either holds for a configured proxy")
{
  CHECK(of("http://p", {{"NO_PROXY", "a"}, {"no_proxy", "b"}}).except == "a");
  CHECK_FALSE(proxy_for(of("http://p", {{"no_proxy", "matrix.org"}}), "matrix.org", "443"));
}
