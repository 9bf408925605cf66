#include "bot/language/retelling.hpp"

#include "bot/language/normalise.hpp"
#include "bot/language/rewrite.hpp"

namespace secondstory::language {

std::optional<std::string> Retelling::clause(std::size_t from, std::size_t to, bool same_subject)
{
  if (const auto told = setting(from, to)) return *told;
  std::size_t start = clause_.skip_adverbs(from, to);
  for (const auto form : {&Retelling::cleft, &Retelling::the_one, &Retelling::thought,
                          &Retelling::inverted, &Retelling::effect, &Retelling::judged_act}) {
    if (const auto told = (this->*form)(start, to)) return *told;
  }
  start = after_opinion(start, to);
  for (const auto form : {&Retelling::reason, &Retelling::should_passive, &Retelling::subordinate,
                          &Retelling::circumstance, &Retelling::brought_about,
                          &Retelling::of_somebody, &Retelling::by_somebody}) {
    if (const auto told = (this->*form)(start, to)) return *told;
  }
  Verb unknown;
  const bool verb_first = clause_.verb_at(start, Form::past, unknown) != nullptr ||
                          s_.is_word(start, "did") || s_.is_word(start, "never");
  return verb_first ? without_subject(start, to, same_subject) : kept(from, to);
}

/// "you wrote the book": an act upon nothing of ours is a figure of speech.
bool Retelling::figure(std::size_t from, std::size_t to) const
{
  return blame_.verdict && !s_.has_matter(from, to);
}

/// Where the clause begins after "at the very least you", "in my opinion the IC".
std::size_t Retelling::after_opinion(std::size_t from, std::size_t to) const
{
  if (!s_.is(from, "PREP") || s_.in(from, "subordinate")) return from;
  for (std::size_t i = from + 1; i < to && i < from + 6; ++i) {
    const bool subject =
        !s_.is_possessive(i) && clause_.agent(i, to, blame_.own) != i && !s_.has_substance(from, i);
    if (subject) return i;
  }
  return from;
}

/// "the intern pushed it", "nobody thought to check it"
std::optional<Retelling::Told> Retelling::by_somebody(std::size_t from, std::size_t to)
{
  const std::size_t person = clause_.agent(from, to, blame_.own);
  if (person == from) return std::nullopt;
  bool nobody = clause_.is_nobody(from);
  for (std::size_t i = from; i < person; ++i) nobody = nobody || s_.in(i, "denying");
  std::size_t verb = person;
  if (figure(from, to) || s_.is_word(verb, "who") || s_.is_word(from, "whoever")) return Told{};
  if (!nobody && generic(from, person) && same_as_base(verb, to)) return Told{};
  // "and the engineers are locked out"
  if (acts_ > 0 && generic(from, person) && s_.is(verb, "BE")) return Told{kept(from, to)};
  // "so we are still on 1.1.1"
  if (acts_ > 0 && s_.is(from, "WE") && s_.is(verb, "BE")) return Told{kept(from, to)};
  // "300 customers couldn't log in": whom it hit.
  if (acts_ > 0 && s_.in(person - 1, "served")) return Told{s_.copy(from, to)};
  if (!nobody) {
    auto act = clause_.after_agent(verb, to);
    // "the lag was not checked before it was promoted"
    const bool before = s_.is_word(from - 1, "before") || s_.is_word(from - 1, "after");
    if (act && from > 0 && before) act->points = false;
    return told(std::move(act));
  }
  verb = clause_.skip_adverbs(verb, to);
  Form form = Form::past;
  std::string be;
  if (s_.is(verb, "HAVE")) {
    be = s_.is_word(verb, "had") ? "had been" : "has been";
    verb = clause_.skip_adverbs(verb + 1, to);
    form = Form::participle;
  }
  const auto after = [&](std::size_t at) {
    const bool bothered = s_.in(at, "bothered") && s_.is_word(at + 1, "to");
    return bothered ? at + 2 : clause_.after_effort(at);
  };
  for (std::size_t next = after(verb); next > verb; next = after(verb)) {
    verb = next;
    form = Form::base;
  }
  // "and nobody noticed until 14:20"
  Verb unknown;
  const Verb* seen = acts_ > 0 ? clause_.verb_at(verb, form, unknown) : nullptr;
  const std::size_t then =
      s_.is_word(verb + 1, "it") || s_.is_word(verb + 1, "that") ? verb + 2 : verb + 1;
  const bool until = then >= to || s_.is_word(then, "until") || s_.is_word(then, "till") ||
                     s_.is_word(then, "for");
  if (seen != nullptr && until && s_.data().has("seeing", seen->base)) {
    const auto rest = clause_.rest(then, to);
    if (!rest) return Told{};
    return told(Restated{joined({"this was not", seen->participle, *rest}), Act::missed, to});
  }
  return told(clause_.act(verb, to, form, Act::missed, be));
}

/// "and never unmuted it"
Retelling::Told Retelling::without_subject(std::size_t from, std::size_t to, bool same_subject)
{
  const bool shared = same_subject && goes_on(from, to) && !figure(from, to);
  if (const auto back = not_undone(from, to); shared && back) return *back;
  return shared ? told(clause_.after_agent(from, to)) : Told{};
}

/// "Yuki's refactor took the cart down", "your script emptied it", "a change by Ciara took it
/// down", "the cert was revoked by Ana": the same without its owner.
std::optional<Retelling::Told> Retelling::of_somebody(std::size_t from, std::size_t to)
{
  if (clause_.agent(from, to, blame_.own) > from) return std::nullopt;
  std::size_t owned = from;
  const bool ours = s_.is_word(from, "our") || (s_.is_word(from, "my") && !blame_.own);
  if (s_.is_possessive(from) && !ours) {
    owned = from + 1;
  } else {
    const std::size_t last = owner(from, to);
    if (last > from) owned = last;
  }
  // "Ana's careless change took it down"
  while (owned > from && owned + 1 < to && s_.in(owned, "judged")) ++owned;
  // "unmounted by accident by the intern"
  std::size_t by = from;
  std::size_t by_end = from;
  for (; by < to && by_end <= by + 1; by += by_end > by + 1 ? 0 : 1) {
    if (s_.is_word(by, "by")) by_end = clause_.agent(by + 1, to, blame_.own);
  }
  if (owned == from && by >= to) {
    // "prod was taken down by Ana's change to the timeout"
    for (std::size_t i = from + 1; i < to; ++i) {
      const std::size_t thing = s_.is_word(i, "by") ? owner(i + 1, to) : i + 1;
      if (thing == i + 1 || s_.is_word(thing, "hand") || !owns_a_thing(thing, to)) continue;
      const auto rest = clause_.rest(thing, to);
      if (!rest || clause_.agent(from, i, true) > from) return std::nullopt;
      return told(Restated{s_.copy(from, i + 1) + " the " + *rest, Act::done, to});
    }
  }
  const bool by_agent = by < to && by_end > by + 1;
  // Of what is judged only its effect is told: "Ana's careless change took it down", not "his SQL
  // is a joke".
  if (blame_.verdict && (by_agent || s_.is(from - 1, "PREP") || !has_effect(owned, to))) {
    return std::nullopt;
  }
  // "by whoever worked on it last night"
  if (by_agent && s_.is_word(by + 1, "whoever") && !s_.has_matter(by_end, to)) by_end = to;
  // "by someone in security"
  if (by_agent && s_.is(by + 1, "ANYBODY") && s_.is(by_end, "PREP")) {
    const std::size_t place = clause_.noun_phrase(by_end + 1, to);
    if (place > by_end + 1 && s_.is(place - 1, "TEAM")) by_end = place;
  }
  if (owned == from && !by_agent) return std::nullopt;
  if (!by_agent) by = by_end = to;
  if (by_agent && !agent_ends(by_end, to)) return std::nullopt;
  // "Gaffer's not been near it"
  if (owned > from && (s_.is_word(owned, "not") || s_.is_word(owned, "never") ||
                       s_.is(owned, "BE") || s_.is(owned, "ADV"))) {
    return std::nullopt;
  }
  bool verb = false;
  for (std::size_t i = owned; i < to; ++i) {
    if (i >= by && i < by_end) continue;
    if ((s_.is_person(i) && !s_.is_possessive(i)) || s_.in(i, "judged")) return std::nullopt;
    if (s_.in(i, "lacking") || s_.in(i, "bothered")) return std::nullopt;
    // "broke his script": whose it was is lost with the name.
    if (i > owned && s_.is_possessive(i) && s_.is_person(i)) return std::nullopt;
    // "hosed the state" is no "broken the state"
    const bool slang = s_.is(i, "PAST") && s_.data().find("plain", s_.low(i)) != nullptr;
    if (slang && !s_.is(i - 1, "DET") && i + 1 < to) return std::nullopt;
    verb = verb || (i > owned && joints_.finite(i));
  }
  if (!verb || (!by_agent && !owns_a_thing(owned, to))) return std::nullopt;
  std::string text = owned == from ? "" : "the ";
  text += s_.copy(owned, by);
  // "the alert was ignored by the person on call"
  for (const std::string_view passed : {" was ignored", " were ignored"}) {
    const std::size_t at = text.find(passed);
    if (at != std::string::npos) text.replace(at + passed.size() - 7, 7, "not acted on");
  }
  const std::string after = s_.copy(by_end, to);
  const bool tight = by_end < to && (s_.is_word(by_end, ",") || s_.is_word(by_end, ";"));
  if (!after.empty()) text += (tight ? "" : " ") + after;
  return told(Restated{text, Act::done, to});
}

/// Whether a verb in [from, to) says what came of a thing.
bool Retelling::has_effect(std::size_t from, std::size_t to) const
{
  for (std::size_t i = from + 1; i < to; ++i) {
    if (s_.in(i, "effects") && s_.is(i, "PAST")) return true;
  }
  return false;
}

/// Whether words after "by somebody" may stay without them; "by somebody who had not looked", "by a
/// person employed to" are about them.
bool Retelling::agent_ends(std::size_t at, std::size_t to) const
{
  if (s_.is_word(at, "of") || s_.is_word(at, "who") || s_.is_word(at, "from")) return false;
  return at >= to || s_.is_punct(at) || s_.is(at, "PREP") || s_.is(at, "CLAUSE") ||
         s_.is(at, "ADV") || s_.in(at, "adverbs") || s_.in(at, "noise");
}

/// "Hamza's DNS change did this", not "his postdoc", "her bright idea".
bool Retelling::owns_a_thing(std::size_t owned, std::size_t to) const
{
  std::size_t verb = owned + 1;
  while (verb < to && !joints_.finite(verb)) ++verb;
  const bool people = s_.is(verb - 1, "TEAM") || s_.is(verb - 1, "ROLE") ||
                      s_.is(verb - 1, "FOLK") || s_.in(verb - 1, "people");
  // "Ana's change"
  return !people && (s_.is(owned, "CHANGE") || s_.has_matter(owned, verb));
}

/// One past "Dave's", "the intern's", "our vendor's technician's".
std::size_t Retelling::owner(std::size_t from, std::size_t to) const
{
  for (std::size_t i = from + 1; i < to && i < from + 5; ++i) {
    if (joints_.finite(i) && !s_.is(i, "POSS")) return from;
    if (!s_.is(i, "POSS")) continue;
    const bool person = s_.is_person(i - 1) || s_.is(i - 1, "ROLE") || s_.is(i - 1, "TEAM") ||
                        s_.is(i - 1, "LAYMAN") || s_.in(i - 1, "people");
    return person ? i + 1 : from;
  }
  return from;
}

/// "engineers read the docs" may tell of a habit; then nothing happened that could be restated.
bool Retelling::generic(std::size_t from, std::size_t to) const
{
  const std::string last = s_.low(to - 1);
  const bool group = s_.is(to - 1, "ROLE") || s_.is(to - 1, "TEAM") || s_.in(to - 1, "people");
  return s_.is(from, "ANYBODY") || last == "people" || last == "folks" ||
         (group && last.back() == 's');
}

bool Retelling::same_as_base(std::size_t at, std::size_t to) const
{
  Verb unknown;
  std::size_t verb = clause_.skip_adverbs(at, to);
  // "devs never read the logs"
  if (s_.is_word(verb, "never")) verb = clause_.skip_adverbs(verb + 1, to);
  return clause_.verb_at(verb, Form::past, unknown) != nullptr &&
         clause_.verb_at(verb, Form::base, unknown) != nullptr;
}

/// Whether a verb without subject tells of what was done. After "should have paged us and rolled
/// back" it does not, after "did not check" only a past that is no base form does.
bool Retelling::goes_on(std::size_t at, std::size_t to) const
{
  if (governed_ == Form::participle) return false;
  return governed_ != Form::base || !same_as_base(at, to);
}

Retelling::Told Retelling::told(std::optional<Restated> act)
{
  if (!act || act->torn) return std::nullopt;
  // "swapped the sign and sent it on": after a passive "it" is another thing.
  if (acts_ > 0 && act->points) return std::nullopt;
  governed_ = act->governed;
  if (acts_++ == 0) first_act_ = act->act;
  return act->text;
}

/// A clause about the system stays as it is, if it is one.
Retelling::Told Retelling::kept(std::size_t from, std::size_t to)
{
  bool verb = false;
  bool blamed = false;
  if (s_.is(from, "WH") || s_.is_word(from, "if")) return std::nullopt;
  // "that's it", "that is the whole story"; but "that is how it came in"
  if (s_.is_word(from, "that") && s_.is(from + 1, "BE") && !s_.has_fact(from, to) &&
      !s_.is(from + 2, "WH")) {
    return std::nullopt;
  }
  if (s_.is(from, "PREP") || s_.is(from, "ANYBODY") || s_.is(from, "BASE") || s_.is(from, "GER")) {
    return std::nullopt;
  }
  const bool points =
      s_.is_word(from, "that") || s_.is_word(from, "it") || s_.is_word(from, "this");
  if (points && acts_ == 0 && !s_.has_fact(from, to)) return std::nullopt;
  // What would have been is no fact.
  if (s_.in(from, "conditional")) return std::nullopt;
  const std::size_t subject = clause_.skip_adverbs(from, to);
  const bool one = s_.is_word(subject, "every") || s_.is_word(subject, "each");
  for (std::size_t i = from; i < to; ++i) {
    blamed = blamed || overlap({s_.token(i).start, s_.token(i).end}, blame_.where);
    // "it was on your list" as well
    if (s_.is_person(i) || s_.in(i, "judged")) return std::nullopt;
    if ((s_.is(i, "SELF") && blame_.own) || s_.is(i, "LAYMAN")) return std::nullopt;
    // "300 customers couldn't log in" did happen.
    const bool could_not = s_.is_word(i, "could") && s_.is_word(i + 1, "not") &&
                           !s_.is_word(i + 2, "have") && !s_.in(i + 2, "deciding");
    if ((s_.in(i, "unreal") && !could_not) || s_.is_word(i, "who")) return std::nullopt;
    // "800 real orders" may look like one that orders, "every job fails" is one that fails.
    const bool several = i + 1 == to && s_.is(i, "S3") && !one;
    verb = verb || (i > from && !several && joints_.finite(i));
  }
  if (!verb || to - from < 3) return std::nullopt;
  kept_blamed_ = kept_blamed_ || blamed;
  return s_.copy(from, to);
}

}  // namespace secondstory::language
