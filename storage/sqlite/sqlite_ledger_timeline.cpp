#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <unordered_map>

#include "storage/sqlite/sqlite_ledger.hpp"
#include "storage/sqlite/stored_forms.hpp"

namespace secondstory::storage {

namespace {

constexpr std::string_view entry_columns =
    "number, incident, at, kind, actor, text, platform, channel, message_id, thread_id, key_event, "
    "hidden, reworded, edited_at, deleted_at";

std::string select_entry(std::string_view rest)
{
  return fmt::format("SELECT {} FROM entries {}", entry_columns, rest);
}

Entry entry_in_row(Query& row)
{
  Entry out;
  out.number = row.integer();
  out.incident = row.integer();
  out.at = row.time();
  out.kind = stored_kind(row.text());
  out.actor = row.text();
  out.text = row.text();
  out.channel.platform = row.text();
  out.channel.id = row.text();
  out.message_id = row.maybe_text();
  out.thread_id = row.maybe_text();
  out.key_event = row.flag();
  out.hidden = row.flag();
  out.reworded = row.maybe_text();
  out.edited_at = row.maybe_time();
  out.deleted_at = row.maybe_time();
  return out;
}

}  // namespace

std::int64_t SqliteLedger::add(Entry& entry)
{
  static const auto sql =
      fmt::format("INSERT INTO entries ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                  entry_columns);
  auto last = connection_.query("SELECT coalesce(max(number), 0) FROM entries WHERE incident = ?",
                                entry.incident);
  last.next();
  entry.number = last.integer() + 1;
  connection_
      .query(sql, entry.number, entry.incident, entry.at, name_of(entry.kind), entry.actor,
             entry.text, entry.channel.platform, entry.channel.id, entry.message_id,
             entry.thread_id, entry.key_event, entry.hidden, entry.reworded, entry.edited_at,
             entry.deleted_at)
      .run();
  if (!entry.revisions.empty()) {
    save_revisions(connection_.database().getLastInsertRowid(), entry);
  }
  return entry.number;
}

void SqliteLedger::save(const Entry& entry)
{
  std::int64_t row = 0;
  {
    auto query = connection_.query("SELECT id FROM entries WHERE incident = ? AND number = ?",
                                   entry.incident, entry.number);
    if (!query.next()) {
      throw std::runtime_error(
          fmt::format("there is no {} in INC-{} to save", entry.id(), entry.incident));
    }
    row = query.integer();
  }
  connection_
      .query(
          "UPDATE entries SET at = ?, kind = ?, actor = ?, text = ?, platform = ?, channel = ?, "
          "message_id = ?, thread_id = ?, key_event = ?, hidden = ?, reworded = ?, "
          "edited_at = ?, deleted_at = ? WHERE id = ?",
          entry.at, name_of(entry.kind), entry.actor, entry.text, entry.channel.platform,
          entry.channel.id, entry.message_id, entry.thread_id, entry.key_event, entry.hidden,
          entry.reworded, entry.edited_at, entry.deleted_at, row)
      .run();
  save_revisions(row, entry);
}

void SqliteLedger::save_revisions(std::int64_t row, const Entry& entry)
{
  connection_.query("DELETE FROM revisions WHERE entry = ?", row).run();
  std::int64_t position = 0;
  for (const auto& revision : entry.revisions) {
    connection_
        .query("INSERT INTO revisions (entry, position, until, text) VALUES (?, ?, ?, ?)", row,
               ++position, revision.until, revision.text)
        .run();
  }
}

std::optional<Entry> SqliteLedger::read_entry(Query& query)
{
  if (!query.next()) return std::nullopt;
  auto found = entry_in_row(query);
  auto revisions = connection_.query(
      "SELECT until, revisions.text FROM revisions JOIN entries ON entries.id = revisions.entry "
      "WHERE entries.incident = ? AND entries.number = ? ORDER BY position",
      found.incident, found.number);
  while (revisions.next()) {
    const auto until = revisions.time();
    found.revisions.push_back({until, revisions.text()});
  }
  return found;
}

std::optional<Entry> SqliteLedger::entry(std::int64_t incident, std::int64_t number)
{
  static const auto sql = select_entry("WHERE incident = ? AND number = ?");
  auto query = connection_.query(sql, incident, number);
  return read_entry(query);
}

std::optional<Entry> SqliteLedger::entry_of(const MessageRef& message)
{
  static const auto sql = select_entry("WHERE platform = ? AND channel = ? AND message_id = ?");
  auto query = connection_.query(sql, message.channel.platform, message.channel.id, message.id);
  return read_entry(query);
}

std::vector<Entry> SqliteLedger::entries(std::int64_t incident)
{
  static const auto sql = select_entry("WHERE incident = ? ORDER BY at, message_id, number");
  auto query = connection_.query(sql, incident);
  std::vector<Entry> all;
  std::unordered_map<std::int64_t, std::size_t> place;
  while (query.next()) {
    all.push_back(entry_in_row(query));
    place[all.back().number] = all.size() - 1;
  }
  // One pass for all revisions rather than a query an entry.
  auto revisions = connection_.query(
      "SELECT number, until, revisions.text FROM revisions "
      "JOIN entries ON entries.id = revisions.entry WHERE incident = ? ORDER BY number, position",
      incident);
  while (revisions.next()) {
    auto& entry = all.at(place.at(revisions.integer()));
    const auto until = revisions.time();
    entry.revisions.push_back({until, revisions.text()});
  }
  return all;
}

std::vector<Entry> SqliteLedger::last_entries(std::int64_t incident, std::size_t count)
{
  static const auto sql = select_entry(
      "WHERE incident = ? AND hidden = 0 ORDER BY at DESC, message_id DESC, number DESC LIMIT ?");
  auto query = connection_.query(sql, incident, static_cast<std::int64_t>(count));
  std::vector<Entry> last;
  while (query.next()) last.push_back(entry_in_row(query));
  std::reverse(last.begin(), last.end());
  return last;
}

void SqliteLedger::set_mark(const MessageRef& message, const std::string& person, Mark mark,
                            bool on)
{
  constexpr std::string_view set =
      "INSERT INTO marks (platform, channel, message_id, mark, person) VALUES (?, ?, ?, ?, ?) "
      "ON CONFLICT DO NOTHING";
  constexpr std::string_view take_back =
      "DELETE FROM marks WHERE platform = ? AND channel = ? AND message_id = ? AND mark = ? "
      "AND person = ?";
  connection_
      .query(on ? set : take_back, message.channel.platform, message.channel.id, message.id,
             stored_name(mark), person)
      .run();
}

bool SqliteLedger::has_mark(const MessageRef& message, Mark mark)
{
  auto query = connection_.query(
      "SELECT 1 FROM marks WHERE platform = ? AND channel = ? AND message_id = ? AND mark = ? "
      "LIMIT 1",
      message.channel.platform, message.channel.id, message.id, stored_name(mark));
  return query.next();
}

void SqliteLedger::clear_marks(const MessageRef& message, Mark mark)
{
  connection_
      .query("DELETE FROM marks WHERE platform = ? AND channel = ? AND message_id = ? AND mark = ?",
             message.channel.platform, message.channel.id, message.id, stored_name(mark))
      .run();
}

}  // namespace secondstory::storage
