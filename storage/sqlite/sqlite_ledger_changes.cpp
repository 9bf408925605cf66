#include "storage/sqlite/sqlite_ledger.hpp"
#include "storage/sqlite/stored_forms.hpp"

namespace secondstory::storage {

namespace {

template <class Value>
std::optional<std::string> json_of(const std::optional<Value>& value)
{
  return value ? std::optional{to_json(*value)} : std::nullopt;
}

}  // namespace

void SqliteLedger::add(Change& change)
{
  connection_
      .query(
          "INSERT INTO changes (incident, person, at, words, before, entries, action, entry) "
          "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
          change.incident, change.person, change.at, change.words, change.before,
          to_json(change.entries), json_of(change.action), json_of(change.entry))
      .run();
  change.id = connection_.database().getLastInsertRowid();
}

std::optional<Change> SqliteLedger::take_last_change(std::int64_t incident,
                                                     const std::string& person, Time since)
{
  Change last;
  {
    auto row = connection_.query(
        "SELECT id, incident, person, at, words, before, entries, action, entry FROM changes "
        "WHERE incident = ? AND person = ? AND at >= ? ORDER BY id DESC LIMIT 1",
        incident, person, since);
    if (!row.next()) return std::nullopt;
    last.id = row.integer();
    last.incident = row.integer();
    last.person = row.text();
    last.at = row.time();
    last.words = row.text();
    last.before = row.maybe_text();
    last.entries = numbers_from_json(row.text());
    if (const auto action = row.maybe_text()) last.action = action_from_json(*action);
    if (const auto entry = row.maybe_text()) last.entry = entry_from_json(*entry);
  }
  connection_.query("DELETE FROM changes WHERE id = ?", last.id).run();
  return last;
}

}  // namespace secondstory::storage
