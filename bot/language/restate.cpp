#include "bot/language/restate.hpp"

#include <vector>

#include "bot/language/asked.hpp"
#include "bot/language/essence.hpp"
#include "bot/language/joints.hpp"
#include "bot/language/retelling.hpp"
#include "bot/language/rewrite.hpp"
#include "bot/language/verdict.hpp"
#include "bot/language/wish.hpp"

namespace secondstory::language {
namespace {

/// One sentence, taken apart from the left.
class Restater
{
 public:
  Restater(const Sentence& sentence, const Blame& blame, const Stretch& told)
      : s_(sentence),
        clause_(sentence),
        joints_(sentence, clause_),
        we_(blame.own),
        verdict_(blame.verdict),
        wish_(blame.wish),
        at_(told.from),
        end_(told.to),
        retelling_(sentence, clause_, joints_, blame, end_)
  {
  }

  std::optional<Statement> run()
  {
    if (at_ >= end_) return Statement{};
    if (const std::size_t asked = question(); asked < end_) {
      // "How do you spend years here without knowing it" asks nothing.
      if (verdict_) return std::nullopt;
      auto question = restate_question(s_, asked, end_);
      if (question || !s_.in(asked, "grounds")) return question;
    }
    // "Did you read it?"
    if (s_.in(at_, "asking") && s_.is_word(s_.size() - 1, "?")) return std::nullopt;
    const Wish wish(s_, clause_, {at_, end_});
    if (wish.is_one()) return wish.restated();
    if (wish_) return std::nullopt;
    return told();
  }

 private:
  struct Piece
  {
    std::string link;
    std::string text;
  };

  /// Where a question begins: at the front, or after a few words that ask to be told.
  std::size_t question() const
  {
    if (s_.is(at_, "WH") || asks_why(s_, at_)) return at_;
    const bool grounds = s_.is_word(at_, "any") || s_.is(at_, "BE") || s_.is(at_, "PREP");
    for (std::size_t i = at_; i + 1 < end_ && i < at_ + 9; ++i) {
      // "for what reason did he", "is there any reason she"
      const bool none = s_.is_word(i - 1, "no") || s_.is_word(i - 1, "good");
      if (grounds && s_.in(i, "grounds") && !none && !asks_why(s_, i + 1)) return i;
      const bool whom = s_.is_word(i, "me") || s_.is_word(i, "us");
      const bool asked = asks_why(s_, i + 1) || s_.is_word(i + 1, "who");
      if (whom && i > at_ && s_.in(i - 1, "wondering") && asked) return i + 1;
      const bool asks =
          s_.in(i, "wondering") || (s_.is_word(i, ",") && i < at_ + 4) || s_.is_word(i, ":");
      if (asks && (s_.is_word(i + 1, "who") || s_.is_word(i + 1, "why"))) return i + 1;
    }
    return end_;
  }

  std::optional<Statement> made(const std::string& text, Act act, char mark) const
  {
    std::string whole = joined({label_, hedge_, text});
    capitalise(whole);
    return Statement{whole + mark, act, retelling_.acts() > 0 || faulted_ || mark == '?'};
  }

  std::string link(std::size_t& i) const
  {
    std::string words;
    for (; i < end_ && (joints_.joins(i) || joints_.subordinates(i, end_)); ++i) {
      const std::string word = s_.low(i);
      if (word == "(" || word == ")") return "(";
      const bool mark = s_.is_punct(i);
      if (s_.in(i, "noise")) {
        words += words.empty() ? "," : "";
      } else if (word == "cause" || word == "cos" || word == "coz" || word == "bc" ||
                 word == "cuz") {
        words += " because";
      } else if (word == "&") {
        words += " and";
      } else if (word == "-") {
        words += ",";
      } else {
        words += mark ? word : " " + word;
      }
    }
    return words;
  }

  std::optional<Statement> told()
  {
    label_ = take_label(s_, at_, end_);
    hedge_ = take_hedge(s_, at_);
    std::vector<Piece> pieces;
    // "caused by Ana, who dropped it"
    const bool relative = at_ > 0 && s_.is_word(at_ - 1, "who");
    bool same_subject = relative || s_.is_word(at_, "did") || starts_with_act();
    std::size_t i = at_;
    std::string with;
    while (i < end_) {
      const std::size_t to = joints_.next_clause(i, end_);
      const std::size_t start = clause_.skip_adverbs(i, to);
      const std::size_t person = clause_.agent(start, to, we_);
      const int acts_before = retelling_.acts();
      // "was supposed to check it and didn't"
      const bool again = to == i + 2 && s_.is_word(i, "did") && s_.is_word(i + 1, "not");
      if (again && acts_before > 0 && retelling_.first_act() == Act::missed) {
        i = to;
        with = link(i);
        continue;
      }
      if (pieces.empty() && is_fault(s_, i, to)) {
        ++dropped_;
        faulted_ = true;
        i = to;
        with = link(i);
        continue;
      }
      const auto text = retelling_.clause(i, to, same_subject);
      // "…, as everybody knows": what stays beside an act has to be news of the system.
      const bool kept = text && retelling_.acts() == acts_before && !is_verdict(s_, clause_, i, to);
      const bool news = s_.is_word(i, "which") || faulted_ || s_.has_matter(i, to) ||
                        tells_a_state(i, to) || tells_an_effect(with, i, to);
      // "the whole thing happened because …"
      if (kept && !news && pieces.empty() && s_.is_word(to, "because")) {
        i = to + 1;
        ++dropped_;
        continue;
      }
      if (kept && !news) return std::nullopt;
      if (!(text && !text->empty() && retelling_.acts() > acts_before) &&
          is_verdict(s_, clause_, i, to)) {
        ++dropped_;
      } else if (text && !text->empty()) {
        pieces.push_back({with, *text});
        same_subject = same_subject || person > start;
      } else if (s_.is_word(i, "which") || s_.is_word(i, "had") || s_.has_matter(i, to) ||
                 (person > start && acts(person, to)) || somebody(i, to) ||
                 begins_with_act(i, to) || s_.has_substance(i, to)) {
        return std::nullopt;
      } else {
        ++dropped_;
        same_subject = person > start;
      }
      i = to;
      with = link(i);
      if (with == "(") return bracketed(i, pieces);
    }
    return whole(pieces);
  }

  /// Whether something is told of somebody: "had Anders listened".
  bool somebody(std::size_t from, std::size_t to) const
  {
    bool person = false;
    bool verb = false;
    for (std::size_t i = from; i < to; ++i) {
      person = person || (s_.is_person(i) && !s_.is(i, "POSSP") && !s_.is(i, "INSULT"));
      verb = verb || (s_.is(i, "PART") && !s_.is(i, "BASE"));
    }
    return person && verb && s_.in(from, "conditional");
  }

  /// "and now every preroll is black", "so half the invoices have no tax"
  bool tells_an_effect(const std::string& link, std::size_t from, std::size_t to) const
  {
    const std::size_t subject = s_.is_word(from, "now") ? from + 1 : from;
    const bool follows = link.ends_with(" and") || link.ends_with(" so");
    const bool things = s_.is(subject, "WE") || s_.is(subject, "DET") || s_.is(subject, "NUM") ||
                        s_.in(subject, "counts");
    return retelling_.acts() > 0 && follows && things && s_.has_substance(from, to);
  }

  /// "it was open since Thursday"
  bool tells_a_state(std::size_t from, std::size_t to) const
  {
    for (std::size_t i = from + 1; i < to; ++i) {
      if (s_.is(i - 1, "BE") && s_.in(i, "states")) return true;
    }
    return false;
  }

  /// "and never unmuted": an act whose subject stands before it.
  bool begins_with_act(std::size_t at, std::size_t to) const
  {
    Verb unknown;
    at = clause_.skip_adverbs(at, to);
    if (s_.is_word(at, "never")) at = clause_.skip_adverbs(at + 1, to);
    return at < to && !s_.is(at, "COGV") && clause_.verb_at(at, Form::past, unknown) != nullptr;
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
  std::optional<Statement> bracketed(std::size_t i, std::vector<Piece> pieces)
  {
    if (!s_.has_matter(i, end_) && !s_.has_substance(i, end_)) return whole(pieces);
    // "(prod-assets instead of stage-assets)", "(v2.3.9) at 10:50": a plain fact stays.
    std::size_t close = ++i;
    while (close < end_ && !s_.is_word(close, ")")) ++close;
    const bool goes_on = close + 1 < end_;
    if (pieces.empty() || (goes_on && !s_.is(close + 1, "PREP"))) return std::nullopt;
    for (std::size_t k = i; k < end_; ++k) {
      if (s_.is_person(k) || joints_.finite(k) || s_.in(k, "judged")) return std::nullopt;
    }
    const std::string after = goes_on ? " " + s_.copy(close + 1, end_) : "";
    pieces.back().text += " (" + s_.copy(i, close) + ")" + after;
    return whole(pieces);
  }

  bool starts_with_act() const
  {
    Verb unknown;
    return clause_.verb_at(at_, Form::past, unknown) != nullptr && s_.is_word(at_, "should");
  }

  /// "if you had …, it would …" is dropped whole or restated whole.
  bool unreal() const
  {
    for (std::size_t i = at_; i < end_; ++i) {
      if (s_.in(i, "conditional") || s_.in(i, "unreal")) return true;
    }
    return false;
  }

  std::optional<Statement> whole(const std::vector<Piece>& pieces) const
  {
    if (pieces.empty()) return Statement{};
    // Without the act that was told of, what is left says something else: the words that were found
    // to blame may still be there. A fault that something was due to has gone.
    const bool lost =
        retelling_.kept_blamed() || dropped_ == 0 || !s_.has_matter(at_, end_) || unreal();
    if (retelling_.acts() == 0 && !faulted_ && lost) return std::nullopt;
    std::string text;
    for (const Piece& piece : pieces) {
      // Every piece is a clause of its own, which a comma alone does not join.
      const bool which = piece.text.rfind("which ", 0) == 0 ||
                         s_.data().has("subordinate", piece.text.substr(0, piece.text.find(' ')));
      const bool comma = !which && (piece.link.empty() || piece.link == ",");
      const std::string first = text.substr(0, text.find(' '));
      const bool hangs = s_.data().has("subordinate", first) && &piece == &pieces[1];
      if (!text.empty()) text += hangs ? "," : comma ? ";" : piece.link;
      if (!text.empty()) text += ' ';
      const bool noun = piece.link.ends_with(" before") || piece.link.ends_with(" after");
      text += noun ? as_noun(piece.text) : piece.text;
    }
    return made(text, retelling_.first_act(), '.');
  }

  const Sentence& s_;
  const Clause clause_;
  const Joints joints_;
  const bool we_;
  const bool verdict_;
  const bool wish_;
  std::size_t at_;
  const std::size_t end_;
  Retelling retelling_;
  std::string label_;
  std::string hedge_;
  int dropped_ = 0;
  bool faulted_ = false;  ///< a fault that something was due to has gone
};

}  // namespace

std::optional<Statement> restate(const Sentence& sentence, const Blame& blame)
{
  return Restater(sentence, blame, essence(sentence)).run();
}

}  // namespace secondstory::language
