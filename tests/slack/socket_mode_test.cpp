#include "adapters/slack/socket_mode.hpp"

#include <doctest/doctest.h>

#include <fmt/format.h>

using namespace secondstory::slack;
using namespace secondstory::slack::socket_mode;
using std::chrono::milliseconds;

namespace {

std::string name(const Dial& a)
{
  return fmt::format("dial {}", a.id);
}
std::string name(const Close& a)
{
  return fmt::format("close {}", a.id);
}
std::string name(const Cut& a)
{
  return fmt::format("cut {}", a.id);
}
std::string name(const Replaced& a)
{
  return "replaced " + a.reason;
}
std::string name(const GhostsCounted& a)
{
  return fmt::format("ghosts {} of {}", a.ghosts, a.registered);
}
std::string name(const AllStopped&)
{
  return "stopped";
}

/// A state machine with a clock; what it asks for comes back as words.
struct Script
{
  explicit Script(std::size_t sockets)
      : state(
            [&] {
              Limits limits;
              limits.sockets = sockets;
              return limits;
            }(),
            7)
  {
  }

  std::string at(int ms, const Happened& happened)
  {
    now = milliseconds{ms};
    std::string out;
    for (const Action& action : resume(state, happened, now)) {
      out += (out.empty() ? "" : ", ") + std::visit([](const auto& a) { return name(a); }, action);
    }
    return out;
  }

  /// Lets the machine wake itself until it does something; the words of what it did.
  std::string let_wake()
  {
    for (int i = 0; i < 10; ++i) {
      const auto wake = wake_at(state);
      if (!wake) return "nothing to wait for";
      const std::string did = at(static_cast<int>(std::max(*wake, now).count()), Tick{});
      if (!did.empty()) return did;
    }
    return "nothing happens";
  }

  /// One live connection per socket, at time zero.
  void go_live()
  {
    at(0, Started{});
    for (LinkId id = 1; id <= state.limits.sockets; ++id) {
      at(0, Opened{id});
      at(0, Greeted{id, {"A1", static_cast<std::int64_t>(id)}});
    }
    REQUIRE(live_count(state) == state.limits.sockets);
  }

  State state;
  milliseconds now{0};
};

Disconnect told(Reason reason, const char* words)
{
  return {reason, words};
}

}  // namespace

TEST_CASE("socket mode: starting dials, hello makes it live, then the next is dialled")
{
  Script script(2);
  CHECK(script.at(0, Started{}) == "dial 1");
  CHECK(script.at(10, Opened{1}) == "");
  CHECK(live_count(script.state) == 0);
  CHECK(script.at(20, Greeted{1, {"A1", 1}}) == "dial 2");
  CHECK(script.at(30, Opened{2}) == "");
  CHECK(script.at(40, Greeted{2, {"A1", 2}}) == "");
  CHECK(live_count(script.state) == 2);
  CHECK_FALSE(wake_at(script.state));
}

TEST_CASE("M2: the handshake alone is no connection, hello is")
{
  Script script(1);
  script.at(0, Started{});
  script.at(10, Opened{1});
  CHECK(live_count(script.state) == 0);
  CHECK(find(script.state, 1)->phase == Phase::greeting);
}

TEST_CASE("M2: no hello within its time cuts the connection and dials anew")
{
  Script script(1);
  script.at(0, Started{});
  script.at(10, Opened{1});
  CHECK(script.let_wake() == "cut 1, replaced no_hello");
  CHECK(script.now == milliseconds{10'010});
  CHECK(script.let_wake() == "dial 2");
}

TEST_CASE("socket mode: a dial that never answers is given up")
{
  Script script(1);
  script.at(0, Started{});
  CHECK(script.let_wake() == "cut 1, replaced no_hello");
  CHECK(script.now == milliseconds{45'000});
}

TEST_CASE("socket mode: a connection that opens after it was given up is cut off")
{
  Script script(1);
  script.at(0, Started{});
  script.let_wake();
  CHECK(script.at(46'000, Opened{1}).starts_with("cut 1"));
}

TEST_CASE(
    "M4: on a refresh the old connection is read until the new one said hello, and a while after")
{
  Script script(1);
  script.go_live();
  CHECK(script.at(60'000, ToldToGo{1, told(Reason::refresh_requested, "refresh_requested")}) ==
        "replaced refresh_requested, dial 2");
  CHECK(find(script.state, 1)->phase == Phase::leaving);
  CHECK(script.at(60'100, Opened{2}) == "");
  CHECK(script.at(60'200, Greeted{2, {}}) == "");
  CHECK(find(script.state, 1)->phase == Phase::leaving);
  CHECK(script.let_wake() == "close 1");
  CHECK(script.now == milliseconds{62'200});
  CHECK(script.at(62'300, Ended{1, "closed"}) == "");
  CHECK(live_count(script.state) == 1);
}

TEST_CASE("M4: to be told to go every five seconds costs neither a failure nor a pause")
{
  Script script(2);
  script.go_live();
  int now = 0;
  for (LinkId id = 1; id <= 40; id += 2) {
    now += 5'000;
    script.at(now, ToldToGo{id, told(Reason::refresh_requested, "refresh_requested")});
    script.at(now, ToldToGo{id + 1, told(Reason::refresh_requested, "refresh_requested")});
    for (const LinkId fresh : {id + 2, id + 3}) {
      REQUIRE(find(script.state, fresh));
      script.at(now + 10, Opened{fresh});
      script.at(now + 20, Greeted{fresh, {}});
    }
    CHECK(live_count(script.state) == 2);
    script.let_wake();  // the lingering ones are closed
    script.at(now + 3'000, Ended{id, "closed"});
    script.at(now + 3'000, Ended{id + 1, "closed"});
  }
  CHECK(script.state.failures == 0);
}

TEST_CASE("M4: to be told to go at once, again and again, is dialled ever more slowly")
{
  Script script(1);
  script.at(0, Started{});
  for (LinkId id = 1; id <= 8; ++id) {
    const int now = static_cast<int>(script.now.count());
    if (!find(script.state, id)) CHECK(script.let_wake().find("dial") != std::string::npos);
    script.at(now, Opened{id});
    script.at(now, Greeted{id, {}});
    script.at(now, ToldToGo{id, told(Reason::refresh_requested, "refresh_requested")});
    script.at(now, Ended{id, "closed"});
  }
  CHECK(script.state.failures == 8);
}

TEST_CASE("M4: however often new connections are told to go, we are deaf for ten seconds at most")
{
  for (std::uint32_t seed = 1; seed <= 40; ++seed) {
    State state(Limits{}, seed * 7919);
    state.failures = 7;
    resume(state, Started{}, milliseconds{0});
    resume(state, Opened{1}, milliseconds{0});
    resume(state, Greeted{1, {}}, milliseconds{0});
    resume(state, ToldToGo{1, told(Reason::refresh_requested, "refresh_requested")},
           milliseconds{0});
    CHECK(state.failures == 8);
    CHECK(state.dial_not_before <= milliseconds{10'000});
  }
}

TEST_CASE("M4: a warning and an unknown reason are refreshes too")
{
  for (const auto& frame : {told(Reason::warning, "warning"), told(Reason::other, "moonrise")}) {
    Script script(1);
    script.go_live();
    CHECK(script.at(60'000, ToldToGo{1, frame}) == "replaced " + frame.name + ", dial 2");
  }
}

TEST_CASE("M4: a warning followed by a refresh replaces once")
{
  Script script(1);
  script.go_live();
  script.at(60'000, ToldToGo{1, told(Reason::warning, "warning")});
  CHECK(script.at(60'010, ToldToGo{1, told(Reason::refresh_requested, "refresh_requested")}) == "");
}

TEST_CASE("M4: while it is replaced, an old connection still takes acknowledgements")
{
  Script script(1);
  script.go_live();
  script.at(60'000, ToldToGo{1, told(Reason::warning, "warning")});
  CHECK(route(script.state, 1) == 1U);
}

TEST_CASE("M4: an old connection is kept ten seconds for its replacement, not longer")
{
  Script script(1);
  script.go_live();
  script.at(60'000, ToldToGo{1, told(Reason::warning, "warning")});
  CHECK(script.let_wake() == "close 1");
  CHECK(script.now == milliseconds{70'000});
}

TEST_CASE("M14: a close that the other side ignores is cut off after three seconds")
{
  Script script(1);
  script.go_live();
  script.at(60'000, ToldToGo{1, told(Reason::warning, "warning")});
  script.at(60'100, Opened{2});
  script.at(60'200, Greeted{2, {}});
  CHECK(script.let_wake() == "close 1");
  CHECK(script.let_wake() == "cut 1");
  CHECK(script.now == milliseconds{65'200});
}

TEST_CASE(
    "socket mode: an old connection that ends before its replacement is live costs no backoff")
{
  Script script(1);
  script.go_live();
  script.at(60'000, ToldToGo{1, told(Reason::warning, "warning")});
  CHECK(script.at(60'050, Ended{1, "closed"}) == "");
  CHECK(script.at(60'100, Opened{2}) == "");
  CHECK(script.at(60'200, Greeted{2, {}}) == "");
  CHECK(live_count(script.state) == 1);
}

TEST_CASE("socket mode: of two connections told to go, each is replaced and the older leaves first")
{
  Script script(2);
  script.go_live();
  CHECK(script.at(60'000, ToldToGo{1, told(Reason::warning, "warning")}) ==
        "replaced warning, dial 3");
  CHECK(script.at(60'001, ToldToGo{2, told(Reason::warning, "warning")}) == "replaced warning");
  script.at(60'100, Opened{3});
  CHECK(script.at(60'200, Greeted{3, {}}) == "dial 4");
  script.at(60'300, Opened{4});
  CHECK(script.at(60'400, Greeted{4, {}}) == "");
  CHECK(script.let_wake() == "close 1");
  CHECK(script.let_wake() == "close 2");
}

TEST_CASE("socket mode: a proven connection that is lost is dialled again at once")
{
  Script script(1);
  script.go_live();
  CHECK(script.at(60'000, Ended{1, "reset"}) == "replaced connection_lost, dial 2");
  CHECK(script.state.complaint == "Slack connection lost: reset");
}

TEST_CASE("M13: connections that die at once are dialled ever more slowly, a minute at most")
{
  Script script(1);
  script.at(0, Started{});
  milliseconds slowest{0};
  for (LinkId id = 1; id <= 12; ++id) {
    const int now = static_cast<int>(script.now.count());
    script.at(now, Opened{id});
    script.at(now, Greeted{id, {}});
    CHECK(script.at(now, Ended{id, "reset"}).starts_with("replaced"));
    const auto before = script.now;
    if (!find(script.state, id + 1)) CHECK(script.let_wake() == fmt::format("dial {}", id + 1));
    slowest = std::max(slowest, script.now - before);
    CHECK(script.now - before <= milliseconds{60'000});
  }
  CHECK(slowest > milliseconds{8'000});
}

TEST_CASE("socket mode: refreshes that come every few seconds are no failures and are met at once")
{
  Script script(1);
  script.go_live();
  for (LinkId id = 1; id <= 20; ++id) {
    const int ms = static_cast<int>(id) * 5'000;
    CHECK(script.at(ms, ToldToGo{id, told(Reason::refresh_requested, "refresh_requested")}) ==
          fmt::format("replaced refresh_requested, dial {}", id + 1));
    script.at(ms + 10, Opened{id + 1});
    script.at(ms + 20, Greeted{id + 1, {"A1", 1}});
    script.at(ms + 30, Ended{id, "closed"});
  }
}

TEST_CASE("socket mode: a connection that is told to go as soon as it is made is a failure")
{
  Script script(1);
  script.go_live();
  CHECK(script.at(100, ToldToGo{1, told(Reason::refresh_requested, "refresh_requested")}) ==
        "replaced refresh_requested");
  CHECK(script.state.failures == 1);
}

TEST_CASE("M13: backoff is spread over its whole range")
{
  int early = 0;
  int late = 0;
  for (std::uint32_t seed = 1; seed <= 40; ++seed) {
    Limits limits;
    limits.sockets = 1;
    State state(limits, seed * 7919);
    state.failures = 5;
    resume(state, Started{}, milliseconds{0});
    resume(state, DialFailed{1, Refusal::transient, "x", {}}, milliseconds{0});
    (state.dial_not_before < milliseconds{16'000} ? early : late) += 1;
    CHECK(state.dial_not_before <= milliseconds{32'000});
  }
  CHECK(early > 5);
  CHECK(late > 5);
}

TEST_CASE("socket mode: a failed dial is repeated and its reason shown")
{
  Script script(1);
  script.at(0, Started{});
  CHECK(script.at(5, DialFailed{1, Refusal::transient, "no route", {}}) == "");
  CHECK(script.state.complaint == "no route");
  CHECK(script.let_wake() == "dial 2");
  script.at(static_cast<int>(script.now.count()), Opened{2});
  script.at(static_cast<int>(script.now.count()), Greeted{2, {}});
  CHECK(script.state.complaint.empty());
}

TEST_CASE("M13: Retry-After is waited out")
{
  Script script(1);
  script.at(0, Started{});
  script.at(0, DialFailed{1, Refusal::rate_limited, "limited", milliseconds{30'000}});
  CHECK(script.at(29'999, Tick{}) == "");
  CHECK(script.at(30'000, Tick{}) == "dial 2");
}

TEST_CASE("socket mode: however often Slack limits the dials, each waits as long as it says")
{
  Script script(1);
  script.at(0, Started{});
  for (LinkId id = 1; id <= 8; ++id) {
    const int ms = static_cast<int>(id) * 1'000;
    script.at(ms - 1'000, DialFailed{id, Refusal::rate_limited, "limited", milliseconds{1'000}});
    CHECK(script.at(ms - 1, Tick{}) == "");
    CHECK(script.at(ms, Tick{}) == fmt::format("dial {}", id + 1));
  }
}

TEST_CASE("M13: refused credentials are tried again once a minute, with the reason shown")
{
  Script script(1);
  script.at(0, Started{});
  script.at(0, DialFailed{1, Refusal::credentials, "invalid_auth", {}});
  CHECK(script.state.complaint == "invalid_auth");
  CHECK(script.at(59'999, Tick{}) == "");
  CHECK(script.at(60'000, Tick{}) == "dial 2");
}

TEST_CASE("socket mode: Socket Mode switched off is said and dialled slowly")
{
  Script script(1);
  script.go_live();
  CHECK(script.at(30'000, ToldToGo{1, told(Reason::link_disabled, "link_disabled")}) ==
        "replaced link_disabled, close 1");
  CHECK(script.state.complaint.find("switched off") != std::string::npos);
  CHECK(script.at(80'000, Tick{}).find("dial") == std::string::npos);
  CHECK(script.at(90'000, Tick{}) == "dial 2");
}

TEST_CASE("M5: too many connections before hello closes that one and backs off")
{
  Script script(1);
  script.at(0, Started{});
  script.at(0, Opened{1});
  CHECK(script.at(0, ToldToGo{1, told(Reason::too_many_websockets, "too_many_websockets")}) ==
        "replaced too_many_websockets, close 1");
  CHECK(script.at(4'999, Tick{}).find("dial") == std::string::npos);
  CHECK(script.let_wake() == "dial 2");
}

TEST_CASE("M5: too many connections gives up our own surplus first")
{
  Script script(1);
  script.go_live();
  script.at(60'000, ToldToGo{1, told(Reason::warning, "warning")});
  script.at(60'100, Opened{2});
  CHECK(script.at(60'200, ToldToGo{2, told(Reason::too_many_websockets, "too_many_websockets")}) ==
        "replaced too_many_websockets, close 2, close 1");
  // That made room: Slack need not be waited for as long as where nothing was given up.
  CHECK(script.at(61'199, Tick{}).find("dial") == std::string::npos);
  CHECK(script.let_wake() == "dial 3");
  CHECK(script.now < milliseconds{62'300});
}

TEST_CASE("M5: with ten connections, the one that is to go makes room before another is dialled")
{
  Script script(10);
  script.go_live();
  CHECK(script.at(60'000, ToldToGo{3, told(Reason::warning, "warning")}) ==
        "replaced warning, close 3");
  CHECK(script.at(60'100, Ended{3, "closed"}) == "dial 11");
  CHECK(live_count(script.state) == 9);
}

TEST_CASE("M5: with ten connections, room is made as soon as the pause before the dial is over")
{
  Script script(10);
  script.go_live();
  CHECK(script.at(10, ToldToGo{3, told(Reason::warning, "warning")}).starts_with("replaced"));
  while (find(script.state, 3)->phase == Phase::leaving) script.let_wake();
  CHECK(script.now <= milliseconds{1'010});
}

TEST_CASE("M5: connections that Slack counts beyond ours are told, and told when they are gone")
{
  Script script(2);
  script.at(0, Started{});
  script.at(0, Opened{1});
  CHECK(script.at(0, Greeted{1, {"A1", 4}}) == "ghosts 3 of 4, dial 2");
  script.at(0, Opened{2});
  CHECK(script.at(0, Greeted{2, {"A1", 2}}) == "ghosts 0 of 2");
}

TEST_CASE("M5: where ghosts fill all places, Slack is given time before the next dial")
{
  Script script(2);
  script.at(0, Started{});
  script.at(0, Opened{1});
  CHECK(script.at(0, Greeted{1, {"A1", 10}}) == "ghosts 9 of 10");
  CHECK(script.at(4'999, Tick{}) == "");
  CHECK(script.let_wake() == "dial 2");
}

TEST_CASE("M13: what only a person can mend stays said until a connection is live again")
{
  Script script(2);
  script.go_live();
  script.at(30'000, ToldToGo{1, told(Reason::link_disabled, "link_disabled")});
  script.at(30'001, Ended{2, "closed"});
  CHECK(script.state.complaint.find("switched off") != std::string::npos);
  CHECK(script.state.needs_person);
  script.at(90'000, Tick{});
  script.at(90'001, Opened{3});
  script.at(90'002, Greeted{3, {}});
  CHECK(script.state.complaint.empty());
  CHECK_FALSE(script.state.needs_person);
}

TEST_CASE("M5: too many connections leaves healthy ones alone")
{
  Script script(2);
  script.at(0, Started{});
  script.at(0, Opened{1});
  script.at(0, Greeted{1, {}});
  script.at(0, Opened{2});
  CHECK(script.at(0, ToldToGo{2, told(Reason::too_many_websockets, "too_many_websockets")}) ==
        "replaced too_many_websockets, close 2");
  CHECK(live_count(script.state) == 1);
}

TEST_CASE("socket mode: a disconnect before hello does not break the machine")
{
  Script script(1);
  script.at(0, Started{});
  script.at(0, Opened{1});
  CHECK(script.at(0, ToldToGo{1, told(Reason::refresh_requested, "refresh_requested")}) ==
        "replaced refresh_requested, close 1");
  CHECK(script.at(1, Ended{1, "closed"}).find("replaced") == std::string::npos);
}

TEST_CASE("M3: what an ended connection still reports changes nothing")
{
  Script script(1);
  script.go_live();
  script.at(60'000, Ended{1, "reset"});
  CHECK(script.at(60'001, Ended{1, "reset"}) == "");
  CHECK(script.at(60'002, ToldToGo{1, told(Reason::warning, "warning")}) == "");
  CHECK(script.at(60'003, Greeted{1, {}}) == "");
  CHECK(script.at(60'004, DialFailed{1, Refusal::transient, "x", {}}) == "");
  CHECK(script.state.links.size() == 1);
  CHECK(script.state.links[0].id == 2);
}

TEST_CASE("socket mode: a second hello changes nothing")
{
  Script script(1);
  script.go_live();
  CHECK(script.at(1, Greeted{1, {"A2", 1}}) == "");
  CHECK(find(script.state, 1)->app_id == "A1");
}

TEST_CASE("M3: never more than one dial is under way")
{
  Script script(3);
  CHECK(script.at(0, Started{}) == "dial 1");
  CHECK(script.at(1, Tick{}) == "");
  CHECK(script.at(2, Opened{1}) == "");
  CHECK(script.at(3, Tick{}) == "");
}

TEST_CASE(
    "socket mode: an acknowledgement goes out on the delivering connection, else on a live one")
{
  Script script(2);
  script.go_live();
  CHECK(route(script.state, 1) == 1U);
  script.at(60'000, Ended{1, "reset"});
  CHECK(route(script.state, 1) == 2U);
  script.at(60'001, Ended{2, "reset"});
  CHECK_FALSE(route(script.state, 1));
}

TEST_CASE("socket mode: nothing is sent on a connection that we closed")
{
  Script script(1);
  script.go_live();
  script.at(60'000, ToldToGo{1, told(Reason::warning, "warning")});
  script.at(60'000, Opened{2});
  script.at(60'000, Greeted{2, {}});
  CHECK(route(script.state, 1) == 1U);
  CHECK(script.let_wake() == "close 1");
  CHECK(route(script.state, 1) == 2U);
}

TEST_CASE("M23: stopping closes what is open and dials nothing more")
{
  Script script(2);
  script.go_live();
  CHECK(script.at(60'000, StopAsked{}) == "close 1, close 2");
  CHECK(script.at(60'001, Ended{1, "closed"}) == "");
  CHECK(script.at(60'002, Ended{2, "closed"}) == "stopped");
  CHECK_FALSE(wake_at(script.state));
}

TEST_CASE("socket mode: stopping does not wait for a dial")
{
  Script script(1);
  script.at(0, Started{});
  CHECK(script.at(1, StopAsked{}) == "cut 1, stopped");
}

TEST_CASE("M23: stopping ends within three seconds even if nobody answers the close")
{
  Script script(1);
  script.go_live();
  CHECK(script.at(1'000, StopAsked{}) == "close 1");
  CHECK(script.let_wake() == "cut 1, stopped");
  CHECK(script.now == milliseconds{4'000});
}

TEST_CASE("socket mode: stopping before starting is done at once")
{
  Script script(1);
  CHECK(script.at(0, StopAsked{}) == "stopped");
}
