#include "adapters/net/tls.hpp"

#include "adapters/net/connect.hpp"
#include "adapters/net/http_client.hpp"
#include "adapters/net/websocket.hpp"
#include "tests/net/certificates.hpp"
#include "tests/net/raw_websocket.hpp"
#include "tests/text.hpp"

using namespace secondstory;
using namespace secondstory::net;
using namespace secondstory::net::test;
using secondstory::tests::holds;

namespace {

struct Getter : Loop
{
  Result<HttpResponse> get(const std::string& url, TlsOptions tls)
  {
    HttpClient client{io, tls, {}};
    HttpRequest request;
    request.method = "GET";
    request.url = url;
    return run(client.send(std::move(request)));
  }
};

std::string at(const std::string& scheme_and_host, const RawServer& server)
{
  return scheme_and_host + ":" + server.port() + "/";
}

}  // namespace

TEST_CASE("a server whose authority is named in ca_file is trusted, and is told which name we want")
{
  Getter net;
  const Authority authority;
  std::string name;
  RawServer server{
      net,
      over_tls(authority.issue("DNS:localhost"), [&name](TlsPeer& peer) -> asio::awaitable<void> {
        const auto* asked = SSL_get_servername(peer.native_handle(), TLSEXT_NAMETYPE_host_name);
        name = asked ? asked : "";
        co_await answer_all(peer);
      })};
  const auto response = net.get(at("https://localhost", server), {authority.file()});
  REQUIRE(response);
  CHECK(response->body == "secret");
  CHECK(name == "localhost");
}

TEST_CASE("a server of an unknown authority is refused before anything is sent")
{
  Getter net;
  const Authority authority, other;
  bool talked = false;
  RawServer server{net, over_tls(authority.issue("DNS:localhost"),
                                 [&talked](TlsPeer& peer) -> asio::awaitable<void> {
                                   co_await read_head(peer);
                                   talked = true;
                                 })};
  for (const auto& file : {std::string{}, other.file()}) {
    const auto response = net.get(at("https://localhost", server), {file});
    REQUIRE_FALSE(response);
    CHECK(response.error().fault == Fault::transient);
    CHECK(holds(response.error().message, "not trusted"));
    CHECK(holds(response.error().message, "ca_file"));
  }
  net.until([&] { return server.ended == 2; });
  CHECK_FALSE(talked);
}

TEST_CASE("a certificate for another name is refused")
{
  Getter net;
  const Authority authority;
  RawServer server{net, over_tls(authority.issue("DNS:other.example.org,DNS:localhost.example.org"),
                                 answer_all)};
  const auto response = net.get(at("https://localhost", server), {authority.file()});
  REQUIRE_FALSE(response);
  CHECK(response.error().fault == Fault::transient);
  CHECK(holds(response.error().message, "another name"));
}

TEST_CASE("a literal address has to stand in the certificate as an address")
{
  Getter net;
  const Authority authority;
  RawServer right{net, over_tls(authority.issue("IP:127.0.0.1"), answer_all)};
  RawServer wrong{net, over_tls(authority.issue("DNS:127.0.0.1,IP:127.0.0.2"), answer_all)};
  CHECK(net.get(at("https://127.0.0.1", right), {authority.file()}));
  const auto response = net.get(at("https://127.0.0.1", wrong), {authority.file()});
  REQUIRE_FALSE(response);
  CHECK(holds(response.error().message, "another name"));
}

TEST_CASE("a certificate that has run out is refused")
{
  Getter net;
  const Authority authority;
  RawServer server{net, over_tls(authority.issue("DNS:localhost", -one_day_s), answer_all)};
  const auto response = net.get(at("https://localhost", server), {authority.file()});
  REQUIRE_FALSE(response);
  CHECK(holds(response.error().message, "expired"));
}

TEST_CASE("requests over TLS share a connection too")
{
  Getter net;
  const Authority authority;
  RawServer server{net, over_tls(authority.issue("DNS:localhost"), answer_all)};
  HttpClient client{net.io, {authority.file()}, {}};
  for (int i = 0; i < 3; ++i) {
    HttpRequest request;
    request.url = at("https://localhost", server);
    CHECK(net.run(client.send(std::move(request))));
  }
  CHECK(server.accepted == 1);
}

TEST_CASE("an answer over TLS that ends early leaves the outcome unknown")
{
  Getter net;
  const Authority authority;
  RawServer server{
      net, over_tls(authority.issue("DNS:localhost"), [](TlsPeer& peer) -> asio::awaitable<void> {
        co_await read_head(peer);
        std::string half = "HTTP/1.1 200 OK\r\n\r\nno length, so the end must be told";
        co_await say(peer, std::move(half));
      })};
  const auto response = net.get(at("https://localhost", server), {authority.file()});
  REQUIRE_FALSE(response);
  CHECK(response.error().fault == Fault::unknown);
}

TEST_CASE("a server that speaks no TLS is a fault without effect")
{
  Getter net;
  RawServer server{net, [](Tcp::socket& socket) -> asio::awaitable<void> {
                     std::string greeting = "220 mail.example.org ESMTP\r\n";
                     co_await say(socket, std::move(greeting));
                     co_await swallow(socket);
                   }};
  const auto response = net.get(at("https://localhost", server), {});
  REQUIRE_FALSE(response);
  CHECK(response.error().fault == Fault::transient);
  CHECK(holds(response.error().message, "TLS"));
}

TEST_CASE("a file with certificates that cannot be read is named")
{
  Getter net;
  const auto response = net.get("https://localhost:1/", {"/nowhere/ca.pem"});
  REQUIRE_FALSE(response);
  CHECK(response.error().fault == Fault::usage);
  CHECK(holds(response.error().message, "/nowhere/ca.pem"));
}

TEST_CASE("nothing older than TLS 1.2 is spoken")
{
  const auto context = tls_context({});
  REQUIRE(context);
  CHECK(SSL_CTX_get_min_proto_version((*context)->native_handle()) == TLS1_2_VERSION);
  CHECK(SSL_CTX_get_verify_mode((*context)->native_handle()) == SSL_VERIFY_PEER);
}

TEST_CASE("a WebSocket over TLS is opened and read")
{
  Getter net;
  const Authority authority;
  RawServer server{
      net, over_tls(authority.issue("DNS:localhost"), [](TlsPeer& peer) -> asio::awaitable<void> {
        co_await upgrade(peer);
        auto hello = frame(text_frame, "hello");
        co_await say(peer, std::move(hello));
        const auto got = co_await read_frame(peer);
        auto echo = frame(text_frame, got.payload);
        co_await say(peer, std::move(echo));
        co_await read_frame(peer);
      })};
  const auto socket = net.run(dial(net.io, at("wss://localhost", server), {authority.file()}, {}));
  REQUIRE(socket);
  CHECK(*net.run((*socket)->read()) == "hello");
  CHECK(net.run((*socket)->write("over TLS")));
  CHECK(*net.run((*socket)->read()) == "over TLS");
}

TEST_CASE("a WebSocket to a server of an unknown authority or another name is refused")
{
  Getter net;
  const Authority authority, other;
  RawServer server{net, over_tls(authority.issue("DNS:other.example.org"), answer_all)};
  const auto unknown =
      net.run(dial(net.io, at("wss://localhost", server) + "?ticket=secret", {other.file()}, {}));
  REQUIRE_FALSE(unknown);
  CHECK(holds(unknown.error().message, "not trusted"));
  CHECK_FALSE(holds(unknown.error().message, "ticket"));
  const auto misnamed =
      net.run(dial(net.io, at("wss://localhost", server), {authority.file()}, {}));
  REQUIRE_FALSE(misnamed);
  CHECK(holds(misnamed.error().message, "another name"));
}
