#include <algorithm>

#include "bot/language/rephraser.hpp"
#include "bot/language/rewrite.hpp"
#include "bot/language/spelling.hpp"

namespace secondstory::language {

namespace {

std::string capital(std::string word)
{
  capitalise(word);
  return word;
}

/// The verb that goes with "a responder" where it went with "you".
std::string third(const std::string& verb)
{
  if (verb == "do") return "does";
  if (verb == "are") return "is";
  if (verb == "have") return "has";
  return "";
}

}  // namespace

/// Where what somebody said begins, if it is still going on there.
std::optional<std::size_t> Rephraser::quoted_from(std::size_t i) const
{
  const std::size_t place = s_->token(i).start;
  const auto after = std::upper_bound(quotes_.begin(), quotes_.end(), place);
  const auto before = static_cast<std::size_t>(after - quotes_.begin());
  return before % 2 == 1 ? std::optional(quotes_[before - 1]) : std::nullopt;
}

/// "her check", "her own", "her later check", but "told her later".
bool Rephraser::owns(std::size_t i) const
{
  const std::size_t next = i + 1;
  if (next >= s_->size() || s_->is_punct(next)) return false;
  // "His were refunded.", "his came first"
  if (s_->is(next, "PAST") && !s_->is(next, "PART")) return false;
  // "gave her the password"
  if (s_->is(next, "DET") || s_->is_word(next, "alone")) return false;
  // "who sat beside her noticed that"
  if (s_->is(next, "PAST") && s_->is_word(next + 1, "that")) return false;
  if (s_->is(next, "BE") || s_->is(next, "HAVE") || s_->is(next, "MODAL")) return false;
  const bool joined = s_->is_word(next, "and") || s_->is_word(next, "or");
  if (!s_->is(next, "STOP") || (begins(i) && !joined) || s_->is_word(next, "own")) return true;
  return (s_->is_word(next, "later") || s_->is_word(next, "earlier")) && next + 1 < s_->size() &&
         !s_->is_punct(next + 1) && !s_->is(next + 1, "STOP") && !s_->is(next + 1, "PREP");
}

/// "In her review Njeri wrote …"
bool Rephraser::is_named_later(std::size_t i)
{
  if (!last_person_) {
    last_person_ = s_->size();
    while (*last_person_ > 0 && !people_.at(*s_, *last_person_ - 1)) --*last_person_;
  }
  return *last_person_ > i + 1;
}

/// "Asked why he had done so, Omar replied …", "she did it herself, Ana said"
bool Rephraser::is_named_behind_comma(std::size_t i) const
{
  for (std::size_t k = i + 1; k < s_->size(); ++k) {
    const auto person = people_.at(*s_, k);
    if (!person) continue;
    const bool participle = s_->is(0, "PART") || s_->is(0, "GER");
    const bool says = s_->in(person->last, "saying") && ends_sentence(person->last + 1);
    return s_->is_word(k - 1, ",") && (participle || says);
  }
  return false;
}

/// "I (Hamza) restarted it", "I, Hamza, restarted it": who I am is said beside.
std::optional<std::size_t> Rephraser::author_named(std::size_t i)
{
  const bool comma = s_->is_word(i + 1, ",");
  if ((!comma && !s_->is_word(i + 1, "(")) || i + 2 >= s_->size()) return std::nullopt;
  const auto author = people_.at(*s_, i + 2);
  if (!author || !s_->is_word(author->last, comma ? "," : ")")) return std::nullopt;
  // "I, Ana, and Bob"
  const std::size_t next = author->last + 1;
  const bool more = next < s_->size() && (s_->is_word(next, "and") || people_.at(*s_, next));
  if (comma && more) return std::nullopt;
  author_ = last_ = author->who;
  if (!author->role.empty()) roles_[author->who] = author->role;
  replace(i, author->last + 1, author->role.empty() ? responder(author->who) : author->role);
  return agree(author->last + 1, true);
}

/// "Two responders paired; one wrote it and the other reviewed it", where she did and he.
std::string Rephraser::one_of_each(std::size_t i) const
{
  if (mentioned_.size() != 2 || (together_.size() != 2 && roles_.size() != 2)) return "";
  std::vector<std::size_t> he;
  std::vector<std::size_t> she;
  for (std::size_t k = 0; k < s_->size(); ++k) {
    if (s_->is_word(k, "he")) he.push_back(k);
    if (s_->is_word(k, "she")) she.push_back(k);
    if (s_->is_word(k, "him") || s_->is_word(k, "her") || s_->is_word(k, "his")) return "";
  }
  if (he.size() != 1 || she.size() != 1) return "";
  return i == std::min(he.front(), she.front()) ? "one" : "the other";
}

std::size_t Rephraser::pronoun(std::size_t i)
{
  const bool personal = s_->is(i, "SUBJ") || s_->is(i, "OBJP") || s_->is(i, "POSSP") ||
                        s_->is(i, "SELF") || s_->is_word(i, "you");
  // What somebody quoted calls themselves and others names nobody, but for whom they have named.
  const auto quoted = personal ? quoted_from(i) : std::nullopt;
  const bool named = quoted && named_at_ > quoted && s_->in(i, "third_persons");
  if (personal && quoted && !named) return i + 1;
  // "hope ur feeling better"
  if (s_->raw(i) == "ur" && s_->is(i + 1, "GER")) return i + 1;
  // "R: Ana, A: Bo, C: legal, I: Kim"
  const bool label = s_->raw(i) == "I" && (s_->is_word(i + 1, ":") || s_->is_word(i + 1, "="));
  const bool first = s_->is_word(i, "i") && s_->raw(i).size() == 1 && !label;
  const bool second = s_->is_word(i, "you");
  if (s_->is_word(i, "he") || s_->is_word(i, "she")) {
    const bool both =
        s_->is_word(i + 1, "and") && (s_->is(i + 3, "PAST") || s_->in(i + 3, "conduct"));
    if (both && (s_->is_word(i + 2, "he") || s_->is_word(i + 2, "she"))) {
      replace(i, i + 3, "both");
      return i + 3;
    }
    // "whether he or she should take it"
    const bool either =
        s_->is_word(i + 1, "or") && (s_->is_word(i + 2, "he") || s_->is_word(i + 2, "she"));
    if (either) {
      replace(i, i + 3, "they");
      return agree_with_they(i + 3);
    }
    // Of several only the writer knows who it was, and a record may not guess.
    // "When she logged in, Priya saw …"
    const bool subordinate = s_->is(0, "CLAUSE") || s_->in(0, "joins_clauses");
    const bool before =
        last_.empty() && ((subordinate && is_named_later(i)) || is_named_behind_comma(i));
    const bool several = before || numbers_.size() + roles_.size() > 1 || mentioned_.size() > 1;
    // "She read the chart before he cut": of a responder and a surgeon, one.
    const std::string& pronoun = called_.emplace(last_, s_->low(i)).first->second;
    if (!several && mentioned_.size() == 1 && pronoun != s_->low(i)) return i + 1;
    if (const std::string one = one_of_each(i); several && !one.empty()) {
      replace(i, i + 1, one);
      return agree(i + 1, false);
    }
    replace(i, i + 1, several ? "they" : responder(last_));
    return several ? agree_with_they(i + 1) : agree(i + 1, false);
  }
  if (ordered_ && (second || s_->is_word(i, "your"))) return i + 1;
  if (first || second) return author_or_reader(i, first);
  const bool owned = owns(i);
  if (s_->is_word(i, "my") || s_->is_word(i, "your")) {
    const std::string who = s_->is_word(i, "my") ? author_ : reader_;
    // "I said my change" is about one person, and says so.
    const bool same = last_ == who && numbers_.count(who) > 0;
    replace(i, i + 1, same ? "their" : responder(who) + "'s");
    last_ = who;
  } else if (owned && (s_->is_word(i, "his") || s_->is_word(i, "her"))) {
    const bool same = !last_.empty() || is_named_later(i);
    // Whoever went with a passive has to be there for "their": "The pod was deleted. Her terminal
    // …"
    const bool gone = !last_.empty() && numbers_.count(last_) == 0 && roles_.count(last_) == 0 &&
                      mentioned_.size() == 1 && begins(i);
    if (gone) known(last_);
    const std::string who = gone ? last_ : "he";
    replace(i, i + 1, same && !gone ? "their" : responder(who) + "'s");
  } else if (s_->is_word(i, "me")) {
    if (const auto next = author_named(i)) return *next;
    replace(i, i + 1, responder(author_));
  } else if (s_->is_word(i, "him") || s_->is_word(i, "her")) {
    replace(i, i + 1, last_.empty() ? responder("he") : "them");
  } else if (s_->is_word(i, "mine") || s_->is_word(i, "yours") || s_->is_word(i, "hers") ||
             s_->is_word(i, "his")) {
    replace(i, i + 1, "theirs");
  } else if (reflexive_follows(i) || s_->is_word(i, "yourself")) {
    const std::size_t from = i > 0 ? s_->token(i - 1).end : s_->token(i).start;
    // "to herself", "stopped it himself", but "the on-call himself"
    const bool name = !edits_.empty() && i > 0 && edits_.back().end == s_->token(i - 1).end;
    const bool plain = i > 0 && !name && !is_office(i - 1);
    edits_.push_back(
        {plain ? s_->token(i).start : from, s_->token(i).end, plain ? "themselves" : ""});
  }
  return i + 1;
}

std::size_t Rephraser::author_or_reader(std::size_t i, bool first)
{
  // "can one of you check"
  if (!first && i > 1 && s_->is_word(i - 1, "of") && s_->in(i - 2, "some_of")) {
    replace(i, i + 1, "them");
    return i + 1;
  }
  const std::string who = first ? author_ : reader_;
  const std::size_t verb = i > 1 && s_->is_word(i - 1, "not") ? i - 2 : i - 1;
  const bool asked =
      i > 0 && (s_->is(verb, "MODAL") || s_->is_word(verb, "did") || s_->is_word(verb, "do") ||
                s_->is_word(verb, "are") || s_->is_word(verb, "have"));
  if (!asked) {
    if (const auto next = first ? author_named(i) : std::nullopt) return *next;
    // "I'm Priya, the secondary"
    if (first && s_->is_word(i + 1, "am")) {
      if (const auto author = people_.at(*s_, i + 2)) {
        author_ = last_ = author->who;
        replace(i, author->last, author->role.empty() ? responder(author->who) : author->role);
        return author->last;
      }
    }
    if (const auto next = passive(i, i + 1)) {
      last_ = who;
      return *next;
    }
  } else if (const std::string inverted = third(s_->low(verb)); !inverted.empty()) {
    edits_.push_back(
        {s_->token(verb).start, s_->token(verb).end, verb == 0 ? capital(inverted) : inverted});
  }
  replace(i, i + 1, responder(who));
  last_ = who;
  return agree(i + 1, !asked);
}

/// The verb after a name or pronoun, which the third person may change; contractions after "I"
/// and "you" are written out.
std::size_t Rephraser::agree(std::size_t i, bool changes)
{
  if (i >= s_->size()) return i;
  const bool joined = i > 0 && s_->token(i).start == s_->token(i - 1).end;
  std::string by;
  if (s_->is_word(i, "am") || (changes && s_->is_word(i, "are"))) by = "is";
  if (joined && s_->raw(i) == "s") by = "is";  // "shes on it"
  if (changes && s_->is_word(i, "have")) by = "has";
  if (changes && s_->is_word(i, "were")) by = "was";
  if (changes && s_->is_word(i, "do")) by = "does";
  if (by.empty() && joined && s_->is_word(i, "will")) by = "will";
  if (by.empty() && changes && s_->is_word(i, "'s")) by = s_->is(i + 1, "PART") ? "has" : "is";
  if (by.empty() && s_->is_word(i, "'d")) {
    std::size_t verb = i + 1;
    while (s_->is(verb, "ADV") || s_->is_word(verb, "never") || s_->is_word(verb, "not")) ++verb;
    const bool done = s_->is(verb, "PART") || s_->is(verb, "PAST");
    // "she'd run it" may be either, "she'd already run it" is not.
    const bool before = s_->is_word(i + 1, "already");
    by = done && (before || !s_->is(verb, "BASE")) ? "had" : "would";
  }
  if (by.empty() && joined && s_->is_word(i, "have")) by = "has";
  const bool base = changes && by.empty() && s_->is(i, "BASE") && !s_->is(i, "PAST") &&
                    !s_->is(i, "MODAL") && s_->token(i).lemma >= 0;
  if (base) by = rules_.lexicon().verb(s_->token(i).lemma).third;
  // "before you mark it"
  if (by.empty() && changes && s_->token(i).lemma < 0) {
    const Verb* verb = rules_.wording().verb(s_->low(i), Form::base);
    if (verb != nullptr && verb->past != s_->low(i)) by = verb->third;
  }
  if (by.empty()) return i;
  edits_.push_back({s_->token(i).start, s_->token(i).end, (joined ? " " : "") + by});
  return i + 1;
}

/// The verb after "they", which stood after "he" or "she".
std::size_t Rephraser::agree_with_they(std::size_t i)
{
  if (i >= s_->size()) return i;
  const bool joined = s_->token(i).start == s_->token(i - 1).end;
  std::string by;
  if (s_->is_word(i, "was")) by = "were";
  if (s_->is_word(i, "is")) by = "are";
  if (s_->is_word(i, "has")) by = "have";
  if (s_->is_word(i, "does")) by = "do";
  if (s_->is_word(i, "'s")) by = s_->is(i + 1, "PART") ? "have" : "are";
  const bool third = by.empty() && s_->is(i, "S3") && !s_->is(i, "STOP") && s_->token(i).lemma >= 0;
  if (third) by = rules_.lexicon().verb(s_->token(i).lemma).base;
  if (by.empty()) return i;
  edits_.push_back({s_->token(i).start, s_->token(i).end, (joined ? " " : "") + by});
  return i + 1;
}

}  // namespace secondstory::language
