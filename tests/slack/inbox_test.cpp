#include "adapters/slack/inbox.hpp"

#include <doctest/doctest.h>

#include "tests/slack/whole_slack.hpp"

using namespace secondstory;
using namespace secondstory::slack;
using secondstory::slack::test::a_message;
using secondstory::slack::test::Whole;

TEST_CASE("M6: an event is acknowledged when it is durable and not before")
{
  Whole slack;
  slack.go_live();
  slack.say(0, a_message);
  REQUIRE(slack.events.size() == 1);
  CHECK(slack.wires[0]->written.empty());
  slack.durables.at(0)();
  CHECK(slack.wires[0]->written == std::vector<std::string>{R"({"envelope_id":"e1"})"});
  CHECK(slack.counted == std::vector<std::string>{"message"});
}

TEST_CASE("slack: what means nothing to us is acknowledged at once")
{
  Whole slack;
  slack.go_live();
  slack.say(0, R"({"type":"emoji_changed"})");
  CHECK(slack.events.empty());
  CHECK(slack.wires[0]->written.size() == 1);
  CHECK(slack.counted == std::vector<std::string>{"ignored"});
}

TEST_CASE("slack: an envelope of two buttons is acknowledged after both are durable")
{
  Whole slack;
  slack.go_live();
  slack.wires[0]->events.on_text(
      R"({"envelope_id":"e1","type":"interactive","payload":{"type":"block_actions","trigger_id":"1.1","user":{"id":"B1"},"channel":{"id":"C1"},"container":{"message_ts":"5.0"},"actions":[{"action_id":"a"},{"action_id":"b"}]}})");
  slack.poll();
  REQUIRE(slack.durables.size() == 2);
  slack.durables[0]();
  CHECK(slack.wires[0]->written.empty());
  slack.durables[1]();
  CHECK(slack.wires[0]->written.size() == 1);
}

TEST_CASE("M11: junk ends nothing and is answered with nothing")
{
  Whole slack;
  slack.go_live();
  for (const char* junk :
       {"", "\n", "null", "[]", "7", "\"text\"", "UNAUTHENTICATED: cache_error", "{", "\xff\xfe",
        R"({"type":"x"})", R"({"type":7,"envelope_id":{}})", R"({"type":"disconnect"}extra)",
        R"({"type":"hello","num_connections":"many","connection_info":[]})"}) {
    slack.wires[0]->events.on_text(junk);
  }
  slack.wires[0]->events.on_text(std::string(100'000, '['));
  slack.wires[0]->events.on_text(R"({"envelope_id":")" + std::string(100'000, 'e') + R"("})");
  slack.poll();
  CHECK(slack.wires[0]->written.empty());
  CHECK(slack.service->connections()[0].up);
  slack.say(0, a_message);
  CHECK(slack.events.size() == 1);
}

TEST_CASE("M11: a delivery without an event is acknowledged and survived")
{
  Whole slack;
  slack.go_live();
  slack.wires[0]->events.on_text(
      R"({"envelope_id":"e1","type":"events_api","payload":{"type":"app_rate_limited"}})");
  slack.wires[0]->events.on_text(R"({"envelope_id":"e2","type":"events_api","payload":"oops"})");
  slack.wires[0]->events.on_text(R"({"envelope_id":"e3","type":"events_api"})");
  slack.wires[0]->events.on_text(
      R"({"envelope_id":"e4","type":"slash_commands","payload":{"command":7,"user_id":null}})");
  slack.wires[0]->events.on_text(
      R"({"envelope_id":"e5","type":"interactive","payload":{"type":"block_actions","actions":{}}})");
  slack.wires[0]->events.on_text(R"({"envelope_id":"e6","type":null,"payload":[1,2]})");
  CHECK(slack.wires[0]->written.size() == 6);
}

TEST_CASE("M11: what a library throws at a frame ends neither the process nor the reading")
{
  Whole slack;
  slack.go_live();
  slack.throws = true;
  slack.say(0, a_message, "e1");
  slack.throws = false;
  slack.say(0, a_message, "e2");
  CHECK(slack.events.size() == 1);
  CHECK(slack.service->connections()[0].up);
}

TEST_CASE("M8: a delivery that Slack repeats is handed on like a first")
{
  Whole slack;
  slack.go_live();
  slack.wires[0]->events.on_text(
      R"({"envelope_id":"e1","type":"events_api","retry_attempt":3,"retry_reason":"timeout","payload":{"event_id":"Ev1","event":)" +
      std::string(a_message) + "}}");
  slack.poll();
  REQUIRE(slack.events.size() == 1);
  CHECK(slack.events[0].delivery_key == "slack:Ev1");
  slack.durables.at(0)();
  CHECK(slack.wires[0]->written.size() == 1);
}

TEST_CASE("M7: a repeated delivery has its first one's key, whatever envelope it comes in")
{
  Whole slack;
  slack.go_live();
  slack.say(0, a_message, "e1");
  slack.wires[0]->events.on_text(
      R"({"envelope_id":"another","type":"events_api","retry_attempt":1,"payload":{"event_id":"Eve1","event":)" +
      std::string(a_message) + "}}");
  slack.poll();
  REQUIRE(slack.events.size() == 2);
  CHECK(slack.events[0].delivery_key == slack.events[1].delivery_key);
}

TEST_CASE(
    "M7: a rename that never became durable is not taken for its own echo when it comes again")
{
  Whole slack;
  slack.go_live();
  const std::string rename =
      R"({"type":"channel_rename","channel":{"id":"C1","name":"new"},"event_ts":"1.0"})";
  slack.say(0, rename, "e1");
  slack.say(0, rename, "e1");
  CHECK(slack.events.size() == 2);
  CHECK(slack.wires[0]->written.empty());
}

TEST_CASE("M12: beyond its bound the queue leaves deliveries to Slack, and goes on reading")
{
  Whole slack;
  slack.go_live();
  constexpr int bound = 20'000;
  slack.refuse = 1'000'000;
  for (int i = 0; i < bound + 5; ++i) {
    slack.wires[0]->events.on_text(
        R"({"envelope_id":"e","type":"events_api","payload":{"event_id":"Ev)" + std::to_string(i) +
        R"(","event":)" + std::string(a_message) + "}}");
  }
  // What needs no ledger is still acknowledged at once.
  slack.wires[0]->events.on_text(
      R"({"envelope_id":"free","type":"events_api","payload":{"event":{"type":"emoji_changed"}}})");
  CHECK(slack.wires[0]->written == std::vector<std::string>{R"({"envelope_id":"free"})"});
  slack.refuse = 0;
  slack.run_until([&] { return slack.events.size() >= bound; });
  slack.poll();
  CHECK(slack.events.size() == bound);
}

TEST_CASE("M12: a full ledger holds the acknowledgement back, not the connection")
{
  Whole slack;
  slack.go_live();
  slack.refuse = 2;
  slack.say(0, a_message);
  CHECK(slack.events.empty());
  CHECK(slack.wires[0]->written.empty());
  slack.run_until([&] { return !slack.events.empty(); });
  slack.durables.at(0)();
  CHECK(slack.wires[0]->written.size() == 1);
}

TEST_CASE("slack: events that wait for room stay in order")
{
  Whole slack;
  slack.go_live();
  slack.refuse = 1;
  slack.say(0, a_message, "e1");
  slack.say(0, a_message, "e2");
  slack.run_until([&] { return slack.events.size() == 2; });
  CHECK(slack.events[0].delivery_key == "slack:Eve1");
  CHECK(slack.events[1].delivery_key == "slack:Eve2");
}

TEST_CASE("slack: what is for another app or workspace is acknowledged and left out")
{
  Whole slack;
  slack.go_live();
  slack.say(0, a_message, "e1", "A2");
  slack.say(0, a_message, "e2", "A1", "T2");
  CHECK(slack.events.empty());
  CHECK(slack.wires[0]->written.size() == 2);
  CHECK(slack.left_out == std::vector<std::string>{"app", "workspace"});
}

TEST_CASE("slack: a rename that comes as event and as notice is told once")
{
  Whole slack;
  slack.go_live();
  slack.say(0, R"({"type":"channel_rename","channel":{"id":"C1","name":"new"},"event_ts":"1.0"})",
            "e1");
  slack.say(
      0,
      R"({"type":"message","subtype":"channel_name","channel":"C1","user":"U1","name":"new","ts":"1.1"})",
      "e2");
  CHECK(slack.events.size() == 1);
  slack.durables.at(0)();
  CHECK(slack.wires[0]->written.size() == 2);
}

TEST_CASE("slack: an acknowledgement whose connection is gone takes another")
{
  Whole slack(2);
  slack.go_live();
  slack.say(0, a_message);
  slack.wires[0]->events.on_end("reset");
  slack.durables.at(0)();
  CHECK(slack.wires[0]->written.empty());
  CHECK(slack.wires[1]->written.size() == 1);
}

TEST_CASE("slack: an acknowledgement that cannot be sent is survived")
{
  Whole slack;
  slack.go_live();
  slack.say(0, a_message);
  slack.wires[0]->events.on_end("reset");
  slack.durables.at(0)();
  CHECK(slack.counted.empty());
}
