#include <fmt/format.h>

#include "bot/commands/declaring.hpp"
#include "bot/commands/standing.hpp"
#include "bot/commands/verbs.hpp"
#include "bot/incident/cards.hpp"
#include "bot/incident/settling.hpp"
#include "bot/words.hpp"

namespace secondstory {

namespace {

using namespace say;

Wish wish_of(Command& command)
{
  auto& arguments = command.arguments;
  const auto& settings = command.turn.settings;
  Wish wish;
  wish.lead = arguments.take_person();
  wish.severity = arguments.take_severity(settings.severities).value_or(usual_severity(settings));
  wish.here = !settings.open_in_new_channel;
  for (bool more = true; more;) {
    more = false;
    if (arguments.take_flag("here")) more = wish.here = true;
    if (arguments.take_flag("private")) more = wish.is_private = true;
  }
  wish.title = arguments.rest();
  return wish;
}

/// Whether what is said here is for the channel's members alone; nothing if we were never told.
std::optional<bool> is_private_here(Command& command)
{
  if (command.caller.in_private) return true;
  const auto& here = command.caller.channel;
  const auto name = command.turn.ledger.name(here.platform, here.id);
  return name ? std::optional{name->is_private} : std::nullopt;
}

/// Settles where it goes on and who may know of it: what goes on in a private channel is private,
/// and so is what goes on where we cannot find out; a private one never goes on where others read.
/// False if it is put off until we know.
bool settle_privacy(Command& command, Wish& wish)
{
  if (!wish.here) return true;
  const auto guarded = is_private_here(command);
  const auto& caller = command.caller;
  if (!guarded && put_off(command.turn, caller.channel, caller.person)) return false;
  if (wish.is_private) {
    wish.here = guarded.value_or(false);
    return true;
  }
  wish.is_private = guarded.value_or(true);
  if (wish.is_private) {
    command.tell({text(guarded ? "This channel is private, so the incident is too: it is shown in "
                                 "no list, and its draft and files stay here."
                               : "I could not find out whether everybody may read this channel, so "
                                 "I keep the incident private: it is shown in no list, and its "
                                 "draft and files stay here.")});
  }
  return true;
}

Incident declared(Command& command, const Wish& wish)
{
  Incident incident;
  incident.title = wish.title;
  incident.severity = wish.severity;
  incident.declared_in = command.caller.channel;
  incident.declared_by = command.caller.person;
  incident.is_private = wish.is_private;
  incident.declared_at = command.turn.event.at;
  if (wish.lead) {
    incident.roles["lead"] = *wish.lead;
    incident.acknowledged_at = command.turn.event.at;
  }
  if (wish.here) incident.channel = command.caller.channel;
  return incident;
}

void open_its_channel(Command& command)
{
  auto& incident = *command.incident;
  std::vector<std::string> invite{incident.declared_by};
  if (const auto lead = incident.roles.find("lead"); lead != incident.roles.end()) {
    if (lead->second != incident.declared_by) invite.push_back(lead->second);
  }
  incident.open_outbox_id = command.turn.queue(
      OpenChannel{incident.declared_in.platform, channel_name(incident, command.turn.settings),
                  incident.is_private, std::move(invite)});
  command.tell({bold(incident.id()), text(" is declared. Its channel is being opened.")});
}

void settle_in_here(Command& command)
{
  auto& turn = command.turn;
  furnish_channel(turn, *command.incident);
  if (turn.settings.backfill_minutes > 0) {
    const auto since = turn.event.at - std::chrono::minutes{turn.settings.backfill_minutes};
    turn.queue(ReadHistory{command.caller.channel, since});
  }
}

}  // namespace

void declare(Command& command)
{
  auto wish = wish_of(command);
  if (wish.title.empty()) {
    command.tell({text("What is happening? For example: "),
                  code(command.turn.settings.command + " open Checkout returns 500 sev2")});
    return;
  }
  declare_as(command, std::move(wish));
}

std::string usual_severity(const Settings& settings)
{
  // The second lowest: worth waking up to, not worth panic.
  const auto& severities = settings.severities;
  return severities.size() > 1 ? severities[severities.size() - 2] : severities.back();
}

void declare_as(Command& command, Wish wish)
{
  if (!settle_privacy(command, wish)) {
    command.no_entry();
    return;
  }
  if (wish.here && command.incident && command.incident->is_open()) {
    command.tell({bold(command.incident->id()), text(" is open in this channel already: "),
                  text(command.incident->title)});
    return;
  }
  const auto whole_title = wish.title;
  wish.title = command.fitted(std::move(wish.title), title_bytes_max, "The title");
  auto incident = declared(command, wish);
  command.turn.ledger.add(incident);
  command.incident = incident;
  if (wish.here) {
    settle_in_here(command);
  } else {
    open_its_channel(command);
  }
  command.declared(fmt::format("Declared: {} ({})", whole_title, incident.severity));
}

void list_incidents(Command& command)
{
  const auto which = words::lower(command.arguments.rest());
  if (!which.empty() && which != "open" && which != "closed" && which != "all") {
    command.tell({text("Say "), code("list"), text(", "), code("list open"), text(" or "),
                  code("list closed"), text(".")});
    return;
  }
  Bullets bullets;
  std::size_t left_out = 0;
  for (const auto& incident : command.turn.ledger.incidents()) {
    if (incident.is_private && incident.channel != command.caller.channel) continue;
    if (which == "closed" ? incident.is_open() : (which != "all" && !incident.is_open())) continue;
    if (bullets.items.size() < 20) {
      bullets.items.push_back(list_line(incident, command.turn.now()));
    } else {
      ++left_out;
    }
  }
  if (bullets.items.empty()) {
    command.tell(
        {text(which == "closed" ? "No incident has been closed yet." : "No incident is open.")});
    return;
  }
  Content content;
  content.blocks.emplace_back(std::move(bullets));
  if (left_out > 0)
    content.blocks.emplace_back(Footnote{{text(fmt::format("… and {} more", left_out))}});
  command.tell(std::move(content));
}

}  // namespace secondstory
