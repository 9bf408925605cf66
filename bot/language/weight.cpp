#include "bot/language/weight.hpp"

#include <set>
#include <string>

#include "bot/language/asked.hpp"
#include "bot/language/clause.hpp"

namespace secondstory::language {
namespace {

/// "the storage contractor", "somebody in growth": a word that says who it was.
bool tells_who(const Sentence& sentence, std::size_t i)
{
  const auto somebody = [&](std::size_t k) {
    return sentence.in(k, "people") || sentence.is(k, "TEAM") || sentence.is(k, "ROLE") ||
           sentence.is(k, "FOLK") || sentence.is(k, "LAYMAN") || sentence.is(k, "INSULT") ||
           sentence.is(k, "ANYBODY") || sentence.is(k, "NOBODY");
  };
  if (somebody(i) || somebody(i + 1) || (somebody(i + 2) && !sentence.is_punct(i + 1))) return true;
  const std::size_t place = i > 1 && sentence.is(i - 1, "DET") ? i - 2 : i - 1;
  return i > 1 && sentence.is(place, "PREP") && place > 0 && somebody(place - 1);
}

/// Whether the word belongs to what happened: it counts, speaks of the matter, or is one that no
/// list knows and so may be the very thing.
bool carries_weight(const Sentence& sentence, std::size_t i)
{
  if (sentence.in(i, "counts")) return true;
  if (sentence.is_person(i) || sentence.is_punct(i) || sentence.is_code(i)) return false;
  if (sentence.is_homeserver(i)) return false;
  if (sentence.in(i, "judged") || sentence.is_lead(i) || tells_who(sentence, i)) return false;
  // "root cause:", "human error:"
  const bool verdict = sentence.in(i, "verdicts") || sentence.in(i + 1, "verdicts");
  // "user error: …"
  if (i < 2 && sentence.in(0, "verdicts") && sentence.is_word(1, "error")) return false;
  if (verdict && (sentence.is_word(i, "root") || sentence.is_word(i - 1, "root") ||
                  sentence.is_word(i, "human") || sentence.is_word(i - 1, "human"))) {
    return false;
  }
  // "the outage is on Sam", "I wish Sam had …"
  const bool blamed = sentence.is(i, "INCID") && sentence.is(i + 1, "BE") &&
                      (sentence.is_word(i + 2, "on") || sentence.is_word(i + 3, "on") ||
                       sentence.is_word(i + 2, "caused"));
  if (blamed || sentence.is_word(i, "wish")) return false;
  if (asks_why(sentence, i)) return false;
  if (sentence.is_matter(i)) return true;
  if (sentence.is_known(i) || sentence.raw(i).size() <= 3 || sentence.is(i, "CAP")) return false;
  return Clause(sentence).agent(i, sentence.size(), true) == i;
}

/// "in Kazakhstan", "at Transport": a name behind such a preposition.
bool is_place(const Sentence& sentence, std::size_t i)
{
  return i > 0 && sentence.is(i, "CAP") && !sentence.is(i, "ALLCAPS") &&
         sentence.in(i - 1, "placing");
}

/// What is left of a word in all its forms, roughly: "merged" and "merging".
std::string stem_of(std::string word)
{
  constexpr std::size_t most = 5;
  for (const std::string_view ending : {"ing", "ed", "es", "s", "e"}) {
    if (word.size() < ending.size() + 3 || !std::string_view(word).ends_with(ending)) continue;
    word.erase(word.size() - ending.size());
    // "dropped", not "called"
    const std::size_t last = word.size() - 1;
    const bool doubled = word[last] == word[last - 1] &&
                         std::string_view("lsdfz").find(word[last]) == std::string_view::npos;
    if (ending.size() > 1 && doubled) word.resize(last);
    break;
  }
  return word.substr(0, most);
}

/// What the forms of a word have in common: its verb, where it is known as one.
std::string root_of(const Sentence& sentence, std::size_t i)
{
  const int lemma = sentence.token(i).lemma;
  return stem_of(lemma >= 0 ? sentence.lexicon().verb(lemma).base : sentence.low(i));
}

/// Where a question begins: at the word that asks. What leads up to it ("before we go on, ") is no
/// part of it; 0 where nothing is asked.
std::size_t question_in(const Sentence& sentence)
{
  for (std::size_t i = 0; i < sentence.size(); ++i) {
    if (asks_why(sentence, i) || sentence.in(i, "grounds")) return i;
    if (sentence.is_word(i, "who") || sentence.is_word(i, "how") || sentence.is_word(i, "what") ||
        (i < 3 && sentence.is_word(i, "which"))) {
      return i;
    }
  }
  return 0;
}

}  // namespace

bool keeps_weight(const std::vector<Sentence>& suggestion, const std::vector<Sentence>& text,
                  bool asks)
{
  std::set<std::string> kept;
  for (const Sentence& sentence : suggestion) {
    for (std::size_t i = 0; i < sentence.size(); ++i) kept.insert(root_of(sentence, i));
  }
  for (const Sentence& sentence : text) {
    for (std::size_t i = asks ? question_in(sentence) : 0; i < sentence.size(); ++i) {
      const bool place = is_place(sentence, i) && !tells_who(sentence, i);
      const bool counts = carries_weight(sentence, i) || place;
      if (!counts || kept.contains(root_of(sentence, i))) continue;
      // "failing over" and "the failover"
      const int lemma = sentence.token(i).lemma;
      if (lemma >= 0 && sentence.in(i + 1, "particles")) {
        const std::string base = sentence.lexicon().verb(lemma).base;
        if (kept.contains(stem_of(base + sentence.low(i + 1)))) continue;
      }
      // Slang has a plain word in its place.
      if (sentence.data().find("verb", sentence.low(i)) == nullptr) return false;
    }
  }
  return true;
}

}  // namespace secondstory::language
