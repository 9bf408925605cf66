#include "adapters/workspace/contract.hpp"

#include <doctest/doctest.h>

#include "tests/workspace/support.hpp"

using namespace secondstory::workspace;
using namespace secondstory::workspace::tests;
using secondstory::slack::array_at;
using secondstory::slack::object_at;
using secondstory::slack::string_at;

TEST_CASE("workspace contract: every method that is offered is documented by Slack")
{
  Bench bench;
  for (const std::string& method : bench.api.methods()) {
    CAPTURE(method);
    CHECK(contract_of(method) != nullptr);
  }
}

TEST_CASE("workspace contract: the table says what the documentation says of known methods")
{
  REQUIRE(contract_of("chat.postMessage"));
  CHECK(contract_of("chat.postMessage")->takes_json);
  CHECK(lists(contract_of("chat.postMessage")->required, "channel"));
  CHECK(lists(contract_of("chat.postMessage")->optional, "metadata"));
  CHECK_FALSE(contract_of("conversations.replies")->takes_json);
  CHECK(contract_of("conversations.replies")->http == "GET");
  CHECK(contract_of("chat.postTelegram") == nullptr);
}

TEST_CASE("workspace contract: a clean call breaks nothing")
{
  Bench bench;
  bench.call("chat.postMessage", {{"channel", bench.general}, {"text", "x"}});
  bench.call("users.list", {{"limit", 10}});
  CHECK(bench.journal.violations().empty());
}

TEST_CASE("workspace contract: an unknown method is refused and recorded")
{
  Bench bench;
  CHECK(bench.error("chat.postTelegram") == "unknown_method");
  CHECK(bench.kinds() == std::vector<std::string>{"unknown_method"});
}

TEST_CASE("workspace contract: a documented method that is not offered is told apart")
{
  Bench bench;
  CHECK(bench.error("canvases.create", {{"title", "x"}}) == "unknown_method");
  CHECK(bench.kinds() == std::vector<std::string>{"not_offered"});
}

TEST_CASE("workspace contract: an unknown argument is recorded though the call goes through")
{
  Bench bench;
  CHECK(bench.error("chat.postMessage",
                    {{"channel", bench.general}, {"text", "x"}, {"client_msg_id", "1"}}) == "");
  REQUIRE(bench.kinds() == std::vector<std::string>{"unknown_argument"});
  CHECK(bench.journal.violations()[0].detail.find("client_msg_id") != std::string::npos);
}

TEST_CASE("workspace contract: a missing argument is refused by name")
{
  Bench bench;
  const auto reply = bench.call("reactions.add", {{"channel", bench.general}, {"name", "eyes"}});
  CHECK(string_at(reply, "error") == "invalid_arguments");
  CHECK(array_at(object_at(reply, "response_metadata"), "messages").at(0).as_string() ==
        "[ERROR] missing required field: timestamp");
  CHECK(bench.kinds() == std::vector<std::string>{"missing_argument"});
}

TEST_CASE("workspace contract: a JSON body where only forms are read counts as no arguments")
{
  Bench bench;
  ApiRequest request{"conversations.info", true, "Bearer " + bench.tokens.bot,
                     "application/json",   "",   R"({"channel":")" + bench.general + "\"}"};
  CHECK(string_at(bench.api.handle(request), "error") == "invalid_arguments");
  const auto kinds = bench.kinds();
  CHECK(std::find(kinds.begin(), kinds.end(), "json_not_accepted") != kinds.end());
}

TEST_CASE("workspace contract: GET is for the methods that are documented with it")
{
  Bench bench;
  ApiRequest request{"chat.postMessage",        false, "Bearer " + bench.tokens.bot, "",
                     "channel=general&text=hi", ""};
  bench.api.handle(request);
  CHECK(bench.kinds() == std::vector<std::string>{"wrong_http_method"});
  request = {"conversations.info",       false, "Bearer " + bench.tokens.bot, "",
             "channel=" + bench.general, ""};
  CHECK(bench.api.handle(request).at("ok").as_bool());
  CHECK(bench.kinds().size() == 1);
}

TEST_CASE("workspace contract: a token in the address is recorded and never shown")
{
  Bench bench;
  ApiRequest request{"auth.test", true, "", "", "token=" + bench.tokens.bot, ""};
  CHECK(string_at(bench.api.handle(request), "error") == "not_authed");
  CHECK(bench.kinds() == std::vector<std::string>{"token_not_in_header"});
  CHECK(string_at(bench.journal.calls().at(0).args, "token") == "[redacted]");
}

TEST_CASE("workspace contract: a token in a form is as good as one in the header, never shown")
{
  Bench bench;
  ApiRequest request{"auth.test", true, "", "", "", "token=" + bench.tokens.bot};
  CHECK(bench.api.handle(request).at("ok").as_bool());
  request.body = "token=xoxb-wrong";
  CHECK(string_at(bench.api.handle(request), "error") == "invalid_auth");
  CHECK(bench.kinds().empty());
  CHECK(string_at(bench.journal.calls().at(0).args, "token") == "[redacted]");
  request = {"apps.connections.open", true, "", "", "", "token=" + bench.tokens.app};
  CHECK(string_at(bench.api.handle(request), "error") == "not_authed");
  CHECK(bench.kinds() == std::vector<std::string>{"token_not_in_header"});
}

TEST_CASE("workspace contract: a GET that names JSON without a body is read by its address")
{
  Bench bench;
  ApiRequest request{"conversations.info",         false,
                     "Bearer " + bench.tokens.bot, "application/json",
                     "channel=" + bench.general,   ""};
  CHECK(bench.api.handle(request).at("ok").as_bool());
  CHECK(bench.kinds().empty());
}

TEST_CASE("workspace contract: forms and JSON bodies mean the same")
{
  Bench bench;
  ApiRequest request{"chat.postMessage",
                     true,
                     "Bearer " + bench.tokens.bot,
                     "application/x-www-form-urlencoded",
                     "",
                     "channel=general&text=a%26b+c&blocks=%5B%7B%22type%22%3A%22divider%22%7D%5D"};
  const auto reply = bench.api.handle(request);
  CHECK(string_at(object_at(reply, "message"), "text") == "a&b c");
  CHECK(array_at(object_at(reply, "message"), "blocks").at(0).at("type").as_string() == "divider");
}

TEST_CASE("workspace contract: a multipart form is read part by part")
{
  const auto parts = parse_multipart("multipart/form-data; boundary=zz",
                                     "--zz\r\nContent-Disposition: form-data; name=\"filename\"; "
                                     "filename=\"a.txt\"\r\n\r\nline\r\nmore\r\n--zz--\r\n");
  REQUIRE(parts.size() == 1);
  CHECK(parts[0].name == "filename");
  CHECK(parts[0].filename == "a.txt");
  CHECK(parts[0].content == "line\r\nmore");
}

TEST_CASE("workspace contract: every call is recorded with its outcome")
{
  Bench bench;
  bench.call("chat.postMessage", {{"channel", "C404"}, {"text", "x"}});
  const CallRecord& record = bench.journal.calls().at(0);
  CHECK(record.method == "chat.postMessage");
  CHECK_FALSE(record.ok);
  CHECK(record.error == "channel_not_found");
  CHECK(string_at(record.args, "text") == "x");
}

TEST_CASE("workspace contract: a scope the manifest does not ask for is refused and recorded")
{
  Bench bench;
  bench.api.app.asked = {"chat:write", "channels:history"};
  CHECK(bench.error("chat.postMessage", {{"channel", bench.general}, {"text", "x"}}).empty());
  CHECK(bench.error("conversations.history", {{"channel", bench.general}}).empty());
  CHECK(bench.journal.violations().empty());
  const auto reply =
      bench.call("pins.add", {{"channel", bench.general}, {"timestamp", bench.say("x")}});
  CHECK(string_at(reply, "error") == "missing_scope");
  CHECK(string_at(reply, "needed") == "pins:write");
  CHECK(bench.kinds() == std::vector<std::string>{"scope_not_asked_for"});
}

TEST_CASE("workspace contract: the scope has to be that of the channel's kind")
{
  Bench bench;
  const auto made =
      bench.call("conversations.create", {{"name", "war-room"}, {"is_private", true}});
  const std::string secret = string_at(object_at(made, "channel"), "id");
  bench.api.app.asked = {"channels:history"};
  const auto reply = bench.call("conversations.history", {{"channel", secret}});
  CHECK(string_at(reply, "needed") == "groups:history");
}

TEST_CASE("workspace contract: scopes are read off a manifest, comments and all")
{
  CHECK(bot_scopes("oauth_config:\n  scopes:\n    bot:\n      - commands   # x\n      - a:b\n"
                   "settings:\n  bot_events:\n    - app_mention\n") == Scopes{"a:b", "commands"});
}

TEST_CASE("workspace contract: what is beyond a limit is recorded, not only refused")
{
  Bench bench;
  CHECK(bench
            .error("chat.postMessage",
                   {{"channel", bench.general}, {"text", std::string(40'001, 'x')}})
            .empty());
  const std::string ts = bench.say("x");
  CHECK(bench.error("conversations.setTopic",
                    {{"channel", bench.general}, {"topic", std::string(251, 'x')}}) == "too_long");
  CHECK(bench.kinds() == std::vector<std::string>{"malformed", "malformed"});
}
