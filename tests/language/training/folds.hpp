#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/language/training/evaluation.hpp"
#include "tests/language/training/trainer.hpp"

namespace secondstory::training {

/// What a model trained without one writer makes of that writer, and of chat that no model learns
/// from.
struct Fold
{
  Examples held;
  Examples chat_to_fit;  ///< every other message of that chat; shows what the scores are worth
  Examples chat;         ///< the rest, on which false flags are counted
  std::optional<language::Model> model;
  std::vector<Suspect> held_suspects;
  std::vector<Suspect> fit_suspects;
  std::vector<Suspect> chat_suspects;
  language::Judgement judgement;  ///< by what the other folds have seen
  std::vector<Judged> held_judged;
  std::vector<Judged> chat_judged;
};

using Folds = std::map<std::string, Fold>;  ///< by the writer left out

/// Trains without each of the writers.
Folds cross_validate(const std::vector<Example>& examples, const language::Senses& senses,
                     const std::vector<std::string>& writers, const Options& options);

/// What the folds have seen, or all but one of them, makes a judgement. Chat that blames counts
/// less: of what is not flagged there nobody knows how much does.
language::Judgement judgement_by(const Folds& folds, const Fold* except, double chat_counts);

struct Wanted
{
  double precision = 0.953;
  double recall = 0.655;  ///< where there is as much, fewer false flags are worth more
};

/// Tries how much chat may count for, and judges each fold by what was chosen.
Candidate choose(Folds& folds, const Wanted& wanted);

}  // namespace secondstory::training
