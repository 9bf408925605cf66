#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "bot/time.hpp"

/// Slack's message ids are decimal times, "1763647500.000100". They are compared as strings or
/// digit by digit, never as floating point: a double cannot hold them (docs.slack.dev,
/// events/message).
namespace secondstory::slack {

/// The moment a `ts` names, to the millisecond; nothing if it is not one.
std::optional<Time> time_of(std::string_view ts);

/// A moment as `ts`, for the `oldest` argument of the history methods.
std::string ts_of(Time at);

/// Whether `a` is the earlier of two well-formed ids.
bool earlier(std::string_view a, std::string_view b);

}  // namespace secondstory::slack
