#include "bot/language/verdict.hpp"

namespace secondstory::language {

bool is_verdict(const Sentence& s, const Clause& clause, std::size_t from, std::size_t to)
{
  // "the outage is on Sam", "Will is responsible for it"
  bool incident = false;
  for (std::size_t i = from + 1; i + 1 < to; ++i) {
    incident = incident || s.is(i - 1, "INCID") || s.is(i - 1, "THING");
    const std::size_t on = s.is(i, "ADV") ? i + 1 : i;
    const bool his = incident && s.is(i - 1, "BE") && s.is_word(on, "on");
    if (his && clause.agent(on + 1, to, false) == to && !s.has_fact(from, to)) return true;
  }
  if (s.is_word(from, "hindsight")) return true;  // "hindsight is 20/20"
  bool verdict = false;
  for (std::size_t i = from; i < to; ++i) {
    verdict = verdict || s.in(i, "verdicts");
    if (!s.in(i, "verdicts") && !s.is(i, "INCID") && !s.in(i, "sides") &&
        (s.has_fact(i, i + 1) || s.has_substance(i, i + 1))) {
      return false;
    }
  }
  return verdict && !s.is(from, "WH") && !s.is_word(from, "which");
}

bool is_fault(const Sentence& s, std::size_t from, std::size_t to)
{
  const bool owed =
      (s.is_word(from, "due") || s.is_word(from, "owing")) && s.is_word(from + 1, "to");
  const bool because = s.is_word(from, "because") && s.is_word(from + 1, "of");
  if ((!owed && !because) || !s.is_word(to, ",") || s.has_fact(from, to)) return false;
  bool judged = false;
  for (std::size_t i = from + 2; i < to; ++i) {
    const bool word = s.in(i, "judged") || s.in(i, "verdicts") || s.is(i, "JUDGEN");
    if (s.is_matter(i) && !word) return false;
    judged = judged || word;
  }
  return judged;
}

}  // namespace secondstory::language
