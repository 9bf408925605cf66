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

/// "Handed the ticket to May", "from Rose to May", "heard from May", "got hold of Jan", but "moved
/// from April to May".
bool is_given(const Sentence& s, std::size_t at)
{
  if (at > 1 && s.is_word(at - 1, "of") && s.is_word(at - 2, "hold")) return true;
  if (at > 1 && s.is_word(at - 1, "from")) {
    return s.in(at - 2, "taken_from") || (at > 2 && s.in(at - 3, "taken_from")) ||
           (at > 3 && s.in(at - 4, "taken_from"));
  }
  if (at < 2 || !s.is_word(at - 1, "to") || s.in(at - 2, "months") || has_digit(s.raw(at - 2))) {
    return false;
  }
  constexpr std::size_t farthest = 12;
  std::size_t verb = at - 1;
  while (verb > 0 && at - verb < farthest && !s.in(verb, "given_to")) --verb;
  return s.in(verb, "given_to");
}

/// "The fix by Jun failed", "after May rotated the keys", "until May did", "closed by May from the
/// rota": months do nothing.
bool is_done_by(const Sentence& s, std::size_t at)
{
  const std::size_t next = at + 1;
  const bool by = s.is_word(at - 1, "by");
  if (by && s.is_word(next, "from") && s.is(next + 1, "DET")) return true;
  // "from Jan, who was sick", "approved by June on 3 May"
  if (s.is_word(next, ",") && s.is_word(next + 1, "who")) return true;
  if (by && s.is_word(next, "on") && has_digit(s.raw(next + 1))) return true;
  if (by && s.is_word(next, "and")) return s.is(next + 1, "PAST") && !s.is(next + 1, "BE");
  if (!is_past(s, next)) return false;
  return by || s.is_word(at - 1, "from") || s.is_word(at - 1, "since") || s.is_word(next, "did") ||
         s.in(next, "conduct") || s.is(next + 1, "DET") || is_technical(s.raw(next + 1));
}

/// "in May", "3 May", "the export for May", "on Christmas Day", "ran out on Friday", "the window
/// was Sunday 04:00".
bool is_date(const Sentence& s, std::size_t at)
{
  const std::size_t next = at + 1;
  const bool dated = at > 0 && s.in(at - 1, "date_words");
  // "May is when it expires"
  if (s.in(at, "months") && s.is(next, "BE") && s.is_word(next + 1, "when")) return true;
  // "August was the first month that …"
  const bool month = s.is_word(next + 1, "the") && s.is_word(next + 3, "month");
  if (s.in(at, "months") && s.is(next, "BE") && month) return true;
  // "between April and August"
  const bool from_month = at > 0 && s.is_word(at - 1, "between") && s.in(next + 1, "months");
  const bool to_month = at > 2 && s.is_word(at - 3, "between") && s.in(at - 2, "months");
  if (s.in(at, "months") && (from_month || to_month)) return true;
  if (s.in(at, "months") && !is_given(s, at) && !(dated && is_done_by(s, at))) {
    const bool numbered = has_digit(s.raw(next)) && s.raw(next).find(':') == std::string_view::npos;
    const bool of_that =
        at > 1 && s.is_word(at - 1, "for") && (s.in(at - 2, "dated") || s.in(at - 2, "scheduling"));
    if (numbered || of_that || dated || (at > 0 && is_day(s, at - 1))) return true;
  }
  if (at > 1 && s.is_word(at, "day") && is_capital(s.raw(at - 1))) return true;
  return s.in(at, "weekdays") && ((dated && !s.is_word(at - 1, "by")) || s.is(next, "NUM"));
}

}  // namespace

bool is_somebody(const Sentence& s, std::size_t at)
{
  const std::size_t next = at + 1;
  if (is_arrow(s, next)) return true;
  if (did_it(s, at)) return true;
  if (is_date(s, at)) return false;
  // "we hope that Hope can restore it", "no Mark restarted it"
  const bool joined = at > 0 && (s.is_word(at - 1, "that") || s.is_word(at - 1, "no"));
  const bool does =
      is_capital(s.raw(at)) &&
      (s.is(next, "MODAL") || is_past(s, next) || s.is(next, "POSS") || s.is(next, "BE") ||
       s.is(next, "HAVE") || s.is(next, "S3") ||
       (s.is_word(next, ",") && at > 1 && (s.is(at - 2, "BE") || s.is(at - 2, "TELLV"))) ||
       (s.is_word(next, "and") && is_capital(s.raw(next + 1))));
  // "both Ace and I"
  const bool one_of_both = at > 0 && s.is_word(at - 1, "both") && is_capital(s.raw(at)) &&
                           s.is_word(next, "and") &&
                           (s.is(next + 1, "SELF") || s.is(next + 1, "NAME"));
  if (one_of_both) return true;
  if (at > 0 && !(joined && does) && (s.is(at - 1, "DET") || joined)) return false;
  if (!is_capital(s.raw(at))) return is_somebody_in_small_letters(s, at);
  if (s.is_word(next, "'s")) return true;
  // "Pat the network engineer patched it"
  for (std::size_t i = next + 1; at == 0 && s.is(next, "DET") && i < next + 4; ++i) {
    if (s.is(i, "ROLE") && is_past(s, i + 1) && !s.is(at, "MODAL")) return true;
  }
  // "Angel of the SRE team restarted it"
  constexpr std::size_t near = 5;
  const bool of_team = at == 0 && (s.is_word(next, "of") || s.is_word(next, "from"));
  for (std::size_t i = next; of_team && i < next + near; ++i) {
    if (s.is(i, "FOLK") && (is_past(s, i + 1) || s.is(i + 1, "BE"))) return true;
  }
  // "MAX(latency)", "Ward 7B"
  if (s.is_word(next, "(") && s.token(next).start == s.token(at).end) return false;
  // "Hall C", but "Mark I …"
  const bool lettered = s.raw(next).size() == 1 && is_upper(s.raw(next).front()) &&
                        !s.is_word(next, "i") && !s.is_word(next, "a");
  if (lettered && !s.is_word(next + 1, ".")) return false;
  // "it took Mark 20 minutes"
  const bool took = at > 0 && s.in(at - 1, "took");
  // "called Blessing 4 times"
  const bool rung =
      at > 0 && s.is(at - 1, "TELLV") && (s.is_word(next + 1, "times") || s.is_word(next + 1, "x"));
  if (!took && !rung && has_digit(s.raw(next)) && s.raw(next).find(':') == std::string_view::npos)
    return false;
  // "Priya -> Mark" is no quoted line.
  const bool arrow = at > 1 && is_arrow(s, at - 2);
  const bool starts = at == 0 || (s.is_punct(at - 1) && !arrow &&
                                  (s.is_word(at - 1, "\"") || s.is_word(at - 1, ">")));
  // "We went with plan B. Price changes go live"
  const bool begins = starts || s.is_word(at - 1, ".");
  if (begins && is_before_noun(s, next)) return false;
  if (!starts) return true;
  if (next >= s.size()) return at > 0 || s.size() == 1;
  // "May be related", "Hope is that it holds"
  const bool guessed = s.is(at, "MODAL") && (s.is_word(next, "be") || s.is_word(next, "need"));
  if (guessed || (s.is(next, "BE") && s.is_word(next + 1, "that"))) return false;
  // "Will you …", "May the …" ask
  const bool asks = s.is(at, "MODAL") && (s.is(next, "SUBJ") || s.is(next, "SELF") ||
                                          s.is(next, "WE") || s.is(next, "DET"));
  if (asks) return false;
  const std::size_t verb = past_adverbs(s, next);
  // "Banks were closed"
  if (s.low(at).ends_with('s') && (s.is_word(verb, "were") || s.is_word(verb, "are"))) return false;
  return is_past(s, verb) || s.is(verb, "MODAL") || s.is(verb, "BE") || s.is(verb, "HAVE") ||
         s.is(verb, "S3") || s.is_word(verb, "does") ||
         (s.is_word(verb, "do") && s.is_word(verb + 1, "not")) || s.is_punct(next) ||
         s.is_word(next, "from") || s.in(next, "only_of_people") || is_reported(s, next) ||
         ((s.is_word(next, "and") || s.is_word(next, "or")) &&
          (is_capital(s.raw(next + 1)) || s.is(next + 1, "DET") || s.is(next + 1, "POSSP")));
}

}  // namespace secondstory::language
