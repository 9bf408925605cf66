#include <doctest/doctest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <optional>

#include "adapters/net/http_client.hpp"
#include "adapters/net/websocket.hpp"
#include "tests/workspace/support.hpp"

using namespace secondstory;
using namespace secondstory::workspace;
using slack::array_at;
using slack::flag_at;
using slack::integer_at;
using slack::object_at;
using slack::parse_object;
using slack::string_at;
namespace asio = boost::asio;

namespace {

WorkspaceOptions quick()
{
  WorkspaceOptions out;
  out.retry_after_ms = 50;
  return out;
}

/// The real server on a free port, with a client; each wait ends when what is awaited has come.
struct Live
{
  explicit Live(WorkspaceOptions options = quick()) : server(io, std::move(options))
  {
    const auto started = server.start();
    REQUIRE(started);
  }

  template <class T>
  T run(asio::awaitable<T> work)
  {
    std::optional<T> out;
    std::exception_ptr failed;
    asio::co_spawn(io, std::move(work), [&](std::exception_ptr error, T value) {
      failed = error;
      out.emplace(std::move(value));
    });
    io.restart();
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!out && std::chrono::steady_clock::now() < until)
      io.run_one_for(std::chrono::seconds(1));
    if (failed) std::rethrow_exception(failed);
    REQUIRE_MESSAGE(out.has_value(), "nothing came within ten seconds");
    return std::move(*out);
  }

  Result<net::HttpResponse> send(const std::string& method, const std::string& path,
                                 const std::string& body = "",
                                 std::vector<std::pair<std::string, std::string>> headers = {})
  {
    net::HttpRequest request;
    request.method = method;
    request.url = server.base_url() + path;
    request.headers = std::move(headers);
    request.body = body;
    return run(client.send(std::move(request)));
  }

  json::object post(const std::string& action, const json::object& body)
  {
    const auto reply = send("POST", "/workspace/" + action, json::serialize(body));
    return parse_object(reply.value().body).value();
  }

  json::object get(const std::string& action)
  {
    return parse_object(send("GET", "/workspace/" + action).value().body).value();
  }

  Result<net::HttpResponse> call(const std::string& method, const json::object& args,
                                 const std::string& token)
  {
    return send("POST", "/api/" + method, json::serialize(args),
                {{"Authorization", "Bearer " + token}, {"Content-Type", "application/json"}});
  }

  std::unique_ptr<net::WebSocket> connect()
  {
    const auto reply = call("apps.connections.open", {}, server.tokens().app);
    const std::string url = string_at(parse_object(reply.value().body).value(), "url");
    last_url = url;
    auto socket = run(net::dial(io, url, {}, {}));
    REQUIRE(socket);
    return std::move(*socket);
  }

  json::object read(net::WebSocket& socket)
  {
    const auto text = run(socket.read());
    REQUIRE(text);
    return parse_object(*text).value_or(json::object{{"text", *text}});
  }

  void write(net::WebSocket& socket, const json::object& frame)
  {
    REQUIRE(run(socket.write(json::serialize(frame))));
  }

  void ack(net::WebSocket& socket, const json::object& envelope)
  {
    write(socket, {{"envelope_id", envelope.at("envelope_id")}});
  }

  asio::io_context io;
  WorkspaceServer server;
  net::HttpClient client{io, {}, {}};
  std::string last_url{};
};

}  // namespace

TEST_CASE("workspace server: only loopback addresses are listened on")
{
  asio::io_context io;
  WorkspaceOptions options;
  options.listen = "0.0.0.0:0";
  WorkspaceServer server(io, options);
  const auto started = server.start();
  REQUIRE_FALSE(started);
  CHECK(started.error().fault == Fault::usage);
}

TEST_CASE(
    "workspace server: an event goes from the control interface over a socket and back as "
    "acknowledged")
{
  Live live;
  const auto socket = live.connect();
  CHECK(string_at(live.read(*socket), "type") == "hello");
  const auto said = live.post("say", {{"user", "priya"}, {"channel", "general"}, {"text", "hi"}});
  REQUIRE(flag_at(said, "ok"));
  const auto envelope = live.read(*socket);
  CHECK(string_at(object_at(object_at(envelope, "payload"), "event"), "text") == "hi");
  live.ack(*socket, envelope);
  const auto ack = [&] { return array_at(live.get("acks"), "acks").at(0).as_object(); };
  while (!flag_at(ack(), "acked")) {
  }
  CHECK(string_at(ack(), "ts") == string_at(said, "ts"));
  CHECK(string_at(ack(), "ack_envelope_id") == string_at(envelope, "envelope_id"));
  CHECK(array_at(live.get("violations"), "violations").empty());
}

TEST_CASE("workspace server: an event that is not acknowledged is delivered again")
{
  Live live;
  const auto socket = live.connect();
  live.read(*socket);
  live.post("say", {{"user", "priya"}, {"channel", "general"}, {"text", "hi"}});
  const auto first = live.read(*socket);
  const auto second = live.read(*socket);
  CHECK(integer_at(second, "retry_attempt") == 1);
  CHECK(string_at(object_at(first, "payload"), "event_id") ==
        string_at(object_at(second, "payload"), "event_id"));
}

TEST_CASE("workspace server: two sockets take turns")
{
  Live live;
  const auto a = live.connect();
  const auto b = live.connect();
  live.read(*a);
  CHECK(integer_at(live.read(*b), "num_connections") == 2);
  live.post("say", {{"user", "priya"}, {"channel", "general"}, {"text", "1"}});
  live.post("say", {{"user", "priya"}, {"channel", "general"}, {"text", "2"}});
  CHECK(string_at(object_at(object_at(live.read(*a), "payload"), "event"), "text") == "1");
  CHECK(string_at(object_at(object_at(live.read(*b), "payload"), "event"), "text") == "2");
}

TEST_CASE("workspace server: a ticket cannot be used twice")
{
  Live live;
  const auto socket = live.connect();
  live.read(*socket);
  const auto again = live.run(net::dial(live.io, live.last_url, {}, {}));
  CHECK_FALSE(again.has_value());
  CHECK(live.server.journal().violations().at(0).kind == "ticket_reused");
}

TEST_CASE("workspace server: a disconnect is announced and then the socket is closed")
{
  Live live;
  const auto socket = live.connect();
  live.read(*socket);
  live.post("disconnect", {{"reason", "refresh_requested"}, {"close_after_ms", 20}});
  const auto frame = live.read(*socket);
  CHECK(string_at(frame, "type") == "disconnect");
  CHECK(string_at(frame, "reason") == "refresh_requested");
  CHECK_FALSE(live.run(socket->read()).has_value());
  CHECK(socket->close_code() == 1000);
}

TEST_CASE("workspace server: junk and hard drops come on demand")
{
  Live live;
  const auto socket = live.connect();
  live.read(*socket);
  CHECK(integer_at(live.post("junk", {{"text", "UNAUTHENTICATED: cache_error"}}), "connections") ==
        1);
  CHECK(string_at(live.read(*socket), "text") == "UNAUTHENTICATED: cache_error");
  CHECK(integer_at(live.post("drop", {}), "connections") == 1);
  CHECK_FALSE(live.run(socket->read()).has_value());
  CHECK(socket->close_code() != 1000);
  CHECK(array_at(live.get("state"), "connections").empty());
}

TEST_CASE("workspace server: binary, long and divided messages come on demand")
{
  Live live;
  const auto socket = live.connect();
  live.read(*socket);
  live.post("junk", {{"text", "passed over"}, {"binary", true}});
  live.post("junk", {{"text", "in parts"}, {"frames", 3}});
  CHECK(string_at(live.read(*socket), "text") == "in parts");
  live.post("junk", {{"text", "long "}, {"bytes", 100'000}});
  CHECK(string_at(live.read(*socket), "text").size() == 100'000);
  CHECK_FALSE(flag_at(live.post("junk", {{"text", "x"}, {"bytes", 1'000'000'000}}), "ok"));
}

TEST_CASE(
    "workspace server: a handshake is refused on demand, and the ticket is spent all the same")
{
  Live live;
  live.post("handshake", {{"status", 409}});
  const auto reply = live.call("apps.connections.open", {}, live.server.tokens().app);
  const std::string url = string_at(parse_object(reply.value().body).value(), "url");
  const auto refused = live.run(net::dial(live.io, url, {}, {}));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message.find("409") != std::string::npos);
  CHECK_FALSE(live.run(net::dial(live.io, url, {}, {})));
  live.read(*live.connect());
}

TEST_CASE("workspace server: a middlebox cuts a link that the client is silent on, without a word")
{
  Live live;
  const auto socket = live.connect();
  live.read(*socket);
  live.post("middlebox", {{"forgets_after_ms", 50}});
  CHECK_FALSE(live.run(socket->read()).has_value());
  CHECK(socket->close_code() == 0);
}

TEST_CASE("workspace server: any envelope is delivered and any close code is sent on demand")
{
  Live live;
  const auto socket = live.connect();
  live.read(*socket);
  live.post("envelope", {{"type", "events_api"}, {"payload", {{"type", "app_rate_limited"}}}});
  const auto frame = live.read(*socket);
  CHECK(string_at(object_at(frame, "payload"), "type") == "app_rate_limited");
  CHECK_FALSE(flag_at(live.post("envelope", {}), "ok"));
  live.post("close", {{"code", 1011}, {"reason", "oops"}});
  CHECK_FALSE(live.run(socket->read()).has_value());
  CHECK(socket->close_code() == 1011);
  CHECK_FALSE(flag_at(live.post("close", {{"code", 5}}), "ok"));
}

TEST_CASE("workspace server: a scenario is played, and a wrong one is refused with its line")
{
  Live live;
  CHECK(integer_at(live.post("scenario", {{"text",
                                           "{\"after_connections\": 1, \"do\": \"junk\", "
                                           "\"text\": \"played\"}\n"
                                           "{\"at_ms\": 0, \"do\": \"dance\"}"}}),
                   "steps") == 2);
  const auto socket = live.connect();
  live.read(*socket);
  CHECK(string_at(live.read(*socket), "text") == "played");
  const auto state = live.get("state");
  CHECK(integer_at(object_at(state, "scenario"), "done") == 2);
  CHECK(array_at(object_at(state, "scenario"), "complaints").at(0).as_string() ==
        "line 2: dance: unknown_action");
  const auto refused = live.post("scenario", {{"text", "\nnonsense"}});
  CHECK(string_at(refused, "error") == "line 2 of the scenario: it is no JSON object");
}

TEST_CASE("workspace server: a frame that is too long ends the connection with 1009")
{
  Live live;
  const auto socket = live.connect();
  live.read(*socket);
  live.write(*socket, {{"envelope_id", std::string(21'000, 'x')}});
  CHECK_FALSE(live.run(socket->read()).has_value());
  CHECK(socket->close_code() == 1009);
  CHECK(live.server.journal().violations().at(0).kind == "frame_too_long");
}

TEST_CASE("workspace server: the message in a command's acknowledgement is shown to the person")
{
  Live live;
  const auto socket = live.connect();
  live.read(*socket);
  live.post("slash", {{"user", "sam"}, {"channel", "general"}, {"text", "status"}});
  const auto envelope = live.read(*socket);
  CHECK(string_at(object_at(envelope, "payload"), "command") == "/incident");
  live.write(*socket, {{"envelope_id", envelope.at("envelope_id")},
                       {"payload", json::object{{"text", "all is well"}}}});
  const auto shown = [&] {
    return array_at(live.get("messages?channel=general&user=sam"), "ephemeral");
  };
  while (shown().empty()) {
  }
  CHECK(shown().at(0).at("text").as_string() == "all is well");
}

TEST_CASE("workspace server: a response_url takes a message without a token")
{
  Live live;
  const auto socket = live.connect();
  live.read(*socket);
  live.post("slash", {{"user", "sam"}, {"channel", "general"}, {"text", "status"}});
  const std::string url = string_at(object_at(live.read(*socket), "payload"), "response_url");
  const std::string path = url.substr(live.server.base_url().size());
  CHECK(live.send("POST", path, R"({"text":"later","response_type":"ephemeral"})").value().status ==
        200);
  CHECK(live.server.workspace().ephemerals().at(0).text == "later");
  CHECK(live.send("POST", path + "x", R"({"text":"x"})").value().status == 404);
}

TEST_CASE("workspace server: a file goes up, is shared and comes down with the token alone")
{
  Live live;
  const std::string token = live.server.tokens().bot;
  const auto ticket =
      parse_object(live.send("POST", "/api/files.getUploadURLExternal", "filename=a.md&length=5",
                             {{"Authorization", "Bearer " + token},
                              {"Content-Type", "application/x-www-form-urlencoded"}})
                       .value()
                       .body);
  const std::string path = string_at(*ticket, "upload_url").substr(live.server.base_url().size());
  CHECK(live.send("POST", path, "# Hi\n").value().body == "OK - 5");
  const json::array files{json::object{{"id", string_at(*ticket, "file_id")}}};
  const std::string general = live.server.workspace().channel("general")->id;
  live.call("files.completeUploadExternal", {{"files", files}, {"channel_id", general}}, token)
      .value();
  const auto shown = array_at(live.get("state"), "files").at(0).as_object();
  const std::string down = string_at(shown, "url_private").substr(live.server.base_url().size());
  CHECK(live.send("GET", down, "", {{"Authorization", "Bearer " + token}}).value().body ==
        "# Hi\n");
  CHECK(live.send("GET", down).value().body.find("Sign in") != std::string::npos);
  CHECK(live.server.journal().violations().empty());
}

TEST_CASE("workspace server: a rate limit is answered with 429 and Retry-After and without effect")
{
  Live live;
  REQUIRE(flag_at(live.post("fault", {{"method", "chat.postMessage"}, {"retry_after", 2}}), "ok"));
  const json::object args{{"channel", "general"}, {"text", "x"}};
  const auto first = live.call("chat.postMessage", args, live.server.tokens().bot).value();
  CHECK(first.status == 429);
  CHECK(first.headers.at("retry-after") == "2");
  CHECK(live.server.workspace().channel("general")->messages.empty());
  CHECK(live.call("chat.postMessage", args, live.server.tokens().bot).value().status == 200);
  const auto calls = array_at(live.get("calls?method=chat.postMessage"), "calls");
  CHECK(calls.at(0).at("status").to_number<int>() == 429);
  CHECK(calls.at(1).at("ok").as_bool());
}

TEST_CASE("workspace server: a connection can be cut before or after the effect")
{
  Live live;
  const json::object args{{"channel", "general"}, {"text", "x"}};
  live.post("fault", {{"method", "chat.postMessage"}, {"drop", "before"}});
  CHECK_FALSE(live.call("chat.postMessage", args, live.server.tokens().bot).has_value());
  CHECK(live.server.workspace().channel("general")->messages.empty());
  live.post("fault", {{"method", "chat.postMessage"}, {"drop", "after"}});
  CHECK_FALSE(live.call("chat.postMessage", args, live.server.tokens().bot).has_value());
  CHECK(live.server.workspace().channel("general")->messages.size() == 1);
}

TEST_CASE("workspace server: an error can be answered though the call took effect")
{
  Live live;
  live.post("fault",
            {{"method", "chat.postMessage"}, {"error", "internal_error"}, {"effect", true}});
  const auto reply = live.call("chat.postMessage", {{"channel", "general"}, {"text", "x"}},
                               live.server.tokens().bot);
  CHECK(string_at(parse_object(reply.value().body).value(), "error") == "internal_error");
  CHECK(live.server.workspace().channel("general")->messages.size() == 1);
}

TEST_CASE("workspace server: other sites and foreign host names are refused")
{
  Live live;
  CHECK(live.send("GET", "/workspace/state", "", {{"Origin", "http://evil.test"}}).value().status ==
        403);
  CHECK(live.send("POST", "/workspace/say", "{}", {{"Origin", live.server.base_url()}})
            .value()
            .status == 200);
}

TEST_CASE(
    "workspace server: the page and its parts are served with a policy that runs nothing else")
{
  Live live;
  const auto page = live.send("GET", "/").value();
  CHECK(page.status == 200);
  CHECK(page.body.find("<!DOCTYPE html>") != std::string::npos);
  CHECK(page.headers.at("content-security-policy").find("default-src 'self'") != std::string::npos);
  CHECK(live.send("GET", "/page.js")
            .value()
            .headers.at("content-type")
            .starts_with("text/javascript"));
  CHECK(live.send("GET", "/nothing").value().status == 404);
}

TEST_CASE("workspace server: what is asked wrongly is answered by name")
{
  Live live;
  CHECK(string_at(live.post("say", {{"user", "nobody"}, {"channel", "general"}, {"text", "x"}}),
                  "error") == "user_not_found");
  CHECK(live.send("POST", "/workspace/dance", "{}").value().status == 404);
  CHECK(live.send("POST", "/workspace/say", "{nope").value().status == 400);
  CHECK(string_at(live.post("fault", {{"method", "x"}}), "error") == "invalid_fault");
}

TEST_CASE("workspace server: people and channels can be added and people are named either way")
{
  Live live;
  const auto user =
      live.post("user", {{"name", "ada"}, {"real_name", "Ada L"}, {"is_restricted", true}});
  const std::string id = string_at(object_at(user, "user"), "id");
  const auto channel =
      live.post("channel", {{"name", "ops"}, {"members", json::array{"ada", "secondstory"}}});
  CHECK(string_at(object_at(channel, "channel"), "name") == "ops");
  CHECK(flag_at(live.post("say", {{"user", id}, {"channel", "#ops"}, {"text", "hi"}}), "ok"));
  CHECK(flag_at(live.post("join", {{"user", "@sam"}, {"channel", "ops"}}), "ok"));
}

TEST_CASE("workspace server: stopping closes the sockets with 1001")
{
  Live live;
  const auto socket = live.connect();
  live.read(*socket);
  live.server.stop();
  CHECK_FALSE(live.run(socket->read()).has_value());
  CHECK(socket->close_code() == 1001);
}

TEST_CASE("workspace server: a batch does one thing after the other and answers for each")
{
  Live live;
  const auto say = [](const char* text) {
    return json::object{{"action", "say"}, {"user", "sam"}, {"channel", "general"}, {"text", text}};
  };
  const auto answer = live.post(
      "batch", {{"actions", json::array{say("one"), json::object{{"action", "batch"}},
                                        json::object{{"action", "fly"}}, say(""), say("two")}}});
  CHECK(flag_at(answer, "ok"));
  const json::array& results = array_at(answer, "results");
  REQUIRE(results.size() == 5);
  const auto error = [&](std::size_t i) { return string_at(results.at(i).as_object(), "error"); };
  CHECK(error(1) == "unknown_action");
  CHECK(error(2) == "unknown_action");
  CHECK(error(3) == "no_text");
  const auto& messages = live.server.workspace().channel("general")->messages;
  REQUIRE(messages.size() == 2);
  CHECK(messages.begin()->second.text == "one");
  CHECK(messages.rbegin()->first == string_at(results.at(4).as_object(), "ts"));
}
