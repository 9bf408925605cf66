#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bot/language/features.hpp"
#include "bot/language/judgement.hpp"
#include "bot/result.hpp"

namespace secondstory::language {

/// The weights by which the second opinion judges: three linear models over the same features. One
/// says how much a sentence is like blame, one how much a message is like blame of each of 18
/// kinds, and the third how much a message is like talk in an incident at all; and the judgement
/// that weighs what they say. They are data (`config/language/model/weights.bin`), made by
/// `deploy/language train`.
class Model
{
 public:
  static constexpr std::size_t classes = 19;  ///< 0 is "blames nobody", n is category n
  static constexpr std::size_t of_sentence = 0;
  static constexpr std::size_t of_message = 1;  ///< `classes` of them
  static constexpr std::size_t of_incident = of_message + classes;
  static constexpr std::size_t width = of_incident + 1;

  /// Sums of weights, one for each of the columns above.
  using Sums = std::array<float, width>;

  /// What a feature says.
  struct Row
  {
    std::uint32_t feature = 0;
    Sums weights{};
  };

  /// What the trainer fills in.
  struct Parts
  {
    std::vector<Row> rows;
    Sums bias{};
    KnownWords known;
  };
  explicit Model(const Parts& parts);

  /// Checks that the file is whole and belongs to this reader of features and these senses. The
  /// bytes must outlive the model: they are not copied.
  static Result<Model> read(std::string_view bytes, std::uint64_t senses);
  std::string write(std::uint64_t senses) const;

  Sums score(const FeatureSet& set) const;

  const KnownWords& known() const { return known_; }
  double threshold() const { return static_cast<double>(threshold_); }
  const Judgement& judgement() const { return judgement_; }
  void judge_by(const Judgement& judgement, double threshold)
  {
    judgement_ = judgement;
    threshold_ = static_cast<float>(threshold);
  }

 private:
  /// A row as it lies in the file: whole vectors, for the sums are made of vectors.
  static constexpr std::size_t stride = (width + 7) / 8 * 8;

  Model() = default;
  void index();
  const std::vector<std::uint32_t>& places_of(const std::vector<std::uint32_t>& features) const;
  void add(const std::vector<std::uint32_t>& features, Sums& sums) const;

  std::vector<std::uint32_t> features_;  ///< in order of their last bits, see `first_`
  std::shared_ptr<const std::vector<std::int8_t>> owned_;  ///< none where the file holds them
  const std::int8_t* weights_ = nullptr;                   ///< `stride` for each of the features
  Sums bias_{};
  std::array<float, 3> scales_{1, 1, 1};
  KnownWords known_;
  Judgement judgement_;
  float threshold_ = 0.5F;  ///< least probability of blame that is spoken of without a rule

  /// Where the features with the same last bits begin, and one more for the end of the last.
  std::vector<std::uint32_t> first_;
  /// A bit for the last bits of each feature, more of them than above: most features that a message
  /// has are known to no model, and this is small enough to stay in the cache.
  std::vector<std::uint64_t> met_;
};

/// How much a feature counts in a sentence with so many of them.
float value_of(std::size_t features);

}  // namespace secondstory::language
