#include "bot/language/conduct.hpp"
#include "bot/language/somebody.hpp"
#include "bot/language/spelling.hpp"

namespace secondstory::language {
namespace {

/// "why did you …", "can you …", "don't …"
bool speaks_to_somebody(const Sentence& s, std::size_t at)
{
  return s.is(at, "WH") || s.is(at, "MODAL") || s.is_word(at, "you") || s.is_word(at, "please") ||
         s.is_word(at, "do") || s.is_word(at, "don't") || s.is_word(at, "did");
}

bool ends_clause(const Sentence& s, std::size_t at)
{
  return at >= s.size() || s.is_punct(at);
}

bool is_time(const Sentence& s, std::size_t at)
{
  return s.raw(at).find(':') != std::string_view::npos;
}

/// "14:02", "0415Z", but not the 5 of "2 of 5 banks"
bool may_be_time(const Sentence& s, std::size_t at)
{
  return s.is(at, "NUM") && (s.raw(at).size() > 3 || is_time(s, at));
}

bool begins_clause(const Sentence& s, std::size_t at)
{
  // "pushed to main again and art had to revert it", but "music and art had to be rendered"
  const bool again = at > 1 && s.is_word(at - 1, "and") &&
                     (s.is(at - 2, "ADV") || s.in(at - 2, "adverbs") || s.is(at - 2, "NUM"));
  if (again) return true;
  while (at > 0 && (s.in(at - 1, "lead") || (at == 1 && s.in(0, "adverbs")))) --at;
  return at == 0 || s.is_punct(at - 1) || s.is(at - 1, "CLAUSE") || s.is_word(at - 1, "once") ||
         (may_be_time(s, at - 1) && !s.in(at, "months"));
}

/// "mark is the owner of gw-3", "dean's the guy", "will is back", "frank is out till Monday"
bool is_described(const Sentence& s, std::size_t next)
{
  if (!s.is(next, "BE") && !s.is_word(next, "has")) return false;
  // "chase has the keys": a word that is no noun is no subject either.
  if (s.in(next - 1, "no_subjects")) return true;
  const bool gone = s.is_word(next + 1, "out") || s.is_word(next + 1, "off") ||
                    s.is_word(next + 1, "back") || s.is_word(next + 1, "away");
  if (gone) return s.in(next + 2, "absence");
  return s.is_word(next + 1, "the") && (s.in(next + 2, "people") || s.is(next + 2, "ROLE"));
}

/// What only somebody does at the beginning of a clause.
bool acts(const Sentence& s, std::size_t next)
{
  const std::size_t verb = past_adverbs(s, next);
  const bool busy = s.is(verb, "BE") && ((s.is(verb + 1, "GER") && s.is(verb + 1, "CHANGE")) ||
                                         s.in(verb + 1, "busy_with"));
  const bool asked = s.is(next, "MODAL") && (s.is_word(next + 1, "you"));
  const bool called = s.is_word(next, ",") && speaks_to_somebody(s, next + 1);
  const bool has = s.is_word(next, "'s") && !s.is(next + 1, "DET") && !s.is(next + 1, "ADV") &&
                   !s.is(next + 1, "PART");
  // "grant grants access", "mark will mark it"
  const std::string& itself = s.low(next - 1);
  const bool pun =
      s.low(next) == itself + 's' || (s.is(next, "MODAL") && s.low(next + 1) == itself);
  if (pun) return true;
  // "will is on it", "will will do it"
  const bool double_verb = s.is(next - 1, "MODAL") &&
                           (s.is_word(next, "is") || s.is_word(next, "has") || s.is(next, "MODAL"));
  const bool placed = s.is_word(next, "from") && s.is(next + 1, "TEAM");
  // "03:19 chase up, says …"
  const bool up = next > 1 && s.raw(next - 2).find(':') != std::string_view::npos &&
                  s.is_word(next, "up") && s.is_punct(next + 1);
  return is_past(s, verb) || busy || asked || called || has || double_verb || placed || up ||
         is_placed(s, next) || s.in(next, "only_of_people") || s.in(next, "busy_with") ||
         s.is_word(next, "you") || s.is_word(next, ":") || s.is_word(next, "please") ||
         s.is_word(next, "pls") || (s.is_word(next, "here") && s.is_punct(next + 1)) ||
         (s.is_word(next, "and") && s.is_word(next + 1, "i")) || is_described(s, next);
}

/// "did mark restart it?", "let frank handle it", "waiting for mark to confirm", "i think mark did
/// it": what only somebody is said to do.
bool is_said_to_act(const Sentence& s, std::size_t at)
{
  const std::size_t next = at + 1;
  const std::size_t before = at - 1;
  const bool human = s.in(next, "human_acts");
  if (s.is_word(before, "let")) return human;
  if (s.is_word(before, "for")) return s.is_word(next, "to") && s.in(next + 1, "human_acts");
  if (s.is(before, "COGV")) return s.is_word(next, "did") || s.is(next, "HAVE");
  const bool opens =
      before == 0 || s.is_punct(before - 1) || s.is(before - 1, "CLAUSE") || s.is(before - 1, "WH");
  const bool asked = s.is_word(before, "did") || s.is_word(before, "does") ||
                     s.is_word(before, "has") || (s.is(before, "MODAL") && !s.is(at, "MODAL"));
  return opens && asked && (human || (s.is(next, "BASE") && s.is(next + 1, "DET")));
}

/// "per mark's notes": a thing would have an article.
bool is_owner(const Sentence& s, std::size_t at)
{
  return s.is(at + 1, "POSS") && !s.is_day_or_month(at) &&
         (s.is(at - 1, "PREP") || s.is_word(at - 1, "per"));
}

/// "ask mark if it is done", "ping will and ask", "ask nick or pat"
bool is_asked(const Sentence& s, std::size_t at)
{
  const auto asks = [&](std::size_t i) {
    return s.is_word(i, "ask") || s.is_word(i, "tell") || s.is_word(i, "ping");
  };
  const std::size_t next = at + 1;
  if (asks(at - 1)) {
    return ends_clause(s, next) || s.is(next, "CLAUSE") || s.is_word(next, "before") ||
           s.is_word(next, "after") || s.is_word(next, "about") || s.is_word(next, "if") ||
           s.is_word(next, "whether") || s.is_word(next, "or") || s.is_word(next, "please") ||
           s.is_word(next, "pls") || s.is_word(next, "'s") ||
           (s.is(at, "MODAL") && s.is_word(next, "and")) ||
           (s.in(at, "months") && s.is(next, "PREP"));
  }
  const bool ends = next >= s.size() || s.is_punct(next);
  return ends && at > 2 && s.is_word(at - 1, "or") && !s.is(at - 2, "OBJP") && asks(at - 3);
}

/// "did you recook the shaders, clay?", "get well soon, grant!"
bool is_called(const Sentence& s, std::size_t at)
{
  const bool last = at + 1 >= s.size() || (s.is_punct(at + 1) && at + 2 >= s.size());
  if (at > 1 && last && s.is_word(at - 1, ",") && s.in(0, "greetings")) {
    // "thanks for cpu, disk, page" lists.
    for (std::size_t i = 0; i + 1 < at; ++i) {
      if (s.is_word(i, ",")) return false;
    }
    return true;
  }
  if (at < 2 || !s.is_word(at - 1, ",") || !s.is_word(at + 1, "?")) return false;
  for (std::size_t i = 0; i < at; ++i) {
    if (s.is_word(i, "you")) return true;
  }
  return false;
}

/// "handed over to mark at 06:00", "waiting on mark", "talked with mark and he agreed"
bool is_dealt_with(const Sentence& s, std::size_t at)
{
  const std::size_t next = at + 1;
  const bool ends = ends_clause(s, next) || is_time(s, next) ||
                    (s.is(next, "PREP") && !s.is_word(next, "to")) || s.is(next, "CLAUSE") ||
                    s.is_word(next, "and");
  // "waiting for may"
  return at > 1 && ends && !s.is_day_or_month(at) && s.is(at - 1, "PREP") &&
         s.in(at - 2, "dealt_with");
}

/// "case (the new SRE) had no token", "jack (dc ams3): …"
bool is_introduced(const Sentence& s, std::size_t next)
{
  constexpr std::size_t longest = 5;
  if (!s.is_word(next, "(")) return false;
  std::size_t close = next + 1;
  while (close < next + longest && !s.is_word(close, ")")) ++close;
  if (!s.is_word(close, ")")) return false;
  return s.is(close - 1, "ROLE") || s.is(close - 1, "TEAM") || s.is_word(close + 1, ":");
}

/// "thanks mark", "hey mark, …", "per mark we wait", "anyone seen mark?"
bool is_named(const Sentence& s, std::size_t at)
{
  if (at == 0) return false;
  const std::size_t next = at + 1;
  const bool last = ends_clause(s, next);
  if (s.is_word(at - 1, "per")) {
    return s.is_word(next, ",") || s.is(next, "WE") || s.is(next, "SUBJ") || s.is(next, "SELF");
  }
  return last && (s.in(at - 1, "calls") || s.is_word(at - 1, "seen") || s.is_word(at - 1, "said"));
}

/// "told patience to leave it alone", "paged harper", "told harper about it", "pinged mark but he
/// …"
bool is_told(const Sentence& s, std::size_t at)
{
  const std::size_t next = at + 1;
  if (at == 0 || !(s.is(at - 1, "TELLV") || s.in(at - 1, "turned_to"))) return false;
  if (s.is_word(next, "to") && s.is(next + 1, "BASE")) return true;
  const bool also =
      (s.is_word(next, "and") || s.is_word(next, "but")) &&
      (s.is(next + 1, "DET") || s.is(next + 1, "SUBJ") || is_capital(s.raw(next + 1)));
  return s.is(at - 1, "PAST") && (ends_clause(s, next) || also || s.is_word(next, "about") ||
                                  s.is_word(next, "for") || s.is_word(next, "twice"));
}

/// "opened by marsh, reopened by mills on Monday", "rolled back by mark 10:04"
bool is_agent(const Sentence& s, std::size_t at)
{
  if (at < 2 || !s.is_word(at - 1, "by")) return false;
  const std::size_t next = at + 1;
  const std::size_t verb = at > 2 && s.is(at - 2, "PARTICLE") ? at - 3 : at - 2;
  const bool ends = ends_clause(s, next) || s.is_word(next, "and") || s.is(next, "PREP") ||
                    s.is_word(next, "again") || is_time(s, next);
  return ends && (s.is(verb, "PART") || s.is(verb, "PAST"));
}

/// "reviewer: nick", "TODO(grant)"
bool is_labelled(const Sentence& s, std::size_t at)
{
  const bool behind = at > 1 && (s.is_word(at - 1, ":") || s.is_word(at - 1, "=") ||
                                 (s.is_word(at - 1, "(") && s.is_word(at + 1, ")")));
  return behind && s.in(at - 2, "labels_of_people") && ends_clause(s, at + 1);
}

}  // namespace

bool is_somebody_in_small_letters(const Sentence& s, std::size_t at)
{
  const std::size_t next = at + 1;
  // "moss says", not "the threat hunter alerts"
  const bool subject = begins_clause(s, at) || s.is(at - 1, "STOP");
  // "ic change: yael -> grace"
  const bool pointed_at =
      at > 1 && is_arrow(s, at - 2) && (ends_clause(s, next) || s.in(next, "handing_over"));
  if (pointed_at || is_introduced(s, next) || is_labelled(s, at)) return true;
  // "mark is on it, grant too"
  const bool also = s.is_word(next, "too") && ends_clause(s, next + 1);
  if (also && at > 0 && s.is_word(at - 1, ",")) return true;
  // "red alerts followed": a thing of that colour
  const bool noun = s.is(next, "S3") && (is_past(s, next + 1) || s.is(next + 1, "BE"));
  if ((speaks(s, next) && subject && !noun) || is_called(s, at) || is_named(s, at)) return true;
  // "dash 23:12 > the branch again?"
  const bool timed = at == 0 && is_time(s, next) && s.is(next, "NUM");
  if (timed && s.is_word(next + 1, ">")) return true;
  if (begins_clause(s, at)) return acts(s, next);
  if (is_asked(s, at) || is_told(s, at) || is_dealt_with(s, at) || is_agent(s, at)) return true;
  if (is_said_to_act(s, at) || is_owner(s, at)) return true;
  if (s.in(at - 1, "joins_clauses") && is_described(s, next)) return true;
  if (s.is_word(next, "from") && s.is(next + 1, "GER")) return true;
  // "deployed harper's fix", "merge grant's PR"
  const bool deed =
      s.is(at - 1, "PAST") || s.is(at - 1, "BASE") || (at > 0 && s.low(at - 1) == s.low(at));
  if (deed && s.is(next, "POSS") && !s.is_day_or_month(at)) return true;
  // "the person who broke it is drew", "it was chase", "is also drew"
  const bool also_is = at > 1 && s.is_word(at - 1, "also") && s.is(at - 2, "BE");
  if ((s.is(at - 1, "BE") || also_is) && ends_clause(s, next)) {
    const std::size_t be = also_is ? at - 2 : at - 1;
    // "could you look why it is hung"
    const bool state =
        s.is_word(be - 1, "it") &&
        (be < 2 || s.is(be - 2, "WH") || s.is(be - 2, "CLAUSE") || s.in(be - 2, "joins_clauses"));
    for (std::size_t i = 0; i < be && !state; ++i) {
      if (s.is_word(i, "who") || s.in(i, "people")) return true;
    }
  }
  // "it was chase"
  const bool it_was = at > 1 && s.is(at - 1, "BE") && s.is_word(at - 2, "it");
  if (it_was && s.in(at, "no_subjects") && ends_clause(s, next)) return true;
  // "give drew a break"
  if (s.in(at - 1, "handing") && s.is(next, "DET") && !s.is_matter(at)) return true;
  // "so will will call in"
  if (s.is_word(at - 1, "so") && s.is(at, "MODAL") && s.is(next, "MODAL")) return true;
  if (s.is(at - 1, "BE") && (s.is_word(next, "around") || s.is_word(next, "there"))) return true;
  if (s.is_word(at - 1, "let") && (s.is_word(next, "anywhere") || s.is_word(next, "near")))
    return true;
  const bool asked = s.is_word(at - 1, "did") || s.is_word(at - 1, "does");
  return asked && at > 1 && s.is(at - 2, "WH") && !s.is_matter(at) &&
         (s.is(next, "BASE") || past_adverbs(s, next) > next);
}

}  // namespace secondstory::language
