#include "bot/language/joints.hpp"

#include <algorithm>

namespace secondstory::language {

bool Joints::joins(std::size_t i) const
{
  // "the root cause"
  if (s_.is_word(i, "cause") && i > 0 && (s_.is(i - 1, "DET") || s_.is_word(i - 1, "root"))) {
    return false;
  }
  // "went and pushed it", "has gone ahead and merged"
  for (std::size_t back = 1; back <= 2 && back <= i && s_.is_word(i, "and"); ++back) {
    if (clause_.after_going(i - back, s_.size()) > i) return false;
  }
  // "1,100 PCs"
  if (i > 0 && s_.is_word(i, ",") && s_.is(i - 1, "NUM") && s_.is(i + 1, "NUM") &&
      s_.token(i).end == s_.token(i + 1).start) {
    return false;
  }
  return s_.in(i, "joining") || s_.in(i, "noise") || s_.is_word(i, ",") || s_.is_word(i, ";") ||
         s_.is_word(i, ":") || s_.is_word(i, "-") || s_.is_word(i, "(") || s_.is_word(i, ")");
}

bool Joints::subordinates(std::size_t i, std::size_t end) const
{
  return s_.in(i, "subordinate") && clause_.agent(i + 1, end, true) > i + 1;
}

bool Joints::finite(std::size_t i) const
{
  Verb unknown;
  return s_.is(i, "BE") || s_.is(i, "HAVE") || s_.is(i, "MODAL") || s_.is_word(i, "did") ||
         s_.is_word(i, "does") || s_.is_word(i, "do") || s_.is_word(i, "'d") || s_.is(i, "S3") ||
         clause_.verb_at(i, Form::past, unknown) != nullptr;
}

bool Joints::starts_clause(std::size_t i, std::size_t end) const
{
  i = clause_.skip_adverbs(i, end);
  while (i < end && joins(i)) i = clause_.skip_adverbs(i + 1, end);
  if (i >= end) return false;
  Verb unknown;
  if (clause_.verb_at(i, Form::past, unknown) != nullptr || s_.is_word(i, "did") ||
      s_.is_word(i, "never") || s_.is(i, "BE") || s_.is(i, "HAVE") || s_.is_word(i, "if") ||
      s_.is_word(i, "which")) {
    return true;
  }
  if (s_.is(i, "PREP")) return false;
  for (std::size_t k = i + 1; k < end && k < i + 8 && !joins(k); ++k) {
    const bool noun = !s_.is(k - 1, "DET") || s_.in(k - 1, "whole");
    if (finite(k) && noun && !s_.is(k - 1, "PREP")) return true;
  }
  return false;
}

std::size_t Joints::after_setting(std::size_t from, std::size_t end) const
{
  constexpr std::size_t longest = 14;
  const bool when =
      s_.in(from, "settings") || (s_.in(from, "relative") && s_.in(from + 1, "times"));
  // "to free memory", "instead of the canary", "by deleting": whoever did that, did the rest.
  if (s_.in(from, "hanging")) return from;
  if (!when && (!s_.is(from, "PREP") || clause_.agent(from + 1, end, true) > from + 1)) return from;
  for (std::size_t i = from + 1; i < end && i < from + longest; ++i) {
    if (s_.is(i, "GER") || s_.is(i, "BE") || s_.is(i, "HAVE") || s_.is(i, "MODAL") ||
        s_.is(i, "CLAUSE")) {
      return from;
    }
    const std::size_t person = clause_.agent(i, end, true);
    const bool inside = s_.is(i - 1, "PREP") || s_.is(i - 1, "DET") || s_.is_possessive(i);
    if (person == i || inside) {
      if (s_.is_person(i) || s_.in(i, "judged")) return from;
      continue;
    }
    const std::size_t verb = clause_.skip_adverbs(person, end);
    const bool acts = finite(verb) || s_.is_word(verb, "never");
    // "for the third time", "for two hours"; but "sorry for the noise, I …"
    const std::size_t last = s_.is_punct(i - 1) ? i - 2 : i - 1;
    const bool purpose = s_.is_word(from, "for") && !s_.in(last, "times") && !s_.in(last, "spans");
    return acts && !purpose && !s_.is(person, "POSS") ? i : from;
  }
  return from;
}

std::size_t Joints::next_clause(std::size_t from, std::size_t end) const
{
  for (std::size_t i = std::max(after_setting(from, end), from + 1); i < end; ++i) {
    if (clause_.is_label(i, end)) {
      i += 2;
      continue;
    }
    if (s_.is_word(i, "(") || s_.is_word(i, ")")) return i;
    if ((joins(i) && starts_clause(i + 1, end)) || subordinates(i, end)) return i;
  }
  return end;
}

bool Joints::is_one(std::size_t from, std::size_t end) const
{
  for (std::size_t i = from; i < end; ++i) {
    if ((s_.is_word(i, ",") || s_.is_word(i, ";")) && joins(i)) return false;
    if (joins(i) && starts_clause(i + 1, end)) return false;
  }
  return true;
}

}  // namespace secondstory::language
