#include "adapters/net/backoff.hpp"

#include <doctest/doctest.h>

#include <set>

using secondstory::net::Backoff;
using namespace std::chrono_literals;

TEST_CASE("a wait is drawn from a span that doubles and stops at the cap")
{
  for (std::uint32_t seed = 1; seed <= 200; ++seed) {
    Backoff backoff{1s, 60s, seed};
    for (int failure = 0; failure < 40; ++failure) {
      const auto limit = failure < 6 ? std::chrono::milliseconds{1s} * (1 << failure) : 60s;
      const auto wait = backoff.next();
      CAPTURE(failure);
      REQUIRE(wait >= 0ms);
      REQUIRE(wait <= limit);
    }
  }
}

TEST_CASE("waits use the whole of their span, so that clients do not come back together")
{
  std::set<bool> halves;
  for (std::uint32_t seed = 1; seed <= 100; ++seed) {
    Backoff backoff{1s, 60s, seed * 7919};
    for (int failure = 0; failure < 5; ++failure) backoff.next();
    halves.insert(backoff.next() > 16s);
  }
  CHECK(halves.size() == 2);
}

TEST_CASE("a wait is never shorter than the server asked for, not even under the cap")
{
  Backoff backoff{1ms, 2ms, 1};
  CHECK(backoff.next(30s) == 30s);
  CHECK(backoff.next(90s) == 90s);
  CHECK(backoff.next() <= 2ms);
}

TEST_CASE("after a success the waits begin anew")
{
  Backoff backoff{1s, 60s, 3};
  for (int failure = 0; failure < 10; ++failure) backoff.next();
  for (int success = 0; success < 50; ++success) {
    backoff.reset();
    CHECK(backoff.next() <= 1s);
  }
}

TEST_CASE("the same seed gives the same waits")
{
  Backoff one{1s, 60s, 42}, other{1s, 60s, 42}, third{1s, 60s, 977};
  bool differs = false;
  for (int failure = 0; failure < 10; ++failure) {
    const auto wait = one.next();
    CHECK(wait == other.next());
    differs = differs || wait != third.next();
  }
  CHECK(differs);
}
