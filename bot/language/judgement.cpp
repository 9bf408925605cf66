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
  // Below this, what a message lacks of an incident's talk counts on its own.
  constexpr double surely_incident = 5;
  // No writer's message is longer, so nothing is learnt of longer ones: they count as this long.
  constexpr double longest = 80;
  const double length = std::log1p(std::min(words, longest));
  return {sentence,
          whole,
          message,
          margin,
          incident,
          std::max(0.0, surely_incident - incident),
          strange,
          length,
          length * length,
          std::log1p(sentences),
          rule,
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
  const double missing = logit(wanted) - logit_of(evidence);
  if (missing <= 0) return 0;
  Evidence with_rule = evidence;
  with_rule.rule = 1;
  const double worth = logit_of(with_rule) - logit_of(evidence);
  if (missing > worth * trust_in(surest)) return 1;
  return probability(missing / worth);
}

}  // namespace secondstory::language
