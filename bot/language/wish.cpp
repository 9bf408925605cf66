#include "bot/language/wish.hpp"

#include "bot/language/rewrite.hpp"

namespace secondstory::language {

Wish::Wish(const Sentence& sentence, const Clause& clause, const Stretch& told)
    : s_(sentence),
      clause_(clause),
      begin_(told.from),
      end_(told.to),
      condition_(condition_in(told))
{
}

/// "if", "had" or "wish": at the beginning, or behind what would have been. The end where more is
/// told before it than can be said again.
std::size_t Wish::condition_in(const Stretch& told) const
{
  if (s_.in(begin_, "conditional")) return begin_;
  const bool own = s_.is(begin_, "SELF") || s_.is(begin_, "WE");
  if (own && s_.is_word(begin_ + 1, "wish") &&
      clause_.agent(begin_ + 2, told.to, true) > begin_ + 2) {
    return begin_ + 1;
  }
  std::size_t i = begin_;
  bool unreal = false;
  for (; i < told.to && !s_.is_word(i, "if"); ++i) unreal = unreal || s_.in(i, "unreal");
  const bool lost = tells_more(begin_, i) && !happened(begin_, i);
  return unreal && !lost ? i : told.to;
}

/// One past "if you had tested it", which a comma ends or the subject of "would".
std::size_t Wish::condition_end(std::size_t from) const
{
  std::size_t modal = from + 3;
  while (modal < end_ && !s_.in(modal, "unreal") && !s_.is_word(modal, "'d")) ++modal;
  for (std::size_t i = from; i < modal; ++i) {
    if (s_.is_word(i, ",")) return i;
  }
  if (modal >= end_) return end_;
  if (s_.in(modal - 1, "consequence")) return modal - 1;
  std::size_t i = modal - 1;
  while (i > from && !s_.is(i, "DET") && !s_.is(i, "POSSP")) --i;
  return i > from ? i : modal;
}

/// More than that all would be well.
bool Wish::tells_more(std::size_t from, std::size_t to) const
{
  if (s_.has_fact(from, to) || s_.has_matter(from, to)) return true;
  for (std::size_t i = from; i < to; ++i) {
    if (s_.has_substance(i, i + 1) && !s_.in(i, "well_being")) return true;
  }
  return false;
}

/// "we lost the queue" of "we would not have lost the queue", "login does not work" of "login would
/// work".
std::optional<std::string> Wish::happened(std::size_t from, std::size_t end) const
{
  while (from < end && (s_.is_punct(from) || s_.is_word(from, "then"))) ++from;
  const std::size_t subject = s_.is(from, "WE") ? from + 1 : clause_.noun_phrase(from, end);
  const bool would = s_.is_word(subject, "would") || s_.is_word(subject, "'d");
  if (subject == from || !would || !tells_more(from, end)) return std::nullopt;
  std::string who = s_.copy(from, subject);
  if (s_.is(from, "WE") || s_.is(from, "DET")) who.replace(0, s_.low(from).size(), s_.low(from));
  const bool many = s_.is(from, "WE") || is_plural(who);
  if (s_.is_word(subject + 1, "be") && subject + 3 == end && !s_.is_punct(subject + 2)) {
    return joined({who, many ? "are not" : "is not", s_.copy(end - 1, end)});
  }
  if (s_.is_word(subject + 1, "work") && subject + 2 == end) {
    return who + (many ? " do not work" : " does not work");
  }
  if (!s_.is_word(subject + 1, "not") || !s_.is_word(subject + 2, "have")) return std::nullopt;
  const std::size_t verb = clause_.skip_adverbs(subject + 3, end);
  Verb unknown;
  const Verb* form = clause_.verb_at(verb, Form::participle, unknown);
  const auto tail = clause_.rest(verb + 1, end);
  if (form == nullptr || form->past.empty() || form->base == "be" || !tail) return std::nullopt;
  return joined({who, form->past, *tail});
}

std::optional<Statement> Wish::restated() const
{
  std::size_t i = condition_;
  const bool inverted = s_.is_word(i, "had");
  if (!s_.is_word(i, "if") && !s_.is_word(i, "wish") && !inverted) return std::nullopt;
  ++i;
  if (s_.is_word(i, "only")) ++i;
  const std::size_t agent = clause_.agent(i, end_, true);
  // "had whoever turned it off turned it on again"
  if (agent == i || s_.is_word(i, "whoever") || clause_.is_nobody(i)) return std::nullopt;
  const std::size_t stop = condition_end(agent);
  i = clause_.skip_adverbs(agent, stop);
  if (!inverted) {
    if (s_.is_word(i, "would")) ++i;
    const bool had = s_.is_word(i, "had") || s_.is_word(i, "have") || s_.is_word(i, "'d");
    if (!had) return std::nullopt;
    i = clause_.skip_adverbs(i + 1, stop);
  }
  const bool negated = s_.is_word(i, "not") || s_.is_word(i, "never");
  if (negated) i = clause_.skip_adverbs(i + 1, stop);
  while (s_.is_word(i + 1, "to") && s_.in(i, "bothered")) i += 2;
  // What would not have happened did happen, and would be missed.
  const bool behind = condition_ > begin_ && s_.is_word(condition_, "if");
  const auto effect = behind ? happened(begin_, condition_) : happened(stop, end_);
  if ((tells_more(stop, end_) && (behind || !effect)) || !s_.has_matter(i, stop)) {
    return std::nullopt;
  }
  const auto act = clause_.act(i, stop, Form::participle, negated ? Act::done : Act::missed, "");
  if (!act) return std::nullopt;
  std::string text = act->text;
  if (effect) text += ", and " + *effect;
  capitalise(text);
  return Statement{text + '.', act->act, true};
}

}  // namespace secondstory::language
