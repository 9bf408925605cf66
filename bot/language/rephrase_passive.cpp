#include "bot/language/clause.hpp"
#include "bot/language/rephraser.hpp"
#include "bot/language/rewrite.hpp"
#include "bot/language/spelling.hpp"

namespace secondstory::language {

/// Whether the person is all of a clause's subject: not "the patch Ana merged", "SRE Ana", "only
/// Ana", "neither Bo nor Ana".
bool Rephraser::is_whole_subject(std::size_t first) const
{
  if (begins(first)) return true;
  const std::size_t before = first - 1;
  if (s_->is_punct(before)) return !opens_with_participle(before);
  if (s_->in(before, "partial")) return false;
  return s_->is(before, "NUM") || s_->is(before, "CLAUSE") || s_->is(before, "ADV") ||
         s_->is_day_or_month(before) || s_->in(before, "joins_clauses") || s_->is(before, "COGV") ||
         s_->is_word(before, "said") || is_technical(s_->raw(before)) ||
         (s_->raw(before).size() == 1 && is_capital(s_->raw(before))) ||
         (before > 0 && s_->is_word(before, "like") && s_->in(before - 1, "seeming")) ||
         (before > 0 && s_->is_word(before, "in") && s_->is(before - 1, "PAST"));
}

/// "Having read it, Ana …", "After talking to Bo, Ana …", "When called, Ana …": she did that, too.
bool Rephraser::opens_with_participle(std::size_t comma) const
{
  if (!s_->is_word(comma, ",")) return false;
  for (std::size_t i = 0; i < comma; ++i) {
    if (s_->is_word(i, ",")) return false;
    if (ends_in_ing(i) && (i < 2 || s_->is(i - 1, "PREP") || s_->is(i - 1, "CLAUSE"))) return true;
  }
  return s_->is_word(0, "when") && s_->is(1, "PART") && comma == 2;
}

/// Whether what comes later hangs on who did it, or is part of what it was done to: "than Bo", "as
/// did Bo", "from his phone", "the bucket the app used", "api-1, api-2 and api-3".
bool Rephraser::hangs_on_agent(std::size_t end) const
{
  if (s_->is(end, "DET") || s_->is(end, "SUBJ") || s_->is(end, "SELF") || s_->is(end, "WE") ||
      s_->is(end, "NOBODY") || s_->is(end, "PART") || s_->in(end, "after_nouns")) {
    return true;
  }
  if (may_belong(end)) return true;
  // "merged the PR by Clay", "by @dependabot", "by renovate[bot]"
  const bool made = s_->is_word(end, "by") &&
                    (s_->token(end + 1).classes.test(cls_mention) || people_.at(*s_, end + 1) ||
                     is_capital(s_->raw(end + 1)) || s_->is_word(end + 2, "["));
  if (end + 1 < s_->size() && made) return true;
  const bool more = s_->is_word(end, ",") || s_->is_word(end, "and");
  if (more && is_technical(s_->raw(end + 1)) && !s_->is(end + 1, "NUM")) return true;
  for (std::size_t i = end; i < s_->size(); ++i) {
    if (s_->is_word(i, ".")) break;
    // "Jo set it; Jo noticed it himself"
    if (reflexive_follows(i) && !s_->is_word(i, "myself")) return true;
    if (s_->in(i, "third_persons") || s_->is_word(i, "than") || s_->is_word(i, "did")) return true;
    const bool meanwhile = s_->is_word(i, "while") || s_->is_word(i, "when");
    if (meanwhile && ends_in_ing(i + 1)) return true;
    if (s_->is_word(i, ",") && s_->in(i + 1, "minding")) return true;
    // "merged the feature behind lane_v2, which …"
    if (s_->is_word(i, ",") && s_->is_word(i + 1, "which")) return true;
    // "…, not Bo", "… with Bo", "… and Bo db-8"
    const bool beside = s_->is_word(i, "not") || s_->is_word(i, "with") || s_->is_word(i, "and");
    if (!beside) continue;
    const auto other = people_.at(*s_, i + 1);
    if (other && (!s_->is_word(i, "and") || is_technical(s_->raw(other->last)))) return true;
  }
  return false;
}

/// Whether what follows an object may say which one it is: "the pod with the memory leak", "the
/// commit from Tuesday".
bool Rephraser::may_belong(std::size_t end) const
{
  const bool named = is_technical(s_->raw(end - 1)) || s_->is_code(end - 1);
  if (s_->is_word(end, "with")) return !named && !s_->is_code(end + 1) && !s_->is_punct(end + 1);
  return s_->is_word(end, "from") && (s_->is_day_or_month(end + 1) || s_->in(end + 1, "settings") ||
                                      s_->in(end + 1, "times") || s_->in(end + 1, "relative"));
}

/// "Priya restarted the db" → "The db was restarted": where the object is a plain noun phrase,
/// nothing personal stands in it and no second verb hangs on the same subject.
std::optional<std::size_t> Rephraser::passive(std::size_t first, std::size_t last)
{
  if (first > 0 && (s_->is_word(first - 1, "and") || s_->is_word(first - 1, "or"))) {
    if (first > 1 && !s_->is_word(first - 2, ",")) return std::nullopt;
  }
  // "Peter and then Ana restarted it", "not Peter but Ana"
  if (first > 1 && s_->is_word(first - 1, "then") && s_->is_word(first - 2, "and")) {
    return std::nullopt;
  }
  if (first > 0 && s_->is_word(first - 1, "but") && s_->is_word(0, "not")) return std::nullopt;
  // "the script of Priya wrote the file twice"
  const bool seems = first > 1 && s_->is_word(first - 1, "like") && s_->in(first - 2, "seeming");
  if (first > 0 && s_->in(first - 1, "of_whom") && !seems) return std::nullopt;
  // "Together with Ana, Priya restarted it"
  if (s_->in(0, "togetherness") && s_->is_word(1, "with")) return std::nullopt;
  const Clause clause(*s_);
  std::size_t verb = last;
  while (s_->is(verb, "ADV") || s_->in(verb, "adverbs") || ends_in_ly(verb)) ++verb;
  const bool action = s_->is(verb, "CHANGE") || s_->is(verb, "HARM") || s_->is(verb, "OMIT");
  Verb unknown;
  const Verb* form = clause.verb_at(verb, Form::past, unknown);
  if (!action || !s_->is(verb, "PAST") || form == nullptr) return std::nullopt;
  std::size_t object = verb + 1;
  const bool particle =
      s_->in(object, "particles") && s_->is(object, "PARTICLE") &&
      (!s_->is(object, "PREP") || rules_.wording().has("with_particle", form->base));
  if (particle) ++object;
  if (particle && s_->is(object, "NUM")) return std::nullopt;  // "wrote on 3 May"
  const std::size_t end = clause.noun_phrase(object, s_->size());
  // "the script that Hunter wrote flagged 312 locks"
  if (s_->is(object, "PAST") && first > 0 && s_->is_word(first - 1, "that")) return std::nullopt;
  // "changed teams"
  if (s_->in(object, "own_places") && end == object + 1) return std::nullopt;
  if (end == object || verb_follows(end) || reflexive_follows(end)) return std::nullopt;
  // "went home", "started looking", "restarted two", "deleted whatever was left"
  const bool bare = s_->is(object, "GER") || s_->in(object, "no_object") ||
                    (end == object + 1 && s_->is(object, "NUM"));
  // "the pod convinced it would help", "1.4 errors started"
  const bool clause_of_it = end > object + 1 && s_->is(end - 1, "PAST");
  for (std::size_t i = last; i < verb; ++i) {
    if (s_->is_word(i, "alone")) return std::nullopt;
  }
  // "ran DROP TABLE sessions; on prod"
  const bool statement = s_->is(object, "ALLCAPS") && s_->is(object + 1, "ALLCAPS");
  if (clause_of_it || (statement && s_->is_word(end, ";"))) return std::nullopt;
  if (s_->is_written_on(end)) return std::nullopt;
  if (bare || form->base == "go" || form->base == "come") return std::nullopt;
  if (!is_whole_subject(first) || hangs_on_agent(end)) return std::nullopt;
  for (std::size_t i = object; i < end; ++i) {
    // "deleted files matching *.log"
    if (i > object && i + 1 == end && ends_in_ing(i) && s_->is_punct(end)) return std::nullopt;
    if (s_->is(i, "POSSP") || s_->is(i, "OBJP") || people_.at(*s_, i)) return std::nullopt;
  }
  if (s_->is(end, "PARTICLE") && !s_->is(end, "PREP")) return std::nullopt;
  // "«José» restarted it"
  const std::size_t name_end = s_->token(last - 1).end;
  const std::string_view between = text_.substr(name_end, s_->token(last).start - name_end);
  if (between.find_first_not_of(' ') != std::string_view::npos) return std::nullopt;
  // "wrote that a backup …"
  if (s_->is_word(object, "that") && (end > object + 1 || !ends_sentence(end))) {
    return std::nullopt;
  }
  // "switched trace sampling off", "moved eu-west-2 (London) away"
  if (s_->is(end, "GER") || s_->is_word(end, "(")) return std::nullopt;
  const std::size_t from = s_->token(object).start;
  const std::string noun(text_.substr(from, s_->token(end - 1).end - from));
  std::string by = noun + (is_plural(noun) ? " were " : " was ");
  for (std::size_t i = last; i < verb; ++i) by += std::string(s_->raw(i)) + " ";
  by += form->participle;
  if (particle) by += " " + std::string(s_->raw(object - 1));
  replace(first, end, by);
  return end;
}

bool Rephraser::ends_sentence(std::size_t i) const
{
  return i >= s_->size() || s_->is_word(i, ".");
}

bool Rephraser::ends_in_ly(std::size_t i) const
{
  const std::string_view word = s_->raw(i);
  return word.size() > 4 && word.substr(word.size() - 2) == "ly";
}

bool Rephraser::ends_in_ing(std::size_t i) const
{
  return s_->raw(i).size() > 4 && s_->raw(i).ends_with("ing");
}

bool Rephraser::reflexive_follows(std::size_t i) const
{
  return s_->is_word(i, "himself") || s_->is_word(i, "herself") || s_->is_word(i, "myself");
}

/// Whether another verb of the same subject comes later: "restarted the db and checked it".
bool Rephraser::verb_follows(std::size_t from) const
{
  for (std::size_t i = from; i + 1 < s_->size(); ++i) {
    const bool joined = s_->is_word(i, "and") || s_->is_word(i, ",") || s_->is_word(i, "then") ||
                        s_->is_word(i, "but") || s_->is_word(i, ";");
    const bool verb = s_->is(i + 1, "PAST") || s_->is(i + 1, "ADV") || s_->is_word(i + 1, "then") ||
                      rules_.wording().verb(s_->low(i + 1), Form::past) != nullptr;
    if (joined && verb) return true;
  }
  return false;
}

}  // namespace secondstory::language
