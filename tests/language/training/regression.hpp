#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "bot/language/model.hpp"

namespace secondstory::training {

/// Blaming nobody, and each of the categories.
constexpr std::size_t most_classes = language::Model::categories + 1;

/// What is read, a sentence or a message, as a regression sees it.
struct Sample
{
  std::vector<std::uint32_t> features;  ///< fingerprints; once it is solved, places in `features`
  std::size_t label = 0;                ///< the class
  float weight = 1;
  float value = 0;  ///< of each feature
};

Sample sample_of(std::vector<std::uint32_t>&& features, std::size_t label, float weight);

struct RegressionOptions
{
  float rate = 0.25F;
  float decay = 1e-4F;
  std::size_t least = 2;  ///< a feature of fewer samples is not learnt
};

/// A logistic regression: what it learns from and what it has learnt. The rarer a feature is the
/// more it counts.
struct Regression
{
  std::size_t classes = 2;  ///< `most_classes` at most
  std::vector<Sample> samples;
  std::vector<std::uint32_t> features;  ///< fingerprints
  std::vector<float> weights;           ///< `classes` of them for each feature
  std::vector<float> rarity;
  std::array<float, most_classes> bias{};

  float* weights_of(std::size_t feature) { return &weights[feature * classes]; }
  const float* weights_of(std::size_t feature) const { return &weights[feature * classes]; }
};

/// Learns by AdaGrad, so many times from every sample.
void solve(Regression& regression, const RegressionOptions& options, int epochs);

}  // namespace secondstory::training
