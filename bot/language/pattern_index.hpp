#pragma once

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <vector>

#include "bot/language/pattern.hpp"

namespace secondstory::language {

/// Tells of hundreds of patterns the few that can match a sentence: each is filed under the rarest
/// thing that it needs, so that a look at the words of the sentence finds it.
class PatternIndex
{
 public:
  /// Patterns by their numbers, a bit each.
  class Numbers
  {
   public:
    void insert(std::size_t number);
    void insert(const Numbers& others);
    bool holds(std::size_t number) const
    {
      return number / 64 < bits_.size() && (bits_[number / 64] >> (number % 64) & 1) != 0;
    }
    void clear() { bits_.clear(); }

   private:
    std::vector<std::uint64_t> bits_;
  };

  /// Gives the patterns the numbers from the one returned on.
  std::size_t add(const std::vector<Pattern>& patterns);

  /// The patterns that may match; all that do are among them.
  void find(const std::vector<Token>& tokens, const Gist& gist, Numbers& found) const;

 private:
  void file(const Pattern& pattern, std::size_t number);
  void file(const Term& term, std::size_t number);

  std::size_t count_ = 0;
  Numbers always_;  ///< need nothing that could be looked for
  std::array<Numbers, max_classes> by_class_;
  boost::unordered_flat_map<int, Numbers> by_word_;
  boost::unordered_flat_map<int, Numbers> by_lemma_;
};

}  // namespace secondstory::language
