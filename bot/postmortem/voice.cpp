#include "bot/postmortem/voice.hpp"

#include <date/tz.h>

#include "bot/postmortem/scrub.hpp"

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
      return "Status: " + words;
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

Voice::Voice(const Record& record, const DraftOptions& options) : record_(record), options_(options)
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
  const auto role = role_of(record_, id);
  return role.empty() ? "a responder" : "the " + role;
}

std::string Voice::of(std::string_view text) const
{
  std::string words{text};
  if (!options_.names && options_.rephrase) words = options_.rephrase(words);
  if (!options_.names)
    return without_names(words, record_.people, [this](const auto& id) { return speak_of(id); });
  return without_names(words, {}, [this](const auto& id) { return speak_of(id); });
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
  const auto role = role_of(record_, entry.actor);
  return role.empty() ? "responder" : role;
}

std::optional<std::string> Voice::words_of(const Entry& entry) const
{
  if (entry.kind == EntryKind::role) {
    const auto speak = [this](const auto& id) { return speak_of(id); };
    const auto role = entry.text.substr(0, entry.text.find(':'));
    return "Role: " + without_names(role, record_.people, speak) + " assigned";
  }
  if (entry.reworded) return labelled(entry, of(*entry.reworded));
  for (const auto& s : record_.suggestions) {
    const bool about_this = entry.message_id == s.about.id && entry.channel == s.about.channel;
    if (options_.names || !about_this || s.state == SuggestionState::dismissed) continue;
    // A question is for the people who were there; it happened at no time.
    if (!s.wording || s.wording->ends_with('?')) return std::nullopt;
    return labelled(entry, of(*s.wording));
  }
  return labelled(entry, of(entry.text));
}

std::vector<Row> Voice::rows() const
{
  std::vector<Row> rows;
  for (const auto& entry : record_.timeline) {
    if (!is_shown(entry)) continue;
    Row row{clock(entry.at), local_clock(entry.at), who(entry), {}, entry.key_event};
    const auto words = words_of(entry);
    if (!words) continue;
    row.what = *words;
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
