#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "bot/language/engine.hpp"
#include "bot/language/features.hpp"
#include "bot/language/sentence.hpp"

namespace secondstory::language {

/// Somebody in a sentence: tokens [first, last), who it is and what to call them.
struct PersonAt
{
  std::size_t first = 0;
  std::size_t last = 0;
  std::string who;   ///< the same for every way to name the same person
  std::string role;  ///< empty where the roster knows none
};

/// Finds the people of a roster by full name, first or last name, initials, handle, mention and
/// e-mail address, where these words mean somebody (see somebody.hpp). Hosts, paths and code are
/// never people.
class People
{
 public:
  People(const Roster& roster, const WordingData& data, const Lexicon& lexicon,
         const KnownWords& known);

  /// The person that stands at token `at`; titles before the name belong to it. Nobody stands
  /// beyond the end.
  std::optional<PersonAt> at(const Sentence& sentence, std::size_t at) const;

  /// Who owns what follows, where the apostrophe is missing: "Priyas session".
  std::optional<PersonAt> owner_without_apostrophe(const Sentence& sentence, std::size_t at) const;

  /// Whose account it is that stands before a host: "pnair@db-1".
  std::optional<PersonAt> login(const Sentence& sentence, std::size_t at) const;

  /// Whether an address or a login ("pnair@db-1") is somebody's of the roster.
  bool is_address_of_ours(std::string_view raw) const;

  /// Who is called so by one word, which may mean something else where it stands.
  std::optional<PersonAt> called(std::string_view word) const;

  const Roster& roster() const { return roster_; }

  /// Whether several are called so by one word.
  bool share_name(std::string_view word) const;

  /// Whether a word begins with somebody's name and a hyphen: how many bytes both have in
  /// "Priya-approved" and "Priya-style"; 0 in "will-call".
  std::size_t prefix(const Sentence& sentence, std::size_t at) const;

 private:
  struct Name
  {
    std::vector<std::string> words;  ///< lower case, without accents
    std::string who;
    std::string role;
    bool ordinary = false;  ///< an ordinary word as well
    bool exact = false;     ///< initials: in capitals only
    bool capitals = false;  ///< nobody without one: "Zhang Wei" of Wei Zhang, "page Ellis" of his
  };

  std::vector<std::string> names_in(std::string_view name) const;
  void add_short(const std::string& name, const Roster::Entry& entry);
  void add(std::vector<std::string> words, const Roster::Entry& entry, bool exact = false);
  void add_forms(const std::vector<std::string>& words, const Roster::Entry& entry);
  void add_halves(const std::string& name, const Roster::Entry& entry);
  void add_nicknames(const std::vector<std::string>& words, const Roster::Entry& entry);
  void add_ordinary(std::string word, const Roster::Entry& entry);
  void add_parts(const std::vector<std::string>& words, const Roster::Entry& entry);
  void add_initials(const std::vector<std::string>& words, const Roster::Entry& entry);
  void add_glued(std::string account, const Roster::Entry& entry);
  void add_accounts(const std::vector<std::string>& words, const std::vector<std::string>& pieces,
                    const Roster::Entry& entry);
  bool is_ordinary(const std::string& word) const;
  bool belongs_to_capital(const Sentence& sentence, std::size_t at) const;
  bool is_plain_speech(const Name& name, const Sentence& sentence, std::size_t at) const;
  bool fits(const Name& name, const Sentence& sentence, std::size_t at) const;
  bool is_one_of_two(const Sentence& sentence, std::size_t at) const;
  bool fits_initials(const std::string& initials, const Sentence& sentence, std::size_t at) const;
  std::size_t stranger(const Sentence& sentence, std::size_t at) const;
  std::optional<PersonAt> initialled(const Sentence& sentence, std::size_t at) const;
  bool surname_follows(const Sentence& sentence, std::size_t given) const;
  bool is_package(std::string_view raw) const;
  const Name* account(std::string_view raw) const;
  std::optional<PersonAt> account_in_code(std::string_view raw, std::size_t at) const;
  const Name* known_as(const std::string& name) const;
  const Name* owner_of_account(std::string_view raw) const;
  using Numbers = std::vector<std::size_t>;  ///< of names, in their order
  const Numbers& beginning_with(const std::string& word) const;
  Numbers candidates(std::string_view raw) const;
  std::optional<PersonAt> family(const Sentence& sentence, std::size_t at) const;
  std::optional<PersonAt> handle(std::string_view raw, std::size_t at) const;
  std::optional<PersonAt> address(std::string_view raw, std::size_t at) const;

  const WordingData& data_;
  const Lexicon& lexicon_;
  const KnownWords& known_;
  std::vector<Name> names_;  ///< longest first
  std::unordered_map<std::string, Numbers> by_first_word_;
  std::unordered_map<std::string, const Roster::Entry*> by_id_;
  Roster roster_;
};

/// "JD" of "J.D."
std::string without_dots(std::string text);

/// "Min", "seo", "Hwang" of Min-seo Hwang
std::vector<std::string> at_hyphens(const std::vector<std::string>& words);

/// "Mueller" of Müller
std::string transcribed(std::string word);

/// As the letter is compared: "o" of "Ö", "Ж" of "Жанна".
std::string first_letter(const std::string& word);

}  // namespace secondstory::language
