#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "adapters/net/http_server.hpp"
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

/// What goes wrong with the next connections and deliveries, each so many times.
struct HubFaults
{
  struct Greeting
  {
    int times = 0;
    std::int64_t delay_ms = 0;
    bool never = false;
    std::int64_t ghosts = 0;  ///< added to num_connections
    std::string app_id{};     ///< another app's
  };

  Greeting greeting{};
  int crowded = 0;             ///< connections told too_many_websockets before hello
  int doubled = 0;             ///< deliveries sent twice at once
  bool same_envelope = false;  ///< … and under one envelope_id
  int lost = 0;                ///< events never sent, though they happened
  int acks_lost = 0;           ///< acknowledgements that never arrive
  int acks_too_long = 0;       ///< acknowledgements answered with close code 1009
};

/// How the hub reaches a connection.
struct Port
{
  std::function<void(std::string, net::MessageForm)> send{};
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

/// What a delivery was about, kept when the delivery itself is not needed any more.
struct Subject
{
  std::string type{};  ///< "events_api", …
  std::string kind{};  ///< "message", "message/message_changed", "/incident", "block_actions"
  std::string channel{};
  std::string ts{};
  std::string user{};
};

struct DeliveryRecord
{
  Delivery delivery{};  ///< emptied once it is acknowledged or lost: a long run has many
  Subject about{};
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
  HubFaults faults{};
  /// The acknowledgement of a delivery that may be answered in it, with its payload: the message
  /// that answers a command, a view's errors; empty where there is none.
  std::function<void(const Delivery&, const json::object&)> on_response =
      [](const Delivery&, const json::object&) {};
  /// A delivery was acknowledged for the first time.
  std::function<void(const DeliveryRecord&)> on_acknowledged = [](const DeliveryRecord&) {};
  /// A command or an interaction was not taken in time.
  std::function<void(const Delivery&, const std::string& error)> on_lost =
      [](const Delivery&, const std::string&) {};
  /// Counts for scenarios: "messages" handed over, "connections" greeted.
  std::function<void(std::string_view)> on_count = [](std::string_view) {};
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
  /// Closes connections with a code and no disconnect before; 0 as id means all.
  std::size_t close(unsigned code, const std::string& reason, ConnectionId id);
  /// Sends any text, for what a client must survive; 0 as id means all.
  std::size_t send_raw(const std::string& text, ConnectionId id, net::MessageForm form = {});
  /// Holds the next `count` events back and sends them last first, at the latest after `within_ms`.
  void reorder(std::size_t count, std::int64_t within_ms);

  /// Retries, closes: whatever is due.
  void tick();
  /// When tick() has to be called next.
  [[nodiscard]] std::optional<std::int64_t> wake_at_us() const;

  [[nodiscard]] std::vector<ConnectionId> connections() const;
  [[nodiscard]] const std::vector<DeliveryRecord>& records() const { return records_; }
  [[nodiscard]] std::size_t pending() const;
  /// How many tickets were given out and how many connections were made, ever.
  [[nodiscard]] std::size_t tickets() const { return tickets_.size(); }
  [[nodiscard]] std::size_t dialled() const { return last_id_; }
  void forget();

 private:
  struct Connection
  {
    ConnectionId id = 0;
    Port port{};
    bool leaving = false;
    std::int64_t close_at_us = 0;
    bool greeted = false;
    std::int64_t hello_at_us = 0;
    bool mute = false;  ///< hello never comes
    std::int64_t ghosts = 0;
    std::string app_id{};
  };

  Connection* next_connection();
  bool send(DeliveryRecord& record);
  void greet(Connection& connection);
  void greet_due(std::int64_t now);
  void hand_over(std::size_t index);
  void release_held();
  [[nodiscard]] std::string too_long_reason() const;
  bool is_ack_spoiled(ConnectionId id);
  void acknowledge(ConnectionId id, const json::object& frame);
  void overdue(std::size_t index);
  void settle(std::size_t index, DeliveryState state);
  [[nodiscard]] bool is_last_sending(std::size_t index, std::int64_t at_us) const;
  std::string uuid();

  std::function<std::int64_t()> now_us_;
  Journal& journal_;
  std::vector<Connection> connections_;
  std::vector<DeliveryRecord> records_;
  std::set<std::string> made_up_;  ///< envelope ids of frames sent by send_raw
  std::map<std::string, std::size_t> by_envelope_;
  std::set<std::size_t> open_;  ///< records that are waiting or sent
  /// Sendings in order of time, (when, record): all fall due after the same span, so the first one
  /// that still counts is the next to be due. Those that do not count any more are skipped.
  std::deque<std::pair<std::int64_t, std::size_t>> sent_;
  std::map<std::string, bool> tickets_;
  std::vector<std::size_t> held_;  ///< records to be sent last first
  std::size_t held_until_count_ = 0;
  std::int64_t held_until_us_ = 0;
  ConnectionId last_id_ = 0;
  ConnectionId last_used_ = 0;
  std::uint64_t serial_ = 0;
};

}  // namespace secondstory::workspace
