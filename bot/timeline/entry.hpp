#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bot/event.hpp"

namespace secondstory {

enum class EntryKind {
  message,
  command,
  status,
  severity,
  role,
  note,
  update,
  action,
  alert,
  file,
  membership,
  system,
};

std::string_view name_of(EntryKind kind);
std::optional<EntryKind> entry_kind_named(std::string_view name);

/// What a text said before it was edited.
struct Revision
{
  Time until{};  ///< when it stopped saying so
  std::string text{};
};

/// One row of an incident's timeline. Entries stand in `at` order, then in order of message id,
/// then of number.
struct Entry
{
  std::int64_t number = 0;  ///< shown as T-12, counted within the incident
  std::int64_t incident = 0;
  Time at{};  ///< by the chat service's clock; a back-dated note carries the time it speaks of
  EntryKind kind = EntryKind::message;
  std::string actor{};  ///< person's id; empty for the system
  std::string text{};
  Channel channel{};
  std::optional<std::string> message_id{};
  std::optional<std::string> thread_id{};
  bool key_event = false;  ///< by command; a 📌 makes it one as well
  bool hidden = false;     ///< by command; a 🚫 does so too
  /// Wording about the system that somebody accepted for the record (✅).
  std::optional<std::string> reworded{};
  std::optional<Time> edited_at{};
  std::optional<Time> deleted_at{};  ///< then `text` is empty and revisions are gone
  std::vector<Revision> revisions{};

  std::string id() const { return "T-" + std::to_string(number); }
};

/// Takes in that the entry said `text` from `at` on. Edits may arrive in any order: the newest is
/// what it says now, the others are what it said before. One that changes nothing leaves no
/// revision.
void add_edit(Entry& entry, Time at, const std::string& text);

/// Reads "T-12", "t12", "12".
std::optional<std::int64_t> entry_number(std::string_view word);

}  // namespace secondstory
