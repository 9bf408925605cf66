#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "adapters/workspace/journal.hpp"
#include "adapters/workspace/model.hpp"

/// Socket Mode as Slack's end keeps it, without any I/O
/// (docs.slack.dev/apis/events-api/using-socket-mode): connections, envelopes, acknowledgements,
/// redelivery.
///
/// - A connection is greeted with `hello`; there may be ten, an eleventh is told
/// too_many_websockets.
/// - An envelope goes to one connection, in turn. Events wait while there is none.
/// - An event that is not acknowledged in time is sent again with the same event_id in a new
/// envelope,
///   with retry_attempt and retry_reason. Commands and interactions are sent once.
namespace secondstory::workspace {

struct HubOptions
{
  std::string app_id{};
  std::int64_t retry_after_ms = 3'000;
  int retries_max = 3;
  std::size_t connections_max = 10;
  std::size_t frame_bytes_max = 20'480;
  /// Events wait while nobody is connected; else they are given up, as after the last retry.
  bool waits = true;
  std::int64_t leave_after_ms = 10'000;  ///< between `disconnect` and the server closing
};

using ConnectionId = std::uint64_t;

/// How the hub reaches a connection.
struct Port
{
  std::function<void(std::string)> send{};
  std::function<void(unsigned code, std::string reason)> close{};
};

/// One time that a delivery was sent.
struct Sending
{
  std::string envelope_id{};
  ConnectionId connection = 0;
  std::int64_t at_us = 0;  ///< steady
  int retry_attempt = 0;
};

enum class DeliveryState {
  waiting,  ///< no connection yet
  sent,     ///< not acknowledged yet
  acked,
  given_up,  ///< all retries are spent
  lost,      ///< a command or interaction that nobody took
};

struct DeliveryRecord
{
  Delivery delivery{};
  std::string key{};  ///< event_id, or trigger_id
  DeliveryState state = DeliveryState::waiting;
  std::vector<Sending> sendings{};
  std::string acked_envelope{};
  ConnectionId acked_on = 0;
  std::int64_t ack_latency_us = 0;  ///< since that envelope was sent
};

class SocketHub
{
 public:
  /// `now_us` is a clock that never jumps.
  SocketHub(HubOptions options, std::function<std::int64_t()> now_us, Journal& journal);

  HubOptions options;
  /// An acknowledgement's payload: the message that answers a command, a view's errors.
  std::function<void(const Delivery&, const json::object&)> on_response =
      [](const Delivery&, const json::object&) {};
  /// A command or an interaction was not taken in time.
  std::function<void(const Delivery&, const std::string& error)> on_lost =
      [](const Delivery&, const std::string&) {};
  /// Whether anything changed that a clock should be set by.
  std::function<void()> on_schedule = [] {};

  /// A ticket for one connection.
  std::string new_ticket();
  /// Uses a ticket; false where there is no such or it was used before.
  bool take_ticket(const std::string& ticket);

  ConnectionId opened(Port port);
  void closed(ConnectionId id);
  void received(ConnectionId id, std::string_view text, bool fragmented, std::size_t frame_bytes);
  void deliver(Delivery delivery);
  /// Gives up what nobody has taken yet; how many.
  std::size_t give_up();
  /// Tells connections to go and closes them after `close_after_ms`; 0 as id means all.
  std::size_t disconnect(const std::string& reason, ConnectionId id, std::int64_t close_after_ms);
  /// Sends any text, for what a client must survive; 0 as id means all.
  std::size_t send_raw(const std::string& text, ConnectionId id);

  /// Retries, closes: whatever is due.
  void tick();
  /// When tick() has to be called next.
  [[nodiscard]] std::optional<std::int64_t> wake_at_us() const;

  [[nodiscard]] std::vector<ConnectionId> connections() const;
  [[nodiscard]] const std::vector<DeliveryRecord>& records() const { return records_; }
  [[nodiscard]] std::size_t pending() const;
  void forget();

 private:
  struct Connection
  {
    ConnectionId id = 0;
    Port port{};
    bool leaving = false;
    std::int64_t close_at_us = 0;
  };

  Connection* next_connection();
  bool send(DeliveryRecord& record);
  void acknowledge(ConnectionId id, const json::object& frame);
  std::string uuid();

  std::function<std::int64_t()> now_us_;
  Journal& journal_;
  std::vector<Connection> connections_;
  std::vector<DeliveryRecord> records_;
  std::set<std::string> made_up_;  ///< envelope ids of frames sent by send_raw
  std::map<std::string, std::size_t> by_envelope_;
  std::set<std::size_t> open_;  ///< records that are waiting or sent
  std::map<std::string, bool> tickets_;
  ConnectionId last_id_ = 0;
  ConnectionId last_used_ = 0;
  std::uint64_t serial_ = 0;
};

}  // namespace secondstory::workspace
