#include "bot/language/essence.hpp"

#include <algorithm>

#include "bot/language/clause.hpp"

namespace secondstory::language {
namespace {

void drop_marks(const Sentence& s, std::size_t& to)
{
  while (to > 0 && ((s.is_punct(to - 1) && !s.is_word(to - 1, "%")) ||
                    (s.in(to - 1, "dangling") && !(to > 1 && s.is(to - 2, "PREP"))))) {
    --to;
  }
}

void drop_tail(const Sentence& s, std::size_t from, std::size_t& to)
{
  // "…, did you"
  for (std::size_t i = to; to - from > 4 && i-- > to - 4;) {
    const bool tag =
        s.is_word(i, ",") && s.is(to - 1, "SUBJ") && (s.in(i + 1, "asking") || s.is(i + 1, "BE"));
    if (!tag) continue;
    to = i;
    break;
  }
  // "…, sorry everyone": a few words at the very end
  for (std::size_t i = to; i-- > from + 1;) {
    if (!s.is_word(i - 1, ",")) continue;
    if (s.in(i, "asides") && to - i < 5 && !s.has_fact(i, to)) to = i - 1;
    break;
  }
  for (bool again = true; again && to > 0;) {
    again = false;
    const std::size_t last = to - 1;
    const bool comma = last > 0 && s.is_word(last - 1, ",");
    // "set the threshold right"
    const bool manner = s.is_word(last, "right") && !comma;
    if ((s.in(last, "tail") && !manner) || (comma && s.in(last, "tail_names")) ||
        (s.is_person(last) && comma && !s.is(last, "POSSP")) ||
        s.token(last).classes.test(cls_mention)) {
      // "told @ana" needs its object.
      const bool object = s.token(last).classes.test(cls_mention) && !comma && last > 0 &&
                          (s.is(last - 1, "PREP") || s.is(last - 1, "TELLV"));
      if (object) return;
      to = last;
      again = true;
    }
    while (to > 0 && s.is_punct(to - 1) && !s.is_word(to - 1, "%")) {
      --to;
      again = true;
    }
  }
}

/// One past "not ideal that", "it is a shame that"; `from` where it is something else.
std::size_t after_opinion(const Sentence& s, std::size_t from, std::size_t to)
{
  // "what happened is that"
  const bool summed_up =
      s.is_word(from, "what") && s.is_word(from + 1, "happened") && s.is(from + 2, "BE");
  if (summed_up) return s.is_word(from + 3, "that") ? from + 4 : from + 3;
  // "the root cause is that"
  std::size_t cause = s.is(from, "DET") ? from + 1 : from;
  if (s.is_word(cause, "root") || s.is_word(cause, "real")) ++cause;
  const bool named = s.is_word(cause, "cause") || s.is_word(cause, "reason");
  if (named && s.is(cause + 1, "BE") && s.is_word(cause + 2, "that")) return cause + 3;
  bool opinion = false;
  for (std::size_t i = from; i < to && i < from + 6; ++i) {
    if (opinion && s.is_word(i, "that")) return i + 1;
    const bool small = s.is_word(i, "it") || s.is(i, "BE") || s.is(i, "DET") ||
                       s.is_word(i, "not") || s.is(i, "ADV");
    opinion = opinion || s.in(i, "opinions");
    if (!small && !s.in(i, "opinions")) return from;
  }
  return from;
}

/// One past "this was caused by Ana, who"; `from` where it is something else.
std::size_t after_culprit(const Sentence& s, const Clause& clause, std::size_t from, std::size_t to)
{
  constexpr std::size_t longest = 7;
  for (std::size_t i = from + 1; i < to && i < from + longest; ++i) {
    const bool caused = s.is_word(i - 1, "caused") && s.is_word(i, "by");
    if (!caused && !(s.is_word(i - 1, "because") && s.is_word(i, "of"))) continue;
    const std::size_t person = clause.agent(i + 1, to, false);
    const bool told = person > i + 1 && s.is_word(person, ",") && s.is_word(person + 1, "who");
    return told ? person + 2 : from;
  }
  return from;
}

void drop_lead(const Sentence& s, const Clause& clause, std::size_t& from, std::size_t to)
{
  for (bool again = true; again && from < to;) {
    again = false;
    // "summary for mgmt:"
    const bool label = s.is(from + 1, "PREP") && s.is_word(from, "summary");
    if ((s.is_lead(from) && !label) || s.is_punct(from)) {
      ++from;
      again = true;
      continue;
    }
    // "@dave:example.org you pushed …"
    if (s.is_homeserver(from + 2) && from + 3 < to) {
      from += 3;
      again = true;
      continue;
    }
    const std::size_t opinion = after_opinion(s, from, to);
    if (const std::size_t told = std::max(opinion, after_culprit(s, clause, from, to));
        told > from) {
      from = told;
      again = true;
      continue;
    }
    // "Dave, you pushed …" and "@dave you pushed …"
    const std::size_t person = clause.agent(from, to, false);
    const bool spoken_to =
        person > from && person < to &&
        (s.is_word(person, ",") || s.is_word(person, ":") ||
         (s.token(from).classes.test(cls_mention) &&
          (s.is_word(person, "you") || s.is(person, "DET") || s.is_word(person, "your") ||
           s.is_word(person, "why") || s.is_word(person, "who") || s.is_word(person, "which"))));
    if (spoken_to) {
      from = person;
      again = true;
    }
  }
}

}  // namespace

Stretch essence(const Sentence& s)
{
  Stretch rest{0, s.size()};
  drop_marks(s, rest.to);
  drop_tail(s, rest.from, rest.to);
  drop_lead(s, Clause{s}, rest.from, rest.to);
  return rest;
}

std::string take_label(const Sentence& s, std::size_t& at, std::size_t end)
{
  constexpr std::size_t longest = 7;
  std::size_t colon = at;
  for (; !s.is_word(colon, ":") || s.token(colon).end == s.token(colon + 1).start; ++colon) {
    if (colon + 1 >= end || colon >= at + longest) return {};
    if (s.is_person(colon) || s.is(colon, "WH") || s.is(colon, "POSS")) return {};
    // "knorr: you …" speaks to somebody.
    const bool plain = s.is_known(colon) || is_technical(s.raw(colon)) || s.is(colon, "ALLCAPS");
    if (!plain && !(colon > at && s.is(colon - 1, "PREP"))) return {};
  }
  if (colon == at || colon + 1 >= end) return {};
  bool verdict = false;
  for (std::size_t i = at; i < colon; ++i) {
    verdict = verdict || s.in(i, "verdicts") || s.in(i, "cues") || s.in(i, "judged");
  }
  if (verdict && colon > at + 4) verdict = false;
  std::string label = verdict ? "" : s.copy(at, colon) + ":";
  at = colon + 1;
  return label;
}

std::string take_hedge(const Sentence& s, std::size_t& at)
{
  std::string hedge;
  if ((s.is_word(at, "looks") || s.is_word(at, "seems")) && s.is_word(at + 1, "like")) {
    hedge = s.is_word(at, "looks") ? "it looks like" : "it seems";
    at += 2;
  } else if (s.is_word(at, "seems") && !s.is_word(at + 1, "to")) {
    hedge = "it seems";
    at += s.is_word(at + 1, "that") ? 2 : 1;
  } else if (s.is_word(at, "apparently") || s.is_word(at, "seemingly")) {
    hedge = s.low(at++);
    if (s.is_word(at, ",")) ++at;
  } else if (s.is_word(at, "i") && s.in(at + 1, "thinking")) {
    hedge = "I " + s.low(at + 1);
    at += s.is_word(at + 2, "that") ? 3 : 2;
  } else if ((s.is_word(at, "turns") || s.is_word(at, "turned")) && s.is_word(at + 1, "out")) {
    hedge = "it " + s.low(at) + " out";
    at += s.is_word(at + 2, "that") ? 3 : 2;
  }
  return hedge;
}

}  // namespace secondstory::language
