#pragma once

#include "bot/language/clause.hpp"
#include "bot/language/sentence.hpp"

namespace secondstory::language {

/// Where the clauses of a sentence meet.
class Joints
{
 public:
  Joints(const Sentence& sentence, const Clause& clause) : s_(sentence), clause_(clause) {}

  /// Whether the token can stand between clauses: a conjunction, a comma, "lol".
  bool joins(std::size_t i) const;
  /// Whether "since", "before" or the like begins a clause about somebody.
  bool subordinates(std::size_t i, std::size_t end) const;
  /// Whether the token is a verb that makes a clause.
  bool finite(std::size_t i) const;
  /// Whether a clause of its own begins at `i`: a verb of the same subject, or a subject with one.
  bool starts_clause(std::size_t i, std::size_t end) const;
  /// Where the subject begins that follows "at 14:02", "during the failover,"; `from` where
  /// somebody acts at once, or nobody does.
  std::size_t after_setting(std::size_t from, std::size_t end) const;
  /// One past the clause at `from`.
  std::size_t next_clause(std::size_t from, std::size_t end) const;
  /// Whether [from, end) is one clause.
  bool is_one(std::size_t from, std::size_t end) const;

 private:
  const Sentence& s_;
  const Clause& clause_;
};

}  // namespace secondstory::language
