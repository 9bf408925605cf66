#pragma once

#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bot/language/name.hpp"
#include "bot/language/normalise.hpp"

namespace secondstory::language {

inline constexpr std::size_t max_classes = 192;
using Classes = std::bitset<max_classes>;

/// A word of a sentence: where it stands (offsets into the text) and all that it may be.
struct Token
{
  std::size_t start = 0;
  std::size_t end = 0;
  int word = -1;   ///< number of the word in the lexicon; -1 for a word no rule asks about
  int lemma = -1;  ///< number of the verb it is a form of; -1 for others
  Classes classes;
};

/// Classes that the tokeniser gives by itself; all others come from `vocabulary.toml`.
enum BuiltIn : std::size_t {
  cls_word,     // WORD: letters or digits, not punctuation
  cls_punct,    // PUNCT
  cls_cap,      // CAP: starts with a capital
  cls_caps,     // ALLCAPS: two capitals or more
  cls_num,      // NUM: starts with a digit
  cls_mention,  // MENTION
  cls_name,     // NAME: a given name
  cls_unknown,  // UNKCAP: a capitalised word that no list knows
  cls_code,     // CODE
  cls_quote,    // QUOTE
  cls_link,     // LINK
  cls_base,     // BASE
  cls_third,    // S3
  cls_ger,      // GER
  cls_past,     // PAST
  cls_part,     // PART
  cls_poss,     // POSS: 's
  built_in_classes,
};

/// The forms of a verb.
struct Verb
{
  std::string base;
  std::string third;
  std::string gerund;
  std::string past;
  std::string participle;
};

/// A closed world of words: nothing is inflected that is not listed. Filled by the loader, then
/// immutable.
class Lexicon
{
 public:
  Lexicon();

  /// The number of a class, made on first use; throws std::length_error when there are too many.
  std::size_t class_number(std::string_view name);
  /// The number of a class, or `max_classes` when there is none.
  std::size_t class_named(std::string_view name) const { return find_class(number_of(name)); }
  std::size_t find_class(Name name) const { return find_class(name.number); }

  int intern(std::string_view word);
  int find_word(std::string_view word) const;
  std::string_view word(int number) const;

  void add_to_class(std::string_view word, std::size_t number);
  /// Past and participle may be empty: regular.
  void add_verb(std::string_view base, std::string_view past, std::string_view participle);
  void add_to_verb_class(std::string_view base, std::size_t number);
  /// A given name; one that is also an ordinary word counts with a capital only.
  void add_name(std::string_view name);
  /// A word that is no name even with a capital, where no class holds it.
  void add_known(std::string_view word) { intern(word); }

  int find_verb(std::string_view base) const;
  const Verb& verb(int lemma) const { return verbs_[static_cast<std::size_t>(lemma)]; }
  std::vector<std::string> forms_of(int lemma) const;

  std::vector<Token> tokenise(std::string_view normalised, Span sentence) const;

 private:
  struct Entry
  {
    Classes classes;
    int lemma = -1;
  };

  std::size_t find_class(std::uint64_t name) const;
  void add_word(std::vector<Token>& tokens, std::string_view text, Span span) const;
  std::size_t add_possessive(std::vector<Token>& tokens, std::string_view text, Span rest) const;
  Token make(std::string_view lower, Span span) const;
  bool has_meaning(int word) const;
  void classify_case(Token& token, std::string_view raw, std::string_view lower) const;

  Numbered<int> numbers_;
  std::vector<std::string> words_;
  std::vector<Entry> entries_;
  Numbered<std::size_t> classes_;
  std::vector<Verb> verbs_;
  Numbered<int> verb_numbers_;
  Numbered<bool> names_;  ///< whether it needs a capital
};

/// Regular forms of an English verb.
std::string third_person(std::string_view base);
std::string gerund(std::string_view base);
std::string regular_past(std::string_view base);

}  // namespace secondstory::language
