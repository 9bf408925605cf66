#pragma once

#include <optional>
#include <string>

#include "bot/language/clause.hpp"
#include "bot/language/engine.hpp"

namespace secondstory::language {

class RuleSet;

/// The question that fits a finding: thanks for who is open about an own mistake; else what fits
/// sentences of its kind, or the thing that its act was done to (C01 and C02 alone tell of acts);
/// else what its rule asks. `words` is the sentence of the finding, `told` what became of the act
/// in it, where that could be told.
std::string question_for(const Finding& finding, const Sentence& words, std::optional<Act> told,
                         const RuleSet& rules);

}  // namespace secondstory::language
