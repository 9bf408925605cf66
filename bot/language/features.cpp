#include "bot/language/features.hpp"

namespace secondstory::language {
namespace {

constexpr std::uint64_t border = number_of("@border");

std::uint32_t fingerprint(std::uint64_t hash)
{
  hash ^= hash >> 33;
  hash *= 0xc4ceb9fe1a85ec53u;
  return static_cast<std::uint32_t>(hash >> 32);
}

/// The words around a place, and the features they make.
struct Surroundings
{
  std::span<const Reading> words;
  std::vector<std::uint32_t>& features;

  std::uint64_t word(std::size_t i) const { return i < words.size() ? words[i].word : border; }
  std::uint64_t sense(std::size_t i) const { return i < words.size() ? words[i].sense : border; }
  void add(std::uint64_t kind, std::uint64_t hash) const
  {
    features.push_back(fingerprint(mix(kind, hash)));
  }
};

}  // namespace

void add_first_features(std::span<const Reading> words, std::vector<std::uint32_t>& features)
{
  const Surroundings at{words, features};
  const std::size_t size = words.size();
  features.reserve(3 * size + 3);
  // A border before the first word, so that beginnings have features of their own.
  at.add(1, mix(border, at.word(0)));
  at.add(3, mix(mix(border, at.sense(0)), at.sense(1)));
  for (std::size_t i = 0; i < size; ++i) {
    at.add(10, words[i].word);
    at.add(14, mix(words[i].sense, at.sense(i + 1)));
    if (i + 2 < size) at.add(18, mix(words[i].sense, at.sense(i + 2)));
  }
  at.add(40, size < 4 ? size : size < 8 ? 4 : size < 14 ? 5 : size < 24 ? 6 : 7);
}

void add_further_features(std::span<const Reading> words, std::vector<std::uint32_t>& features)
{
  const Surroundings at{words, features};
  const std::size_t size = words.size();
  constexpr std::size_t most_of_a_word = 9;
  features.reserve(features.size() + most_of_a_word * size + 2);
  at.add(2, mix(mix(border, at.word(0)), at.word(1)));
  at.add(4, mix(mix(mix(border, at.sense(0)), at.sense(1)), at.sense(2)));
  for (std::size_t i = 0; i < size; ++i) {
    const std::uint64_t w = words[i].word;
    const std::uint64_t s = words[i].sense;
    const std::uint64_t two_words = mix(w, at.word(i + 1));
    const std::uint64_t three_senses = mix(mix(s, at.sense(i + 1)), at.sense(i + 2));
    at.add(11, two_words);
    at.add(12, mix(two_words, at.word(i + 2)));
    if (s != w) at.add(13, s);
    at.add(15, three_senses);
    at.add(16, mix(three_senses, at.sense(i + 3)));
    if (i + 2 < size) at.add(17, mix(w, at.word(i + 2)));
    if (i + 3 < size) at.add(19, mix(s, at.sense(i + 3)));
    if (i + 1 < size) {
      if (s != w) at.add(20, mix(w, at.sense(i + 1)));
      if (words[i + 1].sense != words[i + 1].word) at.add(21, mix(s, at.word(i + 1)));
    }
  }
}

void features_of(std::span<const Reading> words, std::vector<std::uint32_t>& features)
{
  features.clear();
  add_first_features(words, features);
  add_further_features(words, features);
}

}  // namespace secondstory::language
