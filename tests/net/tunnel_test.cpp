#include "adapters/net/http_client.hpp"
#include "adapters/net/proxy.hpp"
#include "adapters/net/websocket.hpp"
#include "tests/net/certificates.hpp"
#include "tests/net/raw_websocket.hpp"
#include "tests/text.hpp"

using namespace secondstory;
using namespace secondstory::net;
using namespace secondstory::net::test;
using namespace std::chrono_literals;
using secondstory::tests::holds;

namespace {

/// The tunnel's end stands for the server: nothing of these tests leaves the machine.
RawServer::Script tunnel(std::string& asked, std::shared_ptr<asio::ssl::context> context,
                         TlsScript script)
{
  return [&asked, context, script](Tcp::socket& socket) -> asio::awaitable<void> {
    asked = co_await read_head(socket);
    std::string granted = "HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n";
    co_await say(socket, std::move(granted));
    TlsPeer peer{socket, *context};
    co_await peer.async_handshake(asio::ssl::stream_base::server, asio::use_awaitable);
    co_await script(peer);
  };
}

RawServer::Script refusing(std::string answer)
{
  return [answer](Tcp::socket& socket) -> asio::awaitable<void> {
    co_await read_head(socket);
    co_await say(socket, answer);
    co_await swallow(socket);
  };
}

ProxyOptions through(const std::string& port)
{
  auto options =
      proxy_options("http://us%40er:pass%3Aword@127.0.0.1:" + port, [](const char*) { return ""; });
  REQUIRE(options);
  return *options;
}

Result<HttpResponse> get(Loop& net, const TlsOptions& tls, const ProxyOptions& proxy)
{
  HttpClient client{net.io, tls, proxy};
  HttpRequest request;
  request.method = "GET";
  request.url = "https://slack.example.org/api/x";
  request.headers = {{"Authorization", "Bearer x"}};
  request.time_limit = 2s;
  return net.run(client.send(std::move(request)));
}

}  // namespace

TEST_CASE(
    "a request goes through the proxy's tunnel, and the proxy sees credentials of its own and "
    "nothing else")
{
  Loop net;
  const Authority authority;
  std::string asked, inside;
  RawServer proxy{net, tunnel(asked, authority.issue("DNS:slack.example.org"),
                              [&inside](TlsPeer& peer) -> asio::awaitable<void> {
                                inside = co_await read_head(peer);
                                std::string answer =
                                    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
                                co_await say(peer, std::move(answer));
                              })};
  const auto response = get(net, {authority.file()}, through(proxy.port()));
  REQUIRE(response);
  CHECK(response->body == "ok");
  CHECK(asked.rfind("CONNECT slack.example.org:443 HTTP/1.1\r\nHost: slack.example.org:443\r\n",
                    0) == 0);
  CHECK(holds(asked, "Proxy-Authorization: " + basic_credentials("us@er:pass:word") + "\r\n"));
  CHECK_FALSE(holds(asked, "Bearer"));
  CHECK(holds(inside, "Host: slack.example.org\r\n"));
  CHECK_FALSE(holds(inside, "Proxy-Authorization"));
}

TEST_CASE("a WebSocket goes through the proxy's tunnel")
{
  Loop net;
  const Authority authority;
  std::string asked;
  RawServer proxy{net, tunnel(asked, authority.issue("DNS:wss.example.org"),
                              [](TlsPeer& peer) -> asio::awaitable<void> {
                                co_await upgrade(peer);
                                auto hello = frame(text_frame, "hello");
                                co_await say(peer, std::move(hello));
                                co_await read_frame(peer);
                              })};
  const auto socket = net.run(dial(net.io, "wss://wss.example.org/link/?ticket=1",
                                   {authority.file()}, through(proxy.port())));
  REQUIRE(socket);
  CHECK(*net.run((*socket)->read()) == "hello");
  CHECK(asked.rfind("CONNECT wss.example.org:443 HTTP/1.1\r\n", 0) == 0);
  CHECK_FALSE(holds(asked, "ticket"));
}

TEST_CASE("the server behind a proxy is verified by its own name")
{
  Loop net;
  const Authority authority;
  std::string asked;
  RawServer proxy{net, tunnel(asked, authority.issue("DNS:localhost,IP:127.0.0.1"), answer_all)};
  const auto response = get(net, {authority.file()}, through(proxy.port()));
  REQUIRE_FALSE(response);
  CHECK(holds(response.error().message, "another name"));
}

TEST_CASE("loopback is reached past the proxy")
{
  Loop net;
  RawServer proxy{net, swallow};
  RawServer server{net, [](Tcp::socket& socket) -> asio::awaitable<void> {
                     co_await read_head(socket);
                     std::string answer = "HTTP/1.1 204 No Content\r\n\r\n";
                     co_await say(socket, std::move(answer));
                   }};
  HttpClient client{net.io, {}, through(proxy.port())};
  HttpRequest request;
  request.url = server.url();
  CHECK(net.run(client.send(std::move(request))));
  CHECK(proxy.accepted == 0);
}

TEST_CASE("a proxy that wants other credentials is a fault without effect, which shows none")
{
  Loop net;
  RawServer proxy{net,
                  refusing("HTTP/1.1 407 us@er:pass:word is wrong\r\nContent-Length: 0\r\n\r\n")};
  const auto response = get(net, {}, through(proxy.port()));
  REQUIRE_FALSE(response);
  CHECK(response.error().fault == Fault::transient);
  CHECK(holds(response.error().message, "407"));
  CHECK_FALSE(holds(response.error().message, "pass"));
}

TEST_CASE("a proxy that speaks no HTTP, or never comes to an end of it, is a fault without effect")
{
  Loop net;
  for (const auto& answer :
       {std::string{"SOCKS 200\r\n\r\n"}, "HTTP/1.1 200 OK\r\nX: " + std::string(20'000, 'x'),
        std::string{"HTTP/1.1 2\r\n\r\n"}}) {
    RawServer proxy{net, refusing(answer)};
    const auto response = get(net, {}, through(proxy.port()));
    REQUIRE_FALSE(response);
    CHECK(response.error().fault == Fault::transient);
    CHECK(holds(response.error().message, "proxy"));
    CHECK_FALSE(holds(response.error().message, "TLS"));
  }
}

TEST_CASE("a proxy that never answers costs the time limit and has no effect")
{
  Loop net;
  RawServer proxy{net, swallow};
  HttpClient client{net.io, {}, through(proxy.port())};
  HttpRequest request;
  request.url = "https://slack.example.org/";
  request.time_limit = 50ms;
  const auto response = net.run(client.send(std::move(request)));
  REQUIRE_FALSE(response);
  CHECK(response.error().fault == Fault::transient);
  CHECK(holds(response.error().message, "time is up"));
}

TEST_CASE("a proxy that is not there is a fault without effect")
{
  Loop net;
  const auto response = get(net, {}, through(free_port(net)));
  REQUIRE_FALSE(response);
  CHECK(response.error().fault == Fault::transient);
  CHECK(holds(response.error().message, "refused"));
}
