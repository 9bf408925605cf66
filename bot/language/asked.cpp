#include "bot/language/asked.hpp"

#include "bot/language/joints.hpp"
#include "bot/language/rewrite.hpp"

namespace secondstory::language {
namespace {

class Asked
{
 public:
  Asked(const Sentence& sentence, std::size_t from, std::size_t end)
      : s_(sentence), clause_(sentence), joints_(sentence, clause_), from_(from), end_(end)
  {
  }

  std::optional<Statement> run() const
  {
    std::size_t i = from_;
    if (asks_why(s_, i) || s_.in(i, "grounds")) {
      const std::size_t next = past_emphasis(i + 1);
      const bool turned = s_.in(next, "asking") || s_.is(next, "BE");
      return turned ? why(next) : how_come(next);
    }
    if (s_.is_word(i, "how"))
      return s_.is_word(i + 1, "come") ? how_come(i + 2) : why(past_emphasis(i + 1));
    if (s_.is_word(i, "what")) return what(i + 1);
    if (s_.is_word(i, "whose")) return whose(i + 1);
    if (s_.is_word(i, "who") || s_.is_word(i, "which")) return who(i);
    return std::nullopt;
  }

 private:
  std::size_t past_emphasis(std::size_t i) const
  {
    while (i < end_ && s_.in(i, "emphasis")) ++i;
    return i;
  }

  bool negates(std::size_t i) const { return s_.is_word(i, "not") || s_.is_word(i, "never"); }

  /// After "why" or "how": "did you not restart it", "could nobody see it".
  std::optional<Statement> why(std::size_t i) const
  {
    const bool now = s_.is_word(i, "are") || s_.is_word(i, "is");
    if (!s_.in(i, "asking") && !now) return std::nullopt;
    const bool perfect = s_.is_word(i, "have") || s_.is_word(i, "has");
    bool negated = negates(++i);
    if (negated) ++i;
    const bool nobody = clause_.is_nobody(i);
    // "why are we finding out now" asks about nothing that we do.
    const std::size_t verb = clause_.agent(i, end_, !now);
    if (verb == i) return std::nullopt;
    i = clause_.skip_adverbs(verb, end_);
    if (negates(i)) {
      negated = true;
      i = clause_.skip_adverbs(i + 1, end_);
    }
    if (now && !s_.is(i, "GER")) return std::nullopt;
    return what_led(i,
                    now       ? Form::gerund
                    : perfect ? Form::participle
                              : Form::base,
                    negated != nobody, perfect || now ? "what stands" : "what stood");
  }

  /// "how come nobody told me", "how come you merged it"
  std::optional<Statement> how_come(std::size_t i) const
  {
    // "Why she did it could not be established."
    for (std::size_t k = i; k < end_; ++k) {
      if (s_.is_word(k, "could") && negates(k + 1) && s_.is_word(k + 2, "be")) return std::nullopt;
    }
    const bool nobody = clause_.is_nobody(i);
    const std::size_t agent = clause_.agent(i, end_, true);
    if (agent == i) return std::nullopt;
    i = clause_.skip_adverbs(agent, end_);
    if (s_.is_word(i, "did") && negates(i + 1)) return what_led(i + 2, Form::base, !nobody);
    // "why she did use it"
    if (s_.is_word(i, "did")) return what_led(i + 1, Form::base, nobody);
    return what_led(i, Form::past, nobody);
  }

  /// "whose brilliant idea was it to push it"
  std::optional<Statement> whose(std::size_t i) const
  {
    while (i < end_ && !s_.is(i, "BE") && !s_.is_punct(i)) ++i;
    const bool idea = s_.is_word(i - 1, "idea") || s_.is_word(i - 1, "decision");
    if (!idea || !s_.is_word(i + 1, "it") || !s_.is_word(i + 2, "to")) return std::nullopt;
    return what_led(i + 3, Form::base, false);
  }

  /// Past "think it was ok to", after which stands what was done.
  std::size_t past_thinking(std::size_t i) const
  {
    constexpr std::size_t longest = 4;  // "quite a good idea"
    if (!s_.is(i, "COGV")) return i;
    const std::size_t it = s_.is_word(i + 1, "that") ? i + 2 : i + 1;
    if (!s_.is_word(it, "it") || !s_.is(it + 1, "BE") || negates(it + 2)) return i;
    for (std::size_t k = it + 3; k < end_ && k <= it + 2 + longest; ++k) {
      if (s_.is_word(k, "to")) return k + 1;
    }
    return i;
  }

  /// "what made you push it", "what possessed him to push it"
  std::optional<Statement> what(std::size_t i) const
  {
    i = past_emphasis(i);
    if (!s_.is_word(i, "made") && !s_.is_word(i, "possessed")) return std::nullopt;
    const bool object = s_.is(i + 1, "OBJP") || s_.is(i + 1, "SUBJ") || s_.is_person(i + 1);
    if (!object) return std::nullopt;
    i += s_.is_word(i + 2, "to") ? 3 : 2;
    return what_led(clause_.skip_adverbs(i, end_), Form::base, false);
  }

  /// `stood` says whether it still stands in the way.
  std::optional<Statement> what_led(std::size_t i, Form form, bool negated,
                                    std::string_view stood = "what stood") const
  {
    while (s_.is_word(i + 1, "to") && (s_.in(i, "lacking") || s_.in(i, "deciding"))) {
      if (s_.in(i, "lacking")) negated = !negated;
      i += 2;
      form = Form::base;
    }
    if (!negated && form == Form::base) i = past_thinking(i);
    if (!joints_.is_one(i, end_) || s_.is(i, "COGV") || s_.in(i, "deeming") ||
        !s_.has_matter(i, end_) || says_more(i)) {
      return std::nullopt;
    }
    if (negated) {
      if (auto act = clause_.gerund(i, end_, form)) {
        return made(joined({stood, "in the way of", *act}), Act::missed);
      }
      return std::nullopt;
    }
    // "how could you miss that the disk was full"
    if (s_.is_word(i, "miss") || s_.is_word(i, "overlook")) {
      const auto tail = clause_.rest(i + 1, end_, false);
      if (!tail) return std::nullopt;
      return made(joined({stood, "in the way of seeing", *tail}), Act::missed);
    }
    // "sat on the page": what was not done is told better.
    const auto told = clause_.act(i, end_, form, Act::done);
    if (told && told->act == Act::missed) return std::nullopt;
    if (auto act = clause_.being(i, end_, form)) return made("what led to " + *act, Act::done);
    if (auto act = noun(i, form)) return made("what led to the " + *act, Act::done);
    Verb unknown;
    const Verb* verb = clause_.verb_at(i, form, unknown);
    if (verb == nullptr || s_.data().has("intransitive", verb->base)) return std::nullopt;
    // "the vendor being told" is what it would have to be.
    if (verb->base == "let" || s_.is(i, "TELLV") || s_.is(i + 1, "GER")) return std::nullopt;
    if (auto act = clause_.gerund(i, end_, form)) return made("what led to " + *act, Act::done);
    return std::nullopt;
  }

  /// "… and go to lunch", "… don't be shy": more than the act that is asked about.
  bool says_more(std::size_t from) const
  {
    for (std::size_t i = from + 1;
         i < end_ && !s_.in(i, "subordinate") && !s_.is(i, "WH") && !s_.is_word(i, "that"); ++i) {
      if (s_.is(i, "HAVE") || s_.is_word(i, "do") || s_.is_word(i, "does") || s_.is_word(i, "is") ||
          s_.is_word(i, "are")) {
        return true;
      }
      const std::size_t next = s_.is_word(i + 1, "then") ? i + 2 : i + 1;
      const bool also = s_.is_word(i, "and") && next < end_;
      if (also && (s_.is_word(next, "since") || (s_.is(next, "BASE") && !s_.is(next, "PAST"))))
        return true;
    }
    return false;
  }

  /// "deploy on a Friday"
  std::optional<std::string> noun(std::size_t i, Form form) const
  {
    Verb unknown;
    const Verb* verb = clause_.verb_at(i, form, unknown);
    const std::string* noun = verb == nullptr ? nullptr : s_.data().find("noun", verb->base);
    if (noun == nullptr || (i + 1 < end_ && !s_.is(i + 1, "PREP"))) return std::nullopt;
    const auto tail = clause_.rest(i + 1, end_, false);
    if (!tail) return std::nullopt;
    return *noun + (tail->empty() ? "" : " " + *tail);
  }

  std::optional<Statement> who(std::size_t i) const
  {
    const bool which = s_.is_word(i, "which");
    ++i;
    if (which) {
      // "which genius pushed it", "which of you pushed it"
      if (s_.is_word(i, "one")) ++i;
      if (s_.is_word(i, "of") && s_.is(i + 1, "SUBJ")) {
        i += 2;
      } else if (s_.is(i, "INSULT") || s_.is(i, "ROLE") || s_.in(i, "people") ||
                 s_.in(i, "judged")) {
        ++i;
      } else {
        return std::nullopt;
      }
    }
    i = past_emphasis(i);
    // "who was it that pushed it", "who is the one who pushed it"
    if (s_.is(i, "BE")) {
      std::size_t k = i + 1;
      if (s_.is_word(k, "the")) ++k;
      const bool somebody = s_.is(k, "INSULT") || s_.is(k, "ROLE") || s_.in(k, "people");
      if (!s_.is_word(k, "it") && !s_.is_word(k, "one") && !somebody) return std::nullopt;
      if (!s_.is_word(k + 1, "that") && !s_.is_word(k + 1, "who")) return std::nullopt;
      i = k + 2;
    }
    while (i < end_ && (s_.in(i, "emphasis") || s_.is(i, "ADV"))) ++i;
    if (!joints_.is_one(i, end_) || !s_.has_matter(i, end_)) return std::nullopt;
    const auto act = clause_.after_agent(i, end_);
    if (!act) return std::nullopt;
    if (act->act == Act::missed) {
      if (act->torn) return std::nullopt;
      std::string text = act->text;
      capitalise(text);
      return Statement{text + '.', Act::missed, true};
    }
    const bool perfect = s_.is(i, "HAVE");
    // "who has touched it since Monday": perhaps nobody
    for (std::size_t k = i; perfect && k < end_; ++k) {
      if (s_.is_word(k, "since")) return std::nullopt;
    }
    return what_led(perfect ? i + 1 : i, perfect ? Form::participle : Form::past, false);
  }

  static std::optional<Statement> made(std::string text, Act act)
  {
    capitalise(text);
    // "at 3 a.m."
    if (text.ends_with("a.m") || text.ends_with("p.m")) text += '.';
    return Statement{text + '?', act, true};
  }

  const Sentence& s_;
  const Clause clause_;
  const Joints joints_;
  std::size_t from_;
  std::size_t end_;
};

}  // namespace

bool asks_why(const Sentence& sentence, std::size_t at)
{
  return sentence.is_word(at, "why") || sentence.low(at).starts_with("whyy") ||
         (sentence.is_word(at, "y") && sentence.in(at + 1, "asking"));
}

std::optional<Statement> restate_question(const Sentence& sentence, std::size_t from,
                                          std::size_t end)
{
  return Asked(sentence, from, end).run();
}

}  // namespace secondstory::language
