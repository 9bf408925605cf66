#pragma once

#include <cstddef>

#include "bot/language/sentence.hpp"

namespace secondstory::language {

/// Whether the words [first, last) of a sentence, spelt like the name of somebody on the roster,
/// mean something else there: "Ward 7B", "the hudson server", "Travis CI", what was restarted.
bool is_thing(const Sentence& sentence, std::size_t first, std::size_t last);

/// Whether the word belongs to a firm called like somebody: "Morgan Stanley".
bool is_firm(const Sentence& sentence, std::size_t at);

/// Whether a word that is a name and an ordinary word as well (Mark, Will, Page, May) is somebody
/// where it stands. With a capital it is not after an article nor in a date, and at the beginning
/// of a sentence only before what a person does or has; without one it needs a place where nothing
/// but a person can be: "mark restarted db-1", "will, why did you …".
bool is_somebody(const Sentence& sentence, std::size_t at);

/// The same of a word without a capital.
bool is_somebody_in_small_letters(const Sentence& sentence, std::size_t at);

}  // namespace secondstory::language
