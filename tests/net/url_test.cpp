#include "adapters/net/url.hpp"

#include <doctest/doctest.h>

using namespace secondstory;
using namespace secondstory::net;

TEST_CASE("a URL comes apart into what a connection needs")
{
  const auto url = parse_url("wss://wss-primary.slack.com:8443/link/?ticket=1&app_id=2#top");
  REQUIRE(url);
  CHECK(url->scheme == "wss");
  CHECK(url->host == "wss-primary.slack.com");
  CHECK(url->port == "8443");
  CHECK(url->target == "/link/?ticket=1&app_id=2");
  CHECK(url->secure());
}

TEST_CASE("a URL without port and path gets those of its scheme")
{
  CHECK(parse_url("https://slack.com")->port == "443");
  CHECK(parse_url("wss://slack.com")->port == "443");
  CHECK(parse_url("http://localhost")->port == "80");
  CHECK(parse_url("https://slack.com?a=b")->target == "/?a=b");
}

TEST_CASE("scheme and host of a URL are the same in capitals")
{
  const auto url = parse_url("HTTPS://Slack.COM/API");
  REQUIRE(url);
  CHECK(url->origin() == "https://slack.com:443");
  CHECK(url->target == "/API");
}

TEST_CASE("the Host header names a port only where it is not the scheme's own")
{
  CHECK(parse_url("https://slack.com/api")->host_header() == "slack.com");
  CHECK(parse_url("https://slack.com:80/api")->host_header() == "slack.com:80");
  CHECK(parse_url("http://localhost:443/")->host_header() == "localhost:443");
}

TEST_CASE("an IPv6 address loses its brackets as a host and keeps them in the Host header")
{
  const auto url = parse_url("http://[::1]:8080/x");
  REQUIRE(url);
  CHECK(url->host == "::1");
  CHECK(url->host_header() == "[::1]:8080");
  CHECK(parse_url("http://[::1]/")->host_header() == "[::1]");
}

TEST_CASE("an unencrypted URL is accepted for loopback addresses")
{
  for (const std::string url :
       {"http://127.0.0.1:8080/", "ws://127.9.8.7/", "http://[::1]/", "ws://localhost:1/"}) {
    CAPTURE(url);
    CHECK(parse_url(url));
  }
}

TEST_CASE("an unencrypted URL to any other host is refused")
{
  for (const std::string url :
       {"http://slack.com/", "ws://10.0.0.1/", "http://localhost.example.org/", "http://127.1/",
        "http://0.0.0.0/", "ws://localhost@example.org/"}) {
    CAPTURE(url);
    const auto parsed = parse_url(url);
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error().fault == Fault::usage);
    CHECK(parsed.error().message.find("not encrypted") != std::string::npos);
  }
}

TEST_CASE("what is no URL of a web or a socket is refused")
{
  for (const std::string url :
       {"", "slack.com", "ftp://slack.com/", "https://", "https:///api", "https://a b/",
        "https://h:99999/", "https://h:0/", "https://h:x/"}) {
    CAPTURE(url);
    const auto parsed = parse_url(url);
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error().fault == Fault::usage);
  }
}

TEST_CASE("loopback is 127.0.0.0/8, ::1 and localhost, and no name that looks like them")
{
  for (const std::string host : {"127.0.0.1", "127.255.0.3", "::1", "localhost"}) {
    CAPTURE(host);
    CHECK(is_loopback(host));
  }
  for (const auto* host :
       {"128.0.0.1", "::2", "localhost.", "127.0.0.1.nip.io", "0.0.0.0", "::", ""}) {
    CAPTURE(host);
    CHECK_FALSE(is_loopback(host));
  }
}

TEST_CASE("a name that begins like a loopback address is not taken for one")
{
  CHECK_FALSE(parse_url("http://127.0.0.1.example.org/"));
  CHECK_FALSE(parse_url("ws://127.0.0.1x/"));
}

TEST_CASE("a redacted URL keeps neither ticket nor password nor fragment")
{
  CHECK(redacted("wss://user:pw@slack.com:443/link/?ticket=secret#frag") ==
        "wss://slack.com:443/link/");
  CHECK(redacted("https://slack.com?token=secret") == "https://slack.com");
  CHECK(redacted("https://slack.com/a@b/c?d@e") == "https://slack.com/a@b/c");
}

TEST_CASE("a redacted text that is no URL shows nothing of what may be a password")
{
  CHECK(redacted("http://user:pa/ss@proxy:3128") == "http://…");
  CHECK(redacted("http://user:pa?ss@proxy:3128") == "http://…");
  CHECK(redacted("user:se cret@proxy") == "…");
}

TEST_CASE("the error about a bad URL shows no query")
{
  const auto parsed = parse_url("ws://example.org/link?ticket=secret");
  REQUIRE_FALSE(parsed);
  CHECK(parsed.error().message.find("secret") == std::string::npos);
  CHECK(parsed.error().message.find("ws://example.org/link") != std::string::npos);
}
