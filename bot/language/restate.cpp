#include "bot/language/restate.hpp"

#include <vector>

#include "bot/language/rewrite.hpp"

namespace secondstory::language {
namespace {

/// One sentence, taken apart from the left.
class Restater
{
 public:
  Restater(const Sentence& sentence, bool we, const Span& blame)
      : s_(sentence), clause_(sentence), we_(we), blame_(blame), end_(sentence.size())
  {
  }

  std::optional<Statement> run()
  {
    while (end_ > 0 &&
           ((s_.is_punct(end_ - 1) && !s_.is_word(end_ - 1, "%")) || s_.in(end_ - 1, "dangling"))) {
      --end_;
    }
    drop_tail();
    drop_lead();
    if (at_ >= end_) return Statement{};
    if (s_.is(at_, "WH")) return asked();
    return told();
  }

 private:
  struct Piece
  {
    std::string link;
    std::string text;
  };

  void drop_tail()
  {
    for (bool again = true; again && end_ > 0;) {
      again = false;
      const std::size_t last = end_ - 1;
      const bool comma = last > 0 && s_.is_word(last - 1, ",");
      if (s_.in(last, "tail") || (s_.is_person(last) && comma && !s_.is(last, "POSSP")) ||
          s_.token(last).classes.test(cls_mention)) {
        // "told @ana" needs its object.
        const bool object = s_.token(last).classes.test(cls_mention) && !comma && last > 0 &&
                            (s_.is(last - 1, "PREP") || s_.is(last - 1, "TELLV"));
        if (object) return;
        end_ = last;
        again = true;
      }
      while (end_ > 0 && s_.is_punct(end_ - 1) && !s_.is_word(end_ - 1, "%")) {
        --end_;
        again = true;
      }
    }
  }

  void drop_lead()
  {
    for (bool again = true; again && at_ < end_;) {
      again = false;
      if (s_.in(at_, "lead") || s_.is_punct(at_)) {
        ++at_;
        again = true;
        continue;
      }
      // "Dave, you pushed …" and "@dave you pushed …"
      const std::size_t person = clause_.agent(at_, end_, false);
      const bool spoken_to = person > at_ && person < end_ &&
                             (s_.is_word(person, ",") || s_.is_word(person, ":") ||
                              (s_.token(at_).classes.test(cls_mention) &&
                               (s_.is_word(person, "you") || s_.is(person, "DET") ||
                                s_.is_word(person, "why") || s_.is_word(person, "who"))));
      if (spoken_to) {
        at_ = person;
        again = true;
      }
    }
  }

  std::optional<Statement> made(const std::string& text, Act act, char mark) const
  {
    std::string whole = hedge_.empty() ? text : hedge_ + " " + text;
    capitalise(whole);
    return Statement{whole + mark, act};
  }

  /// "why did you …", "who …"
  std::optional<Statement> asked()
  {
    std::size_t i = at_;
    if (s_.is_word(i, "why") || (s_.is_word(i, "how") && s_.is_word(i + 1, "come"))) {
      return why(s_.is_word(i, "why") ? i + 1 : i + 2);
    }
    if (s_.is_word(i, "who") || s_.is_word(i, "which") || s_.is_word(i, "what")) return who(i);
    return std::nullopt;
  }

  std::optional<Statement> why(std::size_t i)
  {
    while (i < end_ && s_.in(i, "emphasis")) ++i;
    const bool did = s_.is_word(i, "did") || s_.is_word(i, "would") || s_.is_word(i, "have") ||
                     s_.is_word(i, "has");
    if (!did) return std::nullopt;
    const bool perfect = s_.is_word(i, "have") || s_.is_word(i, "has");
    bool negated = s_.is_word(++i, "not");
    if (negated) ++i;
    const bool nobody = s_.is(i, "NOBODY");
    const std::size_t verb_at = clause_.agent(i, end_, true);
    if (verb_at == i) return std::nullopt;
    i = clause_.skip_adverbs(verb_at, end_);
    if (s_.is_word(i, "not") || s_.is_word(i, "never")) {
      negated = true;
      i = clause_.skip_adverbs(i + 1, end_);
    }
    if (nobody) negated = !negated;
    const Form form = perfect ? Form::participle : Form::base;
    return what_led(i, form, negated);
  }

  std::optional<Statement> what_led(std::size_t i, Form form, bool negated)
  {
    while (s_.in(i, "lacking") && s_.is_word(i + 1, "to")) {
      negated = !negated;
      i += 2;
      form = Form::base;
    }
    while (s_.in(i, "deciding") && s_.is_word(i + 1, "to")) {
      i += 2;
      form = Form::base;
    }
    if (!clause_end(i) || s_.is(i, "COGV")) return std::nullopt;
    if (negated) {
      if (auto act = clause_.gerund(i, end_, form)) {
        return made("what stood in the way of " + *act, Act::missed, '?');
      }
      return std::nullopt;
    }
    if (auto act = clause_.being(i, end_, form)) return made("what led to " + *act, Act::done, '?');
    if (auto act = clause_.gerund(i, end_, form)) {
      return made("what led to " + *act, Act::done, '?');
    }
    return std::nullopt;
  }

  /// A question is restated only when it is one clause.
  bool clause_end(std::size_t from) const
  {
    for (std::size_t i = from; i < end_; ++i) {
      const bool link = s_.is_punct(i) && (s_.is_word(i, ",") || s_.is_word(i, ";"));
      if (link || (joins(i) && starts_clause(i + 1))) return false;
    }
    return true;
  }

  std::optional<Statement> who(std::size_t i)
  {
    ++i;
    if (!s_.is_word(at_, "who")) {
      // "which genius pushed …"
      if (!s_.is(i, "INSULT") && !s_.is(i, "ROLE") && !s_.in(i, "people")) return std::nullopt;
      ++i;
    }
    while (i < end_ && (s_.in(i, "emphasis") || s_.is(i, "ADV"))) ++i;
    const auto act = clause_.after_agent(i, end_);
    if (!act || !clause_end(i)) return std::nullopt;
    if (act->act == Act::missed) return made(act->text, Act::missed, '.');
    Form form = Form::past;
    while (s_.in(i, "deciding") && s_.is_word(i + 1, "to")) {
      i += 2;
      form = Form::base;
    }
    if (auto being = clause_.being(i, end_, form)) {
      return made("what led to " + *being, Act::done, '?');
    }
    return made(act->text, Act::done, '.');
  }

  bool joins(std::size_t i) const
  {
    return s_.is_word(i, "and") || s_.is_word(i, "but") || s_.is_word(i, "so") ||
           s_.is_word(i, "because") || s_.is_word(i, "cause") || s_.is_word(i, "then") ||
           s_.is_word(i, ",") || s_.is_word(i, ";") || s_.is_word(i, ":") || s_.is_word(i, "-") ||
           s_.is_word(i, "(") || s_.is_word(i, ")") || s_.in(i, "noise");
  }

  bool finite(std::size_t i) const
  {
    Verb unknown;
    return s_.is(i, "BE") || s_.is(i, "HAVE") || s_.is(i, "MODAL") || s_.is_word(i, "did") ||
           s_.is_word(i, "does") || s_.is_word(i, "do") || s_.is_word(i, "'d") || s_.is(i, "S3") ||
           clause_.verb_at(i, Form::past, unknown) != nullptr;
  }

  /// Whether a clause of its own begins at `i`: a verb of the same subject, or a subject with one.
  bool starts_clause(std::size_t i) const
  {
    i = clause_.skip_adverbs(i, end_);
    while (i < end_ && joins(i)) i = clause_.skip_adverbs(i + 1, end_);
    if (i >= end_) return false;
    Verb unknown;
    if (clause_.verb_at(i, Form::past, unknown) != nullptr || s_.is_word(i, "did") ||
        s_.is_word(i, "never")) {
      return true;
    }
    if (s_.is_word(i, "if") || s_.is_word(i, "which")) return true;
    for (std::size_t k = i; k < end_ && k < i + 8 && (k == i || !joins(k)); ++k) {
      if (s_.is(k, "PREP") && k == i) return false;
      if (k > i && finite(k) && !s_.is(k - 1, "DET") && !s_.is(k - 1, "PREP")) return true;
    }
    return false;
  }

  std::size_t next_clause(std::size_t from) const
  {
    for (std::size_t i = from + 1; i < end_; ++i) {
      if (s_.is_punct(i) && (s_.is_word(i, "(") || s_.is_word(i, ")"))) return i;
      if (joins(i) && starts_clause(i + 1)) return i;
    }
    return end_;
  }

  std::string link(std::size_t& i) const
  {
    std::string words;
    for (; i < end_ && joins(i); ++i) {
      const std::string word = s_.low(i);
      if (word == "(" || word == ")") return "(";
      const bool mark = s_.is_punct(i);
      if (s_.in(i, "noise")) {
        words += words.empty() ? "," : "";
      } else if (word == "cause") {
        words += " because";
      } else if (word == "-") {
        words += ",";
      } else {
        words += mark ? word : " " + word;
      }
    }
    return words;
  }

  void take_hedge()
  {
    if ((s_.is_word(at_, "looks") || s_.is_word(at_, "seems")) && s_.is_word(at_ + 1, "like")) {
      hedge_ = s_.is_word(at_, "looks") ? "it looks like" : "it seems";
      at_ += 2;
    } else if (s_.is_word(at_, "apparently") || s_.is_word(at_, "seemingly")) {
      hedge_ = s_.low(at_++);
      if (s_.is_word(at_, ",")) ++at_;
    } else if (s_.is_word(at_, "turns") && s_.is_word(at_ + 1, "out")) {
      hedge_ = "it turns out";
      at_ += s_.is_word(at_ + 2, "that") ? 3 : 2;
    }
  }

  /// "it was Ingrid who …" tells of the same act as "Ingrid …".
  std::size_t cleft(std::size_t i) const
  {
    const bool it = s_.is_word(i, "it") || s_.is_word(i, "that");
    if (!it || !s_.is(i + 1, "BE")) return i;
    const std::size_t from = clause_.skip_adverbs(i + 2, end_);
    const std::size_t person = clause_.agent(from, end_, we_);
    const bool relative = s_.is_word(person, "who") || s_.is_word(person, "that");
    return person > from && relative ? person + 1 : i;
  }

  /// One clause; nothing where it can be neither restated nor kept.
  std::optional<std::string> piece(std::size_t from, std::size_t to, bool same_subject)
  {
    std::size_t start = clause_.skip_adverbs(from, to);
    if (const std::size_t inner = cleft(start); inner != start) {
      return restated(clause_.after_agent(inner, to));
    }
    const std::size_t person = clause_.agent(start, to, we_);
    if (person > start) {
      const bool nobody = s_.is(start, "NOBODY");
      std::size_t verb = person;
      if (s_.is_word(verb, "who") || s_.is_word(start, "whoever")) return nullopt_;
      if (!nobody && generic(start, person) && same_as_base(verb, to)) return nullopt_;
      if (!nobody) return restated(clause_.after_agent(verb, to));
      verb = clause_.skip_adverbs(verb, to);
      Form form = Form::past;
      while (s_.in(verb, "deciding") && s_.is_word(verb + 1, "to")) {
        verb += 2;
        form = Form::base;
      }
      return restated(clause_.act(verb, to, form, Act::missed));
    }
    Verb unknown;
    const bool verb_first = clause_.verb_at(start, Form::past, unknown) != nullptr ||
                            s_.is_word(start, "did") || s_.is_word(start, "never");
    if (verb_first) {
      // "should have paged us and rolled back": the second verb is no more done than the first.
      return same_subject && act_ == Act::done ? restated(clause_.after_agent(start, to))
                                               : nullopt_;
    }
    return kept(from, to);
  }

  /// "engineers read the docs" may tell of a habit; then nothing happened that could be restated.
  bool generic(std::size_t from, std::size_t to) const
  {
    const std::string last = s_.low(to - 1);
    return s_.is(from, "ANYBODY") || last == "people" || last == "folks" ||
           (!s_.is(to - 1, "SUBJ") && !s_.is_person(to - 1) && last.back() == 's');
  }

  bool same_as_base(std::size_t at, std::size_t to) const
  {
    Verb unknown;
    const std::size_t verb = clause_.skip_adverbs(at, to);
    return clause_.verb_at(verb, Form::past, unknown) != nullptr &&
           clause_.verb_at(verb, Form::base, unknown) != nullptr;
  }

  std::optional<std::string> restated(std::optional<Restated> act)
  {
    if (!act) return std::nullopt;
    if (acts_++ == 0) act_ = act->act;
    return act->text;
  }

  /// A clause about the system stays as it is, if it is one.
  std::optional<std::string> kept(std::size_t from, std::size_t to) const
  {
    bool verb = false;
    if (s_.is(from, "WH") || s_.is_word(from, "if")) return std::nullopt;
    // "that's it", "that is the whole story"
    if (s_.is_word(from, "that") && s_.is(from + 1, "BE") && !s_.has_fact(from, to)) {
      return std::nullopt;
    }
    for (std::size_t i = from; i < to; ++i) {
      // What was found to blame is restated or gone, never kept.
      if (s_.token(i).start < blame_.end && blame_.start < s_.token(i).end) return std::nullopt;
      if ((s_.is_person(i) && !s_.is_possessive(i)) || s_.in(i, "judged")) return std::nullopt;
      if ((s_.is(i, "SELF") && we_) || s_.is(i, "LAYMAN")) return std::nullopt;
      verb = verb || (i > from && finite(i));
    }
    if (!verb) return std::nullopt;
    return s_.copy(from, to);
  }

  std::optional<Statement> told()
  {
    take_hedge();
    std::vector<Piece> pieces;
    bool same_subject = s_.is_word(at_, "did") || starts_with_act();
    std::size_t i = at_;
    std::string with;
    while (i < end_) {
      const std::size_t to = next_clause(i);
      const std::size_t start = clause_.skip_adverbs(i, to);
      const std::size_t person = clause_.agent(start, to, we_);
      const auto text = piece(i, to, same_subject);
      if (text && !text->empty()) {
        pieces.push_back({with, *text});
        same_subject = same_subject || person > start;
      } else if (s_.has_matter(i, to) || (person > start && acts(person, to))) {
        return std::nullopt;
      } else {
        ++dropped_;
        same_subject = false;
      }
      i = to;
      with = link(i);
      if (with == "(") return bracketed(i, pieces);
    }
    return whole(pieces);
  }

  /// Whether somebody does something here, beyond thinking it.
  bool acts(std::size_t at, std::size_t to) const
  {
    Verb unknown;
    at = clause_.skip_adverbs(at, to);
    if (s_.is_word(at, "did") || s_.is_word(at, "never") || s_.is(at, "MODAL") ||
        s_.is(at, "HAVE")) {
      return true;
    }
    return !s_.is(at, "COGV") && !s_.is(at, "BE") &&
           clause_.verb_at(at, Form::past, unknown) != nullptr;
  }

  /// What stands in brackets is not taken apart: gone where it holds no fact.
  std::optional<Statement> bracketed(std::size_t i, const std::vector<Piece>& pieces)
  {
    return s_.has_matter(i, end_) ? std::nullopt : whole(pieces);
  }

  bool starts_with_act() const
  {
    Verb unknown;
    return clause_.verb_at(at_, Form::past, unknown) != nullptr && s_.is_word(at_, "should");
  }

  std::optional<Statement> whole(const std::vector<Piece>& pieces) const
  {
    if (pieces.empty()) return Statement{};
    // Without the act that was told of, what is left says something else.
    if (acts_ == 0 && (dropped_ == 0 || !s_.has_matter(at_, end_))) return std::nullopt;
    std::string text;
    for (const Piece& piece : pieces) {
      // Every piece is a clause of its own, which a comma alone does not join.
      const bool comma = piece.link.empty() || piece.link == ",";
      if (!text.empty()) text += comma ? ";" : piece.link;
      if (!text.empty()) text += ' ';
      text += piece.text;
    }
    return made(text, act_, '.');
  }

  const Sentence& s_;
  Clause clause_;
  bool we_;
  Span blame_;
  std::size_t at_ = 0;
  std::size_t end_;
  std::string hedge_;
  int acts_ = 0;
  int dropped_ = 0;
  Act act_ = Act::done;
  const std::optional<std::string> nullopt_;
};

}  // namespace

std::optional<Statement> restate(const Sentence& sentence, bool we, const Span& blame)
{
  return Restater(sentence, we, blame).run();
}

}  // namespace secondstory::language
