#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "adapters/chat_service.hpp"

namespace boost::asio {
class io_context;
}

namespace secondstory {

struct DispatchLimits
{
  std::size_t at_once = 8;  ///< channels served in parallel
  std::chrono::milliseconds backoff_first{500};
  std::chrono::milliseconds backoff_cap{60'000};
  std::chrono::milliseconds stop_patience{3'000};
};

/// Which effect goes out when; no I/O, times are milliseconds of a clock that never jumps.
///
/// Per destination one at a time and in the order they were queued: what we say in a channel
/// arrives in that order, and a call that has to wait holds back only its own channel. Readings of
/// the history go one at a time beside them. Nothing is ever dropped.
class DispatchQueue
{
 public:
  using Clock = std::chrono::milliseconds;

  explicit DispatchQueue(DispatchLimits limits = {}, std::uint32_t seed = std::random_device{}());

  /// Takes an item in, unless it is known already: at the start the outbox and the first batches
  /// tell of the same ones.
  void add(OutboxItem item, bool look_first);

  struct Attempt
  {
    OutboxItem item{};
    bool look_first = false;
    unsigned number = 0;  ///< 1 for the first
  };
  /// What to start now; each is under way until finished() is called for it.
  std::vector<Attempt> start(Clock now);

  /// How an attempt ended. True: the item is settled and the next of its channel may follow; false:
  /// it is kept and tried again.
  bool finished(std::int64_t id, const Outcome& outcome, Clock now);

  /// When start() will have something that it does not have now; nothing if only an attempt's end
  /// can change that.
  std::optional<Clock> wake_at() const;

  std::size_t size() const { return known_.size(); }  ///< not settled yet
  std::size_t under_way() const { return under_way_; }

 private:
  struct Waiting
  {
    OutboxItem item{};
    bool look_first = false;
    unsigned attempts = 0;
  };
  struct Lane
  {
    std::deque<Waiting> items{};
    bool busy = false;
    unsigned failures = 0;  ///< since something of it was settled
    Clock not_before{0};
  };

  Clock backoff(unsigned attempts);

  DispatchLimits limits_;
  std::mt19937 random_;
  std::map<std::string, Lane> lanes_;
  std::map<std::int64_t, std::string> known_;  ///< id → lane
  std::set<std::int64_t> settled_;             ///< the last ones, against being told again
  std::size_t under_way_ = 0;
};

/// What the dispatcher tells, for metrics.
struct DispatchHooks
{
  std::function<void(std::size_t pending)> on_pending = [](std::size_t) {};
  /// An item was settled, so many seconds after its first attempt began.
  std::function<void(std::string_view type, double seconds)> on_settled = [](std::string_view,
                                                                             double) {};
};

/// Carries the committed outbox out over the chat services and brings the outcomes back as events.
/// Everything happens on the thread of the io_context.
class Dispatcher
{
 public:
  /// Platform → service; the services outlive the dispatcher.
  using Services = std::map<std::string, ChatService*>;

  Dispatcher(boost::asio::io_context& context, Services services, EventSink sink,
             DispatchLimits limits = {}, DispatchHooks hooks = {});
  ~Dispatcher();
  Dispatcher(const Dispatcher&) = delete;
  Dispatcher& operator=(const Dispatcher&) = delete;

  /// Effects that are durable. `look_first` for those of an earlier run, whose outcome nobody
  /// knows.
  void add(std::vector<OutboxItem> items, bool look_first = false);

  /// Starts nothing more; `stopped` follows when the calls under way have ended, after 3 s at most.
  /// What is not settled stays in the outbox for the next run.
  void stop(std::function<void()> stopped);

  std::size_t pending() const;

 private:
  struct Machine;
  std::shared_ptr<Machine> machine_;
};

}  // namespace secondstory
