#pragma once

#include <memory>
#include <optional>
#include <string>

#include "bot/effect.hpp"
#include "bot/event.hpp"
#include "bot/language/engine.hpp"
#include "bot/settings.hpp"
#include "storage/ledger.hpp"

namespace secondstory {

/// The handling of one event: what it may read and write. Lives as long as its transaction.
struct Turn
{
  const Event& event;
  Ledger& ledger;
  const Settings& settings;
  const language::Engine& language;
  /// The event was put off until we knew who asked; if they are unknown still, they stay so.
  bool learnt = false;

  Time now() const { return event.received; }
  /// What is older than this when it reaches us is record, not conversation: nothing in it is
  /// obeyed or answered as if it had just been said. Longer than services take to repeat a
  /// delivery.
  bool is_stale() const { return event.late_by > std::chrono::minutes{10}; }
  std::int64_t queue(const Effect& effect) { return ledger.queue(effect, event.received); }
};

}  // namespace secondstory
