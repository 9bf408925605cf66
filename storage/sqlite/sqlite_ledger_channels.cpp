#include <type_traits>

#include "storage/sqlite/sqlite_ledger.hpp"
#include "storage/sqlite/stored_forms.hpp"

namespace secondstory::storage {

namespace {

/// Moves what was put off in a channel.
void move_asked(Event& asked, const Channel& to)
{
  std::visit(
      [&to](auto& what) {
        using What = std::decay_t<decltype(what)>;
        if constexpr (std::is_same_v<What, CommandGiven>) {
          what.channel = to;
        } else if constexpr (std::is_same_v<What, MessagePosted> || std::is_same_v<What, Reacted> ||
                             std::is_same_v<What, ButtonPressed>) {
          what.message.channel = to;
        }
      },
      asked.what);
}

/// Moves an effect that is still to be carried out; false if it is for another channel.
bool move_effect(Effect& effect, const Channel& from, const Channel& to)
{
  if (destination(effect) != from) return false;
  std::visit(
      [&to](auto& what) {
        using What = std::decay_t<decltype(what)>;
        if constexpr (std::is_same_v<What, LearnPerson>) {
          what.channel = to;
          move_asked(what.asked, to);
        } else if constexpr (std::is_same_v<What, ReviseMessage> ||
                             std::is_same_v<What, PinMessage>) {
          what.message.channel = to;
        } else if constexpr (!std::is_same_v<What, OpenChannel>) {
          what.channel = to;
        }
      },
      effect);
  return true;
}

}  // namespace

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
}

void SqliteLedger::rename_in_outbox(const Channel& from, const Channel& to)
{
  for (auto& item : pending()) {
    if (!move_effect(item.effect, from, to)) continue;
    connection_.query("UPDATE outbox SET json = ? WHERE id = ?", to_json(item.effect), item.id)
        .run();
  }
  for (auto& item : queued_) move_effect(item.effect, from, to);
}

void SqliteLedger::rename_in_changes(const Channel& from, const Channel& to)
{
  struct Stored
  {
    std::int64_t id;
    std::optional<std::string> before;
    std::optional<std::string> entry;
  };
  std::vector<Stored> all;
  {
    auto row = connection_.query(
        "SELECT id, before, entry FROM changes WHERE before IS NOT NULL OR entry IS NOT NULL");
    while (row.next()) {
      all.push_back({.id = row.integer(), .before = row.maybe_text(), .entry = row.maybe_text()});
    }
  }
  for (auto& change : all) {
    if (change.before) {
      auto incident = incident_from_json(*change.before);
      if (incident.channel == from) incident.channel = to;
      if (incident.declared_in == from) incident.declared_in = to;
      change.before = to_json(incident);
    }
    if (change.entry) {
      auto entry = entry_from_json(*change.entry);
      if (entry.channel == from) entry.channel = to;
      change.entry = to_json(entry);
    }
    connection_
        .query("UPDATE changes SET before = ?, entry = ? WHERE id = ?", change.before, change.entry,
               change.id)
        .run();
  }
}

}  // namespace secondstory::storage
