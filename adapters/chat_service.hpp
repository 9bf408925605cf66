#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "bot/effect.hpp"
#include "bot/event.hpp"
#include "bot/result.hpp"

namespace secondstory {

/// Takes an event towards the ledger; `durable` is called on the network thread once it is
/// committed, and only then may the delivery be acknowledged. `false`: no room, try again shortly.
using EventSink = std::function<bool(Event, std::function<void()> durable)>;

/// How an attempt to carry out an effect ended.
struct Outcome
{
  enum class Kind {
    done,
    refused,  ///< for good; `reason` says why
    retry,    ///< without effect; worth another try, not before `wait`
    later,    ///< the channel takes no more posts until `wait` has passed; all is known of what was
              ///< done, and the rest of it is still to do
    unknown,  ///< it may have taken effect: look before trying again
  };
  Kind kind = Kind::done;
  std::string reason{};
  std::chrono::milliseconds wait{0};
  std::optional<MessageRef> message{};
  std::optional<std::string> channel_id{};
  std::optional<std::string> channel_name{};
  std::vector<NotInvited> not_invited{};
  std::vector<ReadHistory> unread{};  ///< of a reading, what is left for further steps
};

/// Liveness of one connection, for /readyz and metrics.
struct ConnectionState
{
  std::string name;
  bool up = false;
  std::string complaint{};
  /// Without this one nothing works, whatever the others do: the service's consent to speak.
  bool vital = false;
};

/// A chat service as the rest of the program sees it. All calls and callbacks happen on the network
/// thread.
class ChatService
{
 public:
  virtual ~ChatService() = default;

  virtual std::string platform() const = 0;

  /// Connects and keeps connected until stop().
  virtual void start() = 0;

  /// Carries an effect out. With `look_first` an earlier attempt's outcome is unknown: what it left
  /// behind is looked for by the item's token and adopted; only if nothing is there, it is done.
  virtual void carry_out(const OutboxItem& item, bool look_first,
                         std::function<void(Outcome)> done) = 0;

  /// Pending acknowledgements are sent, sockets closed with code 1000; `stopped` follows within 5
  /// s.
  virtual void stop(std::function<void()> stopped) = 0;

  virtual std::vector<ConnectionState> connections() const = 0;
};

}  // namespace secondstory
