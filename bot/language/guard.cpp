#include <algorithm>
#include <cctype>

#include "bot/language/normalise.hpp"
#include "bot/language/presentable.hpp"
#include "bot/language/rules.hpp"
#include "bot/language/sentence.hpp"
#include "bot/language/spelling.hpp"
#include "bot/language/weight.hpp"
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
    // "*.example.org"
    if (word.starts_with("*.")) fact = {fact.data() - 2, fact.size() + 2};
    if (fact.size() > 2 && fact.substr(fact.size() - 2) == "'s") fact.remove_suffix(2);
    facts.emplace_back(fact);
  }
}

/// "Rahul to shadow the team": a name in what was quoted.
bool quotes_somebody(std::string_view inside, const RuleSet& rules)
{
  const Sentence quoted(inside, rules.lexicon().tokenise(std::string(inside), {0, inside.size()}),
                        rules.lexicon(), rules.wording());
  for (std::size_t i = 0; i < quoted.size(); ++i) {
    const bool name = quoted.token(i).classes.test(cls_name);
    if (name || (i > 0 && quoted.is_person(i))) return true;
  }
  return false;
}

/// Plain words in quotes: somebody's name for a thing, rarely a kind one.
bool quotes_words(std::string_view text, const RuleSet& rules)
{
  for (const char mark : {'"', '\''}) {
    for (std::size_t at = text.find(mark); at != std::string_view::npos;
         at = text.find(mark, at + 1)) {
      if (at > 0 && !is_space(text[at - 1])) continue;
      const std::size_t close = text.find(mark, at + 1);
      if (close == std::string_view::npos) break;
      const std::string_view inside = text.substr(at + 1, close - at - 1);
      const bool plain = std::all_of(inside.begin(), inside.end(), [](unsigned char c) {
        return std::isalpha(c) != 0 || c == ' ' || c == '-' || c == '\'';
      });
      // "Apply to all cities" is what a button says.
      const bool label = std::count(inside.begin(), inside.end(), ' ') > 2 && is_upper(inside[0]);
      if (plain && (!label || quotes_somebody(inside, rules))) return true;
      at = close;
    }
  }
  return false;
}

/// A face that laughs at somebody.
bool jeers(std::string_view text)
{
  static constexpr std::string_view faces[] = {"😂", "🤣", "🤡", "💀", "🙄", "🤦", "😆", "😹"};
  return std::any_of(std::begin(faces), std::end(faces), [&](std::string_view face) {
    return text.find(face) != std::string_view::npos;
  });
}

std::vector<Sentence> sentences_of(std::string_view text, const RuleSet& rules)
{
  std::vector<Sentence> sentences;
  const std::string normalised = normalise(text);
  for (const Span& span : split_sentences(normalised)) {
    sentences.emplace_back(text, rules.lexicon().tokenise(normalised, span), rules.lexicon(),
                           rules.wording());
  }
  return sentences;
}

}  // namespace

bool is_quoted(std::string_view line)
{
  return line.starts_with(">") || line.starts_with("&gt;");
}

std::vector<std::string> facts_of(std::string_view text)
{
  std::vector<std::string> facts;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    // What somebody else said is not the author's to keep.
    if (!is_quoted(line)) facts_of_line(line, facts);
    at = end + 1;
  }
  return facts;
}

bool guarded(std::string_view suggestion, std::string_view text, const RuleSet& rules,
             const Blames& blames)
{
  if (suggestion.size() < 4 || suggestion.front() == '@' ||
      (suggestion.back() != '.' && suggestion.back() != '?'))
    return false;
  for (const std::string_view cry : {"..", "??", "!!", "?!", "of course", " ,", ",.", ",,"}) {
    if (suggestion.find(cry) != std::string_view::npos) return false;
  }
  for (const std::string& fact : facts_of(text)) {
    if (suggestion.find(fact) == std::string_view::npos) return false;
  }
  const bool asks = suggestion.back() == '?';
  const bool emoji = suggestion.find("\xF0\x9F") != std::string_view::npos;
  if (quotes_words(suggestion, rules) || (asks && emoji) || jeers(suggestion)) return false;
  const std::vector<Sentence> said = sentences_of(suggestion, rules);
  if (!keeps_weight(said, sentences_of(text, rules), asks)) return false;
  if (!said.empty() && points_back(said.front())) return false;
  const bool all = std::all_of(said.begin(), said.end(), [&](const Sentence& sentence) {
    return presentable(sentence, rules);
  });
  if (!all) return false;
  return !blames(suggestion);
}

}  // namespace secondstory::language
