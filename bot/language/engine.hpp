#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bot/result.hpp"

namespace secondstory::language {

class Opinion;
class RuleSet;
struct RuleFile;

/// Whom the wording points at.
enum class Target { person, self, team, unspecified };

std::string_view name_of(Target target);

/// One stretch of blameful wording. `start` and `end` are byte offsets into the original UTF-8.
struct Finding
{
  std::string category;  ///< "C01" … "C18"
  std::string rule;      ///< id of the rule, for `tone why`
  std::size_t start = 0;
  std::size_t end = 0;
  std::string excerpt;
  Target target = Target::unspecified;
  double confidence = 0;
  std::optional<std::string> suggestion;  ///< empty where no faithful rewrite is possible
  std::string question;                   ///< never empty
};

/// The people of an incident and what they are called in a record.
struct Roster
{
  struct Entry
  {
    std::string name;  ///< display or given name
    std::string role;  ///< "the on-call engineer"; empty stands for "a responder"
    std::string id;    ///< chat user id as in `<@ID>`; may be empty
  };
  std::vector<Entry> people;
};

/// Finds wording that blames people and offers wording about the system instead: by rules, and by a
/// model that knows wording no rule foresaw and takes back hits that are none (`opinion.hpp`).
/// Immutable after construction, so one engine serves any number of threads. Work is linear in the
/// input; what stands beyond `max_input_bytes` of a message is not looked at.
class Engine
{
 public:
  static constexpr std::size_t max_input_bytes = std::size_t{40} * 1024;

  /// The rules compiled into the program.
  static Result<Engine> with_default_rules();

  /// The rules compiled into the program, with those of `*.toml` in `folder` on top: a rule with
  /// a known id replaces it, another is added. A bad file is an error with file:line.
  static Result<Engine> load(const std::filesystem::path& folder);

  /// The rules compiled into the program with another model beside them: to judge that one.
  static Result<Engine> with_opinion(Opinion opinion);

  /// Findings in order of `start`, never overlapping.
  std::vector<Finding> check(std::string_view text) const;

  /// Whether `check` finds anything; what it suggests does not.
  bool blames(std::string_view text) const;

  /// The text as it would stand in a postmortem: names and mentions become roles or a passive,
  /// everything else stays to the letter.
  std::string rephrase(std::string_view text, const Roster& roster) const;

  /// A line that explains a rule and says where that comes from; nothing for an unknown id.
  std::optional<std::string> why(std::string_view rule_id) const;

  /// What the engine is made of, for tests that walk every rule.
  const RuleSet& rules() const { return *rules_; }
  const Opinion& opinion() const { return *opinion_; }

 private:
  Engine(std::shared_ptr<const RuleSet> rules, std::shared_ptr<const Opinion> opinion);
  static Result<Engine> build(const std::vector<RuleFile>& files, Result<Opinion> opinion);

  /// Findings as `check`, not yet put into words.
  std::vector<Finding> found_in(std::string_view text) const;

  std::shared_ptr<const RuleSet> rules_;
  std::shared_ptr<const Opinion> opinion_;
};

}  // namespace secondstory::language
