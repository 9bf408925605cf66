#include "bot/language/clause.hpp"

#include "bot/language/rewrite.hpp"
#include "bot/language/spelling.hpp"

namespace secondstory::language {
namespace {

/// "offloaded": "offloading"; empty where the past is not a regular one.
std::string gerund_of_past(const std::string& past)
{
  const std::size_t size = past.size();
  if (size < 5 || past.compare(size - 2, 2, "ed") != 0) return {};
  if (past[size - 3] == 'i') return past.substr(0, size - 3) + "ying";
  return past.substr(0, size - (past[size - 3] == 'e' ? 1 : 2)) + "ing";
}

Verb prefixed(const std::string& before, const Verb& verb)
{
  return {before + verb.base, before + verb.third, before + verb.gerund, before + verb.past,
          before + verb.participle};
}

}  // namespace

const Verb* Clause::verb_at(std::size_t i, Form form, Verb& unknown) const
{
  if (i >= s_.size() || s_.is_punct(i) || s_.is_code(i)) return nullptr;
  const std::string word = s_.low(i);
  // "force pushed" goes like "pushed".
  if (s_.in(i, "manners_of_doing")) {
    if (const Verb* verb = verb_at(i + 1, form, unknown)) {
      unknown = prefixed(word + ' ', *verb);
      return &unknown;
    }
  }
  if (const std::string* other = s_.data().find("verb", word)) {
    if (const Verb* verb = s_.data().verb(*other, form)) return verb;
    if (const Verb* verb = s_.data().verb(*other, Form::base)) return verb;
  }
  if (const Verb* verb = s_.data().verb(word, form)) return verb;
  const int lemma = s_.token(i).lemma;
  if (lemma >= 0) {
    const Verb& verb = s_.lexicon().verb(lemma);
    const bool same = (form == Form::base && word == verb.base) ||
                      (form == Form::past && word == verb.past) ||
                      (form == Form::gerund && word == verb.gerund) ||
                      (form == Form::participle && word == verb.participle);
    return same ? &verb : nullptr;
  }
  // "re-enable" goes like "enable".
  if (const std::size_t dash = word.rfind('-'); dash != std::string::npos && dash > 0) {
    if (const Verb* verb = s_.data().verb(word.substr(dash + 1), form)) {
      unknown = prefixed(word.substr(0, dash + 1), *verb);
      return &unknown;
    }
  }
  // A regular past is its own participle, whatever the verb.
  const bool regular = (form == Form::past || form == Form::participle) && s_.is(i, "PAST");
  if (!regular) return nullptr;
  unknown = {"", "", gerund_of_past(word), word, word};
  return &unknown;
}

/// "at" is one with "least" only: not in "rolled back at 09:40".
bool Clause::is_adverb(std::size_t at) const
{
  return s_.is(at, "ADV") && (!s_.is_word(at, "at") || s_.is_word(at + 1, "least"));
}

std::size_t Clause::skip_adverbs(std::size_t at, std::size_t end) const
{
  while (at < end && !s_.is_word(at, "never") && !s_.is_word(at, "not") && !s_.is(at, "DET") &&
         (is_adverb(at) || s_.in(at, "adverbs") || s_.in(at, "judging"))) {
    ++at;
  }
  return at;
}

std::optional<Restated> Clause::act(std::size_t at, std::size_t end, Form form, Act act,
                                    std::string_view be) const
{
  Verb unknown;
  const Verb* verb = verb_at(at, form, unknown);
  if (verb == nullptr) return std::nullopt;
  if (verb->base == "let" || verb->base == "allow") return let(at, end, act);
  if (auto seen = noticed(at, end, *verb, act, be)) return seen;
  if (s_.is(at, "TELLV") || s_.data().has("telling", verb->base)) {
    if (auto said = told(at, end, *verb, act, be)) return said;
  }
  const auto made = parts(at, end, form, act == Act::missed);
  if (!made) return nominal(at, end, *verb, act);
  const std::string key = verb->base + (made->particle.empty() ? "" : " " + made->particle);
  // "merged that without review": a noun wants nothing before it that "that" points at.
  const std::string* deed = s_.data().find("noun", verb->base);
  if (made->pronoun && made->particle.empty() && act == Act::done && be.empty() &&
      deed != nullptr && !made->rest.empty() && made->rest.find(" no ") == std::string::npos) {
    const std::string there = is_vowel(deed->front()) ? "there was an" : "there was a";
    Restated said{joined({there, *deed, made->rest}), act, end};
    said.points = true;
    return said;
  }
  // "every tenant was not warned" would be another number of them.
  const bool each = s_.data().has("each_of_many", made->object.substr(0, made->object.find(' ')));
  if (act == Act::missed && each) return std::nullopt;
  const bool by_doing =
      (" " + made->rest).find(" by ") != std::string::npos;  // "the build was broken by bumping it"
  const std::string* frame = s_.data().find("frame", key);
  if (frame != nullptr && !(by_doing && frame->starts_with("{}"))) {
    if (act != Act::done || !be.empty()) return std::nullopt;
    // "there was the whole outage"
    if (frame->starts_with("there was {") && s_.is(at + 1, "DET") && !s_.in(at + 1, "articles")) {
      return std::nullopt;
    }
    if (s_.in(at + 1, "whole")) return std::nullopt;
    // "blew up the page with a gif": the gif is no part of the page.
    if (made->rest.starts_with("with ") && frame->find("with") != std::string::npos) {
      return std::nullopt;
    }
    std::string text = *frame;
    text.replace(text.find("{}"), 2, made->object);
    return Restated{joined({text, made->rest}), act, end};
  }
  if (const std::string* other = s_.data().find("lack", key)) {
    if (act != Act::done) return std::nullopt;
    const std::string was = be == "had been" ? "had not been"
                            : made->plural   ? "were not"
                                             : "was not";
    const std::string noun = made->object.substr(made->object.rfind(' ') + 1);
    const bool rule = s_.data().has("rules_of_work", noun);
    const std::string not_done = rule ? "followed" : *other;
    return Restated{joined({made->object, was, not_done, made->rest}), Act::missed, end};
  }
  std::string was = made->plural ? "were" : "was";
  if (be == "has been" && act == Act::missed) {
    was = made->plural ? "have been" : "has been";
  } else if (be == "had been") {
    was = be;
  }
  const bool negate = act == Act::missed && !made->none;
  if (negate && was.find(' ') != std::string::npos) was.replace(was.find(' '), 1, " not ");
  const bool apart = negate && was.find(" not ") == std::string::npos;
  return Restated{
      joined({made->object, was, apart ? "not" : "", made->participle, made->particle, made->rest}),
      act,
      end,
      Form::past,
      made->torn,
      made->pronoun};
}

/// "gave the bot commit rights": one object, or two.
bool Clause::gives_two(const Verb& verb, const Parts& parts) const
{
  const std::string after = parts.object + " " + parts.rest + " ";
  return s_.data().has("handing", verb.base) && after.find(" to ") == std::string::npos;
}

/// Whether a participle in the middle could part what belongs together: "the switch under desk 12
/// being unplugged" or "the switch being unplugged under desk 12".
bool Clause::may_tear(std::size_t at, std::size_t end, const Verb& verb) const
{
  // "the flag being left on in prod" is whole as it is.
  const bool leaves = s_.data().has("leaving", verb.base);
  for (std::size_t i = at + 1; i < end; ++i) {
    const bool when = s_.in(i + 1, "times") || s_.in(i + 2, "times");
    // "turn off the lock"
    const bool particle = i == at + 1 && s_.in(i, "particles");
    const bool preposition = s_.is(i, "PREP") || s_.is_word(i, "with");
    if (!preposition || particle || s_.in(i, "of_the_act") || when) continue;
    if (!leaves || s_.is_word(i, "with") || s_.is_word(i, "of")) return true;
  }
  return false;
}

std::optional<std::string> Clause::being(std::size_t at, std::size_t end, Form form) const
{
  const auto made = parts(at, end, form, false);
  if (!made) return std::nullopt;
  Verb unknown;
  const Verb* verb = verb_at(at, form, unknown);
  const std::string key = verb->base + (made->particle.empty() ? "" : " " + made->particle);
  const std::string* frame = s_.data().find("frame", key);
  // "what led to prod breaking"
  if (frame != nullptr && *frame == "{} " + verb->past && !made->torn) {
    return joined({made->object, verb->gerund, made->rest});
  }
  if (frame != nullptr || verb->base == "let") return std::nullopt;
  if (made->torn || may_tear(at, end, *verb)) return std::nullopt;
  return joined({made->object, "being", made->participle, made->particle, made->rest});
}

std::optional<std::string> Clause::gerund(std::size_t at, std::size_t end, Form form) const
{
  Verb unknown;
  const Verb* verb = verb_at(at, form, unknown);
  if (verb == nullptr || verb->gerund.empty()) return std::nullopt;
  const auto tail = rest(at + 1, end, false);
  if (!tail) return std::nullopt;
  return joined({verb->gerund, *tail});
}

std::size_t Clause::after_going(std::size_t at, std::size_t end) const
{
  if (!s_.is_word(at, "go") && !s_.is_word(at, "went") && !s_.is_word(at, "gone")) return at;
  std::size_t i = at + 1;
  if (s_.is_word(i, "ahead")) ++i;
  if (!s_.is_word(i, "and")) return at;
  i = skip_adverbs(i + 1, end);
  Verb unknown;
  const bool verb = verb_at(i, Form::past, unknown) != nullptr ||
                    verb_at(i, Form::participle, unknown) != nullptr ||
                    verb_at(i, Form::base, unknown) != nullptr;
  return i < end && verb ? i : at;
}

std::size_t Clause::after_effort(std::size_t at) const
{
  std::size_t i = s_.is_word(at, "be") ? at + 1 : at;
  const bool had = s_.is(i, "HAVE") || s_.is_word(i, "took") || s_.is_word(i, "take");
  if (had && s_.is_word(i + 1, "the") && s_.in(i + 2, "virtues_shown")) {
    i += 2;
  } else if (!s_.in(i, "deciding")) {
    return at;
  }
  return s_.is_word(i + 1, "to") ? i + 2 : at;
}

std::optional<Restated> Clause::after_agent(std::size_t at, std::size_t end) const
{
  std::size_t i = skip_adverbs(at, end);
  Act kind = Act::done;
  std::string be;
  Form form = Form::past;
  const auto never = [&](std::size_t k) { return s_.is_word(k, "not") || s_.is_word(k, "never"); };
  // "could not be bothered to"
  const bool unwilling = s_.is_word(i, "could") && never(i + 1) && after_effort(i + 2) > i + 2;
  // "were supposed to have reviewed it"
  const bool expected = (s_.is_word(i, "was") || s_.is_word(i, "were")) && s_.in(i + 1, "expected");
  if (!unwilling &&
      (s_.is(i, "MODAL") || s_.is_word(i, "ought") || s_.is_word(i, "needed") || expected)) {
    // "who might have left it" guesses.
    const bool guess = at > 0 && s_.is_word(at - 1, "who");
    const bool could = !guess && (s_.is_word(i, "could") || s_.is_word(i, "might"));
    const bool should = s_.is_word(i, "should") || s_.is_word(i, "ought") || expected ||
                        (s_.is_word(i, "needed") && s_.is_word(i + 2, "have"));
    if (!could && !should) return std::nullopt;
    i = skip_adverbs(expected ? i + 2 : i + 1, end);
    bool negated = never(i);
    if (negated) i = skip_adverbs(i + 1, end);
    if (s_.is_word(i, "to")) ++i;
    const bool perfect = s_.is_word(i, "have") || s_.is_word(i, "of") || s_.is_word(i, "'ve");
    if (!perfect && !expected) return std::nullopt;
    i = skip_adverbs(perfect ? i + 1 : i, end);
    if (never(i)) {
      negated = true;
      i = skip_adverbs(i + 1, end);
    }
    if (could && negated) return std::nullopt;
    // What somebody could have done was not done.
    kind = negated ? Act::done : Act::missed;
    form = perfect ? Form::participle : Form::base;
  } else if (s_.is_word(i, "did") || s_.is_word(i, "could")) {
    if (!never(i + 1)) return std::nullopt;
    i = skip_adverbs(i + 2, end);
    kind = Act::missed;
    form = Form::base;
  } else if (s_.is_word(i, "never")) {
    i = skip_adverbs(i + 1, end);
    kind = Act::missed;
  } else if (s_.is_word(i, "have") || s_.is_word(i, "has") || s_.is_word(i, "had") ||
             s_.is_word(i, "'d")) {
    Verb unknown;
    std::size_t k = skip_adverbs(i + 1, end);
    const bool negated = never(k);
    if (negated) k = skip_adverbs(k + 1, end);
    // "they'd set it on fire" may be what they would.
    if (s_.is_word(i, "'d") && verb_at(k, Form::base, unknown) != nullptr) return std::nullopt;
    if (verb_at(k, Form::participle, unknown) != nullptr) {
      be = s_.is_word(i, "had") || s_.is_word(i, "'d") ? "had been" : "has been";
      kind = negated ? Act::missed : Act::done;
      form = Form::participle;
      i = k;
    }
  }
  const Form governed = form;
  // "forgot to", "failed to", "didn't bother to", "decided to"
  while (i < end) {
    const bool lacking = s_.in(i, "lacking");
    std::size_t k = i + 1;
    if (const std::size_t tried = after_effort(i); tried > i) {
      i = skip_adverbs(tried, end);
      form = Form::base;
      continue;
    }
    if (const std::size_t gone = after_going(i, end); gone > i) {
      i = gone;
      continue;
    }
    if (!lacking || !s_.is_word(k, "to")) {
      const bool gerund = (s_.is_word(i, "bother") || s_.is_word(i, "bothered")) &&
                          (s_.is(k, "GER") || s_.is_word(k, "with"));
      if (!gerund) break;
      i = s_.is_word(k, "with") ? k + 1 : k;
      form = Form::gerund;
      break;
    }
    kind = kind == Act::missed ? Act::done : Act::missed;
    i = skip_adverbs(k + 1, end);
    form = Form::base;
  }
  if (form == Form::base && s_.is_word(i, "bother")) return std::nullopt;
  auto told = act(i, end, form, kind, be);
  if (told) told->governed = governed;
  return told;
}

}  // namespace secondstory::language
