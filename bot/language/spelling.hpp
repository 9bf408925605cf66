#pragma once

#include <algorithm>
#include <cctype>
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

/// Fullwidth and mathematical letters begin with the same bytes as signs do.
inline bool is_odd_letter(std::string_view rest)
{
  const auto second = rest.size() > 1 ? static_cast<unsigned char>(rest[1]) : 0;
  return (rest.starts_with('\xef') && second >= 0xbc) || rest.starts_with("\xf0\x9d");
}

/// Whether a letter begins or goes on at `at`.
inline bool is_letter_at(std::string_view text, std::size_t at)
{
  while (at > 0 && at < text.size() && (text[at] & 0xc0) == 0x80) --at;
  if (at >= text.size()) return false;
  const auto byte = static_cast<unsigned char>(text[at]);
  const std::string_view rest = text.substr(at);
  return std::isalnum(byte) != 0 || (byte >= 0xc3 && (!is_sign(rest) || is_odd_letter(rest)));
}

constexpr bool has_digit(std::string_view word)
{
  return std::any_of(word.begin(), word.end(), is_digit);
}

}  // namespace secondstory::language
