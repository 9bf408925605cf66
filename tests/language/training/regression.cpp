#include "tests/language/training/regression.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>

namespace secondstory::training {

Sample sample_of(std::vector<std::uint32_t>&& features, std::size_t label, float weight)
{
  const float value = language::value_of(features.size());
  return {std::move(features), label, weight, value};
}

namespace {

/// Replaces fingerprints by their places in the regression, without those that are too rare to
/// learn from. The rarer a feature the more it counts.
void number_features(Regression& regression, std::size_t least)
{
  std::unordered_map<std::uint32_t, std::uint32_t> counts;
  std::vector<std::uint32_t> once;
  for (const Sample& sample : regression.samples) {
    once = sample.features;
    std::sort(once.begin(), once.end());
    once.erase(std::unique(once.begin(), once.end()), once.end());
    for (const std::uint32_t feature : once) ++counts[feature];
  }
  std::unordered_map<std::uint32_t, std::uint32_t> numbers;
  for (Sample& sample : regression.samples) {
    std::vector<std::uint32_t> known;
    for (const std::uint32_t feature : sample.features) {
      const std::uint32_t count = counts[feature];
      if (count < least) continue;
      const auto [at, added] =
          numbers.emplace(feature, static_cast<std::uint32_t>(regression.features.size()));
      if (added) {
        regression.features.push_back(feature);
        const float share =
            static_cast<float>(regression.samples.size()) / static_cast<float>(count);
        regression.rarity.push_back(std::log(1.0F + share) / 5.0F);
      }
      known.push_back(at->second);
    }
    sample.features = std::move(known);
  }
  regression.weights.resize(regression.features.size() * regression.classes);
}

/// One step of AdaGrad for one sample.
struct Learner
{
  explicit Learner(Regression& of, const RegressionOptions& with) : regression(of), options(with)
  {
    squares.assign(regression.weights.size(), 1.0F);
    bias_squares.fill(1.0F);
  }

  void learn(const Sample& sample)
  {
    std::array<float, most_classes> slope = regression.bias;
    each_feature(sample, [&](std::uint32_t feature, float x) {
      const float* weights = regression.weights_of(feature);
      for (std::size_t k = 0; k < regression.classes; ++k) slope[k] += x * weights[k];
    });
    const auto last = slope.begin() + static_cast<std::ptrdiff_t>(regression.classes);
    const float top = *std::max_element(slope.begin(), last);
    float total = 0;
    for (auto logit = slope.begin(); logit != last; ++logit) {
      *logit = std::exp(*logit - top);
      total += *logit;
    }
    for (std::size_t k = 0; k < regression.classes; ++k) {
      slope[k] = sample.weight * (slope[k] / total - (k == sample.label ? 1.0F : 0.0F));
      bias_squares[k] += slope[k] * slope[k];
      regression.bias[k] -= options.rate * slope[k] / std::sqrt(bias_squares[k]);
    }
    each_feature(sample, [&](std::uint32_t feature, float x) {
      float* weights = regression.weights_of(feature);
      float* square = &squares[feature * regression.classes];
      for (std::size_t k = 0; k < regression.classes; ++k) {
        const float step = slope[k] * x + options.decay * weights[k];
        square[k] += step * step;
        weights[k] -= options.rate * step / std::sqrt(square[k]);
      }
    });
  }

  template <class Do>
  void each_feature(const Sample& sample, const Do& act)
  {
    for (const std::uint32_t f : sample.features) act(f, sample.value * regression.rarity[f]);
  }

  Regression& regression;
  const RegressionOptions& options;
  std::vector<float> squares;
  std::array<float, most_classes> bias_squares{};
};

}  // namespace

void solve(Regression& regression, const RegressionOptions& options, int epochs)
{
  number_features(regression, options.least);
  Learner learner(regression, options);
  std::vector<std::size_t> order(regression.samples.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::uint64_t random = 1;
  for (int epoch = 0; epoch < epochs; ++epoch) {
    for (std::size_t i = order.size(); i > 1; --i) {
      random = random * 6364136223846793005u + 1442695040888963407u;
      std::swap(order[i - 1], order[static_cast<std::size_t>(random >> 33) % i]);
    }
    for (const std::size_t index : order) learner.learn(regression.samples[index]);
  }
  for (std::size_t i = 0; i < regression.features.size(); ++i) {
    for (std::size_t k = 0; k < regression.classes; ++k)
      regression.weights_of(i)[k] *= regression.rarity[i];
  }
}

}  // namespace secondstory::training
