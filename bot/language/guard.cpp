#include <algorithm>
#include <cctype>

#include "bot/language/clause.hpp"
#include "bot/language/normalise.hpp"
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

/// "The cert early was rotated", "room 2 wedged being left": what was no part of the object.
bool swallows(const Sentence& sentence)
{
  // Behind another verb it may be that one's.
  for (std::size_t i = 2; i + 1 < sentence.size() && !sentence.is(i - 1, "BE"); ++i) {
    const bool passive = (sentence.is_word(i, "was") || sentence.is_word(i, "were") ||
                          sentence.is_word(i, "being")) &&
                         (sentence.is(i + 1, "PART") || sentence.is(i + 1, "PAST"));
    const bool noun = sentence.is(i - 2, "DET") || sentence.is(i - 2, "POSSP");
    const bool odd = sentence.is(i - 1, "ADV") || sentence.in(i - 1, "adverbs") ||
                     (sentence.is(i - 1, "PART") && !sentence.is(i - 1, "BASE"));
    // "when keepalived was restarted"
    const bool alone = sentence.in(i - 2, "subordinate");
    if (passive && odd && !noun && !alone && !sentence.in(i - 1, "whole")) return true;
  }
  return false;
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

/// "It was not noticed that the disk was full", "whether it was": says what "it" is.
bool says_that(const Sentence& sentence)
{
  const std::size_t at = sentence.is_word(2, "not") ? 3 : 2;
  const bool passive = sentence.is(at, "PART") || sentence.is(at, "PAST");
  const bool clause = sentence.is_word(at + 1, "that") || sentence.is_word(at + 1, "whether");
  return sentence.is_word(0, "it") && passive && clause;
}

/// "it" with nothing behind it that says what.
bool stands_alone(const Sentence& sentence, std::size_t i)
{
  const bool ends = i + 1 >= sentence.size() || sentence.is_punct(i + 1) ||
                    sentence.is(i + 1, "PREP") || sentence.is(i + 1, "CLAUSE") ||
                    sentence.is(i + 1, "STOP") || sentence.in(i + 1, "adverbs");
  return ends && sentence.in(i, "pointing");
}

/// "It was broken.", "That line was skipped.": says nothing without the message. "This was not
/// caught in review" points at it.
bool points_back(const Sentence& sentence)
{
  if (sentence.is_word(0, "this") && sentence.is(1, "BE")) return false;
  if (sentence.is_word(0, "that") || sentence.is_word(0, "those")) return true;
  std::size_t at = sentence.is_word(0, "what") && sentence.is_word(1, "led") ? 3 : 0;
  const bool asked = at > 0 && sentence.is_word(at + 1, "being");
  if (at > 0 && sentence.is(at, "GER") && stands_alone(sentence, at + 1)) return true;
  const bool told = at == 0 && (sentence.is(1, "BE") || sentence.is(1, "HAVE"));
  if (!sentence.in(at, "whole") || (!asked && !told)) return false;
  if (told && says_that(sentence)) return false;
  for (at += 2; sentence.is_word(at, "not") || sentence.is(at, "ADV") || sentence.is(at, "BE");)
    ++at;
  return asked || sentence.is(at, "PART") || sentence.is(at, "PAST");
}

/// "The was asked", "this is the.": an article whose noun went with somebody.
bool lacks_noun(const Sentence& sentence)
{
  for (std::size_t i = 0; i < sentence.size(); ++i) {
    // "cluster A was …" is no article.
    const bool article = sentence.is_word(i, "the") || sentence.is_word(i, "an") ||
                         (sentence.is_word(i, "a") && (i == 0 || sentence.raw(i) == "a"));
    const bool ends = i + 1 >= sentence.size() || sentence.is_word(i + 1, ".") ||
                      sentence.is_word(i + 1, ",") || sentence.is_word(i + 1, ";") ||
                      sentence.is_word(i + 1, ":") || sentence.is_word(i + 1, "?");
    const bool noun = !ends && !sentence.is(i + 1, "BE") && !sentence.is(i + 1, "HAVE") &&
                      !sentence.is_word(i + 1, "not") && !sentence.is_word(i + 1, "the");
    if (article && !noun) return true;
  }
  return false;
}

/// "steffi's script": a word no list knows that owns something.
bool is_owner(const Sentence& sentence, std::size_t i)
{
  return !sentence.is_known(i) && sentence.is(i + 1, "POSS") && !is_technical(sentence.raw(i)) &&
         !sentence.is(i, "ALLCAPS");
}

/// "the one customer was left out who mattered": its noun has lost what belongs to it.
bool torn(const Sentence& sentence)
{
  for (std::size_t i = 1; i < sentence.size(); ++i) {
    const bool passive = sentence.is(i, "BE") || sentence.is_word(i, "being");
    std::size_t after = sentence.is_word(i + 1, "not") ? i + 2 : i + 1;
    if (!passive || !(sentence.is(after, "PART") || sentence.is(after, "PAST"))) continue;
    ++after;
    const bool clause = sentence.in(after, "subordinate");  // "tested before it was run"
    if (!clause && (sentence.in(after, "particles") || sentence.is(after, "PREP"))) ++after;
    if (sentence.in(after, "torn")) return true;
  }
  return false;
}

/// "THE KEY was put IN THE WIKI"
bool shouts(const Sentence& sentence)
{
  for (std::size_t i = 0; i < sentence.size(); ++i) {
    const bool small = sentence.is(i, "STOP") || sentence.is(i, "DET") || sentence.is(i, "PREP");
    if (sentence.is(i, "ALLCAPS") && small) return true;
  }
  return false;
}

/// "that Ploy slipped in": a word with a capital that acts, if it is not written so anyway.
bool may_name(const Sentence& sentence, std::size_t i)
{
  return i > 0 && sentence.is(i, "CAP") && !sentence.is(i, "ALLCAPS") &&
         sentence.is_word(i - 1, "that") && sentence.is(i + 1, "PAST");
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

/// Whether a sentence can stand in front of the team: it names nobody, carries nothing over that
/// was the blame, and is whole.
bool presentable(const Sentence& sentence, const RuleSet& rules)
{
  if (stutters(sentence) || torn(sentence) || shouts(sentence) || lacks_noun(sentence) ||
      swallows(sentence))
    return false;
  const std::vector<Token>& tokens = sentence.tokens();
  if (any_matches(rules.wording().leftovers(), tokens, Gist(tokens))) return false;
  for (std::size_t i = 0; i < sentence.size(); ++i) {
    // Every first word has a capital; one that acts or owns is somebody.
    const bool acts = sentence.is(i + 1, "PAST") || sentence.is(i + 1, "HAVE") ||
                      sentence.is(i + 1, "POSS") || sentence.is(i + 1, "ADV") ||
                      sentence.is_word(i + 1, ",");
    const bool start = i == 0 && sentence.token(i).classes.test(cls_unknown) && !acts;
    if ((sentence.is_person(i) && !start) || may_name(sentence, i)) return false;
    if (sentence.is(i, "MODAL") && sentence.is_word(i + 1, "have")) return false;
    if (sentence.in(i, "cues") || sentence.in(i, "judged") || is_owner(sentence, i)) return false;
    // An initial: "assigned to J."
    const std::string_view raw = sentence.raw(i);
    if (raw.size() == 1 && raw[0] >= 'B' && raw[0] <= 'Z' && raw[0] != 'I') return false;
  }
  return true;
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
