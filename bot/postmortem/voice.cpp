#include "bot/postmortem/voice.hpp"

#include <date/tz.h>

#include "bot/postmortem/scrub.hpp"
#include "bot/postmortem/wording.hpp"

namespace secondstory::postmortem {

namespace {

bool is_shown(const Entry& entry)
{
  return !entry.hidden && !entry.deleted_at && !entry.text.empty() &&
         entry.kind != EntryKind::command && entry.kind != EntryKind::membership;
}

std::string labelled(const Entry& entry, std::string words)
{
  switch (entry.kind) {
    case EntryKind::status:
      // The declaration says itself what it is.
      return (entry.text.starts_with("Declared: ") ? "" : "Status: ") + words;
    case EntryKind::severity:
      return "Severity: " + words;
    case EntryKind::update:
      return "Update to stakeholders: " + words;
    case EntryKind::action:
      return "Follow-up: " + words;
    default:
      return words;
  }
}

}  // namespace

Voice::Voice(const Record& record, const DraftOptions& options)
    : record_(record),
      options_(options),
      scrubber_(options.names ? std::vector<PersonSeen>{} : record.people)
{
}

std::string Voice::speak_of(const std::string& id) const
{
  if (options_.names) {
    for (const auto& person : record_.people) {
      if (person.id != id) continue;
      return person.real_name.empty() ? person.display_name : person.real_name;
    }
  }
  const auto role = role_of(record_, id, scrubber_);
  return role.empty() ? "a responder" : "the " + role;
}

std::string Voice::of(std::string_view text) const
{
  const auto speak = [this](const auto& id) { return speak_of(id); };
  auto words = scrubber_.file_names(text);
  if (!options_.names && options_.rephrase) words = options_.rephrase(words);
  return scrubber_.text(words, speak);
}

std::string Voice::clock(Time at) const
{
  return iso8601(at).substr(11, 5);
}

std::string Voice::local_clock(Time at) const
{
  if (options_.timezone == "UTC") return {};
  return date::format(
      "%H:%M",
      date::locate_zone(options_.timezone)->to_local(std::chrono::floor<std::chrono::seconds>(at)));
}

std::string Voice::who(const Entry& entry) const
{
  if (entry.kind == EntryKind::alert) return "monitoring";
  if (entry.actor.empty()) return "";
  if (options_.names) return speak_of(entry.actor);
  const auto role = role_of(record_, entry.actor, scrubber_);
  return role.empty() ? "responder" : role;
}

std::vector<const Suggestion*> Voice::suggestions_about(const Entry& entry) const
{
  std::vector<const Suggestion*> about_it;
  for (const auto& s : record_.suggestions) {
    if (entry.message_id == s.about.id && entry.channel == s.about.channel) about_it.push_back(&s);
  }
  return about_it;
}

std::string Voice::words_of(const Entry& entry) const
{
  if (entry.kind == EntryKind::role) {
    const auto label = role(entry.text.substr(0, entry.text.find(':')));
    return label.empty() ? "A role was assigned" : "Role: " + label + " assigned";
  }
  return labelled(entry, of(with_wordings(entry.text, suggestions_about(entry), !options_.names)));
}

std::vector<Row> Voice::rows() const
{
  std::vector<Row> rows;
  for (const auto& entry : record_.timeline) {
    if (!is_shown(entry)) continue;
    Row row{entry.at, entry.kind, iso8601(entry.at).substr(0, 10)};
    row.new_day = rows.empty() || rows.back().date != row.date;
    row.time = clock(entry.at);
    row.local = local_clock(entry.at);
    row.who = who(entry);
    row.what = words_of(entry);
    row.key = entry.key_event;
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string Voice::duration() const
{
  const auto& incident = record_.incident;
  const auto end = incident.resolved_at ? incident.resolved_at : incident.closed_at;
  return end ? duration_words(*end - incident.declared_at) : "not over yet";
}

}  // namespace secondstory::postmortem
