#include <algorithm>
#include <cctype>

#include "bot/language/normalise.hpp"
#include "bot/language/rules.hpp"
#include "bot/language/sentence.hpp"
#include "bot/language/wording.hpp"

namespace secondstory::language {
namespace {

bool is_space(char c)
{
  return std::isspace(static_cast<unsigned char>(c)) != 0;
}

/// A word of the text without the punctuation around it.
std::string_view bare(std::string_view word)
{
  constexpr std::string_view around = ".,;:!?()[]{}\"'*_~<>-";
  const std::size_t first = word.find_first_not_of(around);
  if (first == std::string_view::npos) return {};
  return word.substr(first, word.find_last_not_of(around) + 1 - first);
}

bool is_emoji_name(std::string_view word)
{
  return word.size() > 2 && word.front() == ':' && word.back() == ':';
}

void facts_of_line(std::string_view line, std::vector<std::string>& facts)
{
  for (std::size_t at = 0; at < line.size();) {
    if (line[at] == '`') {
      const std::size_t close = line.find('`', at + 1);
      if (close != std::string_view::npos) {
        facts.emplace_back(line.substr(at, close + 1 - at));
        at = close + 1;
        continue;
      }
    }
    if (is_space(line[at])) {
      ++at;
      continue;
    }
    std::size_t end = at + 1;
    while (end < line.size() && !is_space(line[end]) && line[end] != '`') ++end;
    const std::string_view word = line.substr(at, end - at);
    at = end;
    const bool somebody = word.find('@') != std::string_view::npos || is_emoji_name(word);
    if (somebody || !is_technical(bare(word))) continue;
    std::string_view fact = bare(word);
    if (fact.size() > 2 && fact.substr(fact.size() - 2) == "'s") fact.remove_suffix(2);
    facts.emplace_back(fact);
  }
}

/// Twice the same word side by side; "had had" and its like are not ours to judge.
bool stutters(const Sentence& sentence)
{
  for (std::size_t i = 1; i < sentence.size(); ++i) {
    if (!sentence.is_punct(i) && !sentence.is_code(i) && sentence.low(i) == sentence.low(i - 1)) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::vector<std::string> facts_of(std::string_view text)
{
  std::vector<std::string> facts;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    // What somebody else said, quoted above the answer, is not the author's to keep.
    const bool quoted = line.substr(0, 1) == ">" || line.substr(0, 4) == "&gt;";
    if (!quoted) facts_of_line(line, facts);
    at = end + 1;
  }
  return facts;
}

bool guarded(std::string_view suggestion, std::string_view text, const RuleSet& rules,
             const Blames& blames)
{
  if (suggestion.size() < 4 || (suggestion.back() != '.' && suggestion.back() != '?')) return false;
  for (const std::string_view cry : {"..", "??", "!!", "?!", "of course", " ,"}) {
    if (suggestion.find(cry) != std::string_view::npos) return false;
  }
  for (const std::string& fact : facts_of(text)) {
    if (suggestion.find(fact) == std::string_view::npos) return false;
  }
  const std::string normalised = normalise(suggestion);
  for (const Span& span : split_sentences(normalised)) {
    const Sentence sentence(suggestion, rules.lexicon().tokenise(normalised, span), rules.lexicon(),
                            rules.wording());
    if (stutters(sentence)) return false;
    for (std::size_t i = 0; i < sentence.size(); ++i) {
      // Every first word has a capital; one that acts or owns is somebody.
      const bool acts = sentence.is(i + 1, "PAST") || sentence.is(i + 1, "HAVE") ||
                        sentence.is(i + 1, "POSS") || sentence.is(i + 1, "ADV") ||
                        sentence.is_word(i + 1, ",");
      const bool start = i == 0 && sentence.token(i).classes.test(cls_unknown) && !acts;
      if (sentence.is_person(i) && !start) return false;
      if (sentence.is(i, "MODAL") && sentence.is_word(i + 1, "have")) return false;
      if (sentence.in(i, "cues") || sentence.in(i, "judged")) return false;
      // An initial: "assigned to J."
      const std::string_view raw = sentence.raw(i);
      if (raw.size() == 1 && raw[0] >= 'B' && raw[0] <= 'Z' && raw[0] != 'I') return false;
    }
  }
  return !blames(suggestion);
}

}  // namespace secondstory::language
