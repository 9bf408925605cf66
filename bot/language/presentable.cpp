#include "bot/language/presentable.hpp"

#include <algorithm>

#include "bot/language/spelling.hpp"

namespace secondstory::language {
namespace {

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
    if (sentence.in(after, "torn") && !sentence.is_word(after - 1, "instead")) return true;
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

}  // namespace

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

}  // namespace secondstory::language
