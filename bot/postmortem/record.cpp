#include "bot/postmortem/record.hpp"

#include <stdexcept>

#include "bot/timeline/naming.hpp"

namespace secondstory::postmortem {

namespace {

/// Puts names where a reader of a file has nobody to ask what an id means.
void name_references(Record& record, Ledger& ledger)
{
  const auto& platform = record.incident.declared_in.platform;
  const auto name = [&](std::string& text) { text = with_names(text, ledger, platform); };
  const auto name_some = [&name](std::optional<std::string>& text) {
    if (text) name(*text);
  };
  name(record.incident.title);
  name_some(record.incident.impact);
  name_some(record.incident.summary);
  for (auto& entry : record.timeline) {
    name(entry.text);
    name_some(entry.reworded);
    for (auto& revision : entry.revisions) name(revision.text);
  }
  for (auto& action : record.actions) name(action.text);
  // They are looked for in the entries' texts.
  for (auto& suggestion : record.suggestions) {
    name(suggestion.excerpt);
    name_some(suggestion.wording);
  }
}

}  // namespace

Record read_record(Ledger& ledger, std::int64_t number)
{
  const auto incident = ledger.incident(number);
  if (!incident) throw std::runtime_error("record: no incident " + std::to_string(number));
  Record record;
  record.incident = *incident;
  record.timeline = ledger.entries(number);
  record.actions = ledger.actions(number);
  record.suggestions = ledger.suggestions(number);
  record.people = ledger.people(incident->declared_in.platform);
  for (auto& entry : record.timeline) {
    if (!entry.message_id) continue;
    const MessageRef message{entry.channel, *entry.message_id};
    entry.key_event = entry.key_event || ledger.has_mark(message, Mark::key_event);
    entry.hidden = entry.hidden || ledger.has_mark(message, Mark::leave_out);
  }
  name_references(record, ledger);
  return record;
}

std::string role_held(const Record& record, const std::string& person)
{
  for (const auto& [role, id] : record.incident.roles) {
    if (id == person) return role;
  }
  return {};
}

std::string role_of(const Record& record, const std::string& person, const Scrubber& scrubber)
{
  return role_label(role_held(record, person), scrubber);
}

std::string role_label(const std::string& role, const Scrubber& scrubber)
{
  if (role == "lead") return "incident lead";
  if (role == "comms") return "comms lead";
  return scrubber.label(role);
}

}  // namespace secondstory::postmortem
