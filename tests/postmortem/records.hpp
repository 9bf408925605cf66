#pragma once

#include <string>

#include "bot/postmortem/record.hpp"

namespace secondstory::tests {

inline Time at(const std::string& clock)
{
  return *parse_iso8601("2026-11-20T" + clock + ":00.000Z");
}

/// A record with two people whose names a draft must not hold: a lead and somebody without a role.
inline postmortem::Record record()
{
  postmortem::Record out;
  out.incident.number = 7;
  out.incident.title = "Checkout returns 500";
  out.incident.severity = "sev2";
  out.incident.declared_in = {"slack", "C1"};
  out.incident.channel = Channel{"slack", "C1"};
  out.incident.declared_at = at("14:00");
  out.incident.roles["lead"] = "U1";
  out.people.push_back({"slack", "U1", "ana", "ana", "Ana Silva", false, true});
  out.people.push_back({"slack", "U2", "mark.will", "Mark", "Mark Will", false, true});
  return out;
}

inline Entry& add(postmortem::Record& record, const std::string& clock, EntryKind kind,
                  const std::string& text, const std::string& actor = "U2")
{
  Entry entry;
  entry.number = static_cast<std::int64_t>(record.timeline.size()) + 1;
  entry.incident = record.incident.number;
  entry.at = at(clock);
  entry.kind = kind;
  entry.actor = actor;
  entry.text = text;
  entry.channel = {"slack", "C1"};
  entry.message_id = "1700000000.00000" + std::to_string(entry.number);
  return record.timeline.emplace_back(std::move(entry));
}

/// What was suggested for an entry's words.
inline void suggest(postmortem::Record& record, const Entry& entry, const std::string& excerpt,
                    std::optional<std::string> wording,
                    SuggestionState state = SuggestionState::offered)
{
  Suggestion suggestion;
  suggestion.number = static_cast<std::int64_t>(record.suggestions.size()) + 1;
  suggestion.about = {entry.channel, *entry.message_id};
  suggestion.excerpt = excerpt;
  suggestion.wording = std::move(wording);
  suggestion.state = state;
  record.suggestions.push_back(std::move(suggestion));
}

}  // namespace secondstory::tests
