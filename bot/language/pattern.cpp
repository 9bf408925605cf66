#include "bot/language/pattern.hpp"

#include <algorithm>

namespace secondstory::language {

struct Pattern::Thread
{
  int pc = 0;
  std::vector<int> slots;
};

struct Pattern::Queue
{
  std::vector<Thread> threads;
  std::vector<char> seen;

  explicit Queue(std::size_t size) : seen(size, 0) {}
  void clear()
  {
    threads.clear();
    std::fill(seen.begin(), seen.end(), char{0});
  }
};

namespace {

/// Buffers that one thread uses again and again.
struct Scratch
{
  std::vector<int> now;
  std::vector<int> next;
  std::vector<int> todo;
  std::vector<unsigned> seen;
  unsigned mark = 0;
};

Scratch& scratch()
{
  thread_local Scratch own;
  return own;
}

}  // namespace

/// Adds the thread and all that it reaches without reading a token, preferred ones first.
void Pattern::follow(Queue& queue, Thread thread, std::size_t at, std::size_t size,
                     std::size_t text_end) const
{
  std::vector<Thread> todo{std::move(thread)};
  while (!todo.empty()) {
    Thread now = std::move(todo.back());
    todo.pop_back();
    const auto pc = static_cast<std::size_t>(now.pc);
    if (queue.seen[pc] != 0) continue;
    queue.seen[pc] = 1;
    const Instruction& step = program_[pc];
    switch (step.op) {
      case Instruction::Op::jump:
        now.pc = step.x;
        todo.push_back(std::move(now));
        break;
      case Instruction::Op::split: {
        Thread other = now;
        other.pc = step.y;
        now.pc = step.x;
        todo.push_back(std::move(other));
        todo.push_back(std::move(now));
        break;
      }
      case Instruction::Op::save:
        now.slots[static_cast<std::size_t>(step.x)] = static_cast<int>(at);
        ++now.pc;
        todo.push_back(std::move(now));
        break;
      case Instruction::Op::at_start:
      case Instruction::Op::at_end: {
        const bool holds_here =
            step.op == Instruction::Op::at_start ? at == 0 : at >= text_end && at <= size;
        ++now.pc;
        if (holds_here) todo.push_back(std::move(now));
        break;
      }
      case Instruction::Op::match:
      case Instruction::Op::accept:
        queue.threads.push_back(std::move(now));
        break;
    }
  }
}

Match Pattern::result(const std::vector<int>& slots) const
{
  const auto range = [&](std::size_t slot) -> TokenRange {
    if (slots[slot] < 0 || slots[slot + 1] < 0) return {};
    return {static_cast<std::size_t>(slots[slot]), static_cast<std::size_t>(slots[slot + 1])};
  };
  Match match{range(0), {}};
  for (std::size_t i = 0; i < captures_.size(); ++i) {
    const TokenRange captured = range(2 * i + 2);
    if (!captured.empty()) match.captures[captures_[i]] = captured;
  }
  return match;
}

bool Pattern::may_match(const Gist& gist) const
{
  return std::all_of(needs_.begin(), needs_.end(),
                     [&](const SharedAtom& need) { return need.get().may_hold(gist); });
}

/// Puts what the parser has read in the place of its numbers, which are those of `atoms`.
void Pattern::share(const std::vector<Atom>& atoms)
{
  for (Instruction& step : program_) {
    if (step.op != Instruction::Op::match) continue;
    const SharedAtom atom(atoms[static_cast<std::size_t>(step.x)]);
    auto same = std::find(atoms_.begin(), atoms_.end(), atom);
    if (same == atoms_.end()) same = atoms_.insert(same, atom);
    step.x = static_cast<int>(same - atoms_.begin());
  }
  atoms_.shrink_to_fit();
}

/// Notes what the first token of a match can be, where that is all that counts for a beginning.
void Pattern::find_first()
{
  // In an empty text both ends hold: whatever can be reached without a token is.
  std::vector<int> begin{0};
  std::vector<unsigned> seen(program_.size(), 0);
  reach(begin, seen, 1, 0, 0);
  Atom first;
  for (const int pc : begin) {
    const Instruction& step = program_[static_cast<std::size_t>(pc)];
    if (step.op == Instruction::Op::accept) {
      first_ = Atom();
      return;
    }
    first.add(atoms_[static_cast<std::size_t>(step.x)].get());
  }
  first_ = first;
}

/// Adds to the queue all instructions that are reached from its last one without a token.
void Pattern::reach(std::vector<int>& queue, std::vector<unsigned>& seen, unsigned mark,
                    std::size_t at, std::size_t text_end) const
{
  std::vector<int>& todo = scratch().todo;
  todo.assign(1, queue.back());
  queue.pop_back();
  while (!todo.empty()) {
    const int pc = todo.back();
    todo.pop_back();
    unsigned& visited = seen[static_cast<std::size_t>(pc)];
    if (visited == mark) continue;
    visited = mark;
    const Instruction& step = program_[static_cast<std::size_t>(pc)];
    switch (step.op) {
      case Instruction::Op::jump:
        todo.push_back(step.x);
        break;
      case Instruction::Op::split:
        todo.push_back(step.y);
        todo.push_back(step.x);
        break;
      case Instruction::Op::save:
        todo.push_back(pc + 1);
        break;
      case Instruction::Op::at_start:
        if (at == 0) todo.push_back(pc + 1);
        break;
      case Instruction::Op::at_end:
        if (at >= text_end) todo.push_back(pc + 1);
        break;
      case Instruction::Op::match:
      case Instruction::Op::accept:
        queue.push_back(pc);
        break;
    }
  }
}

/// Whether there is a match at all; far cheaper than finding where its captures lie.
bool Pattern::matches(const std::vector<Token>& tokens, std::size_t text_end) const
{
  Scratch& use = scratch();
  if (use.seen.size() < program_.size()) use.seen.resize(program_.size(), 0);
  use.now.clear();
  for (std::size_t at = 0; at <= tokens.size(); ++at) {
    ++use.mark;
    use.next.clear();
    for (const int pc : use.now) {
      use.next.push_back(pc);
      reach(use.next, use.seen, use.mark, at, text_end);
    }
    if (first_.get().empty() || (at < tokens.size() && first_.get().holds(tokens[at]))) {
      use.next.push_back(0);
      reach(use.next, use.seen, use.mark, at, text_end);
    }
    use.now.clear();
    for (const int pc : use.next) {
      const Instruction& step = program_[static_cast<std::size_t>(pc)];
      if (step.op == Instruction::Op::accept) return true;
      if (at < tokens.size() && atoms_[static_cast<std::size_t>(step.x)].get().holds(tokens[at])) {
        use.now.push_back(pc + 1);
      }
    }
  }
  return false;
}

std::optional<Match> Pattern::find(const std::vector<Token>& tokens) const
{
  std::size_t text_end = tokens.size();
  while (text_end > 0 && tokens[text_end - 1].classes.test(cls_punct)) --text_end;
  if (!matches(tokens, text_end)) return std::nullopt;
  const std::size_t slots = 2 * captures_.size() + 2;
  Queue now(program_.size());
  Queue next(program_.size());
  std::optional<std::vector<int>> best;
  for (std::size_t at = 0; at <= tokens.size(); ++at) {
    if (!best) {
      Thread fresh{0, std::vector<int>(slots, -1)};
      fresh.slots[0] = static_cast<int>(at);
      follow(now, std::move(fresh), at, tokens.size(), text_end);
    }
    if (now.threads.empty() && best) break;
    for (Thread& thread : now.threads) {
      const Instruction& step = program_[static_cast<std::size_t>(thread.pc)];
      if (step.op == Instruction::Op::accept) {
        thread.slots[1] = static_cast<int>(at);
        best = thread.slots;
        break;
      }
      if (at < tokens.size() && atoms_[static_cast<std::size_t>(step.x)].get().holds(tokens[at])) {
        ++thread.pc;
        follow(next, std::move(thread), at + 1, tokens.size(), text_end);
      }
    }
    std::swap(now, next);
    next.clear();
  }
  if (!best || (*best)[0] == (*best)[1]) return std::nullopt;
  return result(*best);
}

bool any_matches(const std::vector<Pattern>& patterns, const std::vector<Token>& tokens,
                 const Gist& gist)
{
  return std::any_of(patterns.begin(), patterns.end(), [&](const Pattern& pattern) {
    return pattern.may_match(gist) && pattern.find(tokens).has_value();
  });
}

}  // namespace secondstory::language
