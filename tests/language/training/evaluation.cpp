#include "tests/language/training/evaluation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <string>

#include "bot/language/engine.hpp"
#include "bot/language/opinion.hpp"
#include "tests/language/training/trainer.hpp"

namespace secondstory::training {
namespace {

using language::Model;

language::Opinion opinion_of(const Model& model, const language::Senses& senses)
{
  return {senses, model, std::vector<language::Opinion::Wording>(Model::categories)};
}

bool finds(const language::Span& span, const Example& example)
{
  return example.category != 0 && language::overlap(span, example.span);
}

/// A model that speaks of whatever a rule hits, and of nothing else.
Model with_all_rules(const Model& model)
{
  language::Judgement of_rules;
  language::Evidence hit;
  hit.rule = 1;
  const auto with = hit.numbers();
  const auto without = language::Evidence{}.numbers();
  for (std::size_t i = 0; i < with.size(); ++i) {
    of_rules.weights[i] = with[i] > without[i] ? 1e5F : i + 1 == with.size() ? -100.0F : 0.0F;
  }
  Model listening = model;
  listening.judge_by(of_rules, 0.5);
  return listening;
}

std::size_t likeliest_of(const std::vector<language::Verdict>& verdicts)
{
  const auto likeliest = std::max_element(
      verdicts.begin(), verdicts.end(),
      [](const auto& a, const auto& b) { return a.evidence.sentence < b.evidence.sentence; });
  return static_cast<std::size_t>(likeliest - verdicts.begin());
}

/// Ordinary chat that nothing would take for blame.
bool is_out_of_question(const Example& example, const language::Verdict& likeliest)
{
  constexpr double conceivable = -4;
  return example.source == "held chat" && example.category == 0 &&
         suspicion(likeliest.evidence.sentence, likeliest.evidence.message) < conceivable;
}

/// A sentence with what rules say of it.
Suspect suspect_of(const Example& example, const std::vector<language::Verdict>& verdicts,
                   std::size_t sentence, const std::vector<language::Finding>& by_rule)
{
  Suspect suspect{&example, verdicts[sentence].evidence, false};
  suspect.hit = finds(language::widened(verdicts, sentence).span, example);
  for (const language::Finding& finding : by_rule) {
    const language::Span span{finding.start, finding.end};
    if (!language::overlap(span, verdicts[sentence].sentence)) continue;
    suspect.evidence.rule = std::max(suspect.evidence.rule, language::trust_in(finding.confidence));
    suspect.hit = suspect.hit || finds(span, example);
  }
  return suspect;
}

}  // namespace

std::vector<Suspect> suspects(const Model& model, const language::Senses& senses,
                              const Examples& examples)
{
  const Model listening = with_all_rules(model);
  const auto opinion = opinion_of(listening, senses);
  const auto engine = language::Engine::with_opinion(opinion_of(listening, senses));
  if (!engine) throw std::runtime_error(engine.error().message);
  std::vector<Suspect> found;
  for (const Example* example : examples) {
    const std::string normalised = language::normalise(example->text);
    const auto verdicts = opinion.judge(normalised, language::split_sentences(normalised));
    if (verdicts.empty()) continue;
    const auto by_rule = engine->check(example->text);
    const std::size_t likeliest = likeliest_of(verdicts);
    if (by_rule.empty() && is_out_of_question(*example, verdicts[likeliest])) continue;
    for (std::size_t i = 0; i < verdicts.size(); ++i) {
      const Suspect suspect = suspect_of(*example, verdicts, i, by_rule);
      if (i == likeliest || suspect.evidence.rule > 0) found.push_back(suspect);
    }
  }
  return found;
}

std::vector<Judged> judge(const language::Judgement& judgement,
                          const std::vector<Suspect>& suspects)
{
  std::vector<Judged> judged;
  for (const Suspect& suspect : suspects) {
    const double score = judgement.of(suspect.evidence);
    if (judged.empty() || judged.back().example != suspect.example) {
      judged.push_back({score, suspect.hit, suspect.example});
    } else if (score > judged.back().score) {
      judged.back() = {score, suspect.hit, suspect.example};
    }
  }
  return judged;
}

std::vector<Judged> judge_as_shipped(const Model& model, const language::Senses& senses,
                                     const Examples& examples)
{
  const auto engine = language::Engine::with_opinion(opinion_of(model, senses));
  if (!engine) throw std::runtime_error(engine.error().message);
  std::vector<Judged> judged;
  for (const Example* example : examples) {
    Judged one{0, false, example};
    for (const language::Finding& finding : engine->check(example->text)) {
      one.score = 1;
      one.hit = one.hit || finds({finding.start, finding.end}, *example);
    }
    judged.push_back(one);
  }
  return judged;
}

Point recall_at(std::vector<Judged> judged, double precision)
{
  std::sort(judged.begin(), judged.end(),
            [](const Judged& a, const Judged& b) { return a.score > b.score; });
  const auto blameful = std::count_if(judged.begin(), judged.end(),
                                      [](const Judged& one) { return one.example->category != 0; });
  double hits = 0;
  Point best;
  for (std::size_t i = 0; i < judged.size(); ++i) {
    hits += judged[i].hit ? 1 : 0;
    if (hits >= precision * static_cast<double>(i + 1)) {
      best = {hits / static_cast<double>(blameful), judged[i].score};
    }
  }
  return best;
}

void Table::add(const std::vector<Judged>& judged, double threshold)
{
  for (const Judged& one : judged) {
    all_[one.example->category] += 1;
    if (one.score < threshold) continue;
    flagged_ += 1;
    if (one.hit) found_[one.example->category] += 1;
  }
}

void Table::add_ordinary(const std::vector<Judged>& judged, std::size_t messages, double threshold)
{
  ordinary_ += static_cast<double>(messages);
  for (const Judged& one : judged) {
    if (one.score < threshold) continue;
    (one.example->category == 0 ? ordinary_flagged_ : ordinary_blaming_) += 1;
  }
}

double Table::recall() const
{
  return std::accumulate(found_.begin(), found_.end(), 0.0) /
         std::accumulate(all_.begin() + 1, all_.end(), 0.0);
}

void Table::print(std::string_view name) const
{
  double hits = 0;
  double blameful = 0;
  std::string line;
  for (std::size_t k = 1; k <= Model::categories; ++k) {
    hits += found_[k];
    blameful += all_[k];
    line += fmt::format(" C{:02} {:.2f}", k, found_[k] / all_[k]);
  }
  fmt::print("{}: precision {:.3f} recall {:.3f} |{}\n", name, hits / flagged_, hits / blameful,
             line);
  if (ordinary_ > 0) {
    fmt::print(
        "  of {:.0f} ordinary messages flagged: {:.0f} that blame and {:.0f} that do not,"
        " {:.2f} in 1,000\n",
        ordinary_, ordinary_blaming_, ordinary_flagged_, 1000 * ordinary_flagged_ / ordinary_);
  }
}

}  // namespace secondstory::training
