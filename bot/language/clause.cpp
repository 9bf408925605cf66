#include "bot/language/clause.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bot/language/rewrite.hpp"

namespace secondstory::language {
namespace {

std::string joined(std::initializer_list<std::string_view> words)
{
  std::string result;
  for (const std::string_view word : words) {
    if (word.empty()) continue;
    const bool tight = word.front() == ',' || word.front() == ';' || word.front() == ':';
    if (!result.empty() && !tight) result += ' ';
    result += word;
  }
  return result;
}

}  // namespace

/// A verb with what stands around it in a passive.
struct Clause::Parts
{
  std::string object;  ///< "the load balancers"
  bool plural = false;
  bool none = false;  ///< "no test" for "did not run a test"
  std::string participle;
  std::string particle;  ///< "off", or the preposition of "was not looked at"
  std::string rest;
};

const Verb* Clause::verb_at(std::size_t i, Form form, Verb& unknown) const
{
  if (i >= s_.size() || s_.is_punct(i) || s_.is_code(i)) return nullptr;
  const std::string word = s_.low(i);
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
      const std::string before = word.substr(0, dash + 1);
      unknown = {before + verb->base, before + verb->third, before + verb->gerund,
                 before + verb->past, before + verb->participle};
      return &unknown;
    }
  }
  // A regular past is its own participle, whatever the verb; no other form is made of it.
  const bool regular = (form == Form::past || form == Form::participle) && s_.is(i, "PAST");
  if (!regular) return nullptr;
  unknown = {"", "", "", word, word};
  return &unknown;
}

std::size_t Clause::skip_adverbs(std::size_t at, std::size_t end) const
{
  while (at < end && !s_.is_word(at, "never") && !s_.is_word(at, "not") && !s_.is(at, "DET") &&
         (s_.is(at, "ADV") || s_.in(at, "adverbs") || s_.in(at, "judging"))) {
    ++at;
  }
  return at;
}

/// "before changing the routes" hangs on the agent, who is gone: "before the routes were changed".
std::optional<std::string> Clause::rest(std::size_t at, std::size_t end) const
{
  for (std::size_t i = at; i + 1 < end; ++i) {
    if (s_.in(i, "subordinate")) {
      // "before you cut over the site": before the site was cut over
      const std::size_t inner = agent(i + 1, end, false);
      const auto head = plain_rest(at, i);
      const auto tail = inner > i + 1 ? after_agent(inner, end) : std::nullopt;
      if (head && tail) return joined({*head, s_.low(i), tail->text});
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
    const auto tail = act(i + 1, end, Form::gerund, Act::done);
    if (!tail || tail->text.rfind("there was", 0) == 0) return std::nullopt;
    return joined({*head, s_.low(i), tail->text});
  }
  return plain_rest(at, end);
}

std::optional<std::string> Clause::plain_rest(std::size_t at, std::size_t end) const
{
  std::size_t stop = end;
  for (std::size_t i = at; i < end; ++i) {
    const bool person = s_.is_person(i) && (!s_.is_possessive(i) || s_.is_word(i + 1, "own"));
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
  if (stop == end) return s_.copy(at, end);
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

std::optional<Clause::Parts> Clause::parts(std::size_t at, std::size_t end, Form form,
                                           bool missed) const
{
  Verb unknown;
  const Verb* verb = verb_at(at, form, unknown);
  if (verb == nullptr) return std::nullopt;
  Parts parts;
  parts.participle = verb->participle;
  std::size_t object = at + 1;
  const bool takes_particle = s_.data().has("with_particle", verb->base);
  const std::string* prepositions = s_.data().find("with_preposition", verb->base);
  // "left on PTO with the token"
  if (verb->base == "leave" && s_.is(object, "PREP")) return std::nullopt;
  if (takes_particle && s_.in(object, "particles")) {
    parts.particle = s_.low(object++);
    if (parts.particle == "off" && s_.is_word(object, "on"))
      parts.particle += " " + s_.low(object++);
  } else if (prepositions != nullptr &&
             (" " + *prepositions + " ").find(" " + s_.low(object) + " ") != std::string::npos) {
    parts.particle = s_.low(object++);
  } else if (s_.data().has("intransitive", verb->base)) {
    return std::nullopt;
  }
  while (object < end && !s_.is(object, "DET") &&
         (s_.is(object, "ADV") || s_.in(object, "judging"))) {
    ++object;
  }
  const bool seeing = s_.data().has("seeing", verb->base);
  const std::size_t object_end = noun_phrase(object, end, seeing);
  if (object_end == object) return std::nullopt;
  parts.object = phrase(object, object_end);
  if (parts.object.empty()) return std::nullopt;
  parts.plural = is_plural(parts.object);
  // "the keys and the lock" is one phrase or none; "600 ballots' forms"
  const bool more = (s_.is_word(object_end, "and") && !begins_clause(object_end + 1, end)) ||
                    s_.raw(object_end) == "'" || s_.is_word(object_end, "as");
  if (s_.is_word(object_end, "of") || (more && object_end < end)) return std::nullopt;
  // "typed yes", "took ten seconds", "waited for them to wake up"
  const bool answer =
      object_end == object + 1 && (s_.is_word(object, "yes") || s_.is_word(object, "no"));
  const bool many = s_.is(object, "NUM") || s_.in(object, "counts");
  const bool timed = many && !s_.is_word(object + 2, "of") &&
                     (s_.in(object + 1, "spans") || s_.in(object + 1, "units"));
  if (answer || timed || (parts.particle == "for" && s_.is_word(object_end, "to"))) {
    return std::nullopt;
  }
  // "lost a tape the size of a sandwich"
  if (object_end < end && s_.is(object_end, "DET") && !s_.in(object_end, "relative") &&
      !s_.in(object_end + 1, "times") && !s_.in(object_end + 2, "times") &&
      !s_.in(object_end + 1, "moments")) {
    return std::nullopt;
  }
  const bool described = object_end < end && !s_.in(object_end, "supposing") &&
                         !s_.is(object_end, "PREP") && !s_.in(object_end, "particles") &&
                         (s_.is(object_end, "GER") || s_.is(object_end, "PART") ||
                          s_.is(object_end, "PAST") || s_.in(object_end, "states"));
  if (described && !s_.data().has("leaving", verb->base)) return std::nullopt;
  std::size_t after = object_end;
  if (parts.particle.empty() && takes_particle && s_.in(after, "particles")) {
    const bool moves = s_.is(after + 1, "DET") && s_.is(after, "PREP");
    if (!moves) parts.particle = s_.low(after++);
  }
  static constexpr std::string_view counted[] = {"a", "an", "any", "a single", "one"};
  if (missed) {
    const std::string first = s_.low(object);
    for (const std::string_view word : counted) {
      if (first != word) continue;
      std::size_t noun = object + 1;
      if (s_.is_word(noun, "single")) ++noun;
      const std::string thing = s_.copy(noun, object_end);
      if (thing.empty() || thing == "one") return std::nullopt;
      parts.object = "no " + thing;
      parts.none = true;
    }
    if (first == "anything" && object_end == object + 1) {
      parts.object = "nothing";
      parts.none = true;
    }
  }
  // "not trusted instead of silenced" would say the opposite.
  for (std::size_t i = after; missed && i < end; ++i) {
    const bool likened = (s_.is_word(i, "like") && !s_.is(i + 1, "DET")) ||
                         (s_.is_word(i, "as") && s_.is_punct(i - 1));
    if (s_.is_word(i, "instead") || s_.is_word(i, "rather") || s_.is_word(i, "not") || likened) {
      return std::nullopt;
    }
  }
  const auto tail = rest(after, end);
  if (!tail) return std::nullopt;
  parts.rest = *tail;
  return parts;
}

/// Whether something in [at, end) may be a verb with its subject: "checkout returns 502". What was
/// done besides ("and thrown away the key") is no clause of its own.
bool Clause::begins_clause(std::size_t at, std::size_t end) const
{
  if (s_.is(at, "PART") || s_.is(at, "PAST") || s_.is(at, "BASE")) return false;
  for (std::size_t i = at + 1; i < end; ++i) {
    const bool third = s_.low(i).back() == 's' && s_.is(i + 1, "NUM");
    if (s_.is(i, "BE") || s_.is(i, "HAVE") || s_.is(i, "MODAL") || s_.is(i, "PAST") || third)
      return true;
  }
  return false;
}

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

/// "didn't escalate for two hours" → "there was no escalation for two hours".
std::optional<Restated> Clause::nominal(std::size_t at, std::size_t end, const Verb& verb,
                                        Act act) const
{
  const std::string* noun = s_.data().find("noun", verb.base);
  if (noun == nullptr) return std::nullopt;
  std::size_t i = at + 1;
  std::string particle;
  if (s_.in(i, "particles") && verb.base == "roll") {
    noun = s_.data().find("noun", "roll-back");
    if (noun == nullptr) return std::nullopt;
    ++i;
  }
  std::string earlier;
  if (s_.is_word(i, "sooner") || s_.is_word(i, "earlier") || s_.is_word(i, "before")) {
    if (i + 1 < end || s_.is_word(i, "before")) {
      if (!s_.is_word(i, "before")) return std::nullopt;
    } else {
      earlier = "earlier";
      ++i;
    }
  }
  const std::string next = s_.low(i);
  const bool free = i >= end || s_.is(i, "PREP") || s_.is_punct(i) || s_.in(i, "adverbs");
  if (!free) return std::nullopt;
  const auto tail = rest(i, end);
  if (!tail) return std::nullopt;
  if (act == Act::missed)
    return Restated{joined({"there was no", earlier, *noun, *tail}), act, end};
  if (!earlier.empty() || tail->empty()) return std::nullopt;
  const bool vowel = std::string_view("aeiou").find(noun->front()) != std::string_view::npos;
  return Restated{joined({"there was", vowel ? "an" : "a", *noun, *tail}), act, end};
}

/// "let a half-rotated cert go out" → "a half-rotated cert went out".
std::optional<Restated> Clause::let(std::size_t at, std::size_t end, Act act) const
{
  const std::size_t object_end = noun_phrase(at + 1, end);
  if (object_end == at + 1 || act != Act::done) return std::nullopt;
  const std::string object = phrase(at + 1, object_end);
  if (object.empty()) return std::nullopt;
  std::size_t i = object_end;
  if (s_.is_word(i, "to")) ++i;
  if (s_.is_word(i, "through")) {
    const auto tail = rest(i, end);
    if (!tail) return std::nullopt;
    return Restated{joined({object, "got", *tail}), act, end};
  }
  Verb unknown;
  const Verb* verb = verb_at(i, Form::base, unknown);
  if (verb == nullptr || verb->past.empty() || verb->base == "be") return std::nullopt;
  const auto tail = rest(i + 1, end);
  if (!tail) return std::nullopt;
  return Restated{joined({object, verb->past, *tail}), act, end};
}

std::optional<Restated> Clause::act(std::size_t at, std::size_t end, Form form, Act act,
                                    std::string_view be) const
{
  Verb unknown;
  const Verb* verb = verb_at(at, form, unknown);
  if (verb == nullptr) return std::nullopt;
  if (verb->base == "let" || verb->base == "allow") return let(at, end, act);
  if (s_.is(at, "TELLV") || s_.data().has("telling", verb->base)) {
    if (auto said = told(at, end, *verb, act, be)) return said;
  }
  const auto made = parts(at, end, form, act == Act::missed);
  if (!made) return nominal(at, end, *verb, act);
  const std::string key = verb->base + (made->particle.empty() ? "" : " " + made->particle);
  if (const std::string* frame = s_.data().find("frame", key)) {
    if (act != Act::done || !be.empty()) return std::nullopt;
    if (s_.in(at + 1, "whole")) return std::nullopt;
    std::string text = *frame;
    text.replace(text.find("{}"), 2, made->object);
    return Restated{joined({text, made->rest}), act, end};
  }
  if (const std::string* other = s_.data().find("lack", verb->base)) {
    if (act != Act::done || !made->particle.empty()) return std::nullopt;
    const std::string was = be == "had been" ? "had not been"
                            : made->plural   ? "were not"
                                             : "was not";
    return Restated{joined({made->object, was, *other, made->rest}), Act::missed, end};
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
      act, end};
}

std::optional<std::string> Clause::being(std::size_t at, std::size_t end, Form form) const
{
  const auto made = parts(at, end, form, false);
  if (!made) return std::nullopt;
  Verb unknown;
  const Verb* verb = verb_at(at, form, unknown);
  const std::string key = verb->base + (made->particle.empty() ? "" : " " + made->particle);
  if (s_.data().find("frame", key) != nullptr || verb->base == "let") return std::nullopt;
  return joined({made->object, "being", made->participle, made->particle, made->rest});
}

std::optional<std::string> Clause::gerund(std::size_t at, std::size_t end, Form form) const
{
  Verb unknown;
  const Verb* verb = verb_at(at, form, unknown);
  if (verb == nullptr || verb->gerund.empty()) return std::nullopt;
  const auto tail = rest(at + 1, end);
  if (!tail) return std::nullopt;
  return joined({verb->gerund, *tail});
}

std::optional<Restated> Clause::after_agent(std::size_t at, std::size_t end) const
{
  std::size_t i = skip_adverbs(at, end);
  Act kind = Act::done;
  std::string be;
  Form form = Form::past;
  const auto never = [&](std::size_t k) { return s_.is_word(k, "not") || s_.is_word(k, "never"); };
  if (s_.is(i, "MODAL") || s_.is_word(i, "ought") || s_.is_word(i, "needed")) {
    // "who might have left it" guesses.
    const bool guess = at > 0 && s_.is_word(at - 1, "who");
    const bool could = !guess && (s_.is_word(i, "could") || s_.is_word(i, "might"));
    const bool should = s_.is_word(i, "should") || s_.is_word(i, "ought");
    if (!could && !should) return std::nullopt;
    i = skip_adverbs(i + 1, end);
    bool negated = never(i);
    if (negated) i = skip_adverbs(i + 1, end);
    if (s_.is_word(i, "to")) ++i;
    if (!s_.is_word(i, "have") && !s_.is_word(i, "of") && !s_.is_word(i, "'ve"))
      return std::nullopt;
    i = skip_adverbs(i + 1, end);
    if (never(i)) {
      negated = true;
      i = skip_adverbs(i + 1, end);
    }
    if (could && negated) return std::nullopt;
    // What somebody could have done was not done.
    kind = negated ? Act::done : Act::missed;
    form = Form::participle;
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
    const bool deciding = s_.in(i, "deciding");
    std::size_t k = i + 1;
    if (s_.is_word(i, "go") || s_.is_word(i, "went")) {
      if (!s_.is_word(k, "ahead") || !s_.is_word(k + 1, "and")) break;
      i = k + 2;
      continue;
    }
    if ((!lacking && !deciding) || !s_.is_word(k, "to")) {
      const bool gerund = (s_.is_word(i, "bother") || s_.is_word(i, "bothered")) &&
                          (s_.is(k, "GER") || s_.is_word(k, "with"));
      if (!gerund) break;
      i = s_.is_word(k, "with") ? k + 1 : k;
      form = Form::gerund;
      break;
    }
    if (lacking) {
      kind = kind == Act::missed ? Act::done : Act::missed;
    }
    i = skip_adverbs(k + 1, end);
    form = Form::base;
  }
  if (form == Form::base && s_.is_word(i, "bother")) return std::nullopt;
  auto told = act(i, end, form, kind, be);
  if (told) told->governed = governed;
  return told;
}

}  // namespace secondstory::language
