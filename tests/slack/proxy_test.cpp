#include <boost/asio/read.hpp>
#include <set>

#include "adapters/slack/json.hpp"
#include "adapters/slack/slack.hpp"
#include "tests/net/certificates.hpp"
#include "tests/net/raw_websocket.hpp"

using namespace secondstory;
using namespace secondstory::net::test;

namespace {

/// A proxy that plays Slack at the end of every tunnel: nothing of these tests leaves the machine.
struct ProxiedSlack : Loop
{
  explicit ProxiedSlack(const std::string& names)
      : proxy(
            *this,
            [this, context = authority.issue(names)](Tcp::socket& socket) -> asio::awaitable<void> {
              const std::string asked = co_await read_head(socket);
              connects.push_back(asked);
              std::string granted = "HTTP/1.1 200 Connection established\r\n\r\n";
              co_await net::test::say(socket, std::move(granted));
              TlsPeer peer{socket, *context};
              co_await peer.async_handshake(asio::ssl::stream_base::server, asio::use_awaitable);
              const bool socket_mode = asked.starts_with("CONNECT wss-primary.slack.com:443 ");
              if (socket_mode) {
                co_await converse(peer);
              } else {
                for (;;) co_await answer(this, peer);
              }
            })
  {
    slack::SlackOptions options;
    options.app_token = "xapp-1";
    options.bot_token = "xoxb-1";
    options.sockets = 1;
    options.proxy = "http://us%40er:pass@127.0.0.1:" + proxy.port();
    options.ca_file = authority.file();
    service =
        slack::make_slack(io, options, [](const Event&, const std::function<void()>& durable) {
          durable();
          return true;
        });
    service->start();
  }

  static asio::awaitable<void> converse(TlsPeer& peer)
  {
    co_await upgrade(peer);
    auto hello = frame(text_frame, R"({"type":"hello","num_connections":1})");
    co_await net::test::say(peer, std::move(hello));
    for (;;) co_await read_frame(peer);
  }

  static asio::awaitable<void> answer(ProxiedSlack* self, TlsPeer& peer)
  {
    const std::string got = co_await read_head(peer);
    const auto end = got.find("\r\n\r\n") + 4;
    const std::string head = got.substr(0, end);
    const std::string field = "Content-Length: ";
    const auto at = head.find(field);
    const std::size_t size =
        at == std::string::npos ? 0 : std::stoul(head.substr(at + field.size()));
    std::string rest(size - std::min(size, got.size() - end), '\0');
    co_await asio::async_read(peer, asio::buffer(rest), asio::use_awaitable);
    self->requests.push_back(head);
    std::string body = R"({"ok":true})";
    if (head.find("/api/auth.test ") != std::string::npos) {
      body = R"({"ok":true,"user_id":"UBOT","bot_id":"BBOT","team_id":"T1"})";
    } else if (head.find("/api/apps.connections.open ") != std::string::npos) {
      body = R"({"ok":true,"url":"wss://wss-primary.slack.com/link/?ticket=1"})";
    } else if (head.find("/api/files.getUploadURLExternal ") != std::string::npos) {
      body = R"({"ok":true,"upload_url":"https://files.slack.com/upload/v1/abc","file_id":"F1"})";
    }
    std::string response =
        "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    co_await net::test::say(peer, std::move(response));
  }

  const Authority authority;
  std::vector<std::string> connects, requests;
  RawServer proxy;
  std::unique_ptr<ChatService> service;
};

}  // namespace

TEST_CASE("M22: Web API, sockets and files go through the proxy alike, with its credentials")
{
  ProxiedSlack net("DNS:slack.com,DNS:*.slack.com");
  net.until([&] { return net.service->connections()[0].up; });
  bool done = false;
  net.service->carry_out({1, "tok", {}, ShareFile{{"slack", "C1"}, {}, "a.md", "A", "# A", {}}},
                         false, [&](const Outcome&) { done = true; });
  net.until([&] { return done; });
  std::set<std::string> hosts;
  for (const std::string& asked : net.connects) {
    hosts.insert(asked.substr(0, asked.find(" HTTP")));
    CHECK(asked.find("Proxy-Authorization: Basic dXNAZXI6cGFzcw==\r\n") != std::string::npos);
    CHECK(asked.find("ticket") == std::string::npos);
  }
  CHECK(hosts == std::set<std::string>{"CONNECT files.slack.com:443", "CONNECT slack.com:443",
                                       "CONNECT wss-primary.slack.com:443"});
  for (const std::string& request : net.requests) {
    // The upload's address is its permission: the token stays at home.
    const bool has_token = request.find("Authorization: Bearer") != std::string::npos;
    CHECK(has_token == (request.find(" /upload/") == std::string::npos));
  }
}

TEST_CASE("M22: behind a proxy too, a server with another name's certificate is told nothing")
{
  ProxiedSlack net("DNS:slack.example.org");
  net.until([&] {
    return net.service->connections()[0].complaint.find("another name") != std::string::npos;
  });
  CHECK_FALSE(net.service->connections()[0].up);
  CHECK(net.requests.empty());
}
