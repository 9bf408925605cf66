#include "adapters/slack/slack.hpp"

#include <doctest/doctest.h>

#include "adapters/slack/people.hpp"
#include "tests/slack/fake_slack.hpp"

using namespace secondstory;
using namespace secondstory::slack;
using secondstory::slack::test::FakeSlack;

namespace {

struct FakeWire final : Wire
{
  std::string url;
  WireEvents events;
  std::vector<std::string> written;
  bool closed = false;
  bool was_cut = false;

  void write(std::string text) override { written.push_back(std::move(text)); }
  void close() override { closed = true; }
  void cut() override { was_cut = true; }

  void greet()
  {
    events.on_open();
    events.on_text(R"({"type":"hello","connection_info":{"app_id":"A1"},"num_connections":1})");
  }
};

/// The whole adapter over a Web API and sockets that the test plays.
struct Whole
{
  explicit Whole(std::size_t sockets = 1)
  {
    slack.answers("auth.test", R"({"ok":true,"user_id":"UBOT","bot_id":"BBOT","team_id":"T1"})");
    for (int i = 1; i <= 8; ++i) {
      slack.answers(
          "apps.connections.open",
          R"({"ok":true,"url":"wss://wss.slack.com/link/?ticket=T)" + std::to_string(i) + R"("})");
    }
    options.app_token = "xapp-secret";
    options.bot_token = "xoxb-secret";
    options.api_url = "https://slack.test/api";
    options.sockets = sockets;
    options.forms.asked_by = [](const Event& event) -> std::optional<Form> {
      if (!std::holds_alternative<FormAsked>(event.what)) return std::nullopt;
      return Form{"declare", "Declare", "Declare", {"slack", ""}, {}};
    };
    options.forms.faults = [](const FormFilled& filled) {
      if (filled.values.contains("title")) return std::vector<FieldFault>{};
      return std::vector<FieldFault>{{"title", "Say it."}};
    };
    options.token_interval = std::chrono::milliseconds{30};
    Hooks hooks;
    hooks.on_event = [this](const std::string& type, double seconds) {
      CHECK(seconds >= 0);
      counted.push_back(type);
    };
    hooks.on_ghosts = [this](std::int64_t count) { ghosts.push_back(count); };
    hooks.on_left_out = [this](const std::string& why) { left_out.push_back(why); };
    hooks.on_reconnect = [this](const std::string& reason) { reconnects.push_back(reason); };
    service = make_slack_over(
        context, options,
        [this](Event event, std::function<void()> durable) {
          if (throws) throw std::runtime_error("a library's");
          if (const auto* contact = std::get_if<Contact>(&event.what)) {
            contacts.push_back(*contact);
            return true;
          }
          if (refuse > 0) {
            --refuse;
            return false;
          }
          events.push_back(std::move(event));
          durables.push_back(std::move(durable));
          return true;
        },
        hooks, slack.transport(),
        [this](std::string url, WireEvents wire_events) {
          auto wire = std::make_shared<FakeWire>();
          wire->url = std::move(url);
          wire->events = std::move(wire_events);
          wires.push_back(wire);
          return std::shared_ptr<Wire>(wire);
        });
  }

  void poll()
  {
    context.restart();
    context.poll();
  }

  /// Lets timers run until something holds.
  template <class Condition>
  void run_until(const Condition& holds)
  {
    const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    context.restart();
    while (!holds() && std::chrono::steady_clock::now() < patience) {
      context.run_one_for(std::chrono::milliseconds{100});
      if (context.stopped()) context.restart();
    }
    REQUIRE(holds());
  }

  void go_live()
  {
    service->start();
    poll();
    for (std::size_t i = 0; i < options.sockets; ++i) {
      REQUIRE(wires.size() == i + 1);
      wires[i]->greet();
      poll();
    }
  }

  void say(std::size_t wire, const std::string& event, const std::string& envelope = "e1",
           const std::string& app = "A1", const std::string& team = "T1")
  {
    wires.at(wire)->events.on_text(R"({"envelope_id":")" + envelope +
                                   R"(","type":"events_api","payload":{"api_app_id":")" + app +
                                   R"(","team_id":")" + team + R"(","event_id":"Ev)" + envelope +
                                   R"(","event":)" + event + "}}");
    poll();
  }

  void interact(const std::string& payload, bool takes_answer = false)
  {
    wires.at(0)->events.on_text(R"({"envelope_id":"e1","type":"interactive",)"
                                R"("accepts_response_payload":)" +
                                std::string(takes_answer ? "true" : "false") + R"(,"payload":)" +
                                payload + "}");
    poll();
  }

  asio::io_context context;
  FakeSlack slack;
  SlackOptions options;
  std::vector<std::shared_ptr<FakeWire>> wires;
  std::vector<Event> events;
  std::vector<Contact> contacts;
  std::vector<std::function<void()>> durables;
  std::vector<std::string> counted;
  std::vector<std::string> reconnects;
  std::vector<std::int64_t> ghosts;
  std::vector<std::string> left_out;
  int refuse = 0;
  bool throws = false;
  std::unique_ptr<ChatService> service;
};

const std::string message =
    R"({"type":"message","channel":"C1","user":"B1","text":"db down","ts":"1.0"})";

}  // namespace

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

TEST_CASE("M6: an event is acknowledged when it is durable and not before")
{
  Whole slack;
  slack.go_live();
  slack.say(0, message);
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
  slack.say(0, message);
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
  slack.say(0, message, "e1");
  slack.throws = false;
  slack.say(0, message, "e2");
  CHECK(slack.events.size() == 1);
  CHECK(slack.service->connections()[0].up);
}

TEST_CASE("M8: a delivery that Slack repeats is handed on like a first")
{
  Whole slack;
  slack.go_live();
  slack.wires[0]->events.on_text(
      R"({"envelope_id":"e1","type":"events_api","retry_attempt":3,"retry_reason":"timeout","payload":{"event_id":"Ev1","event":)" +
      std::string(message) + "}}");
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
  slack.say(0, message, "e1");
  slack.wires[0]->events.on_text(
      R"({"envelope_id":"another","type":"events_api","retry_attempt":1,"payload":{"event_id":"Eve1","event":)" +
      std::string(message) + "}}");
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
        R"(","event":)" + std::string(message) + "}}");
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

TEST_CASE("M12: a full ledger holds the acknowledgement back, not the connection")
{
  Whole slack;
  slack.go_live();
  slack.refuse = 2;
  slack.say(0, message);
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
  slack.say(0, message, "e1");
  slack.say(0, message, "e2");
  slack.run_until([&] { return slack.events.size() == 2; });
  CHECK(slack.events[0].delivery_key == "slack:Eve1");
  CHECK(slack.events[1].delivery_key == "slack:Eve2");
}

TEST_CASE("slack: what is for another app or workspace is acknowledged and left out")
{
  Whole slack;
  slack.go_live();
  slack.say(0, message, "e1", "A2");
  slack.say(0, message, "e2", "A1", "T2");
  CHECK(slack.events.empty());
  CHECK(slack.wires[0]->written.size() == 2);
  CHECK(slack.left_out == std::vector<std::string>{"app", "workspace"});
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

TEST_CASE("slack people: who asks for something is looked up ahead of all others, once")
{
  Whole slack;
  slack.go_live();
  slack.slack.answers("users.info",
                      R"({"ok":true,"user":{"id":"U1","team_id":"T1","is_restricted":true}})");
  OutboxItem item;
  item.effect = LearnPerson{{"slack", "C1"}, "U1", {}};
  std::optional<Outcome> outcome;
  slack.service->carry_out(item, false, [&](Outcome out) { outcome = std::move(out); });
  slack.poll();
  REQUIRE(outcome);
  CHECK(outcome->kind == Outcome::Kind::done);
  REQUIRE(slack.events.size() == 1);
  CHECK_FALSE(std::get<PersonSeen>(slack.events[0].what).full_member);
  slack.service->carry_out(item, true, [&](Outcome out) { outcome = std::move(out); });
  slack.poll();
  CHECK(slack.slack.calls_of("users.info").size() == 1);
}

TEST_CASE("slack people: a look-up that takes too long is given up, kindly and not for good")
{
  Whole slack;
  slack.go_live();
  slack.slack.answers("users.info", "", 429, "30");
  OutboxItem item;
  item.effect = LearnPerson{{"slack", "C1"}, "U1", {}};
  std::optional<Outcome> outcome;
  slack.service->carry_out(item, false, [&](Outcome out) { outcome = std::move(out); });
  slack.run_until([&] { return outcome.has_value(); });
  CHECK(outcome->kind == Outcome::Kind::refused);
  CHECK(slack.events.empty());
}

TEST_CASE("slack people: whom Slack does not show us is no full member")
{
  Whole slack;
  slack.go_live();
  slack.slack.answers("users.info", R"({"ok":false,"error":"user_not_visible"})");
  OutboxItem item;
  item.effect = LearnPerson{{"slack", "C1"}, "U9", {}};
  std::optional<Outcome> outcome;
  slack.service->carry_out(item, false, [&](Outcome out) { outcome = std::move(out); });
  slack.poll();
  REQUIRE(slack.events.size() == 1);
  CHECK_FALSE(std::get<PersonSeen>(slack.events[0].what).full_member);
}

TEST_CASE(
    "slack people: people of another workspace are no full members, those of our own "
    "organisation are")
{
  const auto user = *parse_object(R"({"id":"U1","team_id":"T9"})");
  CHECK_FALSE(person_of(user, {"UBOT", "BBOT", "T1", ""}).full_member);
  const auto colleague =
      *parse_object(R"({"id":"U1","team_id":"T9","enterprise_user":{"enterprise_id":"E1"}})");
  CHECK(person_of(colleague, {"UBOT", "BBOT", "T1", "E1"}).full_member);
  CHECK_FALSE(person_of(user, {"UBOT", "BBOT", "T1", "E1"}).full_member);
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

TEST_CASE("M4: at a refresh the old connection is served until the new one is there")
{
  Whole slack;
  slack.go_live();
  slack.wires[0]->events.on_text(R"({"type":"disconnect","reason":"refresh_requested"})");
  slack.run_until([&] { return slack.wires.size() == 2; });
  CHECK_FALSE(slack.wires[0]->closed);
  slack.say(0, message);
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

TEST_CASE("slack: an acknowledgement whose connection is gone takes another")
{
  Whole slack(2);
  slack.go_live();
  slack.say(0, message);
  slack.wires[0]->events.on_end("reset");
  slack.durables.at(0)();
  CHECK(slack.wires[0]->written.empty());
  CHECK(slack.wires[1]->written.size() == 1);
}

TEST_CASE("slack: an acknowledgement that cannot be sent is survived")
{
  Whole slack;
  slack.go_live();
  slack.say(0, message);
  slack.wires[0]->events.on_end("reset");
  slack.durables.at(0)();
  CHECK(slack.counted.empty());
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
  slack.say(0, message);
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
  slack.say(0, message);
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

TEST_CASE("slack people: who is seen for the first time is asked about once")
{
  Whole slack;
  slack.go_live();
  slack.slack.answers(
      "users.info",
      R"({"ok":true,"user":{"id":"U1","name":"priya","real_name":"Priya N","is_bot":false,"profile":{"display_name":"Pri"}}})");
  const std::string said = R"({"type":"message","channel":"C1","user":"U1","text":"a","ts":"1.0"})";
  slack.say(0, said, "e1");
  slack.say(0, said, "e2");
  REQUIRE(slack.slack.calls_of("users.info").size() == 1);
  REQUIRE(slack.events.size() == 3);
  const Event* told = nullptr;
  for (const Event& event : slack.events) {
    if (std::holds_alternative<PersonSeen>(event.what)) told = &event;
  }
  REQUIRE(told);
  const auto& person = std::get<PersonSeen>(told->what);
  CHECK(person.id == "U1");
  CHECK(person.handle == "priya");
  CHECK(person.display_name == "Pri");
  CHECK(person.real_name == "Priya N");
  CHECK(person.full_member);
}

TEST_CASE("slack people: those who are mentioned are seen too")
{
  Whole slack;
  slack.go_live();
  slack.say(0,
            R"({"type":"message","channel":"C1","user":"B1","text":"ask <@U7|mark>","ts":"1.0"})");
  REQUIRE(slack.slack.calls_of("users.info").size() == 1);
  CHECK(slack.slack.calls_of("users.info")[0].body == "user=U7");
}

TEST_CASE("slack people: channels and user groups that are mentioned are asked for by name")
{
  Whole slack;
  slack.go_live();
  slack.slack.answers("conversations.info",
                      R"({"ok":true,"channel":{"id":"C7","name":"payments","is_private":true}})");
  slack.slack.answers(
      "usergroups.list",
      R"({"ok":true,"usergroups":[{"id":"S1","handle":"on-call","name":"On call"}]})");
  slack.say(
      0,
      R"({"type":"message","channel":"C1","user":"B1","text":"<#C7> <!subteam^S1>","ts":"1.0"})");
  std::vector<NameSeen> told;
  for (const Event& event : slack.events) {
    if (const auto* name = std::get_if<NameSeen>(&event.what)) told.push_back(*name);
  }
  REQUIRE(told.size() == 2);
  CHECK(told[0].name == "payments");
  CHECK(told[0].is_private);
  CHECK(told[1].id == "S1");
  CHECK(told[1].name == "on-call");
}

TEST_CASE("slack people: guests, strangers and the deleted are no full members")
{
  for (const char* flag : {"is_restricted", "is_ultra_restricted", "is_stranger", "deleted"}) {
    json::object user;
    user[flag] = true;
    CHECK_FALSE(person_of(user).full_member);
  }
  CHECK(person_of(json::object{}).full_member);
}

namespace {

const std::string shortcut =
    R"({"type":"shortcut","callback_id":"declare","trigger_id":"t1","user":{"id":"U1"},"team":{"id":"T1"}})";

std::string submitted(const std::string& values)
{
  return R"({"type":"view_submission","trigger_id":"t2","user":{"id":"B1"},"team":{"id":"T1"},)"
         R"("view":{"id":"V1","hash":"h1","callback_id":"declare","private_metadata":"C1",)"
         R"("state":{"values":)" +
         values + "}}}";
}

}  // namespace

TEST_CASE("slack: a form that is asked for is shown with its trigger, and nothing is recorded")
{
  Whole whole;
  whole.go_live();
  whole.interact(shortcut);
  const auto opened = whole.slack.calls_of("views.open");
  REQUIRE(opened.size() == 1);
  CHECK(string_at(opened[0].args, "trigger_id") == "t1");
  CHECK(whole.events.empty());
  CHECK(whole.wires[0]->written == std::vector<std::string>{R"({"envelope_id":"e1"})"});
}

TEST_CASE("slack: a form that Slack does not show is answered in words, after it is durable")
{
  Whole whole;
  whole.slack.answers("views.open", R"({"ok":false,"error":"expired_trigger_id"})");
  whole.go_live();
  whole.interact(shortcut);
  REQUIRE(whole.events.size() == 1);
  CHECK(std::holds_alternative<FormAsked>(whole.events[0].what));
  CHECK(whole.wires[0]->written.empty());
  whole.durables.at(0)();
  whole.poll();
  CHECK(whole.wires[0]->written.size() == 1);
}

TEST_CASE("slack: a form with faults goes back at once and stays out of the ledger")
{
  Whole whole;
  whole.go_live();
  whole.interact(submitted("{}"), true);
  CHECK(whole.events.empty());
  REQUIRE(whole.wires[0]->written.size() == 1);
  CHECK(
      whole.wires[0]->written[0] ==
      R"({"envelope_id":"e1","payload":{"response_action":"errors","errors":{"title":"Say it."}}})");
}

TEST_CASE("slack: a sound form is acknowledged without a payload once it is durable")
{
  Whole whole;
  whole.go_live();
  whole.interact(submitted(R"({"title":{"value":{"value":"Checkout"}}})"), true);
  REQUIRE(whole.events.size() == 1);
  CHECK(whole.wires[0]->written.empty());
  whole.durables.at(0)();
  whole.poll();
  CHECK(whole.wires[0]->written == std::vector<std::string>{R"({"envelope_id":"e1"})"});
}

TEST_CASE("slack: where no payload may go back, a form with faults is left to the core")
{
  Whole whole;
  whole.go_live();
  whole.interact(submitted("{}"), false);
  CHECK(whole.events.size() == 1);
}
