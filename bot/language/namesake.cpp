#include <algorithm>

#include "bot/language/conduct.hpp"
#include "bot/language/somebody.hpp"
#include "bot/language/spelling.hpp"

namespace secondstory::language {
namespace {

/// "NULL", "LAN", "NaN": no way to write a name, unless all is shouted.
bool is_abbreviation(const Sentence& s, std::size_t at)
{
  const std::string_view raw = s.raw(at);
  const bool capitals = std::count_if(raw.begin(), raw.end(), is_upper) > 1;
  // "TOM: ok"
  const bool writes =
      raw.size() > 2 && at == 0 && s.is_word(1, ":") && !s.data().has("abbreviations", s.low(at));
  return raw.size() <= 4 && capitals && !writes && !s.is(at + 1, "ALLCAPS");
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
  // "failed over Sydney to Melbourne"
  if (s.is_word(first - 1, "over") && s.is_word(last, "to") && s.in(last + 1, "towns")) return true;
  if (s.in(first - 1, "machine_verbs")) return !s.is(last, "POSS");
  const bool turned = s.is_word(first - 1, "turned") || s.is_word(first - 1, "switched");
  return turned && (s.is_word(last, "off") || s.is_word(last, "on"));
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
  // "the team's Ruby script"
  const bool owned = first > 0 && s.is(first - 1, "POSS") && last < s.size() && !s.is_punct(last) &&
                     !is_capital(s.raw(last)) && !is_past(s, last) && !s.is(last, "STOP");
  if ((the && !pushed) || owned) return true;
  const bool changed = s.is_word(last, "from") || s.is_word(last, "to");
  // "wrote it in Crystal"
  const bool within = first > 1 && s.is_word(first - 1, "in") && !s.in(first - 2, "brought_in");
  if (within) return !s.is(last, "POSS");
  if (is_version(s, last) || (changed && is_version(s, last + 1))) return true;
  // "Django is a framework"
  if (s.is(last, "BE") && s.is(last + 1, "DET")) return s.in(last + 2, "kinds_of_tools");
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

/// "the office in King's Cross"
bool is_landmark(const Sentence& s, std::size_t last)
{
  return s.is(last, "POSS") && is_capital(s.raw(last + 1)) && s.in(last + 1, "landmarks");
}

/// "from Dallas to Austin", "from Paris to Frankfurt", but "from Rose to Austin"
bool is_end_of_way(const Sentence& s, std::size_t first, std::size_t last)
{
  const bool to = first > 2 && s.is_word(first - 1, "to") && s.is_word(first - 3, "from");
  const bool from = s.is_word(first - 1, "from") && s.is_word(last, "to");
  if (!to && !from) return false;
  const std::size_t other = to ? first - 2 : last + 1;
  const std::size_t verb = to ? first - 4 : first - 2;
  const bool handed = verb < s.size() && s.in(verb, "taken_from");
  return !handed && !s.is(last, "POSS") && (s.in(other, "towns") || is_technical(s.raw(other)));
}

/// "eu-west-2 (London)", "merchants in Jordan and the UAE", but "we looped in Jordan".
bool is_town(const Sentence& s, std::size_t first, std::size_t last)
{
  if (!is_capital(s.raw(first)) || !s.in(first, "towns")) return false;
  // "Kent, UK"
  const bool in_country = s.is_word(last, ",") && s.is(last + 1, "ALLCAPS") &&
                          s.raw(last + 1).size() < 4 && !s.is(last + 2, "PAST");
  if (in_country) return true;
  if (first == 0) return false;
  // "customers in Jordan and Chad"
  const bool also = first > 2 && s.is_word(first - 1, "and") && s.in(first - 2, "towns") &&
                    s.is_word(first - 3, "in") && !s.in(first - 4, "brought_in");
  if (also) return !s.is(last, "POSS");
  if (is_end_of_way(s, first, last)) return true;
  // "flew to Austin"
  const bool reached = first > 1 && s.is_word(first - 1, "to") && s.in(first - 2, "travel");
  if (reached) return !s.is(last, "POSS");
  const bool within = s.is_word(first - 1, "in") || s.is_word(first - 1, "near");
  if (within) return !s.is(last, "POSS") && !s.in(first - 2, "brought_in");
  return first > 1 && s.is_word(first - 1, "(") && s.is_word(last, ")") &&
         is_region(s.raw(first - 2));
}

}  // namespace

bool is_thing(const Sentence& s, std::size_t first, std::size_t last)
{
  if (is_worked(s, first, last) || is_tool(s, first, last)) return true;
  if (is_said_of_all(s, first, last) || is_town(s, first, last) || is_landmark(s, last)) {
    return true;
  }
  if (last > first + 1) return false;
  // "mark my words"
  if (s.is_word(first, "mark") && s.is_word(last + 1, "words")) return true;
  if (!is_capital(s.raw(first))) {
    return first > 0 && s.is(first - 1, "DET") && !s.is_word(first - 1, "that");
  }
  if (is_abbreviation(s, first)) return true;
  // "ignored Christian holidays"
  const bool quality = s.in(first, "adjective_names") && last < s.size() && !s.is_punct(last) &&
                       !is_capital(s.raw(last)) && !is_past(s, last) && !s.is(last, "MODAL") &&
                       !s.is(last, "BE") && !s.is(last, "HAVE") && !s.is(last, "POSS") &&
                       !s.is(last, "STOP") && !s.is(last, "PREP") && !s.is(last, "ADV");
  if (quality && first > 0 && !s.is_punct(first - 1)) return true;
  // "Isle of Skye"
  const bool of_place = first > 1 && s.is_word(first - 1, "of") && is_capital(s.raw(first - 2)) &&
                        s.in(first - 2, "place_nouns");
  if (of_place) return true;
  // "St. Paul's data center"
  const std::size_t saint = first > 1 && s.is_word(first - 1, ".") ? first - 2 : first - 1;
  if (first > 0 && s.in(saint, "saints")) return true;
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

}  // namespace secondstory::language
