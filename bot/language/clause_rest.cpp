#include "bot/language/clause.hpp"
#include "bot/language/rewrite.hpp"

// The words behind an act and its object, when nobody who acts is left in front.

namespace secondstory::language {

/// "before changing the routes" hangs on the agent, who is gone: "before the routes were changed".
std::optional<std::string> Clause::rest(std::size_t at, std::size_t end, bool passive) const
{
  for (std::size_t i = at; i + 1 < end; ++i) {
    if (s_.in(i, "subordinate")) {
      // "before you cut over the site": before the site was cut over
      const std::size_t inner = is_nobody(i + 1) ? i + 1 : agent(i + 1, end, false);
      const auto head = plain_rest(at, i);
      const auto tail = inner > i + 1 ? after_agent(inner, end) : std::nullopt;
      if (head && tail) return joined({*head, behind(s_.low(i), tail->text)});
    }
    // "approved it without reading it"
    const bool unread = passive && s_.is_word(i, "without") &&
                        (s_.is_word(i + 2, "it") || s_.is_word(i + 2, "them"));
    Verb unknown;
    const Verb* verb = unread ? verb_at(i + 1, Form::gerund, unknown) : nullptr;
    if (verb != nullptr && (i + 3 >= end || s_.is(i + 3, "PREP") || s_.is_punct(i + 3))) {
      const auto head = plain_rest(at, i);
      const auto tail = plain_rest(i + 3, end);
      if (!head || !tail) return std::nullopt;
      return joined({*head, "without being", verb->participle, *tail});
    }
    if (passive && s_.is_word(i, "without")) {
      if (const auto told = without_telling(i + 1, end)) {
        const auto head = plain_rest(at, i);
        return head ? std::optional(joined({*head, *told})) : std::nullopt;
      }
    }
    const bool supposed = s_.in(i, "supposing");
    const bool hangs =
        (s_.is_word(i, "before") || s_.is_word(i, "after") || s_.is_word(i, "while")) &&
        s_.is(i + 1, "GER");
    if (!supposed && !hangs) continue;
    const auto head = plain_rest(at, i);
    if (!head) return std::nullopt;
    if (supposed) {
      const std::size_t from = s_.is_word(i + 1, "that") ? i + 2 : i + 1;
      const auto tail = plain_rest(from, end);
      if (!tail) return std::nullopt;
      return joined({*head, "on the assumption that", *tail});
    }
    if (const auto noun = noun_for(i + 1, end)) return joined({*head, s_.low(i), "the", *noun});
    const auto tail = act(i + 1, end, Form::gerund, Act::done);
    if (!tail || (supposed && tail->text.starts_with("there was"))) return std::nullopt;
    return joined({*head, behind(s_.low(i), tail->text)});
  }
  return plain_rest(at, end);
}

/// "telling mobile" hangs on the agent, who is gone: "without mobile being told".
std::optional<std::string> Clause::without_telling(std::size_t at, std::size_t end) const
{
  Verb unknown;
  const Verb* verb = verb_at(at, Form::gerund, unknown);
  if (verb == nullptr || !s_.data().has("telling", verb->base)) return std::nullopt;
  const bool everybody = s_.is_word(at + 1, "us") || s_.is(at + 1, "ANYBODY");
  std::size_t whom = everybody ? at + 2 : at + 1;
  // "support or the on-call", but "us and the servers fell over"
  const auto joins = [&](std::size_t i) {
    const bool word = s_.is_word(i, "and") || s_.is_word(i, "or");
    return word && !everybody && !begins_clause(i + 1, end);
  };
  while (whom < end && !s_.is_punct(whom) && !s_.is(whom, "PREP") && !s_.is_word(whom, "first") &&
         (joins(whom) || (!s_.is(whom, "STOP") && !s_.is(whom, "CLAUSE")))) {
    ++whom;
  }
  if (joins(whom - 1)) --whom;
  const auto tail = plain_rest(whom, end);
  if (whom == at + 1 || !tail) return std::nullopt;
  return joined({"without", s_.copy(at + 1, whom), "being", verb->participle, *tail});
}

/// "deploy" of "after deploying", where nothing follows.
std::optional<std::string> Clause::noun_for(std::size_t at, std::size_t end) const
{
  Verb unknown;
  const Verb* verb = at + 1 == end ? verb_at(at, Form::gerund, unknown) : nullptr;
  const std::string* noun = verb == nullptr ? nullptr : s_.data().find("noun", verb->base);
  return noun == nullptr ? std::nullopt : std::optional(*noun);
}

std::optional<std::string> Clause::plain_rest(std::size_t at, std::size_t end) const
{
  std::size_t stop = end;
  for (std::size_t i = at; i < end; ++i) {
    // "from his phone": "the phone" would be another one.
    if (s_.is_possessive(i) && s_.is_person(i) && !s_.in(i + 1, "sides")) {
      return std::nullopt;
    }
    // "acked it and fell asleep": what only somebody does.
    const bool behaves =
        i > at && s_.is_word(i - 1, "and") && (s_.in(i, "conduct") || s_.in(i, "presence"));
    if (behaves) return std::nullopt;
    const bool person = s_.is_person(i) && !s_.is_possessive(i);
    const bool own = s_.is_word(i, "themselves") || s_.is_word(i, "himself") ||
                     s_.is_word(i, "herself") || s_.is_word(i, "yourself");
    if (!person && !own && !s_.in(i, "judged")) continue;
    // "took it with him" is no "took it".
    if (i > at && s_.is_word(i - 1, "with")) return std::nullopt;
    // It may as well be a product: no telling what would be lost.
    if (s_.token(i).classes.test(cls_unknown)) return std::nullopt;
    stop = i;
    break;
  }
  if (stop == end) {
    // The comma before a clause that goes: "skipped the dry run, as they do".
    while (end > at && s_.is_word(end - 1, ",")) --end;
    return s_.copy(at, end);
  }
  // Back to where the words about the person begin; they go when no fact goes with them.
  std::size_t from = stop;
  const auto opens_at = [&](std::size_t i) {
    return s_.is(i, "CLAUSE") || s_.in(i, "opens") || s_.is_punct(i) || s_.is(i, "PREP");
  };
  while (from > at && !opens_at(from)) --from;
  if (s_.has_fact(from, end) || s_.has_matter(from, end)) return std::nullopt;
  if (!opens_at(from)) return std::nullopt;
  while (from > at && (s_.is_punct(from - 1) || s_.is(from - 1, "CLAUSE"))) --from;
  return s_.copy(at, from);
}

}  // namespace secondstory::language
