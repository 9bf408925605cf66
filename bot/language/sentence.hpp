#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bot/language/lexicon.hpp"
#include "bot/language/wording_data.hpp"

namespace secondstory::language {

/// One sentence as the restater reads it: its tokens with questions about them, and a way to copy
/// parts of it without what points at a person. Any index may be asked for; beyond the end every
/// answer is no.
class Sentence
{
 public:
  Sentence(std::string_view text, std::vector<Token> tokens, const Lexicon& lexicon,
           const WordingData& data);

  std::size_t size() const { return tokens_.size(); }
  const Token& token(std::size_t i) const { return tokens_[i]; }
  const std::vector<Token>& tokens() const { return tokens_; }
  const Lexicon& lexicon() const { return lexicon_; }
  const WordingData& data() const { return data_; }

  /// The word in lower case; a contraction's second part written out.
  const std::string& low(std::size_t i) const;
  std::string_view raw(std::size_t i) const;
  bool is(std::size_t i, Name cls) const;
  bool in(std::size_t i, Name list) const;
  bool is_word(std::size_t i, std::string_view word) const { return low(i) == word; }
  bool is_punct(std::size_t i) const;
  bool is_code(std::size_t i) const;

  /// Whether some list holds the word, or it is a form of a verb that one holds.
  bool is_known(std::size_t i) const;

  /// A name, a mention or a pronoun for somebody who is not the author.
  bool is_person(std::size_t i) const;
  /// Whether what ends before `end` goes on without a space, or with a flag: "max_connections=400",
  /// "s3://logs", "pod api-1 --force".
  bool is_written_on(std::size_t end) const;
  /// The second half of "@dave:example.org".
  bool is_homeserver(std::size_t i) const;
  /// A word before a sentence that holds no fact: "so", "well"; "no" only with its comma.
  bool is_lead(std::size_t i) const;
  /// Whether a number, a host, a version or code stands in [first, last).
  bool has_fact(std::size_t first, std::size_t last) const;

  /// "Sunday", "May"
  bool is_day_or_month(std::size_t i) const;

  /// Whether the word is what incidents are about: a thing, or a word of some topic.
  bool is_matter(std::size_t i) const;
  /// Whether [first, last) speaks of the matter at all: a fact, such a word, an abbreviation, an
  /// act upon a system.
  bool has_matter(std::size_t first, std::size_t last) const;
  /// Whether [first, last) holds a word that is more than chatter, so that something would be lost
  /// with it: "whole room dark", not "good evening all".
  bool has_substance(std::size_t first, std::size_t last) const;
  /// The topics that the word speaks of, a bit each.
  Topics topics(std::size_t i) const;
  /// Whether the possessive at `i` can give way to "the": "his branch", not "told her".
  bool is_possessive(std::size_t i) const;

  /// [first, last) as written, with "your" and "his" as "the", slang in plain words and adverbs of
  /// judgement left out.
  std::string copy(std::size_t first, std::size_t last) const;

 private:
  void make_country(std::size_t i);
  std::string plain(std::size_t i) const;

  std::string_view text_;
  std::vector<Token> tokens_;
  std::vector<std::string> low_;
  std::vector<const WordingData::Lists*> lists_;  ///< that hold the word; null for none
  const Lexicon& lexicon_;
  const WordingData& data_;
};

/// Whether a word is written as it is wherever it stands: a number, a host, a version, a path.
bool is_technical(std::string_view word);

}  // namespace secondstory::language
