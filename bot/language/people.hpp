#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "bot/language/engine.hpp"
#include "bot/language/lexicon.hpp"

namespace secondstory::language {

/// Somebody of the roster in a sentence: tokens [first, last) and what to call them.
struct PersonAt
{
  std::size_t first = 0;
  std::size_t last = 0;
  std::string role;  ///< empty where the roster knows none
};

/// Finds the people of a roster. A name that is also an ordinary word (Mark, Will, Page) needs a
/// capital where a sentence does not give it one anyway, or the place of an agent.
class People
{
 public:
  People(const Roster& roster, const Lexicon& lexicon);

  /// The person that stands at token `at`: a mention or the longest name that fits.
  std::optional<PersonAt> at(std::string_view text, const std::vector<Token>& tokens,
                             std::size_t at) const;

  /// Names left over in places that rules do not read (quotations, quoted lines) become roles.
  /// Inline code stays to the letter.
  std::string scrub(std::string_view text) const;

 private:
  struct Name
  {
    std::vector<std::string> words;  ///< lower case
    std::string role;
    bool ordinary = false;
  };

  void add(const std::vector<std::string>& words, const std::string& role);
  bool fits(const Name& name, std::string_view text, const std::vector<Token>& tokens,
            std::size_t at) const;
  std::optional<PersonAt> mention(std::string_view raw, std::size_t at) const;
  const Name* single(std::string_view word) const;

  const Lexicon& lexicon_;
  std::vector<Name> names_;  ///< longest first
  std::unordered_map<std::string, std::string> roles_by_id_;
};

}  // namespace secondstory::language
