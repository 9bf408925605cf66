#include "bot/postmortem/scrub.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "bot/postmortem/letters.hpp"
#include "bot/words.hpp"

namespace secondstory::postmortem {

namespace {

using Spelling = std::vector<std::int32_t>;

/// When a name in a text is taken for the person.
enum class Sign {
  any,      ///< always: it cannot be an ordinary word
  capital,  ///< with a capital, or behind an @
  at_sign,  ///< behind an @ alone
};

struct Name
{
  Spelling spelling;
  std::string id;
  Sign sign = Sign::capital;
};

Spelling spelling_of(std::string_view name)
{
  Spelling spelling;
  for (const auto& letter : letters_of(name)) spelling.push_back(letter.folded);
  return spelling;
}

/// A name at a place of a text.
struct Found
{
  std::size_t first = 0, last = 0;  ///< letters, `last` not included; with the @ before it
  std::string id;
};

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
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.' || c == '-' || c == '+' || (static_cast<unsigned char>(c) & 0x80U) != 0;
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

/// A file's name written as words, for names are joined in many ways there.
std::string as_words(std::string_view file)
{
  std::string out;
  for (const auto& letter : letters_of(file)) {
    out += letter.is_word ? file.substr(letter.start, letter.end - letter.start) : " ";
  }
  return out;
}

}  // namespace

/// The names of all people, to be looked up by their first letter, the longest first: "Ana Silva"
/// goes before "Ana".
class Scrubber::Names
{
 public:
  explicit Names(const std::vector<PersonSeen>& people)
  {
    for (const auto& person : people) {
      if (person.is_bot) continue;
      add_handle(person.handle, person.id);
      add_full(person.real_name, person.id);
      add_full(person.display_name, person.id);
    }
    for (auto& [first, names] : by_first_) {
      std::stable_sort(names.begin(), names.end(), [](const Name& a, const Name& b) {
        return a.spelling.size() > b.spelling.size();
      });
    }
  }

  const std::vector<Name>* beginning_with(std::int32_t letter) const
  {
    const auto found = by_first_.find(letter);
    return found == by_first_.end() ? nullptr : &found->second;
  }

 private:
  void add(std::string_view name, const std::string& id, Sign sign)
  {
    auto spelling = spelling_of(name);
    if (spelling.empty()) return;
    auto& names = by_first_[spelling.front()];
    names.push_back({std::move(spelling), id, sign});
  }

  void add_handle(const std::string& handle, const std::string& id)
  {
    const bool ordinary = handle.find_first_of("._-0123456789") == std::string::npos;
    add(handle, id, ordinary ? Sign::at_sign : Sign::any);
  }

  void add_full(const std::string& written, const std::string& id)
  {
    // "Kim Albers (SRE, she/her)", "Kim | on call": the rest is no name.
    const auto full = std::string{words::trim(written.substr(0, written.find_first_of("([|/,")))};
    const auto parts = words::split(full);
    if (parts.empty()) return;
    if (parts.size() == 1 && letters_of(full).size() < 2) return;
    add(full, id, parts.size() > 1 ? Sign::any : Sign::capital);
    for (const auto* between : {"", "_", ".", "-"}) {
      if (parts.size() > 1) add(parts.front() + between + parts.back(), id, Sign::any);
    }
    for (const auto& part : parts) add_part(part, id);
  }

  void add_part(const std::string& part, const std::string& id)
  {
    constexpr std::array<std::string_view, 10> particles = {"van", "von", "der", "den", "del",
                                                            "dos", "das", "bin", "ibn", "the"};
    const auto letters = letters_of(part);
    const std::size_t least = !letters.empty() && letters.front().is_spaceless ? 2 : 3;
    const bool particle =
        std::find(particles.begin(), particles.end(), words::lower(part)) != particles.end();
    if (letters.size() < least || particle) return;
    add(part, id, Sign::capital);
    if (const auto hyphen = part.find('-'); hyphen != std::string::npos) {
      add_part(part.substr(0, hyphen), id);
      add_part(part.substr(hyphen + 1), id);
    }
  }

  std::map<std::int32_t, std::vector<Name>> by_first_{};
};

/// A text in which names are looked for.
class Scrubber::Reading
{
 public:
  Reading(std::string_view text, const Names& names, bool any_case)
      : letters_(letters_of(text)), names_(names), any_case_(any_case)
  {
    mark_urls(text);
  }

  const std::vector<Letter>& letters() const { return letters_; }

  std::optional<Found> at(std::size_t i) const
  {
    const bool marked = letters_[i].folded == '@' && i + 1 < letters_.size();
    const auto from = marked ? i + 1 : i;
    const auto* names = names_.beginning_with(letters_[from].folded);
    if (names == nullptr || (!marked && !begins(from))) return std::nullopt;
    for (const auto& name : *names) {
      if (fits(name, from, marked)) return Found{i, from + name.spelling.size(), name.id};
    }
    return std::nullopt;
  }

 private:
  bool is_word(std::size_t i) const { return i < letters_.size() && letters_[i].is_word; }

  /// Whether the letter at `i`, beside a name's at `edge`, makes one word with it. An underscore
  /// does between letters (MARK_COUNT), not where it sets a name in italics (_Mark_).
  bool continues(std::size_t i, std::size_t edge, std::size_t beyond) const
  {
    if (i >= letters_.size()) return false;
    if (letters_[i].folded == '_') return is_word(beyond);
    // Parts of one character, as ß is of two letters, are never taken apart.
    if (letters_[i].start == letters_[edge].start) return true;
    return letters_[i].is_word && !letters_[i].is_spaceless && !letters_[edge].is_spaceless;
  }

  bool begins(std::size_t i) const
  {
    constexpr auto none = static_cast<std::size_t>(-1);
    return i == 0 || !continues(i - 1, i, i > 1 ? i - 2 : none);
  }

  bool fits(const Name& name, std::size_t from, bool marked) const
  {
    const auto end = from + name.spelling.size();
    if (end > letters_.size() || continues(end, end - 1, end + 1)) return false;
    bool capital = false;
    for (std::size_t i = from; i < end; ++i) {
      if (letters_[i].folded != name.spelling[i - from]) return false;
      capital = capital || letters_[i].is_big;
    }
    if (name.sign == Sign::any) return true;
    // A word of a path is part of where something is, which is a fact.
    if (in_url_[from]) return false;
    return marked || any_case_ || (name.sign == Sign::capital && capital);
  }

  void mark_urls(std::string_view text)
  {
    in_url_.assign(letters_.size(), false);
    std::size_t i = 0;
    for (auto at = text.find("://"); at != std::string_view::npos; at = text.find("://", at + 1)) {
      const auto end = std::min(text.find_first_of(" \t\r\n|>\"", at), text.size());
      while (i < letters_.size() && letters_[i].start < at) ++i;
      for (; i < letters_.size() && letters_[i].start < end; ++i) in_url_[i] = true;
    }
  }

  std::vector<Letter> letters_;
  std::vector<bool> in_url_{};
  const Names& names_;
  bool any_case_;
};

Scrubber::Scrubber(const std::vector<PersonSeen>& people)
    : names_(std::make_shared<const Names>(people))
{
}

std::string Scrubber::replaced(std::string_view text, const SpeakOf& speak_of, bool any_case) const
{
  const Reading reading{text, *names_, any_case};
  const auto& letters = reading.letters();
  std::string out;
  std::size_t copied = 0;
  for (std::size_t i = 0; i < letters.size();) {
    const auto found = reading.at(i);
    if (!found) {
      ++i;
      continue;
    }
    out += text.substr(copied, letters[found->first].start - copied);
    out += speak_of(found->id);
    copied = letters[found->last - 1].end;
    i = found->last;
  }
  return out.append(text.substr(copied));
}

bool Scrubber::names_somebody(std::string_view file) const
{
  bool found = false;
  const auto note = [&found](const std::string&) {
    found = true;
    return std::string{};
  };
  for (const auto& word : words::split(as_words(file))) {
    replaced(word, note, true);
    // "marks-screenshot": nobody writes an apostrophe there.
    if (word.ends_with('s')) replaced(word.substr(0, word.size() - 1), note, true);
  }
  replaced(file, note, true);
  return found;
}

std::string Scrubber::text(std::string_view original, const SpeakOf& speak_of) const
{
  std::string text{original};
  replace_mentions(text, speak_of);
  replace_addresses(text);
  return replaced(text, speak_of, false);
}

std::string Scrubber::label(std::string_view label) const
{
  std::string text{label};
  const auto nobody = [](const std::string&) { return std::string{}; };
  replace_mentions(text, nobody);
  replace_addresses(text);
  std::string out;
  for (const auto& word : words::split(replaced(text, nobody, true))) {
    const auto letters = letters_of(word);
    const bool says = std::any_of(letters.begin(), letters.end(),
                                  [](const Letter& letter) { return letter.is_word; });
    if (says) out += (out.empty() ? "" : " ") + word;
  }
  return out;
}

std::string Scrubber::file_names(std::string_view text) const
{
  constexpr std::string_view open = "[file: ";
  if (text.find(open) == std::string_view::npos) return std::string{text};
  std::string out;
  for (auto at = text.find(open); at != std::string_view::npos; at = text.find(open)) {
    const auto line_end = std::min(text.find('\n', at), text.size());
    const auto close = text.substr(0, line_end).rfind(']');
    if (close == std::string_view::npos || close < at) break;
    const auto file = text.substr(at + open.size(), close - at - open.size());
    out += text.substr(0, at);
    if (names_somebody(file)) {
      const auto dot = file.rfind('.');
      out += dot == std::string_view::npos ? "a file"
                                           : "a file (" + std::string{file.substr(dot + 1)} + ")";
    } else {
      out += text.substr(at, close + 1 - at);
    }
    text.remove_prefix(close + 1);
  }
  return out.append(text);
}

std::string without_names(std::string_view text, const std::vector<PersonSeen>& people,
                          const SpeakOf& speak_of)
{
  return Scrubber{people}.text(text, speak_of);
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
