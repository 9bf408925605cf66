#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "bot/language/model.hpp"
#include "bot/language/senses.hpp"
#include "tests/language/training/corpus.hpp"

namespace secondstory::training {

struct Judged
{
  double score = 0;  ///< of the finding that blames most
  bool hit = false;  ///< it overlaps the labelled words
  const Example* example = nullptr;
};

using Examples = std::vector<const Example*>;

/// By the model alone; what counts as a finding is left to a threshold on the score.
std::vector<Judged> judge(const language::Model& model, const language::Senses& senses,
                          const Examples& examples);

/// What the engine as it is shipped, rules and all, finds with a model and its threshold: a score
/// is 1 or 0.
std::vector<Judged> judge_with_rules(language::Model model, double threshold,
                                     const language::Senses& senses, const Examples& examples);

struct Point
{
  double recall = 0;
  double threshold = 1;
};

/// The best recall with at least that precision.
Point recall_at(std::vector<Judged> judged, double precision);

/// Figures of one held-out writer, or of several summed up.
class Table
{
 public:
  void add(const std::vector<Judged>& judged, double threshold);
  void add_ordinary(const std::vector<Judged>& judged, double threshold);
  void print(std::string_view name) const;

 private:
  double flagged_ = 0;
  double ordinary_ = 0;
  double ordinary_flagged_ = 0;
  std::array<double, language::Model::classes> found_{};
  std::array<double, language::Model::classes> all_{};
};

}  // namespace secondstory::training
