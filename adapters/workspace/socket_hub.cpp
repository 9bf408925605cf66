#include "adapters/workspace/socket_hub.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <utility>

#include "adapters/slack/json.hpp"

namespace secondstory::workspace {

using slack::object_at;
using slack::parse_object;
using slack::string_at;

namespace {

Subject subject_of(const Delivery& delivery)
{
  const json::object& event = object_at(delivery.payload, "event");
  const std::string subtype = string_at(event, "subtype");
  Subject out;
  out.type = delivery.type;
  out.kind = string_at(event, "type") + (subtype.empty() ? "" : "/" + subtype);
  if (delivery.type == "slash_commands") out.kind = string_at(delivery.payload, "command");
  if (delivery.type == "interactive") out.kind = string_at(delivery.payload, "type");
  out.channel = string_at(event, "channel");
  out.ts = string_at(event, "ts");
  out.user = string_at(event, "user");
  return out;
}

}  // namespace

SocketHub::SocketHub(HubOptions options_, std::function<std::int64_t()> now_us, Journal& journal)
    : options(std::move(options_)), now_us_(std::move(now_us)), journal_(journal)
{
}

std::string SocketHub::uuid()
{
  static std::mt19937_64 random{std::random_device{}()};
  const std::uint64_t a = random();
  const std::uint64_t b = ++serial_;
  return fmt::format("{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}", a >> 32U, (a >> 16U) & 0xFFFFU,
                     (a >> 4U) & 0xFFFU, random() & 0xFFFU, b & 0xFFFFFFFFFFFFU);
}

std::string SocketHub::new_ticket()
{
  std::string ticket = uuid();
  tickets_[ticket] = false;
  return ticket;
}

bool SocketHub::take_ticket(const std::string& ticket)
{
  const auto found = tickets_.find(ticket);
  if (found == tickets_.end() || found->second) {
    journal_.violate(found == tickets_.end() ? "unknown_ticket" : "ticket_reused", "socket",
                     "A connection was dialled without a fresh apps.connections.open.");
    return false;
  }
  found->second = true;
  return true;
}

ConnectionId SocketHub::opened(Port port)
{
  Connection connection;
  connection.id = ++last_id_;
  connection.port = std::move(port);
  const bool crowded = faults.crowded > 0 && faults.crowded-- > 0;
  if (crowded || connections_.size() >= options.connections_max) {
    connection.port.send(R"({"type":"disconnect","reason":"too_many_websockets","debug_info":)"
                         R"({"host":"workspace"}})",
                         {});
    connection.port.close(1000, "too_many_websockets");
    return connection.id;
  }
  connection.app_id = options.app_id;
  if (faults.greeting.times > 0) {
    --faults.greeting.times;
    connection.hello_at_us = now_us_() + faults.greeting.delay_ms * 1'000;
    connection.mute = faults.greeting.never;
    connection.ghosts = faults.greeting.ghosts;
    if (!faults.greeting.app_id.empty()) connection.app_id = faults.greeting.app_id;
  }
  const ConnectionId id = connection.id;
  connections_.push_back(std::move(connection));
  greet_due(now_us_());
  on_schedule();
  return id;
}

void SocketHub::greet(Connection& connection)
{
  connection.greeted = true;
  json::object hello{
      {"type", "hello"},
      {"num_connections", static_cast<std::int64_t>(connections_.size()) + connection.ghosts}};
  hello["debug_info"] = json::object{
      {"host", "workspace"}, {"build_number", 1}, {"approximate_connection_time", 18060}};
  hello["connection_info"] = json::object{{"app_id", connection.app_id}};
  connection.port.send(json::serialize(hello), {});
  on_count("connections");
}

/// Says hello where it is time to, and sends what waited for a connection.
void SocketHub::greet_due(std::int64_t now)
{
  bool greeted = false;
  for (Connection& one : connections_) {
    if (one.greeted || one.mute || now < one.hello_at_us) continue;
    greet(one);
    greeted = true;
  }
  if (!greeted) return;
  const std::set<std::size_t> open = open_;
  for (const std::size_t index : open) {
    const bool held = std::find(held_.begin(), held_.end(), index) != held_.end();
    if (records_[index].state == DeliveryState::waiting && !held) send(records_[index]);
  }
}

void SocketHub::closed(ConnectionId id)
{
  std::erase_if(connections_, [id](const Connection& one) { return one.id == id; });
}

/// In turn; one that was told to go only where there is no other.
SocketHub::Connection* SocketHub::next_connection()
{
  for (const bool leaving : {false, true}) {
    Connection* first = nullptr;
    for (Connection& one : connections_) {
      if (one.leaving != leaving || !one.greeted) continue;
      if (!first) first = &one;
      if (one.id > last_used_) return &one;
    }
    if (first) return first;
  }
  return nullptr;
}

bool SocketHub::send(DeliveryRecord& record)
{
  Connection* connection = next_connection();
  if (!connection) return false;
  last_used_ = connection->id;
  Sending sending;
  sending.envelope_id = uuid();
  sending.connection = connection->id;
  sending.at_us = now_us_();
  sending.retry_attempt = static_cast<int>(record.sendings.size());
  json::object envelope{{"envelope_id", sending.envelope_id},
                        {"type", record.delivery.type},
                        {"accepts_response_payload", record.delivery.accepts_response_payload},
                        {"payload", record.delivery.payload}};
  if (record.delivery.type == "events_api") {
    envelope["retry_attempt"] = sending.retry_attempt;
    envelope["retry_reason"] = sending.retry_attempt > 0 ? "timeout" : "";
  }
  by_envelope_[sending.envelope_id] = static_cast<std::size_t>(&record - records_.data());
  sent_.emplace_back(sending.at_us, by_envelope_[sending.envelope_id]);
  record.sendings.push_back(std::move(sending));
  record.state = DeliveryState::sent;
  connection->port.send(json::serialize(envelope), {});
  if (faults.doubled > 0) {
    --faults.doubled;
    // As if an acknowledgement had been lost on the way; the copy may come over another connection.
    if (faults.same_envelope) {
      if (Connection* other = next_connection()) other->port.send(json::serialize(envelope), {});
    } else {
      send(record);
    }
  }
  return true;
}

void SocketHub::deliver(Delivery delivery)
{
  DeliveryRecord record;
  record.key = string_at(delivery.payload, "event_id");
  if (record.key.empty()) record.key = string_at(delivery.payload, "trigger_id");
  const bool is_event = delivery.type == "events_api";
  const bool is_message =
      is_event && string_at(object_at(delivery.payload, "event"), "type") == "message";
  record.about = subject_of(delivery);
  record.delivery = std::move(delivery);
  records_.push_back(std::move(record));
  const std::size_t index = records_.size() - 1;
  if (is_event && faults.lost > 0) {
    --faults.lost;
    settle(index, DeliveryState::lost);
  } else if (is_event && held_until_count_ > 0) {
    open_.insert(index);
    held_.push_back(index);
    if (held_.size() >= held_until_count_) release_held();
  } else {
    hand_over(index);
  }
  if (is_message) on_count("messages");
  on_schedule();
}

void SocketHub::hand_over(std::size_t index)
{
  open_.insert(index);
  if (send(records_[index])) return;
  if (records_[index].about.type == "events_api") {
    if (!options.waits) settle(index, DeliveryState::given_up);
    return;
  }
  const Delivery lost = records_[index].delivery;
  settle(index, DeliveryState::lost);
  on_lost(lost, "dispatch_failed");
}

void SocketHub::reorder(std::size_t count, std::int64_t within_ms)
{
  held_until_count_ = count;
  held_until_us_ = now_us_() + within_ms * 1'000;
  on_schedule();
}

void SocketHub::release_held()
{
  const std::vector<std::size_t> held = std::exchange(held_, {});
  held_until_count_ = 0;
  for (auto index = held.rbegin(); index != held.rend(); ++index) hand_over(*index);
}

std::size_t SocketHub::give_up()
{
  const std::set<std::size_t> open = open_;
  for (const std::size_t index : open) settle(index, DeliveryState::given_up);
  on_schedule();
  return open.size();
}

void SocketHub::received(ConnectionId id, std::string_view text, bool fragmented,
                         std::size_t frame_bytes)
{
  if (frame_bytes > options.frame_bytes_max) {
    journal_.violate("frame_too_long", "socket",
                     fmt::format("A frame of {} bytes was sent; {} are the most.", frame_bytes,
                                 options.frame_bytes_max));
    close(1009, too_long_reason(), id);
    return;
  }
  if (fragmented) {
    journal_.violate("fragmented", "socket",
                     "A message came in several frames; Slack does not put them together.");
    return;
  }
  const auto frame = parse_object(text);
  if (!frame) {
    journal_.violate("not_json", "socket", "A message is no JSON object.");
    return;
  }
  if (!is_ack_spoiled(id)) acknowledge(id, *frame);
}

std::string SocketHub::too_long_reason() const
{
  return fmt::format("Max frame length of {} has been exceeded.", options.frame_bytes_max);
}

bool SocketHub::is_ack_spoiled(ConnectionId id)
{
  if (faults.acks_lost > 0) {
    --faults.acks_lost;
    return true;
  }
  if (faults.acks_too_long == 0) return false;
  --faults.acks_too_long;
  close(1009, too_long_reason(), id);
  return true;
}

std::size_t SocketHub::close(unsigned code, const std::string& reason, ConnectionId id)
{
  std::size_t told = 0;
  const auto connections = connections_;
  for (const Connection& one : connections) {
    if (id != 0 && one.id != id) continue;
    closed(one.id);
    one.port.close(code, reason);
    ++told;
  }
  return told;
}

void SocketHub::acknowledge(ConnectionId id, const json::object& frame)
{
  const std::string envelope_id = string_at(frame, "envelope_id");
  const auto found = by_envelope_.find(envelope_id);
  if (found == by_envelope_.end() && made_up_.contains(envelope_id)) return;
  if (found == by_envelope_.end()) {
    journal_.violate("unknown_envelope", "socket",
                     "An acknowledgement names an envelope that was never sent.");
    return;
  }
  const std::size_t index = found->second;
  DeliveryRecord& record = records_[index];
  const json::object& payload = object_at(frame, "payload");
  if (!payload.empty() && !record.delivery.accepts_response_payload) {
    journal_.violate("payload_not_accepted", "socket",
                     "An acknowledgement has a payload where accepts_response_payload is false.");
  }
  if (record.state == DeliveryState::acked) return;
  const bool in_time = record.state != DeliveryState::lost;
  const bool taken = in_time && record.delivery.accepts_response_payload;
  const Delivery delivery = taken ? record.delivery : Delivery{};
  record.acked_envelope = envelope_id;
  record.acked_on = id;
  for (const Sending& sending : record.sendings) {
    if (sending.envelope_id == envelope_id) record.ack_latency_us = now_us_() - sending.at_us;
  }
  settle(index, DeliveryState::acked);
  on_acknowledged(records_[index]);
  if (taken) on_response(delivery, payload);
}

/// Nothing more is sent for this record.
void SocketHub::settle(std::size_t index, DeliveryState state)
{
  records_[index].state = state;
  records_[index].delivery.payload.clear();
  open_.erase(index);
  while (!sent_.empty() && !is_last_sending(sent_.front().second, sent_.front().first)) {
    sent_.pop_front();
  }
}

bool SocketHub::is_last_sending(std::size_t index, std::int64_t at_us) const
{
  const DeliveryRecord& record = records_[index];
  return record.state == DeliveryState::sent && record.sendings.back().at_us == at_us;
}

std::size_t SocketHub::disconnect(const std::string& reason, ConnectionId id,
                                  std::int64_t close_after_ms)
{
  const json::object frame{{"type", "disconnect"},
                           {"reason", reason},
                           {"debug_info", json::object{{"host", "workspace"}}}};
  std::size_t told = 0;
  const auto connections = connections_;
  for (const Connection& one : connections) {
    if (id != 0 && one.id != id) continue;
    ++told;
    one.port.send(json::serialize(frame), {});
    for (Connection& kept : connections_) {
      if (kept.id != one.id) continue;
      kept.leaving = true;
      kept.close_at_us = now_us_() + close_after_ms * 1'000;
    }
  }
  on_schedule();
  return told;
}

std::size_t SocketHub::send_raw(const std::string& text, ConnectionId id, net::MessageForm form)
{
  // A made-up frame may look like an envelope; to acknowledge it is no fault then.
  boost::system::error_code no_json;
  const json::value parsed = json::parse(text, no_json);
  if (!no_json && parsed.is_object())
    made_up_.insert(string_at(parsed.get_object(), "envelope_id"));
  std::size_t told = 0;
  const auto connections = connections_;
  for (const Connection& one : connections) {
    if (id != 0 && one.id != id) continue;
    one.port.send(text, form);
    ++told;
  }
  return told;
}

void SocketHub::tick()
{
  const std::int64_t now = now_us_();
  greet_due(now);
  if (held_until_count_ > 0 && now >= held_until_us_) release_held();
  while (!sent_.empty()) {
    const auto [at_us, index] = sent_.front();
    const bool counts = is_last_sending(index, at_us);
    if (counts && now < at_us + options.retry_after_ms * 1'000) break;
    sent_.pop_front();
    if (counts) overdue(index);
  }
  const auto connections = connections_;
  for (const Connection& one : connections) {
    if (!one.leaving || now < one.close_at_us) continue;
    closed(one.id);
    one.port.close(1000, "goodbye");
  }
}

/// A sending was not acknowledged in time.
void SocketHub::overdue(std::size_t index)
{
  const bool is_event = records_[index].about.type == "events_api";
  const bool spent = static_cast<int>(records_[index].sendings.size()) > options.retries_max;
  if (is_event && !spent) {
    if (!send(records_[index])) records_[index].state = DeliveryState::waiting;
    return;
  }
  const Delivery lost = records_[index].delivery;
  settle(index, is_event ? DeliveryState::given_up : DeliveryState::lost);
  if (!is_event) on_lost(lost, "operation_timeout");
}

std::optional<std::int64_t> SocketHub::wake_at_us() const
{
  std::optional<std::int64_t> soonest;
  const auto consider = [&](std::int64_t at) {
    if (!soonest || at < *soonest) soonest = at;
  };
  for (const auto& [at_us, index] : sent_) {
    if (!is_last_sending(index, at_us)) continue;
    consider(at_us + options.retry_after_ms * 1'000);
    break;
  }
  for (const Connection& one : connections_) {
    if (one.leaving) consider(one.close_at_us);
    if (!one.greeted && !one.mute) consider(one.hello_at_us);
  }
  if (held_until_count_ > 0) consider(held_until_us_);
  return soonest;
}

std::vector<ConnectionId> SocketHub::connections() const
{
  std::vector<ConnectionId> out;
  for (const Connection& one : connections_) out.push_back(one.id);
  return out;
}

std::size_t SocketHub::pending() const
{
  return open_.size();
}

void SocketHub::forget()
{
  std::vector<DeliveryRecord> kept;
  std::set<std::size_t> open;
  std::map<std::size_t, std::size_t> moved;
  release_held();
  by_envelope_.clear();
  for (const std::size_t index : open_) {
    for (const Sending& sending : records_[index].sendings) {
      by_envelope_[sending.envelope_id] = kept.size();
    }
    moved[index] = kept.size();
    open.insert(kept.size());
    kept.push_back(std::move(records_[index]));
  }
  std::erase_if(sent_, [&](const auto& one) { return !moved.contains(one.second); });
  for (auto& [at_us, index] : sent_) index = moved.at(index);
  records_ = std::move(kept);
  open_ = std::move(open);
}

}  // namespace secondstory::workspace
