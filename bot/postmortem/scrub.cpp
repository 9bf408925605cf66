#include "bot/postmortem/scrub.hpp"

#include <algorithm>

#include "bot/words.hpp"

namespace secondstory::postmortem {

namespace {

bool is_word(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         (static_cast<unsigned char>(c) & 0x80U) != 0;
}

bool is_capital(std::string_view name)
{
  // A letter beyond ASCII counts: names begin with É and Ø as well.
  return !name.empty() && ((name.front() >= 'A' && name.front() <= 'Z') ||
                           (static_cast<unsigned char>(name.front()) & 0x80U) != 0);
}

/// Replaces whole words; `at_sign` takes an @ before them along.
void replace_word(std::string& text, const std::string& word, const std::string& by, bool at_sign)
{
  if (word.empty()) return;
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at)) {
    const auto end = at + word.size();
    const bool whole =
        (at == 0 || !is_word(text[at - 1])) && (end == text.size() || !is_word(text[end]));
    if (!whole) {
      at = end;
      continue;
    }
    const bool marked = at > 0 && text[at - 1] == '@';
    if (at_sign && !marked) {
      at = end;
      continue;
    }
    const auto begin = marked ? at - 1 : at;
    text.replace(begin, end - begin, by);
    at = begin + by.size();
  }
}

void replace_mentions(std::string& text, const SpeakOf& speak_of)
{
  for (auto at = text.find("<@"); at != std::string::npos; at = text.find("<@", at)) {
    const auto end = text.find('>', at);
    if (end == std::string::npos) return;
    const auto id = words::mention(text.substr(at, end - at + 1));
    const auto by = speak_of(id.value_or(""));
    text.replace(at, end - at + 1, by);
    at += by.size();
  }
}

bool is_address_byte(char c)
{
  return is_word(c) || c == '.' || c == '-' || c == '+';
}

void replace_addresses(std::string& text)
{
  for (auto at = text.find('@'); at != std::string::npos; at = text.find('@', at + 1)) {
    auto begin = at, end = at + 1;
    while (begin > 0 && is_address_byte(text[begin - 1])) --begin;
    while (end < text.size() && is_address_byte(text[end])) ++end;
    const auto domain = text.substr(at + 1, end - at - 1);
    if (begin == at || domain.find('.') == std::string::npos) continue;
    const std::string by = "(an address)";
    text.replace(begin, end - begin, by);
    at = begin + by.size() - 1;
  }
}

struct Name
{
  std::string words;
  std::string id;
  bool at_sign = false;  ///< only behind an @
};

/// Longest first, so that "Ana Silva" goes before "Ana".
std::vector<Name> names_of(const std::vector<PersonSeen>& people)
{
  std::vector<Name> names;
  for (const auto& person : people) {
    if (person.is_bot) continue;
    if (!person.handle.empty()) names.push_back({person.handle, person.id, true});
    for (const auto& full : {person.real_name, person.display_name}) {
      if (full.empty()) continue;
      names.push_back({full, person.id, !is_capital(full) && full.find(' ') == std::string::npos});
      for (const auto& part : words::split(full)) {
        if (part.size() >= 3 && is_capital(part)) names.push_back({part, person.id, false});
      }
      // "ana" in a display name is "Ana" at the beginning of a sentence.
      auto capital = words::split(full).empty() ? std::string{} : words::split(full).front();
      if (capital.size() >= 3 && capital.front() >= 'a' && capital.front() <= 'z') {
        capital.front() = static_cast<char>(capital.front() - 'a' + 'A');
        names.push_back({capital, person.id, false});
      }
    }
  }
  std::stable_sort(names.begin(), names.end(),
                   [](const Name& a, const Name& b) { return a.words.size() > b.words.size(); });
  return names;
}

}  // namespace

std::string without_names(std::string_view original, const std::vector<PersonSeen>& people,
                          const SpeakOf& speak_of)
{
  std::string text{original};
  replace_mentions(text, speak_of);
  replace_addresses(text);
  for (const auto& name : names_of(people))
    replace_word(text, name.words, speak_of(name.id), name.at_sign);
  return text;
}

std::string as_markdown(std::string_view text)
{
  std::string out;
  for (const char c : text) {
    if (c == '\n' || c == '\r' || c == '\t') {
      if (!out.empty() && out.back() != ' ') out += ' ';
      continue;
    }
    constexpr std::string_view special = "\\`*_|<>[]#~";
    if (special.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  // A beginning that would make a list or a rule of the line.
  if (!out.empty() && (out.front() == '-' || out.front() == '+')) out.insert(out.begin(), '\\');
  return out;
}

}  // namespace secondstory::postmortem
