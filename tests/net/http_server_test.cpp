#include "adapters/net/http_server.hpp"

#include <stdexcept>

#include "tests/net/raw_server.hpp"
#include "tests/text.hpp"

using namespace secondstory;
using namespace secondstory::net;
using namespace secondstory::net::test;
using namespace std::chrono_literals;
using secondstory::tests::holds;

namespace {

/// A server that tells what it was asked: "GET /path ?query body".
struct Served : Loop
{
  Served()
  {
    options.handle = [this](HttpServerRequest request) -> asio::awaitable<HttpServerResponse> {
      HttpServerResponse response;
      response.body =
          request.method + " " + request.path + " ?" + request.query + " " + request.body;
      seen = std::move(request);
      co_return response;
    };
  }

  void start()
  {
    auto started = HttpServer::start(io, options);
    REQUIRE(started);
    server = std::move(*started);
  }

  std::string ask(std::string request)
  {
    if (!server) start();
    return run(test::ask(io, server->port(), std::move(request)));
  }

  HttpServerOptions options;
  HttpServerRequest seen;
  std::unique_ptr<HttpServer> server;
};

const std::string last = "Host: x\r\nConnection: close\r\n\r\n";

}  // namespace

TEST_CASE("a server on port 0 tells which port it has")
{
  Served net;
  net.start();
  CHECK(net.server->port() != 0);
  CHECK(net.server->url() == "http://127.0.0.1:" + std::to_string(net.server->port()));
}

TEST_CASE("an address that is taken is named in the error")
{
  Served first, second;
  first.start();
  second.options.listen = "127.0.0.1:" + std::to_string(first.server->port());
  const auto started = HttpServer::start(second.io, second.options);
  REQUIRE_FALSE(started);
  CHECK(started.error().fault == Fault::usage);
  CHECK(holds(started.error().message, second.options.listen));
  CHECK(holds(started.error().message, "in use"));
}

TEST_CASE("what is no address to listen on is refused")
{
  Served net;
  for (const std::string listen : {"", "8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536",
                                   "127.0.0.1:x", "example.org:80"}) {
    CAPTURE(listen);
    net.options.listen = listen;
    const auto started = HttpServer::start(net.io, net.options);
    REQUIRE_FALSE(started);
    CHECK(started.error().fault == Fault::usage);
  }
}

TEST_CASE("a server sees method, path, query, headers and body of a request")
{
  Served net;
  const auto answer =
      net.ask("POST /a/b?c=d&e HTTP/1.1\r\nX-Thing: 7\r\nContent-Length: 4\r\n" + last + "body");
  CHECK(answer.rfind("HTTP/1.1 200 OK\r\n", 0) == 0);
  CHECK(holds(answer, "\r\n\r\nPOST /a/b ?c=d&e body"));
  CHECK(net.seen.headers.at("x-thing") == "7");
}

TEST_CASE("requests that come in one go are answered in their order")
{
  Served net;
  const auto answer = net.ask("GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\n" + last);
  const auto first = answer.find("GET /1"), second = answer.find("GET /2");
  REQUIRE(first != std::string::npos);
  REQUIRE(second != std::string::npos);
  CHECK(first < second);
}

TEST_CASE("a HEAD request is answered with the length of the body and without it")
{
  Served net;
  const auto answer = net.ask("HEAD /x HTTP/1.1\r\n" + last);
  CHECK(holds(answer, "content-length: 10\r\n"));
  CHECK(answer.ends_with("\r\n\r\n"));
}

TEST_CASE("a response's own headers are sent, also in place of the usual ones")
{
  Served net;
  net.options.handle = [](HttpServerRequest) -> asio::awaitable<HttpServerResponse> {
    HttpServerResponse response;
    response.status = 429;
    response.headers = {{"Retry-After", "30"}, {"Content-Type", "application/json"}};
    co_return response;
  };
  const auto answer = net.ask("GET / HTTP/1.1\r\n" + last);
  CHECK(answer.rfind("HTTP/1.1 429 Too Many Requests\r\n", 0) == 0);
  CHECK(holds(answer, "retry-after: 30\r\n"));
  CHECK(holds(answer, "content-type: application/json\r\n"));
  CHECK_FALSE(holds(answer, "text/plain"));
}

TEST_CASE("a client that waits for leave to send its body gets it")
{
  Served net;
  const auto answer =
      net.ask("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 4\r\n" + last + "body");
  CHECK(answer.rfind("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n", 0) == 0);
}

TEST_CASE("a body over the limit is refused with 413, which arrives though the body was not read")
{
  Served net;
  net.options.body_bytes_max = 1000;
  const auto answer =
      net.ask("POST / HTTP/1.1\r\nContent-Length: 500000\r\n" + last + std::string(500'000, 'x'));
  CHECK(answer.rfind("HTTP/1.1 413 ", 0) == 0);
  CHECK(net.seen.method.empty());
}

TEST_CASE("a head over the limit is refused with 431")
{
  Served net;
  net.options.header_bytes_max = 1000;
  const auto answer =
      net.ask("GET / HTTP/1.1\r\nX-Long: " + std::string(2000, 'x') + "\r\n" + last);
  CHECK(answer.rfind("HTTP/1.1 431 ", 0) == 0);
}

TEST_CASE("what is not HTTP is refused with 400")
{
  Served net;
  CHECK(net.ask("\x16\x03\x01 hello\r\n\r\n").rfind("HTTP/1.1 400 ", 0) == 0);
}

TEST_CASE("a handler that throws is answered 500 without its words, and the server goes on")
{
  Served net;
  bool first = true;
  net.options.handle = [&first](HttpServerRequest) -> asio::awaitable<HttpServerResponse> {
    if (std::exchange(first, false)) throw std::runtime_error{"secret"};
    co_return HttpServerResponse{};
  };
  const auto answer = net.ask("GET / HTTP/1.1\r\n" + last);
  CHECK(answer.rfind("HTTP/1.1 500 ", 0) == 0);
  CHECK_FALSE(holds(answer, "secret"));
  CHECK(net.ask("GET / HTTP/1.1\r\n" + last).rfind("HTTP/1.1 200 ", 0) == 0);
}

TEST_CASE("status 0 cuts the connection without an answer")
{
  Served net;
  net.options.handle = [](HttpServerRequest) -> asio::awaitable<HttpServerResponse> {
    HttpServerResponse response;
    response.status = 0;
    co_return response;
  };
  CHECK(net.ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n").empty());
}

TEST_CASE("a client that says nothing is hung up on")
{
  Served net;
  net.options.idle = 50ms;
  CHECK(net.ask("GET / HT").empty());
}

TEST_CASE("a client may go on after an answer, until it has been idle for too long")
{
  Served net;
  net.options.idle = 200ms;
  const auto answer = net.ask("GET /1 HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(holds(answer, "connection: keep-alive\r\n"));
}

TEST_CASE("stopping a server hangs up on those who are connected")
{
  Served net;
  net.options.handle = [&net](HttpServerRequest) -> asio::awaitable<HttpServerResponse> {
    net.server->stop();
    co_return HttpServerResponse{};
  };
  CHECK(net.ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n").empty());
}

TEST_CASE("a server may be gone before it has accepted anybody")
{
  Served net;
  net.start();
  const auto port = net.server->port();
  net.server.reset();
  net.io.poll();
  Tcp::socket socket{net.io};
  boost::system::error_code error;
  socket.connect({asio::ip::address_v4::loopback(), port}, error);
  CHECK(error == asio::error::connection_refused);
}

TEST_CASE("a stream's chunks arrive as they are written, as an event stream")
{
  Served net;
  net.options.wants_stream = [](const HttpServerRequest& request) {
    return request.path == "/events";
  };
  net.options.on_stream = [](HttpServerRequest request,
                             std::shared_ptr<ServerStream> stream) -> asio::awaitable<void> {
    std::string first = "data: " + request.query + "\n\n", second = "data: 2\n\n";
    co_await stream->write(std::move(first));
    co_await stream->write(std::move(second));
  };
  const auto answer = net.ask("GET /events?one HTTP/1.1\r\n" + last);
  CHECK(holds(answer, "content-type: text/event-stream\r\n"));
  CHECK(answer.ends_with("\r\n\r\ndata: one\n\ndata: 2\n\n"));
  CHECK(holds(net.ask("GET /other HTTP/1.1\r\n" + last), "GET /other"));
}

TEST_CASE("a stream's writer learns that the reader is gone")
{
  Served net;
  bool gone = false;
  net.options.wants_stream = [](const HttpServerRequest&) { return true; };
  net.options.on_stream = [&gone](HttpServerRequest,
                                  std::shared_ptr<ServerStream> stream) -> asio::awaitable<void> {
    for (;;) {
      std::string chunk = ": still here\n\n";
      const auto written = co_await stream->write(std::move(chunk));
      if (!written) break;
    }
    gone = true;
  };
  net.start();
  const auto leave = [&]() -> asio::awaitable<void> {
    Tcp::socket socket{net.io};
    const Tcp::endpoint server{asio::ip::address_v4::loopback(), net.server->port()};
    co_await socket.async_connect(server, asio::use_awaitable);
    std::string request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    co_await say(socket, std::move(request));
    co_await read_head(socket);
  };
  net.run(leave());
  net.until([&] { return gone; });
}

TEST_CASE(
    "a WebSocket is refused with the status that was decided, and with 404 where none are wanted")
{
  const std::string wish =
      "GET /link HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
  Served net, other;
  net.options.accept_upgrade = [](const HttpServerRequest& request) {
    return request.path == "/link" ? 403U : 101U;
  };
  CHECK(net.ask(wish).rfind("HTTP/1.1 403 ", 0) == 0);
  CHECK(other.ask(wish).rfind("HTTP/1.1 404 ", 0) == 0);
}
