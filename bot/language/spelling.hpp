#pragma once

#include <algorithm>
#include <string_view>

namespace secondstory::language {

constexpr bool is_upper(char c)
{
  return c >= 'A' && c <= 'Z';
}

constexpr bool is_digit(char c)
{
  return c >= '0' && c <= '9';
}

constexpr bool is_vowel(char c)
{
  return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
}

/// "→", "–", "✅", "👉": nearly all that UTF-8 begins with these bytes are signs.
constexpr bool is_sign(std::string_view word)
{
  return word.starts_with('\xe2') || word.starts_with('\xef') || word.starts_with('\xf0');
}

/// Whether a word begins with a capital; beyond ASCII any letter counts as one.
constexpr bool is_capital(std::string_view word)
{
  if (word.empty() || is_sign(word)) return false;
  return is_upper(word.front()) || static_cast<unsigned char>(word.front()) >= 0xc3;
}

constexpr bool has_digit(std::string_view word)
{
  return std::any_of(word.begin(), word.end(), is_digit);
}

}  // namespace secondstory::language
