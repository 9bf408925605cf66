#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bot/postmortem/draft.hpp"

namespace secondstory::postmortem {

/// One row of a draft's timeline, ready to be read.
struct Row
{
  Time at{};
  EntryKind kind = EntryKind::message;
  std::string date{};    ///< 2026-11-20 by UTC
  bool new_day = false;  ///< the first row of its date
  std::string time{};    ///< 14:05 UTC's clock
  std::string local{};   ///< the same in the configured zone; empty where that is UTC
  std::string who{};     ///< "incident lead", "responder", "monitoring"
  std::string what{};    ///< free of names, not escaped
  bool key = false;
};

/// How a draft says things: who is spoken of how, which entries it shows, what a text becomes.
class Voice
{
 public:
  Voice(const Record& record, const DraftOptions& options);

  /// "the incident lead", "a responder"; a name where names are wanted.
  std::string speak_of(const std::string& person) const;
  /// A text of a person, put as a postmortem would and without names.
  std::string of(std::string_view text) const;
  /// What a role is called, without names.
  std::string role(const std::string& name) const { return role_label(name, scrubber_); }
  std::string clock(Time at) const;
  /// What is worth a reader's time, in order.
  std::vector<Row> rows() const;
  /// How long it lasted, or lasts.
  std::string duration() const;

 private:
  std::string who(const Entry& entry) const;
  /// What a draft has for an entry; a suggestion may change words of it and never takes it out.
  std::string words_of(const Entry& entry) const;
  std::vector<const Suggestion*> suggestions_about(const Entry& entry) const;
  std::string local_clock(Time at) const;

  const Record& record_;
  const DraftOptions& options_;
  Scrubber scrubber_;
};

}  // namespace secondstory::postmortem
