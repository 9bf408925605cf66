#include "bot/language/somebody.hpp"

#include <algorithm>

#include "bot/language/spelling.hpp"

namespace secondstory::language {
namespace {

/// "NULL", "LAN", "NaN": no way to write a name, unless all is shouted.
bool is_abbreviation(const Sentence& s, std::size_t at)
{
  const std::string_view raw = s.raw(at);
  const bool capitals = std::count_if(raw.begin(), raw.end(), is_upper) > 1;
  return raw.size() <= 4 && capitals && !s.is(at + 1, "ALLCAPS");
}

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

/// "University", "Lane exchange", "Technologies": what makes a place or an organisation of the name
/// before.
bool ends_name_of_place(const Sentence& s, std::size_t at)
{
  if (s.in(at, "place_nouns")) return true;
  if (s.in(at, "firm_nouns") && is_capital(s.raw(at))) return true;
  return is_capital(s.raw(at)) && is_capital(s.raw(at - 1)) && s.in(at + 1, "place_nouns");
}

/// "restarted Hermes", "turned Hermes off": what nobody does to a person.
bool is_worked(const Sentence& s, std::size_t first, std::size_t last)
{
  if (first == 0) return false;
  if (s.in(first - 1, "machine_verbs")) return !s.is(last, "POSS");
  const bool turned = s.is_word(first - 1, "turned") || s.is_word(first - 1, "switched");
  return turned && (s.is_word(last, "off") || s.is_word(last, "on"));
}

/// "re-seated", "un-paused"
bool is_joined_past(const std::string& word)
{
  return word.size() > 5 && word.ends_with("ed") && word.find('-') != std::string::npos;
}

/// "Grant agreed", "Mark led the bridge", "stayed until 03:00": what things do not.
bool behaves(const Sentence& s, std::size_t at)
{
  if (s.in(at, "conduct")) return true;
  if (s.is_word(at, "led") || s.is_word(at, "became")) {
    return s.is(at + 1, "DET") || s.is(at + 1, "POSSP");
  }
  return s.in(at, "presence") && s.in(at + 1, "present_at");
}

bool is_past(const Sentence& s, std::size_t at)
{
  // "Page stayed blank"
  if (s.in(at, "presence")) return behaves(s, at);
  return s.is(at, "PAST") || is_joined_past(s.low(at)) || behaves(s, at) || s.is_word(at, "did") ||
         s.is_word(at, "had") || s.data().verb(s.low(at), Form::past) != nullptr;
}

bool is_version(const Sentence& s, std::size_t at)
{
  const std::string_view raw = s.raw(at);
  return s.is(at, "NUM") && raw.find('.') != std::string_view::npos;
}

/// "Jenkins was down", "Jenkins (the CI server)", "Ruby from 3.2.2 to 3.3.0", "the Jasper reports":
/// a tool that is called like somebody.
bool is_tool(const Sentence& s, std::size_t first, std::size_t last)
{
  if (!s.in(first, "tools")) return false;
  const bool the = first > 0 && (s.is_word(first - 1, "the") || s.is_word(first - 1, "our"));
  const bool pushed = is_past(s, last) && s.is(last + 1, "DET");
  if (the && !pushed) return true;
  const bool changed = s.is_word(last, "from") || s.is_word(last, "to");
  if (is_version(s, last) || (changed && is_version(s, last + 1))) return true;
  if (s.is(last, "BE")) return s.in(last + 1, "machine_states");
  if (!s.is_word(last, "(")) return false;
  std::size_t close = last + 1;
  while (close < s.size() && !s.is_word(close, ")")) ++close;
  return !s.is(close - 1, "ROLE") && !s.in(last + 1, "pronoun_tags");
}

/// "Murphy's law"
bool is_said_of_all(const Sentence& s, std::size_t first, std::size_t last)
{
  return s.is(last, "POSS") && s.in(first, "eponyms") && s.in(last + 1, "laws");
}

/// "eu-west-2", not "db-2" nor "INC-2024-17"
bool is_region(std::string_view word)
{
  const std::size_t last = word.rfind('-');
  return std::count(word.begin(), word.end(), '-') > 1 && has_digit(word.substr(last)) &&
         !has_digit(word.substr(0, last));
}

/// "eu-west-2 (London)", "merchants in Jordan and the UAE", but "we looped in Jordan".
bool is_town(const Sentence& s, std::size_t first, std::size_t last)
{
  if (first == 0 || !is_capital(s.raw(first)) || !s.in(first, "towns")) return false;
  const bool within = s.is_word(first - 1, "in") || s.is_word(first - 1, "near");
  if (within) return !s.is(last, "POSS") && !s.in(first - 2, "brought_in");
  return first > 1 && s.is_word(first - 1, "(") && s.is_word(last, ")") &&
         is_region(s.raw(first - 2));
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

/// "why did you …", "can you …", "don't …"
bool speaks_to_somebody(const Sentence& s, std::size_t at)
{
  return s.is(at, "WH") || s.is(at, "MODAL") || s.is_word(at, "you") || s.is_word(at, "please") ||
         s.is_word(at, "do") || s.is_word(at, "don't") || s.is_word(at, "did");
}

/// The word after the adverbs from `at` on.
std::size_t past_adverbs(const Sentence& s, std::size_t at)
{
  const auto is_adverb = [&](std::size_t i) {
    const std::string& word = s.low(i);
    return s.is(i, "ADV") || word == "never" || word == "always" ||
           (word.size() > 4 && word.compare(word.size() - 2, 2, "ly") == 0);
  };
  while (is_adverb(at)) ++at;
  return at;
}

bool speaks(const Sentence& s, std::size_t at)
{
  return (s.is(at, "S3") && (s.is(at, "TELLV") || s.is(at, "COGV"))) || s.is_word(at, "objects");
}

bool begins_clause(const Sentence& s, std::size_t at)
{
  while (at > 0 && s.in(at - 1, "lead")) --at;
  return at == 0 || s.is_punct(at - 1) || s.is(at - 1, "CLAUSE") ||
         (s.is(at - 1, "NUM") && !s.in(at, "months"));
}

/// What only somebody does at the beginning of a clause.
bool acts(const Sentence& s, std::size_t next)
{
  const std::size_t verb = past_adverbs(s, next);
  const bool busy = s.is(verb, "BE") && s.is(verb + 1, "GER") && s.is(verb + 1, "CHANGE");
  const bool asked = s.is(next, "MODAL") && (s.is_word(next + 1, "you"));
  const bool called = s.is_word(next, ",") && speaks_to_somebody(s, next + 1);
  const bool has = s.is_word(next, "'s") && !s.is(next + 1, "DET") && !s.is(next + 1, "ADV") &&
                   !s.is(next + 1, "PART");
  // "will is on it", "will will do it"
  const bool double_verb =
      s.is(next - 1, "MODAL") &&
      (s.is_word(next, "is") || s.is_word(next, "has") || s.is_word(next, s.low(next - 1)));
  const bool placed = s.is_word(next, "from") && s.is(next + 1, "TEAM");
  return is_past(s, verb) || busy || asked || called || has || double_verb || placed ||
         s.is_word(next, ":") || s.is_word(next, "please") || s.is_word(next, "pls") ||
         (s.is_word(next, "here") && s.is_punct(next + 1));
}

/// "ask mark if it is done", "ping will and ask", "ask nick or pat"
bool is_asked(const Sentence& s, std::size_t at)
{
  const auto asks = [&](std::size_t i) {
    return s.is_word(i, "ask") || s.is_word(i, "tell") || s.is_word(i, "ping");
  };
  const std::size_t next = at + 1;
  if (asks(at - 1)) {
    return s.is_word(next, "if") || s.is_word(next, "whether") || s.is_word(next, "or") ||
           s.is_word(next, "'s") || (s.is(at, "MODAL") && s.is_word(next, "and"));
  }
  const bool ends = next >= s.size() || s.is_punct(next);
  return ends && at > 2 && s.is_word(at - 1, "or") && !s.is(at - 2, "OBJP") && asks(at - 3);
}

/// "did you recook the shaders, clay?"
bool is_called(const Sentence& s, std::size_t at)
{
  if (at < 2 || !s.is_word(at - 1, ",") || !s.is_word(at + 1, "?")) return false;
  for (std::size_t i = 0; i < at; ++i) {
    if (s.is_word(i, "you")) return true;
  }
  return false;
}

bool is_somebody_in_small_letters(const Sentence& s, std::size_t at)
{
  const std::size_t next = at + 1;
  if (speaks(s, next) || is_called(s, at)) return true;
  // "dash 23:12 > the branch again?"
  const bool timed = at == 0 && s.raw(next).find(':') != std::string_view::npos;
  if (timed && s.is(next, "NUM") && s.is_word(next + 1, ">")) return true;
  if (begins_clause(s, at)) return acts(s, next);
  const bool last = next >= s.size() || s.is_punct(next);
  if (s.in(at - 1, "calls") && last) return true;
  if (s.is_word(next, "from") && s.is(next + 1, "GER")) return true;
  if (is_asked(s, at)) return true;
  // "told patience to leave it alone"
  if (s.is(at - 1, "TELLV") && s.is_word(next, "to") && s.is(next + 1, "BASE")) return true;
  // "paged harper", "told harper about it"
  const bool told = s.is(at - 1, "TELLV") && s.is(at - 1, "PAST");
  if (told && (last || s.is_word(next, "about") || s.is_word(next, "for"))) return true;
  // "deployed harper's fix"
  if (s.is(at - 1, "PAST") && s.is(next, "POSS")) return true;
  // "opened by marsh, reopened by mills on Monday"
  const bool ends =
      last || s.is_word(next, "and") || s.is(next, "PREP") || s.is_word(next, "again");
  const bool done = at > 1 && (s.is(at - 2, "PART") || s.is(at - 2, "PAST"));
  if (done && ends && s.is_word(at - 1, "by")) return true;
  if (s.is(at - 1, "BE") && (s.is_word(next, "around") || s.is_word(next, "there"))) return true;
  if (s.is_word(at - 1, "let") && (s.is_word(next, "anywhere") || s.is_word(next, "near")))
    return true;
  const bool asked = s.is_word(at - 1, "did") || s.is_word(at - 1, "does");
  return asked && at > 1 && s.is(at - 2, "WH") && !s.is_matter(at) &&
         (s.is(next, "BASE") || past_adverbs(s, next) > next);
}

/// "was started by June at 14:02"; "was finished by June" is a date.
bool did_it(const Sentence& s, std::size_t at)
{
  return at > 2 && is_capital(s.raw(at)) && s.is_word(at + 1, "at") && s.is_word(at - 1, "by") &&
         (s.is(at - 2, "PART") || s.is(at - 2, "PAST")) &&
         (s.is_word(at - 3, "was") || s.is_word(at - 3, "were"));
}

}  // namespace

bool is_thing(const Sentence& s, std::size_t first, std::size_t last)
{
  if (is_worked(s, first, last) || is_tool(s, first, last)) return true;
  if (is_said_of_all(s, first, last) || is_town(s, first, last)) return true;
  if (last > first + 1) return false;
  if (!is_capital(s.raw(first))) return first > 0 && s.is(first - 1, "DET");
  if (is_abbreviation(s, first)) return true;
  if (first > 0 && (s.is_word(first - 1, "st") || s.is_word(first - 1, "saint"))) return true;
  if (first > 0 && s.in(first - 1, "firm_first")) return true;
  return last < s.size() && ends_name_of_place(s, last);
}

bool is_firm(const Sentence& s, std::size_t at)
{
  const auto begins = [&](std::size_t i) {
    return is_capital(s.raw(i)) && is_capital(s.raw(i + 1)) &&
           s.data().has("firms", s.low(i) + "-" + s.low(i + 1));
  };
  return (at + 1 < s.size() && begins(at)) || (at > 0 && begins(at - 1));
}

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
  const bool does = is_capital(s.raw(at)) && (s.is(next, "MODAL") || is_past(s, next));
  if (at > 0 && !(joined && does) && (s.is(at - 1, "DET") || joined)) return false;
  if (!is_capital(s.raw(at))) return is_somebody_in_small_letters(s, at);
  if (s.is_word(next, "'s")) return true;
  // "MAX(latency)", "Ward 7B"
  if (s.is_word(next, "(") && s.token(next).start == s.token(at).end) return false;
  if (numbered) return false;
  const bool starts = at == 0 || (s.is_punct(at - 1) && s.token(at - 1).start > 0 &&
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
         s.is_word(next, "from") ||
         ((s.is_word(next, "and") || s.is_word(next, "or")) &&
          (is_capital(s.raw(next + 1)) || s.is(next + 1, "DET")));
}

}  // namespace secondstory::language
