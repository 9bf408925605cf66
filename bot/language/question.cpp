#include "bot/language/question.hpp"

#include <algorithm>
#include <initializer_list>

#include "bot/language/rules.hpp"

namespace secondstory::language {
namespace {

/// The topic that most words of the sentence speak of.
const Topic* topic_of(const Sentence& sentence, const RuleSet& rules)
{
  const Topic* best = nullptr;
  std::size_t most = 0;
  for (std::size_t k = 0; k < rules.wording().topics().size(); ++k) {
    std::size_t hits = 0;
    for (std::size_t i = 0; i < sentence.size(); ++i) {
      // "was told on Monday" is no news that did not arrive.
      const bool happened_to =
          sentence.is(i, "TELLV") && sentence.is(i - 1, "BE") && !sentence.is(i - 2, "NOBODY");
      hits += sentence.topics(i).test(k) && !happened_to ? 1 : 0;
    }
    if (hits <= most) continue;
    most = hits;
    best = &rules.wording().topics()[k];
  }
  return best;
}

/// Whether a finding tells of an act, so that the question can ask about the thing at hand. Of what
/// judges somebody the words say less: a dashboard may be where the tag "human error" is set; and
/// what should have been done may be anything around the thing.
bool tells_of_an_act(const std::string& category)
{
  return category <= "C02";
}

/// "shipped 5.2", but "never ships on time", "broke it again", "blamed us"
bool tells_of_one_act(const Sentence& sentence)
{
  bool act = false;
  for (std::size_t i = 0; i < sentence.size(); ++i) {
    if (sentence.in(i, "recurring") || sentence.is(i, "WE") || sentence.is_word(i, "us"))
      return false;
    act = act || (sentence.is(i, "PAST") && !sentence.is(i, "BE") && !sentence.is(i, "HAVE"));
  }
  return act;
}

bool speaks_of(const Sentence& sentence, std::initializer_list<Name> classes)
{
  for (std::size_t i = 0; i < sentence.size(); ++i) {
    for (const Name one : classes) {
      if (sentence.is(i, one)) return true;
    }
  }
  return false;
}

/// "In hindsight Andreas picked the wrong region": somebody else is named, and nobody confesses.
bool is_of_somebody_else(const Sentence& sentence)
{
  // "The idiot who set it cost us a day"
  if (sentence.is(0, "DET") && sentence.is(1, "INSULT") && sentence.is_word(2, "who")) return true;
  bool person = false;
  for (std::size_t i = 0; i < sentence.size(); ++i) {
    if (sentence.is_word(i, "my") || sentence.is_word(i, "our")) return false;
    person = person || (sentence.is_person(i) && !sentence.is(i, "INSULT"));
  }
  return person && !speaks_of(sentence, {"SELF", "WE"});
}

/// What fits sentences of its kind; nothing where no kind is known.
const std::string* question_of_kind(const Finding& finding, const Sentence& words,
                                    const RuleSet& rules)
{
  const Gist gist(words.tokens());
  for (const Kind& kind : rules.wording().kinds()) {
    const auto& of = kind.categories;
    const bool may = std::find(of.begin(), of.end(), finding.category) != of.end();
    if (may && kind.pattern.may_match(gist) && kind.pattern.find(words.tokens())) return &kind.ask;
  }
  return nullptr;
}

}  // namespace

std::string question_for(const Finding& finding, const Sentence& words, std::optional<Act> told,
                         const RuleSet& rules)
{
  // Who is open about an own mistake is thanked first, and asked nothing that could sound like
  // more.
  if (finding.target == Target::self || finding.category == "C12") {
    const bool other = finding.category == "C12" && is_of_somebody_else(words);
    const std::string* answer = rules.wording().find("answer", other ? "other" : "self");
    if (other && answer != nullptr) return *answer;
    const bool thanks =
        finding.question.rfind("Thank", 0) == 0 || finding.question.rfind("I understand", 0) == 0;
    return thanks || answer == nullptr ? finding.question : *answer;
  }
  // "Typical Brian": one person has no sides.
  const bool habit = finding.category == "C15" && finding.target == Target::person &&
                     !speaks_of(words, {"TEAM", "FOLK", "WE", "ROLE"});
  if (const std::string* answer = rules.wording().find("answer", "habit"); habit && answer) {
    return *answer;
  }
  if (const std::string* fitting = question_of_kind(finding, words, rules)) return *fitting;
  // "Ops deployed 5.2 with debug logging on": what a team did once has no sides either.
  const bool done = finding.category == "C15" && tells_of_one_act(words);
  const Topic* topic = done || tells_of_an_act(finding.category) ? topic_of(words, rules) : nullptr;
  if (topic == nullptr) return finding.question;
  const Act act = told.value_or(finding.category == "C02" ? Act::missed : Act::done);
  return act == Act::missed ? topic->missed : topic->done;
}

}  // namespace secondstory::language
