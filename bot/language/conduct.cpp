#include "bot/language/conduct.hpp"

#include "bot/language/spelling.hpp"

namespace secondstory::language {
namespace {

/// "re-seated", "un-paused", "re-ran", "ssh'd"
bool is_made_past(const Sentence& s, std::size_t at)
{
  const std::string& word = s.low(at);
  const std::size_t dash = word.find('-');
  if (dash != std::string::npos) {
    return (word.size() > 5 && word.ends_with("ed")) ||
           s.data().verb(word.substr(dash + 1), Form::past) != nullptr;
  }
  const bool glued = s.is_word(at + 1, "'d") && s.token(at + 1).start == s.token(at).end;
  return glued && !s.is_punct(at) && !s.is(at, "STOP");
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

}  // namespace

bool is_past(const Sentence& s, std::size_t at)
{
  // "Page stayed blank"
  if (s.in(at, "presence")) return behaves(s, at);
  return s.is(at, "PAST") || is_made_past(s, at) || behaves(s, at) || s.is_word(at, "did") ||
         s.is_word(at, "had") || s.data().verb(s.low(at), Form::past) != nullptr;
}

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

bool is_placed(const Sentence& s, std::size_t next)
{
  if (s.is_word(next, "has")) return s.is_word(next + 1, "it") || s.is(next + 1, "OBJP");
  if (!s.is_word(next, "is") && !s.is_word(next, "was")) return false;
  if (s.in(next + 1, "there")) return true;
  const std::size_t place = s.is_word(next + 2, "the") ? next + 3 : next + 2;
  return s.is_word(next + 1, "on") && s.in(place, "attended");
}

bool is_reported(const Sentence& s, std::size_t next)
{
  // "Page to be updated" is no person's task.
  const bool to_do = s.is_word(next, "to") && s.is(next + 1, "BASE") && !s.is(next + 1, "BE");
  const bool back =
      s.is_word(next, "back") && (s.in(next + 1, "there") || s.is_word(next + 1, "on"));
  // "Rich to Lance, 21:33: …"
  const bool wrote = s.is_word(next, "to") && is_capital(s.raw(next + 1)) &&
                     !has_digit(s.raw(next + 1)) && s.is_punct(next + 2);
  // "Chase covers for her"
  const bool object = s.is(next + 1, "DET") || s.is(next + 1, "POSSP") ||
                      (s.is(next + 1, "PREP") && s.is(next + 2, "OBJP"));
  const bool verb = s.raw(next).ends_with('s') && object && !s.is(next, "NOUN");
  return to_do || back || wrote || verb;
}

bool is_arrow(const Sentence& s, std::size_t at)
{
  const bool drawn = (s.raw(at) == "-" || s.raw(at) == "=") && s.raw(at + 1) == ">";
  return s.raw(at) == "→" || (drawn && s.token(at).end == s.token(at + 1).start);
}

bool speaks(const Sentence& s, std::size_t at)
{
  return (s.is(at, "S3") && (s.is(at, "TELLV") || s.is(at, "COGV"))) || s.is_word(at, "objects");
}

}  // namespace secondstory::language
