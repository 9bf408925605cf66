#pragma once

#include <algorithm>
#include <cmath>
#include <span>

namespace secondstory::language {

/// Whether a number may stand in a model: those of a damaged file may be anything, or none at all.
inline bool in_range(float number)
{
  return std::abs(number) < 1e6F;
}

/// The logit that any of several kinds is right, given their logits against none of them.
inline double logit_of_any(std::span<const float> kinds)
{
  const float top = *std::max_element(kinds.begin(), kinds.end());
  double total = 0;
  for (const float kind : kinds) total += std::exp(static_cast<double>(kind - top));
  return static_cast<double>(top) + std::log(total);
}

}  // namespace secondstory::language
