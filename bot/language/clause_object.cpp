#include <algorithm>
#include <iterator>

#include "bot/language/clause.hpp"
#include "bot/language/rewrite.hpp"

// What an act was done to.

namespace secondstory::language {

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

/// Takes the particle of a verb, or the preposition that belongs to it, where it stands before the
/// object; nothing where there can be no object.
std::optional<std::string> Clause::particle_before(const Verb& verb, std::size_t& object) const
{
  // "left on PTO with the token"
  if (verb.base == "leave" && s_.is(object, "PREP")) return std::nullopt;
  const std::string* prepositions = s_.data().find("with_preposition", verb.base);
  std::string particle;
  if (s_.data().has("with_particle", verb.base) && s_.in(object, "particles")) {
    particle = s_.low(object++);
    if (particle == "off" && s_.is_word(object, "on")) particle += " " + s_.low(object++);
  } else if (prepositions != nullptr &&
             (" " + *prepositions + " ").find(" " + s_.low(object) + " ") != std::string::npos) {
    particle = s_.low(object++);
  } else if (s_.data().has("intransitive", verb.base)) {
    return std::nullopt;
  }
  return particle;
}

/// Whether [first, last) is all of an object and nothing else; `end` bounds the clause.
bool Clause::is_whole_object(std::size_t first, std::size_t last, std::size_t end,
                             const Verb& verb) const
{
  if (last < end && s_.is_written_on(last)) return false;
  // "the keys and the lock" is one phrase or none; "600 ballots' forms"
  const bool more = (s_.is_word(last, "and") && !begins_clause(last + 1, end)) ||
                    s_.raw(last) == "'" || (s_.is_word(last, "as") && last + 2 != end);
  if (s_.is_word(last, "of") || (more && last < end)) return false;
  // "escalated the minute it rang", "clicked retry 14 times"
  const bool how_often = s_.is_word(last - 1, "times") && last > first + 1 &&
                         (s_.is(last - 2, "NUM") || s_.in(last - 2, "counts"));
  const bool moment = s_.in(last - 1, "moments") || s_.is_word(first + 1, "moment");
  if (moment || how_often) return false;
  // "the email from the vendor": somebody is no part of an object, and the rest would be torn off.
  const std::size_t whom = s_.is(last + 1, "DET") ? last + 2 : last + 1;
  const bool somebody = s_.is(whom, "ROLE") || s_.is(whom, "TEAM") || s_.is(whom, "LAYMAN") ||
                        s_.in(whom, "people") || s_.is_person(whom);
  if (somebody && takes(last - 1, last)) return false;
  // "typed yes", "took ten seconds"
  const bool answer = last == first + 1 && (s_.is_word(first, "yes") || s_.is_word(first, "no"));
  const bool many = s_.is(first, "NUM") || s_.in(first, "counts");
  const bool timed = many && !s_.is_word(first + 2, "of") &&
                     (s_.in(first + 1, "spans") || s_.in(first + 1, "units"));
  if (answer || timed) return false;
  // "lost a tape the size of a sandwich"
  if (last < end && s_.is(last, "DET") && !s_.in(last, "relative") && !s_.in(last + 1, "times") &&
      !s_.in(last + 2, "times") && !s_.in(last + 1, "moments")) {
    return false;
  }
  const bool described =
      last < end && !s_.in(last, "supposing") && !s_.is(last, "PREP") &&
      !s_.in(last, "particles") &&
      (s_.is(last, "GER") || s_.is(last, "PART") || s_.is(last, "PAST") || s_.in(last, "states"));
  return !described || s_.data().has("leaving", verb.base);
}

/// "a test" that was not run is "no test"; whether that can be said.
bool Clause::deny(Parts& parts, std::size_t first, std::size_t last) const
{
  static constexpr std::string_view counted[] = {"a", "an", "any", "a single", "one"};
  const std::string word = s_.low(first);
  if (std::find(std::begin(counted), std::end(counted), word) != std::end(counted)) {
    const std::string thing =
        s_.copy(s_.is_word(first + 1, "single") ? first + 2 : first + 1, last);
    if (thing.empty() || thing == "one") return false;
    parts.object = (thing.starts_with("one of ") ? "none " + thing.substr(4) : "no " + thing);
    parts.none = true;
  } else if (word == "anything" && last == first + 1) {
    parts.object = "nothing";
    parts.none = true;
  }
  return true;
}

/// "not trusted instead of silenced" would say the opposite of what is meant.
bool Clause::turns_when_denied(std::size_t at, std::size_t end) const
{
  for (std::size_t i = at; i < end; ++i) {
    const bool likened = (s_.is_word(i, "like") && !s_.is(i + 1, "DET")) ||
                         (s_.is_word(i, "as") && s_.is_punct(i - 1));
    // "not avoided by ordering them": the ordering was what was missing.
    const bool means = s_.is_word(i, "by") && s_.is(i + 1, "GER");
    if (means || s_.is_word(i, "instead") || s_.is_word(i, "rather") || s_.is_word(i, "not") ||
        likened) {
      return true;
    }
  }
  return false;
}

/// Whether what follows several things may say which ones: "every customer in Ireland", not "both
/// gateways in eu-west-1", "all three on the same evening".
bool Clause::says_which(std::size_t object, std::size_t after, std::size_t end) const
{
  const bool several =
      s_.in(object, "counts") || s_.in(object, "of_several") || s_.is(object, "NUM");
  if (!several || !s_.in(after, "choosing") || s_.has_fact(after + 1, after + 2)) return false;
  for (std::size_t i = after + 1; i < end; ++i) {
    if (s_.in(i, "times") || s_.in(i, "moments")) return false;
  }
  return true;
}

std::optional<Clause::Parts> Clause::parts(std::size_t at, std::size_t end, Form form,
                                           bool missed) const
{
  Verb unknown;
  const Verb* verb = verb_at(at, form, unknown);
  if (verb == nullptr) return std::nullopt;
  Parts parts;
  parts.participle = verb->participle;
  std::size_t object = at + (verb->participle.find(' ') == std::string::npos ? 1 : 2);
  const auto particle = particle_before(*verb, object);
  if (!particle) return std::nullopt;
  parts.particle = *particle;
  while (object < end && !s_.is(object, "DET") && (is_adverb(object) || s_.in(object, "judging"))) {
    ++object;
  }
  std::size_t object_end = noun_phrase(object, end, s_.data().has("seeing", verb->base));
  // "merged the branch with the failing test", but "merged it with red tests"
  if (object_end > object && s_.is_word(object_end, "with") && s_.is(object_end + 1, "DET") &&
      s_.data().has("taken_as_a_whole", verb->base)) {
    object_end = std::max(object_end, noun_phrase(object_end + 1, end));
  }
  // "the backup from last week"
  if (object_end > object && s_.is_word(object_end, "from") && object_end + 1 < end) {
    if (s_.is_day_or_month(object_end + 1)) object_end += 2;
    const bool ago = s_.in(object_end + 1, "relative") && s_.in(object_end + 2, "times");
    if (ago && s_.is_word(object_end, "from")) object_end += 3;
  }
  if (object_end > object && is_label(object_end, end)) object_end += 3;
  // "restarted the broker 4 times": how often is no part of it.
  const bool often = object_end > object + 2 && s_.is_word(object_end - 1, "times");
  if (often && !missed && (s_.is(object_end - 2, "NUM") || s_.in(object_end - 2, "counts"))) {
    object_end -= 2;
  }
  if (object_end == object || !is_whole_object(object, object_end, end, *verb)) return std::nullopt;
  // "waited for them to wake up"
  if (parts.particle == "for" && s_.is_word(object_end, "to")) return std::nullopt;
  // "approved his own change": whose it was is the point.
  for (std::size_t i = object; i < object_end; ++i) {
    if (s_.is_word(i, "own") && s_.is_person(i - 1)) return std::nullopt;
  }
  parts.object = phrase(object, object_end);
  // "bumped the limit above 200": what it was bumped to is no part of it.
  const bool measured = parts.object.find(" above ") != std::string::npos ||
                        parts.object.find(" below ") != std::string::npos;
  if (parts.object.empty() || (measured && s_.data().has("measuring", verb->base))) {
    return std::nullopt;
  }
  // "told Picking about the freeze": whoever it was, is told.
  if (s_.data().has("telling", verb->base) && parts.object.find(" about ") != std::string::npos) {
    return std::nullopt;
  }
  parts.plural = is_plural(parts.object);
  // "ran tunefs": no telling whether it is one.
  const bool alone = object_end == object + 1;
  if (alone && parts.plural && !s_.is_known(object) && !s_.is_code(object)) return std::nullopt;
  std::size_t after = object_end;
  if (parts.particle.empty() && s_.data().has("with_particle", verb->base) &&
      s_.in(after, "particles")) {
    const bool moves = s_.is(after + 1, "DET") && s_.is(after, "PREP");
    if (!moves) parts.particle = s_.low(after++);
  }
  if (missed && (!deny(parts, object, object_end) || turns_when_denied(after, end))) {
    return std::nullopt;
  }
  parts.pronoun = alone && s_.in(object, "pointing");
  const auto tail = rest(after, end);
  if (!tail) return std::nullopt;
  parts.rest = *tail;
  // "no memory limit was set on the batch job", "no note was put in the channel"
  for (const std::string_view where : {" on ", " in "}) {
    const std::size_t place = parts.object.find(where);
    if (!parts.none || place == std::string::npos) continue;
    if (where == " in " && !s_.data().has("putting", verb->base)) continue;
    parts.rest = joined({parts.object.substr(place + 1), parts.rest});
    parts.object.erase(place);
  }
  parts.torn = says_which(object, after, end) || gives_two(*verb, parts);
  return parts;
}

}  // namespace secondstory::language
