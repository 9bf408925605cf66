#include <algorithm>
#include <cctype>

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

/// Rephrases one sentence after the other; knows which responders were spoken of before.
class Rephraser
{
 public:
  Rephraser(std::string_view text, const Roster& roster, const Lexicon& lexicon)
      : text_(text), lexicon_(lexicon), people_(roster, lexicon)
  {
  }

  std::string run()
  {
    const std::string normalised = normalise(text_);
    for (const Span& sentence : split_sentences(normalised)) {
      tokens_ = lexicon_.tokenise(normalised, sentence);
      for (std::size_t i = 0; i < tokens_.size();) i = step(i);
    }
    return people_.scrub(applied());
  }

 private:
  std::string_view raw(std::size_t i) const
  {
    return text_.substr(tokens_[i].start, tokens_[i].end - tokens_[i].start);
  }

  bool is(std::size_t i, std::string_view cls) const
  {
    const std::size_t number = lexicon_.find_class(cls);
    return i < tokens_.size() && number < max_classes && tokens_[i].classes.test(number);
  }

  bool is_word(std::size_t i, std::string_view word) const
  {
    return i < tokens_.size() && tokens_[i].word >= 0 && lexicon_.word(tokens_[i].word) == word;
  }

  /// Handles the token and gives the next one to look at.
  std::size_t step(std::size_t i)
  {
    if (const auto person = people_.at(text_, tokens_, i)) {
      if (person->role.empty()) {
        if (const auto next = passive(person->first, person->last)) return *next;
      }
      replace(person->first, person->last,
              person->role.empty() ? responder("a responder") : person->role);
      return person->last;
    }
    return pronoun(i);
  }

  std::string responder(const std::string& first)
  {
    const bool again = spoken_of_;
    spoken_of_ = true;
    return again ? "the responder" : first;
  }

  void replace(std::size_t first, std::size_t last, std::string by)
  {
    if (first == 0) capitalise(by);
    edits_.push_back({tokens_[first].start, tokens_[last - 1].end, std::move(by)});
  }

  /// "Priya restarted the db" → "The db was restarted": where the object is a plain noun phrase,
  /// nothing personal stands in it and no second verb hangs on the same subject.
  std::optional<std::size_t> passive(std::size_t first, std::size_t last)
  {
    std::size_t verb = last;
    while (is(verb, "ADV")) ++verb;
    const bool action = is(verb, "PAST") &&
                        (is(verb, "CHANGE") || is(verb, "HARM") || is(verb, "OMIT")) &&
                        tokens_[verb].lemma >= 0;
    if (!action) return std::nullopt;
    std::size_t object = verb + 1;
    const bool particle = is(object, "PARTICLE") && !is(object, "PREP");
    if (particle) ++object;
    std::size_t end = object;
    while (end < tokens_.size() && !tokens_[end].classes.test(cls_punct) &&
           (!is(end, "STOP") || is_word(end, "it")) && !(end > object && is(end, "PAST")) &&
           !(end > object && is(end, "DET"))) {
      if (is_personal(tokens_[end], lexicon_) || people_.at(text_, tokens_, end)) {
        return std::nullopt;
      }
      ++end;
    }
    if (end == object || verb_follows(end)) return std::nullopt;
    const std::size_t from = tokens_[object].start;
    std::string noun(text_.substr(from, tokens_[end - 1].end - from));
    std::string by = noun + (is_plural(noun) ? " were " : " was ");
    for (std::size_t i = last; i < verb; ++i) by += std::string(raw(i)) + " ";
    by += lexicon_.verb(tokens_[verb].lemma).participle;
    if (particle) by += " " + std::string(raw(object - 1));
    replace(first, end, by);
    return end;
  }

  /// Whether another verb of the same subject comes later: "restarted the db and checked it".
  bool verb_follows(std::size_t from) const
  {
    for (std::size_t i = from; i + 1 < tokens_.size(); ++i) {
      const bool joined =
          is_word(i, "and") || is_word(i, ",") || is_word(i, "then") || is_word(i, "but");
      if (joined && (is(i + 1, "PAST") || is(i + 1, "ADV") || is_word(i + 1, "then"))) return true;
    }
    return false;
  }

  std::size_t pronoun(std::size_t i)
  {
    const bool first = is_word(i, "i");
    const bool second = is_word(i, "you");
    const bool third = is_word(i, "he") || is_word(i, "she");
    if (first || second || third) {
      if (const auto next = passive(i, i + 1)) return *next;
      replace(i, i + 1, responder(third ? "the responder" : "a responder"));
      return agree(i + 1, first || second);
    }
    const bool something_follows =
        i + 1 < tokens_.size() && !is(i + 1, "STOP") && !tokens_[i + 1].classes.test(cls_punct);
    if (is_word(i, "my") || is_word(i, "his") || is_word(i, "your") ||
        (is_word(i, "her") && something_follows)) {
      replace(i, i + 1, responder("a responder") + "'s");
    } else if (is_word(i, "me") || is_word(i, "him") || is_word(i, "her")) {
      replace(i, i + 1, responder("a responder"));
    } else if (is_word(i, "myself") || is_word(i, "yourself") || is_word(i, "himself") ||
               is_word(i, "herself")) {
      replace(i, i + 1, "themselves");
    }
    return i + 1;
  }

  /// The verb after "I" or "you", which the third person changes; contractions are written out.
  std::size_t agree(std::size_t i, bool changes)
  {
    if (i >= tokens_.size()) return i;
    const std::string_view written = raw(i);
    const std::string gap = !written.empty() && written.front() == '\'' ? " " : "";
    const bool joined = !gap.empty() || tokens_[i].start == tokens_[i - 1].end;
    std::string by;
    if (is_word(i, "am") || (changes && is_word(i, "are"))) by = "is";
    if (changes && is_word(i, "have")) by = "has";
    if (changes && is_word(i, "were")) by = "was";
    if (changes && is_word(i, "do")) by = "does";
    if (by.empty() && joined && is_word(i, "will")) by = "will";
    if (by.empty() && is_word(i, "'s")) by = is(i + 1, "PART") ? "has" : "is";
    if (by.empty() && is_word(i, "'d")) by = is(i + 1, "BASE") ? "would" : "had";
    if (by.empty()) return i;
    edits_.push_back({tokens_[i].start, tokens_[i].end, (joined ? " " : "") + by});
    return i + 1;
  }

  std::string applied() const
  {
    std::string result;
    std::size_t at = 0;
    for (const Edit& edit : edits_) {
      result += text_.substr(at, edit.start - at);
      result += edit.text;
      at = edit.end;
    }
    result += text_.substr(at);
    return result;
  }

  std::string_view text_;
  const Lexicon& lexicon_;
  People people_;
  std::vector<Token> tokens_;
  std::vector<Edit> edits_;
  bool spoken_of_ = false;
};

}  // namespace

std::string Engine::rephrase(std::string_view text, const Roster& roster) const
{
  const std::string_view head = text.substr(0, max_input_bytes);
  return Rephraser(head, roster, rules_->lexicon()).run() + std::string(text.substr(head.size()));
}

}  // namespace secondstory::language
