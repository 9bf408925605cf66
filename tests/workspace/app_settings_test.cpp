#include <doctest/doctest.h>

#include "tests/workspace/support.hpp"

using namespace secondstory::workspace;
using secondstory::slack::array_at;
using secondstory::slack::flag_at;
using secondstory::slack::object_at;
using secondstory::slack::string_at;
using secondstory::workspace::tests::Bench;

TEST_CASE("workspace: a call whose scope was not granted is refused with what it needs")
{
  Bench bench;
  bench.api.app.withheld = {"pins:write"};
  const auto reply = bench.call("pins.add", {{"channel", bench.general}, {"timestamp", "1.0"}});
  CHECK(string_at(reply, "error") == "missing_scope");
  CHECK(string_at(reply, "needed") == "pins:write");
  const std::string provided = "," + string_at(reply, "provided") + ",";
  CHECK(provided.find(",chat:write,") != std::string::npos);
  CHECK(provided.find(",pins:write,") == std::string::npos);
  CHECK(flag_at(bench.call("auth.test"), "ok"));
}

TEST_CASE("workspace: one of several scopes that open a method is enough")
{
  Bench bench;
  bench.api.app.withheld = {"groups:read", "im:read", "mpim:read"};
  CHECK(flag_at(bench.call("conversations.info", {{"channel", bench.general}}), "ok"));
  bench.api.app.withheld.insert("channels:read");
  CHECK(bench.error("conversations.info", {{"channel", bench.general}}) == "missing_scope");
}

TEST_CASE("workspace: a revoked token opens nothing")
{
  Bench bench;
  bench.workspace.token_refusal = "token_revoked";
  CHECK(bench.error("auth.test") == "token_revoked");
}

TEST_CASE("workspace: a channel that is given another id keeps what was said in it")
{
  Bench bench;
  const auto ts = bench.say("hello");
  const auto id = bench.workspace.change_id("general");
  REQUIRE(id);
  CHECK(*id != bench.general);
  CHECK(bench.workspace.message(*id, ts) != nullptr);
  CHECK(bench.error("conversations.info", {{"channel", bench.general}}) == "channel_not_found");
  const auto events = bench.events("channel_id_changed");
  REQUIRE(events.size() == 1);
  CHECK(string_at(events[0], "old_channel_id") == bench.general);
  CHECK(string_at(events[0], "new_channel_id") == *id);
}

TEST_CASE("workspace: a converted channel says so in a message, as Slack does")
{
  Bench bench;
  REQUIRE(bench.workspace.convert("incidents", true, "U0PRIYA"));
  CHECK(bench.events("message/group_convert_to_private").size() +
            bench.events("message/channel_convert_to_private").size() ==
        1);
  CHECK(bench.workspace.channel("incidents")->is_private);
}

TEST_CASE("workspace: a group is mentioned and listed")
{
  Bench bench;
  const auto id = bench.workspace.add_group("on-call", "On call").id;
  bench.say("ask @on-call please");
  const auto messages = bench.events("message");
  REQUIRE_FALSE(messages.empty());
  CHECK(string_at(messages.back(), "text") == "ask <!subteam^" + id + "> please");
  const auto listed = bench.call("usergroups.list");
  REQUIRE(array_at(listed, "usergroups").size() == 1);
  CHECK(string_at(array_at(listed, "usergroups")[0].as_object(), "handle") == "on-call");
}

TEST_CASE("workspace: a bot is told which app it belongs to")
{
  Bench bench;
  const auto about = bench.call("bots.info", {{"bot", bench.workspace.team().bot_id}});
  CHECK(string_at(object_at(about, "bot"), "app_id") == bench.workspace.team().app_id);
  CHECK(bench.error("bots.info", {{"bot", "B0NOBODY"}}) == "bot_not_found");
}
