#include "adapters/dispatcher.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

namespace secondstory {

namespace {

constexpr std::size_t settled_max = 65'536;

enum Rank : int { answers, housekeeping, suggestions, drafts, readings };

Rank rank_of(Urgency urgency)
{
  if (urgency == Urgency::suggestion) return suggestions;
  return urgency == Urgency::draft ? drafts : answers;
}

Rank rank_of(const Effect& effect)
{
  if (const auto* post = std::get_if<PostMessage>(&effect)) return rank_of(post->urgency);
  if (const auto* tell = std::get_if<TellPerson>(&effect)) return rank_of(tell->urgency);
  if (const auto* file = std::get_if<ShareFile>(&effect)) {
    return file->only_for ? answers : drafts;  // for one person: the answer to a command
  }
  if (std::holds_alternative<LearnPerson>(effect)) return answers;  // somebody waits for it
  if (std::holds_alternative<OpenChannel>(effect) || std::holds_alternative<ReviseMessage>(effect))
    return answers;
  return std::holds_alternative<ReadHistory>(effect) ? readings : housekeeping;
}

/// What makes a message in the channel, and so counts towards what the channel takes.
bool makes_message(const Effect& effect)
{
  return std::holds_alternative<PostMessage>(effect) || std::holds_alternative<ShareFile>(effect);
}

std::chrono::milliseconds steady_now()
{
  return std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now().time_since_epoch());
}

}  // namespace

DispatchQueue::DispatchQueue(DispatchLimits limits, std::uint32_t seed)
    : limits_(limits), random_(seed)
{
}

DispatchQueue::LaneKey DispatchQueue::lane_of(const Effect& effect)
{
  const Channel channel = destination(effect);
  std::string where = channel.platform + " " + channel.id;
  // What is for one person alone must not hold up the opening of an incident's channel.
  if (const auto* home = std::get_if<ShowHome>(&effect)) where += "home " + home->person;
  // Who somebody is takes its time; it holds up nothing that we have to say in the channel.
  if (const auto* learn = std::get_if<LearnPerson>(&effect)) where += "person " + learn->person;
  const auto* tell = std::get_if<TellPerson>(&effect);
  if (tell && channel.id.empty()) where += "direct " + tell->person;
  return {std::move(where), rank_of(effect)};
}

bool DispatchQueue::has_room(const LaneKey& lane) const
{
  if (lane.rank == readings) return readings_under_way_ < limits_.readings_at_once;
  return under_way_ - readings_under_way_ < limits_.at_once;
}

DispatchQueue::Clock DispatchQueue::ready_at(const LaneKey& key, const Lane& lane) const
{
  const auto rest = rests_.find(key.channel);
  if (rest == rests_.end() || !makes_message(lane.items.front().item.effect))
    return lane.not_before;
  return std::max(lane.not_before, rest->second);
}

void DispatchQueue::add(OutboxItem item, bool look_first)
{
  if (settled_.contains(item.id)) return;
  LaneKey lane = lane_of(item.effect);
  if (!known_.emplace(item.id, lane).second) return;
  lanes_[std::move(lane)].items.push_back({std::move(item), look_first, 0});
}

std::vector<DispatchQueue::Attempt> DispatchQueue::start(Clock now)
{
  std::erase_if(rests_, [now](const auto& rest) { return rest.second <= now; });
  std::vector<std::pair<const LaneKey*, Lane*>> ready;
  for (auto& [key, lane] : lanes_) {
    if (!lane.busy && !lane.items.empty() && ready_at(key, lane) <= now) {
      ready.emplace_back(&key, &lane);
    }
  }
  std::sort(ready.begin(), ready.end(), [](const auto& a, const auto& b) {
    return std::pair(a.first->rank, a.second->items.front().item.id) <
           std::pair(b.first->rank, b.second->items.front().item.id);
  });
  std::vector<Attempt> out;
  for (const auto& [key, lane] : ready) {
    if (!has_room(*key)) continue;
    Waiting& waiting = lane->items.front();
    ++waiting.attempts;
    lane->busy = true;
    ++under_way_;
    if (key->rank == readings) ++readings_under_way_;
    out.push_back({waiting.item, waiting.look_first, waiting.attempts});
  }
  return out;
}

bool DispatchQueue::finished(std::int64_t id, const Outcome& outcome, Clock now)
{
  const auto known = known_.find(id);
  if (known == known_.end()) return false;
  const auto found = lanes_.find(known->second);
  Lane& lane = found->second;
  if (!lane.busy || lane.items.front().item.id != id) return false;
  lane.busy = false;
  --under_way_;
  if (found->first.rank == readings) --readings_under_way_;
  if (outcome.kind == Outcome::Kind::done || outcome.kind == Outcome::Kind::refused) {
    lane.items.pop_front();
    lane.not_before = Clock{0};
    if (lane.items.empty()) lanes_.erase(found);
    known_.erase(known);
    settled_.insert(id);
    if (settled_.size() > settled_max) settled_.erase(settled_.begin());
    return true;
  }
  Waiting& waiting = lane.items.front();
  if (outcome.kind == Outcome::Kind::later) {
    --waiting.attempts;  // the channel had no room: that is no failure
    if (outcome.wait.count() > 0) rests_[found->first.channel] = now + outcome.wait;
    return false;
  }
  if (outcome.kind == Outcome::Kind::unknown) waiting.look_first = true;
  if (outcome.kind == Outcome::Kind::retry && outcome.wait.count() > 0) {
    --waiting.attempts;  // told when to come back: that is when
    lane.not_before = now + outcome.wait;
    return false;
  }
  lane.not_before = now + std::max(outcome.wait, backoff(waiting.attempts));
  return false;
}

std::optional<DispatchQueue::Clock> DispatchQueue::wake_at() const
{
  std::optional<Clock> soonest;
  for (const auto& [key, lane] : lanes_) {
    if (lane.busy || lane.items.empty() || !has_room(key)) continue;
    const Clock ready = ready_at(key, lane);
    if (!soonest || ready < *soonest) soonest = ready;
  }
  return soonest;
}

DispatchQueue::Clock DispatchQueue::backoff(unsigned attempts)
{
  const unsigned doublings = std::min(attempts == 0 ? 0U : attempts - 1, 16U);
  const Clock bound = std::min(limits_.backoff_cap, limits_.backoff_first * (1U << doublings));
  // Half fixed, half by chance: retries spread out, yet never come at once.
  std::uniform_int_distribution<Clock::rep> part(0, bound.count() / 2);
  return bound - bound / 2 + Clock{part(random_)};
}

struct Dispatcher::Machine : std::enable_shared_from_this<Machine>
{
  Machine(boost::asio::io_context& context_, Services services_, EventSink sink_,
          DispatchLimits limits_, DispatchHooks hooks_)
      : context(context_),
        timer(context_),
        stop_timer(context_),
        services(std::move(services_)),
        sink(std::move(sink_)),
        limits(limits_),
        hooks(std::move(hooks_)),
        queue(limits_)
  {
  }

  std::size_t pending() const { return queue.size() + unrecorded; }
  void run();
  void attempt(const DispatchQueue::Attempt& attempt);
  void ended(const OutboxItem& item, Outcome outcome);
  void report(std::shared_ptr<const Event> event);
  void finish_if_idle();

  boost::asio::io_context& context;
  boost::asio::steady_timer timer;
  boost::asio::steady_timer stop_timer;
  Services services;
  EventSink sink;
  DispatchLimits limits;
  DispatchHooks hooks;
  DispatchQueue queue;
  std::map<std::int64_t, std::chrono::milliseconds> first_started{};
  /// Outcomes that are not durable yet: until then their effects are open, and may bring others.
  std::size_t unrecorded = 0;
  std::function<void()> stopped{};
  bool stopping = false;
};

void Dispatcher::Machine::run()
{
  hooks.on_pending(pending());
  if (stopping) {
    finish_if_idle();
    return;
  }
  for (const DispatchQueue::Attempt& one : queue.start(steady_now())) attempt(one);
  timer.cancel();
  const auto wake = queue.wake_at();
  if (!wake) return;
  timer.expires_after(std::max(std::chrono::milliseconds{1}, *wake - steady_now()));
  timer.async_wait([self = shared_from_this()](boost::system::error_code cancelled) {
    if (!cancelled) self->run();
  });
}

void Dispatcher::Machine::attempt(const DispatchQueue::Attempt& attempt)
{
  first_started.try_emplace(attempt.item.id, steady_now());
  // Ends are taken in a turn of their own: a service may answer before its call returns, or twice.
  const auto answered = std::make_shared<bool>(false);
  auto done = [self = shared_from_this(), item = attempt.item, answered](Outcome outcome) {
    if (std::exchange(*answered, true)) return;
    boost::asio::post(self->context, [self, item, outcome = std::move(outcome)]() mutable {
      self->ended(item, std::move(outcome));
    });
  };
  const auto service = services.find(destination(attempt.item.effect).platform);
  if (service == services.end()) {
    // Kept, not refused: the platform may only be switched off for now.
    Outcome none;
    none.kind = Outcome::Kind::retry;
    none.reason =
        "no connection to " + destination(attempt.item.effect).platform + " is configured";
    none.wait = limits.backoff_cap;
    done(std::move(none));
    return;
  }
  service->second->carry_out(attempt.item, attempt.look_first, std::move(done));
}

void Dispatcher::Machine::ended(const OutboxItem& item, Outcome outcome)
{
  const auto now = steady_now();
  const bool settled = queue.finished(item.id, outcome, now);
  if (!settled) {
    if (outcome.kind != Outcome::Kind::later) {
      spdlog::info("{} effect {} is tried again: {}", type_name(item.effect), item.id,
                   outcome.reason);
    }
    run();
    return;
  }
  const auto started = first_started.extract(item.id);
  const double seconds =
      started ? std::chrono::duration<double>(now - started.mapped()).count() : 0;
  hooks.on_settled(type_name(item.effect), seconds);

  const Time at =
      std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
  EffectSettled what;
  what.outbox_id = item.id;
  what.done = outcome.kind == Outcome::Kind::done;
  if (!what.done) {
    what.refusal = outcome.reason;
    spdlog::warn("{} effect {} was refused: {}", type_name(item.effect), item.id, outcome.reason);
  }
  what.message = std::move(outcome.message);
  what.channel_id = std::move(outcome.channel_id);
  what.channel_name = std::move(outcome.channel_name);
  what.not_invited = std::move(outcome.not_invited);
  what.unread = std::move(outcome.unread);
  ++unrecorded;
  report(std::make_shared<const Event>(
      Event{{}, destination(item.effect).platform, at, at, std::move(what)}));
  run();
}

void Dispatcher::Machine::report(std::shared_ptr<const Event> event)
{
  auto durable = [self = shared_from_this()] {
    // After what the commit queued has come in.
    boost::asio::post(self->context, [self] {
      --self->unrecorded;
      self->hooks.on_pending(self->pending());
    });
  };
  if (sink(*event, std::move(durable))) return;
  // The ledger is full; the outcome must not be lost, or the effect would be done again.
  constexpr std::chrono::milliseconds moment{50};
  const auto again = std::make_shared<boost::asio::steady_timer>(context, moment);
  again->async_wait([self = shared_from_this(), event, again](boost::system::error_code failed) {
    if (!failed) self->report(event);
  });
}

void Dispatcher::Machine::finish_if_idle()
{
  if (!stopped || queue.under_way() > 0) return;
  stop_timer.cancel();
  std::exchange(stopped, nullptr)();
}

Dispatcher::Dispatcher(boost::asio::io_context& context, Services services, EventSink sink,
                       DispatchLimits limits, DispatchHooks hooks)
    : machine_(std::make_shared<Machine>(context, std::move(services), std::move(sink), limits,
                                         std::move(hooks)))
{
}

Dispatcher::~Dispatcher()
{
  machine_->stopping = true;
  machine_->timer.cancel();
  machine_->stop_timer.cancel();
}

void Dispatcher::add(std::vector<OutboxItem> items, bool look_first)
{
  for (OutboxItem& item : items) machine_->queue.add(std::move(item), look_first);
  machine_->run();
}

void Dispatcher::stop(std::function<void()> stopped)
{
  machine_->stopping = true;
  machine_->stopped = std::move(stopped);
  machine_->timer.cancel();
  machine_->stop_timer.expires_after(machine_->limits.stop_patience);
  machine_->stop_timer.async_wait([machine = machine_](boost::system::error_code cancelled) {
    if (!cancelled && machine->stopped) std::exchange(machine->stopped, nullptr)();
  });
  boost::asio::post(machine_->context, [machine = machine_] { machine->finish_if_idle(); });
}

std::size_t Dispatcher::pending() const
{
  return machine_->pending();
}

}  // namespace secondstory
