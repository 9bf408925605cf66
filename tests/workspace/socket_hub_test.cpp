#include "adapters/workspace/socket_hub.hpp"

#include <doctest/doctest.h>

#include <memory>

#include "adapters/slack/json.hpp"

using namespace secondstory::workspace;
using secondstory::slack::flag_at;
using secondstory::slack::integer_at;
using secondstory::slack::object_at;
using secondstory::slack::parse_object;
using secondstory::slack::string_at;

namespace {

/// A hub whose connections collect what they are sent.
struct Hub
{
  struct End
  {
    std::vector<json::object> frames{};
    unsigned closed_with = 0;
  };

  ConnectionId connect()
  {
    const auto end = std::make_shared<End>();
    Port port;
    port.send = [end](const std::string& text, secondstory::net::MessageForm) {
      end->frames.push_back(parse_object(text).value_or(json::object{}));
    };
    port.close = [end](unsigned code, const std::string&) { end->closed_with = code; };
    const ConnectionId id = hub.opened(std::move(port));
    ends[id] = end;
    return id;
  }

  void event(const std::string& id) { hub.deliver({"events_api", {{"event_id", id}}, false}); }

  void command(const std::string& trigger)
  {
    hub.deliver({"slash_commands", {{"trigger_id", trigger}, {"command", "/incident"}}, true});
  }

  void pass(std::int64_t ms)
  {
    now_us += ms * 1'000;
    hub.tick();
  }

  void ack(ConnectionId id, const json::object& envelope, json::object more = {})
  {
    more["envelope_id"] = envelope.at("envelope_id");
    const std::string text = json::serialize(more);
    hub.received(id, text, false, text.size());
  }

  const std::vector<json::object>& frames(ConnectionId id) { return ends.at(id)->frames; }
  std::vector<std::string> kinds() const
  {
    std::vector<std::string> out;
    for (const Violation& one : journal.violations()) out.push_back(one.kind);
    return out;
  }

  std::int64_t now_us = 0;
  Journal journal{[] { return std::int64_t{0}; }};
  HubOptions options = [] {
    HubOptions out;
    out.app_id = "A1";
    return out;
  }();
  SocketHub hub{options, [this] { return now_us; }, journal};
  std::map<ConnectionId, std::shared_ptr<End>> ends{};
};

}  // namespace

TEST_CASE(
    "workspace sockets: a connection is greeted with the app's id and the number of connections")
{
  Hub it;
  it.connect();
  const auto second = it.connect();
  const json::object& hello = it.frames(second).at(0);
  CHECK(string_at(hello, "type") == "hello");
  CHECK(integer_at(hello, "num_connections") == 2);
  CHECK(string_at(object_at(hello, "connection_info"), "app_id") == "A1");
  CHECK(integer_at(object_at(hello, "debug_info"), "approximate_connection_time") > 0);
}

TEST_CASE("workspace sockets: each envelope goes to one connection, in turn")
{
  Hub it;
  const auto a = it.connect();
  const auto b = it.connect();
  for (const char* id : {"Ev1", "Ev2", "Ev3", "Ev4"}) it.event(id);
  CHECK(it.frames(a).size() == 3);
  CHECK(it.frames(b).size() == 3);
  CHECK(string_at(object_at(it.frames(a).at(1), "payload"), "event_id") == "Ev1");
  CHECK(string_at(object_at(it.frames(b).at(1), "payload"), "event_id") == "Ev2");
}

TEST_CASE("workspace sockets: events wait for a connection and come in order")
{
  Hub it;
  it.event("Ev1");
  it.event("Ev2");
  CHECK(it.hub.records()[0].state == DeliveryState::waiting);
  const auto a = it.connect();
  REQUIRE(it.frames(a).size() == 3);
  CHECK(string_at(object_at(it.frames(a).at(1), "payload"), "event_id") == "Ev1");
  CHECK(integer_at(it.frames(a).at(1), "retry_attempt") == 0);
  CHECK(string_at(it.frames(a).at(1), "retry_reason").empty());
}

TEST_CASE("workspace sockets: an event that is not acknowledged comes again in another envelope")
{
  Hub it;
  const auto a = it.connect();
  it.event("Ev1");
  it.pass(2'900);
  CHECK(it.frames(a).size() == 2);
  it.pass(200);
  REQUIRE(it.frames(a).size() == 3);
  const json::object& again = it.frames(a).at(2);
  CHECK(string_at(object_at(again, "payload"), "event_id") == "Ev1");
  CHECK(string_at(again, "envelope_id") != string_at(it.frames(a).at(1), "envelope_id"));
  CHECK(integer_at(again, "retry_attempt") == 1);
  CHECK(string_at(again, "retry_reason") == "timeout");
}

TEST_CASE("workspace sockets: an event is given up after three retries")
{
  Hub it;
  const auto a = it.connect();
  it.event("Ev1");
  for (int i = 0; i < 6; ++i) it.pass(3'000);
  CHECK(it.frames(a).size() == 5);
  CHECK(it.hub.records()[0].state == DeliveryState::given_up);
  CHECK(it.hub.pending() == 0);
}

TEST_CASE("workspace sockets: an acknowledged event does not come again and its latency is kept")
{
  Hub it;
  const auto a = it.connect();
  it.event("Ev1");
  it.now_us += 40'000;
  it.ack(a, it.frames(a).at(1));
  it.pass(10'000);
  CHECK(it.frames(a).size() == 2);
  CHECK(it.hub.records()[0].state == DeliveryState::acked);
  CHECK(it.hub.records()[0].ack_latency_us == 40'000);
}

TEST_CASE(
    "workspace sockets: an acknowledgement may come on another connection and for any envelope")
{
  Hub it;
  const auto a = it.connect();
  it.event("Ev1");
  const json::object first = it.frames(a).at(1);
  const auto b = it.connect();
  it.pass(3'100);
  it.ack(b, first);
  CHECK(it.hub.records()[0].state == DeliveryState::acked);
  CHECK(it.hub.records()[0].acked_on == b);
  CHECK(it.kinds().empty());
}

TEST_CASE("workspace sockets: what was sent over a lost connection comes again over another")
{
  Hub it;
  const auto a = it.connect();
  it.event("Ev1");
  it.hub.closed(a);
  it.pass(3'100);
  CHECK(it.hub.records()[0].state == DeliveryState::waiting);
  const auto b = it.connect();
  REQUIRE(it.frames(b).size() == 2);
  CHECK(integer_at(it.frames(b).at(1), "retry_attempt") == 1);
}

TEST_CASE("workspace sockets: a command is sent once and the person is told when nobody takes it")
{
  Hub it;
  std::vector<std::string> lost;
  it.hub.on_lost = [&](const Delivery&, const std::string& error) { lost.push_back(error); };
  it.command("t0");
  CHECK(lost == std::vector<std::string>{"dispatch_failed"});
  const auto a = it.connect();
  CHECK(it.frames(a).size() == 1);
  it.command("t1");
  it.pass(3'100);
  it.pass(3'100);
  CHECK(it.frames(a).size() == 2);
  CHECK(lost.back() == "operation_timeout");
}

TEST_CASE("workspace sockets: the payload of an acknowledgement reaches the workspace")
{
  Hub it;
  std::string said;
  it.hub.on_response = [&](const Delivery&, const json::object& payload) {
    said = string_at(payload, "text");
  };
  const auto a = it.connect();
  it.command("t1");
  CHECK(flag_at(it.frames(a).at(1), "accepts_response_payload"));
  it.ack(a, it.frames(a).at(1), {{"payload", json::object{{"text", "done"}}}});
  CHECK(said == "done");
  CHECK(it.kinds().empty());
}

TEST_CASE("workspace sockets: a payload where none is accepted is recorded and an empty one is not")
{
  Hub it;
  const auto a = it.connect();
  it.event("Ev1");
  it.ack(a, it.frames(a).at(1), {{"payload", json::object{}}});
  CHECK(it.kinds().empty());
  it.event("Ev2");
  it.ack(a, it.frames(a).at(2), {{"payload", json::object{{"text", "x"}}}});
  CHECK(it.kinds() == std::vector<std::string>{"payload_not_accepted"});
}

TEST_CASE("workspace sockets: an unknown envelope and what is no JSON are recorded")
{
  Hub it;
  const auto a = it.connect();
  it.hub.received(a, R"({"envelope_id":"made up"})", false, 25);
  it.hub.received(a, "pong", false, 4);
  CHECK(it.kinds() == std::vector<std::string>{"unknown_envelope", "not_json"});
}

TEST_CASE("workspace sockets: a frame over 20,480 bytes closes the connection with 1009")
{
  Hub it;
  const auto a = it.connect();
  it.hub.received(a, "{}", false, 20'481);
  CHECK(it.ends.at(a)->closed_with == 1009);
  CHECK(it.kinds() == std::vector<std::string>{"frame_too_long"});
}

TEST_CASE("workspace sockets: a message in several frames is not put together")
{
  Hub it;
  const auto a = it.connect();
  it.event("Ev1");
  const std::string text =
      json::serialize(json::object{{"envelope_id", it.frames(a).at(1).at("envelope_id")}});
  it.hub.received(a, text, true, 20);
  CHECK(it.hub.records()[0].state == DeliveryState::sent);
  CHECK(it.kinds() == std::vector<std::string>{"fragmented"});
}

TEST_CASE("workspace sockets: the eleventh connection is told that there are too many")
{
  Hub it;
  for (int i = 0; i < 10; ++i) it.connect();
  const auto last = it.connect();
  CHECK(string_at(it.frames(last).at(0), "reason") == "too_many_websockets");
  CHECK(it.ends.at(last)->closed_with == 1000);
  CHECK(it.hub.connections().size() == 10);
}

TEST_CASE(
    "workspace sockets: a connection told to go gets nothing new where there is another, and is "
    "closed")
{
  Hub it;
  const auto a = it.connect();
  const auto b = it.connect();
  CHECK(it.hub.disconnect("refresh_requested", a, 5'000) == 1);
  CHECK(string_at(it.frames(a).at(1), "reason") == "refresh_requested");
  it.event("Ev1");
  it.event("Ev2");
  CHECK(it.frames(b).size() == 3);
  it.pass(5'000);
  CHECK(it.ends.at(a)->closed_with == 1000);
  CHECK(it.hub.connections() == std::vector<ConnectionId>{b});
}

TEST_CASE("workspace sockets: the last connection gets events until it is closed")
{
  Hub it;
  const auto a = it.connect();
  it.hub.disconnect("warning", 0, 10'000);
  it.event("Ev1");
  CHECK(it.frames(a).size() == 3);
}

TEST_CASE("workspace sockets: a ticket is good for one connection")
{
  Hub it;
  const std::string ticket = it.hub.new_ticket();
  CHECK(it.hub.take_ticket(ticket));
  CHECK_FALSE(it.hub.take_ticket(ticket));
  CHECK_FALSE(it.hub.take_ticket("made up"));
  CHECK(it.kinds() == std::vector<std::string>{"ticket_reused", "unknown_ticket"});
}

TEST_CASE("workspace sockets: the clock is set by the earliest deadline")
{
  Hub it;
  CHECK_FALSE(it.hub.wake_at_us().has_value());
  it.connect();
  it.event("Ev1");
  CHECK(it.hub.wake_at_us() == 3'000'000);
  it.hub.disconnect("warning", 0, 1'000);
  CHECK(it.hub.wake_at_us() == 1'000'000);
}

TEST_CASE("workspace sockets: an acknowledgement is told of once")
{
  Hub it;
  std::vector<std::string> told;
  it.hub.on_acknowledged = [&told](const DeliveryRecord& record) { told.push_back(record.key); };
  const auto one = it.connect();
  it.event("Ev1");
  CHECK(told.empty());
  it.ack(one, it.frames(one).at(1));
  it.ack(one, it.frames(one).at(1));
  CHECK(told == std::vector<std::string>{"Ev1"});
}

TEST_CASE("workspace sockets: forgetting keeps what is still under way")
{
  Hub it;
  const auto a = it.connect();
  it.event("Ev1");
  it.event("Ev2");
  it.ack(a, it.frames(a).at(1));
  it.hub.forget();
  REQUIRE(it.hub.records().size() == 1);
  it.ack(a, it.frames(a).at(2));
  CHECK(it.hub.records()[0].state == DeliveryState::acked);
}

TEST_CASE("workspace sockets: hello comes late or never on demand, and nothing before it")
{
  Hub hub;
  hub.hub.faults.greeting = {2, 500, false, 3, "A_OTHER"};
  const auto late = hub.connect();
  hub.event("Ev1");
  CHECK(hub.frames(late).empty());
  CHECK(hub.hub.wake_at_us() == hub.now_us + 500'000);
  hub.pass(500);
  REQUIRE(hub.frames(late).size() == 2);
  CHECK(integer_at(hub.frames(late)[0], "num_connections") == 4);
  CHECK(string_at(object_at(hub.frames(late)[0], "connection_info"), "app_id") == "A_OTHER");
  CHECK(string_at(object_at(hub.frames(late)[1], "payload"), "event_id") == "Ev1");
  hub.hub.faults.greeting = {1, 0, true, 0, ""};
  const auto mute = hub.connect();
  hub.pass(100'000);
  CHECK(hub.frames(mute).empty());
}

TEST_CASE("workspace sockets: a connection is told too_many_websockets before hello on demand")
{
  Hub hub;
  hub.hub.faults.crowded = 1;
  const auto refused = hub.connect();
  CHECK(string_at(hub.frames(refused).at(0), "reason") == "too_many_websockets");
  CHECK(hub.ends.at(refused)->closed_with == 1000);
  CHECK(string_at(hub.frames(hub.connect()).at(0), "type") == "hello");
}

TEST_CASE("workspace sockets: a delivery comes twice on demand, in another envelope or the same")
{
  Hub hub;
  const auto id = hub.connect();
  hub.hub.faults.doubled = 1;
  hub.event("Ev1");
  REQUIRE(hub.frames(id).size() == 3);
  CHECK(hub.frames(id)[1].at("envelope_id") != hub.frames(id)[2].at("envelope_id"));
  CHECK(hub.frames(id)[1].at("payload") == hub.frames(id)[2].at("payload"));
  hub.hub.faults.doubled = 1;
  hub.hub.faults.same_envelope = true;
  hub.event("Ev2");
  REQUIRE(hub.frames(id).size() == 5);
  CHECK(hub.frames(id)[3] == hub.frames(id)[4]);
}

TEST_CASE("workspace sockets: events are lost, and come last first, on demand")
{
  Hub hub;
  const auto id = hub.connect();
  hub.hub.faults.lost = 1;
  hub.event("Ev0");
  CHECK(hub.frames(id).size() == 1);
  CHECK(hub.hub.records()[0].state == DeliveryState::lost);
  hub.hub.reorder(2, 1'000);
  hub.event("Ev1");
  CHECK(hub.frames(id).size() == 1);
  hub.event("Ev2");
  REQUIRE(hub.frames(id).size() == 3);
  CHECK(string_at(object_at(hub.frames(id)[1], "payload"), "event_id") == "Ev2");
  CHECK(string_at(object_at(hub.frames(id)[2], "payload"), "event_id") == "Ev1");
  hub.hub.reorder(5, 1'000);
  hub.event("Ev3");
  hub.pass(1'000);
  CHECK(hub.frames(id).size() == 4);
}

TEST_CASE("workspace sockets: acknowledgements are lost, or too long for a frame, on demand")
{
  Hub hub;
  const auto id = hub.connect();
  hub.hub.faults.acks_lost = 1;
  hub.event("Ev1");
  hub.ack(id, hub.frames(id).at(1));
  CHECK(hub.hub.records()[0].state == DeliveryState::sent);
  hub.hub.faults.acks_too_long = 1;
  hub.ack(id, hub.frames(id).at(1));
  CHECK(hub.ends.at(id)->closed_with == 1009);
  CHECK(hub.hub.records()[0].state == DeliveryState::sent);
  CHECK(hub.hub.connections().empty());
}

TEST_CASE("workspace sockets: a connection is closed with a code on demand")
{
  Hub hub;
  const auto id = hub.connect();
  CHECK(hub.hub.close(1011, "oops", 0) == 1);
  CHECK(hub.ends.at(id)->closed_with == 1011);
  CHECK(hub.hub.connections().empty());
}

TEST_CASE("workspace sockets: every sending falls due by its own time, and a settled one by none")
{
  Hub it;
  const auto a = it.connect();
  it.event("Ev1");
  it.pass(1'000);
  it.event("Ev2");
  it.event("Ev3");
  CHECK(it.hub.wake_at_us() == 3'000'000);
  it.ack(a, it.frames(a).at(2));
  it.ack(a, it.frames(a).at(1));
  CHECK(it.hub.wake_at_us() == 4'000'000);
  it.hub.forget();
  CHECK(it.hub.wake_at_us() == 4'000'000);
  it.pass(3'000);
  REQUIRE(it.frames(a).size() == 5);
  CHECK(string_at(object_at(it.frames(a).at(4), "payload"), "event_id") == "Ev3");
  CHECK(it.hub.wake_at_us() == 7'000'000);
}

TEST_CASE("workspace sockets: what is settled keeps its subject and not its payload")
{
  Hub it;
  std::string told;
  it.hub.on_lost = [&](const Delivery& delivery, const std::string&) {
    told = string_at(delivery.payload, "command");
  };
  const auto a = it.connect();
  it.hub.deliver({"events_api",
                  {{"event_id", "Ev1"},
                   {"event", json::object{{"type", "message"}, {"channel", "C1"}, {"ts", "1.1"}}}},
                  false});
  it.ack(a, it.frames(a).at(1));
  it.command("t1");
  it.pass(3'100);
  CHECK(told == "/incident");
  const DeliveryRecord& acked = it.hub.records()[0];
  CHECK(acked.delivery.payload.empty());
  CHECK(acked.about.kind == "message");
  CHECK(acked.about.channel == "C1");
  CHECK(acked.about.ts == "1.1");
  CHECK(it.hub.records()[1].about.kind == "/incident");
}
