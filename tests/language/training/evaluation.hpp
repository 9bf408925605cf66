#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "bot/language/model.hpp"
#include "bot/language/senses.hpp"
#include "tests/language/training/corpus.hpp"
#include "tests/language/training/fitting.hpp"

namespace secondstory::training {

using Examples = std::vector<const Example*>;

/// A message, and its sentence that may be a finding.
struct Suspect
{
  const Example* example = nullptr;
  language::Evidence evidence;
  bool hit = false;  ///< a finding of it would overlap the labelled words
};

/// Of each message the sentence that looks most like blame to the model, and others that rules hit.
/// Left out are those of ordinary chat that nothing would take for blame.
std::vector<Suspect> suspects(const language::Model& model, const language::Senses& senses,
                              const Examples& examples);

struct Judged
{
  double score = 0;  ///< of the finding that blames most
  bool hit = false;  ///< it overlaps the labelled words
  const Example* example = nullptr;
};

/// One for each message among the suspects.
std::vector<Judged> judge(const language::Judgement& judgement,
                          const std::vector<Suspect>& suspects);

/// What the engine as it is shipped finds with a model, its judgement and its threshold: a score is
/// 1 or 0.
std::vector<Judged> judge_as_shipped(const language::Model& model, const language::Senses& senses,
                                     const Examples& examples);

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
  /// Of so many ordinary messages these are suspects.
  void add_ordinary(const std::vector<Judged>& judged, std::size_t messages, double threshold);
  double recall() const;
  /// Ordinary messages flagged that do not blame.
  double false_flags() const { return ordinary_flagged_; }
  void print(std::string_view name) const;

 private:
  double flagged_ = 0;
  double ordinary_ = 0;
  double ordinary_flagged_ = 0;  ///< that nobody judged to blame
  double ordinary_blaming_ = 0;
  std::array<double, language::Model::categories + 1> found_{};
  std::array<double, language::Model::categories + 1> all_{};
};

}  // namespace secondstory::training
