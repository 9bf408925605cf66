#include "bot/incident/difference.hpp"

#include <boost/json.hpp>

#include <set>

namespace secondstory {

namespace json = boost::json;

namespace {

constexpr std::string_view role_prefix = "roles.";

/// The facts of an incident, flat. What is not set is left out.
json::object facts_of(const Incident& incident)
{
  static const std::set<std::string_view> no_facts = {
      "number",  "declared_platform", "declared_channel", "declared_by", "declared_at",
      "private", "status_card",       "open_outbox_id",   "platform",    "channel",
      "roles"};
  const auto all = json::parse(to_json(incident)).as_object();
  json::object out;
  for (const auto& [key, value] : all) {
    const std::string_view name{key.data(), key.size()};
    if (!no_facts.contains(name) && !value.is_null()) out[key] = value;
  }
  for (const auto& [role, id] : incident.roles) out[std::string{role_prefix} + role] = id;
  return out;
}

json::value fact(const json::object& facts, std::string_view name)
{
  const auto* value = facts.if_contains(name);
  return value ? *value : json::value(nullptr);
}

void put(json::object& incident, std::string_view name, const json::value& value)
{
  const bool is_role = name.starts_with(role_prefix);
  auto& place = is_role ? incident.at("roles").as_object() : incident;
  if (is_role) name.remove_prefix(role_prefix.size());
  if (value.is_null()) {
    place.erase(name);
  } else {
    place[name] = value;
  }
}

}  // namespace

std::string difference(const Incident& before, const Incident& after)
{
  const auto from = facts_of(before);
  const auto to = facts_of(after);
  json::object out;
  for (const auto* facts : {&from, &to}) {
    for (const auto& [name, value] : *facts) {
      const auto was = fact(from, name);
      const auto is = fact(to, name);
      if (was != is) out[name] = json::array{was, is};
    }
  }
  return json::serialize(out);
}

std::optional<Incident> taken_back(const Incident& incident, std::string_view difference)
{
  const auto changes = json::parse(difference).as_object();
  const auto facts = facts_of(incident);
  auto restored = json::parse(to_json(incident)).as_object();
  for (const auto& [name, change] : changes) {
    const auto& pair = change.as_array();
    if (fact(facts, name) != pair.at(1)) return std::nullopt;
    put(restored, name, pair.at(0));
  }
  return incident_from_json(json::serialize(restored));
}

}  // namespace secondstory
