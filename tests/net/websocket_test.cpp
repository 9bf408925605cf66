#include "adapters/net/websocket.hpp"

#include <boost/asio/post.hpp>
#include <optional>
#include <vector>

#include "adapters/net/http_server.hpp"
#include "tests/net/raw_websocket.hpp"
#include "tests/text.hpp"

using namespace secondstory;
using namespace secondstory::net;
using namespace secondstory::net::test;
using namespace std::chrono_literals;
using secondstory::tests::holds;

namespace {

/// Our client against our server, whose end of the connection the test holds.
struct Pair : Loop
{
  explicit Pair(WebSocketLimits limits_ = {}) : limits(limits_)
  {
    options.accept_upgrade = [this](const HttpServerRequest& request) {
      wish = request;
      return 101U;
    };
    options.on_upgrade = [this](HttpServerRequest,
                                std::shared_ptr<ServerWebSocket> socket) -> asio::awaitable<void> {
      there = socket;
      while (!ended) {
        auto message = co_await socket->read();
        ended = !message;
        if (message) heard.push_back(std::move(*message));
      }
    };
  }

  void dial(std::vector<std::pair<std::string, std::string>> headers = {})
  {
    auto started = HttpServer::start(io, options);
    REQUIRE(started);
    server = std::move(*started);
    auto dialled = run(
        net::dial(io, "ws" + server->url().substr(4) + "/link/?ticket=1", {}, {}, limits, headers));
    REQUIRE(dialled);
    here = std::move(*dialled);
    until([this] { return there != nullptr; });
  }

  WebSocketLimits limits;
  HttpServerOptions options;
  std::unique_ptr<HttpServer> server;
  HttpServerRequest wish;
  std::unique_ptr<WebSocket> here;
  std::shared_ptr<ServerWebSocket> there;
  std::vector<ServerMessage> heard;
  bool ended = false;
};

/// Our client against a script.
struct Against : Loop
{
  explicit Against(RawServer::Script script, WebSocketLimits limits = {})
      : server(*this, std::move(script))
  {
    auto dialled = run(dial(io, server.ws_url(), {}, {}, limits));
    REQUIRE(dialled);
    socket = std::move(*dialled);
  }

  RawServer server;
  std::unique_ptr<WebSocket> socket;
};

template <class T>
std::string complaint(const Result<T>& result)
{
  REQUIRE_FALSE(result);
  return result.error().message;
}

WebSocketLimits idle(std::chrono::milliseconds span)
{
  WebSocketLimits limits;
  limits.idle = span;
  limits.ping_every = span / 4;
  return limits;
}

}  // namespace

TEST_CASE("text goes both ways over a WebSocket")
{
  Pair net;
  net.dial();
  REQUIRE(net.run(net.here->write("héllo")));
  net.until([&] { return !net.heard.empty(); });
  CHECK(net.heard[0].text == "héllo");
  REQUIRE(net.run(net.there->write("and back")));
  CHECK(*net.run(net.here->read()) == "and back");
}

TEST_CASE("an upgrade request brings the URL's query and the headers that were given")
{
  Pair net;
  net.dial({{"Authorization", "Bearer x"}});
  CHECK(net.wish.path == "/link/");
  CHECK(net.wish.query == "ticket=1");
  CHECK(net.wish.headers.at("authorization") == "Bearer x");
  CHECK(net.wish.headers.at("host") == "127.0.0.1:" + std::to_string(net.server->port()));
}

TEST_CASE("M9: a big message is sent as one frame")
{
  Pair net;
  net.dial();
  const std::string big(1U << 20U, 'x');
  REQUIRE(net.run(net.here->write(big)));
  net.until([&] { return !net.heard.empty(); });
  CHECK(net.heard[0].text == big);
  CHECK_FALSE(net.heard[0].fragmented);
  CHECK(net.heard[0].frame_bytes_max == big.size());
}

TEST_CASE("a big message from the server arrives whole")
{
  Pair net;
  net.dial();
  const std::string big(1U << 20U, 'y');
  bool written = false;
  const auto write = [&]() -> asio::awaitable<void> {
    auto text = big;
    written = (co_await net.there->write(std::move(text))).has_value();
  };
  net.start(write());
  CHECK(*net.run(net.here->read()) == big);
  net.until([&] { return written; });
}

TEST_CASE("writes that are made at once arrive whole and in their order")
{
  Pair net;
  net.dial();
  std::vector<std::string> sent;
  const auto write = [&](std::string text) -> asio::awaitable<void> {
    co_await net.here->write(std::move(text));
  };
  for (int i = 0; i < 20; ++i) {
    sent.push_back(std::to_string(i) + std::string(i % 2 == 0 ? 100'000U : 1U, 'x'));
    net.start(write(sent.back()));
  }
  net.until([&] { return net.heard.size() == sent.size(); });
  for (std::size_t i = 0; i < sent.size(); ++i) CHECK(net.heard[i].text == sent[i]);
}

TEST_CASE("the server tells how each message was framed, even when several arrive at once")
{
  Pair net;
  net.dial();
  const auto client = [&]() -> asio::awaitable<void> {
    Tcp::socket socket{net.io};
    const Tcp::endpoint server{asio::ip::address_v4::loopback(), net.server->port()};
    co_await socket.async_connect(server, asio::use_awaitable);
    std::string request =
        "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
    co_await say(socket, std::move(request));
    co_await read_head(socket);
    std::string frames =
        frame(text_frame, "one", true, true) + frame(text_frame, "tw", false, true) +
        frame(continuation_frame, "o", true, true) + frame(text_frame, "three", true, true);
    co_await say(socket, std::move(frames));
    while (net.heard.size() < 3) co_await asio::post(net.io, asio::use_awaitable);
  };
  net.run(client());
  REQUIRE(net.heard.size() == 3);
  CHECK_FALSE(net.heard[0].fragmented);
  CHECK(net.heard[1].text == "two");
  CHECK(net.heard[1].fragmented);
  CHECK(net.heard[1].frame_bytes_max == 2);
  CHECK_FALSE(net.heard[2].fragmented);
  CHECK(net.heard[2].frame_bytes_max == 5);
}

TEST_CASE("the client learns the code and the reason with which the server closes")
{
  Pair net;
  net.dial();
  net.start(net.there->close(1008, "not you"));
  const auto end = net.run(net.here->read());
  CHECK(holds(complaint(end), "1008"));
  CHECK(end.error().fault == Fault::transient);
  CHECK(net.here->close_code() == 1008);
  CHECK(net.here->close_reason() == "not you");
  CHECK_FALSE(net.here->is_open());
}

TEST_CASE("a reason that is too long for a close frame is cut")
{
  Pair net;
  net.dial();
  net.start(net.there->close(1000, std::string(500, 'r')));
  CHECK_FALSE(net.run(net.here->read()));
  CHECK(net.here->close_reason().rfind("rrr", 0) == 0);
  CHECK(net.here->close_reason().size() <= 123);
}

TEST_CASE("the server learns the code with which the client closes")
{
  Pair net;
  net.dial();
  net.run(net.here->close(1000));
  net.until([&] { return net.ended; });
  CHECK(net.there->close_code() == 1000);
  CHECK_FALSE(net.here->is_open());
}

TEST_CASE("what was written before a close arrives before it")
{
  Pair net;
  net.dial();
  const auto write = [&](std::string text) -> asio::awaitable<void> {
    co_await net.here->write(std::move(text));
  };
  for (int i = 0; i < 5; ++i) net.start(write("ack " + std::to_string(i)));
  net.run(net.here->close(1000));
  net.until([&] { return net.ended; });
  REQUIRE(net.heard.size() == 5);
  CHECK(net.heard[4].text == "ack 4");
}

TEST_CASE("M14: a peer that does not answer a close is cut when the patience for it is spent")
{
  WebSocketLimits limits;
  limits.close_patience = 50ms;
  Pair net{limits};
  net.dial();
  net.there->freeze();
  const auto from = std::chrono::steady_clock::now();
  net.run(net.here->close(1000));
  CHECK(std::chrono::steady_clock::now() - from < 5s);
  net.until([&] { return net.ended; });
  CHECK(net.there->close_code() == 0);
}

TEST_CASE("a write after the close fails instead of waiting")
{
  Pair net;
  net.dial();
  net.run(net.here->close(1000));
  CHECK_FALSE(net.run(net.here->write("late")));
}

TEST_CASE("M10: a half-open connection is noticed")
{
  Pair net{idle(60ms)};
  net.dial();
  net.there->freeze();
  const auto end = net.run(net.here->read());
  CHECK(holds(complaint(end), "silent for too long"));
  CHECK(net.here->close_code() == 0);
}

TEST_CASE("M10: pongs that are late, but not too late, keep a connection")
{
  WebSocketLimits limits;
  limits.ping_every = 20ms;
  limits.idle = 600ms;
  Pair net{limits};
  net.dial();
  net.there->read_late(250ms);
  std::optional<Result<std::string>> got;
  net.start([](WebSocket& socket, auto& result) -> asio::awaitable<void> {
    result = co_await socket.read();
  }(*net.here, got));
  const auto from = std::chrono::steady_clock::now();
  net.until([&] { return got || std::chrono::steady_clock::now() - from > 1'500ms; });
  CHECK_FALSE(got);
  CHECK_FALSE(net.ended);
}

TEST_CASE("M10: pings come often enough for a middlebox that forgets silent links")
{
  WebSocketLimits limits;
  limits.ping_every = 20ms;
  Pair net{limits};
  net.dial();
  std::chrono::milliseconds longest{0};
  const auto from = std::chrono::steady_clock::now();
  net.until([&] {
    longest = std::max(longest, net.there->silent_for());
    return std::chrono::steady_clock::now() - from > 600ms;
  });
  CHECK(longest < 400ms);  // twenty times the interval, for slow machines
}

TEST_CASE("M10: a message that comes in drops is no silence")
{
  Against net{[](Tcp::socket& socket) -> asio::awaitable<void> {
                co_await upgrade(socket);
                const std::string whole = frame(text_frame, "drop by drop");
                for (const char drop : whole) {
                  asio::steady_timer pause{socket.get_executor(), 60ms};
                  co_await pause.async_wait(asio::use_awaitable);
                  std::string one(1, drop);
                  co_await say(socket, std::move(one));
                }
                co_await swallow(socket);
              },
              idle(400ms)};
  CHECK(*net.run(net.socket->read()) == "drop by drop");
}

TEST_CASE("a frozen peer hears nothing any more")
{
  Pair net;
  net.dial();
  net.there->freeze();
  REQUIRE(net.run(net.here->write("anybody?")));
  net.here->abort();
  net.until([&] { return net.ended; });
  CHECK(net.heard.empty());
}

TEST_CASE("M10: a silent peer that answers pings stays connected")
{
  int pings = 0;
  Against net{[&pings](Tcp::socket& socket) -> asio::awaitable<void> {
                co_await upgrade(socket);
                while (pings < 4) {
                  const auto got = co_await read_frame(socket);
                  if (got.opcode != ping_frame) continue;
                  ++pings;
                  auto pong = frame(pong_frame, got.payload);
                  co_await say(socket, std::move(pong));
                }
                auto text = frame(text_frame, "still here");
                co_await say(socket, std::move(text));
                co_await swallow(socket);
              },
              idle(60ms)};
  CHECK(*net.run(net.socket->read()) == "still here");
  CHECK(pings == 4);
}

TEST_CASE("M10: any frame counts as a sign of life, not only the answer to a ping")
{
  int pings = 0;
  Against net{[&pings](Tcp::socket& socket) -> asio::awaitable<void> {
                co_await upgrade(socket);
                while (pings < 4) {
                  const auto got = co_await read_frame(socket);
                  if (got.opcode != ping_frame) continue;
                  ++pings;
                  auto own = frame(ping_frame, "mine");
                  co_await say(socket, std::move(own));
                }
                auto text = frame(text_frame, "no pong was sent");
                co_await say(socket, std::move(text));
                co_await swallow(socket);
              },
              idle(60ms)};
  CHECK(*net.run(net.socket->read()) == "no pong was sent");
}

TEST_CASE("M10: a ping of the server is answered with its own payload")
{
  Frame answer;
  Against net{[&answer](Tcp::socket& socket) -> asio::awaitable<void> {
    co_await upgrade(socket);
    auto frames = frame(ping_frame, "slack-7") + frame(text_frame, "go");
    co_await say(socket, std::move(frames));
    answer = co_await read_frame(socket);
    co_await swallow(socket);
  }};
  CHECK(*net.run(net.socket->read()) == "go");
  net.until([&] { return answer.opcode != 0; });
  CHECK(answer.opcode == pong_frame);
  CHECK(answer.payload == "slack-7");
}

TEST_CASE("the server is told when a ping of its own was answered")
{
  Pair net;
  net.dial();
  CHECK_FALSE(net.there->take_pong());
  REQUIRE(net.run(net.there->ping("x")));
  REQUIRE(net.run(net.there->write("after the ping")));
  CHECK(net.run(net.here->read()));
  REQUIRE(net.run(net.here->write("after the pong")));
  net.until([&] { return !net.heard.empty(); });
  CHECK(net.there->take_pong());
  CHECK_FALSE(net.there->take_pong());
}

TEST_CASE("a ping with too long a payload is sent with what fits")
{
  Pair net;
  net.dial();
  CHECK(net.run(net.there->ping(std::string(300, 'p'))));
  REQUIRE(net.run(net.there->write("alive")));
  CHECK(*net.run(net.here->read()) == "alive");
}

TEST_CASE("a message over the limit ends the connection with 1009")
{
  WebSocketLimits limits;
  limits.message_bytes_max = 1000;
  Pair net{limits};
  net.dial();
  REQUIRE(net.run(net.there->write(std::string(1000, 'x'))));
  CHECK(net.run(net.here->read()));
  REQUIRE(net.run(net.there->write(std::string(1001, 'x'))));
  CHECK_FALSE(net.run(net.here->read()));
  net.until([&] { return net.ended; });
  CHECK(net.there->close_code() == 1009);
}

TEST_CASE("M11: a binary message is passed over, and the text after it is read")
{
  Against net{[](Tcp::socket& socket) -> asio::awaitable<void> {
    co_await upgrade(socket);
    auto frames = frame(binary_frame, "\x01\x02") + frame(text_frame, "text");
    co_await say(socket, std::move(frames));
    co_await swallow(socket);
  }};
  CHECK(*net.run(net.socket->read()) == "text");
}

TEST_CASE("an empty message is a message")
{
  Against net{[](Tcp::socket& socket) -> asio::awaitable<void> {
    co_await upgrade(socket);
    auto frames = frame(text_frame, "") + frame(text_frame, "next");
    co_await say(socket, std::move(frames));
    co_await swallow(socket);
  }};
  CHECK(net.run(net.socket->read())->empty());
  CHECK(*net.run(net.socket->read()) == "next");
}

TEST_CASE("M11: a message in several frames is put together")
{
  Against net{[](Tcp::socket& socket) -> asio::awaitable<void> {
    co_await upgrade(socket);
    auto frames = frame(text_frame, "to", false) + frame(ping_frame, "") +
                  frame(continuation_frame, "gether");
    co_await say(socket, std::move(frames));
    co_await swallow(socket);
  }};
  CHECK(*net.run(net.socket->read()) == "together");
}

TEST_CASE("M11: bytes that are no frame end the connection and nothing else")
{
  auto limits = idle(60ms);
  limits.close_patience = 50ms;  // the peer stays on the line
  Against net{[](Tcp::socket& socket) -> asio::awaitable<void> {
                co_await upgrade(socket);
                co_await say(socket, std::string(64, '\xFF'));
                co_await swallow(socket);
              },
              limits};
  CHECK(net.run(net.socket->read()).error().fault == Fault::transient);
}

TEST_CASE(
    "a server that says goodbye and stays is not waited for longer than the patience for a close")
{
  auto limits = idle(10min);
  limits.close_patience = 50ms;
  Against net{[](Tcp::socket& socket) -> asio::awaitable<void> {
                co_await upgrade(socket);
                auto goodbye = frame(close_frame, "\x03\xE8gone");
                co_await say(socket, std::move(goodbye));
                co_await swallow(socket);
              },
              limits};
  CHECK(holds(complaint(net.run(net.socket->read())), "closed by the other side (1000)"));
  CHECK(net.socket->close_reason() == "gone");
}

TEST_CASE("a connection that the server cuts ends the read without a close code")
{
  Pair net;
  net.dial();
  net.there->abort();
  CHECK_FALSE(net.run(net.here->read()));
  CHECK(net.here->close_code() == 0);
}

TEST_CASE("abort ends a read that is pending, on both sides")
{
  Pair net;
  net.dial();
  bool failed = false;
  const auto read = [&]() -> asio::awaitable<void> { failed = !(co_await net.here->read()); };
  net.start(read());
  net.io.poll();
  net.here->abort();
  net.until([&] { return failed && net.ended; });
}

TEST_CASE("a server's end may be kept and cut after its connection is over")
{
  Pair net;
  net.dial();
  net.here->abort();
  net.until([&] { return net.ended; });
  net.io.poll();
  net.there->abort();
  CHECK_FALSE(net.run(net.there->write("to nobody")));
}

TEST_CASE("a dial that is refused says so, and never shows the ticket")
{
  Loop net;
  const auto dialled =
      net.run(dial(net.io, "ws://127.0.0.1:" + free_port(net) + "/link?ticket=secret", {}, {}));
  CHECK(holds(complaint(dialled), "refused"));
  CHECK_FALSE(holds(complaint(dialled), "secret"));
  CHECK(dialled.error().fault == Fault::transient);
}

TEST_CASE("a dial that is answered with another status says which")
{
  Loop net;
  RawServer server{net, [](Tcp::socket& socket) -> asio::awaitable<void> {
                     co_await read_head(socket);
                     std::string answer = "HTTP/1.1 409 Conflict\r\nContent-Length: 0\r\n\r\n";
                     co_await say(socket, std::move(answer));
                   }};
  const auto dialled = net.run(dial(net.io, server.ws_url() + "/?ticket=secret", {}, {}));
  CHECK(holds(complaint(dialled), "409"));
  CHECK_FALSE(holds(complaint(dialled), "secret"));
}

TEST_CASE("a dial that is not answered ends with its time limit")
{
  Loop net;
  RawServer server{net, swallow};
  WebSocketLimits limits;
  limits.handshake = 50ms;
  const auto dialled = net.run(dial(net.io, server.ws_url(), {}, {}, limits));
  CHECK(holds(complaint(dialled), "time is up"));
  CHECK(dialled.error().fault == Fault::transient);
  net.until([&] { return server.ended == 1; });
}

TEST_CASE("a dial in the clear to a host that is not loopback is refused")
{
  Loop net;
  const auto dialled = net.run(dial(net.io, "ws://192.0.2.1/link", {}, {}));
  REQUIRE_FALSE(dialled);
  CHECK(dialled.error().fault == Fault::usage);
}
