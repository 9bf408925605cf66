#include "storage/sqlite/sqlite_ledger.hpp"
#include "storage/sqlite/stored_forms.hpp"

namespace secondstory::storage {

void SqliteLedger::rename_channel(const Channel& from, const Channel& to)
{
  if (from == to) return;
  // Where both ids have a row for the same thing, the one under the new id stands.
  for (const std::string_view sql :
       {"UPDATE incidents SET platform = ?, channel = ? WHERE platform = ? AND channel = ?",
        "UPDATE incidents SET declared_platform = ?, declared_channel = ? "
        "WHERE declared_platform = ? AND declared_channel = ?",
        "UPDATE OR IGNORE entries SET platform = ?, channel = ? WHERE platform = ? AND channel = ?",
        "UPDATE OR IGNORE marks SET platform = ?, channel = ? WHERE platform = ? AND channel = ?",
        "UPDATE suggestions SET platform = ?, channel = ? WHERE platform = ? AND channel = ?",
        "UPDATE OR IGNORE channel_settings SET platform = ?, channel = ? "
        "WHERE platform = ? AND channel = ?"}) {
    connection_.query(sql, to.platform, to.id, from.platform, from.id).run();
  }
  for (const std::string_view sql :
       {"DELETE FROM marks WHERE platform = ? AND channel = ?",
        "DELETE FROM channel_settings WHERE platform = ? AND channel = ?"}) {
    connection_.query(sql, from.platform, from.id).run();
  }
  rename_in_outbox(from, to);
  rename_in_changes(from, to);
  // What is still delivered under the old id belongs to the new one, whatever it is called next.
  connection_
      .query("UPDATE channel_ids SET now = ? WHERE platform = ? AND now = ?", to.id, from.platform,
             from.id)
      .run();
  connection_.query("DELETE FROM channel_ids WHERE platform = ? AND id = ?", to.platform, to.id)
      .run();
  connection_
      .query(
          "INSERT INTO channel_ids (platform, id, now) VALUES (?, ?, ?) "
          "ON CONFLICT DO UPDATE SET now = excluded.now",
          from.platform, from.id, to.id)
      .run();
}

Channel SqliteLedger::now_called(const Channel& channel)
{
  auto row = connection_.query("SELECT now FROM channel_ids WHERE platform = ? AND id = ?",
                               channel.platform, channel.id);
  return row.next() ? Channel{channel.platform, row.text()} : channel;
}

void SqliteLedger::rename_in_outbox(const Channel& from, const Channel& to)
{
  for (auto& item : pending()) {
    if (!redirect(item.effect, from, to)) continue;
    connection_.query("UPDATE outbox SET json = ? WHERE id = ?", to_json(item.effect), item.id)
        .run();
  }
  for (auto& item : queued_) redirect(item.effect, from, to);
}

void SqliteLedger::rename_in_changes(const Channel& from, const Channel& to)
{
  struct Stored
  {
    std::int64_t id;
    std::string entry;
  };
  std::vector<Stored> all;
  {
    auto row = connection_.query("SELECT id, entry FROM changes WHERE entry IS NOT NULL");
    while (row.next()) all.push_back({.id = row.integer(), .entry = row.text()});
  }
  for (const auto& change : all) {
    auto entry = entry_from_json(change.entry);
    if (entry.channel != from) continue;
    entry.channel = to;
    connection_.query("UPDATE changes SET entry = ? WHERE id = ?", to_json(entry), change.id).run();
  }
}

}  // namespace secondstory::storage
