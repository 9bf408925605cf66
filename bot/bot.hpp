#pragma once

#include <memory>
#include <mutex>

#include "bot/event.hpp"
#include "bot/language/engine.hpp"
#include "bot/settings.hpp"
#include "storage/ledger.hpp"

namespace secondstory {

/// The core: decides what an event means. It has no clock, no thread and no socket; everything it
/// knows it reads from the ledger, everything it wants done it writes there.
class Bot
{
 public:
  Bot(Settings settings, std::shared_ptr<const language::Engine> language);

  /// Handles one event inside the ledger's open transaction. A delivery that was handled before
  /// changes nothing. Throws only what the ledger throws.
  void handle(const Event& event, Ledger& ledger);

  /// Replaces settings and language rules (SIGHUP); any thread, effective from the next event.
  void use(Settings settings, std::shared_ptr<const language::Engine> language);

 private:
  std::mutex mutex_;  ///< guards which ones are in use; they themselves never change
  std::shared_ptr<const Settings> settings_;
  std::shared_ptr<const language::Engine> language_;
};

}  // namespace secondstory
