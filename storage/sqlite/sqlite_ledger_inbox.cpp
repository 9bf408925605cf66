#include "bot/words.hpp"
#include "storage/sqlite/sqlite_ledger.hpp"

namespace secondstory::storage {

namespace {

using namespace std::chrono_literals;

// Slack repeats a delivery for six minutes, with its Delayed Events for 24 hours
// (docs.slack.dev/apis/events-api, "Retries"); a homeserver after its own restart.
constexpr auto inbox_kept = 48h;
constexpr auto changes_kept = 48h;       // `undo` reaches back minutes
constexpr auto settled_kept = 30 * 24h;  // for whoever wonders why something was not said
constexpr std::int64_t quarantine_rows_max = 10'000;
constexpr std::size_t error_bytes_max = 2000;

}  // namespace

bool SqliteLedger::remember(std::string_view key, Time now)
{
  if (key.empty()) return true;  // never repeated
  const bool fresh =
      connection_
          .query("INSERT INTO inbox (key, received) VALUES (?, ?) ON CONFLICT DO NOTHING", key, now)
          .run() == 1;
  if (!fresh) duplicate_ = true;
  return fresh;
}

void SqliteLedger::start_event()
{
  duplicate_ = false;
  queued_before_event_ = queued_.size();
}

void SqliteLedger::set_aside(const Event& event, const std::string& error)
{
  queued_.resize(queued_before_event_);
  // So that a delivery that comes again is not tried again.
  remember(event.delivery_key, event.received);
  // An outcome of our own is a fact even if the bot can make nothing of it: were the item left on
  // the outbox, a restart would say it twice.
  if (const auto* outcome = std::get_if<EffectSettled>(&event.what)) {
    settle(outcome->outbox_id, outcome->done, outcome->refusal, event.received);
  }
  connection_
      .query(
          "INSERT INTO quarantine (delivery_key, platform, type, error, at) "
          "VALUES (?, ?, ?, ?, ?)",
          event.delivery_key, event.platform, type_name(event),
          words::clipped(error, error_bytes_max), event.received)
      .run();
  connection_
      .query("DELETE FROM quarantine WHERE id <= ?",
             connection_.database().getLastInsertRowid() - quarantine_rows_max)
      .run();
}

void SqliteLedger::prune(Time now, std::int64_t rows_max)
{
  connection_
      .query(
          "DELETE FROM inbox WHERE key IN "
          "(SELECT key FROM inbox WHERE received < ? ORDER BY received LIMIT ?)",
          now - inbox_kept, rows_max)
      .run();
  connection_
      .query(
          "DELETE FROM changes WHERE at < ? AND id IN "
          "(SELECT id FROM changes ORDER BY id LIMIT ?)",
          now - changes_kept, rows_max)
      .run();
  connection_
      .query(
          "DELETE FROM outbox WHERE id IN "
          "(SELECT id FROM outbox WHERE settled_at < ? ORDER BY settled_at LIMIT ?)",
          now - settled_kept, rows_max)
      .run();
}

}  // namespace secondstory::storage
