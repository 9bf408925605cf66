#pragma once

#include <chrono>
#include <optional>

#include "bot/postmortem/record.hpp"

namespace secondstory::postmortem {

/// How long things took. Each is unknown as long as one of its two moments is.
struct Metrics
{
  using Span = std::optional<std::chrono::milliseconds>;
  Span detect{};       ///< began (`started`) → noticed (`detected`)
  Span acknowledge{};  ///< declared → somebody took the lead
  Span communicate{};  ///< declared → first `update`
  Span mitigate{};     ///< declared → `mitigated`
  Span resolve{};      ///< declared → `resolve`
};

/// From explicit moments alone, never guessed from chatter. A span that would be negative, because
/// a moment was back-dated, is not known.
Metrics metrics_of(const Record& record);

}  // namespace secondstory::postmortem
