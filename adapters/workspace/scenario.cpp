#include "adapters/workspace/scenario.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "adapters/slack/json.hpp"

namespace secondstory::workspace {

using slack::flag_at;
using slack::integer_at;
using slack::parse_object;
using slack::string_at;

namespace {

using Counts = ScenarioStep::Counts;

struct When
{
  std::string_view key;
  Counts counts;
  bool repeats;
};

constexpr std::array<When, 8> whens = {{{"at_ms", Counts::milliseconds, false},
                                        {"every_ms", Counts::milliseconds, true},
                                        {"after_messages", Counts::messages, false},
                                        {"every_messages", Counts::messages, true},
                                        {"after_connections", Counts::connections, false},
                                        {"every_connections", Counts::connections, true},
                                        {"after_calls", Counts::calls, false},
                                        {"every_calls", Counts::calls, true}}};

tl::unexpected<Error> wrong(int line, const std::string& what)
{
  return fail(Fault::usage, fmt::format("line {} of the scenario: {}", line, what));
}

/// Takes the step's own keys out of the line; what is left is the action's.
Result<ScenarioStep> step_of(json::object line, int number)
{
  ScenarioStep step;
  step.line = number;
  int given = 0;
  for (const When& when : whens) {
    if (!line.contains(when.key)) continue;
    const auto value = integer_at(line, when.key).value_or(-1);
    if (value < (when.repeats ? 1 : 0)) {
      return wrong(number, fmt::format("{} takes a whole number", when.key));
    }
    step.counts = when.counts;
    step.first = value;
    step.again_after = when.repeats ? value : 0;
    line.erase(when.key);
    ++given;
  }
  if (given != 1)
    return wrong(number, "exactly one of at_ms, every_ms, after_messages … is needed");
  if (line.contains("repeat")) {
    step.times_left = integer_at(line, "repeat").value_or(0);
    if (step.times_left < 1 || step.again_after == 0)
      return wrong(number, "repeat takes a whole number and goes with every_…");
    line.erase("repeat");
  }
  step.of_method = string_at(line, "of_method");
  step.action = string_at(line, "do");
  if (step.action.empty()) return wrong(number, "“do” names what is to be done");
  line.erase("of_method");
  line.erase("do");
  step.body = std::move(line);
  return step;
}

}  // namespace

Result<std::vector<ScenarioStep>> parse_scenario(std::string_view text)
{
  std::vector<ScenarioStep> steps;
  for (int number = 1; !text.empty(); ++number) {
    const auto end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    const auto begin = line.find_first_not_of(" \t\r");
    if (begin == std::string_view::npos || line[begin] == '#') continue;
    auto object = parse_object(line);
    if (!object) return wrong(number, "it is no JSON object");
    auto step = step_of(std::move(*object), number);
    if (!step) return tl::unexpected<Error>(step.error());
    steps.push_back(std::move(*step));
  }
  return steps;
}

void Scenario::begin(std::vector<ScenarioStep> steps, std::int64_t now_ms)
{
  steps_ = std::move(steps);
  began_ms_ = now_ms_ = now_ms;
  counted_.clear();
  calls_ = done_ = 0;
  complaints_.clear();
}

bool Scenario::count(std::string_view what)
{
  ++counted_[std::string(what)];
  if (what != "messages" && what != "connections") ++calls_;
  return std::any_of(steps_.begin(), steps_.end(), [this](const ScenarioStep& step) {
    return step.counts != Counts::milliseconds && reached(step) >= step.first;
  });
}

std::int64_t Scenario::reached(const ScenarioStep& step) const
{
  const auto counted = [this](std::string_view what) {
    const auto found = counted_.find(what);
    return found == counted_.end() ? 0 : found->second;
  };
  switch (step.counts) {
    case Counts::messages:
      return counted("messages");
    case Counts::connections:
      return counted("connections");
    case Counts::calls:
      return step.of_method.empty() ? calls_ : counted(step.of_method);
    case Counts::milliseconds:
      break;
  }
  return now_ms_ - began_ms_;
}

void Scenario::tick(std::int64_t now_ms)
{
  now_ms_ = now_ms;
  std::vector<ScenarioStep> due;
  for (ScenarioStep& step : steps_) {
    while (step.times_left != 0 && reached(step) >= step.first) {
      due.push_back(step);
      if (step.times_left > 0) --step.times_left;
      if (step.again_after == 0) step.times_left = 0;
      step.first += step.again_after;
    }
  }
  std::erase_if(steps_, [](const ScenarioStep& step) { return step.times_left == 0; });
  // A step may count something, or begin another scenario: ours are taken out before.
  for (const ScenarioStep& step : due) perform(step);
}

void Scenario::perform(const ScenarioStep& step)
{
  ++done_;
  const auto answer = perform_(step.action, step.body);
  if (answer && flag_at(*answer, "ok")) return;
  const std::string error = answer ? string_at(*answer, "error") : "unknown_action";
  complaints_.push_back(fmt::format("line {}: {}: {}", step.line, step.action, error));
}

std::optional<std::int64_t> Scenario::wake_at_ms() const
{
  std::optional<std::int64_t> soonest;
  for (const ScenarioStep& step : steps_) {
    if (step.counts != Counts::milliseconds) continue;
    const auto at = began_ms_ + step.first;
    if (!soonest || at < *soonest) soonest = at;
  }
  return soonest;
}

}  // namespace secondstory::workspace
