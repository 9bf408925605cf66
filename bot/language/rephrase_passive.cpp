#include "bot/language/clause.hpp"
#include "bot/language/rephraser.hpp"
#include "bot/language/rewrite.hpp"

namespace secondstory::language {

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
  // "changed teams"
  if (s_->in(object, "own_places") && end == object + 1) return std::nullopt;
  if (end == object || verb_follows(end) || reflexive_follows(end)) return std::nullopt;
  for (std::size_t i = object; i < end; ++i) {
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
