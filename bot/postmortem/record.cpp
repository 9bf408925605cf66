#include "bot/postmortem/record.hpp"

#include <stdexcept>

namespace secondstory::postmortem {

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
  return record;
}

std::string role_held(const Record& record, const std::string& person)
{
  for (const auto& [role, id] : record.incident.roles) {
    if (id == person) return role;
  }
  return {};
}

std::string role_of(const Record& record, const std::string& person)
{
  const auto role = role_held(record, person);
  if (role == "lead") return "incident lead";
  return role == "comms" ? "comms lead" : role;
}

}  // namespace secondstory::postmortem
