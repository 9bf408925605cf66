#include "adapters/http/status_server.hpp"

#include <doctest/doctest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
#include <exception>

#include "adapters/net/http_client.hpp"

namespace secondstory::http::tests {

namespace asio = boost::asio;
namespace json = boost::json;

namespace {

/// The status server of a bot whose state a test sets, asked over real connections.
struct Watched
{
  std::string trouble{};
  std::vector<std::pair<std::string, ConnectionState>> states{{"slack", {"socket-1", true, ""}}};
  asio::io_context io{1};
  Metrics metrics{};
  std::unique_ptr<StatusServer> server{};

  Watched()
  {
    auto started = StatusServer::start(
        io, "127.0.0.1:0", {[this] { return trouble; }, [this] { return looked_at(); }}, metrics);
    REQUIRE(started);
    server = std::move(*started);
  }

  std::vector<std::pair<std::string, ConnectionState>> looked_at()
  {
    for (const auto& [platform, state] : states)
      metrics.connection_up(platform, state.name, state.up);
    return states;
  }

  net::HttpResponse ask(const std::string& path, const std::string& method = "GET")
  {
    net::HttpClient client{io, {}, {}};
    net::HttpRequest request;
    request.method = method;
    request.url = server->url() + path;
    Result<net::HttpResponse> answer = fail(Fault::internal, "no answer came");
    asio::co_spawn(io, client.send(std::move(request)),
                   [&](const std::exception_ptr&, Result<net::HttpResponse> got) {
                     answer = std::move(got);
                     io.stop();
                   });
    io.restart();
    io.run();
    REQUIRE_MESSAGE(answer, (answer ? "" : answer.error().message));
    return *answer;
  }

  json::object parts(const std::string& path)
  {
    return json::parse(ask(path).body).as_object().at("parts").as_object();
  }
};

}  // namespace

TEST_CASE("the bot is ready when storage takes writes and the chat service is connected")
{
  Watched bot;
  const auto answer = bot.ask("/readyz");
  CHECK(answer.status == 200);
  CHECK(json::parse(answer.body).at("status") == "ready");
}

TEST_CASE("one live connection of several is enough to be ready")
{
  Watched bot;
  bot.states = {{"slack", {"socket-1", false, "connecting"}}, {"slack", {"socket-2", true, ""}}};
  CHECK(bot.ask("/readyz").status == 200);
}

TEST_CASE("a chat service without a live connection is named as what is not ready")
{
  Watched bot;
  bot.states = {{"slack", {"socket-1", false, "invalid_auth"}}, {"matrix", {"sync", true, ""}}};
  const auto answer = bot.ask("/readyz");
  CHECK(answer.status == 503);
  CHECK(json::parse(answer.body).at("not_ready") == json::array{"slack"});
  const auto chat = bot.parts("/readyz").at("chat").as_object();
  CHECK(chat.at("slack").at("ok") == false);
  CHECK(chat.at("slack").at("connections").at(0).at("complaint") == "invalid_auth");
  CHECK(chat.at("matrix").at("ok") == true);
}

TEST_CASE("without its consent a chat service is not ready, however many connections live")
{
  Watched bot;
  bot.states.push_back({"slack", {"bot-token", false, "The bot's token was revoked.", true}});
  const auto answer = bot.ask("/readyz");
  CHECK(answer.status == 503);
  CHECK(answer.body.find("The bot's token was revoked.") != std::string::npos);
  CHECK(json::parse(answer.body).at("not_ready") == json::array{"slack"});
  bot.states[1].second.up = true;
  CHECK(bot.ask("/readyz").status == 200);
  bot.states[0].second.up = false;
  CHECK(bot.ask("/readyz").status == 503);
}

TEST_CASE("storage that takes no writes makes the bot not ready, and says why")
{
  Watched bot;
  bot.trouble = "the disk is full";
  const auto answer = bot.ask("/readyz");
  CHECK(answer.status == 503);
  CHECK(json::parse(answer.body).at("not_ready") == json::array{"storage"});
  CHECK(bot.parts("/readyz").at("storage").at("complaint") == "the disk is full");
}

TEST_CASE("the bot is healthy while it is not ready, and shows its parts")
{
  Watched bot;
  bot.trouble = "the disk is full";
  const auto answer = bot.ask("/healthz");
  CHECK(answer.status == 200);
  CHECK(answer.headers.at("content-type") == "application/json");
  CHECK(json::parse(answer.body).at("status") == "ok");
  CHECK(json::parse(answer.body).at("ready") == false);
  CHECK(bot.parts("/healthz").at("storage").at("ok") == false);
  CHECK(bot.parts("/healthz").at("chat").at("slack").at("ok") == true);
}

TEST_CASE("the metrics are served in Prometheus' text format")
{
  Watched bot;
  bot.metrics.rate_limited("users.info");
  const auto answer = bot.ask("/metrics");
  CHECK(answer.status == 200);
  CHECK(answer.headers.at("content-type").find("text/plain; version=0.0.4") == 0);
  CHECK(answer.body.find("secondstory_rate_limited_total{method=\"users.info\"} 1\n") !=
        std::string::npos);
}

TEST_CASE("a scrape asks for the state of the connections first")
{
  Watched bot;
  const std::string sample =
      "secondstory_connection_up{connection=\"socket-1\",platform=\"slack\"} ";
  CHECK(bot.ask("/metrics").body.find(sample + "1\n") != std::string::npos);
  bot.states[0].second.up = false;
  CHECK(bot.ask("/metrics").body.find(sample + "0\n") != std::string::npos);
}

TEST_CASE("a query is not part of the path")
{
  Watched bot;
  CHECK(bot.ask("/healthz?verbose=1").status == 200);
}

TEST_CASE("other paths are not found")
{
  Watched bot;
  for (const char* path : {"/", "/metrics/", "/healthz/x", "/config"}) {
    CAPTURE(path);
    CHECK(bot.ask(path).status == 404);
  }
}

TEST_CASE("other methods are not allowed, and the answer says which is")
{
  Watched bot;
  for (const char* method : {"POST", "PUT", "DELETE"}) {
    CAPTURE(method);
    const auto answer = bot.ask("/metrics", method);
    CHECK(answer.status == 405);
    CHECK(answer.headers.at("allow") == "GET");
  }
}

TEST_CASE("an address in use is a usage error that names it")
{
  Watched bot;
  const auto address = bot.server->url().substr(7);
  Metrics metrics;
  const auto second = StatusServer::start(bot.io, address, {}, metrics);
  REQUIRE_FALSE(second);
  CHECK(second.error().fault == Fault::usage);
  CHECK(second.error().message.find(address) != std::string::npos);
}

}  // namespace secondstory::http::tests
