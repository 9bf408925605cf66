#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "storage/ledger.hpp"

namespace secondstory {

/// What a command did, as `undo` has to know it: only that is put back, and only where nobody
/// changed it again. Kept in Change::before; the rows it names are in Change.
struct Done
{
  std::string difference = "{}";  ///< of the incident (incident/difference.hpp)
  /// The follow-up or entry as the command left it (mark_of).
  std::string left{};
  std::optional<std::pair<Delivery, Delivery>> delivery{};  ///< of suggestions: from, to
  bool declared = false;                                    ///< it opened the incident
};

std::string to_json(const Done& done);
/// Throws what Boost.JSON throws.
Done done_from_json(std::string_view text);

/// What tells two states of the rows that a change names apart.
std::string mark_of(Ledger& ledger, const Change& change);

}  // namespace secondstory
