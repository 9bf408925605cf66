#pragma once

#include <string>

#include "bot/language/sentence.hpp"

namespace secondstory::language {

/// The tokens [from, to) of a sentence.
struct Stretch
{
  std::size_t from = 0;
  std::size_t to = 0;
};

/// A sentence without what is said to somebody rather than told: names at its front and end, "so",
/// "sorry everyone", "did you".
Stretch essence(const Sentence& sentence);

/// "it looks like", "I think": taken from the front as far as `at`, in words to begin with. Empty
/// where nothing is hedged.
std::string take_hedge(const Sentence& sentence, std::size_t& at);

}  // namespace secondstory::language
