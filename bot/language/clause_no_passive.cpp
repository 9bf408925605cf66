#include <algorithm>
#include <iterator>

#include "bot/language/clause.hpp"
#include "bot/language/rewrite.hpp"
#include "bot/language/spelling.hpp"

// Acts that no passive tells: news to people, nouns for verbs without an object, "let".

namespace secondstory::language {

/// "didn't tell us about the freeze" → "we were not told about the freeze".
std::optional<Restated> Clause::told(std::size_t at, std::size_t end, const Verb& verb, Act act,
                                     std::string_view be) const
{
  const std::size_t i = at + 1;
  std::string who;
  if (s_.is_word(i, "us")) who = "we";
  if (s_.is_word(i, "me")) who = "I";
  const bool nobody = s_.is(i, "NOBODY") && act == Act::done;
  if ((s_.is(i, "ANYBODY") && act == Act::missed) || nobody) who = "no one";
  if (const std::size_t people = group(i, end); who.empty() && people > i) {
    const std::string group = s_.copy(i, people);
    const auto tail = rest(people, end);
    if (!tail) return std::nullopt;
    const std::string_view were = be == "had been" ? "had been" : is_plural(group) ? "were" : "was";
    return Restated{joined({group, were, act == Act::missed ? "not" : "", verb.participle, *tail}),
                    act, end};
  }
  if (who.empty()) return std::nullopt;
  const auto tail = rest(i + 1, end);
  if (!tail) return std::nullopt;
  std::string was = who == "we" ? "were" : "was";
  if (be == "had been") was = be;
  const bool negate = act == Act::missed && who != "no one";
  return Restated{joined({who, was, negate ? "not" : "", verb.participle, *tail}), act, end};
}

/// "failed to notice that the disk was full" → "it was not noticed that the disk was full".
std::optional<Restated> Clause::noticed(std::size_t at, std::size_t end, const Verb& verb, Act act,
                                        std::string_view be) const
{
  // What somebody should have known blames them without their name too.
  const bool untold = act == Act::missed && s_.data().has("mentioning", verb.base);
  const bool sees = untold || (s_.data().has("seeing", verb.base) && verb.base != "know");
  const bool asks = s_.is_word(at + 1, "if") || s_.is_word(at + 1, "whether");
  // There is no "it has been not noticed".
  if (!sees || !(asks || s_.is_word(at + 1, "that")) || be == "has been") return std::nullopt;
  // A subject with its verb; in "caught that in the review" there is none.
  std::size_t subject = noun_phrase(at + 2, end, true);
  // "whether the backup from Sunday could be restored"
  if (s_.is_word(subject, "from") && s_.is_day_or_month(subject + 1)) subject += 2;
  const std::size_t then = skip_adverbs(subject, end);
  Verb unknown;
  const bool finite = s_.is(then, "BE") || s_.is(then, "HAVE") || s_.is(then, "MODAL") ||
                      s_.is(then, "S3") || verb_at(then, Form::past, unknown) != nullptr;
  if (subject == at + 2 || !finite) return std::nullopt;
  const auto what = rest(at + 2, end, false);
  if (!what || what->empty()) return std::nullopt;
  const std::string_view was = act == Act::missed ? "it was not" : "it was";
  return Restated{joined({was, verb.participle, asks ? "whether" : "that", *what}), act, end};
}

std::string behind(const std::string& link, std::string text)
{
  static constexpr std::string_view prepositions[] = {"before", "after", "since", "until"};
  const auto noun = std::find(std::begin(prepositions), std::end(prepositions), link);
  if (noun == std::end(prepositions)) return link + " " + text;
  return link + " " + as_noun(std::move(text));
}

std::string as_noun(std::string text)
{
  for (const std::string_view there : {"there was an ", "there was a "}) {
    if (text.starts_with(there)) return "the " + text.substr(there.size());
  }
  return text;
}

/// "didn't escalate for two hours" → "there was no escalation for two hours".
std::optional<Restated> Clause::nominal(std::size_t at, std::size_t end, const Verb& verb,
                                        Act act) const
{
  const std::string* noun = s_.data().find("noun", verb.base);
  std::size_t i = at + 1;
  if (s_.in(i, "particles")) noun = s_.data().find("noun", verb.base + "-" + s_.low(i++));
  if (noun == nullptr) return std::nullopt;
  std::string earlier;
  if (s_.is_word(i, "sooner") || s_.is_word(i, "earlier") || s_.is_word(i, "before")) {
    if (i + 1 < end || s_.is_word(i, "before")) {
      if (!s_.is_word(i, "before")) return std::nullopt;
    } else {
      earlier = "earlier";
      ++i;
    }
  }
  const bool free = i >= end || s_.is(i, "PREP") || s_.is_punct(i) || s_.in(i, "adverbs");
  // "confirmed by the manager" has a subject that is not told.
  if (!free || s_.is_word(i, "by") || s_.is_word(i + 1, "least")) return std::nullopt;
  const auto tail = rest(i, end);
  if (!tail) return std::nullopt;
  if (act == Act::missed && turns_when_denied(i, end)) return std::nullopt;
  if (act == Act::missed)
    return Restated{joined({"there was no", earlier, *noun, *tail}), act, end};
  if (!earlier.empty() || tail->empty()) return std::nullopt;
  return Restated{joined({"there was", is_vowel(noun->front()) ? "an" : "a", *noun, *tail}), act,
                  end};
}

/// "let a half-rotated cert go out" → "a half-rotated cert went out".
std::optional<Restated> Clause::let(std::size_t at, std::size_t end, Act act) const
{
  std::size_t object_end = noun_phrase(at + 1, end);
  Verb unknown;
  // "the cert expire" looks like one noun phrase.
  if (object_end > at + 2 && object_end >= end && verb_at(object_end - 1, Form::base, unknown)) {
    --object_end;
  }
  if (object_end == at + 1 || act != Act::done) return std::nullopt;
  const std::string object = phrase(at + 1, object_end);
  if (object.empty()) return std::nullopt;
  // "let it go by without booking it": who let it go was to book it.
  for (std::size_t k = object_end; k + 1 < end; ++k) {
    if (s_.is_word(k, "without") && s_.is(k + 1, "GER")) return std::nullopt;
  }
  std::size_t i = object_end;
  if (s_.is_word(i, "to")) ++i;
  if (s_.is_word(i, "through")) {
    const auto tail = rest(i, end);
    if (!tail) return std::nullopt;
    return Restated{joined({object, "got", *tail}), act, end};
  }
  const Verb* verb = verb_at(i, Form::base, unknown);
  if (verb == nullptr || verb->past.empty() || verb->base == "be") return std::nullopt;
  const auto tail = rest(i + 1, end);
  if (!tail) return std::nullopt;
  return Restated{joined({object, verb->past, *tail}), act, end};
}

}  // namespace secondstory::language
