#pragma once

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

namespace secondstory::training {

using Eigen::Index;
using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// The same numbers each time; the distributions of the standard library differ.
class Chance
{
 public:
  /// From 0 up to 1.
  float uniform() { return static_cast<float>(engine_() >> 40) * 0x1p-24F; }
  float normal()
  {
    const float radius = std::sqrt(-2 * std::log(1 - uniform()));
    return radius * std::cos(6.2831853F * uniform());
  }
  std::size_t below(std::size_t count) { return engine_() % count; }

 private:
  std::mt19937_64 engine_{1};
};

/// How far the steps of Adam go (D. P. Kingma and J. Ba, "Adam: A Method for Stochastic
/// Optimization", 2015, arXiv:1412.6980). The rate rises at first, then falls along a cosine.
class Pace
{
 public:
  static constexpr float of_mean = 0.9F;
  static constexpr float of_square = 0.999F;

  Pace(float rate, std::size_t steps) : rate_(rate), all_(static_cast<float>(steps)) {}

  void next()
  {
    constexpr float rising = 0.15F;
    const float done = ++taken_ / all_;
    const float falling = 0.5F + 0.5F * std::cos(3.1415927F * (done - rising) / (1 - rising));
    const float height = done < rising ? done / rising : falling;
    const float unbiased = std::sqrt(1 - std::pow(of_square, taken_));
    step = rate_ * height * unbiased / (1 - std::pow(of_mean, taken_));
    least = 1e-8F * unbiased;
  }

  float step = 0;   ///< with the corrections of the young means
  float least = 0;  ///< is added to what is divided by

 private:
  float rate_;
  float all_;
  float taken_ = 0;
};

/// Numbers that are learnt, with what Adam keeps of their slopes.
class Learnt
{
 public:
  Learnt(Index rows, Index columns, float spread, Chance& chance)
      : value(rows, columns), slope(Matrix::Zero(rows, columns)), mean_(slope), square_(slope)
  {
    for (Index i = 0; i < value.size(); ++i) value.data()[i] = spread * chance.normal();
  }

  /// One step against the slope of every row.
  void move(const Pace& pace)
  {
    for (Index i = 0; i < value.rows(); ++i) move(i, pace);
  }

  /// The same for those rows alone that a batch has touched.
  void move(std::vector<Index> rows, const Pace& pace)
  {
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    for (const Index row : rows) move(row, pace);
  }

  Matrix value;
  Matrix slope;

 private:
  void move(Index i, const Pace& pace)
  {
    auto mean = mean_.row(i);
    auto square = square_.row(i);
    const auto down = slope.row(i);
    mean = Pace::of_mean * mean + (1 - Pace::of_mean) * down;
    square = Pace::of_square * square + (1 - Pace::of_square) * down.cwiseProduct(down);
    value.row(i).array() -= pace.step * mean.array() / (square.array().sqrt() + pace.least);
    slope.row(i).setZero();
  }

  Matrix mean_;
  Matrix square_;
};

}  // namespace secondstory::training
