#include "adapters/net/http_client.hpp"

#include "tests/net/raw_server.hpp"

using namespace secondstory;
using namespace secondstory::net;
using namespace secondstory::net::test;
using namespace std::chrono_literals;

namespace {

HttpRequest get(const std::string& url)
{
  HttpRequest request;
  request.method = "GET";
  request.url = url;
  return request;
}

std::string ok(const std::string& body)
{
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

/// Answers each request of a connection with the same bytes, as long as the client keeps it.
RawServer::Script always(std::string answer)
{
  return [answer](Tcp::socket& socket) -> asio::awaitable<void> {
    for (;;) {
      co_await read_head(socket);
      co_await say(socket, answer);
    }
  };
}

/// Answers one request with some bytes and hangs up.
RawServer::Script once(std::string answer)
{
  return [answer](Tcp::socket& socket) -> asio::awaitable<void> {
    co_await read_head(socket);
    co_await say(socket, answer);
  };
}

struct Client : Loop
{
  explicit Client(HttpLimits limits = {}) : client(io, {}, {}, limits) {}
  Result<HttpResponse> send(HttpRequest request) { return run(client.send(std::move(request))); }

  HttpClient client;
};

Fault fault_of(const Result<HttpResponse>& response)
{
  REQUIRE_FALSE(response);
  return response.error().fault;
}

}  // namespace

TEST_CASE("a request arrives with its method, path, query, headers and body")
{
  Client net;
  std::string heard;
  RawServer server{net, [&heard](Tcp::socket& socket) -> asio::awaitable<void> {
                     heard = co_await read_up_to(socket, "the body");
                     co_await say(socket, ok(""));
                   }};
  auto request = get(server.url() + "/api/chat.postMessage?a=1");
  request.method = "POST";
  request.headers = {{"Authorization", "Bearer x"}, {"Content-Type", "application/json"}};
  request.body = "the body";
  REQUIRE(net.send(request));
  CHECK(heard.rfind("POST /api/chat.postMessage?a=1 HTTP/1.1\r\n", 0) == 0);
  CHECK(heard.find("Host: 127.0.0.1:" + server.port() + "\r\n") != std::string::npos);
  CHECK(heard.find("Authorization: Bearer x\r\n") != std::string::npos);
  CHECK(heard.find("Content-Type: application/json\r\n") != std::string::npos);
  CHECK(heard.find("Content-Length: 8\r\n") != std::string::npos);
}

TEST_CASE("a response comes with its status, its headers in lower case and its body")
{
  Client net;
  RawServer server{
      net, always("HTTP/1.1 429 Slow down\r\nRetry-After: 30\r\nContent-Length: 2\r\n\r\nno")};
  const auto response = net.send(get(server.url()));
  REQUIRE(response);
  CHECK(response->status == 429);
  CHECK(response->headers.at("retry-after") == "30");
  CHECK(response->body == "no");
}

TEST_CASE("a response in chunks is put together")
{
  Client net;
  RawServer server{
      net,
      always(
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")};
  const auto response = net.send(get(server.url()));
  REQUIRE(response);
  CHECK(response->body == "abcde");
}

TEST_CASE("a HEAD request does not wait for a body, and its connection can be used again")
{
  Client net;
  RawServer server{net, always("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")};
  auto request = get(server.url());
  request.method = "HEAD";
  CHECK(net.send(request));
  CHECK(net.send(request));
  CHECK(server.accepted == 1);
}

TEST_CASE("requests to one origin share a connection")
{
  Client net;
  RawServer server{net, always(ok("hi"))};
  for (int i = 0; i < 5; ++i) CHECK(net.send(get(server.url() + "/" + std::to_string(i))));
  CHECK(server.accepted == 1);
}

TEST_CASE(
    "requests at the same time have a connection each, and as many are kept as the limit says")
{
  HttpLimits limits;
  limits.idle_per_origin_max = 2;
  Client net{limits};
  RawServer server{net, always(ok("hi"))};
  int answered = 0;
  const auto one = [&]() -> asio::awaitable<void> {
    auto request = get(server.url());
    const auto response = co_await net.client.send(std::move(request));
    answered += response ? 1 : 0;
  };
  for (int i = 0; i < 3; ++i) net.start(one());
  net.until([&] { return answered == 3 && server.ended == 1; });
  CHECK(server.accepted == 3);
  for (int i = 0; i < 2; ++i) net.start(one());
  net.until([&] { return answered == 5; });
  CHECK(server.accepted == 3);
}

TEST_CASE("a connection is not used again after the server said that it closes")
{
  Client net;
  RawServer server{net,
                   always("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")};
  CHECK(net.send(get(server.url())));
  CHECK(net.send(get(server.url())));
  CHECK(server.accepted == 2);
}

TEST_CASE("an idle connection that the server has closed is noticed before it is used")
{
  Client net;
  RawServer server{net, once(ok("hi"))};
  CHECK(net.send(get(server.url())));
  net.until([&] { return server.ended == 1; });
  CHECK(net.send(get(server.url())));
  CHECK(server.accepted == 2);
}

TEST_CASE("a connection on which the server said something unasked is not used again")
{
  Client net;
  RawServer server{net, always(ok("hi") + ok("for whom?"))};
  CHECK(net.send(get(server.url()))->body == "hi");
  CHECK(net.send(get(server.url()))->body == "hi");
  CHECK(server.accepted == 2);
}

TEST_CASE("a connection that was idle for too long is not used again")
{
  HttpLimits limits;
  limits.idle_max = -1ms;
  Client net{limits};
  RawServer server{net, always(ok("hi"))};
  CHECK(net.send(get(server.url())));
  CHECK(net.send(get(server.url())));
  CHECK(server.accepted == 2);
}

TEST_CASE("closing the client closes its idle connections")
{
  Client net;
  RawServer server{net, always(ok("hi"))};
  CHECK(net.send(get(server.url())));
  net.client.close();
  net.until([&] { return server.ended == 1; });
  CHECK(net.send(get(server.url())));
  CHECK(server.accepted == 2);
}

TEST_CASE("a request outlives the client that it was made with")
{
  Client net;
  RawServer server{net, always(ok("hi"))};
  auto client = std::make_unique<HttpClient>(net.io, TlsOptions{}, ProxyOptions{});
  auto response = client->send(get(server.url()));
  client.reset();
  CHECK(net.run(std::move(response)));
}

TEST_CASE("a refused connection is a fault without effect")
{
  Client net;
  const auto response = net.send(get("http://127.0.0.1:" + free_port(net) + "/api"));
  CHECK(fault_of(response) == Fault::transient);
  CHECK(response.error().message.find("refused") != std::string::npos);
}

TEST_CASE("a host that cannot be looked up is a fault without effect")
{
  Client net;
  const auto response = net.send(get("https://" + std::string(64, 'a') + ".example.org/"));
  CHECK(fault_of(response) == Fault::transient);
  CHECK(response.error().message.find("looking up") != std::string::npos);
}

TEST_CASE("no answer within the time limit leaves the outcome unknown")
{
  Client net;
  RawServer server{net, swallow};
  auto request = get(server.url());
  request.time_limit = 50ms;
  const auto response = net.send(request);
  CHECK(fault_of(response) == Fault::unknown);
  CHECK(response.error().message.find("time is up") != std::string::npos);
  net.until([&] { return server.ended == 1; });
}

TEST_CASE("half an answer leaves the outcome unknown")
{
  Client net;
  RawServer server{net, once("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this")};
  CHECK(fault_of(net.send(get(server.url()))) == Fault::unknown);
}

TEST_CASE("a server that hangs up on a request leaves the outcome unknown, and is not asked twice")
{
  Client net;
  RawServer server{net, once("")};
  CHECK(fault_of(net.send(get(server.url()))) == Fault::unknown);
  CHECK(server.accepted == 1);
}

TEST_CASE(
    "a kept connection that ends under a request leaves the outcome unknown, and nothing is sent "
    "twice")
{
  Client net;
  RawServer server{net, [](Tcp::socket& socket) -> asio::awaitable<void> {
                     co_await read_head(socket);
                     co_await say(socket, ok("hi"));
                     co_await read_head(socket);
                   }};
  CHECK(net.send(get(server.url())));
  CHECK(fault_of(net.send(get(server.url()))) == Fault::unknown);
  CHECK(server.accepted == 1);
}

TEST_CASE("an answer that is not HTTP leaves the outcome unknown")
{
  Client net;
  RawServer server{net, once("SSH-2.0-OpenSSH_9.2\r\n")};
  CHECK(fault_of(net.send(get(server.url()))) == Fault::unknown);
}

TEST_CASE("an answer over the limit is not read to its end")
{
  HttpLimits limits;
  limits.body_bytes_max = 1000;
  Client net{limits};
  RawServer server{net, always(ok(std::string(1001, 'x')))};
  CHECK(fault_of(net.send(get(server.url()))) == Fault::unknown);
  RawServer fits{net, always(ok(std::string(1000, 'x')))};
  CHECK(net.send(get(fits.url())));
}

TEST_CASE("a redirect is not followed")
{
  Client net;
  RawServer elsewhere{net, always(ok("caught a token"))};
  RawServer server{net, always("HTTP/1.1 302 Found\r\nLocation: " + elsewhere.url() +
                               "\r\nContent-Length: 0\r\n\r\n")};
  const auto response = net.send(get(server.url()));
  REQUIRE(response);
  CHECK(response->status == 302);
  CHECK(elsewhere.accepted == 0);
}

TEST_CASE("nothing is sent in the clear to a host that is not loopback")
{
  Client net;
  CHECK(fault_of(net.send(get("http://192.0.2.1/api"))) == Fault::usage);
}

TEST_CASE("a header cannot smuggle a second one")
{
  Client net;
  RawServer server{net, always(ok(""))};
  auto request = get(server.url());
  request.headers = {{"Authorization", "Bearer secret\r\nX-Other: 1"}};
  const auto response = net.send(request);
  CHECK(fault_of(response) == Fault::usage);
  CHECK(response.error().message.find("Authorization") != std::string::npos);
  CHECK(response.error().message.find("secret") == std::string::npos);
  CHECK(server.accepted == 0);
}

TEST_CASE("an error names method, host and path, and nothing else of the request")
{
  Client net;
  RawServer server{net, once("")};
  auto request = get(server.url() + "/api/x?ticket=secret1");
  request.method = "POST";
  request.headers = {{"Authorization", "Bearer secret2"}};
  request.body = "secret3";
  const auto response = net.send(request);
  REQUIRE_FALSE(response);
  CHECK(response.error().message.rfind("POST " + server.url() + "/api/x: ", 0) == 0);
  CHECK(response.error().message.find("secret") == std::string::npos);
}
