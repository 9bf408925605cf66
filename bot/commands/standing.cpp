#include "bot/commands/standing.hpp"

#include <algorithm>

namespace secondstory {

using namespace say;

Standing standing(Turn& turn, const std::string& person, const std::string& outside)
{
  const auto& managers = turn.settings.managers;
  if (!managers.empty()) {
    const auto name = outside.empty() ? person : outside + ":" + person;
    const bool named = std::find(managers.begin(), managers.end(), name) != managers.end();
    return named ? Standing::may : Standing::may_not;
  }
  if (!outside.empty()) return Standing::may_not;
  const auto known = turn.ledger.person(turn.event.platform, person);
  if (!known) return Standing::unknown;
  return known->full_member ? Standing::may : Standing::may_not;
}

bool put_off(Turn& turn, const Channel& channel, const std::string& person)
{
  if (turn.learnt) return false;
  turn.queue(LearnPerson{channel, person, turn.event});
  return true;
}

Content refusal(const Turn& turn, Standing standing)
{
  if (standing == Standing::unknown) {
    return Content{
        text("I could not find out in time who you are here, so nothing was changed. Please say "
             "it again in a moment.")};
  }
  if (!turn.settings.managers.empty()) {
    return Content{text("Only the people named in incidents.managers may do this here.")};
  }
  return Content{
      text("Guests are recorded but cannot change an incident. A full member can do this for "
           "you.")};
}

}  // namespace secondstory
