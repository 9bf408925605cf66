#include "bot/language/wording.hpp"

#include <algorithm>

#include "bot/language/normalise.hpp"
#include "bot/language/restate.hpp"
#include "bot/language/rewrite.hpp"
#include "bot/language/rules.hpp"

namespace secondstory::language {
namespace {

/// What became of a message: a wording for all of it, and the act each finding tells of.
class Message
{
 public:
  Message(std::string_view text, const std::vector<Finding>& findings, const RuleSet& rules)
      : text_(text), normalised_(normalise(text)), findings_(findings), rules_(rules)
  {
    for (const Span& span : split_sentences(normalised_)) say(span);
  }

  /// The wording; empty where a sentence could not be said without its person.
  const std::optional<std::string>& wording() const { return wording_; }

  /// The sentence of a finding.
  Sentence sentence_of(const Finding& finding) const
  {
    for (const Span& span : split_sentences(normalised_)) {
      if (finding.start < span.end && span.start < finding.end) return sentence(span);
    }
    return sentence({0, text_.size()});
  }

  std::optional<Act> act_of(const Finding& finding) const
  {
    for (const auto& [span, act] : acts_) {
      if (finding.start < span.end && span.start < finding.end) return act;
    }
    return std::nullopt;
  }

 private:
  Sentence sentence(const Span& span) const
  {
    return {text_, rules_.lexicon().tokenise(normalised_, span), rules_.lexicon(),
            rules_.wording()};
  }

  const Finding* finding_in(const Span& span) const
  {
    for (const Finding& finding : findings_) {
      if (finding.start < span.end && span.start < finding.end) return &finding;
    }
    return nullptr;
  }

  void say(const Span& span)
  {
    const Sentence words = sentence(span);
    const Finding* finding = finding_in(span);
    if (finding == nullptr) {
      keep(span, words);
      return;
    }
    const bool we = finding->target == Target::self || finding->target == Target::team;
    const auto said = restate(words, we, {finding->start, finding->end});
    if (said) acts_.emplace_back(span, said->act);
    if (!said || (said->text.empty() && words.has_fact(0, words.size()))) {
      wording_.reset();
      failed_ = true;
      return;
    }
    add(said->text);
  }

  /// A sentence that blames nobody stays as it is; small talk to somebody goes.
  void keep(const Span& span, const Sentence& words)
  {
    if (!words.has_matter(0, words.size())) return;
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (words.is_person(i)) failed_ = true;
    }
    if (failed_ || !is_statement(words)) return;
    std::size_t first = 0;
    while (first + 1 < words.size() && (words.in(first, "dangling") || words.is_word(first, ","))) {
      ++first;
    }
    const std::size_t from = words.token(first).start;
    std::string text(text_.substr(from, span.end - from));
    while (!text.empty() && (text.back() == ' ' || text.back() == '\n')) text.pop_back();
    if (text.empty()) return;
    capitalise(text);
    const char last = text.back();
    if (last != '.' && last != '?' && last != '!' && last != ':') text += '.';
    add(text);
  }

  /// A clause, or a fragment that holds a fact; not a cry and not an order.
  static bool is_statement(const Sentence& words)
  {
    if (words.has_fact(0, words.size())) return true;
    for (std::size_t i = 1; i < words.size(); ++i) {
      const bool verb = words.is(i, "BE") || words.is(i, "HAVE") || words.is(i, "MODAL") ||
                        words.is(i, "PAST") || words.is(i, "S3") || words.is(i, "GER");
      if (verb) return !words.is(0, "WH") && !words.is_word(words.size() - 1, "?");
    }
    return words.is(0, "GER") || words.is(0, "PART");
  }

  void add(const std::string& text)
  {
    if (failed_ || text.empty()) return;
    if (!wording_) wording_.emplace();
    if (!wording_->empty()) *wording_ += ' ';
    *wording_ += text;
  }

  std::string_view text_;
  std::string normalised_;
  const std::vector<Finding>& findings_;
  const RuleSet& rules_;
  std::optional<std::string> wording_;
  std::vector<std::pair<Span, Act>> acts_;
  bool failed_ = false;
};

std::optional<std::string> phrase_for(const Sentence& sentence, std::string_view text,
                                      const RuleSet& rules)
{
  if (!facts_of(text).empty()) return std::nullopt;
  std::vector<Token> tokens;
  for (std::size_t i = 0; i < sentence.size(); ++i) tokens.push_back(sentence.token(i));
  for (const Phrase& phrase : rules.wording().phrases()) {
    if (phrase.pattern.find(tokens)) return phrase.say;
  }
  return std::nullopt;
}

/// The topic that most words of the sentence speak of.
const Topic* topic_of(const Sentence& sentence, const RuleSet& rules)
{
  const Topic* best = nullptr;
  std::size_t most = 0;
  for (const Topic& topic : rules.wording().topics()) {
    std::size_t hits = 0;
    for (std::size_t i = 0; i < sentence.size(); ++i) hits += topic.words.count(sentence.low(i));
    if (hits <= most) continue;
    most = hits;
    best = &topic;
  }
  return best;
}

/// Where the words do not tell, the category does.
Act usual_act(const std::string& category)
{
  return category == "C02" || category == "C03" || category == "C04" ? Act::missed : Act::done;
}

/// Categories whose question is about something else than the thing at hand.
bool asks_for_itself(const std::string& category)
{
  return category == "C09" || category == "C16" || category == "C17" || category == "C18";
}

std::string question_for(const Finding& finding, const Message& message, const RuleSet& rules)
{
  const Sentence sentence = message.sentence_of(finding);
  const Topic* topic = topic_of(sentence, rules);
  std::string question = finding.question;
  if (topic != nullptr && !asks_for_itself(finding.category)) {
    const Act act = message.act_of(finding).value_or(usual_act(finding.category));
    question = act == Act::missed || act == Act::possible ? topic->missed : topic->done;
  }
  if (finding.target != Target::self && finding.category != "C12") return question;
  const std::string* thanks = rules.wording().find("answer", "self");
  const bool thanked = question.rfind("Thank", 0) == 0 || question.rfind("I understand", 0) == 0;
  return thanks == nullptr || thanked ? question : *thanks + " " + question;
}

}  // namespace

void put_into_words(std::string_view text, std::vector<Finding>& findings, const RuleSet& rules,
                    const Blames& blames)
{
  if (findings.empty()) return;
  const Message message(text, findings, rules);
  for (Finding& finding : findings) {
    const bool from_rule = finding.suggestion && guarded(*finding.suggestion, text, rules, blames);
    if (const auto phrase = phrase_for(message.sentence_of(finding), text, rules)) {
      finding.suggestion = phrase;
      continue;
    }
    finding.question = question_for(finding, message, rules);
    if (from_rule) continue;
    finding.suggestion.reset();
    if (message.wording() && guarded(*message.wording(), text, rules, blames)) {
      finding.suggestion = message.wording();
    }
  }
}

}  // namespace secondstory::language
