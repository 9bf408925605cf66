#pragma once

#include <bitset>
#include <boost/flyweight.hpp>
#include <cstdint>
#include <vector>

#include "bot/language/lexicon.hpp"

namespace secondstory::language {

/// What the tokens of a sentence are, all in all: made once, it tells most patterns that they
/// cannot match without a look at the tokens.
class Gist
{
 public:
  explicit Gist(const std::vector<Token>& tokens);

  const Classes& classes() const { return classes_; }
  /// May be wrong about a word or a lemma that is not there, never about one that is.
  bool may_have_word(int number) const { return words_.test(slot(number)); }
  bool may_have_lemma(int number) const { return lemmas_.test(slot(number)); }

 private:
  static constexpr std::size_t slots = 4096;
  static std::size_t slot(int number) { return static_cast<std::size_t>(number) % slots; }

  Classes classes_;
  std::bitset<slots> words_;
  std::bitset<slots> lemmas_;
};

/// One thing that is asked of a token.
struct Term
{
  enum class Kind : std::uint8_t { word, cls, lemma, any } kind = Kind::any;
  bool negated = false;
  int number = 0;  ///< of the word, the class or the verb in the lexicon

  bool operator==(const Term&) const = default;
};

/// What a pattern asks of one token: any of several rows, of a row all terms.
class Atom
{
 public:
  using Row = std::vector<Term>;

  void add(Row row);
  void add(const Atom& other);
  bool empty() const;
  bool operator==(const Atom&) const = default;

  bool holds(const Token& token) const;
  /// False where no token of the sentence can be one that it holds for.
  bool may_hold(const Gist& gist) const;

  // The rows of a single word, verb or class lie apart: one look tells most tokens.
  const std::vector<int>& words() const { return words_; }    ///< in order
  const std::vector<int>& lemmas() const { return lemmas_; }  ///< in order
  const Classes& classes() const { return classes_; }
  const std::vector<Row>& others() const { return others_; }

 private:
  std::vector<int> words_;
  std::vector<int> lemmas_;
  Classes classes_;
  std::vector<Row> others_;
};

std::size_t hash_value(const Term& term);
std::size_t hash_value(const Atom& atom);

/// Macros ask the same of many tokens in many patterns: each thing that is asked is kept once.
using SharedAtom = boost::flyweight<Atom>;

}  // namespace secondstory::language
