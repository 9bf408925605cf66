#include "adapters/slack/slack.hpp"

#include <doctest/doctest.h>

#include "tests/slack/whole_slack.hpp"

using namespace secondstory;
using namespace secondstory::slack;
using secondstory::slack::test::a_message;
using secondstory::slack::test::Whole;

TEST_CASE("slack: each token goes to its own method, and a ticket is dialled at once")
{
  Whole slack;
  slack.go_live();
  CHECK(slack.slack.calls_of("auth.test").at(0).token == "Bearer xoxb-secret");
  CHECK(slack.slack.calls_of("apps.connections.open").at(0).token == "Bearer xapp-secret");
  CHECK(slack.wires[0]->url == "wss://wss.slack.com/link/?ticket=T1");
  REQUIRE(slack.service->connections().size() == 2);
  CHECK(slack.service->connections()[1].name == "bot-token");
  CHECK(slack.service->connections()[1].up);
  CHECK(slack.service->connections()[0].up);
  CHECK(slack.service->connections()[0].complaint.empty());
}

TEST_CASE("M1: every dial asks for a ticket of its own")
{
  Whole slack(3);
  slack.go_live();
  CHECK(slack.wires[2]->url.ends_with("ticket=T3"));
  CHECK(slack.slack.calls_of("apps.connections.open").size() == 3);
}

TEST_CASE("M2: a connection counts as up from hello")
{
  Whole slack;
  slack.service->start();
  slack.poll();
  slack.wires.at(0)->events.on_open();
  CHECK_FALSE(slack.service->connections()[0].up);
}

TEST_CASE("M5: connections beyond ours are told to whoever watches")
{
  Whole slack;
  slack.service->start();
  slack.poll();
  slack.wires.at(0)->events.on_open();
  slack.wires[0]->events.on_text(R"({"type":"hello","num_connections":7})");
  slack.poll();
  CHECK(slack.ghosts == std::vector<std::int64_t>{6});
}

TEST_CASE("M24: every start and every long silence may have missed something, a short one not")
{
  Whole slack;
  slack.go_live();
  REQUIRE(slack.contacts.size() == 1);
  CHECK(slack.contacts[0].missed);
  slack.wires[0]->events.on_end("reset");
  slack.run_until([&] { return slack.wires.size() == 2; });
  slack.wires[1]->greet();
  slack.poll();
  REQUIRE(slack.contacts.size() == 2);
  CHECK_FALSE(slack.contacts[1].missed);
  CHECK(slack.contacts[1].complete_until <
        std::chrono::system_clock::now() - std::chrono::minutes{9});
}

TEST_CASE("slack: once the token is revoked nothing is sent until Slack accepts it again")
{
  Whole slack;
  slack.go_live();
  slack.slack.replies["auth.test"].clear();
  for (int i = 0; i < 2; ++i)
    slack.slack.answers("auth.test", R"({"ok":false,"error":"token_revoked"})");
  slack.slack.answers("auth.test", R"({"ok":true,"user_id":"UBOT"})");
  slack.say(0, R"({"type":"tokens_revoked","tokens":{"oauth":[],"bot":["UBOT"]}})");
  CHECK(slack.wires[0]->written.size() == 1);
  const ConnectionState token = slack.service->connections().back();
  CHECK_FALSE(token.up);
  CHECK(token.vital);
  CHECK(token.complaint.find("revoked") != std::string::npos);
  Outcome outcome;
  OutboxItem item;
  item.effect = PostMessage{{"slack", "C1"}, {}, Content{say::text("a")}};
  slack.service->carry_out(item, false, [&](Outcome out) { outcome = std::move(out); });
  slack.poll();
  CHECK(outcome.kind == Outcome::Kind::retry);
  CHECK(slack.slack.calls_of("chat.postMessage").empty());
  slack.run_until([&] { return slack.service->connections().back().up; });
  CHECK(slack.slack.calls_of("auth.test").size() == 4);
  // Nobody could reach us meanwhile.
  CHECK(slack.contacts.back().missed);
  slack.service->carry_out(item, false, [&](Outcome out) { outcome = std::move(out); });
  slack.poll();
  CHECK(outcome.kind == Outcome::Kind::done);
  CHECK(slack.slack.calls_of("chat.postMessage").size() == 1);
}

TEST_CASE("slack: a call that is refused because of the token stops all of them")
{
  Whole slack;
  slack.go_live();
  slack.slack.replies["auth.test"].clear();
  slack.slack.answers("auth.test", R"({"ok":false,"error":"invalid_auth"})");
  slack.slack.answers("chat.postMessage", R"({"ok":false,"error":"invalid_auth"})");
  Outcome outcome;
  OutboxItem item;
  item.effect = PostMessage{{"slack", "C1"}, {}, Content{say::text("a")}};
  for (int i = 0; i < 3; ++i) {
    slack.service->carry_out(item, false, [&](Outcome out) { outcome = std::move(out); });
    slack.poll();
    CHECK(outcome.kind == Outcome::Kind::retry);
  }
  CHECK(slack.slack.calls_of("chat.postMessage").size() == 1);
  CHECK(slack.service->connections().back().complaint.find("invalid_auth") != std::string::npos);
}

TEST_CASE("slack: an uninstalled app is said in words")
{
  Whole slack;
  slack.go_live();
  slack.say(0, R"({"type":"app_uninstalled"})");
  CHECK(slack.service->connections().back().complaint.find("Install it again") !=
        std::string::npos);
}

TEST_CASE("M4: at a refresh the old connection is served until the new one is there")
{
  Whole slack;
  slack.go_live();
  slack.wires[0]->events.on_text(R"({"type":"disconnect","reason":"refresh_requested"})");
  slack.run_until([&] { return slack.wires.size() == 2; });
  CHECK_FALSE(slack.wires[0]->closed);
  slack.say(0, a_message);
  slack.durables.at(0)();
  CHECK(slack.wires[0]->written.size() == 1);
  CHECK(slack.service->connections()[0].up);
  slack.wires[1]->greet();
  slack.poll();
  // A command that Slack had sent the old way is still taken: it would never be sent again.
  slack.wires[0]->events.on_text(
      R"({"envelope_id":"e2","type":"slash_commands","payload":{"team_id":"T1","trigger_id":"1.1","channel_id":"C1","user_id":"U1","command":"/incident","text":"help"}})");
  CHECK(slack.events.size() == 2);
  slack.run_until([&] { return slack.wires[0]->closed; });
  CHECK(slack.reconnects == std::vector<std::string>{"refresh_requested"});
}

TEST_CASE("M13: a refused bot token is said in words and nothing connects")
{
  Whole slack;
  slack.slack.replies["auth.test"].clear();
  slack.slack.answers("auth.test", R"({"ok":false,"error":"invalid_auth"})");
  slack.service->start();
  slack.poll();
  CHECK(slack.wires.empty());
  CHECK(slack.service->connections()[0].complaint ==
        "Slack refused the bot token: invalid_auth. Check slack.bot_token.");
}

TEST_CASE("slack: signing in is repeated until it works")
{
  Whole slack;
  slack.slack.replies["auth.test"].clear();
  slack.slack.answers("auth.test", R"({"ok":false,"error":"fatal_error"})");
  slack.slack.answers("auth.test",
                      R"({"ok":true,"user_id":"UBOT","bot_id":"BBOT","team_id":"T1"})");
  slack.service->start();
  slack.run_until([&] { return slack.wires.size() == 1; });
}

TEST_CASE("M13: a refused app token is said in words")
{
  Whole slack;
  slack.slack.replies["apps.connections.open"].clear();
  slack.slack.answers("apps.connections.open", R"({"ok":false,"error":"invalid_auth"})");
  slack.service->start();
  slack.poll();
  CHECK(slack.service->connections()[0].complaint ==
        "Slack refused the app token: invalid_auth. Check slack.app_token.");
}

TEST_CASE("slack: a socket address outside Slack is not dialled")
{
  Whole slack;
  slack.slack.replies["apps.connections.open"].clear();
  slack.slack.answers("apps.connections.open",
                      R"({"ok":true,"url":"wss://evil.example/?ticket=1"})");
  slack.service->start();
  slack.poll();
  CHECK(slack.wires.empty());
  CHECK(slack.service->connections()[0].complaint.find("evil") == std::string::npos);
}

TEST_CASE("M1: a dial that fails is repeated with a new ticket, and no secret is shown")
{
  Whole slack;
  slack.service->start();
  slack.poll();
  slack.wires.at(0)->events.on_end("no answer from wss://wss.slack.com/link/?ticket=T1");
  const std::string complaint = slack.service->connections()[0].complaint;
  CHECK(complaint.find("no answer") != std::string::npos);
  CHECK(complaint.find("T1") == std::string::npos);
  slack.run_until([&] { return slack.wires.size() == 2; });
  CHECK(slack.wires[1]->url.ends_with("ticket=T2"));
}

TEST_CASE("slack: effects wait until we know who we are")
{
  Whole slack;
  Outcome outcome;
  OutboxItem item;
  item.effect = PostMessage{{"slack", "C1"}, {}, Content{say::text("a")}};
  slack.service->carry_out(item, false, [&](Outcome out) { outcome = std::move(out); });
  slack.poll();
  CHECK(outcome.kind == Outcome::Kind::retry);
  slack.go_live();
  slack.service->carry_out(item, false, [&](Outcome out) { outcome = std::move(out); });
  slack.poll();
  CHECK(outcome.kind == Outcome::Kind::done);
}

TEST_CASE("M23: stopping sends the acknowledgements that are due, then closes")
{
  Whole slack;
  slack.go_live();
  slack.say(0, a_message);
  bool stopped = false;
  slack.service->stop([&] { stopped = true; });
  slack.poll();
  CHECK_FALSE(slack.wires[0]->closed);
  slack.durables.at(0)();
  slack.poll();
  CHECK(slack.wires[0]->written.size() == 1);
  CHECK(slack.wires[0]->closed);
  CHECK_FALSE(stopped);
  slack.wires[0]->events.on_end("closed");
  slack.poll();
  CHECK(stopped);
}

TEST_CASE("M23: stopping takes nothing more in")
{
  Whole slack;
  slack.go_live();
  slack.service->stop([] {});
  slack.say(0, a_message);
  CHECK(slack.events.empty());
  CHECK(slack.wires[0]->written.empty());
}

TEST_CASE("slack: stopping before anything connected is done at once")
{
  Whole slack;
  bool stopped = false;
  slack.service->stop([&] { stopped = true; });
  slack.poll();
  slack.poll();
  CHECK(stopped);
}
