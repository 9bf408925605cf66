#include "adapters/dispatcher.hpp"

#include <doctest/doctest.h>

#include <boost/asio/io_context.hpp>

using namespace secondstory;
using std::chrono::milliseconds;

namespace {

OutboxItem item(std::int64_t id, const std::string& channel, Effect effect = PostMessage{})
{
  if (auto* post = std::get_if<PostMessage>(&effect)) post->channel = {"slack", channel};
  return {id, "t" + std::to_string(id), {}, std::move(effect)};
}

PostMessage post(Urgency urgency)
{
  PostMessage out;
  out.urgency = urgency;
  return out;
}

std::vector<std::int64_t> ids(const std::vector<DispatchQueue::Attempt>& attempts)
{
  std::vector<std::int64_t> out;
  for (const auto& attempt : attempts) out.push_back(attempt.item.id);
  return out;
}

Outcome outcome(Outcome::Kind kind, milliseconds wait = {})
{
  Outcome out;
  out.kind = kind;
  out.wait = wait;
  return out;
}

using Ids = std::vector<std::int64_t>;

/// A service that keeps the calls until the test answers them.
struct FakeService final : ChatService
{
  struct Call
  {
    OutboxItem item;
    bool look_first;
    std::function<void(Outcome)> done;
  };
  std::vector<Call> calls;
  std::function<void(const Call&)> answer;

  std::string platform() const override { return "slack"; }
  void start() override {}
  void carry_out(const OutboxItem& one, bool look_first, std::function<void(Outcome)> done) override
  {
    calls.push_back({one, look_first, std::move(done)});
    if (answer) answer(Call{calls.back()});
  }
  void stop(std::function<void()> stopped) override { stopped(); }
  std::vector<ConnectionState> connections() const override { return {}; }
};

struct Bench
{
  boost::asio::io_context context;
  FakeService service;
  std::vector<Event> events;
  int refuse_events = 0;
  std::function<void()> durable;  ///< of the last event
  Dispatcher dispatcher{context,
                        {{"slack", &service}},
                        [this](Event event, std::function<void()> recorded) {
                          if (refuse_events > 0) {
                            --refuse_events;
                            return false;
                          }
                          events.push_back(std::move(event));
                          durable = std::move(recorded);
                          return true;
                        },
                        DispatchLimits{2, milliseconds{1}, milliseconds{4}, milliseconds{30}}};

  void run()
  {
    context.restart();
    context.run();
  }
};

}  // namespace

TEST_CASE("dispatch: in a channel one at a time, in order; channels in parallel")
{
  DispatchQueue queue;
  queue.add(item(1, "C1"), false);
  queue.add(item(2, "C1"), false);
  queue.add(item(3, "C2"), false);
  CHECK(ids(queue.start(milliseconds{0})) == Ids{1, 3});
  CHECK(queue.start(milliseconds{0}).empty());
  CHECK(queue.finished(1, outcome(Outcome::Kind::done), milliseconds{0}));
  CHECK(ids(queue.start(milliseconds{0})) == Ids{2});
}

TEST_CASE("dispatch: not more at once than the bound")
{
  DispatchLimits limits;
  limits.at_once = 2;
  DispatchQueue queue(limits);
  for (int i = 1; i <= 5; ++i) queue.add(item(i, "C" + std::to_string(i)), false);
  CHECK(ids(queue.start(milliseconds{0})) == Ids{1, 2});
  CHECK_FALSE(queue.wake_at());
  queue.finished(2, outcome(Outcome::Kind::done), milliseconds{0});
  CHECK(ids(queue.start(milliseconds{0})) == Ids{3});
}

TEST_CASE("M17: answers go before housekeeping, suggestions after it, drafts last")
{
  DispatchLimits limits;
  limits.at_once = 1;
  DispatchQueue queue(limits);
  const ShareFile draft{{"slack", "C1"}, {}, "a.md", "Draft", "x", {}};
  queue.add(item(1, "", draft), false);
  queue.add(item(2, "C1", post(Urgency::draft)), false);
  queue.add(item(3, "C1", post(Urgency::suggestion)), false);
  queue.add(item(4, "", SetTopic{{"slack", "C1"}, "t"}), false);
  queue.add(item(5, "C1"), false);
  queue.add(item(6, "", TellPerson{{"slack", "C1"}, {}, "U1", {}, {}}), false);
  Ids order;
  while (queue.size() > 0) {
    for (const std::int64_t id : ids(queue.start(milliseconds{0}))) {
      order.push_back(id);
      queue.finished(id, outcome(Outcome::Kind::done), milliseconds{0});
    }
  }
  CHECK(order == Ids{5, 6, 4, 3, 1, 2});
}

TEST_CASE("M17: when a channel takes its next post, the answer goes before what waited longer")
{
  DispatchQueue queue;
  queue.add(item(1, "C1", post(Urgency::draft)), false);
  queue.add(item(2, "C1", post(Urgency::suggestion)), false);
  CHECK(ids(queue.start(milliseconds{0})) == Ids{2, 1});
  for (const std::int64_t id : {1, 2}) {
    CHECK_FALSE(
        queue.finished(id, outcome(Outcome::Kind::later, milliseconds{1000}), milliseconds{0}));
  }
  queue.add(item(3, "C1"), false);
  queue.add(item(4, "C1"), false);
  CHECK(queue.start(milliseconds{999}).empty());
  CHECK(queue.wake_at() == milliseconds{1000});
  CHECK(ids(queue.start(milliseconds{1000})) == Ids{3, 2, 1});
}

TEST_CASE("M17: a channel that has had its share holds up no other, and no private word")
{
  DispatchQueue queue;
  queue.add(item(1, "C1"), false);
  queue.start(milliseconds{0});
  queue.finished(1, outcome(Outcome::Kind::later, milliseconds{1000}), milliseconds{0});
  queue.add(item(2, "C2"), false);
  TellPerson suggestion{{"slack", "C1"}, {}, "U1", {}, {}, Urgency::suggestion};
  queue.add(item(3, "", suggestion), false);
  CHECK(ids(queue.start(milliseconds{0})) == Ids{2, 3});
}

TEST_CASE("M17: waiting for the channel is no failure, and costs no patience")
{
  DispatchQueue queue;
  queue.add(item(1, "C1"), false);
  for (int i = 0; i < 30; ++i) {
    const milliseconds now{i * 1000};
    REQUIRE(queue.start(now).size() == 1);
    queue.finished(1, outcome(Outcome::Kind::later, milliseconds{1000}), now);
    CHECK(queue.wake_at() == now + milliseconds{1000});
  }
  CHECK(queue.start(milliseconds{30'000}).at(0).number == 1);
}

TEST_CASE("M17: a draft that fails again and again does not hold back an answer in its channel")
{
  DispatchQueue queue;
  queue.add(item(1, "C1", post(Urgency::draft)), false);
  queue.start(milliseconds{0});
  queue.finished(1, outcome(Outcome::Kind::unknown, milliseconds{50'000}), milliseconds{0});
  queue.add(item(2, "C1"), false);
  CHECK(ids(queue.start(milliseconds{0})) == Ids{2});
}

TEST_CASE("M17: reading back takes no place from talking, and talking none from reading")
{
  DispatchLimits limits;
  limits.at_once = 1;
  limits.readings_at_once = 2;
  DispatchQueue queue(limits);
  for (int i = 1; i <= 4; ++i) {
    queue.add(item(i, "", ReadHistory{{"slack", "C" + std::to_string(i)}, {}}), false);
  }
  CHECK(ids(queue.start(milliseconds{0})) == Ids{1, 2});
  queue.add(item(5, "C1"), false);
  queue.add(item(6, "C2"), false);
  CHECK(ids(queue.start(milliseconds{0})) == Ids{5});
  queue.finished(5, outcome(Outcome::Kind::done), milliseconds{0});
  CHECK(ids(queue.start(milliseconds{0})) == Ids{6});
  queue.finished(2, outcome(Outcome::Kind::done), milliseconds{0});
  CHECK(ids(queue.start(milliseconds{0})) == Ids{3});
}

TEST_CASE("dispatch: a page or an answer for one person does not hold up an incident's channel")
{
  DispatchQueue queue;
  queue.add(item(1, "", ShowHome{"slack", "U1", {}, {}}), false);
  queue.add(item(2, "", TellPerson{{"slack", ""}, {}, "U1", {}, {}}), false);
  queue.add(item(3, "", OpenChannel{"slack", "inc-1", false, {}}), false);
  CHECK(ids(queue.start(milliseconds{0})).size() == 3);
}

TEST_CASE("M24: a reading that has to wait holds up nothing that we say, nor a look-up")
{
  DispatchQueue queue;
  queue.add(item(1, "", ReadHistory{{"slack", "C1"}}), false);
  queue.start(milliseconds{0});
  queue.add(item(2, "C1"), false);
  queue.add(item(3, "", LearnPerson{{"slack", "C1"}, "U1", {}}), false);
  queue.add(item(4, "", LearnPerson{{"slack", "C1"}, "U2", {}}), false);
  CHECK(ids(queue.start(milliseconds{0})) == Ids{2, 3, 4});
}

TEST_CASE("M24: a reading that fails lets those of other channels go first")
{
  DispatchLimits limits;
  limits.readings_at_once = 1;
  DispatchQueue queue(limits);
  queue.add(item(1, "", ReadHistory{{"slack", "C1"}}), false);
  queue.add(item(2, "", ReadHistory{{"slack", "C2"}}), false);
  CHECK(ids(queue.start(milliseconds{0})) == Ids{1});
  queue.finished(1, outcome(Outcome::Kind::retry), milliseconds{0});
  CHECK(ids(queue.start(milliseconds{0})) == Ids{2});
  CHECK(queue.finished(2, outcome(Outcome::Kind::done), milliseconds{0}));
  CHECK(ids(queue.start(milliseconds{1000})) == Ids{1});
}

TEST_CASE("dispatch: a retry waits at least as long as it was told, and keeps its place")
{
  DispatchQueue queue;
  queue.add(item(1, "C1"), false);
  queue.add(item(2, "C1"), false);
  queue.start(milliseconds{0});
  CHECK_FALSE(
      queue.finished(1, outcome(Outcome::Kind::retry, milliseconds{9000}), milliseconds{100}));
  CHECK(queue.wake_at() == milliseconds{9100});
  CHECK(queue.start(milliseconds{9099}).empty());
  const auto again = queue.start(milliseconds{9100});
  CHECK(ids(again) == Ids{1});
  CHECK_FALSE(again[0].look_first);
}

TEST_CASE("dispatch: retries back off up to the cap")
{
  DispatchQueue queue;
  queue.add(item(1, "C1"), false);
  milliseconds now{0};
  milliseconds longest{0};
  for (int i = 0; i < 20; ++i) {
    REQUIRE(queue.start(now).size() == 1);
    queue.finished(1, outcome(Outcome::Kind::retry), now);
    const milliseconds wait = *queue.wake_at() - now;
    CHECK(wait >= milliseconds{250});
    CHECK(wait <= milliseconds{60'000});
    longest = std::max(longest, wait);
    now = *queue.wake_at();
  }
  CHECK(longest >= milliseconds{30'000});
}

TEST_CASE("dispatch: after an unknown outcome every attempt looks first")
{
  DispatchQueue queue;
  queue.add(item(1, "C1"), false);
  CHECK_FALSE(queue.start(milliseconds{0})[0].look_first);
  queue.finished(1, outcome(Outcome::Kind::unknown), milliseconds{0});
  const auto later = *queue.wake_at();
  CHECK(queue.start(later)[0].look_first);
  queue.finished(1, outcome(Outcome::Kind::retry), later);
  CHECK(queue.start(milliseconds{1'000'000})[0].look_first);
}

TEST_CASE("dispatch: what an earlier run left is looked for first")
{
  DispatchQueue queue;
  queue.add(item(1, "C1"), true);
  CHECK(queue.start(milliseconds{0})[0].look_first);
}

TEST_CASE("dispatch: an item that is told twice is carried out once, even after it was settled")
{
  DispatchQueue queue;
  queue.add(item(1, "C1"), true);
  queue.add(item(1, "C1"), false);
  CHECK(queue.size() == 1);
  queue.start(milliseconds{0});
  queue.finished(1, outcome(Outcome::Kind::done), milliseconds{0});
  queue.add(item(1, "C1"), false);
  CHECK(queue.size() == 0);
}

TEST_CASE("dispatch: a refusal settles and lets the next one go")
{
  DispatchQueue queue;
  queue.add(item(1, "C1"), false);
  queue.add(item(2, "C1"), false);
  queue.start(milliseconds{0});
  CHECK(queue.finished(1, outcome(Outcome::Kind::refused), milliseconds{0}));
  CHECK(ids(queue.start(milliseconds{0})) == Ids{2});
}

TEST_CASE("dispatch: an end that belongs to nothing under way changes nothing")
{
  DispatchQueue queue;
  CHECK_FALSE(queue.finished(7, outcome(Outcome::Kind::done), milliseconds{0}));
  queue.add(item(1, "C1"), false);
  CHECK_FALSE(queue.finished(1, outcome(Outcome::Kind::done), milliseconds{0}));
  CHECK(queue.size() == 1);
}

TEST_CASE("dispatch: a channel that waits does not hold back the others")
{
  DispatchQueue queue;
  queue.add(item(1, "C1"), false);
  queue.start(milliseconds{0});
  queue.finished(1, outcome(Outcome::Kind::retry, milliseconds{50'000}), milliseconds{0});
  queue.add(item(2, "C2"), false);
  CHECK(ids(queue.start(milliseconds{1})) == Ids{2});
}

TEST_CASE("dispatcher: what was done comes back as an event with what it became")
{
  Bench bench;
  bench.service.answer = [](const FakeService::Call& call) {
    Outcome done;
    done.message = MessageRef{{"slack", "C1"}, "5.0"};
    done.channel_name = "inc-1";
    call.done(done);
  };
  bench.dispatcher.add({item(41, "C1")});
  bench.run();
  REQUIRE(bench.events.size() == 1);
  const auto& settled = std::get<EffectSettled>(bench.events[0].what);
  CHECK(settled.outbox_id == 41);
  CHECK(settled.done);
  CHECK(settled.message->id == "5.0");
  CHECK(settled.channel_name == "inc-1");
  CHECK(bench.events[0].delivery_key.empty());
}

TEST_CASE("dispatcher: an effect is pending until its outcome is durable")
{
  Bench bench;
  bench.service.answer = [](const FakeService::Call& call) { call.done(Outcome{}); };
  bench.dispatcher.add({item(1, "C1")});
  bench.run();
  REQUIRE(bench.events.size() == 1);
  CHECK(bench.dispatcher.pending() == 1);
  bench.durable();
  CHECK(bench.dispatcher.pending() == 1);  // what it queued may be under way to us
  bench.run();
  CHECK(bench.dispatcher.pending() == 0);
}

TEST_CASE("dispatcher: a refusal comes back with its reason")
{
  Bench bench;
  bench.service.answer = [](const FakeService::Call& call) {
    Outcome no;
    no.kind = Outcome::Kind::refused;
    no.reason = "the channel is archived";
    call.done(no);
  };
  bench.dispatcher.add({item(1, "C1")});
  bench.run();
  const auto& settled = std::get<EffectSettled>(bench.events.at(0).what);
  CHECK_FALSE(settled.done);
  CHECK(settled.refusal == "the channel is archived");
}

TEST_CASE("dispatcher: it tries until it is done, looking first once the outcome was open")
{
  Bench bench;
  bench.service.answer = [&bench](const FakeService::Call& call) {
    const auto count = bench.service.calls.size();
    call.done(outcome(count == 1   ? Outcome::Kind::retry
                      : count == 2 ? Outcome::Kind::unknown
                                   : Outcome::Kind::done));
  };
  bench.dispatcher.add({item(1, "C1")});
  bench.run();
  REQUIRE(bench.service.calls.size() == 3);
  CHECK_FALSE(bench.service.calls[1].look_first);
  CHECK(bench.service.calls[2].look_first);
  CHECK(bench.events.size() == 1);
}

TEST_CASE("dispatcher: an outcome survives a ledger that has no room")
{
  Bench bench;
  bench.refuse_events = 2;
  bench.service.answer = [](const FakeService::Call& call) { call.done(Outcome{}); };
  bench.dispatcher.add({item(1, "C1")});
  bench.run();
  CHECK(bench.events.size() == 1);
}

TEST_CASE("dispatcher: a service that answers twice settles once")
{
  Bench bench;
  bench.service.answer = [](const FakeService::Call& call) {
    call.done(Outcome{});
    call.done(Outcome{});
  };
  bench.dispatcher.add({item(1, "C1"), item(2, "C1")});
  bench.run();
  CHECK(bench.events.size() == 2);
  CHECK(bench.service.calls.size() == 2);
}

TEST_CASE("dispatcher: items of an earlier run are looked for first")
{
  Bench bench;
  bench.service.answer = [](const FakeService::Call& call) { call.done(Outcome{}); };
  bench.dispatcher.add({item(1, "C1")}, true);
  bench.run();
  CHECK(bench.service.calls.at(0).look_first);
}

TEST_CASE("dispatcher: stopping waits for what is under way and starts nothing more")
{
  Bench bench;
  bool stopped = false;
  bench.dispatcher.add({item(1, "C1"), item(2, "C1")});
  bench.dispatcher.stop([&] { stopped = true; });
  bench.context.restart();
  bench.context.poll();
  CHECK_FALSE(stopped);
  bench.service.calls.at(0).done(Outcome{});
  bench.run();
  CHECK(stopped);
  CHECK(bench.service.calls.size() == 1);
  CHECK(bench.events.size() == 1);
  bench.durable();
  bench.run();
  CHECK(bench.dispatcher.pending() == 1);
}

TEST_CASE("dispatcher: stopping does not wait for ever")
{
  Bench bench;
  int stopped = 0;
  bench.dispatcher.add({item(1, "C1")});
  bench.dispatcher.stop([&] { ++stopped; });
  bench.run();
  CHECK(stopped == 1);
}

TEST_CASE("dispatcher: stopping with nothing under way is done at once")
{
  Bench bench;
  bool stopped = false;
  bench.dispatcher.stop([&] { stopped = true; });
  bench.context.restart();
  bench.context.poll();
  CHECK(stopped);
}

TEST_CASE("dispatcher: an effect for a platform that is switched off is kept")
{
  Bench bench;
  bench.dispatcher.add({{1, "t", {}, PostMessage{{"matrix", "!r"}, {}, {}}}});
  bench.context.restart();
  bench.context.poll();
  CHECK(bench.dispatcher.pending() == 1);
  CHECK(bench.events.empty());
}
