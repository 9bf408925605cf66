#include <algorithm>
#include <array>

#include "bot/language/clause.hpp"
#include "bot/language/rewrite.hpp"
#include "bot/language/spelling.hpp"

// Who acts in a clause and what is acted upon: people and noun phrases.

namespace secondstory::language {
namespace {

/// "concurrently", "manually"
bool is_manner(std::string_view word)
{
  static constexpr std::array<std::string_view, 6> endings{"ently", "ally",  "ously",
                                                           "edly",  "ively", "ately"};
  return std::any_of(endings.begin(), endings.end(),
                     [&](std::string_view ending) { return word.ends_with(ending); });
}

/// "72h", "15min"
bool is_time(std::string_view word)
{
  const std::size_t unit = word.find_first_not_of("0123456789");
  static constexpr std::string_view units[] = {"s", "m", "h", "d", "w", "ms", "min", "mins", "hrs"};
  return unit != 0 && unit != std::string_view::npos &&
         std::find(std::begin(units), std::end(units), word.substr(unit)) != std::end(units);
}

}  // namespace

/// "dima shouldn't have": a word that no list knows, where only somebody can stand.
bool Clause::is_unknown_name(std::size_t at) const
{
  const bool starts = at == 0 || s_.is_punct(at - 1) || s_.is(at - 1, "CLAUSE") ||
                      s_.in(at - 1, "lead") || s_.is_word(at - 1, "that");
  const std::string_view word = s_.raw(at);
  const bool letters = std::all_of(word.begin(), word.end(), [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
  });
  if (!starts || at >= s_.size() || s_.token(at).word >= 0 || !letters) return false;
  const std::size_t next = skip_adverbs(at + 1, s_.size());
  Verb unknown;
  const bool past = s_.token(next < s_.size() ? next : at).word >= 0 &&
                    verb_at(next, Form::past, unknown) != nullptr;
  return past || s_.is_word(next, "should") || s_.is_word(next, "ought") ||
         s_.in(next, "lacking") || (s_.is_word(next, "did") && s_.is_word(next + 1, "not")) ||
         s_.is_word(next, "never");
}

bool Clause::is_nobody(std::size_t at) const
{
  const bool no_one =
      s_.is_word(at, "no") && s_.is_word(at + 1, "one") && !s_.is_word(at + 2, "of");
  return s_.is(at, "NOBODY") || no_one;
}

std::size_t Clause::agent(std::size_t at, std::size_t end, bool we) const
{
  std::size_t i = at;
  if (s_.in(i, "titles")) ++i;
  if (i < end && s_.is_word(i, ".")) ++i;
  const bool own = s_.is(i, "SELF") || s_.is(i, "WE");
  const bool nobody = is_nobody(i);
  if (nobody && s_.is_word(i, "no")) ++i;
  if (s_.is(i, "SUBJ") || s_.in(i, "you") || s_.is(i, "ANYBODY") || nobody || (own && we)) {
    ++i;
    if (s_.is(i, "FOLK") || s_.is_word(i, "lot") || s_.is_word(i, "two")) ++i;
  } else if (s_.is_person(i) && !s_.is(i, "POSSP") && !s_.is(i, "INSULT")) {
    while (i < end && s_.is_person(i) && !s_.is(i, "POSSP")) ++i;
  } else if (is_unknown_name(i)) {
    ++i;
  } else {
    // "the new DBA", "somebody's team", "one of the admins": a few words that end in one for
    // people.
    if (s_.in(i, "some_of") && s_.is_word(i + 1, "of") && s_.is(i + 2, "DET")) i += 2;
    std::size_t head = 0;
    for (std::size_t k = i; k < end && k < i + 6; ++k) {
      if (s_.is_punct(k) || s_.is(k, "PREP") || s_.is(k, "BE") || s_.is(k, "MODAL") ||
          s_.is(k, "CLAUSE") || s_.is(k, "WH")) {
        break;
      }
      // "during the failover the DBA"
      if (k > i && s_.is(k, "DET") && !(k == i + 1 && s_.is(i, "DET"))) break;
      const bool people = s_.is(k, "ROLE") || s_.is(k, "TEAM") || s_.is(k, "FOLK") ||
                          s_.is(k, "LAYMAN") || s_.in(k, "people");
      if (people) head = k + 1;
      if (k > i && !people && s_.is(k, "PAST")) break;
    }
    if (head == 0) return at;
    i = head;
  }
  if (s_.is(i, "POSS")) return at;
  // "the engineer on duty"
  if (i > at && s_.is_word(i, "on") && s_.in(i + 1, "on_duty") && i + 1 < end) i += 2;
  // "someone on infra", "the guys from network"
  const bool place = s_.is_word(i, "on") || s_.is_word(i, "from") || s_.is_word(i, "in") ||
                     s_.is_word(i, "at") || s_.is_word(i, "of");
  if (place && i < end) {
    std::size_t k = i + 1;
    while (k < end && k < i + 5 && !s_.is_punct(k)) {
      // "by Ana at 03:12 with that config" points at one.
      const bool relative = s_.is_word(k, "that") && !s_.is(k - 1, "PREP");
      if (s_.is_word(k, "who") || relative) return k;
      // "run by Jonas on prod before it was tested"
      if (s_.in(k, "subordinate")) break;
      Verb unknown;
      // "why did nobody in the SRE team look at it"
      const bool asked = at > 0 && s_.in(at - 1, "asking") && k > i + 1 && !s_.is(k, "TEAM") &&
                         verb_at(k, Form::base, unknown) != nullptr;
      if (asked) return k;
      const bool verb = s_.is_word(k, "did") || s_.is_word(k, "had") || s_.is_word(k, "has") ||
                        s_.is(k, "MODAL") || s_.is(k, "ADV") || s_.is(k, "NEG") ||
                        (k > i + 1 && verb_at(k, Form::past, unknown) != nullptr);
      if (verb) return k;
      ++k;
    }
  }
  // "Ana and Mark", "you and the release team"
  if ((s_.is_word(i, "and") || s_.is_word(i, "or")) && i + 1 < end) {
    const std::size_t other = agent(i + 1, end, we);
    Verb unknown;
    if (other > i + 1 && verb_at(skip_adverbs(other, end), Form::past, unknown)) return other;
  }
  return i;
}

/// Whether the noun at `head` takes the preposition: "the fix for", "the email from".
bool Clause::takes(std::size_t head, std::size_t preposition) const
{
  const std::string* prepositions = s_.data().find("takes", s_.low(head));
  return prepositions != nullptr &&
         (" " + *prepositions + " ").find(" " + s_.low(preposition) + " ") != std::string::npos;
}

bool Clause::is_label(std::size_t at, std::size_t end) const
{
  return at + 3 <= end && s_.is_word(at, "(") && s_.is_word(at + 2, ")") &&
         (s_.is_code(at + 1) || is_technical(s_.raw(at + 1)));
}

/// Where a noun takes a complement with it: "the fix for the login bug", "access to prod".
std::size_t Clause::attached(std::size_t head, std::size_t end, bool wide) const
{
  std::size_t i = head + 1;
  const std::string preposition = s_.low(i);
  // "the DNS zone for checkout.example"
  const bool of_thing = preposition == "for" && (s_.is_code(i + 1) || is_technical(s_.raw(i + 1)));
  // "a route-map with an implicit deny"
  const auto one = [&](std::size_t at) { return s_.is_word(at, "a") || s_.is_word(at, "an"); };
  std::size_t article = head;
  while (article > 0 && article + 4 > head && !s_.is(article, "DET")) --article;
  const bool has = preposition == "with" && one(article) && (one(i + 1) || s_.is_word(i + 1, "no"));
  const bool belongs =
      has || preposition == "of" || preposition == "about" || takes(head, i) || of_thing;
  const bool seen = wide && (preposition == "on" || preposition == "in" || preposition == "for" ||
                             preposition == "from");
  const bool month = preposition == "in" && s_.in(i + 1, "months") && is_capital(s_.raw(i + 1));
  const bool time = month || s_.is(i + 1, "NUM") || is_time(s_.raw(i + 1)) ||
                    s_.in(i + 1, "times") || s_.in(i + 2, "times") || s_.in(i + 1, "spans") ||
                    s_.in(i + 2, "spans");
  if (i >= end || (time && preposition != "of") || !(belongs || seen)) return i;
  const std::size_t more = noun_phrase(i + 1, end);
  // "a config with a null in it"
  if (has && more > i + 1 && s_.is_word(more, "in") && s_.is_word(more + 1, "it")) return more + 2;
  if (more == i + 1) return i;
  // "the failover of lb-01 to lb-02"
  const bool further = more + 1 < end && !s_.is_word(more, "of") && takes(head, more);
  const std::size_t most = further ? noun_phrase(more + 1, end) : more;
  return most > more + 1 ? most : more;
}

std::size_t Clause::noun_phrase(std::size_t at, std::size_t end, bool wide) const
{
  std::size_t i = at;
  const bool alone = i + 1 >= end || s_.is_punct(i + 1) || s_.is(i + 1, "STOP") ||
                     s_.is(i + 1, "PREP") || s_.in(i + 1, "adverbs") || s_.in(i + 1, "not_noun");
  if (s_.in(i, "whole") && (alone || !s_.is(i, "DET"))) return i + 1;
  if (s_.is_word(i, "that") && s_.is(i + 1, "DET")) return at;
  if (s_.in(i, "relative") && s_.in(i + 1, "times")) return at;
  while (i < end && (s_.is(i, "DET") || s_.is(i, "POSSP"))) ++i;
  std::size_t head = end;
  for (; i < end; ++i) {
    const bool number = s_.is(i, "NUM");
    const bool punct = s_.is_punct(i) && !s_.is_word(i, "/") && !s_.is_word(i, "-") &&
                       !s_.is_word(i, "#") && !s_.is_word(i, "$") && !s_.is_word(i, "%");
    const bool dash = s_.is_word(i, "-") && s_.token(i).start > 0 && i > at &&
                      s_.token(i).start > s_.token(i - 1).end;
    if (punct || dash || s_.is(i, "POSSP")) break;
    if (s_.is(i, "POSS")) continue;
    // "mid-tournament", "eleven hours before"
    const bool time = s_.low(i).rfind("mid-", 0) == 0 || s_.is_word(i, "mid") ||
                      (i > at && !s_.is(i - 1, "DET") && s_.in(i + 1, "spans") &&
                       (s_.in(i, "counts") || number)) ||
                      (i > at && s_.in(i, "spans") && s_.is_word(i + 1, "ago"));
    const bool stop = time || s_.is(i, "STOP") || s_.is(i, "PREP") || s_.is(i, "CLAUSE") ||
                      s_.is(i, "DET") || s_.in(i, "adverbs") || s_.in(i, "not_noun");
    const bool ordinal = number && s_.in(i, "adverbs");  // "asked 1st"
    if (stop && (!number || time || ordinal) && !s_.is_code(i)) break;
    if (s_.is_person(i)) return at;
    // "left staging pointed at the gateway"
    const bool participle = (s_.is(i, "PART") || s_.is(i, "PAST")) && i > at &&
                            !s_.is(i - 1, "DET") && s_.is(i + 1, "PREP");
    if (participle && head != end) break;
    // "a customer going live": what follows says more of the noun than is known here.
    if (s_.is(i, "GER") && i > at && !s_.is(i - 1, "DET") && !s_.in(i, "mass")) {
      if (head == end) return at;
      break;
    }
    if (s_.in(i, "times") && i > at && !s_.is(i - 1, "DET") && s_.in(i - 1, "relative")) {
      head = i >= 2 && i - 2 >= at ? i - 2 : end;
      --i;
      break;
    }
    head = i;
  }
  if (head == end) return at;
  // "asked nicely"
  if (head == at && s_.raw(at).ends_with("ly") && !s_.is_matter(at)) return at;
  // "asked the consultants": what was done to people is not restated.
  if (s_.is(head, "ROLE") || s_.is(head, "LAYMAN") || s_.in(head, "people")) return at;
  if (s_.in(head, "figures")) return at;
  // "dropped the index concurrently"
  if (head > at + 1 && !s_.is_matter(head) && is_manner(s_.raw(head))) return head;
  if (s_.in(head, "states") && head > at && !s_.is(head - 1, "DET")) return head;
  if (s_.in(head, "relative")) return head == at ? at : head;
  if (s_.in(head, "adverbs_last") && head > at && !s_.is(head - 1, "DET")) return head;
  const std::size_t whole = attached(head, end, wide);
  // "the cache and the db", where no verb follows the second
  if (s_.is_word(whole, "and") && whole + 1 < end) {
    const std::size_t other = noun_phrase(whole + 1, end);
    Verb unknown;
    const bool listed = s_.is(whole + 1, "DET") || (s_.is(whole + 1, "NUM") && s_.is(at, "NUM")) ||
                        s_.is_code(whole + 1) ||
                        (is_technical(s_.raw(whole + 1)) && !s_.is(whole + 1, "NUM"));
    const bool verb = verb_at(whole + 1, Form::past, unknown) != nullptr;
    const bool clause =
        s_.is(other - 1, "S3") && s_.is(other, "PREP");  // "and every phone chokes on it"
    const bool ends = other >= end || s_.is_punct(other) || s_.is(other, "PREP");
    if (other > whole + 1 && listed && !verb && !clause && ends) return other;
  }
  return whole;
}

std::size_t Clause::group(std::size_t at, std::size_t end) const
{
  std::size_t i = at;
  while (i < end && i < at + 4 && !s_.is(i, "STOP") && !s_.is_punct(i) && !s_.is_person(i)) ++i;
  const bool people =
      i > at + 1 && s_.is(at, "DET") && (s_.is(i - 1, "TEAM") || s_.is(i - 1, "FOLK"));
  return people ? i : at;
}

/// The words of a noun phrase, with an article where English wants one; nothing where it is not
/// sure that they are one.
std::string Clause::phrase(std::size_t first, std::size_t last) const
{
  std::string text = s_.copy(first, last);
  if (text.empty()) return text;
  if (s_.in(first, "commands")) return text;
  const std::string head = s_.low(last - 1);
  const bool bare = !s_.is(first, "DET") && !s_.is(first, "POSSP") && !s_.is(first, "NUM") &&
                    !s_.in(first, "whole") && !s_.is_code(first);
  const bool plain_word =
      s_.raw(first).find_first_of("0123456789-_/.:#$ABCDEFGHIJKLMNOPQRSTUVWXYZ") ==
      std::string_view::npos;
  std::size_t head_at = first;
  while (head_at + 1 < last && !s_.is(head_at + 1, "PREP")) ++head_at;
  const bool known = s_.token(head_at).word >= 0;
  if (bare && known && plain_word && !s_.in(head_at, "mass") && !is_technical(s_.raw(head_at)) &&
      !is_plural(text)) {
    // What the message has no article for may be a command, or no thing at all.
    text = s_.in(head_at, "matter") ? "the " + text : "";
  }
  return text;
}

}  // namespace secondstory::language
