#include "bot/postmortem/letters.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <utility>

namespace secondstory::postmortem {

namespace {

bool is_spaceless(std::int32_t c)
{
  // Thai and Lao, Myanmar, Khmer, kana, Han, Hangul (whose particles follow a name at once):
  // unicode.org/Public/UNIDATA/Blocks.txt
  constexpr std::array<std::pair<std::int32_t, std::int32_t>, 8> ranges = {{{0x0E00, 0x0EFF},
                                                                            {0x1000, 0x109F},
                                                                            {0x1780, 0x17FF},
                                                                            {0x3040, 0x30FF},
                                                                            {0x3400, 0x9FFF},
                                                                            {0xAC00, 0xD7A3},
                                                                            {0xF900, 0xFAFF},
                                                                            {0x20000, 0x3FFFF}}};
  for (const auto& [first, last] : ranges) {
    if (c >= first && c <= last) return true;
  }
  return false;
}

/// Signs that keyboards and programs put for each other.
std::int32_t unified(std::int32_t c)
{
  if (c == 0x2018 || c == 0x2019 || c == 0x02BC || c == 0x00B4) return '\'';
  if (c == 0x2010 || c == 0x2011 || c == 0x2013) return '-';
  return c;
}

Letter letter_of(std::int32_t c, std::size_t start, std::size_t end)
{
  Letter letter{c, start, end};
  const auto category = utf8proc_category(c);
  letter.is_word = (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO);
  letter.is_big = category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LT ||
                  category == UTF8PROC_CATEGORY_LO;
  letter.is_spaceless = is_spaceless(c);
  return letter;
}

}  // namespace

std::vector<Letter> letters_of(std::string_view text)
{
  constexpr auto how =
      static_cast<utf8proc_option_t>(UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_STRIPMARK |
                                     UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
  std::vector<Letter> letters;
  letters.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    std::int32_t read = 0;
    const auto length =
        utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + at,
                         static_cast<utf8proc_ssize_t>(text.size() - at), &read);
    const auto end = at + (length > 0 ? static_cast<std::size_t>(length) : 1);
    // What is not UTF-8 is no letter and equals nothing.
    auto letter = length > 0 ? letter_of(unified(read), at, end) : Letter{-1, at, end};
    std::array<utf8proc_int32_t, 18> parts{};
    int boundary = 0;
    const auto count = length > 0 ? utf8proc_decompose_char(
                                        letter.folded, parts.data(),
                                        static_cast<utf8proc_ssize_t>(parts.size()), how, &boundary)
                                  : 0;
    at = end;
    if (count <= 0 && length > 0) {
      if (!letters.empty()) letters.back().end = end;
      continue;
    }
    if (count <= 0) letters.push_back(letter);
    for (std::size_t i = 0; i < static_cast<std::size_t>(std::max<utf8proc_ssize_t>(count, 0));
         ++i) {
      letter.folded = parts[i];
      letters.push_back(letter);
    }
  }
  return letters;
}

}  // namespace secondstory::postmortem
