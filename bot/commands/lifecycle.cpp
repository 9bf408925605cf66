#include <fmt/format.h>

#include "bot/commands/command.hpp"
#include "bot/commands/verbs.hpp"
#include "bot/incident/cards.hpp"
#include "bot/postmortem/publishing.hpp"
#include "bot/words.hpp"

namespace secondstory {

namespace {

using namespace say;

std::string with_note(const std::string& words, const std::string& note)
{
  return note.empty() ? words : words + ": " + note;
}

/// Moves an incident to a status and keeps its times true to it.
void move_to(Incident& incident, Status status, Time at)
{
  incident.status = status;
  if (status == Status::resolved) {
    if (!incident.resolved_at) incident.resolved_at = at;
  } else if (status != Status::closed) {
    incident.resolved_at.reset();
  }
}

void announce_status(Command& command, const std::string& from, const std::string& remark)
{
  Content line{bold(command.incident->id()),
               text(fmt::format(" {} → {}", from, name_of(command.incident->status)))};
  if (!remark.empty()) std::get<Paragraph>(line.blocks.front()).line.push_back(text(": " + remark));
  command.announce(std::move(line));
}

void change_status(Command& command, Status to, const std::string& remark)
{
  auto& incident = *command.incident;
  const std::string from{name_of(incident.status)};
  if (incident.status == to && remark.empty()) {
    command.tell({bold(incident.id()), text(fmt::format(" is {} already.", from))});
    return;
  }
  move_to(incident, to, command.turn.event.at);
  command.change(EntryKind::status, with_note(fmt::format("{} → {}", from, name_of(to)), remark));
  announce_status(command, from, remark);
  command.refresh_card();
}

}  // namespace

void status(Command& command)
{
  const auto word = command.arguments.take_word();
  if (!word) {
    command.tell(status_card(*command.incident,
                             command.turn.ledger.actions(command.incident->number),
                             command.turn.now()));
    return;
  }
  const auto to = status_named(*word);
  if (!to) {
    command.tell({text("There is no status "), code(words::clipped(*word, 40)),
                  text(". Choose investigating, identified, monitoring or resolved.")});
    return;
  }
  const auto* as_change = find_verb(*to == Status::closed ? "close" : "resolve");
  if (!command.may_run(*as_change)) return;
  if (*to == Status::closed) {
    close(command);
  } else {
    change_status(command, *to, command.arguments.rest());
  }
}

void severity(Command& command)
{
  auto& incident = *command.incident;
  const auto& severities = command.turn.settings.severities;
  const auto word = command.arguments.take_word();
  const auto to = word ? severity_named(*word, severities, true) : std::nullopt;
  if (!to) {
    Line line{text(word ? "There is no such severity. Choose " : "Which one? Choose ")};
    for (const auto& name : severities) {
      if (line.size() > 1) line.push_back(text(", "));
      line.push_back(code(name));
    }
    command.tell(Content{std::vector<Block>{Paragraph{std::move(line)}}});
    return;
  }
  if (*to == incident.severity) {
    command.tell({bold(incident.id()), text(" is " + *to + " already.")});
    return;
  }
  const auto shift = fmt::format("{} → {}", incident.severity, *to);
  incident.severity = *to;
  const auto told = with_note(shift, command.arguments.rest());
  command.change(EntryKind::severity, told);
  command.announce({bold(incident.id()), text(" severity " + told)});
  command.refresh_card();
}

void mitigated(Command& command)
{
  auto& incident = *command.incident;
  const auto remark = command.arguments.rest();
  if (!incident.mitigated_at) incident.mitigated_at = command.turn.event.at;
  if (incident.status < Status::monitoring) incident.status = Status::monitoring;
  command.change(EntryKind::status, with_note("mitigated", remark));
  Content line{bold(incident.id()), text(" is mitigated")};
  if (!remark.empty()) std::get<Paragraph>(line.blocks.front()).line.push_back(text(": " + remark));
  command.announce(std::move(line));
  command.refresh_card();
}

void resolve(Command& command)
{
  change_status(command, Status::resolved, command.arguments.rest());
}

void close(Command& command)
{
  auto& incident = *command.incident;
  const auto remark = command.arguments.rest();
  const std::string from{name_of(incident.status)};
  const auto at = command.turn.event.at;
  move_to(incident, Status::resolved, at);
  incident.status = Status::closed;
  incident.closed_at = at;
  command.change(EntryKind::status, with_note(fmt::format("{} → closed", from), remark));
  command.announce({bold(incident.id()),
                    text(fmt::format(" is closed after {}. The draft of its postmortem follows.",
                                     duration_words(at - incident.declared_at)))});
  command.refresh_card();
  publish_draft(command.turn, incident);
}

void reopen(Command& command)
{
  auto& incident = *command.incident;
  if (incident.is_open()) {
    command.tell({bold(incident.id()), text(" is open.")});
    return;
  }
  const auto reason = command.arguments.rest();
  if (reason.empty()) {
    command.tell({text("Say why, for the record: "),
                  code(command.turn.settings.command + " reopen errors are back")});
    return;
  }
  if (incident.channel && command.turn.ledger.incident_in(*incident.channel)) {
    command.tell({text("Another incident is open in that channel; close it first.")});
    return;
  }
  incident.closed_at.reset();
  move_to(incident, Status::investigating, command.turn.event.at);
  command.change(EntryKind::status, "closed → investigating: " + reason);
  command.announce({bold(incident.id()), text(" is open again: " + reason)});
  command.refresh_card();
}

}  // namespace secondstory
