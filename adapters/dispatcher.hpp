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
#include <tuple>
#include <vector>

#include "adapters/chat_service.hpp"

namespace boost::asio {
class io_context;
}

namespace secondstory {

struct DispatchLimits
{
  std::size_t at_once = 16;  ///< calls in parallel
  std::chrono::milliseconds backoff_first{500};
  std::chrono::milliseconds backoff_cap{60'000};
  std::chrono::milliseconds stop_patience{3'000};
  std::size_t readings_at_once = 2;  ///< histories read in parallel, beside the calls
};

/// Which effect goes out when; no I/O, times are milliseconds of a clock that never jumps.
///
/// For each channel there is a lane for answers, one for housekeeping (topic, members, pins), one
/// for suggestions, one for drafts and files, and one for reading. In a lane one thing at a time
/// goes out, in the order of queueing. Where a channel takes one post a second the more urgent lane
/// goes first; a call that has to wait holds back its own lane alone. Nothing is ever dropped.
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
  /// Platform and channel, and what kind of thing: the smaller goes first.
  struct LaneKey
  {
    std::string channel{};
    int rank = 0;
    bool operator<(const LaneKey& other) const
    {
      return std::tie(channel, rank) < std::tie(other.channel, other.rank);
    }
  };
  struct Lane
  {
    std::deque<Waiting> items{};
    bool busy = false;
    Clock not_before{0};
  };
  static LaneKey lane_of(const Effect& effect);

  Clock backoff(unsigned attempts);
  bool has_room(const LaneKey& lane) const;
  Clock ready_at(const LaneKey& key, const Lane& lane) const;

  DispatchLimits limits_;
  std::mt19937 random_;
  std::map<LaneKey, Lane> lanes_;
  std::map<std::string, Clock> rests_;     ///< channel → when it takes the next post
  std::map<std::int64_t, LaneKey> known_;  ///< id → lane
  std::set<std::int64_t> settled_;         ///< the last ones, against being told again
  std::size_t under_way_ = 0;
  std::size_t readings_under_way_ = 0;
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

  /// Effects whose outcome is not durable yet.
  std::size_t pending() const;

 private:
  struct Machine;
  std::shared_ptr<Machine> machine_;
};

}  // namespace secondstory
