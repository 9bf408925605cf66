#pragma once

#include <toml++/toml.h>

#include <array>
#include <bitset>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "bot/language/lexicon.hpp"
#include "bot/language/pattern.hpp"

namespace secondstory::language {

/// What a sentence is about, and what is worth asking then.
struct Topic
{
  std::string done;    ///< asked about something that was done
  std::string missed;  ///< asked about something that was not done
};

/// Topics, a bit each in the order of `WordingData::topics`.
using Topics = std::bitset<32>;

/// A wording that belongs to one phrase, whatever else would be said.
struct Phrase
{
  Pattern pattern;
  std::string say;
};

/// The question to ask about sentences of a kind, in findings of some categories.
struct Kind
{
  std::vector<std::string> categories;
  Pattern pattern;
  std::string ask;
};

/// Which form of a verb a word is.
enum class Form { base, past, participle, gerund };

/// `wording.toml`: how things are said without a person in them. Immutable once read.
class WordingData
{
 public:
  /// Adds what a file says; throws FileError.
  void read(const toml::table& table, const Pattern::Macros& macros, Lexicon& lexicon);

  /// What holds a word.
  struct Lists
  {
    std::bitset<192> lists;
    Topics topics;

    friend bool operator==(const Lists& one, const Lists& other) = default;
  };

  /// Nullptr for a word that no list and no topic holds.
  const Lists* lists_of(const std::string& word) const;
  bool holds(const Lists& lists, Name list) const;
  /// Whether a word stands in a named list.
  bool has(Name list, const std::string& word) const;
  /// What a named table says of a word; nullptr when nothing.
  const std::string* find(std::string_view table, const std::string& word) const;
  /// The verb that `word` is this form of; nullptr when the lists know none.
  const Verb* verb(const std::string& word, Form form) const;

  const std::vector<Topic>& topics() const { return topics_; }
  const std::vector<Phrase>& phrases() const { return phrases_; }
  const std::vector<Kind>& kinds() const { return kinds_; }
  /// What no suggestion may hold: jibes, demands and endings that were carried over.
  const std::vector<Pattern>& leftovers() const { return leftovers_; }
  /// What no message may hold that is said in other words: a passive would turn it round.
  const std::vector<Pattern>& untold() const { return untold_; }

 private:
  using Table = Numbered<std::string>;

  using Held = Numbered<Lists>;

  void read_list(const toml::node& words, std::string_view name, Held& held);
  void read_topic(const toml::table& table, Held& held);
  void read_verbs(const toml::table& table);
  void add_verb(const Verb& verb);
  Held held() const;
  void keep(const Held& held);

  Numbered<std::size_t> list_numbers_;
  std::vector<Lists> lists_;       ///< as words stand in them: many words, few ways
  Numbered<std::uint32_t> words_;  ///< which of `lists_`
  std::map<std::string, Table, std::less<>> tables_;
  std::array<Numbered<std::size_t>, 4> verb_numbers_;  ///< of each form
  std::vector<Verb> verbs_;
  std::vector<Topic> topics_;
  std::vector<Phrase> phrases_;
  std::vector<Kind> kinds_;
  std::vector<Pattern> leftovers_;
  std::vector<Pattern> untold_;
};

}  // namespace secondstory::language
