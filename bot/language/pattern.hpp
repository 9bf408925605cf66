#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bot/language/atom.hpp"

namespace secondstory::language {

/// Tokens [first, last) of a sentence.
struct TokenRange
{
  std::size_t first = 0;
  std::size_t last = 0;
  bool empty() const { return first >= last; }
};

/// Where a pattern matched and what its captures hold.
struct Match
{
  TokenRange whole;
  std::map<std::string, TokenRange, std::less<>> captures;
};

/// A pattern over the tokens of one sentence, run as a Thompson machine: time is at most tokens ×
/// instructions, whatever the text.
///
///     you|they ADV* (did not|never) verb=BASE obj=(the? !STOP{1,4})
///
/// Lower case is a word, upper case a class, `~deploy` any form of a verb, `_` any token; `a|b`
/// either, `a&b` both, `!a` not; in brackets `|` separates whole alternatives, as in a regular
/// expression; `? * + {m,n}` after a word or a group repeat it, longest first; `name=` captures;
/// `^` and `$` are the ends of the sentence (final punctuation aside); `%name` is a macro.
class Pattern
{
 public:
  using Macros = std::map<std::string, std::string, std::less<>>;

  /// Throws std::invalid_argument that says what is wrong. Words are added to the lexicon.
  Pattern(std::string_view source, const Macros& macros, Lexicon& lexicon);

  /// False where there is no match for sure: what a match needs must be there at all.
  bool may_match(const Gist& gist) const;

  /// What a match needs, each for some token of it, the rarest first; nothing where that cannot be
  /// said.
  const std::vector<SharedAtom>& needs() const { return needs_; }

  /// The leftmost match.
  std::optional<Match> find(const std::vector<Token>& tokens) const;

  /// Most instructions that a pattern may have.
  static constexpr std::size_t max_size = 6000;

 private:
  friend class PatternParser;

  struct Instruction
  {
    enum class Op : std::uint8_t { match, split, jump, save, at_start, at_end, accept } op;
    int x = 0;  ///< atom, slot or first target
    int y = 0;  ///< second target
  };

  struct Thread;
  struct Queue;

  bool matches(const std::vector<Token>& tokens, std::size_t text_end) const;
  void reach(std::vector<int>& queue, std::vector<unsigned>& seen, unsigned mark, std::size_t at,
             std::size_t text_end) const;
  void follow(Queue& queue, Thread thread, std::size_t at, std::size_t size,
              std::size_t text_end) const;
  Match result(const std::vector<int>& slots) const;
  void share(const std::vector<Atom>& atoms);
  void find_first();

  std::vector<SharedAtom> atoms_;
  std::vector<Instruction> program_;
  std::vector<SharedAtom> needs_;
  SharedAtom first_;                   ///< holds for the first; empty where that is not known
  std::vector<std::string> captures_;  ///< slot 2n+2 is where capture n begins
};

/// Whether any of them matches the sentence.
bool any_matches(const std::vector<Pattern>& patterns, const std::vector<Token>& tokens,
                 const Gist& gist);

}  // namespace secondstory::language
