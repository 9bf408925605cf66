#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace secondstory {

/// A moment in UTC, to the millisecond: what the record keeps and every interface speaks.
using Time = std::chrono::sys_time<std::chrono::milliseconds>;

/// `2026-11-20T14:03:11.123Z`.
std::string iso8601(Time at);
/// Reads what iso8601 writes (milliseconds and `Z` optional); nothing if it is not such a time.
std::optional<Time> parse_iso8601(std::string_view text);
/// `3 h 07 min`, `12 min`, `45 s`: for people.
std::string duration_words(std::chrono::milliseconds span);

}  // namespace secondstory
