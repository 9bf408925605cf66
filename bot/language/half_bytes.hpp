#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <span>

namespace secondstory::language {

/// Weights in half a byte each. A row of them counts in steps of one power of two, its coarseness,
/// so that a row of small weights is as exact as one of great ones, down to a sixteenth of the
/// greatest. A half byte holds 0 … 15 for -8 … 7 steps.
struct HalfBytes
{
  static constexpr int least = -8;
  static constexpr int most = 7;

  /// At which half bytes hold all of the weights, given in the finest steps (up to 127 of them).
  static unsigned coarseness_for(std::span<const long> steps)
  {
    unsigned coarseness = 0;
    for (const long step : steps) {
      while (2 * std::abs(step) > ((2 * most + 1) << coarseness)) ++coarseness;
    }
    return coarseness;
  }

  static char pair(long lower, long upper, unsigned coarseness)
  {
    return static_cast<char>(one(upper, coarseness) << 4 | one(lower, coarseness));
  }

  /// What is to be added to a sum of half bytes of that coarseness, for each of them.
  static constexpr int offset(unsigned coarseness) { return least * (1 << coarseness); }

 private:
  static unsigned one(long steps, unsigned coarseness)
  {
    const long rounded = std::lround(std::ldexp(steps, -static_cast<int>(coarseness)));
    return static_cast<unsigned>(std::clamp<long>(rounded, least, most) - least);
  }
};

}  // namespace secondstory::language
