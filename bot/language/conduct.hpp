#pragma once

#include <cstddef>

#include "bot/language/sentence.hpp"

namespace secondstory::language {

/// The word after the adverbs from `at` on: "never", "quickly".
std::size_t past_adverbs(const Sentence& sentence, std::size_t at);

/// Whether what stands at `at` was done: "restarted", "re-ran", "ssh'd", "led the bridge"; of
/// "stayed" only what people do: "stayed until 03:00", not "stayed blank".
bool is_past(const Sentence& sentence, std::size_t at);

/// What is only said of people: "is on the bridge", "has it".
bool is_placed(const Sentence& sentence, std::size_t at);

/// What a report says of people without a past: "to follow up", "back online", "suspects the
/// cache".
bool is_reported(const Sentence& sentence, std::size_t at);

/// "->", "=>", "→": what hands over, or answers.
bool is_arrow(const Sentence& sentence, std::size_t at);

/// "says", "thinks", "objects".
bool speaks(const Sentence& sentence, std::size_t at);

}  // namespace secondstory::language
