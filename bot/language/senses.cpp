#include "bot/language/senses.hpp"

#include <fmt/format.h>

#include <string>

#include "bot/language/lexicon.hpp"

namespace secondstory::language {
namespace {

std::string_view next_word(std::string_view& rest, char separator)
{
  while (!rest.empty() && rest.front() == separator) rest.remove_prefix(1);
  const std::string_view word = rest.substr(0, rest.find(separator));
  rest.remove_prefix(word.size());
  return word;
}

}  // namespace

/// The first line that names a word decides.
void Senses::add(std::string_view word, std::uint64_t sense)
{
  entries_.try_emplace(number_of(word), Entry{sense});
}

void Senses::add_verb(std::string_view forms, std::string_view sense)
{
  const std::string name(sense);
  const std::string_view base = next_word(forms, '/');
  std::string past(next_word(forms, '/'));
  std::string participle(next_word(forms, '/'));
  if (past.empty()) past = regular_past(base);
  if (participle.empty()) participle = past;
  add(base, number_of(name));
  add(past, number_of(name + ".ed"));
  add(participle, number_of(name + ".ed"));
  add(third_person(base), number_of(name + ".s"));
  add(gerund(base), number_of(name + ".ing"));
}

void Senses::add_shorthand(std::string_view spelling, std::string_view meaning)
{
  const auto first = static_cast<std::uint32_t>(words_.size());
  while (true) {
    const std::string_view word = next_word(meaning, ' ');
    if (word.empty()) break;
    words_.push_back(number_of(word));
  }
  Entry& entry = entries_[number_of(spelling)];
  entry.first = first;
  entry.count = static_cast<std::uint32_t>(words_.size()) - first;
}

Result<Senses> Senses::read(std::string_view text)
{
  Senses senses;
  senses.digest_ = number_of(text);
  std::size_t number = 0;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    ++number;
    if (line.empty() || line.front() == '#') continue;
    const std::size_t colon = line.find(": ");
    if (colon == std::string_view::npos || colon == 0) {
      return fail(Fault::usage, fmt::format("senses.txt:{}: no ': ' in the line", number));
    }
    std::string_view name = line.substr(0, colon);
    std::string_view rest = line.substr(colon + 2);
    if (name.substr(0, 2) == "= ") {
      senses.add_shorthand(name.substr(2), rest);
      continue;
    }
    const bool verbs = name.back() == '*';
    if (verbs) name.remove_suffix(1);
    while (true) {
      const std::string_view word = next_word(rest, ' ');
      if (word.empty()) break;
      if (verbs) {
        senses.add_verb(word, name);
      } else {
        senses.add(word, number_of(name == "keep" ? word : name));
      }
    }
  }
  return senses;
}

}  // namespace secondstory::language
