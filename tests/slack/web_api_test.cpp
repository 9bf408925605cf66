#include "adapters/slack/web_api.hpp"

#include <doctest/doctest.h>

#include "tests/slack/fake_slack.hpp"

using namespace secondstory;
using namespace secondstory::slack;
using secondstory::slack::test::Bench;
using std::chrono::milliseconds;

TEST_CASE("slack web api: the token travels in the header and nowhere else")
{
  Bench bench;
  CHECK(bench.call("chat.postMessage", *parse_object(R"({"channel":"C1"})")));
  REQUIRE(bench.slack.calls.size() == 1);
  CHECK(bench.slack.calls[0].token == "Bearer xoxb-secret");
  CHECK(bench.slack.calls[0].body == R"({"channel":"C1"})");
  CHECK(bench.slack.calls[0].content_type == "application/json; charset=utf-8");
}

TEST_CASE("slack web api: methods that take no JSON get a form")
{
  Bench bench;
  CHECK(bench.call("users.info", *parse_object(R"({"user":"U1 &x","flag":true,"n":5})")));
  CHECK(bench.slack.calls[0].content_type == "application/x-www-form-urlencoded");
  CHECK(bench.slack.calls[0].body == "user=U1%20%26x&flag=true&n=5");
}

TEST_CASE("slack web api: JSON goes to the methods alone that document it")
{
  for (const char* method : {"conversations.replies", "conversations.list", "users.info",
                             "files.getUploadURLExternal", "conversations.info", "files.info"}) {
    CHECK_FALSE(takes_json(method));
  }
  for (const char* method :
       {"chat.postMessage", "chat.update", "conversations.create", "pins.add"}) {
    CHECK(takes_json(method));
  }
}

TEST_CASE("slack web api: ok false is a failure with its class")
{
  Bench bench;
  bench.slack.answers("chat.postMessage", R"({"ok":false,"error":"is_archived"})");
  const auto result = bench.call("chat.postMessage");
  REQUIRE_FALSE(result);
  CHECK(result.error().meaning == ErrorClass::tell_user);
  CHECK(result.error().error == "is_archived");
}

TEST_CASE("slack web api: a missing scope is named")
{
  Bench bench;
  bench.slack.answers(
      "pins.add", R"({"ok":false,"error":"missing_scope","needed":"pins:write","provided":"x"})");
  CHECK(bench.call("pins.add").error().message.find("pins:write") != std::string::npos);
}

TEST_CASE("slack web api: a 429 blocks its method alone, for as long as it says")
{
  Bench bench;
  bench.slack.answers("chat.postMessage", "", 429, "7");
  const auto limited = bench.call("chat.postMessage");
  REQUIRE_FALSE(limited);
  CHECK(limited.error().meaning == ErrorClass::retry);
  CHECK(limited.error().wait == milliseconds{7000});
  CHECK(bench.limited == std::vector<std::string>{"chat.postMessage"});

  const auto blocked = bench.call("chat.postMessage");
  CHECK(blocked.error().wait > milliseconds{5000});
  CHECK(bench.slack.calls.size() == 1);
  CHECK(bench.call("chat.update"));
}

TEST_CASE("slack web api: a server's failure leaves the outcome open")
{
  Bench bench;
  bench.slack.answers("chat.postMessage", "oops", 502);
  CHECK(bench.call("chat.postMessage").error().meaning == ErrorClass::unknown_outcome);
  bench.slack.answers("chat.postMessage", "<html>", 200);
  CHECK(bench.call("chat.postMessage").error().meaning == ErrorClass::unknown_outcome);
}

TEST_CASE(
    "slack web api: a call that never left is retried, one that may have arrived is looked for")
{
  Bench bench;
  bench.slack.fails("chat.postMessage", Fault::transient);
  CHECK(bench.call("chat.postMessage").error().meaning == ErrorClass::retry);
  bench.slack.fails("chat.postMessage", Fault::unknown);
  CHECK(bench.call("chat.postMessage").error().meaning == ErrorClass::unknown_outcome);
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
  CHECK(test::run(bench.context, bench.api.call_patiently("conversations.history", {})));
  CHECK(bench.slack.calls.size() == 2);
}

TEST_CASE("slack web api: reading stops at a refusal")
{
  Bench bench;
  bench.slack.answers("conversations.history", R"({"ok":false,"error":"channel_not_found"})");
  CHECK_FALSE(test::run(bench.context, bench.api.call_patiently("conversations.history", {})));
  CHECK(bench.slack.calls.size() == 1);
}
