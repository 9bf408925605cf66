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

/// "Summary for mgmt:", "found it:": taken from the front as far as `at`. Empty where there is
/// none, or where it judges ("human error:").
std::string take_label(const Sentence& sentence, std::size_t& at, std::size_t end);

/// "it looks like", "I think": taken from the front as far as `at`, in words to begin with. Empty
/// where nothing is hedged.
std::string take_hedge(const Sentence& sentence, std::size_t& at);

}  // namespace secondstory::language
