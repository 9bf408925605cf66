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

  Time now() const { return event.received; }
  std::int64_t queue(const Effect& effect) { return ledger.queue(effect, event.received); }
};

}  // namespace secondstory
