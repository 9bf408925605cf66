#include "tests/language/training/folds.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <future>
#include <numbers>

namespace secondstory::training {
namespace {

/// Trains without one writer.
Fold without(const std::string& writer, const std::vector<Example>& examples,
             const language::Senses& senses, const Options& options)
{
  Fold fold;
  Examples used;
  for (const Example& example : examples) {
    if (example.source == instead_of(writer)) continue;
    if (example.source == writer) {
      fold.held.push_back(&example);
    } else if (example.source == "held chat") {
      const bool even = (fold.chat_to_fit.size() + fold.chat.size()) % 2 == 0;
      (even ? fold.chat_to_fit : fold.chat).push_back(&example);
    } else {
      used.push_back(&example);
    }
  }
  fold.model = train(used, senses, options);
  fold.held_suspects = suspects(*fold.model, senses, fold.held);
  fold.fit_suspects = suspects(*fold.model, senses, fold.chat_to_fit);
  fold.chat_suspects = suspects(*fold.model, senses, fold.chat);
  return fold;
}

}  // namespace

Folds cross_validate(const std::vector<Example>& examples, const language::Senses& senses,
                     const std::vector<std::string>& writers, const Options& options)
{
  Folds folds;
  for (const std::string& writer : writers) folds[writer];
  std::map<std::string, std::future<Fold>> trained;
  for (const auto& [writer, fold] : folds) {
    trained[writer] = std::async(std::launch::async, without, writer, std::cref(examples),
                                 std::cref(senses), std::cref(options));
  }
  for (auto& [writer, fold] : folds) fold = trained[writer].get();
  return folds;
}

language::Judgement judgement_by(const Folds& folds, const Fold* except, double chat_counts)
{
  std::vector<Weighed> seen;
  for (const auto& [writer, fold] : folds) {
    if (&fold == except) continue;
    for (const Suspect& suspect : fold.held_suspects) {
      seen.push_back({suspect.evidence, suspect.hit, 1});
    }
    const double weight =
        chat_counts / static_cast<double>(std::max<std::size_t>(1, fold.chat_to_fit.size()));
    for (const Suspect& suspect : fold.fit_suspects) {
      const bool blames = suspect.example->category != 0;
      seen.push_back({suspect.evidence, suspect.hit, blames ? 0.3 * weight : weight});
    }
  }
  return fitted(seen);
}

namespace {

/// The least threshold with the wanted precision over all who were held out.
double threshold_for(const Folds& folds, double precision)
{
  std::vector<Judged> all;
  for (const auto& [writer, fold] : folds) {
    all.insert(all.end(), fold.held_judged.begin(), fold.held_judged.end());
  }
  return recall_at(all, precision).threshold;
}

/// Judges each fold by what the others have seen; chat counts as so many messages beside each
/// writer.
void judge_each(Folds& folds, double chat_counts)
{
  for (auto& [writer, fold] : folds) {
    fold.judgement = judgement_by(folds, &fold, chat_counts);
    fold.held_judged = judge(fold.judgement, fold.held_suspects);
    fold.chat_judged = judge(fold.judgement, fold.chat_suspects);
  }
}

}  // namespace

Candidate choose(Folds& folds, const Wanted& wanted)
{
  std::vector<Candidate> candidates;
  for (int step = 0; step < 15; ++step) {
    const double chat_counts = 50'000 * std::pow(std::numbers::sqrt2, step);
    judge_each(folds, chat_counts);
    const double threshold = threshold_for(folds, wanted.precision);
    Table table;
    for (const auto& [writer, fold] : folds) {
      table.add(fold.held_judged, threshold);
      table.add_ordinary(fold.chat_judged, fold.chat.size(), threshold);
    }
    table.print(fmt::format("chat counting as {:.0f}", chat_counts));
    candidates.push_back({chat_counts, threshold, table.recall(), table.false_flags()});
  }
  const Candidate choice = chosen(candidates, wanted.recall);
  if (choice.recall < wanted.recall) {
    fmt::print("a recall of {:.3f} was not reached\n", wanted.recall);
  }
  judge_each(folds, choice.chat_counts);
  return choice;
}

}  // namespace secondstory::training
