#include "tests/language/training/fitting.hpp"

#include <algorithm>
#include <cmath>

namespace secondstory::training {
namespace {

constexpr std::size_t size = language::Evidence::count;
using Numbers = std::array<double, size>;
using Matrix = std::array<Numbers, size>;

/// What solves `matrix * x = right`, for a matrix that is symmetric and positive.
Numbers solved(Matrix matrix, Numbers right)
{
  for (std::size_t column = 0; column < size; ++column) {
    for (std::size_t row = column + 1; row < size; ++row) {
      const double share = matrix[row][column] / matrix[column][column];
      for (std::size_t k = column; k < size; ++k) matrix[row][k] -= share * matrix[column][k];
      right[row] -= share * right[column];
    }
  }
  for (std::size_t row = size; row-- > 0;) {
    for (std::size_t k = row + 1; k < size; ++k) right[row] -= matrix[row][k] * right[k];
    right[row] /= matrix[row][row];
  }
  return right;
}

}  // namespace

language::Judgement fitted(const std::vector<Weighed>& seen)
{
  constexpr int steps = 30;
  constexpr double ridge = 1e-2;
  Numbers weights{};
  for (int step = 0; step < steps; ++step) {
    Matrix curvature{};
    Numbers slope{};
    for (std::size_t i = 0; i < size; ++i) {
      curvature[i][i] = ridge;
      slope[i] = ridge * weights[i];
    }
    for (const Weighed& one : seen) {
      const Numbers x = one.evidence.numbers();
      double logit = 0;
      for (std::size_t i = 0; i < size; ++i) logit += weights[i] * x[i];
      const double p = 1 / (1 + std::exp(-logit));
      const double bend = one.weight * p * (1 - p);
      const double miss = one.weight * (p - (one.blames ? 1 : 0));
      for (std::size_t i = 0; i < size; ++i) {
        slope[i] += miss * x[i];
        if (x[i] == 0) continue;
        for (std::size_t k = 0; k <= i; ++k) curvature[i][k] += bend * x[i] * x[k];
      }
    }
    for (std::size_t i = 0; i < size; ++i) {
      for (std::size_t k = i + 1; k < size; ++k) curvature[i][k] = curvature[k][i];
    }
    const Numbers step_by = solved(curvature, slope);
    double farthest = 0;
    for (std::size_t i = 0; i < size; ++i) {
      weights[i] -= step_by[i];
      farthest = std::max(farthest, std::abs(step_by[i]));
    }
    constexpr double settled = 1e-7;
    if (farthest < settled) break;
  }
  language::Judgement judgement;
  for (std::size_t i = 0; i < size; ++i) judgement.weights[i] = static_cast<float>(weights[i]);
  return judgement;
}

const Candidate& chosen(const std::vector<Candidate>& candidates, double recall)
{
  const auto better = [&](const Candidate& a, const Candidate& b) {
    const bool enough = a.recall >= recall;
    if (enough != (b.recall >= recall)) return enough;
    return enough ? a.false_flags < b.false_flags : a.recall > b.recall;
  };
  return *std::min_element(candidates.begin(), candidates.end(), better);
}

}  // namespace secondstory::training
