#pragma once

#include <string>
#include <vector>

#include "bot/incident/incident.hpp"
#include "bot/postmortem/scrub.hpp"
#include "bot/timeline/entry.hpp"
#include "bot/timeline/suggestion.hpp"
#include "storage/ledger.hpp"

namespace secondstory::postmortem {

/// All that is known of an incident, read in one transaction: what drafts and exports are made of.
struct Record
{
  Incident incident{};
  /// In `at` order; `key_event` and `hidden` count 📌 and 🚫 as well as commands.
  std::vector<Entry> timeline{};
  std::vector<ActionItem> actions{};
  std::vector<Suggestion> suggestions{};
  std::vector<PersonSeen> people{};  ///< everybody on the platform whose name we know
};

/// The incident must exist.
Record read_record(Ledger& ledger, std::int64_t number);

/// The role's own name ("lead", "comms"); empty for somebody without one.
std::string role_held(const Record& record, const std::string& person);

/// As a reader says it: "incident lead", "comms lead", "scribe", …; empty for somebody without a
/// role, or with one that is nothing but somebody's name.
std::string role_of(const Record& record, const std::string& person, const Scrubber& scrubber);

/// A role's own name as a reader says it, without the people that it may name: roles are free text.
std::string role_label(const std::string& role, const Scrubber& scrubber);

}  // namespace secondstory::postmortem
