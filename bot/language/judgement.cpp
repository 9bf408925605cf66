#include "bot/language/judgement.hpp"

#include <algorithm>
#include <cmath>

namespace secondstory::language {
namespace {

double logit(double probability)
{
  return std::log(probability / (1 - probability));
}

double probability(double logit)
{
  return 1 / (1 + std::exp(-logit));
}

}  // namespace

std::array<double, Evidence::count> Evidence::numbers() const
{
  // How far a message is from an incident's talk counts on its own, the farther the more; how deep
  // in it one is does not.
  const auto lacks = [&](double talk) { return std::max(0.0, talk - incident); };
  // No writer's message is longer, so nothing is learnt of longer ones: they count as this long.
  constexpr double longest = 80;
  const double length = std::log1p(std::min(words, longest));
  return {sentence,
          whole,
          in_order,
          margin,
          std::max(0.0, sentence),
          std::max(0.0, in_order),
          std::min(sentence, message),
          lacks(5),
          lacks(2),
          lacks(-1),
          in_order * lacks(5),
          strange,
          length,
          length * length,
          std::log1p(sentences),
          rule > 0 ? 1.0 : 0.0,
          rule,
          rule * lacks(5),
          1};
}

double trust_in(double confidence)
{
  return logit(std::clamp(confidence, 0.5, surest));
}

double Judgement::logit_of(const Evidence& evidence) const
{
  const auto numbers = evidence.numbers();
  double sum = 0;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    sum += static_cast<double>(weights[i]) * numbers[i];
  }
  return sum;
}

double Judgement::of(const Evidence& evidence) const
{
  return probability(logit_of(evidence));
}

double Judgement::confidence_for(double wanted, const Evidence& evidence) const
{
  // Beside the same evidence the logit is a line over the trust in the rule.
  const auto with_trust = [&](double trust) {
    Evidence with_rule = evidence;
    with_rule.rule = trust;
    return logit_of(with_rule);
  };
  const double at_one = with_trust(1);
  const double slope = with_trust(2) - at_one;
  const double missing = logit(wanted) - (at_one - slope);
  if (missing <= 0) return 0;
  if (slope <= 0 || missing > slope * trust_in(surest)) return 1;
  return probability(missing / slope);
}

}  // namespace secondstory::language
