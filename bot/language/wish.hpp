#pragma once

#include <optional>
#include <string>

#include "bot/language/clause.hpp"
#include "bot/language/essence.hpp"
#include "bot/language/restate.hpp"

namespace secondstory::language {

/// A sentence that tells what would have been: "if you had tested it, we would not have lost the
/// queue", "we would be fine if you had …", "had you …", "I wish you had …".
class Wish
{
 public:
  /// `told`: the tokens of the sentence that matter.
  Wish(const Sentence& sentence, const Clause& clause, const Stretch& told);

  /// Whether the sentence is one.
  bool is_one() const { return condition_ < end_; }

  /// What was not done, and what did happen then: "it was not tested, and we lost the queue".
  std::optional<Statement> restated() const;

 private:
  std::size_t condition_in(const Stretch& told) const;
  std::size_t condition_end(std::size_t from) const;
  bool tells_more(std::size_t from, std::size_t to) const;
  std::optional<std::string> happened(std::size_t from, std::size_t end) const;

  const Sentence& s_;
  const Clause& clause_;
  std::size_t begin_;
  std::size_t end_;
  std::size_t condition_;  ///< where "if" or what stands for it is; the end where nothing is
};

}  // namespace secondstory::language
