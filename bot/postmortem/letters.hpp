#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace secondstory::postmortem {

/// A character of a text as names are compared by it: without case, accent or kind of apostrophe.
struct Letter
{
  std::int32_t folded = 0;
  std::size_t start = 0, end = 0;  ///< its bytes in the text
  bool is_word = false;            ///< a letter or a digit
  bool is_big = false;             ///< a capital, or of a script that has none
  bool is_spaceless = false;       ///< of a script that writes words without spaces between them
};

/// Characters that say nothing of their own (accents, joiners) belong to the one before.
std::vector<Letter> letters_of(std::string_view text);

}  // namespace secondstory::postmortem
