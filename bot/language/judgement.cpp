#include "bot/language/judgement.hpp"

#include <algorithm>
#include <cmath>

namespace secondstory::language {

std::array<double, Evidence::count> Evidence::numbers() const
{
  // Below this, what a message lacks of an incident's talk counts on its own.
  constexpr double surely_incident = 5;
  // No writer's message is longer, so nothing is learnt of longer ones: they count as this long.
  constexpr double longest = 80;
  const double length = std::log1p(std::min(words, longest));
  return {sentence,         whole,
          message,          margin,
          incident,         std::max(0.0, surely_incident - incident),
          strange,          length,
          length * length,  std::log1p(sentences),
          rule ? 1.0 : 0.0, 1};
}

double Judgement::of(const Evidence& evidence) const
{
  const auto numbers = evidence.numbers();
  double logit = 0;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    logit += static_cast<double>(weights[i]) * numbers[i];
  }
  return 1 / (1 + std::exp(-logit));
}

}  // namespace secondstory::language
