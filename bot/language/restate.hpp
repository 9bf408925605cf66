#pragma once

#include <optional>
#include <string>

#include "bot/language/clause.hpp"
#include "bot/language/sentence.hpp"

namespace secondstory::language {

/// A sentence about what happened instead of who did it.
struct Statement
{
  std::string text;  ///< with capital and final mark; empty where the sentence held no fact
  Act act = Act::done;
};

/// Restates a sentence whose `blame` (offsets) was found. `we` says whether it is the author's own
/// side that is blamed. What cannot be taken apart gives nothing: a wrong wording is worse than
/// none.
std::optional<Statement> restate(const Sentence& sentence, bool we, const Span& blame);

}  // namespace secondstory::language
