#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <limits>
#include <set>
#include <stdexcept>

#include "bot/language/pattern.hpp"

namespace secondstory::language {
namespace {

bool is_name_char(char c)
{
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
}

/// Replaces `%name`; a macro may use other macros, to a depth that no honest one needs.
std::string expand(std::string_view source, const Pattern::Macros& macros, int depth = 0)
{
  if (depth > 8) throw std::invalid_argument("macros refer to each other in a circle");
  std::string result;
  for (std::size_t i = 0; i < source.size(); ++i) {
    if (source[i] != '%') {
      result.push_back(source[i]);
      continue;
    }
    std::size_t end = i + 1;
    while (end < source.size() && is_name_char(source[end])) ++end;
    const std::string_view name = source.substr(i + 1, end - i - 1);
    const auto found = macros.find(name);
    if (found == macros.end()) throw std::invalid_argument(fmt::format("no macro '%{}'", name));
    result += "( " + expand(found->second, macros, depth + 1) + " )";
    i = end - 1;
  }
  return result;
}

}  // namespace

/// Recursive descent over the pattern's text; emits instructions as it goes. What a part needs to
/// match is returned: an atom that holds for one of its tokens, empty for "cannot say".
class PatternParser
{
 public:
  PatternParser(std::string source, Pattern& out, Lexicon& lexicon)
      : source_(std::move(source)), out_(out), lexicon_(lexicon)
  {
  }

  /// What is asked of tokens, as the instructions number it.
  std::vector<Atom> parse()
  {
    Atom need = alternatives();
    // Alternatives outside brackets: none of them has to match, but one has.
    if (top_level_bar_) needs_ = need.empty() ? std::vector<Atom>{} : std::vector{need};
    skip_spaces();
    if (at_ < source_.size()) complain("unexpected ')'");
    emit(Op::accept);
    std::stable_sort(needs_.begin(), needs_.end(),
                     [&](const Atom& a, const Atom& b) { return cost(a) < cost(b); });
    out_.needs_.assign(needs_.begin(), needs_.end());
    return std::move(atoms_);
  }

 private:
  using Op = Pattern::Instruction::Op;

  [[noreturn]] void complain(std::string_view what) const
  {
    throw std::invalid_argument(fmt::format("{} at column {} of pattern", what, at_ + 1));
  }

  void skip_spaces()
  {
    while (at_ < source_.size() && source_[at_] == ' ') ++at_;
  }

  int emit(Op op, int x = 0, int y = 0)
  {
    if (out_.program_.size() >= Pattern::max_size) complain("pattern too large");
    out_.program_.push_back({op, x, y});
    return static_cast<int>(out_.program_.size()) - 1;
  }

  int here() const { return static_cast<int>(out_.program_.size()); }

  Pattern::Instruction& instruction(int at) { return out_.program_[static_cast<std::size_t>(at)]; }

  /// `a b | c d`. Neighbouring alternatives of one token each become one atom, which keeps
  /// programs small.
  Atom alternatives()
  {
    int branch = here();
    Atom need = sequence();
    std::vector<int> exits;
    while (bar_follows()) {
      const int next = here();
      const Atom other = sequence();
      if (need.empty() || other.empty()) {
        need = Atom();
      } else {
        need.add(other);
      }
      if (is_single_match(branch, next) && is_single_match(next, here())) {
        atom_of(branch).add(atom_of(next));
        out_.program_.pop_back();
        continue;
      }
      insert(branch, Op::split);
      insert(next + 1, Op::jump);
      instruction(branch).x = branch + 1;
      instruction(branch).y = next + 2;
      exits.push_back(next + 1);
      branch = next + 2;
    }
    for (const int exit : exits) instruction(exit).x = here();
    return need;
  }

  bool is_single_match(int start, int end)
  {
    return end - start == 1 && instruction(start).op == Op::match;
  }

  Atom& atom_of(int at) { return atoms_[static_cast<std::size_t>(instruction(at).x)]; }

  bool bar_follows()
  {
    skip_spaces();
    if (at_ >= source_.size() || source_[at_] != '|') return false;
    ++at_;
    if (depth_ == 0) top_level_bar_ = true;
    return true;
  }

  /// Makes room for one instruction; what refers to code behind it keeps doing so.
  void insert(int at, Op op)
  {
    auto& program = out_.program_;
    program.insert(program.begin() + at, {op, 0, 0});
    for (std::size_t i = static_cast<std::size_t>(at) + 1; i < program.size(); ++i) {
      auto& step = program[i];
      if (step.op == Op::jump || step.op == Op::split) {
        if (step.x >= at) ++step.x;
        if (step.op == Op::split && step.y >= at) ++step.y;
      }
    }
  }

  Atom sequence()
  {
    const int start = here();
    Atom best;
    while (true) {
      skip_spaces();
      if (at_ >= source_.size() || source_[at_] == ')' || source_[at_] == '|') break;
      Atom need = item();
      if (need.empty()) continue;
      if (depth_ == 0) needs_.push_back(need);
      if (best.empty() || cost(need) < cost(best)) best = std::move(need);
    }
    if (here() == start) complain("empty alternative");
    return best;
  }

  /// How common its tokens are, roughly: what is rare is asked for first.
  std::size_t cost(const Atom& atom) const
  {
    std::size_t sum = 0;
    for (const int word : atom.words()) sum += cost({Term::Kind::word, false, word});
    for (const int lemma : atom.lemmas()) sum += cost({Term::Kind::lemma, false, lemma});
    for (std::size_t cls = 0; cls < max_classes; ++cls) {
      if (atom.classes().test(cls)) sum += cost({Term::Kind::cls, false, static_cast<int>(cls)});
    }
    for (const Atom::Row& row : atom.others()) {
      std::size_t least = std::numeric_limits<std::size_t>::max();
      for (const Term& term : row) least = std::min(least, cost(term));
      sum += least;
    }
    return sum;
  }

  std::size_t cost(const Term& term) const
  {
    constexpr std::size_t everywhere = 100'000;
    if (term.negated) return everywhere;
    switch (term.kind) {
      case Term::Kind::word:
        return is_common(lexicon_.word(term.number)) ? 300 : 1;
      case Term::Kind::lemma:
        return 5;
      case Term::Kind::cls:
        // Built-in classes hold words that no list knows.
        return term.number < static_cast<int>(built_in_classes) ? 3000 : 300;
      case Term::Kind::any:
        break;
    }
    return everywhere;
  }

  static bool is_common(std::string_view word)
  {
    static const std::set<std::string_view> common{
        "the",  "a",    "an",   "is",   "was",  "are",   "to",   "of",   "in",    "on",    "it",
        "this", "that", "you",  "i",    "we",   "they",  "he",   "she",  "and",   "or",    "have",
        "has",  "had",  "not",  "be",   "do",   "did",   "for",  "with", "at",    "what",  "if",
        "so",   "but",  "can",  "will", "just", "all",   "my",   "your", "were",  "been",  "get",
        "me",   "how",  "no",   "from", "as",   "there", "up",   "out",  "them",  "would", "like",
        "some", "one",  "when", "then", "here", "any",   "know", "does", "their", "now"};
    return common.contains(word);
  }

  Atom item()
  {
    const int slot = capture_name();
    if (slot >= 0) emit(Op::save, slot);
    const int body = here();
    Atom need = primary();
    const int body_end = here();
    const auto [low, high] = quantity();
    if (low != 1 || high != 1) {
      repeat(body, body_end, low, high);
      if (low == 0) need = Atom();
    }
    if (slot >= 0) emit(Op::save, slot + 1);
    return need;
  }

  int capture_name()
  {
    std::size_t end = at_;
    while (end < source_.size() && (std::islower(static_cast<unsigned char>(source_[end])) != 0)) {
      ++end;
    }
    if (end == at_ || end + 1 >= source_.size() || source_[end] != '=') return -1;
    const std::string name = source_.substr(at_, end - at_);
    at_ = end + 1;
    skip_spaces();
    auto& names = out_.captures_;
    auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) found = names.insert(names.end(), name);
    return static_cast<int>(2 * (found - names.begin()) + 2);
  }

  Atom primary()
  {
    const char c = source_[at_];
    if (c == '(') {
      ++at_;
      ++depth_;
      Atom need = alternatives();
      --depth_;
      skip_spaces();
      if (at_ >= source_.size() || source_[at_] != ')') complain("missing ')'");
      ++at_;
      return need;
    }
    if (c == '^' || c == '$') {
      ++at_;
      emit(c == '^' ? Op::at_start : Op::at_end);
      return {};
    }
    return atom();
  }

  /// A run of characters up to a space, a bracket or a quantifier; in a group also up to a bar.
  Atom atom()
  {
    std::size_t end = at_;
    while (end < source_.size() &&
           std::string_view(" ()*+{").find(source_[end]) == std::string_view::npos &&
           !(source_[end] == '?' && end > at_) && !(source_[end] == '|' && depth_ > 0)) {
      ++end;
    }
    const std::string text = source_.substr(at_, end - at_);
    if (text.empty()) complain("expected a word");
    at_ = end;
    Atom atom;
    for (std::size_t from = 0; from <= text.size();) {
      const std::size_t bar = std::min(text.find('|', from), text.size());
      atom.add(row(text.substr(from, bar - from)));
      from = bar + 1;
    }
    atoms_.push_back(atom);
    emit(Op::match, static_cast<int>(atoms_.size()) - 1);
    const bool says_something =
        std::all_of(atom.others().begin(), atom.others().end(), [](const Atom::Row& row) {
          return std::any_of(row.begin(), row.end(), [](const Term& term) {
            return !term.negated && term.kind != Term::Kind::any;
          });
        });
    return says_something ? atom : Atom();
  }

  Atom::Row row(const std::string& text)
  {
    Atom::Row terms;
    for (std::size_t from = 0; from <= text.size();) {
      const std::size_t both = std::min(text.find('&', from), text.size());
      terms.push_back(term(text.substr(from, both - from)));
      from = both + 1;
    }
    return terms;
  }

  Term term(std::string text)
  {
    Term result;
    if (text.size() > 1 && text.front() == '!') {
      result.negated = true;
      text.erase(0, 1);
    }
    if (text.empty()) complain("empty word");
    if (text == "_") return result;
    if (text.front() == '~') {
      result.kind = Term::Kind::lemma;
      result.number = lexicon_.find_verb(text.substr(1));
      if (result.number < 0) complain(fmt::format("verb '{}' is not in the vocabulary", text));
    } else if (std::isupper(static_cast<unsigned char>(text.front())) != 0) {
      const std::size_t cls = lexicon_.class_named(text);
      if (cls == max_classes) complain(fmt::format("no class '{}'", text));
      result.kind = Term::Kind::cls;
      result.number = static_cast<int>(cls);
    } else {
      result.kind = Term::Kind::word;
      result.number = lexicon_.intern(text);
    }
    return result;
  }

  std::pair<int, int> quantity()
  {
    if (at_ >= source_.size()) return {1, 1};
    switch (source_[at_]) {
      case '?':
        ++at_;
        return {0, 1};
      case '*':
        ++at_;
        return {0, -1};
      case '+':
        ++at_;
        return {1, -1};
      case '{':
        return braces();
      default:
        return {1, 1};
    }
  }

  std::pair<int, int> braces()
  {
    const std::size_t close = source_.find('}', at_);
    const std::size_t comma = source_.find(',', at_);
    if (close == std::string::npos || comma > close) complain("expected {m,n}");
    const int low = std::atoi(source_.c_str() + at_ + 1);
    const int high = std::atoi(source_.c_str() + comma + 1);
    if (low < 0 || high < 1 || high < low || high > 12) complain("bad {m,n}");
    at_ = close + 1;
    return {low, high};
  }

  /// Rewrites the code of one body into as many copies as the quantifier asks for.
  void repeat(int start, int end, int low, int high)
  {
    using Step = Pattern::Instruction;
    auto& program = out_.program_;
    const std::vector<Step> body(program.begin() + start, program.begin() + end);
    program.erase(program.begin() + start, program.end());
    for (int i = 0; i < low; ++i) copy(body, start);
    if (high < 0) {
      const int split = emit(Op::split);
      copy(body, start);
      emit(Op::jump, split);
      instruction(split) = {Op::split, split + 1, here()};
      return;
    }
    std::vector<int> exits;
    for (int i = low; i < high; ++i) {
      exits.push_back(emit(Op::split, here() + 1, 0));
      copy(body, start);
    }
    for (const int exit : exits) instruction(exit).y = here();
  }

  void copy(const std::vector<Pattern::Instruction>& body, int origin)
  {
    const int move = here() - origin;
    for (Pattern::Instruction step : body) {
      if (step.op == Op::jump || step.op == Op::split) {
        step.x += move;
        if (step.op == Op::split) step.y += move;
      }
      emit(step.op, step.x, step.y);
    }
  }

  std::string source_;
  Pattern& out_;
  Lexicon& lexicon_;
  std::vector<Atom> atoms_;
  std::vector<Atom> needs_;
  std::size_t at_ = 0;
  int depth_ = 0;
  bool top_level_bar_ = false;
};

Pattern::Pattern(std::string_view source, const Macros& macros, Lexicon& lexicon)
{
  share(PatternParser(expand(source, macros), *this, lexicon).parse());
  find_first();
  program_.shrink_to_fit();
}

}  // namespace secondstory::language
