#include <doctest/doctest.h>

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <functional>
#include <optional>
#include <vector>

#include "adapters/net/frame_sniffer.hpp"
#include "adapters/net/http_client.hpp"
#include "adapters/net/http_server.hpp"
#include "adapters/net/websocket.hpp"

using namespace secondstory;
using namespace secondstory::net;
namespace asio = boost::asio;

namespace {

using std::chrono::milliseconds;

/// Runs a coroutine to its end, and whatever else goes on meanwhile.
template <class T>
T run(asio::io_context& io, asio::awaitable<T> work)
{
  std::optional<T> out;
  asio::co_spawn(io, std::move(work), [&](const std::exception_ptr& thrown, T value) {
    if (thrown) std::rethrow_exception(thrown);
    out = std::move(value);
    io.stop();
  });
  io.restart();
  io.run();
  return std::move(*out);
}

asio::awaitable<HttpServerResponse> echo(HttpServerRequest request)
{
  co_return HttpServerResponse{
      .body = request.method + " " + request.path + " " + request.query + " " + request.body,
      .headers = {{"X-Seen", request.headers["x-token"]}}};
}

std::unique_ptr<HttpServer> server_with(asio::io_context& io, HttpServerOptions options)
{
  if (!options.handle) options.handle = echo;
  auto server = HttpServer::start(io, std::move(options));
  REQUIRE(server);
  return std::move(*server);
}

HttpRequest post(const std::string& url, std::string body = "")
{
  HttpRequest request;
  request.url = url;
  request.body = std::move(body);
  return request;
}

/// A server that says the same to everybody, HTTP or not.
struct CannedServer
{
  CannedServer(asio::io_context& io, std::string says)
      : acceptor(io, {asio::ip::make_address("127.0.0.1"), 0}), answer(std::move(says))
  {
    asio::co_spawn(io, serve(), asio::detached);
  }
  asio::awaitable<void> serve()
  {
    for (;;) {
      auto socket = co_await acceptor.async_accept(asio::use_awaitable);
      ++connections;
      std::array<char, 4096> bytes{};
      co_await socket.async_read_some(asio::buffer(bytes), asio::use_awaitable);
      co_await asio::async_write(socket, asio::buffer(answer), asio::use_awaitable);
      if (answer.empty()) kept.push_back(std::move(socket));
    }
  }
  std::string url() const
  {
    return "http://127.0.0.1:" + std::to_string(acceptor.local_endpoint().port()) +
           "/x?token=secret";
  }

  asio::ip::tcp::acceptor acceptor;
  std::string answer;
  int connections = 0;
  std::vector<asio::ip::tcp::socket> kept;
};

asio::awaitable<void> echo_messages(HttpServerRequest, std::shared_ptr<ServerWebSocket> socket)
{
  for (;;) {
    Result<ServerMessage> message = co_await socket->read();
    if (!message) co_return;
    const auto shape =
        std::to_string(message->fragmented) + " " + std::to_string(message->frame_bytes_max);
    co_await socket->write(shape + " " + message->text.substr(0, 20));
  }
}

HttpServerOptions websocket_options(
    std::function<asio::awaitable<void>(HttpServerRequest, std::shared_ptr<ServerWebSocket>)> serve)
{
  HttpServerOptions options;
  options.accept_upgrade = [](const HttpServerRequest& request) {
    return request.path == "/ws" ? 101U : 403U;
  };
  options.on_upgrade = std::move(serve);
  return options;
}

std::string ws_url(const HttpServer& server, const std::string& path = "/ws")
{
  return "ws" + server.url().substr(4) + path;
}

/// Named arguments: g++ 12 destroys temporaries in a co_await expression twice.
asio::awaitable<Result<std::unique_ptr<WebSocket>>> dial_plain(asio::io_context& io,
                                                               std::string url,
                                                               WebSocketLimits limits)
{
  TlsOptions tls;
  ProxyOptions proxy;
  std::vector<std::pair<std::string, std::string>> headers;
  co_return co_await dial(io, std::move(url), std::move(tls), std::move(proxy), limits,
                          std::move(headers));
}

asio::awaitable<Result<std::string>> say_and_hear(asio::io_context& io, std::string url,
                                                  std::string text)
{
  auto socket = co_await dial_plain(io, std::move(url), WebSocketLimits{});
  if (!socket) co_return tl::unexpected<Error>(socket.error());
  co_await (*socket)->write(std::move(text));
  co_return co_await (*socket)->read();
}

}  // namespace

TEST_CASE("a request arrives with its method, path, query, header and body")
{
  asio::io_context io;
  const auto server = server_with(io, {});
  HttpClient client{io, {}, {}};
  auto request = post(server->url() + "/a/b?c=d", "body");
  request.headers.emplace_back("X-Token", "t");
  const auto response = run(io, client.send(request));
  REQUIRE(response);
  CHECK(response->status == 200);
  CHECK(response->body == "POST /a/b c=d body");
  CHECK(response->headers.at("x-seen") == "t");
}

TEST_CASE("a connection is used again")
{
  asio::io_context io;
  CannedServer server{io, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"};
  HttpClient client{io, {}, {}};
  CHECK(run(io, client.send(post(server.url())))->body == "ok");
  CHECK(server.connections == 1);
}

TEST_CASE("a server that nobody runs is a failure without effect")
{
  asio::io_context io;
  asio::ip::tcp::acceptor taken{io, {asio::ip::make_address("127.0.0.1"), 0}};
  const auto port = std::to_string(taken.local_endpoint().port());
  taken.close();
  HttpClient client{io, {}, {}};
  const auto response = run(io, client.send(post("http://127.0.0.1:" + port + "/")));
  REQUIRE_FALSE(response);
  CHECK(response.error().fault == Fault::transient);
}

TEST_CASE("a request without an answer in time may have had its effect")
{
  asio::io_context io;
  CannedServer server{io, ""};
  HttpClient client{io, {}, {}};
  auto request = post(server.url());
  request.time_limit = milliseconds{50};
  const auto response = run(io, client.send(request));
  REQUIRE_FALSE(response);
  CHECK(response.error().fault == Fault::unknown);
  CHECK(response.error().message.find("time is up") != std::string::npos);
  CHECK(response.error().message.find("secret") == std::string::npos);
}

TEST_CASE("an answer that breaks off may have had its effect")
{
  asio::io_context io;
  CannedServer server{io, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"};
  HttpClient client{io, {}, {}};
  CHECK(run(io, client.send(post(server.url()))).error().fault == Fault::unknown);
}

TEST_CASE("an answer that is not HTTP is survived")
{
  asio::io_context io;
  CannedServer server{io, "\x15\x03\x01 nonsense\r\n\r\n"};
  HttpClient client{io, {}, {}};
  CHECK_FALSE(run(io, client.send(post(server.url()))));
}

TEST_CASE("a redirect is an answer, not an order")
{
  asio::io_context io;
  CannedServer server{
      io, "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"};
  HttpClient client{io, {}, {}};
  CHECK(run(io, client.send(post(server.url())))->status == 302);
}

TEST_CASE("plain http to another machine is refused before anything is sent")
{
  asio::io_context io;
  HttpClient client{io, {}, {}};
  CHECK(run(io, client.send(post("http://slack.com/api/"))).error().fault == Fault::usage);
}

TEST_CASE("TLS to a server that speaks none fails without effect")
{
  asio::io_context io;
  const auto server = server_with(io, {});
  HttpClient client{io, {}, {}};
  const auto response = run(io, client.send(post("https" + server->url().substr(4) + "/")));
  CHECK(response.error().fault == Fault::transient);
}

TEST_CASE("a file of certificates that is none is named")
{
  asio::io_context io;
  HttpClient client{io, {"/nowhere/ca.pem"}, {}};
  const auto response = run(io, client.send(post("https://127.0.0.1:1/")));
  CHECK(response.error().fault == Fault::usage);
  CHECK(response.error().message.find("/nowhere/ca.pem") != std::string::npos);
}

TEST_CASE("a tunnel is asked of the proxy with its credentials, and a refusal is told")
{
  asio::io_context io;
  CannedServer proxy{io, "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"};
  const auto port = std::to_string(proxy.acceptor.local_endpoint().port());
  HttpClient client{io, {}, {Proxy{"127.0.0.1", port, "user:secret"}, ""}};
  const auto response = run(io, client.send(post("https://slack.example/api/")));
  REQUIRE_FALSE(response);
  CHECK(response.error().fault == Fault::transient);
  CHECK(response.error().message.find("407") != std::string::npos);
  CHECK(response.error().message.find("secret") == std::string::npos);
}

TEST_CASE("a body that is too large is refused")
{
  asio::io_context io;
  HttpServerOptions options;
  options.body_bytes_max = 10;
  const auto server = server_with(io, std::move(options));
  HttpClient client{io, {}, {}};
  CHECK(run(io, client.send(post(server->url() + "/", std::string(100, 'x'))))->status == 413);
}

TEST_CASE("an address that cannot be bound is named")
{
  asio::io_context io;
  HttpServerOptions options;
  options.handle = echo;
  const auto first = server_with(io, options);
  options.listen = "127.0.0.1:" + std::to_string(first->port());
  const auto second = HttpServer::start(io, options);
  REQUIRE_FALSE(second);
  CHECK(second.error().message.find(options.listen) != std::string::npos);
  for (const auto* wrong : {"", "8080", "nowhere:1", "127.0.0.1:99999", "127.0.0.1:x"}) {
    options.listen = wrong;
    CAPTURE(wrong);
    CHECK_FALSE(HttpServer::start(io, options));
  }
}

TEST_CASE("a message goes out in one frame, whatever its size")
{
  asio::io_context io;
  const auto server = server_with(io, websocket_options(echo_messages));
  for (const std::size_t size : {1UL, 5'000UL, 20'000UL, 200'000UL}) {
    CAPTURE(size);
    const auto heard = run(io, say_and_hear(io, ws_url(*server), std::string(size, 'x')));
    REQUIRE(heard);
    CHECK(heard->rfind("0 " + std::to_string(size) + " ", 0) == 0);
  }
}

TEST_CASE("a WebSocket that is refused says with which status")
{
  asio::io_context io;
  const auto server = server_with(io, websocket_options(echo_messages));
  const auto heard = run(io, say_and_hear(io, ws_url(*server, "/other"), "x"));
  REQUIRE_FALSE(heard);
  CHECK(heard.error().message.find("403") != std::string::npos);
}

TEST_CASE("the code with which the other side closes is known")
{
  asio::io_context io;
  const auto server = server_with(
      io, websocket_options([](HttpServerRequest,
                               std::shared_ptr<ServerWebSocket> socket) -> asio::awaitable<void> {
        co_await socket->close(1009, "too long");
      }));
  const auto work = [](asio::io_context& loop, std::string url) -> asio::awaitable<unsigned> {
    auto socket = co_await dial_plain(loop, std::move(url), WebSocketLimits{});
    if (!socket) co_return 0;
    const Result<std::string> ended = co_await (*socket)->read();
    co_return ended ? 0 : (*socket)->close_code();
  };
  CHECK(run(io, work(io, ws_url(*server))) == 1009);
}

TEST_CASE("a peer that falls silent is noticed")
{
  asio::io_context io;
  CannedServer silent{io, ""};
  WebSocketLimits limits;
  limits.handshake = milliseconds{50};
  const auto work = [](asio::io_context& loop, std::string url,
                       WebSocketLimits l) -> asio::awaitable<bool> {
    const auto socket = co_await dial_plain(loop, std::move(url), l);
    co_return socket.has_value();
  };
  CHECK_FALSE(run(io, work(io, "ws" + silent.url().substr(4), limits)));
}

TEST_CASE("an open connection to a peer that answers no ping ends within its idle time")
{
  asio::io_context io;
  const auto server = server_with(
      io, websocket_options([](HttpServerRequest,
                               std::shared_ptr<ServerWebSocket>) -> asio::awaitable<void> {
        // Does not read: pings are not answered.
        asio::steady_timer forever{co_await asio::this_coro::executor, std::chrono::hours{1}};
        co_await forever.async_wait(asio::use_awaitable);
      }));
  WebSocketLimits limits;
  limits.idle = milliseconds{100};
  const auto work = [](asio::io_context& loop, std::string url,
                       WebSocketLimits l) -> asio::awaitable<std::string> {
    auto socket = co_await dial_plain(loop, std::move(url), l);
    if (!socket) co_return "";
    const Result<std::string> ended = co_await (*socket)->read();
    co_return ended ? "" : ended.error().message;
  };
  CHECK(run(io, work(io, ws_url(*server), limits)).find("silent for too long") !=
        std::string::npos);
}

TEST_CASE("a connection that is closed by us ends the other side's read")
{
  asio::io_context io;
  unsigned code = 0;
  const auto server = server_with(
      io,
      websocket_options([&code](HttpServerRequest,
                                std::shared_ptr<ServerWebSocket> socket) -> asio::awaitable<void> {
        const Result<ServerMessage> ended = co_await socket->read();
        if (!ended) code = socket->close_code();
      }));
  const auto work = [](asio::io_context& loop, std::string url) -> asio::awaitable<bool> {
    auto socket = co_await dial_plain(loop, std::move(url), WebSocketLimits{});
    if (!socket) co_return false;
    co_await (*socket)->close(1000);
    co_return true;
  };
  CHECK(run(io, work(io, ws_url(*server))));
  io.restart();
  io.poll();  // the server's side of it
  CHECK(code == 1000);
}

TEST_CASE("the sniffer tells a fragmented message from a whole one")
{
  FrameSniffer sniffer;
  const unsigned char whole[] = {0x81, 0x83, 1, 2, 3, 4, 9, 9, 9};
  sniffer.feed(whole, sizeof whole);
  CHECK_FALSE(sniffer.take().fragmented);
  const unsigned char parts[] = {0x01, 0x81, 1, 2, 3, 4, 9, 0x80, 0x82, 1, 2, 3, 4, 9, 9};
  for (const auto byte : parts) sniffer.feed(&byte, 1);
  const auto shape = sniffer.take();
  CHECK(shape.fragmented);
  CHECK(shape.frame_bytes_max == 2);
}

TEST_CASE("the sniffer reads long lengths and skips control frames")
{
  FrameSniffer sniffer;
  std::vector<unsigned char> bytes = {0x89, 0x80, 0, 0, 0, 0, 0x81, 0xFE, 0x01, 0x00, 0, 0, 0, 0};
  bytes.insert(bytes.end(), 256, 'x');
  sniffer.feed(bytes.data(), bytes.size());
  CHECK(sniffer.take().frame_bytes_max == 256);
}
