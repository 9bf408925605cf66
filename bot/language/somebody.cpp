#include "bot/language/somebody.hpp"

#include "bot/language/conduct.hpp"
#include "bot/language/spelling.hpp"

namespace secondstory::language {
namespace {

/// "3 May", "the 12th of June": a number that can be a day's.
bool is_day(const Sentence& s, std::size_t at)
{
  const std::string_view raw = s.raw(at);
  return s.is(at, "NUM") && (raw.size() <= 2 || (raw.size() <= 4 && raw.back() > '9'));
}

bool is_arrow(const Sentence& s, std::size_t at)
{
  return s.raw(at) == "->" || s.raw(at) == "→";
}

/// "Price changes go live", "Price updates stopped at 07:58": the verb behind is a noun.
bool is_before_noun(const Sentence& s, std::size_t next)
{
  const bool ended = s.is(next + 1, "PAST") &&
                     (s.is(next + 2, "PREP") || s.is_punct(next + 2) || s.is(next + 2, "PARTICLE"));
  return s.is(next, "S3") && !s.is(next, "COGV") &&
         (ended || s.is_word(next + 1, "are") || s.is_word(next + 1, "were") ||
          s.is_word(next + 1, "have") || s.is_word(next + 1, "go") || s.is_word(next + 1, "take") ||
          s.is_word(next + 1, "need"));
}

/// "was started by June at 14:02"; "was finished by June" is a date.
bool did_it(const Sentence& s, std::size_t at)
{
  return at > 2 && is_capital(s.raw(at)) && s.is_word(at + 1, "at") && s.is_word(at - 1, "by") &&
         (s.is(at - 2, "PART") || s.is(at - 2, "PAST")) &&
         (s.is_word(at - 3, "was") || s.is_word(at - 3, "were"));
}

}  // namespace

bool is_somebody(const Sentence& s, std::size_t at)
{
  const std::size_t next = at + 1;
  if (is_arrow(s, next)) return true;
  if (did_it(s, at)) return true;
  const bool numbered = has_digit(s.raw(next)) && s.raw(next).find(':') == std::string_view::npos;
  // "the export for May"
  const bool dated = at > 1 && s.is_word(at - 1, "for") && s.in(at - 2, "dated");
  const bool given = at > 1 && s.is_word(at - 1, "to") &&
                     (s.in(at - 2, "given_to") || (at > 2 && s.in(at - 3, "given_to")));
  // "The fix by Jun failed"
  const bool did = is_past(s, next) && (s.is_word(at - 1, "by") || s.is_word(at - 1, "from") ||
                                        s.is_word(at - 1, "since"));
  if (s.in(at, "months") && !given && !did &&
      (numbered || dated || (at > 0 && (is_day(s, at - 1) || s.in(at - 1, "date_words"))))) {
    return false;
  }
  // "on Christmas Day"
  if (at > 1 && s.is_word(at, "day") && is_capital(s.raw(at - 1))) return false;
  // "ran out on Friday", "the window was Sunday 04:00"
  const bool dayed = at > 0 && s.in(at - 1, "date_words") && !s.is_word(at - 1, "by");
  if (s.in(at, "weekdays") && (dayed || s.is(next, "NUM"))) return false;
  // "we hope that Hope can restore it", "no Mark restarted it"
  const bool joined = at > 0 && (s.is_word(at - 1, "that") || s.is_word(at - 1, "no"));
  const bool does =
      is_capital(s.raw(at)) && (s.is(next, "MODAL") || is_past(s, next) || s.is(next, "POSS") ||
                                s.is(next, "BE") || s.is(next, "HAVE") || s.is(next, "S3"));
  if (at > 0 && !(joined && does) && (s.is(at - 1, "DET") || joined)) return false;
  if (!is_capital(s.raw(at))) return is_somebody_in_small_letters(s, at);
  if (s.is_word(next, "'s")) return true;
  // "MAX(latency)", "Ward 7B"
  if (s.is_word(next, "(") && s.token(next).start == s.token(at).end) return false;
  if (numbered) return false;
  // "Priya -> Mark" is no quoted line.
  const bool arrow = at > 1 && s.is_word(at - 1, ">") && s.is_punct(at - 2) &&
                     s.token(at - 2).end == s.token(at - 1).start;
  const bool starts = at == 0 || (s.is_punct(at - 1) && s.token(at - 1).start > 0 && !arrow &&
                                  (s.is_word(at - 1, "\"") || s.is_word(at - 1, ">")));
  // "We went with plan B. Price changes go live"
  const bool begins = starts || s.is_word(at - 1, ".");
  if (begins && is_before_noun(s, next)) return false;
  if (!starts) return true;
  if (next >= s.size()) return at > 0 || s.size() == 1;
  // "Will you …", "May the …" ask
  const bool asks = s.is(at, "MODAL") && (s.is(next, "SUBJ") || s.is(next, "SELF") ||
                                          s.is(next, "WE") || s.is(next, "DET"));
  if (asks) return false;
  const std::size_t verb = past_adverbs(s, next);
  return is_past(s, verb) || s.is(verb, "MODAL") || s.is(verb, "BE") || s.is(verb, "HAVE") ||
         s.is(verb, "S3") || s.is_word(verb, "does") || s.is_punct(next) ||
         s.is_word(next, "from") || s.in(next, "only_of_people") || is_reported(s, next) ||
         ((s.is_word(next, "and") || s.is_word(next, "or")) &&
          (is_capital(s.raw(next + 1)) || s.is(next + 1, "DET") || s.is(next + 1, "POSSP")));
}

}  // namespace secondstory::language
