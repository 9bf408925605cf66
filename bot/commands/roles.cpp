#include <fmt/format.h>
#include <algorithm>
#include <array>

#include "bot/commands/command.hpp"
#include "bot/commands/verbs.hpp"
#include "bot/words.hpp"

namespace secondstory {

namespace {

using namespace say;

/// A name that is no mention tells us of nobody: "role comms ben", "role scribe two @ben".
bool names_somebody(const std::string& typed)
{
  const auto all = words::split(typed);
  if (typed.find('@') != std::string::npos) return true;
  constexpr std::array<std::string_view, 6> known = {"lead",        "comms",     "scribe",
                                                     "facilitator", "commander", "ic"};
  return all.size() > 1 && std::find(known.begin(), known.end(), all.front()) != known.end();
}

void give(Command& command, const std::string& role, const std::string& id)
{
  auto& incident = *command.incident;
  const auto holder = incident.roles.find(role);
  if (holder != incident.roles.end() && holder->second == id) {
    command.tell({person(id), text(" holds the role " + role + " already.")});
    return;
  }
  const bool handed_over = holder != incident.roles.end();
  incident.roles[role] = id;
  if (role == "lead" && !incident.acknowledged_at) incident.acknowledged_at = command.turn.event.at;
  command.change(EntryKind::role, fmt::format("{}: <@{}>", role, id));
  command.announce({bold(command.incident->id()),
                    text(" " + role + (handed_over ? " is now " : " is ")), person(id)});
  command.refresh_card();
  if (incident.channel && id != command.caller.person) {
    command.turn.queue(InvitePeople{*incident.channel, {id}});
  }
}

}  // namespace

void lead(Command& command)
{
  const auto named = command.arguments.take_person();
  if (!named && !command.arguments.empty()) {
    command.tell({text("Mention the person, as in "),
                  code(command.turn.settings.command + " lead @ana"),
                  text(", or nobody to take it yourself.")});
    return;
  }
  give(command, "lead", named.value_or(command.caller.person));
}

void assign_role(Command& command)
{
  const auto named = command.arguments.take_person();
  auto role = words::lower(command.arguments.rest());
  if (!named && names_somebody(role)) {
    command.tell({text("Mention the person, as in "),
                  code(command.turn.settings.command + " role comms @ben"),
                  text(", or nobody to take the role yourself.")});
    return;
  }
  if (role == "commander" || role == "ic" || role == "incident lead") role = "lead";
  constexpr std::size_t name_words_max = 2;
  if (role.empty() || role.size() > 40 || words::split(role).size() > name_words_max) {
    command.tell({text("Which role, and who? For example: "),
                  code(command.turn.settings.command + " role comms @ben")});
    return;
  }
  give(command, role, named.value_or(command.caller.person));
}

void list_roles(Command& command)
{
  Facts facts;
  for (const auto& [role, id] : command.incident->roles) facts.rows.push_back({role, {person(id)}});
  if (facts.rows.empty()) {
    command.tell({text("Nobody holds a role yet. "), code(command.turn.settings.command + " lead"),
                  text(" makes you the incident lead.")});
    return;
  }
  command.tell(Content{std::vector<Block>{std::move(facts)}});
}

}  // namespace secondstory
