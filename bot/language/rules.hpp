#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bot/language/engine.hpp"
#include "bot/language/lexicon.hpp"
#include "bot/language/pattern.hpp"
#include "bot/language/pattern_index.hpp"
#include "bot/language/wording_data.hpp"
#include "bot/result.hpp"

namespace secondstory::language {

/// A rule as `config/language/*.toml` states it.
struct Rule
{
  std::string id;
  std::string category;
  Target target = Target::person;
  double confidence = 0.8;
  std::vector<Pattern> patterns;
  std::size_t first_pattern = 0;      ///< its number in the index of the rule set
  std::vector<Pattern> exceptions;    ///< any of them in the sentence: the rule is silent
  std::vector<std::string> rewrites;  ///< templates; the first that can be filled is offered
  std::string question;
  std::string why;
  std::vector<std::string> hits;    ///< examples that the rule must find
  std::vector<std::string> passes;  ///< examples that no rule may find
  std::string where;                ///< file:line, for messages
  bool added = false;               ///< not of the program: the model has no say in its hits
};

/// Text of one rule file and what to call it in messages.
struct RuleFile
{
  std::string name;
  std::string text;
  bool added = false;  ///< from outside the program
};

/// All rules with the vocabulary they are written in. Immutable once built.
class RuleSet
{
 public:
  /// `vocabulary.toml` first, then the others in the order given; `wording.toml` holds no rules.
  static Result<RuleSet> build(const std::vector<RuleFile>& files);

  const Lexicon& lexicon() const { return *lexicon_; }
  const std::vector<Rule>& rules() const { return rules_; }
  /// Ways of talking in which no rule speaks; the first patterns of the index.
  const std::vector<Pattern>& exceptions() const { return exceptions_; }
  /// Of these and of the patterns of all rules.
  const PatternIndex& index() const { return index_; }
  const Rule* find(std::string_view id) const;
  const WordingData& wording() const { return wording_; }
  bool has_added() const { return has_added_; }
  /// Rules of the program in whose place others came.
  const std::vector<Rule>& replaced() const { return replaced_; }

 private:
  RuleSet() = default;

  std::unique_ptr<Lexicon> lexicon_;
  WordingData wording_;
  std::vector<Rule> rules_;
  std::vector<Pattern> exceptions_;
  bool has_added_ = false;
  std::vector<Rule> replaced_;
  PatternIndex index_;
};

}  // namespace secondstory::language
