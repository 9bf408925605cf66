#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "bot/language/people.hpp"
#include "bot/language/rules.hpp"
#include "bot/language/sentence.hpp"

namespace secondstory::language {

/// Rephrases one sentence after the other; knows which responders were spoken of before.
class Rephraser
{
 public:
  Rephraser(std::string_view text, const Roster& roster, const RuleSet& rules,
            const KnownWords& known)
      : text_(text),
        rules_(rules),
        people_(roster, rules.wording(), rules.lexicon(), known),
        quotes_(quotes_in(text))
  {
  }

  std::string run();

 private:
  /// Bytes of the original that are replaced.
  struct Edit
  {
    std::size_t start = 0;
    std::size_t end = 0;
    std::string text;
  };

  /// People who were first named in one list, and which of them was named again first.
  struct Together
  {
    std::size_t size = 0;
    std::string first;
  };

  static std::vector<std::size_t> quotes_in(std::string_view text);

  /// Handles the token and gives the next one to look at, as all do that give a place.
  std::size_t step(std::size_t i);
  std::size_t joined_to(std::size_t name, std::size_t i);
  bool begins(std::size_t at) const;
  bool begins_line(std::size_t at) const;
  bool begins_clause(std::size_t i) const;
  bool follows_quoted_sentence(std::size_t at) const;
  bool says_quoted(std::size_t first, std::size_t last) const;
  bool is_namesake(const PersonAt& person) const;
  void replace(std::size_t first, std::size_t last, std::string by);
  void name_nobody_in_code();
  std::string applied() const;

  // rephrase_names.cpp
  bool introduces_author(const PersonAt& person) const;
  std::size_t somebody(PersonAt person);
  std::optional<std::size_t> linked(const PersonAt& person, const std::string& name);
  std::size_t after_name(std::size_t i);
  std::optional<std::size_t> account_of(const PersonAt& person);
  std::size_t after_tag(std::size_t bracket);
  std::size_t past_nickname(const PersonAt& person) const;

  // rephrase_called.cpp
  std::optional<std::size_t> called(const PersonAt& person);
  bool calls(const PersonAt& person) const;
  bool is_order(std::size_t at) const;
  bool explained(std::size_t at) const;
  std::optional<std::size_t> summoned(std::size_t first, std::size_t last);
  std::optional<std::size_t> spoken_to(const PersonAt& person);

  // rephrase_several.cpp
  using Names = std::vector<std::string>;
  std::pair<std::size_t, Names> listed(const PersonAt& person) const;
  std::optional<std::size_t> one_of_two(const PersonAt& person);
  bool begins_own_clause(std::size_t first, const PersonAt& other) const;
  bool continues(std::size_t i) const;
  std::optional<std::size_t> joined_names(std::size_t i);
  std::size_t several(std::size_t first, std::size_t last, const Names& all);
  std::string responder(const std::string& who);
  std::string first_role(const PersonAt& person);
  int known(const std::string& who);

  // rephrase_roles.cpp
  std::optional<PersonAt> same_in_brackets(const PersonAt& person) const;
  std::optional<std::size_t> role_before(const PersonAt& person, std::size_t end) const;
  std::optional<std::pair<std::size_t, std::size_t>> same_role_behind(const PersonAt& person) const;
  std::optional<std::size_t> after_role(const PersonAt& person);
  bool lacks_article(std::size_t role) const;
  bool is_office(std::size_t i) const;
  std::size_t title_before(std::size_t first) const;
  bool is_told_of(std::size_t first) const;
  std::optional<std::size_t> after_bare_role(const PersonAt& person);
  bool is_told_which(std::size_t comma) const;
  std::optional<std::size_t> apposition(const PersonAt& person);
  std::optional<std::size_t> role_behind(const PersonAt& person);

  // rephrase_pronouns.cpp
  std::optional<std::size_t> quoted_from(std::size_t i) const;
  bool owns(std::size_t i) const;
  bool is_named_later(std::size_t i);
  bool is_named_behind_comma(std::size_t i) const;
  std::optional<std::size_t> author_named(std::size_t i);
  std::string one_of_each(std::size_t i) const;
  std::size_t pronoun(std::size_t i);
  std::size_t author_or_reader(std::size_t i, bool first);
  std::size_t agree(std::size_t i, bool changes);
  std::size_t agree_with_they(std::size_t i);

  // rephrase_passive.cpp
  std::optional<std::size_t> passive(std::size_t first, std::size_t last);
  bool is_whole_subject(std::size_t first) const;
  bool opens_with_participle(std::size_t comma) const;
  bool hangs_on_agent(std::size_t end) const;
  bool may_belong(std::size_t end) const;
  bool ends_sentence(std::size_t i) const;
  bool ends_in_ly(std::size_t i) const;
  bool ends_in_ing(std::size_t i) const;
  bool reflexive_follows(std::size_t i) const;
  bool verb_follows(std::size_t from) const;

  std::string_view text_;
  const RuleSet& rules_;
  People people_;
  std::vector<std::size_t> quotes_;  ///< where what is quoted begins, ends, begins …
  const Sentence* s_ = nullptr;
  std::vector<Edit> edits_;
  std::unordered_map<std::string, int> numbers_;  ///< who was spoken of as which responder
  std::unordered_set<std::string> mentioned_;     ///< whom names were of so far
  std::unordered_map<std::string, std::shared_ptr<Together>> together_;
  std::unordered_map<std::string, std::string> roles_;  ///< and by which role
  std::string last_;                                    ///< who was spoken of last
  std::optional<std::size_t> last_person_;  ///< in this sentence, one past; 0 where there is none
  std::string in_clause_;                   ///< who was named in full last in this clause
  std::optional<std::size_t> named_at_;     ///< where somebody was named last
  std::string author_ = "I";                ///< whom "I" stands for
  std::string reader_ = "you";              ///< and whom "you"
  bool ordered_ = false;                    ///< "Please mark it before you go": "you" may stay
  std::unordered_map<std::string, std::string> called_;  ///< "he" or "she", who was called so
  std::optional<std::size_t> capital_at_;
  int spoken_of_ = 0;
};

}  // namespace secondstory::language
