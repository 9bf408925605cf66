#include "bot/incident/incident.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <charconv>

#include "bot/words.hpp"

namespace secondstory {

namespace json = boost::json;

namespace {

constexpr std::array<std::string_view, 5> status_names = {"investigating", "identified",
                                                          "monitoring", "resolved", "closed"};

using TimeMember = std::optional<Time> Incident::*;
constexpr std::array<std::pair<const char*, TimeMember>, 7> time_members = {{
    {"started_at", &Incident::started_at},
    {"detected_at", &Incident::detected_at},
    {"acknowledged_at", &Incident::acknowledged_at},
    {"communicated_at", &Incident::communicated_at},
    {"mitigated_at", &Incident::mitigated_at},
    {"resolved_at", &Incident::resolved_at},
    {"closed_at", &Incident::closed_at},
}};

std::optional<std::string> maybe(const json::object& in, const char* key)
{
  const auto* value = in.if_contains(key);
  if (value == nullptr || value->is_null()) return std::nullopt;
  return json::value_to<std::string>(*value);
}

json::value nullable(const std::optional<std::string>& value)
{
  return value ? json::value(*value) : json::value(nullptr);
}

}  // namespace

std::string_view name_of(Status status)
{
  return status_names[static_cast<std::size_t>(status)];
}

std::optional<Status> status_named(std::string_view word)
{
  const auto wanted = words::lower(word);
  if (wanted.size() < 3) return std::nullopt;
  for (std::size_t i = 0; i < status_names.size(); ++i) {
    if (status_names[i].substr(0, wanted.size()) == wanted) return static_cast<Status>(i);
  }
  return std::nullopt;
}

std::optional<std::int64_t> incident_number(std::string_view word)
{
  return words::numbered(word, "inc");
}

std::string to_json(const Incident& incident)
{
  json::object out{{"number", incident.number},
                   {"title", incident.title},
                   {"severity", incident.severity},
                   {"status", static_cast<int>(incident.status)},
                   {"declared_platform", incident.declared_in.platform},
                   {"declared_channel", incident.declared_in.id},
                   {"declared_by", incident.declared_by},
                   {"private", incident.is_private},
                   {"declared_at", incident.declared_at.time_since_epoch().count()},
                   {"impact", nullable(incident.impact)},
                   {"summary", nullable(incident.summary)},
                   {"status_card", nullable(incident.status_card)},
                   {"open_outbox_id", incident.open_outbox_id}};
  if (incident.channel) {
    out["platform"] = incident.channel->platform;
    out["channel"] = incident.channel->id;
  }
  for (const auto& [name, member] : time_members) {
    if (incident.*member) out[name] = (incident.*member)->time_since_epoch().count();
  }
  json::object roles;
  for (const auto& [role, id] : incident.roles) roles[role] = id;
  out["roles"] = std::move(roles);
  return json::serialize(out);
}

Incident incident_from_json(std::string_view text)
{
  const auto value = json::parse(text);
  const auto& in = value.as_object();
  const auto time = [](const json::value& v) {
    return Time{std::chrono::milliseconds{v.as_int64()}};
  };
  Incident out;
  out.number = in.at("number").as_int64();
  out.title = json::value_to<std::string>(in.at("title"));
  out.severity = json::value_to<std::string>(in.at("severity"));
  out.status = static_cast<Status>(in.at("status").as_int64());
  out.declared_in = {json::value_to<std::string>(in.at("declared_platform")),
                     json::value_to<std::string>(in.at("declared_channel"))};
  out.declared_by = json::value_to<std::string>(in.at("declared_by"));
  out.is_private = in.at("private").as_bool();
  out.declared_at = time(in.at("declared_at"));
  out.impact = maybe(in, "impact");
  out.summary = maybe(in, "summary");
  out.status_card = maybe(in, "status_card");
  out.open_outbox_id = in.at("open_outbox_id").as_int64();
  if (auto id = maybe(in, "channel")) out.channel = Channel{*maybe(in, "platform"), *id};
  for (const auto& [name, member] : time_members) {
    if (const auto* at = in.if_contains(name)) out.*member = time(*at);
  }
  for (const auto& [role, id] : in.at("roles").as_object()) {
    out.roles[std::string{role}] = json::value_to<std::string>(id);
  }
  return out;
}

}  // namespace secondstory
