#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "bot/language/normalise.hpp"
#include "bot/language/senses.hpp"

namespace secondstory::language {

/// The words that stand in lower case in what the model was trained on. A capitalised word that is
/// none of them is taken for a name. Never forgets a word, rarely takes another for one.
class KnownWords
{
 public:
  static constexpr std::size_t bytes = 65536;

  void add(std::uint64_t word);
  bool holds(std::uint64_t word) const;
  std::vector<std::uint8_t>& bits() { return bits_; }
  const std::vector<std::uint8_t>& bits() const { return bits_; }

 private:
  std::vector<std::uint8_t> bits_ = std::vector<std::uint8_t>(bytes, 0);
};

/// A word of a sentence as the model sees it.
struct Reading
{
  std::uint64_t word = 0;   ///< the spelling; one number for all names, one for all figures, …
  std::uint64_t sense = 0;  ///< what it has in common with others
  std::uint32_t start = 0;  ///< offsets into the message
  std::uint32_t end = 0;
  std::uint32_t letters = 0;  ///< where its spelling begins in `FeatureSet::letters`; see `length`
  std::uint32_t length = 0;   ///< 0 for words whose spelling says nothing: names, figures
};

/// The features of a sentence as fingerprints, those of words and of letters apart, for there are
/// many more of the latter.
struct FeatureSet
{
  Span span;
  std::vector<Reading> words;
  std::string letters;
  std::vector<std::uint32_t> of_words;
  std::vector<std::uint32_t> of_letters;
};

/// Turns text into what the model is trained on and judges by: one code for both.
class FeatureReader
{
 public:
  /// Raised with every change of meaning; a model belongs to one.
  static constexpr std::uint32_t version = 1;

  FeatureReader(const Senses& senses, const KnownWords& known) : senses_(senses), known_(known) {}

  /// Reads the words of one sentence of a normalised message.
  void read_words(std::string_view normalised, Span span, FeatureSet& out) const;
  /// Fills in the features of the words read.
  void add_features(FeatureSet& sentence) const;

 private:
  void add_word(std::string_view raw, std::uint32_t start, bool first, FeatureSet& out) const;
  void add_spelling(std::string_view lower, std::string_view raw, std::uint32_t start, bool first,
                    FeatureSet& out) const;

  const Senses& senses_;
  const KnownWords& known_;
};

}  // namespace secondstory::language
