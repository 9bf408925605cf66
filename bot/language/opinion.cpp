#include "bot/language/opinion.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "bot/language/logit.hpp"
#include "config/embedded.hpp"

namespace secondstory::language {
namespace {

/// Sentences that are judged as one message: what one of them blames is not made up for by a long
/// report around it, and the model has learnt from messages of few sentences.
constexpr std::size_t most_together = 4;

/// Bytes of a message that are judged: more is a paste, and no paste may cost much time.
constexpr std::size_t most_judged = 4000;

Target target_of(std::span<const Reading> words, std::size_t category)
{
  constexpr std::size_t self_blame = 12;
  static constexpr std::uint64_t self[] = {number_of("i"),   number_of("i'm"), number_of("i've"),
                                           number_of("i'd"), number_of("me"),  number_of("my"),
                                           number_of("we"),  number_of("our"), number_of("myself")};
  const bool own = std::any_of(words.begin(), words.end(), [](const Reading& word) {
    return std::find(std::begin(self), std::end(self), word.word) != std::end(self);
  });
  if (category == self_blame && own) return Target::self;
  bool team = false;
  for (const Reading& word : words) {
    static constexpr std::uint64_t people[] = {
        number_of("@person"), number_of("you"), number_of("he"),  number_of("she"),
        number_of("your"),    number_of("his"), number_of("him"), number_of("ROLE")};
    if (std::find(std::begin(people), std::end(people), word.sense) != std::end(people)) {
      return Target::person;
    }
    team = team || word.sense == number_of("TEAM") || word.sense == number_of("we") ||
           word.sense == number_of("they");
  }
  if (team) return Target::team;
  // "I should have checked it", "totally dropped the ball"
  const bool first = !words.empty() && words.front().sense == number_of("i");
  return first || category == self_blame ? Target::self : Target::unspecified;
}

Result<std::vector<Opinion::Wording>> read_wordings(std::string_view text)
{
  try {
    const toml::table table = toml::parse(text, std::string_view("wording.toml"));
    std::vector<Opinion::Wording> wordings;
    for (std::size_t category = 1; category <= Model::categories; ++category) {
      const std::string name = fmt::format("C{:02}", category);
      const auto entry = table[name];
      Opinion::Wording wording{fmt::format("c{:02}.wording", category), name,
                               entry["question"].value_or(std::string()),
                               entry["why"].value_or(std::string())};
      if (wording.question.empty() || wording.why.empty()) {
        return fail(Fault::usage, fmt::format("wording.toml: {} needs 'question' and 'why'", name));
      }
      wordings.push_back(std::move(wording));
    }
    return wordings;
  } catch (const toml::parse_error& bad) {
    return fail(Fault::usage,
                fmt::format("wording.toml:{}: {}", bad.source().begin.line, bad.description()));
  }
}

}  // namespace

double blame_logit(const Model::Sums& sums)
{
  return logit_of_any(Model::kinds_in(sums));
}

namespace {

Evidence logits_in(const Model::Sums& sums)
{
  Evidence evidence;
  evidence.sentence = evidence.whole = static_cast<double>(sums[Model::of_sentence]);
  evidence.message = evidence.in_order = blame_logit(sums);
  return evidence;
}

}  // namespace

Opinion::Opinion(Senses senses, Model model, std::vector<Wording> wordings)
    : senses_(std::move(senses)), model_(std::move(model)), wordings_(std::move(wordings))
{
}

Result<Opinion> Opinion::load()
{
  std::string_view senses_text;
  std::string_view weights;
  std::string_view wording_text;
  for (const EmbeddedFile& file : secondstory_model()) {
    if (file.name == "senses.txt") senses_text = file.bytes;
    if (file.name == "weights.bin") weights = file.bytes;
    if (file.name == "wording.toml") wording_text = file.bytes;
  }
  auto senses = Senses::read(senses_text);
  if (!senses) return tl::unexpected<Error>(senses.error());
  auto model = Model::read(weights, senses->digest());
  if (!model) return tl::unexpected<Error>(model.error());
  auto wordings = read_wordings(wording_text);
  if (!wordings) return tl::unexpected<Error>(wordings.error());
  return Opinion(std::move(*senses), std::move(*model), std::move(*wordings));
}

Evidence Opinion::evidence_around(const std::vector<Reading>& words, const Model::Sums& sums,
                                  std::size_t sentences) const
{
  Evidence evidence = logits_in(sums);
  std::array<float, Model::categories> kinds{};
  std::copy_n(Model::kinds_in(sums).begin(), kinds.size(), kinds.begin());
  std::nth_element(kinds.begin(), kinds.begin() + 1, kinds.end(), std::greater<>());
  evidence.margin = static_cast<double>(kinds[0] - kinds[1]);
  evidence.incident = static_cast<double>(sums[Model::of_incident]);
  double spelt = 0;
  double strange = 0;
  for (const Reading& word : words) {
    if (!word.spelt) continue;
    ++spelt;
    if (!model_.known().holds(word.word)) ++strange;
  }
  evidence.strange = strange / (spelt + 1);
  evidence.words = static_cast<double>(words.size());
  evidence.sentences = static_cast<double>(sentences);
  return evidence;
}

std::vector<Verdict> Opinion::judge(std::string_view normalised,
                                    const std::vector<Span>& sentences) const
{
  std::vector<Verdict> verdicts;
  for (std::size_t i = 0; i < sentences.size(); i += most_together) {
    const std::size_t count = std::min(most_together, sentences.size() - i);
    const std::span<const Span> piece(sentences.data() + i, count);
    if (piece.back().end > sentences.front().start + most_judged) break;
    judge_piece(normalised, piece, verdicts);
  }
  return verdicts;
}

void Opinion::judge_piece(std::string_view normalised, std::span<const Span> sentences,
                          std::vector<Verdict>& verdicts) const
{
  const FeatureReader reader(senses_, model_.known());
  thread_local std::vector<Reading> words;
  thread_local std::vector<std::size_t> ends;  // of the sentences, in `words`
  thread_local std::vector<std::uint32_t> features;
  words.clear();
  ends.clear();
  for (const Span& span : sentences) {
    reader.read(normalised, span, words);
    ends.push_back(words.size());
  }
  const auto [sums, harmless] = listen_to(words, sentences.size());
  if (harmless) {
    for (const Span& span : sentences) verdicts.push_back(Verdict{span, span, logits_in(sums)});
    return;
  }
  Evidence around = evidence_around(words, sums, sentences.size());
  const auto kinds = Model::kinds_in(sums);
  const auto likeliest =
      static_cast<std::size_t>(std::max_element(kinds.begin(), kinds.end()) - kinds.begin()) + 1;
  // Only what is in question is worth reading in order; of the rest the message says enough.
  constexpr double in_question = -1;
  if (around.message >= in_question) around.in_order = model_.convolution().blame(words);
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    Verdict verdict{sentences[i], sentences[i], around};
    verdict.piece = sentences.front().start;
    verdict.category = likeliest;
    const std::size_t first = i == 0 ? 0 : ends[i - 1];
    const std::span<const Reading> own(words.data() + first, ends[i] - first);
    if (sentences.size() > 1) {
      features_of(own, features);
      verdict.evidence.sentence = static_cast<double>(model_.score(features)[Model::of_sentence]);
    }
    weigh(verdict);
    verdict.target = target_of(own, likeliest);
    verdicts.push_back(verdict);
  }
}

Opinion::Heard Opinion::listen_to(std::span<const Reading> words, std::size_t sentences) const
{
  // No sentence makes up for a message as harmless as this, and most messages are. The more
  // sentences there are the less the message says of one.
  static constexpr std::array<double, most_together> at_first{-6.5, -7.5, -8, -9};
  static constexpr std::array<double, most_together> at_last{-5.5, -7.5, -8.5, -9.5};
  thread_local std::vector<std::uint32_t> features;
  Model::Tally tally;
  features.clear();
  add_first_features(words, features);
  model_.count(features, tally);
  const Model::Sums at_a_glance = model_.sums(tally);
  if (blame_logit(at_a_glance) < at_first[sentences - 1]) return {at_a_glance, true};
  features.clear();
  add_further_features(words, features);
  model_.count(features, tally);
  const Model::Sums sums = model_.sums(tally);
  return {sums, blame_logit(sums) < at_last[sentences - 1]};
}

void Opinion::weigh(Verdict& verdict) const
{
  verdict.blame = model_.judgement().of(verdict.evidence);
  verdict.needed = model_.judgement().confidence_for(model_.threshold(), verdict.evidence);
}

double Opinion::confidence(const Verdict& verdict) const
{
  constexpr double least = 0.7;
  const double doubt = (1 - verdict.blame) / (1 - model_.threshold());
  return 1 - (1 - least) * doubt;
}

Verdict widened(const std::vector<Verdict>& verdicts, std::size_t sentence)
{
  constexpr std::size_t short_message = 100;
  const bool brief = verdicts.back().span.end - verdicts.front().span.start < short_message;
  const auto taken_in = [&](const Verdict& verdict) {
    return brief || (verdict.blame > 0 && verdict.evidence.sentence > 0);
  };
  Verdict wide = verdicts[sentence];
  for (std::size_t k = sentence; k > 0 && taken_in(verdicts[k - 1]); --k) {
    wide.span.start = verdicts[k - 1].span.start;
  }
  for (std::size_t k = sentence + 1; k < verdicts.size() && taken_in(verdicts[k]); ++k) {
    wide.span.end = verdicts[k].span.end;
  }
  return wide;
}

std::vector<Verdict> Opinion::blaming(const std::vector<Verdict>& verdicts) const
{
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    if (verdicts[i].blame >= model_.threshold()) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return verdicts[a].blame > verdicts[b].blame;
  });
  std::vector<Verdict> found;
  for (const std::size_t i : order) {
    const Verdict wide = widened(verdicts, i);
    const bool known = std::any_of(found.begin(), found.end(), [&](const Verdict& other) {
      return overlap(wide.span, other.span);
    });
    if (!known) found.push_back(wide);
  }
  return found;
}

}  // namespace secondstory::language
