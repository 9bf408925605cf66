#include "tests/language/training/evaluation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <string>

#include "bot/language/engine.hpp"
#include "bot/language/opinion.hpp"

namespace secondstory::training {
namespace {

using language::Model;

language::Opinion opinion_of(const Model& model, const language::Senses& senses)
{
  return {senses, model, std::vector<language::Opinion::Wording>(Model::classes - 1)};
}

bool finds(const language::Span& span, const Example& example)
{
  return example.category != 0 && language::overlap(span, example.span);
}

}  // namespace

std::vector<Judged> judge(const Model& model, const language::Senses& senses,
                          const Examples& examples)
{
  const language::Opinion opinion = opinion_of(model, senses);
  std::vector<Judged> judged;
  for (const Example* example : examples) {
    const std::string normalised = language::normalise(example->text);
    const auto verdicts = opinion.judge(normalised, language::split_sentences(normalised));
    Judged one{0, false, example};
    for (std::size_t i = 0; i < verdicts.size(); ++i) {
      if (verdicts[i].blame <= one.score) continue;
      const language::Verdict found = language::widened(verdicts, i);
      one.score = found.blame;
      one.hit = finds(found.span, *example);
    }
    judged.push_back(one);
  }
  return judged;
}

std::vector<Judged> judge_with_rules(Model model, double threshold, const language::Senses& senses,
                                     const Examples& examples)
{
  model.set_threshold(threshold);
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

void Table::add_ordinary(const std::vector<Judged>& judged, double threshold)
{
  for (const Judged& one : judged) {
    ordinary_ += 1;
    if (one.score >= threshold) ordinary_flagged_ += 1;
  }
}

void Table::print(std::string_view name) const
{
  double hits = 0;
  double blameful = 0;
  std::string line;
  for (std::size_t k = 1; k < Model::classes; ++k) {
    hits += found_[k];
    blameful += all_[k];
    line += fmt::format(" C{:02} {:.2f}", k, found_[k] / all_[k]);
  }
  fmt::print("{}: precision {:.3f} recall {:.3f} |{}\n", name, hits / flagged_, hits / blameful,
             line);
  if (ordinary_ > 0) {
    fmt::print("  ordinary messages flagged: {:.0f} of {:.0f}, {:.2f} in 1,000\n",
               ordinary_flagged_, ordinary_, 1000 * ordinary_flagged_ / ordinary_);
  }
}

}  // namespace secondstory::training
