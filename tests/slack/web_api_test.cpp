#include "adapters/slack/web_api.hpp"

#include <doctest/doctest.h>

#include "tests/slack/fake_slack.hpp"

using namespace secondstory;
using namespace secondstory::slack;
using secondstory::slack::test::Bench;
using std::chrono::milliseconds;

namespace {

const json::object here{{"channel", "C1"}};
const json::object pin{{"channel", "C1"}, {"timestamp", "1.0"}};
const json::object update{{"channel", "C1"}, {"ts", "1.0"}};

}  // namespace

TEST_CASE("slack web api: the token travels in the header and nowhere else")
{
  Bench bench;
  CHECK(bench.call("chat.postMessage", *parse_object(R"({"channel":"C1"})")));
  REQUIRE(bench.slack.calls.size() == 1);
  CHECK(bench.slack.calls[0].token == "Bearer xoxb-secret");
  CHECK(bench.slack.calls[0].body == R"({"channel":"C1"})");
  CHECK(bench.slack.calls[0].content_type == "application/json; charset=utf-8");
}

TEST_CASE("M15: methods that take no JSON get a form")
{
  Bench bench;
  CHECK(bench.call("users.info", *parse_object(R"({"user":"U1 &x","include_locale":true})")));
  CHECK(bench.slack.calls[0].content_type == "application/x-www-form-urlencoded");
  CHECK(bench.slack.calls[0].body == "user=U1%20%26x&include_locale=true");
}

TEST_CASE("M15: JSON goes to no method that is not documented to take it")
{
  std::size_t json_methods = 0;
  for (const workspace::MethodContract& method : workspace::contracts()) {
    CAPTURE(method.name);
    CHECK((!takes_json(method.name) || method.takes_json));
    if (takes_json(method.name)) ++json_methods;
  }
  CHECK(json_methods > 10);
  CHECK_FALSE(takes_json("conversations.replies"));
  CHECK(takes_json("chat.postMessage"));
}

TEST_CASE("M15: what has a shape of its own is JSON inside a form")
{
  CHECK(form_encoded(*parse_object(R"({"a":[1,"x y"],"b":{"c":"ü"}})")) ==
        "a=%5B1%2C%22x%20y%22%5D&b=%7B%22c%22%3A%22%C3%BC%22%7D");
}

TEST_CASE("slack web api: ok false is a failure with its class")
{
  Bench bench;
  bench.slack.answers("chat.postMessage", R"({"ok":false,"error":"is_archived"})");
  const auto result = bench.call("chat.postMessage", here);
  REQUIRE_FALSE(result);
  CHECK(result.error().meaning == ErrorClass::tell_user);
  CHECK(result.error().error == "is_archived");
}

TEST_CASE("slack web api: a missing scope is named")
{
  Bench bench;
  bench.slack.answers(
      "pins.add", R"({"ok":false,"error":"missing_scope","needed":"pins:write","provided":"x"})");
  CHECK(bench.call("pins.add", pin).error().message.find("pins:write") != std::string::npos);
}

TEST_CASE("M16: a 429 blocks its method alone, for as long as it says")
{
  Bench bench;
  bench.slack.answers("chat.postMessage", "", 429, "7");
  const auto limited = bench.call("chat.postMessage", here);
  REQUIRE_FALSE(limited);
  CHECK(limited.error().meaning == ErrorClass::retry);
  CHECK(limited.error().wait == milliseconds{7000});
  CHECK(bench.limited == std::vector<std::string>{"chat.postMessage"});

  const auto blocked = bench.call("chat.postMessage", here);
  CHECK(blocked.error().wait > milliseconds{5000});
  CHECK(bench.slack.calls.size() == 1);
  CHECK(bench.call("chat.update", update));
}

TEST_CASE("slack web api: a request that Slack does not document fails the test that makes it")
{
  Bench bench;
  const auto kinds = [&bench] {
    std::vector<std::string> out;
    for (const auto& one : bench.slack.contract.journal.violations()) out.push_back(one.kind);
    bench.slack.contract.journal.forget();
    return out;
  };
  using Kinds = std::vector<std::string>;
  bench.call("chat.postMessage", {{"channel", "C1"}, {"text", "x"}});
  CHECK(kinds() == Kinds{});
  bench.call("chat.postMessage", {{"channel", "C1"}, {"client_msg_id", "1"}});
  CHECK(kinds() == Kinds{"unknown_argument"});
  bench.call("pins.add", {{"timestamp", "1.0"}});
  CHECK(kinds() == Kinds{"missing_argument"});
  bench.call("chat.postTelegram");
  CHECK(kinds() == Kinds{"unknown_method"});
  bench.call("team.info");
  CHECK(kinds() == Kinds{"scope_not_asked_for"});
  bench.call("chat.update", {{"channel", "C1"}, {"ts", "1.0"}, {"text", std::string(4'001, 'x')}});
  CHECK(kinds() == Kinds{"malformed"});
  bench.call("chat.postMessage", {{"channel", "C1"}, {"blocks", json::array(51, json::object{})}});
  CHECK(kinds() == Kinds{"malformed"});
}

TEST_CASE("M16: a 429 in one workspace does not block another")
{
  Bench one;
  Bench other;
  one.slack.answers("chat.postMessage", "", 429, "7");
  CHECK_FALSE(one.call("chat.postMessage", here));
  CHECK(other.call("chat.postMessage", here));
}

TEST_CASE("M16: a limit that comes as an error blocks as a 429 does")
{
  for (const char* error : {"ratelimited", "rate_limited"}) {
    Bench bench;
    bench.slack.answers("pins.add", std::string(R"({"ok":false,"error":")") + error + R"("})", 200,
                        "2.5");
    CHECK(bench.call("pins.add", pin).error().wait == milliseconds{2500});
    CHECK(bench.call("pins.add", pin).error().meaning == ErrorClass::retry);
    CHECK(bench.slack.calls.size() == 1);
    CHECK(bench.limited == std::vector<std::string>{"pins.add"});
  }
}

TEST_CASE("M16: reading waits out as many limits as it meets, in turn with other readers")
{
  Bench bench;
  std::vector<ApiResult> results;
  for (int i = 0; i < 21; ++i) bench.slack.answers("conversations.history", "", 429, "0.002");
  for (int reader = 0; reader < 3; ++reader) {
    asio::co_spawn(bench.context, bench.api.call_patiently("conversations.history", here),
                   [&](const std::exception_ptr& failed, ApiResult result) {
                     CHECK_FALSE(failed);
                     results.push_back(std::move(result));
                   });
  }
  bench.context.run();
  REQUIRE(results.size() == 3);
  for (const ApiResult& result : results) CHECK(result);
  CHECK(bench.slack.calls.size() == 24);
}

TEST_CASE("M16: Retry-After of a failing server is heard")
{
  Bench bench;
  bench.slack.answers("chat.postMessage", "busy", 503, "11");
  const auto failed = bench.call("chat.postMessage", here);
  CHECK(failed.error().meaning == ErrorClass::unknown_outcome);
  CHECK(failed.error().wait == milliseconds{11'000});
}

TEST_CASE("slack web api: a server's failure leaves the outcome open")
{
  Bench bench;
  bench.slack.answers("chat.postMessage", "oops", 502);
  CHECK(bench.call("chat.postMessage", here).error().meaning == ErrorClass::unknown_outcome);
  bench.slack.answers("chat.postMessage", "<html>", 200);
  CHECK(bench.call("chat.postMessage", here).error().meaning == ErrorClass::unknown_outcome);
}

TEST_CASE(
    "slack web api: a call that never left is retried, one that may have arrived is looked for")
{
  Bench bench;
  bench.slack.fails("chat.postMessage", Fault::transient);
  CHECK(bench.call("chat.postMessage", here).error().meaning == ErrorClass::retry);
  bench.slack.fails("chat.postMessage", Fault::unknown);
  CHECK(bench.call("chat.postMessage", here).error().meaning == ErrorClass::unknown_outcome);
}

TEST_CASE("slack web api: a page that is not Slack's says what to check")
{
  Bench bench;
  bench.slack.answers("auth.test", "<html>login</html>", 404);
  const auto result = bench.call("auth.test");
  CHECK(result.error().meaning == ErrorClass::retry);
  CHECK(result.error().message.find("slack.api_url") != std::string::npos);
}

TEST_CASE("slack web api: a refused bot token is said in words until it is accepted")
{
  Bench bench;
  bench.slack.answers("auth.test", R"({"ok":false,"error":"invalid_auth"})");
  bench.call("auth.test");
  CHECK(bench.api.complaint() ==
        "Slack refused the bot token: invalid_auth. Check slack.bot_token.");
  bench.call("auth.test");
  CHECK(bench.api.complaint().empty());
}

TEST_CASE("slack web api: an address out of a payload is used only if it is Slack's or loopback")
{
  CHECK(is_address_of_slack("https://hooks.slack.com/commands/1"));
  CHECK(is_address_of_slack("https://files.slack-gov.com/upload"));
  CHECK(is_address_of_slack("wss://wss-primary.slack.com/link?ticket=1"));
  CHECK(is_address_of_slack("http://127.0.0.1:8765/response/1"));
  CHECK_FALSE(is_address_of_slack("http://hooks.slack.com/commands/1"));
  CHECK_FALSE(is_address_of_slack("https://evil.example/?x=.slack.com"));
  CHECK_FALSE(is_address_of_slack("https://hooks.slack.com@evil.example/"));
  CHECK_FALSE(is_address_of_slack("https://slack.com.evil.example/"));
  CHECK_FALSE(is_address_of_slack("https://evilslack.com/"));
  CHECK_FALSE(is_address_of_slack("not a url"));
}

TEST_CASE("slack web api: no token is sent to an address that Slack gave us")
{
  Bench bench;
  CHECK(test::run(bench.context,
                  bench.api.post_to("https://files.slack.com/upload/1", "text/plain", "x")));
  CHECK(bench.slack.calls[0].token.empty());
}

TEST_CASE("slack web api: an address that answers with a refusal has not taken what was sent")
{
  Bench bench;
  const char* address = "https://files.slack.com/upload/1";
  bench.slack.answers(address, R"({"ok":false,"error":"fatal_error"})");
  CHECK_FALSE(test::run(bench.context, bench.api.post_to(address, "text/plain", "x")));
  bench.slack.answers(address, "OK - 1");
  CHECK(test::run(bench.context, bench.api.post_to(address, "text/plain", "x")));
}

TEST_CASE("slack web api: a foreign address is refused before anything is sent")
{
  Bench bench;
  const auto result =
      test::run(bench.context, bench.api.post_to("https://evil.example/", "text/plain", "x"));
  CHECK_FALSE(result);
  CHECK(bench.slack.calls.empty());
}

TEST_CASE("slack web api: reading goes on after a failure that passes")
{
  Bench bench;
  bench.slack.answers("conversations.history", "", 429, "0.01");
  bench.slack.answers("conversations.history", R"({"ok":true,"messages":[]})");
  CHECK(test::run(bench.context, bench.api.call_patiently("conversations.history", here)));
  CHECK(bench.slack.calls.size() == 2);
}

TEST_CASE("slack web api: reading stops at a refusal")
{
  Bench bench;
  bench.slack.answers("conversations.history", R"({"ok":false,"error":"channel_not_found"})");
  CHECK_FALSE(test::run(bench.context, bench.api.call_patiently("conversations.history", here)));
  CHECK(bench.slack.calls.size() == 1);
}
