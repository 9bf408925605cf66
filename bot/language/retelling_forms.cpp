#include "bot/language/retelling.hpp"
#include "bot/language/rewrite.hpp"

// The forms of a clause that put its act behind something else: "it was you who …", "at 14:02 you
// …".

namespace secondstory::language {

/// "At 14:02 Tom deleted it", "during the failover, you restarted it": when and where stay in
/// front.
std::optional<Retelling::Told> Retelling::setting(std::size_t from, std::size_t to)
{
  const std::size_t subject = joints_.after_setting(from, to);
  if (subject == from || !(s_.has_substance(from, subject) || s_.in(from, "settings") ||
                           s_.in(subject - 1, "times"))) {
    return std::nullopt;
  }
  std::size_t last = subject;
  while (s_.is_punct(last - 1) && !s_.is_word(last - 1, "%")) --last;
  auto rest = clause(subject, to, false);
  // "as usual" tells nothing of this time.
  const bool habit = s_.is_word(from, "as") && last == from + 2;
  if (rest && !rest->empty() && !habit) *rest = s_.copy(from, last) + ", " + *rest;
  return rest;
}

/// "it was Ingrid who …" tells of the same act as "Ingrid …".
std::optional<Retelling::Told> Retelling::cleft(std::size_t at, std::size_t to)
{
  const bool it = s_.is_word(at, "it") || s_.is_word(at, "that");
  if (!it || !s_.is(at + 1, "BE")) return std::nullopt;
  const std::size_t from = clause_.skip_adverbs(at + 2, end_);
  const std::size_t person = clause_.agent(from, end_, blame_.own);
  const bool relative = s_.is_word(person, "who") || s_.is_word(person, "that");
  if (person == from || !relative) return std::nullopt;
  if (figure(at, to)) return Told{};
  return told(clause_.after_agent(person + 1, to));
}

/// "Ximena is the one that shipped it"
std::optional<Retelling::Told> Retelling::the_one(std::size_t from, std::size_t to)
{
  const std::size_t person = clause_.agent(from, to, blame_.own);
  if (person == from || !s_.is(person, "BE") || !s_.is_word(person + 1, "the")) return std::nullopt;
  const std::size_t one = person + 2;
  const bool somebody = s_.is_word(one, "one") || s_.in(one, "people");
  const bool relative = s_.is_word(one + 1, "who") || s_.is_word(one + 1, "that");
  if (!somebody || !relative) return std::nullopt;
  if (figure(from, to)) return Told{};
  return told(clause_.after_agent(one + 2, to));
}

/// "I think you dropped it"
std::optional<Retelling::Told> Retelling::thought(std::size_t at, std::size_t to)
{
  if (blame_.own || !s_.is_word(at, "i") || !s_.in(at + 1, "thinking")) return std::nullopt;
  auto what = clause(s_.is_word(at + 2, "that") ? at + 3 : at + 2, to, false);
  if (what) *what = "I " + s_.low(at + 1) + " " + *what;
  return what;
}

/// "had he cared to read it": he did not
std::optional<Retelling::Told> Retelling::inverted(std::size_t at, std::size_t to)
{
  if (!s_.is_word(at, "had")) return std::nullopt;
  // What would have come of it is no fact.
  if (to < end_) return Told{};
  std::size_t verb = clause_.agent(at + 1, to, true);
  if (verb == at + 1) return std::nullopt;
  Form form = Form::participle;
  for (verb = clause_.skip_adverbs(verb, to); s_.is_word(verb + 1, "to");) {
    if (!s_.in(verb, "bothered")) return Told{};
    verb += 2;
    form = Form::base;
  }
  return told(clause_.act(verb, to, form, Act::missed));
}

/// "it was stupid of me to upgrade both": both were upgraded.
std::optional<Retelling::Told> Retelling::judged_act(std::size_t at, std::size_t to)
{
  constexpr std::size_t longest = 4;
  if (!s_.is_word(at, "it") || !s_.is(at + 1, "BE")) return std::nullopt;
  std::size_t of = at + 2;
  while (of < at + 2 + longest && !s_.is_word(of, "of")) ++of;
  const std::size_t person = clause_.agent(of + 1, to, true);
  const bool somebody = person > of + 1 || s_.is(of + 1, "OBJP") || s_.is(of + 1, "SELF");
  const std::size_t by = person > of + 1 ? person : of + 2;
  if (!s_.is_word(of, "of") || !somebody || !s_.is_word(by, "to")) return std::nullopt;
  const std::size_t verb = s_.is_word(by + 1, "not") ? by + 2 : by + 1;
  return told(clause_.act(verb, to, Form::base, verb > by + 1 ? Act::missed : Act::done));
}

/// ", which crashed all the pods": what came of an act, not more of a thing, which a passive would
/// tear from it.
std::optional<Retelling::Told> Retelling::effect(std::size_t from, std::size_t to)
{
  if (acts_ == 0 || !s_.is_word(from, "which")) return std::nullopt;
  const std::size_t verb = clause_.skip_adverbs(from + 1, to);
  if (!s_.in(verb, "effects")) return std::nullopt;
  for (std::size_t i = verb; i < to; ++i) {
    if (s_.is_person(i) || s_.in(i, "judged")) return Told{};
  }
  return Told{s_.copy(from, to)};
}

/// "I'm the reason 40 people lost it"
std::optional<Retelling::Told> Retelling::reason(std::size_t from, std::size_t to)
{
  const std::size_t person = clause_.agent(from, to, blame_.own);
  const bool is_reason = person > from && s_.is(person, "BE") && s_.is_word(person + 1, "the") &&
                         s_.is_word(person + 2, "reason");
  if (!is_reason) return std::nullopt;
  std::size_t what = person + 3;
  if (s_.is_word(what, "why") || s_.is_word(what, "that")) ++what;
  const auto happened = kept(what, to);
  return happened ? told(Restated{*happened, Act::done, to}) : Told{};
}

/// "since you touched the GPO, …": since the GPO was touched
std::optional<Retelling::Told> Retelling::subordinate(std::size_t from, std::size_t to)
{
  if (!s_.in(from, "subordinate")) return std::nullopt;
  const std::size_t inner = clause_.agent(from + 1, to, blame_.own);
  if (inner == from + 1) return std::nullopt;
  if (clause_.is_nobody(from + 1)) return Told{};
  const auto act = clause_.after_agent(inner, to);
  if (!act || figure(from, to)) return Told{};
  return told(Restated{behind(s_.low(from), act->text), act->act, act->next});
}

/// "after the deploy failed, …": what happened of itself.
std::optional<Retelling::Told> Retelling::circumstance(std::size_t from, std::size_t to)
{
  if (!s_.in(from, "subordinate") || s_.is_word(from, "as")) return std::nullopt;
  if (clause_.agent(from + 1, to, true) > from + 1) return std::nullopt;
  auto happened = kept(from + 1, to);
  if (!happened) return std::nullopt;
  return Told{s_.low(from) + " " + *happened};
}

/// "turned off the alerts and never turned them back on", "… and forgot to turn them back on"
std::optional<Retelling::Told> Retelling::not_undone(std::size_t from, std::size_t to)
{
  const bool never = s_.is_word(from, "never");
  const bool forgot = s_.in(from, "lacking") && s_.is_word(from + 1, "to");
  if (acts_ == 0 || (!never && !forgot)) return std::nullopt;
  const std::size_t at = never ? from + 1 : from + 2;
  Verb unknown;
  const Verb* verb = clause_.verb_at(at, never ? Form::past : Form::base, unknown);
  const bool many = s_.is_word(at + 1, "them");
  if (verb == nullptr || (!many && !s_.is_word(at + 1, "it"))) return std::nullopt;
  const auto rest = clause_.rest(at + 2, to);
  if (!rest) return Told{};
  const std::string_view were = many ? "were" : "was";
  return told(
      Restated{joined({were, never ? "never" : "not", verb->participle, *rest}), Act::missed, to});
}

/// "Tom caused the outage by deleting it", "the outage was caused by Tom deleting it": the outage
/// began when it was deleted.
std::optional<Retelling::Told> Retelling::brought_about(std::size_t from, std::size_t to)
{
  const std::size_t person = clause_.agent(from, to, blame_.own);
  const bool active = person > from;
  const std::size_t verb = clause_.skip_adverbs(person, to);
  const std::size_t thing = active ? verb + 1 : from;
  if (active && !s_.in(verb, "causing")) return std::nullopt;
  // "80 % of them are caused by …" tells of no act.
  if (!s_.is(thing, "DET") && !s_.is(thing, "POSSP")) return std::nullopt;
  const std::size_t after = clause_.noun_phrase(thing, to);
  if (after <= thing + 1) return std::nullopt;
  std::size_t act = clause_.skip_adverbs(after, to);
  if (active) {
    if (!s_.is_word(act, "by")) return std::nullopt;
    ++act;
  } else {
    if (!s_.is(act, "BE")) return std::nullopt;
    act = clause_.skip_adverbs(act + 1, to);
    const bool caused = s_.in(act, "causing") && s_.is_word(act + 1, "by");
    const bool owed =
        (s_.is_word(act, "down") || s_.is_word(act, "due")) && s_.is_word(act + 1, "to");
    if (!caused && !owed) return std::nullopt;
    const std::size_t who = clause_.agent(act + 2, to, blame_.own);
    if (who == act + 2) return std::nullopt;
    act = who;
  }
  act = clause_.skip_adverbs(act, to);
  if (!s_.is(act, "GER")) return std::nullopt;
  auto done = clause_.act(act, to, Form::gerund, Act::done);
  if (!done || done->text.starts_with("there was")) return Told{};
  done->text = s_.copy(thing, after) + " began when " + done->text;
  return told(done);
}

/// "that migration should never have been approved by Ana"
std::optional<Retelling::Told> Retelling::should_passive(std::size_t from, std::size_t to)
{
  const std::size_t modal = clause_.noun_phrase(from, to);
  if (modal == from || !s_.is_word(modal, "should")) return std::nullopt;
  std::size_t i = modal + 1;
  const bool negated = s_.is_word(i, "not") || s_.is_word(i, "never");
  if (negated) ++i;
  if (!s_.is_word(i, "have") || !s_.is_word(i + 1, "been")) return std::nullopt;
  i = clause_.skip_adverbs(i + 2, to);
  Verb unknown;
  if (clause_.verb_at(i, Form::participle, unknown) == nullptr) return std::nullopt;
  std::size_t by = i;
  while (by < to && !s_.is_word(by, "by")) ++by;
  const std::size_t by_end = by < to ? clause_.agent(by + 1, to, true) : to;
  const bool agent = by < to && by_end > by + 1;
  if (by < to && (!agent || !agent_ends(by_end, to))) return std::nullopt;
  const auto before = clause_.rest(i, agent ? by : to);
  const auto after = clause_.rest(agent ? by_end : to, to);
  if (!before || !after) return std::nullopt;
  const std::string noun = s_.copy(from, modal);
  std::string text = noun + (is_plural(noun) ? " were " : " was ");
  text += (negated ? "" : "not ") + *before + (after->empty() ? "" : " " + *after);
  return told(Restated{text, negated ? Act::done : Act::missed, to, Form::participle});
}

}  // namespace secondstory::language
