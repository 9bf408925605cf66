#include "bot/incident/permission.hpp"

#include <algorithm>

namespace secondstory {

std::optional<std::string> objection_to(Turn& turn, const std::string& platform,
                                        const std::string& person)
{
  const auto& managers = turn.settings.managers;
  if (!managers.empty()) {
    if (std::find(managers.begin(), managers.end(), person) != managers.end()) return std::nullopt;
    return "Only the people named in incidents.managers may do this here.";
  }
  const auto known = turn.ledger.person(platform, person);
  if (!known || known->full_member) return std::nullopt;
  return "Guests are recorded but cannot change an incident. A full member can do this for you.";
}

}  // namespace secondstory
