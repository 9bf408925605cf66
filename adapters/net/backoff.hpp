#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <random>

namespace secondstory::net {

/// Waits that double from `first` to `cap`, each drawn evenly between nothing and that ("full
/// jitter", aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter), so that many clients
/// which lost the same server do not come back at once.
class Backoff
{
 public:
  using Span = std::chrono::milliseconds;

  Backoff(Span first, Span cap, std::uint32_t seed) : first_(first), cap_(cap), random_(seed) {}

  /// The wait before the next attempt; never less than `at_least` (a server's Retry-After).
  Span next(Span at_least = Span{0})
  {
    const auto limit = std::min(cap_, first_ * (Span::rep{1} << std::min(failures_, 20U)));
    ++failures_;
    std::uniform_int_distribution<Span::rep> draw{0, limit.count()};
    return std::max(at_least, Span{draw(random_)});
  }

  /// The next wait is the first again.
  void reset() { failures_ = 0; }

 private:
  Span first_, cap_;
  std::minstd_rand random_;
  unsigned failures_ = 0;
};

}  // namespace secondstory::net
