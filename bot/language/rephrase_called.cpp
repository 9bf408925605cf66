#include "bot/language/rephraser.hpp"
#include "bot/language/rewrite.hpp"
#include "bot/language/spelling.hpp"

// Whoever is spoken to by name: the name goes, for what is said to them tells enough.

namespace secondstory::language {

/// "thanks Mark", "Mark, can you …", "…, Mark?": the name of somebody spoken to goes.
std::optional<std::size_t> Rephraser::called(const PersonAt& person)
{
  const std::size_t first = person.first;
  const std::size_t last = person.last;
  if (first > 0 && s_->in(first - 1, "calls") && (last >= s_->size() || s_->is_punct(last))) {
    edits_.push_back({s_->token(first - 1).end, s_->token(last - 1).end, ""});
    return last;
  }
  // "raj u there?"
  if (s_->is_word(last, "you") && first == 0) {
    edits_.push_back({s_->token(first).start, s_->token(last).start, ""});
    capital_at_ = s_->token(last).start;
    return last;
  }
  std::size_t end = s_->size();
  while (end > last && s_->is_punct(end - 1)) --end;
  // "Owners: Ana, Priya" calls nobody.
  const bool list = first > 1 && !edits_.empty() && edits_.back().end == s_->token(first - 2).end;
  if (first > 1 && s_->is_word(first - 1, ",") && last == end && !list) {
    edits_.push_back({s_->token(first - 2).end, s_->token(last - 1).end, ""});
    return last;
  }
  // "automate it, Otto; …"
  std::size_t clause = first;
  while (clause > 0 && !s_->is_word(clause - 1, ";")) --clause;
  if (first > 1 && s_->is_word(first - 1, ",") && s_->is_word(last, ";") && is_order(clause)) {
    edits_.push_back({s_->token(first - 2).end, s_->token(last - 1).end, ""});
    return last;
  }
  if (const auto next = spoken_to(person)) return next;
  const bool opens = begins(first) || (first > 0 && s_->is_word(first - 1, "\""));
  const bool asked =
      opens && (s_->is_word(last, ",") || calls(person)) && last + 1 < s_->size() &&
      !explained(last + 1) &&
      (s_->is(last + 1, "MODAL") || s_->is_word(last + 2, "you") || is_order(last + 1) ||
       s_->is(last + 1, "DET") || s_->is(last + 1, "SUBJ") || s_->is_word(last + 1, "what") ||
       s_->is_word(last + 1, "why") || s_->is_word(last + 1, "how") ||
       s_->is_word(last + 1, "please") || s_->is_word(last + 1, "do"));
  const bool inverted = s_->is(last, "MODAL") || s_->is_word(last, "did") ||
                        s_->is_word(last, "do") || s_->is_word(last, "are");
  // "ahmed didn't you bump that?"
  const std::size_t you = s_->is_word(last + 1, "not") ? last + 2 : last + 1;
  if (!asked && !(inverted && s_->is_word(you, "you"))) return std::nullopt;
  ordered_ = asked && (is_order(last + 1) || s_->is_word(last + 1, "please"));
  const std::size_t next = asked ? last + 1 : last;
  edits_.push_back({s_->token(first).start, s_->token(next).start, ""});
  if (opens) capital_at_ = s_->token(next).start;
  return next;
}

/// "@ana @bo checkout is down", "@here @ana can you look?": whoever is mentioned before all else
/// is called by it.
std::optional<std::size_t> Rephraser::summoned(std::size_t first, std::size_t last)
{
  // "Drew, Christian: can you join?"
  const bool several = last > first + 2 && s_->is_word(last, ":");
  if (several && begins(first) && s_->is(last + 1, "MODAL") && s_->is_word(last + 2, "you")) {
    edits_.push_back({s_->token(first).start, s_->token(last + 1).start, ""});
    capital_at_ = s_->token(last + 1).start;
    return last + 1;
  }
  for (std::size_t i = 0; i < last; ++i) {
    if (!s_->token(i).classes.test(cls_mention) && !s_->is_word(i, "@") && !s_->in(i, "duties")) {
      return std::nullopt;
    }
  }
  const auto is_finite = [&](std::size_t i) {
    return s_->is(i, "BE") || s_->is(i, "HAVE") || s_->is(i, "MODAL") || s_->is(i, "PAST") ||
           s_->is(i, "S3");
  };
  const bool asked = s_->is(last, "MODAL") && s_->is_word(last + 1, "you");
  const bool word = !is_finite(last) && !s_->is_punct(last) && !s_->is(last, "STOP") &&
                    !s_->is(last, "ADV") && !s_->is(last, "PARTICLE") && !is_order(last);
  const bool told = word && (is_finite(last + 1) || is_finite(last + 2));
  if (!asked && !told) return std::nullopt;
  edits_.push_back({s_->token(first).start, s_->token(last).start, ""});
  if (first == 0) capital_at_ = s_->token(last).start;
  return last;
}

/// "roll back now", but no past
bool Rephraser::is_order(std::size_t at) const
{
  return s_->is(at, "BASE") && !s_->is(at, "PAST") && !s_->is(at, "MODAL") && !s_->is(at, "PREP");
}

/// "@ana: can you …": no speaker, but spoken to.
bool Rephraser::calls(const PersonAt& person) const
{
  return s_->token(person.first).classes.test(cls_mention) && s_->is_word(person.last, ":") &&
         s_->is(person.last + 1, "MODAL") && s_->is_word(person.last + 2, "you");
}

/// "Frank, a contractor from Kyndryl, pulled it": what stands between the commas says who he is.
bool Rephraser::explained(std::size_t at) const
{
  if (!s_->is(at, "DET")) return false;
  for (; at + 1 < s_->size() && !s_->is_word(at, ","); ++at) {
    const bool owns = s_->is(at, "POSS");
    if (!owns && (s_->is(at, "BE") || s_->is(at, "HAVE") || s_->is(at, "PAST"))) return false;
  }
  return s_->is(at + 1, "PAST") || s_->is(at + 1, "BE") || s_->is(at + 1, "HAVE");
}

/// "You merged it, Mark, and left", "@mark check db-1": said to somebody in the middle, or ordered.
std::optional<std::size_t> Rephraser::spoken_to(const PersonAt& person)
{
  const std::size_t first = person.first;
  const std::size_t last = person.last;
  const bool between = first > 1 && s_->is_word(first - 1, ",") && s_->is_word(last, ",");
  if (between) {
    bool you = s_->is(last + 1, "MODAL") && s_->is_word(last + 2, "you");
    for (std::size_t i = 0; i < first; ++i) you = you || s_->is_word(i, "you");
    if (!you) return std::nullopt;
    edits_.push_back({s_->token(first - 2).end, s_->token(last - 1).end, ""});
    return last;
  }
  const bool please = s_->is_word(last, "please") || s_->is_word(last, "pls");
  const bool order = first == 0 && s_->token(first).classes.test(cls_mention) &&
                     last < s_->size() && (please || is_order(last));
  if (!order) return std::nullopt;
  edits_.push_back({s_->token(first).start, s_->token(last).start, ""});
  capital_at_ = s_->token(last).start;
  return last;
}

}  // namespace secondstory::language
