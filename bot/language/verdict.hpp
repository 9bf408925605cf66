#pragma once

#include <cstddef>

#include "bot/language/clause.hpp"
#include "bot/language/sentence.hpp"

namespace secondstory::language {

/// "mea culpa", "it was just human error", "the culprit is Maria": whether the tokens [from, to)
/// say who is to blame, and nothing else.
bool is_verdict(const Sentence& sentence, const Clause& clause, std::size_t from, std::size_t to);

/// "due to negligence by the operator," in front of what happened: whether the tokens [from, to)
/// say whose fault it was, and hold no fact.
bool is_fault(const Sentence& sentence, std::size_t from, std::size_t to);

}  // namespace secondstory::language
