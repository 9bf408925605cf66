#include <algorithm>
#include <array>
#include <sstream>
#include <utility>

#include "bot/language/people.hpp"
#include "bot/language/spelling.hpp"
#include "bot/words.hpp"

// What of a name is used for all of it: some of its words, a short form, another spelling.

namespace secondstory::language {

std::vector<std::string> at_hyphens(const std::vector<std::string>& words)
{
  std::vector<std::string> pieces;
  for (const std::string& word : words) {
    std::istringstream in(word);
    for (std::string piece; std::getline(in, piece, '-');) {
      if (!piece.empty()) pieces.push_back(piece);
    }
  }
  return pieces;
}

std::string first_letter(const std::string& word)
{
  const std::string plain = words::folded(word);
  std::size_t end = 1;
  while (end < plain.size() && (plain[end] & 0xc0) == 0x80) ++end;
  return plain.substr(0, end);
}

std::string transcribed(std::string word)
{
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 9> letters{
      {{"ä", "ae"},
       {"ö", "oe"},
       {"ü", "ue"},
       {"Ä", "Ae"},
       {"Ö", "Oe"},
       {"Ü", "Ue"},
       {"ø", "oe"},
       {"Ø", "Oe"},
       {"å", "aa"}}};
  for (const auto& [letter, two] : letters) {
    for (std::size_t at = word.find(letter); at != std::string::npos; at = word.find(letter, at)) {
      word.replace(at, letter.size(), two);
    }
  }
  return word;
}

/// A part of somebody's name that is a word of its own as well.
void People::add_ordinary(std::string word, const Roster::Entry& entry)
{
  constexpr std::size_t shortest = 3;
  if (word.size() < shortest) return;
  add({std::move(word)}, entry);
  names_.back().ordinary = true;
}

/// "Seun" of Oluwaseun, "Seba" of Sebastiano
void People::add_halves(const std::string& name, const Roster::Entry& entry)
{
  constexpr std::size_t shortest = 4;
  constexpr std::size_t shorter_by = 2;
  const std::string whole = words::folded(name);
  const bool letters = std::all_of(whole.begin(), whole.end(), [](char c) { return c >= 'a'; });
  if (!letters || !is_capital(name)) return;
  for (std::size_t size = shortest; size + shorter_by <= whole.size(); ++size) {
    for (const std::string& half : {whole.substr(0, size), whole.substr(whole.size() - size)}) {
      add({half}, entry);
      names_.back().ordinary = true;
      names_.back().capitals = true;
    }
  }
}

/// "Mike" of Michael Brown
void People::add_nicknames(const std::vector<std::string>& words, const Roster::Entry& entry)
{
  if (words.empty()) return;
  add_halves(words.front(), entry);
  const std::string* known = data_.find("nickname", words::folded(words.front()));
  if (known == nullptr) return;
  for (const std::string& nickname : words::split(*known)) {
    if (words.size() > 1) {
      std::vector<std::string> full(words);
      full.front() = nickname;
      add(full, entry);
    }
    add({nickname}, entry);
    names_.back().capitals = true;
    // "Bill said it", but "Bill of materials"
    names_.back().ordinary = is_ordinary(nickname);
  }
}

/// "Ngozi Adeyemi" and "Mary Ann" of Mary Ann Ngozi Adeyemi: some of the words, in their order;
/// "Rose" of Rose-Marie, "Minjun" of Min-jun. Nobody is called by what ends in a particle.
void People::add_parts(const std::vector<std::string>& words, const Roster::Entry& entry)
{
  add_nicknames(words, entry);
  for (const std::string& word : words) {
    if (word.find('-') == std::string::npos) continue;
    std::string whole;
    for (const std::string& piece : at_hyphens({word})) {
      add_ordinary(piece, entry);
      whole += piece;
    }
    add_ordinary(whole, entry);
  }
  for (std::size_t i = 1; i + 1 < words.size(); ++i) {
    if (is_capital(words[i])) add_ordinary(words[i], entry);
  }
  constexpr std::size_t most = 4;
  if (words.size() > most) {
    add({words.begin() + 1, words.end()}, entry);
    add({words.begin(), words.begin() + 2}, entry);
    add({words.end() - 2, words.end()}, entry);
    return;
  }
  for (unsigned chosen = 1; chosen + 1 < (1u << words.size()); ++chosen) {
    std::vector<std::string> part;
    for (std::size_t i = 0; i < words.size(); ++i) {
      if ((chosen >> i & 1u) != 0) part.push_back(words[i]);
    }
    if (part.size() > 1 && is_capital(part.back())) add(part, entry);
  }
}

/// "on Christmas Eve", "the Threat Hunter console", "Ruby's Ruby script": an ordinary word that
/// belongs to the capital before it.
bool People::belongs_to_capital(const Sentence& s, std::size_t at) const
{
  if (at == 0 || !is_capital(s.raw(at))) return false;
  const bool again = at > 1 && s.is(at - 1, "POSS") && s.low(at - 2) == s.low(at);
  if (again) return true;
  const std::size_t before = at - 1;
  return at > 1 && is_capital(s.raw(before)) && !s.is(before, "ALLCAPS") &&
         known_.holds(number_of(words::folded(s.raw(before)))) && !s.is(before, "TELLV") &&
         !s.in(before, "calls") && !s.is(before, "PAST") && !s.is(before, "STOP") &&
         !s.is(before, "PREP") && !s.is(before, "ROLE") && !s.is(before, "NAME") &&
         !s.in(before, "offices") && !s.in(before, "relations") && !s.in(before, "titles") &&
         !s.in(before, "seniority") && !s.in(before, "ordinary_names") &&
         !s.is_day_or_month(before);
}

std::size_t People::prefix(const Sentence& s, std::size_t at) const
{
  const std::string_view raw = s.raw(at);
  const std::size_t dash = raw.find('-');
  if (dash == std::string_view::npos || !is_capital(raw) || s.is_code(at)) return 0;
  const std::string rest(raw.substr(dash + 1));
  const bool word = rest.size() > 2 && std::all_of(rest.begin(), rest.end(),
                                                   [](char c) { return c >= 'a' && c <= 'z'; });
  const Name* name = word ? known_as(words::folded(raw.substr(0, dash))) : nullptr;
  const bool done = data_.verb(rest, Form::participle) != nullptr || rest.ends_with("ed");
  const bool meant = name != nullptr && (!name->ordinary || done);
  return meant ? dash + 1 : 0;
}

}  // namespace secondstory::language
