#include "bot/language/restate.hpp"

#include <vector>

#include "bot/language/asked.hpp"
#include "bot/language/joints.hpp"
#include "bot/language/rewrite.hpp"

namespace secondstory::language {
namespace {

/// One sentence, taken apart from the left.
class Restater
{
 public:
  Restater(const Sentence& sentence, const Blame& blame)
      : s_(sentence),
        clause_(sentence),
        joints_(sentence, clause_),
        we_(blame.own),
        blame_(blame.where),
        verdict_(blame.verdict),
        end_(sentence.size())
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
    if (const std::size_t asked = question(); asked < end_) {
      return restate_question(s_, asked, end_);
    }
    if (s_.in(at_, "conditional")) return wished();
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
    // "…, did you"
    for (std::size_t i = end_; end_ - at_ > 4 && i-- > end_ - 4;) {
      const bool tag = s_.is_word(i, ",") && s_.is(end_ - 1, "SUBJ") &&
                       (s_.in(i + 1, "asking") || s_.is(i + 1, "BE"));
      if (!tag) continue;
      end_ = i;
      break;
    }
    // "…, sorry everyone"
    for (std::size_t i = end_; i-- > at_ + 1;) {
      if (!s_.is_word(i - 1, ",")) continue;
      if (s_.in(i, "asides") && !s_.has_fact(i, end_)) end_ = i - 1;
      break;
    }
    for (bool again = true; again && end_ > 0;) {
      again = false;
      const std::size_t last = end_ - 1;
      const bool comma = last > 0 && s_.is_word(last - 1, ",");
      if (s_.in(last, "tail") || (comma && s_.in(last, "tail_names")) ||
          (s_.is_person(last) && comma && !s_.is(last, "POSSP")) ||
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
      if (s_.is_lead(at_) || s_.is_punct(at_)) {
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

  /// "if you had tested it, we would be fine": it was not tested. What would have been is no fact.
  std::optional<Statement> wished() const
  {
    std::size_t i = at_;
    const bool inverted = s_.is_word(i, "had");
    if (!s_.is_word(i, "if") && !inverted) return std::nullopt;
    ++i;
    if (s_.is_word(i, "only")) ++i;
    const std::size_t agent = clause_.agent(i, end_, true);
    if (agent == i) return std::nullopt;
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
    if (s_.has_fact(stop, end_) || !s_.has_matter(i, stop)) return std::nullopt;
    const auto act = clause_.act(i, stop, Form::participle, negated ? Act::done : Act::missed, "");
    if (!act) return std::nullopt;
    std::string text = act->text;
    capitalise(text);
    return Statement{text + '.', act->act, true};
  }

  std::optional<Statement> made(const std::string& text, Act act, char mark) const
  {
    std::string whole = hedge_.empty() ? text : hedge_ + " " + text;
    capitalise(whole);
    return Statement{whole + mark, act, acts_ > 0 || mark == '?'};
  }

  bool joins(std::size_t i) const { return joints_.joins(i); }
  bool finite(std::size_t i) const { return joints_.finite(i); }

  std::string link(std::size_t& i) const
  {
    std::string words;
    for (; i < end_ && (joins(i) || joints_.subordinates(i, end_)); ++i) {
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
    } else if (s_.is_word(at_, "i") && s_.in(at_ + 1, "thinking")) {
      hedge_ = "I " + s_.low(at_ + 1);
      at_ += s_.is_word(at_ + 2, "that") ? 3 : 2;
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
    // "you wrote the book": an act upon nothing of ours is a figure of speech.
    const bool figure = verdict_ && !s_.has_matter(start, to);
    if (const std::size_t inner = cleft(start); inner != start) {
      if (figure) return nullopt_;
      return restated(clause_.after_agent(inner, to));
    }
    if (s_.is_word(start, "i") && s_.in(start + 1, "thinking") && !we_) {
      auto thought = piece(s_.is_word(start + 2, "that") ? start + 3 : start + 2, to, false);
      if (thought) *thought = "I " + s_.low(start + 1) + " " + *thought;
      return thought;
    }
    // "had he cared to read it": he did not
    if (s_.is_word(start, "had")) {
      std::size_t verb = clause_.agent(start + 1, to, true);
      if (verb > start + 1) {
        Form form = Form::participle;
        for (verb = clause_.skip_adverbs(verb, to); s_.is_word(verb + 1, "to");) {
          if (!s_.in(verb, "bothered")) return nullopt_;
          verb += 2;
          form = Form::base;
        }
        return restated(clause_.act(verb, to, form, Act::missed));
      }
    }
    // "at the very least you", "in my opinion the IC"
    for (std::size_t i = start + 1;
         s_.is(start, "PREP") && !s_.in(start, "subordinate") && i < to && i < start + 6; ++i) {
      if (s_.is_possessive(i) || clause_.agent(i, to, we_) == i || s_.has_matter(start, i))
        continue;
      start = i;
      break;
    }
    // "I'm the reason 40 people lost it"
    if (const std::size_t person = clause_.agent(start, to, we_);
        person > start && s_.is(person, "BE") && s_.is_word(person + 1, "the") &&
        s_.is_word(person + 2, "reason")) {
      std::size_t what = person + 3;
      if (s_.is_word(what, "why") || s_.is_word(what, "that")) ++what;
      const auto clause = kept(what, to);
      return clause ? restated(Restated{*clause, Act::done, to}) : nullopt_;
    }
    if (auto passive = should_passive(start, to)) return passive;
    // "since you touched the GPO, …": since the GPO was touched
    if (s_.in(start, "subordinate")) {
      const std::size_t inner = clause_.agent(start + 1, to, we_);
      if (inner > start + 1) {
        const auto act = clause_.after_agent(inner, to);
        if (!act || figure) return nullopt_;
        return restated(Restated{s_.low(start) + " " + act->text, act->act, act->next});
      }
    }
    const std::size_t person = clause_.agent(start, to, we_);
    if (person == start && !verdict_) {
      if (auto owned = of_somebody(start, to)) return owned;
    }
    if (person > start) {
      bool nobody = s_.is(start, "NOBODY");
      for (std::size_t i = start; i < person; ++i) nobody = nobody || s_.in(i, "denying");
      std::size_t verb = person;
      if (figure || s_.is_word(verb, "who") || s_.is_word(start, "whoever")) return nullopt_;
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
    if (verb_first && figure) return nullopt_;
    if (verb_first) {
      return same_subject && goes_on(start, to) ? restated(clause_.after_agent(start, to))
                                                : nullopt_;
    }
    return kept(from, to);
  }

  /// "that migration should never have been approved by Ana"
  std::optional<std::string> should_passive(std::size_t from, std::size_t to)
  {
    const std::size_t modal = clause_.noun_phrase(from, to);
    if (modal == from || !s_.is_word(modal, "should")) return std::nullopt;
    std::size_t i = modal + 1;
    const bool negated = s_.is_word(i, "not") || s_.is_word(i, "never");
    if (negated) ++i;
    if (!s_.is_word(i, "have") || !s_.is_word(i + 1, "been")) return std::nullopt;
    i = clause_.skip_adverbs(i + 2, to);
    Verb unknown;
    if (clause_.verb_at(i, Form::participle, unknown) == nullptr) return std::nullopt;
    std::size_t by = i;
    while (by < to && !s_.is_word(by, "by")) ++by;
    const std::size_t by_end = by < to ? clause_.agent(by + 1, to, true) : to;
    const bool agent = by < to && by_end > by + 1;
    if (by < to && !agent) return std::nullopt;
    const auto before = clause_.rest(i, agent ? by : to);
    const auto after = clause_.rest(agent ? by_end : to, to);
    if (!before || !after) return std::nullopt;
    const std::string noun = s_.copy(from, modal);
    std::string text = noun + (is_plural(noun) ? " were " : " was ");
    text += (negated ? "" : "not ") + *before + (after->empty() ? "" : " " + *after);
    return restated(Restated{text, negated ? Act::done : Act::missed, to, Form::participle});
  }

  /// "Yuki's refactor took the cart down", "your script emptied it", "a change by Ciara took it
  /// down", "the cert was revoked by Ana": the same without its owner.
  std::optional<std::string> of_somebody(std::size_t from, std::size_t to)
  {
    std::size_t owned = from;
    const bool ours = s_.is_word(from, "our") || (s_.is_word(from, "my") && !we_);
    if (s_.is_possessive(from) && !ours) {
      owned = from + 1;
    } else {
      const std::size_t last = owner(from, to);
      if (last > from) owned = last;
    }
    std::size_t by = from;
    while (by < to && !s_.is_word(by, "by")) ++by;
    std::size_t by_end = by < to ? clause_.agent(by + 1, to, we_) : by;
    const bool by_agent = by < to && by_end > by + 1;
    // "by someone in security"
    if (by_agent && s_.is(by + 1, "ANYBODY") && s_.is(by_end, "PREP")) {
      const std::size_t place = clause_.noun_phrase(by_end + 1, to);
      if (place > by_end + 1 && s_.is(place - 1, "TEAM")) by_end = place;
    }
    if (owned == from && !by_agent) return std::nullopt;
    if (!by_agent) by = by_end = to;
    // "by somebody who had not looked": what they did not know is about them.
    if (s_.is_word(by_end, "who") || s_.is(by_end, "GER")) return std::nullopt;
    bool verb = false;
    for (std::size_t i = owned; i < to; ++i) {
      if (i >= by && i < by_end) continue;
      if ((s_.is_person(i) && !s_.is_possessive(i)) || s_.in(i, "judged")) return std::nullopt;
      if (s_.in(i, "lacking") || s_.in(i, "bothered")) return std::nullopt;
      verb = verb || (i > owned && finite(i));
    }
    if (!verb || (!by_agent && !s_.has_matter(owned, to))) return std::nullopt;
    std::string text = owned == from ? "" : "the ";
    text += s_.copy(owned, by);
    const std::string after = s_.copy(by_end, to);
    const bool tight = by_end < to && (s_.is_word(by_end, ",") || s_.is_word(by_end, ";"));
    if (!after.empty()) text += (tight ? "" : " ") + after;
    return restated(Restated{text, Act::done, to});
  }

  /// One past "Dave's", "the intern's", "our vendor's technician's".
  std::size_t owner(std::size_t from, std::size_t to) const
  {
    for (std::size_t i = from + 1; i < to && i < from + 5; ++i) {
      if (finite(i) && !s_.is(i, "POSS")) return from;
      if (!s_.is(i, "POSS")) continue;
      const bool person = s_.is_person(i - 1) || s_.is(i - 1, "ROLE") || s_.is(i - 1, "TEAM") ||
                          s_.is(i - 1, "LAYMAN") || s_.in(i - 1, "people");
      return person ? i + 1 : from;
    }
    return from;
  }

  /// "engineers read the docs" may tell of a habit; then nothing happened that could be restated.
  bool generic(std::size_t from, std::size_t to) const
  {
    const std::string last = s_.low(to - 1);
    const bool group = s_.is(to - 1, "ROLE") || s_.is(to - 1, "TEAM") || s_.in(to - 1, "people");
    return s_.is(from, "ANYBODY") || last == "people" || last == "folks" ||
           (group && last.back() == 's');
  }

  bool same_as_base(std::size_t at, std::size_t to) const
  {
    Verb unknown;
    const std::size_t verb = clause_.skip_adverbs(at, to);
    return clause_.verb_at(verb, Form::past, unknown) != nullptr &&
           clause_.verb_at(verb, Form::base, unknown) != nullptr;
  }

  /// Whether a verb without subject tells of what was done. After "should have paged us and rolled
  /// back" it does not, after "did not check" only a past that is no base form does.
  bool goes_on(std::size_t at, std::size_t to) const
  {
    if (governed_ == Form::participle) return false;
    return governed_ != Form::base || !same_as_base(at, to);
  }

  std::optional<std::string> restated(std::optional<Restated> act)
  {
    if (!act) return std::nullopt;
    governed_ = act->governed;
    if (acts_++ == 0) act_ = act->act;
    return act->text;
  }

  /// A clause about the system stays as it is, if it is one.
  std::optional<std::string> kept(std::size_t from, std::size_t to)
  {
    bool verb = false;
    bool blamed = false;
    if (s_.is(from, "WH") || s_.is_word(from, "if")) return std::nullopt;
    // "that's it", "that is the whole story"; but "that is how it came in"
    if (s_.is_word(from, "that") && s_.is(from + 1, "BE") && !s_.has_fact(from, to) &&
        !s_.is(from + 2, "WH")) {
      return std::nullopt;
    }
    if (s_.is(from, "PREP") || s_.is(from, "ANYBODY") || s_.is(from, "BASE")) return std::nullopt;
    const bool points =
        s_.is_word(from, "that") || s_.is_word(from, "it") || s_.is_word(from, "this");
    if (points && acts_ == 0 && !s_.has_fact(from, to)) return std::nullopt;
    // What would have been is no fact.
    if (s_.in(from, "conditional")) return std::nullopt;
    for (std::size_t i = from; i < to; ++i) {
      blamed = blamed || (s_.token(i).start < blame_.end && blame_.start < s_.token(i).end);
      if ((s_.is_person(i) && !s_.is_possessive(i)) || s_.in(i, "judged")) return std::nullopt;
      if ((s_.is(i, "SELF") && we_) || s_.is(i, "LAYMAN")) return std::nullopt;
      if (s_.in(i, "unreal") || s_.is_word(i, "who")) return std::nullopt;
      verb = verb || (i > from && finite(i));
    }
    if (!verb || to - from < 3) return std::nullopt;
    kept_blamed_ = kept_blamed_ || blamed;
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
      const std::size_t to = joints_.next_clause(i, end_);
      const std::size_t start = clause_.skip_adverbs(i, to);
      const std::size_t person = clause_.agent(start, to, we_);
      const auto text = piece(i, to, same_subject);
      if (text && !text->empty()) {
        pieces.push_back({with, *text});
        same_subject = same_subject || person > start;
      } else if (s_.is_word(i, "which") || s_.is_word(i, "had") || s_.has_matter(i, to) ||
                 (person > start && acts(person, to)) || somebody(i, to) ||
                 begins_with_act(i, to)) {
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
    if (acts_ == 0 && kept_blamed_) return std::nullopt;
    if (acts_ == 0 && (dropped_ == 0 || !s_.has_matter(at_, end_) || unreal())) {
      return std::nullopt;
    }
    std::string text;
    for (const Piece& piece : pieces) {
      // Every piece is a clause of its own, which a comma alone does not join.
      const bool comma = piece.link.empty() || piece.link == ",";
      const std::string first = text.substr(0, text.find(' '));
      const bool hangs = s_.data().has("subordinate", first) && &piece == &pieces[1];
      if (!text.empty()) text += hangs ? "," : comma ? ";" : piece.link;
      if (!text.empty()) text += ' ';
      text += piece.text;
    }
    return made(text, act_, '.');
  }

  const Sentence& s_;
  const Clause clause_;
  const Joints joints_;
  bool we_;
  Span blame_;
  bool verdict_;
  std::size_t at_ = 0;
  std::size_t end_;
  std::string hedge_;
  int acts_ = 0;
  int dropped_ = 0;
  bool kept_blamed_ = false;
  Act act_ = Act::done;
  Form governed_ = Form::past;
  const std::optional<std::string> nullopt_;
};

}  // namespace

std::optional<Statement> restate(const Sentence& sentence, const Blame& blame)
{
  return Restater(sentence, blame).run();
}

}  // namespace secondstory::language
