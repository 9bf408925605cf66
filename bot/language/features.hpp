#pragma once

#include <cstdint>
#include <span>
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
  bool spelt = false;  ///< in letters, so that it may be a word nobody knows
};

/// Turns text into what the model is trained on and judges by: one code for both.
class FeatureReader
{
 public:
  /// Raised with every change of meaning, here or in `add_features`; a model belongs to one.
  static constexpr std::uint32_t version = 3;

  FeatureReader(const Senses& senses, const KnownWords& known) : senses_(senses), known_(known) {}

  /// Appends the words of one sentence of a normalised message.
  void read(std::string_view normalised, Span sentence, std::vector<Reading>& words) const;

 private:
  /// Letters in lower case, with what the senses say of them.
  struct Spelling
  {
    std::string_view lower;
    std::uint64_t number = 0;
    const Senses::Entry* entry = nullptr;  ///< none for a word that no line names
  };

  Spelling looked_up(std::string_view lower) const;
  void add_word(std::string_view raw, std::uint32_t start, bool first,
                std::vector<Reading>& words) const;
  void add_spelling(const Spelling& spelling, std::string_view raw, std::uint32_t start, bool first,
                    std::vector<Reading>& words) const;

  const Senses& senses_;
  const KnownWords& known_;
};

/// The features of words that stand side by side, as fingerprints, in place of what was there: what
/// they are and what they mean, alone and up to four together.
void features_of(std::span<const Reading> words, std::vector<std::uint32_t>& features);

/// The same in two parts, appended: the few that tell most messages to be harmless, and the others.
void add_first_features(std::span<const Reading> words, std::vector<std::uint32_t>& features);
void add_further_features(std::span<const Reading> words, std::vector<std::uint32_t>& features);

}  // namespace secondstory::language
