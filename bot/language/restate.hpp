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
  bool told = false;  ///< the act is in the text; else only what stood beside it
};

/// What is known of the blame in a sentence.
struct Blame
{
  Span where;            ///< offsets; never kept as it is
  bool own = false;      ///< it is the author's own side that is blamed
  bool verdict = false;  ///< it judges, so an act told in it may be a figure of speech
  bool wish = false;     ///< it tells what would have been
};

/// Restates a sentence that blames. What cannot be taken apart gives nothing: a wrong wording is
/// worse than none.
std::optional<Statement> restate(const Sentence& sentence, const Blame& blame);

}  // namespace secondstory::language
