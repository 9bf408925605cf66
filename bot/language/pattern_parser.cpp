#include <fmt/format.h>

#include <algorithm>
#include <cctype>
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
/// match is returned as cues: words one of which it must hold, empty for "cannot say".
class PatternParser
{
 public:
  PatternParser(std::string source, Pattern& out, Lexicon& lexicon)
      : source_(std::move(source)), out_(out), lexicon_(lexicon)
  {
  }

  void parse()
  {
    Cues cues = alternatives();
    // Alternatives outside brackets: none of them has to match.
    if (top_level_bar_) out_.required_.clear();
    skip_spaces();
    if (at_ < source_.size()) complain("unexpected ')'");
    emit(Op::accept);
    out_.cues_.assign(cues.begin(), cues.end());
  }

 private:
  using Op = Pattern::Instruction::Op;
  using Cues = std::set<std::string>;

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
  Cues alternatives()
  {
    int branch = here();
    Cues cues = sequence();
    std::vector<int> exits;
    while (bar_follows()) {
      const int next = here();
      const Cues other = sequence();
      cues = cues.empty() || other.empty() ? Cues{} : merged(cues, other);
      if (is_single_match(branch, next) && is_single_match(next, here())) {
        Pattern::Atom& atom = atom_of(branch);
        const Pattern::Atom& added = atom_of(next);
        atom.insert(atom.end(), added.begin(), added.end());
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
    return cues;
  }

  bool is_single_match(int start, int end)
  {
    return end - start == 1 && instruction(start).op == Op::match;
  }

  Pattern::Atom& atom_of(int at)
  {
    return out_.atoms_[static_cast<std::size_t>(instruction(at).x)];
  }

  static Cues merged(Cues left, const Cues& right)
  {
    left.insert(right.begin(), right.end());
    return left;
  }

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

  Cues sequence()
  {
    const int start = here();
    Cues best;
    while (true) {
      skip_spaces();
      if (at_ >= source_.size() || source_[at_] == ')' || source_[at_] == '|') break;
      const Cues cues = item();
      if (!cues.empty() && (best.empty() || cost(cues) < cost(best))) best = cues;
    }
    if (here() == start) complain("empty alternative");
    return best;
  }

  /// Common words make bad cues: they open the gate for everything.
  static std::size_t cost(const Cues& cues)
  {
    static const std::set<std::string_view> common{
        "the",  "a",    "an",   "is",   "was",  "are",   "to",   "of",   "in",    "on",    "it",
        "this", "that", "you",  "i",    "we",   "they",  "he",   "she",  "and",   "or",    "have",
        "has",  "had",  "not",  "be",   "do",   "did",   "for",  "with", "at",    "what",  "if",
        "so",   "but",  "can",  "will", "just", "all",   "my",   "your", "were",  "been",  "get",
        "me",   "how",  "no",   "from", "as",   "there", "up",   "out",  "them",  "would", "like",
        "some", "one",  "when", "then", "here", "any",   "know", "does", "their", "now"};
    std::size_t sum = 0;
    for (const std::string& cue : cues) sum += common.count(cue) != 0 ? 1000 : 3;
    return sum;
  }

  Cues item()
  {
    const int slot = capture_name();
    if (slot >= 0) emit(Op::save, slot);
    const int body = here();
    Cues cues = primary();
    const int body_end = here();
    const auto [low, high] = quantity();
    if (low != 1 || high != 1) {
      repeat(body, body_end, low, high);
      if (low == 0) cues.clear();
    }
    if (slot >= 0) emit(Op::save, slot + 1);
    if (depth_ == 0 && low > 0 && is_single_match(body, body_end)) {
      out_.required_.push_back(instruction(body).x);
    }
    return cues;
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

  Cues primary()
  {
    const char c = source_[at_];
    if (c == '(') {
      ++at_;
      ++depth_;
      Cues cues = alternatives();
      --depth_;
      skip_spaces();
      if (at_ >= source_.size() || source_[at_] != ')') complain("missing ')'");
      ++at_;
      return cues;
    }
    if (c == '^' || c == '$') {
      ++at_;
      emit(c == '^' ? Op::at_start : Op::at_end);
      return {};
    }
    return atom();
  }

  /// A run of characters up to a space, a bracket or a quantifier; in a group also up to a bar.
  Cues atom()
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
    Pattern::Atom rows;
    Cues cues;
    bool can_say = true;
    for (std::size_t from = 0; from <= text.size();) {
      const std::size_t bar = std::min(text.find('|', from), text.size());
      Cues row_cues;
      rows.push_back(row(text.substr(from, bar - from), row_cues));
      if (row_cues.empty()) can_say = false;
      cues.insert(row_cues.begin(), row_cues.end());
      from = bar + 1;
    }
    out_.atoms_.push_back(std::move(rows));
    emit(Op::match, static_cast<int>(out_.atoms_.size()) - 1);
    return can_say ? cues : Cues{};
  }

  std::vector<Pattern::Term> row(const std::string& text, Cues& cues)
  {
    std::vector<Pattern::Term> terms;
    for (std::size_t from = 0; from <= text.size();) {
      const std::size_t both = std::min(text.find('&', from), text.size());
      Cues term_cues;
      terms.push_back(term(text.substr(from, both - from), term_cues));
      if (!term_cues.empty() && (cues.empty() || cost(term_cues) < cost(cues))) cues = term_cues;
      from = both + 1;
    }
    return terms;
  }

  Pattern::Term term(std::string text, Cues& cues)
  {
    Pattern::Term result;
    if (text.size() > 1 && text.front() == '!') {
      result.negated = true;
      text.erase(0, 1);
    }
    if (text.empty()) complain("empty word");
    if (text == "_") return result;
    if (text.front() == '~') {
      result.kind = Pattern::Term::Kind::lemma;
      result.number = lexicon_.find_verb(text.substr(1));
      if (result.number < 0) complain(fmt::format("verb '{}' is not in the vocabulary", text));
      for (const std::string& form : lexicon_.forms_of(result.number)) cues.insert(form);
    } else if (std::isupper(static_cast<unsigned char>(text.front())) != 0) {
      const std::size_t cls = lexicon_.class_named(text);
      if (cls == max_classes) complain(fmt::format("no class '{}'", text));
      result.kind = Pattern::Term::Kind::cls;
      result.number = static_cast<int>(cls);
      // Built-in classes are open: they hold words that no list knows.
      if (cls >= built_in_classes) {
        for (const std::string& word : lexicon_.words_of_class(cls)) cues.insert(word);
      }
    } else {
      result.kind = Pattern::Term::Kind::word;
      result.number = lexicon_.intern(text);
      cues.insert(text);
    }
    if (result.negated) cues.clear();
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
  std::size_t at_ = 0;
  int depth_ = 0;
  bool top_level_bar_ = false;
};

Pattern::Pattern(std::string_view source, const Macros& macros, Lexicon& lexicon)
{
  PatternParser(expand(source, macros), *this, lexicon).parse();
}

}  // namespace secondstory::language
