#include "bot/language/convolution.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "bot/language/model.hpp"
#include "tests/language/training/convolution_learner.hpp"

namespace secondstory::language {
namespace {

Reading word(std::string_view spelling, std::string_view sense)
{
  return {.word = number_of(spelling), .sense = number_of(sense)};
}

std::vector<Reading> words(std::initializer_list<std::string_view> spellings)
{
  std::vector<Reading> readings;
  for (const std::string_view spelling : spellings) readings.push_back(word(spelling, "@other"));
  return readings;
}

/// The first channel hears "broke" after "you", the first category is blamed by it.
Convolution::Parts you_broke()
{
  Convolution::Parts parts;
  Convolution::Row& you = parts.rows.emplace_back();
  you.key = Convolution::key_of(word("you", "@other"));
  you.weights[(Convolution::places / 2 - 1) * Convolution::channels] = 1;
  Convolution::Row& broke = parts.rows.emplace_back();
  broke.key = Convolution::key_of(word("broke", "@other"));
  broke.weights[Convolution::places / 2 * Convolution::channels] = 1;
  parts.bias[0] = -1;
  parts.last[0][1] = 8;
  return parts;
}

TEST_CASE("what is said depends on which word comes before which")
{
  const Convolution convolution(you_broke());
  const double harmless = convolution.blame(words({"it"}));
  CHECK(harmless == doctest::Approx(std::log(18)));
  CHECK(convolution.blame(words({"you", "broke"})) > harmless + 4);
  CHECK(convolution.blame(words({"well", "you", "broke", "it"})) > harmless + 4);
  CHECK(convolution.blame(words({"broke", "you"})) == doctest::Approx(harmless).epsilon(0.01));
  CHECK(convolution.blame(words({"you", "it", "broke"})) ==
        doctest::Approx(harmless).epsilon(0.01));
}

TEST_CASE(
    "of a word without a row its meaning is read, and of that without one what is common to all")
{
  Convolution::Parts parts = you_broke();
  Convolution::Row& verb = parts.rows.emplace_back();
  verb.key = Convolution::key_of_sense(word("", "BREAK"));
  verb.weights[Convolution::places / 2 * Convolution::channels] = 2;
  const std::vector<Reading> wrecked{word("wrecked", "BREAK")};
  const double known = Convolution(parts).blame(wrecked);
  CHECK(known > std::log(18) + 3);
  CHECK(Convolution(you_broke()).blame(wrecked) == doctest::Approx(std::log(18)));
  parts.rows.back().key = Convolution::key_of_anything;
  CHECK(Convolution(parts).blame(wrecked) == doctest::Approx(known));
}

TEST_CASE("a convolution nobody trained, and no words at all, say nothing either way")
{
  CHECK(Convolution().blame(words({"you", "broke"})) == 0);
  CHECK(Convolution(you_broke()).blame({}) == 0);
}

TEST_CASE("a convolution read back says the same, and damage is refused")
{
  const Convolution convolution(you_broke());
  const std::string bytes = convolution.write();
  const auto read = Convolution::read(bytes);
  REQUIRE(read.has_value());
  CHECK(read->blame(words({"you", "broke"})) == convolution.blame(words({"you", "broke"})));
  CHECK_FALSE(Convolution::read("").has_value());
  CHECK_FALSE(Convolution::read(bytes + "x").has_value());
  CHECK_FALSE(Convolution::read(std::string_view(bytes).substr(0, bytes.size() - 1)).has_value());
  CHECK_FALSE(Convolution::read("x" + bytes.substr(1)).has_value());
  std::string wrapped = bytes;
  wrapped[16 + sizeof(float) * Convolution::channels + 1] = '\x7f';  // the first bias
  CHECK_FALSE(Convolution::read(wrapped).has_value());
  Convolution::Parts endless = you_broke();
  endless.last[5][3] = std::numeric_limits<float>::infinity();
  CHECK_FALSE(Convolution::read(Convolution(endless).write()).has_value());
}

TEST_CASE("a model keeps its convolution when it is written and read")
{
  Model::Parts parts;
  parts.convolution = Convolution(you_broke());
  const std::string bytes = Model(parts).write(7);
  const auto read = Model::read(bytes, 7);
  REQUIRE(read.has_value());
  CHECK(read->convolution().blame(words({"you", "broke"})) > std::log(18) + 4);
}

TEST_CASE("a convolution learns an order of words, the same one each time")
{
  using training::Utterance;
  std::vector<Utterance> seen;
  for (int i = 0; i < 200; ++i) {
    seen.push_back({words({"you", "broke", "it"}), 1});
    seen.push_back({words({"it", "broke", "you"}), 0});
    seen.push_back({words({"broke", "it", "you"}), 0});
  }
  training::ConvolutionOptions options;
  options.epochs = 12;
  options.dimensions = 8;
  options.rate = 0.02F;
  const Convolution learnt(training::learn(seen, options));
  CHECK(learnt.blame(words({"you", "broke", "it"})) > 1);
  CHECK(learnt.blame(words({"it", "broke", "you"})) < -1);
  CHECK(learnt.blame(words({"broke", "it", "you"})) < -1);
  CHECK(learnt.write() == Convolution(training::learn(seen, options)).write());
}

}  // namespace
}  // namespace secondstory::language
