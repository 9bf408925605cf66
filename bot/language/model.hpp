#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bot/language/convolution.hpp"
#include "bot/language/features.hpp"
#include "bot/language/judgement.hpp"
#include "bot/result.hpp"

namespace secondstory::language {

/// The weights by which the second opinion judges: three linear models over the same features. One
/// says how much a sentence is like blame, one how much a message is like blame of each of 18
/// kinds, and the third how much a message is like talk in an incident at all; a convolution over
/// the words in their order; and the judgement that weighs what they say. They are data
/// (`config/language/model/weights.bin`), made by `deploy/language train`.
class Model
{
 public:
  static constexpr std::size_t categories = 18;

  // Columns; those of the categories are their numbers, 1 … 18, against blaming nobody.
  static constexpr std::size_t of_sentence = 0;
  static constexpr std::size_t of_incident = categories + 1;
  static constexpr std::size_t width = categories + 2;

  static_assert(Convolution::kinds == categories + 1);

  static constexpr unsigned met_bits = 21;  ///< of a feature, see `met_`

  /// Sums of weights, one for each column.
  using Sums = std::array<float, width>;

  /// Those of the categories, from the first on.
  static std::span<const float, categories> kinds_in(const Sums& sums)
  {
    return std::span(sums).subspan<1, categories>();
  }

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
    Convolution convolution;
  };
  /// Throws std::length_error where too many features want the same places.
  explicit Model(const Parts& parts);

  /// Checks that the file is whole and belongs to this reader of features and these senses. The
  /// bytes must outlive the model: they are not copied.
  static Result<Model> read(std::string_view bytes, std::uint64_t senses);
  std::string write(std::uint64_t senses) const;

  /// What features say together, in steps of the scales, and how many they are.
  struct Tally
  {
    std::array<std::int32_t, width> steps{};
    std::size_t features = 0;
  };
  void count(const std::vector<std::uint32_t>& features, Tally& tally) const;
  /// Of words with the features counted.
  Sums sums(const Tally& tally) const;
  Sums score(const std::vector<std::uint32_t>& features) const;

  const Convolution& convolution() const { return convolution_; }
  const KnownWords& known() const { return known_; }
  double threshold() const { return static_cast<double>(threshold_); }
  const Judgement& judgement() const { return judgement_; }
  void judge_by(const Judgement& judgement, double threshold)
  {
    judgement_ = judgement;
    threshold_ = static_cast<float>(threshold);
  }

 private:
  static constexpr std::size_t met_bytes = (std::size_t{1} << met_bits) / 8;

  Model() = default;
  std::size_t home_of(std::uint32_t feature) const { return feature & (slots_ - 1); }
  const char* slot(std::size_t number) const;
  const std::vector<std::uint32_t>& fetched(const std::vector<std::uint32_t>& features) const;
  const char* find(std::uint32_t feature) const;

  /// As it lies in the file. First a bit for the first bits of each feature: most features that a
  /// message has are known to no model, and these bits are few enough to stay in the cache. Then
  /// the rows, each at the place that its feature names or at the next one free: finding a row
  /// costs one look at memory.
  const char* met_ = nullptr;
  std::size_t slots_ = 0;                     ///< a power of two
  std::shared_ptr<const std::string> owned_;  ///< none where the file holds the table
  Sums bias_{};
  std::array<float, 3> scales_{1, 1, 1};
  KnownWords known_;
  Convolution convolution_;
  Judgement judgement_;
  float threshold_ = 0.5F;  ///< least probability of blame that is spoken of without a rule
};

/// How much a feature counts in a sentence with so many of them.
float value_of(std::size_t features);

}  // namespace secondstory::language
