#include "adapters/workspace/socket_hub.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <random>

#include "adapters/slack/json.hpp"

namespace secondstory::workspace {

using slack::object_at;
using slack::parse_object;
using slack::string_at;

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
  if (connections_.size() >= options.connections_max) {
    connection.port.send(R"({"type":"disconnect","reason":"too_many_websockets","debug_info":)"
                         R"({"host":"workspace"}})");
    connection.port.close(1000, "too_many_websockets");
    return connection.id;
  }
  connections_.push_back(connection);
  json::object hello{{"type", "hello"}, {"num_connections", connections_.size()}};
  hello["debug_info"] = json::object{
      {"host", "workspace"}, {"build_number", 1}, {"approximate_connection_time", 18060}};
  hello["connection_info"] = json::object{{"app_id", options.app_id}};
  connection.port.send(json::serialize(hello));
  const std::set<std::size_t> open = open_;
  for (const std::size_t index : open) {
    if (records_[index].state == DeliveryState::waiting) send(records_[index]);
  }
  on_schedule();
  return connection.id;
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
      if (one.leaving != leaving) continue;
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
  record.sendings.push_back(std::move(sending));
  record.state = DeliveryState::sent;
  connection->port.send(json::serialize(envelope));
  return true;
}

void SocketHub::deliver(Delivery delivery)
{
  DeliveryRecord record;
  record.key = string_at(delivery.payload, "event_id");
  if (record.key.empty()) record.key = string_at(delivery.payload, "trigger_id");
  record.delivery = std::move(delivery);
  records_.push_back(std::move(record));
  const std::size_t index = records_.size() - 1;
  open_.insert(index);
  const bool sent = send(records_[index]);
  const bool is_event = records_[index].delivery.type == "events_api";
  if (!sent && is_event && !options.waits) {
    records_[index].state = DeliveryState::given_up;
    open_.erase(index);
  } else if (!sent && !is_event) {
    records_[index].state = DeliveryState::lost;
    open_.erase(index);
    const Delivery lost = records_[index].delivery;
    on_lost(lost, "dispatch_failed");
  }
  on_schedule();
}

std::size_t SocketHub::give_up()
{
  const std::size_t count = open_.size();
  for (const std::size_t index : open_) records_[index].state = DeliveryState::given_up;
  open_.clear();
  on_schedule();
  return count;
}

void SocketHub::received(ConnectionId id, std::string_view text, bool fragmented,
                         std::size_t frame_bytes)
{
  if (frame_bytes > options.frame_bytes_max) {
    journal_.violate("frame_too_long", "socket",
                     fmt::format("A frame of {} bytes was sent; {} are the most.", frame_bytes,
                                 options.frame_bytes_max));
    for (const Connection& one : connections_) {
      if (one.id != id) continue;
      const auto close = one.port.close;
      close(1009,
            fmt::format("Max frame length of {} has been exceeded.", options.frame_bytes_max));
      return;
    }
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
  acknowledge(id, *frame);
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
  const Delivery delivery = records_[index].delivery;
  const json::object& payload = object_at(frame, "payload");
  const bool answers = !payload.empty();
  if (answers && !delivery.accepts_response_payload) {
    journal_.violate("payload_not_accepted", "socket",
                     "An acknowledgement has a payload where accepts_response_payload is false.");
  }
  DeliveryRecord& record = records_[index];
  if (record.state == DeliveryState::acked) return;
  const bool in_time = record.state != DeliveryState::lost;
  record.state = DeliveryState::acked;
  record.acked_envelope = envelope_id;
  record.acked_on = id;
  for (const Sending& sending : record.sendings) {
    if (sending.envelope_id == envelope_id) record.ack_latency_us = now_us_() - sending.at_us;
  }
  open_.erase(index);
  if (answers && in_time && delivery.accepts_response_payload) on_response(delivery, payload);
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
    one.port.send(json::serialize(frame));
    for (Connection& kept : connections_) {
      if (kept.id != one.id) continue;
      kept.leaving = true;
      kept.close_at_us = now_us_() + close_after_ms * 1'000;
    }
  }
  on_schedule();
  return told;
}

std::size_t SocketHub::send_raw(const std::string& text, ConnectionId id)
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
    one.port.send(text);
    ++told;
  }
  return told;
}

void SocketHub::tick()
{
  const std::int64_t now = now_us_();
  const std::set<std::size_t> open = open_;
  for (const std::size_t index : open) {
    if (records_[index].state != DeliveryState::sent) continue;
    if (now < records_[index].sendings.back().at_us + options.retry_after_ms * 1'000) continue;
    const bool is_event = records_[index].delivery.type == "events_api";
    const bool spent = static_cast<int>(records_[index].sendings.size()) > options.retries_max;
    if (is_event && !spent) {
      if (!send(records_[index])) records_[index].state = DeliveryState::waiting;
      continue;
    }
    records_[index].state = is_event ? DeliveryState::given_up : DeliveryState::lost;
    open_.erase(index);
    const Delivery lost = records_[index].delivery;
    if (!is_event) on_lost(lost, "operation_timeout");
  }
  const auto connections = connections_;
  for (const Connection& one : connections) {
    if (!one.leaving || now < one.close_at_us) continue;
    closed(one.id);
    one.port.close(1000, "goodbye");
  }
}

std::optional<std::int64_t> SocketHub::wake_at_us() const
{
  std::optional<std::int64_t> soonest;
  const auto consider = [&](std::int64_t at) {
    if (!soonest || at < *soonest) soonest = at;
  };
  for (const std::size_t index : open_) {
    const DeliveryRecord& record = records_[index];
    if (record.state != DeliveryState::sent) continue;
    consider(record.sendings.back().at_us + options.retry_after_ms * 1'000);
  }
  for (const Connection& one : connections_) {
    if (one.leaving) consider(one.close_at_us);
  }
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
  by_envelope_.clear();
  for (const std::size_t index : open_) {
    for (const Sending& sending : records_[index].sendings) {
      by_envelope_[sending.envelope_id] = kept.size();
    }
    open.insert(kept.size());
    kept.push_back(std::move(records_[index]));
  }
  records_ = std::move(kept);
  open_ = std::move(open);
}

}  // namespace secondstory::workspace
