#include "bot/language/restate.hpp"

#include <vector>

#include "bot/language/asked.hpp"
#include "bot/language/essence.hpp"
#include "bot/language/joints.hpp"
#include "bot/language/retelling.hpp"
#include "bot/language/rewrite.hpp"

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
      return verdict_ ? std::nullopt : restate_question(s_, asked, end_);
    }
    // "Did you read it?"
    if (s_.in(at_, "asking") && s_.is_word(s_.size() - 1, "?")) return std::nullopt;
    if (s_.in(at_, "conditional")) return wished();
    if (const std::size_t wish = wish_behind(); wish < end_) {
      const auto before = happened(at_, wish);
      at_ = wish;
      return wished(before);
    }
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
    if (s_.is(at_, "WH")) return at_;
    for (std::size_t i = at_; i + 1 < end_ && i < at_ + 9; ++i) {
      const bool asks =
          s_.in(i, "wondering") || (s_.is_word(i, ",") && i < at_ + 4) || s_.is_word(i, ":");
      if (asks && (s_.is_word(i + 1, "who") || s_.is_word(i + 1, "why"))) return i + 1;
    }
    return end_;
  }

  /// One past "if you had tested it", which a comma ends or the subject of "would".
  std::size_t condition_end(std::size_t from) const
  {
    std::size_t modal = from + 3;
    while (modal < end_ && !s_.in(modal, "unreal") && !s_.is_word(modal, "'d")) ++modal;
    for (std::size_t i = from; i < modal; ++i) {
      if (s_.is_word(i, ",")) return i;
    }
    if (modal >= end_) return end_;
    if (s_.in(modal - 1, "consequence")) return modal - 1;
    std::size_t i = modal - 1;
    while (i > from && !s_.is(i, "DET") && !s_.is(i, "POSSP")) --i;
    return i > from ? i : modal;
  }

  /// Where "if you had" begins in "this would not have happened if you had tested it"; the end
  /// where more is told before it.
  std::size_t wish_behind() const
  {
    std::size_t i = at_;
    bool unreal = false;
    for (; i < end_ && !s_.is_word(i, "if"); ++i) unreal = unreal || s_.in(i, "unreal");
    const bool more = tells_more(at_, i) && !happened(at_, i);
    return unreal && !more ? i : end_;
  }

  /// "if you had tested it, we would be fine": it was not tested. What would have been is no fact.
  /// `before` happened, though it would not have.
  std::optional<Statement> wished(std::optional<std::string> before = std::nullopt) const
  {
    std::size_t i = at_;
    const bool inverted = s_.is_word(i, "had");
    if (!s_.is_word(i, "if") && !inverted) return std::nullopt;
    ++i;
    if (s_.is_word(i, "only")) ++i;
    const std::size_t agent = clause_.agent(i, end_, true);
    // "had whoever turned it off turned it on again"
    if (agent == i || s_.is_word(i, "whoever")) return std::nullopt;
    const std::size_t stop = condition_end(agent);
    i = clause_.skip_adverbs(agent, stop);
    if (!inverted) {
      if (s_.is_word(i, "would")) ++i;
      const bool had = s_.is_word(i, "had") || s_.is_word(i, "have") || s_.is_word(i, "'d");
      if (!had) return std::nullopt;
      i = clause_.skip_adverbs(i + 1, stop);
    }
    const bool negated = s_.is_word(i, "not") || s_.is_word(i, "never");
    if (negated) i = clause_.skip_adverbs(i + 1, stop);
    while (s_.is_word(i + 1, "to") && s_.in(i, "bothered")) i += 2;
    // What would not have happened did happen, and would be missed.
    const auto effect = before ? before : happened(stop, end_);
    if ((tells_more(stop, end_) && !effect) || !s_.has_matter(i, stop)) return std::nullopt;
    const auto act = clause_.act(i, stop, Form::participle, negated ? Act::done : Act::missed, "");
    if (!act) return std::nullopt;
    std::string text = act->text;
    if (effect) text += ", and " + *effect;
    capitalise(text);
    return Statement{text + '.', act->act, true};
  }

  /// More than that all would be well.
  bool tells_more(std::size_t from, std::size_t to) const
  {
    if (s_.has_fact(from, to) || s_.has_matter(from, to)) return true;
    for (std::size_t i = from; i < to; ++i) {
      if (s_.has_substance(i, i + 1) && !s_.in(i, "well_being")) return true;
    }
    return false;
  }

  /// "we lost the queue" of "we would not have lost the queue".
  std::optional<std::string> happened(std::size_t from, std::size_t end) const
  {
    while (from < end && (s_.is_punct(from) || s_.is_word(from, "then"))) ++from;
    const std::size_t subject = s_.is(from, "WE") ? from + 1 : clause_.noun_phrase(from, end);
    const bool would = s_.is_word(subject, "would") || s_.is_word(subject, "'d");
    if (subject == from || !would || !tells_more(from, end)) return std::nullopt;
    // "the archive would be complete", "login would work": it is not, it does not.
    const bool many = s_.is(from, "WE") || is_plural(s_.copy(from, subject));
    if (s_.is_word(subject + 1, "be") && subject + 3 == end && !s_.is_punct(subject + 2)) {
      return joined({s_.copy(from, subject), many ? "are not" : "is not", s_.copy(end - 1, end)});
    }
    if (s_.is_word(subject + 1, "work") && subject + 2 == end) {
      return s_.copy(from, subject) + (many ? " do not work" : " does not work");
    }
    const bool denied = would && s_.is_word(subject + 1, "not") && s_.is_word(subject + 2, "have");
    const std::size_t verb = clause_.skip_adverbs(subject + 3, end);
    if (!denied) return std::nullopt;
    Verb unknown;
    const Verb* form = clause_.verb_at(verb, Form::participle, unknown);
    const auto tail = clause_.rest(verb + 1, end);
    if (form == nullptr || form->past.empty() || form->base == "be" || !tail) return std::nullopt;
    std::string who = s_.copy(from, subject);
    if (s_.is(from, "WE") || s_.is(from, "DET")) who.replace(0, s_.low(from).size(), s_.low(from));
    return joined({who, form->past, *tail});
  }

  std::optional<Statement> made(const std::string& text, Act act, char mark) const
  {
    std::string whole = joined({label_, hedge_, text});
    capitalise(whole);
    return Statement{whole + mark, act, retelling_.acts() > 0 || mark == '?'};
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
    bool same_subject = s_.is_word(at_, "did") || starts_with_act();
    std::size_t i = at_;
    std::string with;
    while (i < end_) {
      const std::size_t to = joints_.next_clause(i, end_);
      const std::size_t start = clause_.skip_adverbs(i, to);
      const std::size_t person = clause_.agent(start, to, we_);
      const int acts_before = retelling_.acts();
      const auto text = retelling_.clause(i, to, same_subject);
      // "…, as everybody knows": what stays beside an act has to be news of the system.
      const bool kept = text && retelling_.acts() == acts_before && !is_verdict(i, to);
      const bool news =
          s_.has_matter(i, to) || tells_a_state(i, to) || tells_an_effect(with, i, to);
      if (kept && !news) return std::nullopt;
      if (!(text && !text->empty() && retelling_.acts() > acts_before) && is_verdict(i, to)) {
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
    const bool things = s_.is(subject, "DET") || s_.is(subject, "NUM") || s_.in(subject, "counts");
    return retelling_.acts() > 0 && follows && things && s_.has_substance(from, to);
  }

  /// "mea culpa", "it was just human error", "the culprit is Maria": who is to blame, and nothing
  /// else.
  bool is_verdict(std::size_t from, std::size_t to) const
  {
    bool verdict = false;
    for (std::size_t i = from; i < to; ++i) {
      verdict = verdict || s_.in(i, "verdicts");
      if (!s_.in(i, "verdicts") && (s_.has_fact(i, i + 1) || s_.has_substance(i, i + 1))) {
        return false;
      }
    }
    return verdict && !s_.is(from, "WH") && !s_.is_word(from, "which");
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
  std::optional<Statement> bracketed(std::size_t i, const std::vector<Piece>& pieces)
  {
    return s_.has_matter(i, end_) ? std::nullopt : whole(pieces);
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
    // Without the act that was told of, what is left says something else.
    // Where no act is told, the words that were found to blame are still there.
    if (retelling_.acts() == 0 && retelling_.kept_blamed()) return std::nullopt;
    if (retelling_.acts() == 0 && (dropped_ == 0 || !s_.has_matter(at_, end_) || unreal())) {
      return std::nullopt;
    }
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
};

}  // namespace

std::optional<Statement> restate(const Sentence& sentence, const Blame& blame)
{
  return Restater(sentence, blame, essence(sentence)).run();
}

}  // namespace secondstory::language
