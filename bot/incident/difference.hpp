#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "bot/incident/incident.hpp"

namespace secondstory {

/// What a command changed in the facts of an incident, as JSON: {"severity": ["sev2", "sev1"], …},
/// each role on its own ("roles.lead"). Where the incident lives, and its card, are no such facts.
std::string difference(const Incident& before, const Incident& after);

/// The incident with a difference taken back; nothing if one of its facts was changed again since.
std::optional<Incident> taken_back(const Incident& incident, std::string_view difference);

}  // namespace secondstory
