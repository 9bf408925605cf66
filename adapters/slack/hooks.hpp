#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace secondstory::slack {

/// What the adapter tells about its work, for metrics. All are called on the network thread; those
/// not set do nothing.
struct Hooks
{
  /// An envelope was acknowledged: what was inside and the seconds from frame to acknowledgement.
  std::function<void(const std::string& type, double seconds)> on_event = [](const auto&, double) {
  };
  /// A connection was replaced, with Slack's reason or ours.
  std::function<void(const std::string& reason)> on_reconnect = [](const auto&) {};
  /// Slack counts so many connections of the app that are not ours; told when the number changes.
  std::function<void(std::int64_t ghosts)> on_ghosts = [](std::int64_t) {};
  /// Slack answered a method with HTTP 429.
  std::function<void(const std::string& method)> on_rate_limited = [](const auto&) {};
  /// No connection was live for so long that Slack has given up redelivering: events may be missing
  /// since `seconds` ago.
  std::function<void(double seconds)> on_gap = [](double) {};
};

}  // namespace secondstory::slack
