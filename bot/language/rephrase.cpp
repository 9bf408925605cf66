#include <algorithm>
#include <array>
#include <cctype>

#include "bot/language/clause.hpp"
#include "bot/language/engine.hpp"
#include "bot/language/normalise.hpp"
#include "bot/language/people.hpp"
#include "bot/language/rewrite.hpp"
#include "bot/language/rules.hpp"

namespace secondstory::language {
namespace {

/// Bytes of the original that are replaced.
struct Edit
{
  std::size_t start = 0;
  std::size_t end = 0;
  std::string text;
};

/// As `normalise`, but with quotations and quoted lines left in: a record names nobody there
/// either.
std::string with_quotations(std::string_view text)
{
  std::string read = normalise(text);
  bool code = false;
  bool fence = false;
  for (std::size_t i = 0; i < read.size(); ++i) {
    if (text.compare(i, 3, "```") == 0) {
      fence = !fence;
      i += 2;
      continue;
    }
    if (text[i] == '`' && !fence) code = !code;
    if (text[i] == '\n') code = false;
    const bool blanked = read[i] == marker::quote || (read[i] == ' ' && text[i] != ' ');
    const auto byte = static_cast<unsigned char>(text[i]);
    if (blanked && !code && !fence && text[i] != '`' && byte >= 0x20) read[i] = text[i];
  }
  return read;
}

/// Sentences, where "M. Wilson" is not the end of one.
std::vector<Span> sentences_of(const std::string& text)
{
  std::vector<Span> sentences;
  for (const Span& span : split_sentences(text)) {
    if (!sentences.empty()) {
      Span& last = sentences.back();
      const std::size_t size = last.end - last.start;
      const bool initial = size >= 2 && text[last.end - 1] == '.' &&
                           std::isupper(static_cast<unsigned char>(text[last.end - 2])) != 0 &&
                           (size == 2 || text[last.end - 3] == ' ' || text[last.end - 3] == '.');
      if (initial) {
        last.end = span.end;
        continue;
      }
    }
    sentences.push_back(span);
  }
  return sentences;
}

/// Rephrases one sentence after the other; knows which responders were spoken of before.
class Rephraser
{
 public:
  Rephraser(std::string_view text, const Roster& roster, const RuleSet& rules)
      : text_(text), rules_(rules), people_(roster, rules.wording(), rules.lexicon())
  {
  }

  std::string run()
  {
    const std::string read = with_quotations(text_);
    for (const Span& span : sentences_of(read)) {
      const Sentence sentence(text_, rules_.lexicon().tokenise(read, span), rules_.lexicon(),
                              rules_.wording());
      s_ = &sentence;
      for (std::size_t i = 0; i < sentence.size();) i = step(i);
      s_ = nullptr;
    }
    return applied();
  }

 private:
  /// Handles the token and gives the next one to look at.
  std::size_t step(std::size_t i)
  {
    if (const auto names = slashed(i)) return several(i, i + 1, *names);
    if (const auto person = people_.at(*s_, i)) return somebody(*person);
    return pronoun(i);
  }

  std::size_t somebody(const PersonAt& person)
  {
    if (s_->is_word(person.last, ":") && begins(person.first)) author_ = person.who;
    if (const auto next = apposition(person)) return *next;
    const auto [last, count] = listed(person);
    if (count > 1) return several(person.first, last, count);
    if (const auto next = called(person)) return *next;
    if (person.role.empty()) {
      if (const auto next = passive(person.first, person.last)) {
        last_ = person.who;
        return *next;
      }
    }
    const std::string name = person.role.empty() ? responder(person.who) : person.role;
    if (!person.role.empty()) roles_[person.who] = person.role;
    last_ = person.who;
    replace(person.first, person.last, name);
    return after_name(person.last);
  }

  /// What stands glued to a name: "'ll", the bare apostrophe of "James'", "(he/him)", "himself".
  std::size_t after_name(std::size_t i)
  {
    const bool apostrophe =
        i > 0 && i < s_->size() && s_->raw(i) == "'" && s_->token(i).start == s_->token(i - 1).end;
    if (apostrophe && (s_->raw(i - 1).back() == 's' || s_->is(i, "POSS"))) {
      edits_.push_back({s_->token(i).start, s_->token(i).end, "'s"});
      return i + 1;
    }
    const bool pronouns = s_->is_word(i, "(") && s_->in(i + 1, "pronoun_tags");
    if (pronouns) {
      std::size_t close = i + 1;
      while (close < s_->size() && !s_->is_word(close, ")")) ++close;
      if (close < s_->size()) {
        edits_.push_back({s_->token(i - 1).end, s_->token(close).end, ""});
        return close + 1;
      }
    }
    return agree(i, false);
  }

  /// "thanks Mark", "Mark, can you …", "…, Mark?": the name of somebody spoken to goes.
  std::optional<std::size_t> called(const PersonAt& person)
  {
    const std::size_t first = person.first;
    const std::size_t last = person.last;
    if (first > 0 && s_->in(first - 1, "calls") && (last >= s_->size() || s_->is_punct(last))) {
      edits_.push_back({s_->token(first - 1).end, s_->token(last - 1).end, ""});
      return last;
    }
    std::size_t end = s_->size();
    while (end > last && s_->is_punct(end - 1)) --end;
    if (first > 1 && s_->is_word(first - 1, ",") && last == end) {
      edits_.push_back({s_->token(first - 2).end, s_->token(last - 1).end, ""});
      return last;
    }
    const bool asked = first == 0 && s_->is_word(last, ",") && last + 1 < s_->size() &&
                       (s_->is(last + 1, "MODAL") || s_->is(last + 1, "DET") ||
                        s_->is(last + 1, "SUBJ") || s_->is_word(last + 1, "what") ||
                        s_->is_word(last + 1, "why") || s_->is_word(last + 1, "how") ||
                        s_->is_word(last + 1, "please") || s_->is_word(last + 1, "do"));
    if (!asked && !(s_->is(last, "MODAL") && s_->is_word(last + 1, "you"))) return std::nullopt;
    const std::size_t next = asked ? last + 1 : last;
    edits_.push_back({s_->token(first).start, s_->token(next).start, ""});
    if (first == 0) capital_at_ = s_->token(next).start;
    return next;
  }

  /// "our DBA Priya", "the DBA (Priya)", "Priya, our DBA,": the role is there already.
  std::optional<std::size_t> apposition(const PersonAt& person)
  {
    const std::size_t first = person.first;
    const std::size_t last = person.last;
    const auto is_role = [&](std::size_t i) { return s_->is(i, "ROLE") && !s_->is(i, "STOP"); };
    const bool determined =
        first > 1 && is_role(first - 1) && (s_->is(first - 2, "DET") || s_->is(first - 2, "POSSP"));
    if (determined) {
      edits_.push_back({s_->token(first - 1).end, s_->token(last - 1).end, ""});
      last_ = person.who;
      known(person.who);
      return after_name(last);
    }
    const bool bracketed =
        first > 1 && s_->is_word(first - 1, "(") && s_->is_word(last, ")") && is_role(first - 2);
    if (bracketed) {
      edits_.push_back({s_->token(first - 2).end, s_->token(last).end, ""});
      return last + 1;
    }
    const bool follows =
        s_->is_word(last, ",") && (s_->is(last + 1, "DET") || s_->is(last + 1, "POSSP"));
    const bool between =
        first > 1 && s_->is_word(first - 1, ",") && is_role(first - 2) && s_->is_word(last, ",");
    if (between) {
      edits_.push_back({s_->token(first - 2).end, s_->token(last).end, ""});
      last_ = person.who;
      return last + 1;
    }
    if (!follows) return std::nullopt;
    for (std::size_t i = last + 2; i < last + 6; ++i) {
      if (!s_->is_word(i, ",") || !is_role(i - 1)) continue;
      std::string role(s_->copy(last + 1, i));
      if (first == 0) capitalise(role);
      edits_.push_back({s_->token(first).start, s_->token(i).end, role});
      return i + 1;
    }
    return std::nullopt;
  }

  /// "Dale, Glen and Heath": one past the last and how many, where nobody has a role.
  std::pair<std::size_t, int> listed(const PersonAt& person) const
  {
    std::size_t end = person.last;
    int count = 1;
    if (!person.role.empty()) return {end, count};
    for (std::size_t i = end; i + 1 < s_->size();) {
      const bool comma = s_->is_word(i, ",");
      if (s_->token(i).classes.test(cls_mention) && s_->token(i - 1).classes.test(cls_mention)) {
        const auto other = people_.at(*s_, i);
        if (!other || !other->role.empty()) break;
        ++count;
        i = end = other->last;
        continue;
      }
      if (!comma && !s_->is_word(i, "and") && !s_->is_word(i, "&")) break;
      std::size_t next = i + 1;
      if (comma && s_->is_word(next, "and")) ++next;
      if (next >= s_->size()) break;
      if (s_->is_word(next, "i") && !comma) {
        ++count;
        end = next + 1;
        break;
      }
      const auto other = people_.at(*s_, next);
      if (!other || !other->role.empty()) break;
      // "told Mark, Priya restarted it" is no list.
      if (comma && !continues(other->last)) break;
      ++count;
      i = end = other->last;
    }
    return {end, count};
  }

  bool continues(std::size_t i) const
  {
    return s_->is_word(i, ",") || s_->is_word(i, "and") || s_->is_word(i, "&");
  }

  /// "Mark/Priya": a token whose parts are all names.
  std::optional<int> slashed(std::size_t i) const
  {
    const std::string_view raw = s_->raw(i);
    if (raw.find('/') == std::string_view::npos || s_->is_code(i)) return std::nullopt;
    int count = 0;
    for (std::size_t at = 0; at <= raw.size();) {
      const std::size_t slash = std::min(raw.find('/', at), raw.size());
      const std::string_view part = raw.substr(at, slash - at);
      if (part.empty() || std::isupper(static_cast<unsigned char>(part[0])) == 0) {
        return std::nullopt;
      }
      const std::size_t start = s_->token(i).start + at;
      const Sentence word(text_, rules_.lexicon().tokenise(text_, {start, start + part.size()}),
                          rules_.lexicon(), rules_.wording());
      if (word.size() != 1 || !people_.at(word, 0)) return std::nullopt;
      ++count;
      at = slash + 1;
    }
    return count > 1 ? std::optional<int>(count) : std::nullopt;
  }

  std::size_t several(std::size_t first, std::size_t last, int count)
  {
    static constexpr std::array<std::string_view, 7> numbers{"no",   "one",  "two", "three",
                                                             "four", "five", "six"};
    const auto index = static_cast<std::size_t>(count);
    std::string by(index < numbers.size() ? numbers[index] : "several");
    replace(first, last, by + " responders");
    spoken_of_ += count;
    return last;
  }

  /// What somebody without a role is called: the first a responder, the next another one, and who
  /// was named before the responder.
  std::string responder(const std::string& who)
  {
    const bool again = numbers_.count(who) > 0;
    const int number = known(who);
    if (again)
      return number == 1   ? "the responder"
             : number == 2 ? "the other responder"
                           : "another responder";
    return number == 1 ? "a responder" : "another responder";
  }

  int known(const std::string& who)
  {
    const auto [at, added] = numbers_.emplace(who, spoken_of_ + 1);
    if (added) ++spoken_of_;
    return at->second;
  }

  bool begins(std::size_t at) const
  {
    for (std::size_t i = 0; i < at; ++i) {
      if (!s_->is_punct(i)) return false;
    }
    return true;
  }

  void replace(std::size_t first, std::size_t last, std::string by)
  {
    if (begins(first)) capitalise(by);
    edits_.push_back({s_->token(first).start, s_->token(last - 1).end, std::move(by)});
  }

  /// "Priya restarted the db" → "The db was restarted": where the object is a plain noun phrase,
  /// nothing personal stands in it and no second verb hangs on the same subject.
  std::optional<std::size_t> passive(std::size_t first, std::size_t last)
  {
    if (first > 0 && (s_->is_word(first - 1, "and") || s_->is_word(first - 1, "or"))) {
      if (first > 1 && !s_->is_word(first - 2, ",")) return std::nullopt;
    }
    const Clause clause(*s_);
    std::size_t verb = last;
    while (s_->is(verb, "ADV") || s_->in(verb, "adverbs") || ends_in_ly(verb)) ++verb;
    const bool action = s_->is(verb, "CHANGE") || s_->is(verb, "HARM") || s_->is(verb, "OMIT");
    Verb unknown;
    const Verb* form = clause.verb_at(verb, Form::past, unknown);
    if (!action || !s_->is(verb, "PAST") || form == nullptr) return std::nullopt;
    std::size_t object = verb + 1;
    const bool particle =
        s_->in(object, "particles") && s_->is(object, "PARTICLE") &&
        (!s_->is(object, "PREP") || rules_.wording().has("with_particle", form->base));
    if (particle) ++object;
    const std::size_t end = clause.noun_phrase(object, s_->size());
    if (end == object || verb_follows(end) || reflexive_follows(end)) return std::nullopt;
    for (std::size_t i = object; i < end; ++i) {
      if (s_->is(i, "POSSP") || s_->is(i, "OBJP") || people_.at(*s_, i)) return std::nullopt;
    }
    if (s_->is(end, "PARTICLE") && !s_->is(end, "PREP")) return std::nullopt;
    const std::size_t from = s_->token(object).start;
    const std::string noun(text_.substr(from, s_->token(end - 1).end - from));
    std::string by = noun + (is_plural(noun) ? " were " : " was ");
    for (std::size_t i = last; i < verb; ++i) by += std::string(s_->raw(i)) + " ";
    by += form->participle;
    if (particle) by += " " + std::string(s_->raw(object - 1));
    replace(first, end, by);
    return end;
  }

  bool ends_in_ly(std::size_t i) const
  {
    const std::string_view word = s_->raw(i);
    return word.size() > 4 && word.substr(word.size() - 2) == "ly";
  }

  bool reflexive_follows(std::size_t i) const
  {
    return s_->is_word(i, "himself") || s_->is_word(i, "herself") || s_->is_word(i, "myself");
  }

  /// Whether another verb of the same subject comes later: "restarted the db and checked it".
  bool verb_follows(std::size_t from) const
  {
    for (std::size_t i = from; i + 1 < s_->size(); ++i) {
      const bool joined = s_->is_word(i, "and") || s_->is_word(i, ",") || s_->is_word(i, "then") ||
                          s_->is_word(i, "but") || s_->is_word(i, ";");
      const bool verb = s_->is(i + 1, "PAST") || s_->is(i + 1, "ADV") ||
                        s_->is_word(i + 1, "then") ||
                        rules_.wording().verb(s_->low(i + 1), Form::past) != nullptr;
      if (joined && verb) return true;
    }
    return false;
  }

  /// Whom "he" stands for: who was named last.
  std::string again()
  {
    const auto role = roles_.find(last_);
    return role != roles_.end() ? role->second : responder(last_);
  }

  std::size_t pronoun(std::size_t i)
  {
    const bool first = s_->is_word(i, "i") && s_->raw(i).size() == 1;
    const bool second = s_->is_word(i, "you");
    if (s_->is_word(i, "he") || s_->is_word(i, "she")) {
      replace(i, i + 1, again());
      return agree(i + 1, false);
    }
    if (first || second) return author_or_reader(i, first);
    const bool owned = i + 1 < s_->size() && !s_->is(i + 1, "STOP") && !s_->is_punct(i + 1);
    if (s_->is_word(i, "my") || s_->is_word(i, "your")) {
      const std::string who = s_->is_word(i, "my") ? author_ : "you";
      // "I said my change" is about one person, and says so.
      const bool same = last_ == who && numbers_.count(who) > 0;
      replace(i, i + 1, same ? "their" : responder(who) + "'s");
      last_ = who;
    } else if (s_->is_word(i, "his") || (s_->is_word(i, "her") && owned)) {
      replace(i, i + 1, last_.empty() ? responder("he") + "'s" : "their");
    } else if (s_->is_word(i, "me")) {
      replace(i, i + 1, responder(author_));
    } else if (s_->is_word(i, "him") || s_->is_word(i, "her")) {
      replace(i, i + 1, last_.empty() ? responder("he") : "them");
    } else if (s_->is_word(i, "mine") || s_->is_word(i, "yours") || s_->is_word(i, "hers")) {
      replace(i, i + 1, "theirs");
    } else if (reflexive_follows(i) || s_->is_word(i, "yourself")) {
      const std::size_t from = i > 0 ? s_->token(i - 1).end : s_->token(i).start;
      const bool plain = i > 0 && s_->is(i - 1, "PREP");
      edits_.push_back(
          {plain ? s_->token(i).start : from, s_->token(i).end, plain ? "themselves" : ""});
    }
    return i + 1;
  }

  std::size_t author_or_reader(std::size_t i, bool first)
  {
    const std::string who = first ? author_ : "you";
    const bool asked =
        i > 0 && (s_->is(i - 1, "MODAL") || s_->is_word(i - 1, "did") || s_->is_word(i - 1, "do") ||
                  s_->is_word(i - 1, "are") || s_->is_word(i - 1, "have"));
    if (!asked) {
      if (const auto next = passive(i, i + 1)) {
        last_ = who;
        return *next;
      }
    } else if (const std::string inverted = third(s_->low(i - 1)); !inverted.empty()) {
      edits_.push_back(
          {s_->token(i - 1).start, s_->token(i - 1).end, i == 1 ? capital(inverted) : inverted});
    }
    replace(i, i + 1, responder(who));
    last_ = who;
    return agree(i + 1, !asked);
  }

  static std::string capital(std::string word)
  {
    capitalise(word);
    return word;
  }

  /// The verb that goes with "a responder" where it went with "you".
  static std::string third(const std::string& verb)
  {
    if (verb == "do") return "does";
    if (verb == "are") return "is";
    if (verb == "have") return "has";
    return "";
  }

  /// The verb after a name or pronoun, which the third person may change; contractions after "I"
  /// and "you" are written out.
  std::size_t agree(std::size_t i, bool changes)
  {
    if (i >= s_->size()) return i;
    const bool joined = i > 0 && s_->token(i).start == s_->token(i - 1).end;
    std::string by;
    if (s_->is_word(i, "am") || (changes && s_->is_word(i, "are"))) by = "is";
    if (changes && s_->is_word(i, "have")) by = "has";
    if (changes && s_->is_word(i, "were")) by = "was";
    if (changes && s_->is_word(i, "do")) by = "does";
    if (by.empty() && joined && s_->is_word(i, "will")) by = "will";
    if (by.empty() && changes && s_->is_word(i, "'s")) by = s_->is(i + 1, "PART") ? "has" : "is";
    if (by.empty() && s_->is_word(i, "'d")) by = s_->is(i + 1, "BASE") ? "would" : "had";
    if (by.empty() && joined && s_->is_word(i, "have")) by = "has";
    const bool base = changes && by.empty() && s_->is(i, "BASE") && !s_->is(i, "PAST") &&
                      !s_->is(i, "MODAL") && s_->token(i).lemma >= 0;
    if (base) by = rules_.lexicon().verb(s_->token(i).lemma).third;
    if (by.empty()) return i;
    edits_.push_back({s_->token(i).start, s_->token(i).end, (joined ? " " : "") + by});
    return i + 1;
  }

  std::string applied() const
  {
    std::string result;
    std::size_t at = 0;
    std::size_t capital = std::string::npos;
    for (const Edit& edit : edits_) {
      if (edit.start < at) continue;
      result += text_.substr(at, edit.start - at);
      if (capital_at_ && edit.end == *capital_at_) capital = result.size() + edit.text.size();
      result += edit.text;
      at = edit.end;
    }
    result += text_.substr(at);
    if (capital < result.size()) {
      result[capital] =
          static_cast<char>(std::toupper(static_cast<unsigned char>(result[capital])));
    }
    return result;
  }

  std::string_view text_;
  const RuleSet& rules_;
  People people_;
  const Sentence* s_ = nullptr;
  std::vector<Edit> edits_;
  std::unordered_map<std::string, int> numbers_;        ///< who was spoken of as which responder
  std::unordered_map<std::string, std::string> roles_;  ///< and by which role
  std::string last_;                                    ///< who was spoken of last
  std::string author_ = "I";                            ///< whom "I" stands for
  std::optional<std::size_t> capital_at_;
  int spoken_of_ = 0;
};

}  // namespace

std::string Engine::rephrase(std::string_view text, const Roster& roster) const
{
  const std::string_view head = text.substr(0, max_input_bytes);
  return Rephraser(head, roster, *rules_).run() + std::string(text.substr(head.size()));
}

}  // namespace secondstory::language
