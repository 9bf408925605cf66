#include "bot/words.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <memory>
#include <numeric>

namespace secondstory::words {

namespace {

bool is_space(char c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

/// Levenshtein distance with neighbouring swaps counted as one (optimal string alignment): "oepn"
/// is one slip from "open".
std::size_t distance(std::string_view a, std::string_view b)
{
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), now(b.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        now[j] = std::min(now[j], before[j - 2] + 1);
      }
    }
    before.swap(last);
    last.swap(now);
  }
  return last[b.size()];
}

/// Letters that Unicode does not take apart, in small.
std::string without_strokes(std::string_view plain)
{
  static constexpr std::pair<std::string_view, std::string_view> letters[] = {
      {"’", "'"}, {"ł", "l"}, {"ø", "o"},  {"đ", "d"},  {"ı", "i"},
      {"ħ", "h"}, {"ð", "d"}, {"þ", "th"}, {"æ", "ae"}, {"œ", "oe"}};
  std::string out;
  for (std::size_t i = 0; i < plain.size();) {
    const auto* const found = std::find_if(std::begin(letters), std::end(letters), [&](auto& one) {
      return plain.substr(i).starts_with(one.first);
    });
    const bool known = found != std::end(letters);
    out += known ? found->second : plain.substr(i, 1);
    i += known ? found->first.size() : 1;
  }
  return out;
}

}  // namespace

std::string lower(std::string_view text)
{
  std::string out{text};
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::string plain_letters(std::string_view text)
{
  constexpr auto how = static_cast<utf8proc_option_t>(UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE |
                                                      UTF8PROC_STRIPMARK | UTF8PROC_CASEFOLD);
  utf8proc_uint8_t* mapped = nullptr;
  const auto length = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                   static_cast<utf8proc_ssize_t>(text.size()), &mapped, how);
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner{mapped, &std::free};
  if (length < 0) return {};
  return {reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(length)};
}

std::string folded(std::string_view name)
{
  // Nearly every word is ASCII, and a record's names are compared with each of them.
  const auto is_ascii = [](char c) { return (c & 0x80) == 0; };
  if (std::all_of(name.begin(), name.end(), is_ascii)) return lower(name);
  std::string plain = plain_letters(name);
  return plain.empty() ? lower(name) : without_strokes(plain);
}

std::string_view trim(std::string_view text)
{
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::vector<std::string> split(std::string_view text)
{
  std::vector<std::string> out;
  for (std::size_t i = 0; i < text.size();) {
    while (i < text.size() && is_space(text[i])) ++i;
    const auto start = i;
    while (i < text.size() && !is_space(text[i])) ++i;
    if (i > start) out.emplace_back(text.substr(start, i - start));
  }
  return out;
}

std::optional<std::int64_t> numbered(std::string_view word, std::string_view prefix)
{
  if (!word.empty() && word.front() == '#') word.remove_prefix(1);
  const auto low = lower(word);
  std::string_view rest = low;
  if (!prefix.empty() && rest.starts_with(prefix)) {
    rest.remove_prefix(prefix.size());
    if (!rest.empty() && rest.front() == '-') rest.remove_prefix(1);
  }
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
  if (error != std::errc{} || end != rest.data() + rest.size() || number <= 0) return std::nullopt;
  return number;
}

std::optional<std::string> nearest(std::string_view word,
                                   const std::vector<std::string>& candidates)
{
  const auto wanted = lower(word.substr(0, 32));
  if (wanted.size() < 3) return std::nullopt;  // one slip of two letters is another word
  std::optional<std::string> best;
  std::size_t best_distance = std::max<std::size_t>(1, wanted.size() / 3) + 1;
  for (const auto& candidate : candidates) {
    if (candidate.starts_with(wanted)) return candidate;
    const auto d = distance(wanted, candidate);
    if (d < best_distance) {
      best_distance = d;
      best = candidate;
    }
  }
  return best;
}

std::optional<std::string> mention(std::string_view word)
{
  if (word.size() < 4 || word.substr(0, 2) != "<@") return std::nullopt;
  const auto end = word.find_first_of("|>", 2);
  if (end == std::string_view::npos || end == 2) return std::nullopt;
  return std::string{word.substr(2, end - 2)};
}

std::string valid_utf8(std::string_view text)
{
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    utf8proc_int32_t character = 0;
    const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                         static_cast<utf8proc_ssize_t>(text.size()), &character);
    if (length <= 0) {
      out += "\xEF\xBF\xBD";
      text.remove_prefix(1);
    } else {
      out += text.substr(0, static_cast<std::size_t>(length));
      text.remove_prefix(static_cast<std::size_t>(length));
    }
  }
  return out;
}

std::string clipped(std::string_view text, std::size_t bytes_max)
{
  if (text.size() <= bytes_max) return std::string{text};
  constexpr std::string_view ellipsis = "…";
  std::size_t end = bytes_max > ellipsis.size() ? bytes_max - ellipsis.size() : 0;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return std::string{text.substr(0, end)} + std::string{ellipsis};
}

}  // namespace secondstory::words
