#include "adapters/slack/frame.hpp"

namespace secondstory::slack {

namespace {

Reason reason_named(std::string_view name)
{
  if (name == "warning") return Reason::warning;
  if (name == "refresh_requested") return Reason::refresh_requested;
  if (name == "link_disabled") return Reason::link_disabled;
  if (name == "too_many_websockets") return Reason::too_many_websockets;
  return Reason::other;
}

json::object payload_of(const json::object& frame)
{
  const json::value* payload = frame.if_contains("payload");
  if (!payload) return {};
  if (const json::object* object = payload->if_object()) return *object;
  // Seen in the wild: the payload as JSON inside a string.
  if (const json::string* text = payload->if_string()) {
    if (auto object = parse_object({text->data(), text->size()})) return std::move(*object);
  }
  return {};
}

}  // namespace

Frame parse_frame(std::string_view text)
{
  const auto frame = parse_object(text);
  if (!frame) return Junk{};
  const std::string type = string_at(*frame, "type");
  if (type == "hello") {
    return Hello{string_at(object_at(*frame, "connection_info"), "app_id"),
                 integer_at(*frame, "num_connections").value_or(0)};
  }
  if (type == "disconnect") {
    std::string name = string_at(*frame, "reason");
    return Disconnect{reason_named(name), std::move(name)};
  }
  std::string id = string_at(*frame, "envelope_id");
  // Slack's are UUIDs; one that made the acknowledgement too long for a frame would be a poison.
  constexpr std::size_t id_bytes_max = 1024;
  if (id.empty() || id.size() > id_bytes_max) return Junk{};
  return Envelope{std::move(id), type, payload_of(*frame),
                  flag_at(*frame, "accepts_response_payload"),
                  integer_at(*frame, "retry_attempt").value_or(0) > 0};
}

std::string acknowledgement(std::string_view envelope_id, const json::object& answer)
{
  json::object out;
  out["envelope_id"] = envelope_id;
  if (!answer.empty()) out["payload"] = answer;
  return json::serialize(out);
}

}  // namespace secondstory::slack
