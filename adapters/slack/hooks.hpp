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
  /// No connection was live for so long that Slack may have given up redelivering: what was said
  /// in the last `seconds` is read back.
  std::function<void(double seconds)> on_gap = [](double) {};
  /// A delivery that is not for us was acknowledged and left out: "app" or "workspace".
  std::function<void(const std::string& why)> on_left_out = [](const auto&) {};
  /// Slack refused a call because of the bot's token; the adapter's own, set by itself.
  std::function<void(const std::string& error)> on_token_refused = [](const auto&) {};
};

}  // namespace secondstory::slack
