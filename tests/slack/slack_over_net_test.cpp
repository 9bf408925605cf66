#include <doctest/doctest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "adapters/net/http_server.hpp"
#include "adapters/slack/json.hpp"
#include "adapters/slack/slack.hpp"
#include "tests/slack/fake_slack.hpp"

using namespace secondstory;
namespace asio = boost::asio;

namespace {

/// A Slack of two methods and its sockets, on loopback, with the real clients against it.
struct Loopback
{
  Loopback()
  {
    net::HttpServerOptions options;
    options.handle = [this](net::HttpServerRequest request) {
      return answer(this, std::move(request));
    };
    options.accept_upgrade = [](const net::HttpServerRequest&) { return 101U; };
    options.on_upgrade = [this](const net::HttpServerRequest& request,
                                std::shared_ptr<net::ServerWebSocket> accepted) {
      return serve(this, request.query, std::move(accepted));
    };
    auto started = net::HttpServer::start(context, std::move(options));
    REQUIRE(started);
    server = std::move(*started);
    slack::SlackOptions slack_options;
    slack_options.app_token = "xapp-1";
    slack_options.bot_token = "xoxb-1";
    slack_options.api_url = server->url() + "/api/";
    slack_options.sockets = 1;
    service = slack::make_slack(context, slack_options,
                                [this](Event event, const std::function<void()>& durable) {
                                  events.push_back(std::move(event));
                                  durable();
                                  return true;
                                });
    service->start();
  }

  template <class Condition>
  void run_until(const Condition& holds)
  {
    const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    while (!holds() && std::chrono::steady_clock::now() < patience) {
      context.run_one_for(std::chrono::milliseconds{100});
    }
    REQUIRE(holds());
  }

  static asio::awaitable<net::HttpServerResponse> answer(Loopback* self,
                                                         net::HttpServerRequest request)
  {
    net::HttpServerResponse response;
    response.content_type = "application/json";
    self->asked.push_back(request.path);
    const std::string api = "/api/";
    if (request.path.starts_with(api)) {
      self->contract.check_body(request.path.substr(api.size()), request.headers["content-type"],
                                request.body);
    }
    if (request.path == "/api/auth.test") {
      self->token = request.headers["authorization"];
      response.body = R"({"ok":true,"user_id":"UBOT","bot_id":"BBOT","team_id":"T1"})";
    } else if (request.path == "/api/apps.connections.open") {
      const std::string socket =
          "ws" + self->server->url().substr(4) + "/link/?ticket=" + std::to_string(++self->tickets);
      response.body = R"({"ok":true,"url":")" + socket + R"("})";
    } else if (self->limited && request.path == "/api/chat.postMessage") {
      response.status = 429;
      response.headers["Retry-After"] = "12.5";
    } else {
      response.body = R"({"ok":true,"ts":"5.0"})";
    }
    co_return response;
  }

  static asio::awaitable<void> serve(Loopback* self, std::string query,
                                     std::shared_ptr<net::ServerWebSocket> wire)
  {
    self->dialled.push_back(query);
    self->socket = wire;
    std::string hello = R"({"type":"hello","connection_info":{"app_id":"A1"},"num_connections":1})";
    co_await wire->write(std::move(hello));
    for (;;) {
      auto message = co_await wire->read();
      if (!message) break;
      self->heard.push_back(message->text);
      self->fragmented = self->fragmented || message->fragmented;
    }
    self->close_codes.push_back(wire->close_code());
  }

  static asio::awaitable<void> send(std::shared_ptr<net::ServerWebSocket> wire, std::string text)
  {
    co_await wire->write(std::move(text));
  }

  void tell(std::string text)
  {
    asio::co_spawn(context, send(socket, std::move(text)), asio::detached);
  }

  bool up() const { return service->connections()[0].up; }

  slack::test::Contract contract;
  asio::io_context context;
  std::vector<std::string> asked, dialled, heard;
  std::vector<unsigned> close_codes;
  std::string token;
  bool fragmented = false;
  bool limited = false;
  int tickets = 0;
  std::vector<Event> events;
  std::shared_ptr<net::ServerWebSocket> socket;
  std::unique_ptr<net::HttpServer> server;
  std::unique_ptr<ChatService> service;
};

const char* const delivery =
    R"({"envelope_id":"e1","type":"events_api","payload":{"team_id":"T1","api_app_id":"A1","event_id":"Ev1","event":{"type":"message","channel":"C1","user":"B1","text":"db down","ts":"1.0"}}})";

}  // namespace

TEST_CASE("slack over the network: it signs in, connects, takes an event and acknowledges it")
{
  Loopback slack;
  slack.run_until([&] { return slack.up(); });
  CHECK(slack.token == "Bearer xoxb-1");
  slack.tell(delivery);
  slack.run_until([&] { return !slack.heard.empty(); });
  CHECK(slack.heard == std::vector<std::string>{R"({"envelope_id":"e1"})"});
  CHECK_FALSE(slack.fragmented);
  CHECK(std::get<MessagePosted>(slack.events.back().what).text == "db down");
}

TEST_CASE("M9: an acknowledgement is one frame, whatever came with the envelope")
{
  Loopback slack;
  slack.run_until([&] { return slack.up(); });
  std::string big = delivery;
  big.replace(big.find("db down"), 7, std::string(1'000'000, 'x'));
  big.replace(big.find("\"e1\""), 4, "\"" + std::string(1'000, 'e') + "\"");
  slack.tell(big);
  slack.run_until([&] { return !slack.heard.empty(); });
  CHECK(slack.heard[0].size() < 2'000);
  CHECK_FALSE(slack.fragmented);
}

TEST_CASE("M1: a cut connection is dialled again with a new ticket")
{
  Loopback slack;
  slack.run_until([&] { return slack.up(); });
  slack.socket->abort();
  slack.run_until([&] { return slack.dialled.size() == 2 && slack.up(); });
  CHECK(slack.dialled == std::vector<std::string>{"ticket=1", "ticket=2"});
}

TEST_CASE(
    "slack over the network: a refresh replaces the connection and closes the old one with 1000")
{
  Loopback slack;
  slack.run_until([&] { return slack.up(); });
  slack.tell(R"({"type":"disconnect","reason":"refresh_requested"})");
  slack.run_until([&] { return !slack.close_codes.empty(); });
  CHECK(slack.close_codes[0] == 1000);
  CHECK(slack.dialled.size() == 2);
  CHECK(slack.up());
}

TEST_CASE("M23: stopping closes with 1000")
{
  Loopback slack;
  slack.run_until([&] { return slack.up(); });
  bool stopped = false;
  slack.service->stop([&] { stopped = true; });
  slack.run_until([&] { return stopped && !slack.close_codes.empty(); });
  CHECK(slack.close_codes[0] == 1000);
}

TEST_CASE("slack over the network: a post is made and Retry-After is heard")
{
  Loopback slack;
  slack.run_until([&] { return slack.up(); });
  OutboxItem item{1, "tok", {}, PostMessage{{"slack", "C1"}, {}, Content{say::text("hello")}}};
  std::vector<Outcome> outcomes;
  const auto keep = [&](Outcome outcome) { outcomes.push_back(std::move(outcome)); };
  slack.service->carry_out(item, false, keep);
  slack.run_until([&] { return outcomes.size() == 1; });
  CHECK(outcomes[0].kind == Outcome::Kind::done);
  CHECK(outcomes[0].message->id == "5.0");
  slack.limited = true;
  slack.service->carry_out(item, false, keep);
  slack.run_until([&] { return outcomes.size() == 2; });
  CHECK(outcomes[1].kind == Outcome::Kind::retry);
  CHECK(outcomes[1].wait == std::chrono::milliseconds{12'500});
}

TEST_CASE("slack over the network: a proxy setting that is none is said in words")
{
  asio::io_context context;
  slack::SlackOptions options;
  options.bot_token = "xoxb-1";
  options.proxy = "socks5://proxy.example:1080";
  const auto service = slack::make_slack(
      context, options, [](const Event&, const std::function<void()>&) { return true; });
  service->start();
  context.poll();
  CHECK(service->connections().at(0).complaint.find("proxy") != std::string::npos);
}
