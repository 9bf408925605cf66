#include "tests/language/training/fitting.hpp"

#include <doctest/doctest.h>

namespace secondstory::training {
namespace {

using language::Evidence;
using language::Judgement;

/// So many sentences with that logit, of which a share blames.
void add(std::vector<Weighed>& seen, double sentence, int count, double share, double weight = 1)
{
  for (int i = 0; i < count; ++i) {
    seen.push_back({Evidence{.sentence = sentence}, i < share * count, weight});
  }
}

TEST_CASE("a judgement is fitted to how often what looks alike does blame")
{
  std::vector<Weighed> seen;
  add(seen, -2, 1000, 0.1);
  add(seen, 2, 1000, 0.8);
  const Judgement judgement = fitted(seen);
  CHECK(judgement.of({.sentence = -2}) == doctest::Approx(0.1).epsilon(0.02));
  CHECK(judgement.of({.sentence = 2}) == doctest::Approx(0.8).epsilon(0.02));
  CHECK(judgement.of({.sentence = 0}) > 0.1);
  CHECK(judgement.of({.sentence = 0}) < 0.8);
}

TEST_CASE("what is weighed more counts as if it had been seen more often")
{
  std::vector<Weighed> often;
  add(often, 1, 300, 1);
  add(often, 1, 900, 0);
  std::vector<Weighed> heavy;
  add(heavy, 1, 300, 1);
  add(heavy, 1, 300, 0, 3);
  const double expected = fitted(often).of({.sentence = 1});
  CHECK(expected == doctest::Approx(0.25).epsilon(0.02));
  CHECK(fitted(heavy).of({.sentence = 1}) == doctest::Approx(expected));
}

TEST_CASE("nothing seen makes a judgement that knows nothing")
{
  CHECK(fitted({}).of({}) == doctest::Approx(0.5));
}

TEST_CASE("of what finds enough the fewest false flags are chosen, else what finds most")
{
  const std::vector<Candidate> tried{{.chat_counts = 1, .recall = 0.70, .false_flags = 90},
                                     {.chat_counts = 2, .recall = 0.66, .false_flags = 40},
                                     {.chat_counts = 3, .recall = 0.65, .false_flags = 50},
                                     {.chat_counts = 4, .recall = 0.60, .false_flags = 10}};
  CHECK(chosen(tried, 0.65).chat_counts == 2);
  CHECK(chosen(tried, 0.50).chat_counts == 4);
  CHECK(chosen(tried, 0.68).chat_counts == 1);
  CHECK(chosen(tried, 0.75).chat_counts == 1);
}

}  // namespace
}  // namespace secondstory::training
