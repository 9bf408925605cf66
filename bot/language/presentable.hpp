#pragma once

#include "bot/language/rules.hpp"
#include "bot/language/sentence.hpp"

namespace secondstory::language {

/// Whether a sentence can stand in front of the team: it names nobody, carries nothing over that
/// was the blame, and is whole.
bool presentable(const Sentence& sentence, const RuleSet& rules);

/// "It was broken.", "That line was skipped.": says nothing without the message. "This was not
/// caught in review" points at it.
bool points_back(const Sentence& sentence);

}  // namespace secondstory::language
