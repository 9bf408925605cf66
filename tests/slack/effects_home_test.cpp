#include <doctest/doctest.h>

#include "tests/slack/fake_slack.hpp"

using namespace secondstory;
using namespace secondstory::slack;
using secondstory::slack::test::Bench;

namespace {

const Channel secret{"slack", "C9"};

ShowHome home()
{
  return {"slack",
          "U1",
          Content{say::text("all quiet")},
          {{secret, Content{say::text("the secret one")}}}};
}

std::string published(const Bench& bench)
{
  const auto calls = bench.slack.calls_of("views.publish");
  REQUIRE(calls.size() == 1);
  CHECK(string_at(calls[0].args, "user_id") == "U1");
  CHECK(calls[0].content_type.starts_with("application/json"));
  return json::serialize(calls[0].args.at("view"));
}

}  // namespace

TEST_CASE("slack home: a guarded part is published to a member of its channel")
{
  Bench bench;
  bench.slack.answers("conversations.members",
                      R"({"ok":true,"members":["U7"],"response_metadata":{"next_cursor":"more"}})");
  bench.slack.answers("conversations.members", R"({"ok":true,"members":["U1"]})");
  CHECK(bench.carry_out(home()).kind == Outcome::Kind::done);
  CHECK(published(bench).find("the secret one") != std::string::npos);
}

TEST_CASE("slack home: a guarded part is left out for everybody else, and where nobody can tell")
{
  for (const std::string reply :
       {R"({"ok":true,"members":["U7"]})", R"({"ok":false,"error":"channel_not_found"})"}) {
    Bench bench;
    bench.slack.answers("conversations.members", reply);
    CHECK(bench.carry_out(home()).kind == Outcome::Kind::done);
    const auto view = published(bench);
    CHECK(view.find("all quiet") != std::string::npos);
    CHECK(view.find("the secret one") == std::string::npos);
  }
}

TEST_CASE("slack home: while membership cannot be asked about, the page waits")
{
  Bench bench;
  bench.slack.answers("conversations.members", R"({"ok":false,"error":"ratelimited"})");
  CHECK(bench.carry_out(home()).kind == Outcome::Kind::retry);
  CHECK(bench.slack.calls_of("views.publish").empty());
}

TEST_CASE("slack effects: what is for a person without a channel goes into their direct message")
{
  Bench bench;
  bench.slack.answers("conversations.open", R"({"ok":true,"channel":{"id":"D1"}})");
  bench.slack.answers("chat.postMessage", R"({"ok":true,"ts":"5.5"})");
  const TellPerson tell{{"slack", ""}, {}, "U1", Content{say::text("psst")}, {}};
  const Outcome outcome = bench.carry_out(tell);
  CHECK(outcome.kind == Outcome::Kind::done);
  CHECK_FALSE(outcome.message);
  const auto posts = bench.slack.calls_of("chat.postMessage");
  REQUIRE(posts.size() == 1);
  CHECK(string_at(posts[0].args, "channel") == "D1");
}

TEST_CASE("slack effects: what was perhaps told directly is looked for before it is told again")
{
  Bench bench;
  bench.slack.answers("conversations.open", R"({"ok":true,"channel":{"id":"D1"}})");
  bench.slack.answers(
      "conversations.history",
      R"({"ok":true,"messages":[{"user":"UBOT","bot_id":"BBOT","ts":"1763647501.000100",
          "metadata":{"event_type":"secondstory","event_payload":{"id":"tok"}}}]})");
  const TellPerson tell{{"slack", ""}, {}, "U1", Content{say::text("psst")}, {}};
  CHECK(bench.carry_out(tell, true).kind == Outcome::Kind::done);
  CHECK(bench.slack.calls_of("chat.postMessage").empty());
}

TEST_CASE("slack effects: a private message is replaced through the address it came with")
{
  Bench bench;
  const std::string url = "https://hooks.slack.com/actions/T1/1/x";
  TellPerson tell{{"slack", "C1"}, {}, "U1", Content{say::text("noted")}, ReplyHandle{url}};
  tell.replaces = true;
  CHECK(bench.carry_out(tell).kind == Outcome::Kind::done);
  const auto sent = bench.slack.calls_of(url);
  REQUIRE(sent.size() == 1);
  CHECK(flag_at(sent[0].args, "replace_original"));
  CHECK(bench.slack.calls_of("chat.postEphemeral").empty());
}
