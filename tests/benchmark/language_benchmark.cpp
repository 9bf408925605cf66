// What judging a message costs. Usage: secondstory_language_benchmark [FILE], one message a line.
// Prints microseconds per message over the lines, over those of about 200 bytes, and over lines
// joined to 200 bytes, and the worst of some hostile texts of 40 KB; and by how much the process
// grew in memory from before the rules and the model were read until each line was judged.
// deploy/language benchmark compares with other linters.

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "bot/language/engine.hpp"

namespace {

using secondstory::language::Engine;
using Clock = std::chrono::steady_clock;

double microseconds(const Engine& engine, const std::string& text)
{
  const auto start = Clock::now();
  const auto findings = engine.check(text);
  const std::chrono::duration<double, std::micro> passed = Clock::now() - start;
  return findings.size() > text.size() ? 0 : passed.count();
}

/// The least of three runs, so that what else the machine does counts less.
double best_of_three(const Engine& engine, const std::string& text)
{
  double best = microseconds(engine, text);
  for (int i = 0; i < 2; ++i) best = std::min(best, microseconds(engine, text));
  return best;
}

void print(std::string_view name, const Engine& engine, const std::vector<std::string>& texts)
{
  std::vector<double> times;
  double sum = 0;
  for (const std::string& text : texts) {
    times.push_back(best_of_three(engine, text));
    sum += times.back();
  }
  std::sort(times.begin(), times.end());
  fmt::print("{}: {} messages, mean {:.1f} us, p50 {:.1f} us, p99 {:.1f} us\n", name, times.size(),
             sum / static_cast<double>(times.size()), times[times.size() / 2],
             times[times.size() * 99 / 100]);
}

/// What of the process is in memory, its code and the model's file in it included (proc(5), statm).
double resident_mib()
{
  std::ifstream statm("/proc/self/statm");
  long size = 0;
  long resident = 0;
  statm >> size >> resident;
  return static_cast<double>(resident * sysconf(_SC_PAGESIZE)) / (1024.0 * 1024.0);
}

struct Messages
{
  std::vector<std::string> lines;
  std::vector<std::string> long_ones;  ///< of about 200 bytes
  std::vector<std::string> joined;     ///< to 200 bytes
};

Messages read(std::istream& in)
{
  Messages all;
  std::string next;
  for (std::string line; std::getline(in, line);) {
    if (line.empty()) continue;
    all.lines.push_back(line);
    if (line.size() >= 150 && line.size() <= 250) all.long_ones.push_back(line);
    next += next.empty() ? line : ". " + line;
    if (next.size() < 200) continue;
    all.joined.push_back(next.substr(0, 200));
    next.clear();
  }
  return all;
}

std::string repeated(std::string_view part)
{
  std::string text;
  while (text.size() + part.size() <= 40 * 1024) text += part;
  return text;
}

}  // namespace

int main(int argc, char** argv)
{
  std::ifstream file;
  if (argc > 1) file.open(argv[1]);
  const Messages messages = read(argc > 1 ? file : std::cin);
  if (messages.joined.empty()) return 2;
  const double before = resident_mib();
  const auto engine = Engine::with_default_rules();
  if (!engine) {
    fmt::print(stderr, "{}\n", engine.error().message);
    return 2;
  }
  std::size_t flagged = 0;
  for (const std::string& line : messages.lines) flagged += engine->check(line).empty() ? 0 : 1;
  fmt::print("memory: {:.1f} MiB after {} messages, {} of them flagged\n", resident_mib() - before,
             messages.lines.size(), flagged);
  print("lines as they are", *engine, messages.lines);
  if (!messages.long_ones.empty()) print("150 to 250 bytes", *engine, messages.long_ones);
  print("joined to 200 bytes", *engine, messages.joined);
  for (const std::string_view part :
       {"why did you not check it ", "you should have you should have not ", "a", "```", "<@U1> ",
        "<@", "a\\n", "> who broke it\n", "who broke prod? ", "\xf0\x9f\xa4\xa1", "if you had, ",
        "'\"`<("}) {
    fmt::print("40 KB of \"{}\": {:.0f} us\n", part, best_of_three(*engine, repeated(part)));
  }
}
