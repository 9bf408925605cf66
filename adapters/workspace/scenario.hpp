#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bot/result.hpp"

/// Failures by the clock or by the count: a scenario.
///
/// A scenario is JSON Lines: a step a line, empty lines and lines that begin with # are left out. A
/// step says when, what to do, and with what:
///
///   # Slack recycles both connections while people talk, and one command meets a closed door.
///   {"every_ms": 5000, "do": "disconnect", "reason": "refresh_requested"}
///   {"after_messages": 100, "do": "drop"}
///   {"every_messages": 50, "repeat": 4, "do": "junk", "text": "null"}
///   {"at_ms": 20000, "do": "fault", "method": "*", "http_status": 429, "retry_after": 1, "times":
///   9}
///   {"after_calls": 3, "of_method": "chat.postMessage", "do": "freeze"}
///
/// When, one of them, counted from the moment the scenario is begun:
///   at_ms, every_ms                          time
///   after_messages, every_messages           messages that the workspace handed to the app
///   after_connections, every_connections     connections that were told hello
///   after_calls, every_calls                 Web API calls, of one method with "of_method"
/// `repeat` ends an "every" after so many times.
///
/// What: `do` names a POST action of the control interface (workspace_server.hpp), that of failures
/// as that of people; every other key of the line is the action's own.
namespace secondstory::workspace {

namespace json = boost::json;

struct ScenarioStep
{
  enum class Counts { milliseconds, messages, connections, calls };

  Counts counts = Counts::milliseconds;
  std::int64_t first = 0;
  std::int64_t again_after = 0;  ///< 0: once
  std::int64_t times_left = -1;  ///< -1: for ever
  std::string of_method{};       ///< calls of this method alone; empty: of any
  std::string action{};
  json::object body{};
  int line = 0;
};

/// Fault::usage, with the line's number and what is wrong in it.
Result<std::vector<ScenarioStep>> parse_scenario(std::string_view text);

/// Plays a scenario, without any I/O. Each step is done once for each time it is due.
class Scenario
{
 public:
  /// Does an action; its answer holds `ok`, and `error` where that is false. Nothing: no such
  /// action.
  using Perform =
      std::function<std::optional<json::object>(const std::string& action, const json::object&)>;

  explicit Scenario(Perform perform) : perform_(std::move(perform)) {}

  void begin(std::vector<ScenarioStep> steps, std::int64_t now_ms);
  void end() { steps_.clear(); }

  /// "messages", "connections" or the name of a method that was called. What it makes due is done
  /// by the next tick(); true if there is such.
  bool count(std::string_view what);
  void tick(std::int64_t now_ms);
  /// When tick() has to be called next.
  [[nodiscard]] std::optional<std::int64_t> wake_at_ms() const;

  [[nodiscard]] std::size_t steps_left() const { return steps_.size(); }
  [[nodiscard]] std::int64_t steps_done() const { return done_; }
  /// What could not be done: "line 3: drop: unknown_action".
  [[nodiscard]] const std::vector<std::string>& complaints() const { return complaints_; }

 private:
  [[nodiscard]] std::int64_t reached(const ScenarioStep& step) const;
  void perform(const ScenarioStep& step);

  Perform perform_;
  std::vector<ScenarioStep> steps_;
  std::int64_t began_ms_ = 0;
  std::int64_t now_ms_ = 0;
  std::map<std::string, std::int64_t, std::less<>> counted_;
  std::int64_t calls_ = 0;
  std::int64_t done_ = 0;
  std::vector<std::string> complaints_;
};

}  // namespace secondstory::workspace
