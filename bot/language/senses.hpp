#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "bot/language/name.hpp"
#include "bot/result.hpp"

namespace secondstory::language {

/// What words have in common: `senses.txt`. Immutable once read.
class Senses
{
 public:
  /// What is known of one spelling.
  struct Entry
  {
    /// Number of its class with the form; the word's own for grammar words.
    std::uint64_t sense = 0;
    std::uint32_t first = 0;  ///< for shorthand: where its words begin in `words()`
    std::uint32_t count = 0;  ///< how many they are; 0 for all others
  };

  /// An error names the line.
  static Result<Senses> read(std::string_view text);

  /// Nothing for a word that no line names.
  const Entry* find(std::uint64_t word) const
  {
    const auto found = entries_.find(word);
    return found == entries_.end() ? nullptr : &found->second;
  }
  const std::vector<std::uint64_t>& words() const { return words_; }
  /// Changes with every byte of the file; a model belongs to one.
  std::uint64_t digest() const { return digest_; }

 private:
  void add(std::string_view word, std::uint64_t sense);
  void add_verb(std::string_view forms, std::string_view sense);
  void add_shorthand(std::string_view spelling, std::string_view meaning);

  Numbered<Entry> entries_;
  std::vector<std::uint64_t> words_;
  std::uint64_t digest_ = 0;
};

}  // namespace secondstory::language
