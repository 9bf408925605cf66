#include "bot/language/wording.hpp"

#include <algorithm>

#include "bot/language/normalise.hpp"
#include "bot/language/question.hpp"
#include "bot/language/restate.hpp"
#include "bot/language/rewrite.hpp"
#include "bot/language/rules.hpp"

namespace secondstory::language {
namespace {

/// Categories that judge somebody rather than tell what they did.
bool is_verdict(const std::string& category)
{
  return category >= "C07" && category != "C10" && category != "C12";
}

bool is_item(std::string_view line)
{
  const std::size_t digits = line.find_first_not_of("0123456789");
  const bool numbered = digits > 0 && digits < 4 &&
                        (line.substr(digits, 2) == ". " || line.substr(digits, 2) == ") ");
  return numbered || line.starts_with("- ") || line.starts_with("* ");
}

/// Whether one sentence after the other can be said again: not a paste, nor a list, nor an answer
/// below a quote, whose sense is in its lines.
bool is_plain_talk(std::string_view text)
{
  constexpr std::size_t longest = 2000;
  // "0 3 * * *" loses its stars where they may be marks.
  if (text.size() > longest || text.find("* *") != std::string_view::npos) return false;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    if (is_quoted(line) || is_item(line)) return false;
    at = end + 1;
  }
  return true;
}

/// What became of a message: a wording for all of it, and the act each finding tells of.
class Message
{
 public:
  Message(std::string_view text, const std::vector<Finding>& findings, const RuleSet& rules)
      : text_(text),
        normalised_(normalise(text)),
        sentences_(sentences_of(normalised_)),
        read_(sentences_.size()),
        turns_(sentences_.size()),
        findings_(findings),
        rules_(rules),
        plain_(is_plain_talk(text)),
        failed_(!plain_)
  {
    if (failed_) return;
    pieces_.resize(sentences_.size());
    for (std::size_t k = 0; k < sentences_.size(); ++k) tell(k);
    // What else was said is read only where the blame could be said in other words.
    const bool more = told_ > 0 || verdicts_ > 0;
    for (std::size_t k = 0; k < sentences_.size() && !failed_ && more; ++k) {
      if (finding_in(sentences_[k]) == nullptr) keep(k);
    }
  }

  /// The wording; empty where a sentence could not be said without its person.
  std::optional<std::string> wording() const
  {
    // What is left where no act could be told was not what the message is about.
    if (failed_ || told_ == 0 || clauses_ == 0) return std::nullopt;
    std::string all;
    for (const std::string& piece : pieces_) {
      if (!all.empty() && !piece.empty()) all += ' ';
      all += piece;
    }
    // "This was not caught in review": what was left undone has only the message to point at.
    const bool says_what =
        all.find(" that ") != std::string::npos || all.find(" whether ") != std::string::npos;
    if (all.starts_with("It was not ") && !says_what) all.replace(0, 2, "This");
    // "That migration was approved."
    if (all.starts_with("That ") && !all.starts_with("That was ") && !all.starts_with("That is ")) {
      all.replace(0, 4, "The");
    }
    return all;
  }

  /// The sentence of a finding.
  const Sentence& sentence_of(const Finding& finding) const { return sentence(index_of(finding)); }

  /// Whether it can be said in other words at all, as one phrase or sentence by sentence.
  bool is_one_phrase() const { return plain_ && sentences_.size() == 1; }
  bool is_sayable(const Finding& finding) const { return plain_ && !turns(index_of(finding)); }

  std::optional<Act> act_of(const Finding& finding) const
  {
    for (const auto& [span, act] : acts_) {
      if (overlap({finding.start, finding.end}, span)) return act;
    }
    return std::nullopt;
  }

 private:
  /// At least one, though all of it be blanked.
  static std::vector<Span> sentences_of(const std::string& normalised)
  {
    std::vector<Span> sentences = split_sentences(normalised);
    if (sentences.empty()) sentences.push_back({0, normalised.size()});
    return sentences;
  }

  std::size_t index_of(const Finding& finding) const
  {
    std::size_t k = 0;
    while (k + 1 < sentences_.size() && !overlap({finding.start, finding.end}, sentences_[k])) ++k;
    return k;
  }

  /// Whether a passive would turn the sentence round, or lose what it is about.
  bool turns(std::size_t k) const
  {
    if (!turns_[k]) {
      const std::vector<Token>& tokens = sentence(k).tokens();
      turns_[k] = any_matches(rules_.wording().untold(), tokens, Gist(tokens));
    }
    return *turns_[k];
  }

  const Sentence& sentence(std::size_t k) const
  {
    if (!read_[k]) {
      read_[k].emplace(text_, rules_.lexicon().tokenise(normalised_, sentences_[k]),
                       rules_.lexicon(), rules_.wording());
    }
    return *read_[k];
  }

  const Finding* finding_in(const Span& span) const
  {
    for (const Finding& finding : findings_) {
      if (overlap({finding.start, finding.end}, span)) return &finding;
    }
    return nullptr;
  }

  /// A sentence that blames, in other words.
  void tell(std::size_t k)
  {
    const Span& span = sentences_[k];
    const Finding* finding = finding_in(span);
    if (finding == nullptr) return;
    const Sentence& words = sentence(k);
    if (turns(k)) failed_ = true;
    // A finding may take in neighbours that only tell what else there is.
    const bool wider = finding->start < span.start || span.end < finding->end;
    const bool owned = words.is_possessive(0) && words.is_person(0);
    if (wider && !owned && !is_personal(words, 0)) {
      keep(k);
      return;
    }
    Blame blame;
    blame.where = {finding->start, finding->end};
    blame.own = finding->target == Target::self || finding->target == Target::team;
    blame.verdict = is_verdict(finding->category);
    blame.wish = finding->category == "C04";
    // Of scorn, demands and talk of whole teams an act is rarely told as it was; "you ran it on
    // prod?" tells it.
    const std::string& category = finding->category;
    const bool told_in_disbelief = category == "C13" && words.is_word(words.size() - 1, "?");
    if (blame.verdict && category != "C07" && category != "C08" && !told_in_disbelief) {
      failed_ = true;
      return;
    }
    const auto said = restate(words, blame);
    if (said) acts_.emplace_back(span, said->act);
    if (said && !said->text.empty()) clauses_ += 1;
    if (said && said->text.empty()) ++verdicts_;
    // Without the act that was blamed, the rest would be silent about what happened.
    const bool about_act = finding->category <= "C04" ||
                           (finding->category <= "C06" && words.has_matter(0, words.size()));
    told_ += said && said->told ? 1 : 0;
    const bool told = said && (said->told || (said->text.empty() && !about_act));
    if (about_act && !told) failed_ = true;
    if (!said || (said->text.empty() && words.has_fact(0, words.size()))) {
      failed_ = true;
      return;
    }
    // A confession that is still one.
    if (finding->category == "C12" && is_own(said->text)) failed_ = true;
    pieces_[k] = said->text;
  }

  /// "with my eyes shut", "hate myself"
  static bool is_own(const std::string& text)
  {
    const std::string spaced = " " + text;
    return std::any_of(std::begin(own), std::end(own), [&](std::string_view word) {
      return spaced.find(word) != std::string::npos;
    });
  }
  static constexpr std::string_view own[] = {" I ", " my ", " me ", " myself", " me,", " I'"};

  /// A sentence that blames nobody stays as it is, what somebody did in it is restated, small talk
  /// goes.
  void keep(std::size_t k)
  {
    if (failed_) return;
    const Span& span = sentences_[k];
    const Sentence& words = sentence(k);
    // "We are cleaning up now" is news whatever it is about.
    const bool news = words.is_word(0, "we") && words.size() > 4;
    const bool reason = words.is_word(0, "that") && words.is(1, "BE") && words.is_word(2, "why");
    if (!news && !reason && !is_personal(words, 0) && !words.has_matter(0, words.size())) {
      failed_ = words.has_substance(0, words.size());
      return;
    }
    std::size_t first = 0;
    while (first + 1 < words.size() &&
           (words.is_lead(first) || words.in(first, "linking") || is_address(words, first) ||
            words.is_word(first, ",") || words.is_word(first, ":"))) {
      // "Hi from the airport", "update 3:", "because it was late": more hangs on it.
      const bool whole = words.is(first + 1, "PREP") || words.is(first + 1, "NUM") ||
                         words.in(first, "subordinate");
      if (whole && !words.is_punct(first)) {
        failed_ = true;
        return;
      }
      ++first;
    }
    // "who was at the console?" asks for a name however it is kept.
    if (words.is_word(first, "who") || words.is_word(first, "whose") ||
        words.is_word(first, "why")) {
      failed_ = true;
      return;
    }
    if (is_personal(words, first)) {
      const auto said = restate(words, {{span.end, span.end}, false, true});
      if (said && said->told) {
        pieces_[k] = said->text;
        told_ += 1;
        clauses_ += 1;
      } else {
        failed_ = words.has_substance(0, words.size());
      }
      return;
    }
    if (!is_statement(words, first)) {
      failed_ = words.has_substance(first, words.size());
      return;
    }
    std::string text(text_.substr(words.token(first).start, span.end - words.token(first).start));
    for (std::size_t i = first; i < words.size(); ++i) {
      if (words.is_possessive(i) && words.is_person(i)) text = words.copy(first, words.size());
    }
    while (!text.empty() && (text.back() == ' ' || text.back() == '\n')) text.pop_back();
    capitalise(text);
    const char last = text.back();
    if (last != '.' && last != '?' && last != '!' && last != ':') text += '.';
    // "6 am" is no verb.
    for (std::size_t i = first; i < words.size(); ++i) {
      clauses_ += words.is(i, "BE") && !words.is_word(i, "am") ? 1 : 0;
    }
    for (std::size_t i = first; i < words.size(); ++i) clauses_ += words.is(i, "HAVE") ? 1 : 0;
    pieces_[k] = text;
  }

  /// "all" in "hi all, …"
  static bool is_address(const Sentence& words, std::size_t i)
  {
    const bool ends = words.is_word(i + 1, ",") || words.is_word(i + 1, ":");
    return i > 0 && ends && words.in(i, "tail_names");
  }

  static bool is_personal(const Sentence& words, std::size_t first)
  {
    for (std::size_t i = first; i < words.size(); ++i) {
      if ((words.is_person(i) && !words.is_possessive(i)) || words.is(i, "LAYMAN") ||
          words.in(i, "unreal"))
        return true;
    }
    const std::size_t agent = Clause(words).agent(first, words.size(), false);
    return agent > first &&
           (words.is(agent - 1, "ROLE") || words.in(agent - 1, "people") ||
            words.is(agent - 1, "TEAM") || words.is(first, "ANYBODY") || words.is(first, "NOBODY"));
  }

  /// A clause, or a fragment that holds a fact; not a cry, a rhetorical question or an order.
  static bool is_statement(const Sentence& words, std::size_t first)
  {
    const bool order = words.is(first, "BASE") && !words.is(first, "PAST") &&
                       (words.is(first + 1, "DET") || words.is(first + 1, "POSSP") ||
                        words.is(first + 1, "PREP") || words.in(first + 1, "whole"));
    if (words.has_fact(0, words.size())) return true;
    if (order || words.is(first, "WH")) return false;
    for (std::size_t i = first + 1; i < words.size(); ++i) {
      const bool verb = words.is(i, "BE") || words.is(i, "HAVE") || words.is(i, "MODAL") ||
                        words.is(i, "PAST") || words.is(i, "S3");
      if (verb) return !words.is_word(words.size() - 1, "?");
    }
    if (words.is(first, "GER") || words.is(first, "PART")) return true;
    // "2,300 players kicked.", "three customers offline": no more than a fragment, and news.
    const std::size_t last = words.size() - 1;
    return words.size() > 2 && !words.is_word(last, "?") && !words.is_word(last, "!") &&
           (words.is(first, "NUM") || words.in(first, "counts") || words.is(first, "DET"));
  }

  std::string_view text_;
  std::string normalised_;
  std::vector<Span> sentences_;
  mutable std::vector<std::optional<Sentence>> read_;  ///< filled when asked for
  mutable std::vector<std::optional<bool>> turns_;     ///< likewise
  const std::vector<Finding>& findings_;
  const RuleSet& rules_;
  std::vector<std::string> pieces_;  ///< of the wording, one a sentence; empty for what goes
  std::vector<std::pair<Span, Act>> acts_;
  int clauses_ = 0;
  int told_ = 0;
  int verdicts_ = 0;  ///< sentences that say who is to blame, and nothing else
  const bool plain_;
  bool failed_;
};

std::optional<std::string> phrase_for(const Sentence& sentence, std::string_view text,
                                      const RuleSet& rules)
{
  if (!facts_of(text).empty()) return std::nullopt;
  const Gist gist(sentence.tokens());
  for (const Phrase& phrase : rules.wording().phrases()) {
    if (phrase.pattern.may_match(gist) && phrase.pattern.find(sentence.tokens())) return phrase.say;
  }
  return std::nullopt;
}

}  // namespace

void put_into_words(std::string_view text, std::vector<Finding>& findings, const RuleSet& rules,
                    const Blames& blames)
{
  if (findings.empty()) return;
  const Message message(text, findings, rules);
  std::optional<bool> whole_is_good;  // of the message as a whole, once it is asked for
  for (Finding& finding : findings) {
    if (message.is_one_phrase()) {
      if (const auto phrase = phrase_for(message.sentence_of(finding), text, rules)) {
        finding.suggestion = phrase;
        continue;
      }
    }
    finding.question =
        question_for(finding, message.sentence_of(finding), message.act_of(finding), rules);
    const bool sayable = message.is_sayable(finding);
    if (sayable && finding.suggestion && guarded(*finding.suggestion, text, rules, blames)) {
      continue;
    }
    finding.suggestion.reset();
    if (!sayable) continue;
    if (!whole_is_good) {
      whole_is_good = message.wording() && guarded(*message.wording(), text, rules, blames);
    }
    if (*whole_is_good) finding.suggestion = message.wording();
  }
}

}  // namespace secondstory::language
