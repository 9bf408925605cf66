#include <algorithm>
#include <array>

#include "bot/language/lexicon.hpp"
#include "bot/language/spelling.hpp"

namespace secondstory::language {
namespace {

bool ends_with(std::string_view word, std::string_view ending)
{
  return word.size() >= ending.size() && word.substr(word.size() - ending.size()) == ending;
}

/// Verbs of more syllables that are stressed on the last one.
bool stressed_at_the_end(std::string_view base)
{
  static constexpr std::array<std::string_view, 15> known{
      "commit", "admit",  "omit",   "permit", "submit", "occur",  "refer", "transfer",
      "prefer", "regret", "forget", "begin",  "forbid", "unplug", "reset"};
  if (base.substr(0, 2) == "re" && base.size() > 6) base.remove_prefix(2);  // "resubmit"
  return std::find(known.begin(), known.end(), base) != known.end();
}

/// drop → dropped: one vowel before one consonant in a word of one syllable.
bool doubles(std::string_view base)
{
  if (const std::size_t dash = base.rfind('-'); dash != std::string_view::npos) {
    base = base.substr(dash + 1);
  }
  if (base.size() < 3 || stressed_at_the_end(base)) return stressed_at_the_end(base);
  const char last = base.back();
  if (is_vowel(last) || last == 'w' || last == 'x' || last == 'y') return false;
  const char before = base[base.size() - 2];
  if (!is_vowel(before) || is_vowel(base[base.size() - 3])) {
    return ends_with(base, "quit");
  }
  return std::count_if(base.begin(), base.end(), is_vowel) == 1;
}

std::string stem(std::string_view base)
{
  std::string result(base);
  if (doubles(base)) result.push_back(base.back());
  return result;
}

bool consonant_y(std::string_view base)
{
  return base.size() > 1 && base.back() == 'y' && !is_vowel(base[base.size() - 2]);
}

}  // namespace

std::string third_person(std::string_view base)
{
  std::string result(base);
  if (consonant_y(base)) {
    result.back() = 'i';
    return result + "es";
  }
  for (const std::string_view ending : {"s", "x", "z", "ch", "sh", "o"}) {
    if (ends_with(base, ending)) return result + "es";
  }
  return result + "s";
}

std::string gerund(std::string_view base)
{
  if (ends_with(base, "ie")) return std::string(base.substr(0, base.size() - 2)) + "ying";
  const bool silent_e = ends_with(base, "e") && !ends_with(base, "ee") && !ends_with(base, "oe") &&
                        !ends_with(base, "ye") && base.size() > 2;
  if (silent_e) return std::string(base.substr(0, base.size() - 1)) + "ing";
  return stem(base) + "ing";
}

std::string regular_past(std::string_view base)
{
  if (ends_with(base, "e")) return std::string(base) + "d";
  if (consonant_y(base)) return std::string(base.substr(0, base.size() - 1)) + "ied";
  return stem(base) + "ed";
}

}  // namespace secondstory::language
