#include <optional>
#include <string>

#include "storage/sqlite/sqlite_ledger.hpp"

namespace secondstory::storage {

namespace {

/// The first incident that was closed before a moment and still has rows of a kind.
constexpr std::string_view next_with_entries =
    "SELECT incidents.number FROM incidents WHERE closed_at < ? AND "
    "EXISTS (SELECT 1 FROM entries WHERE incident = incidents.number) ORDER BY closed_at LIMIT 1";
constexpr std::string_view next_with_suggestions =
    "SELECT incidents.number FROM incidents WHERE closed_at < ? AND "
    "EXISTS (SELECT 1 FROM suggestions WHERE incident = incidents.number) ORDER BY closed_at LIMIT "
    "1";
constexpr std::string_view next_with_actions =
    "SELECT incidents.number FROM incidents WHERE closed_at < ? AND "
    "EXISTS (SELECT 1 FROM actions WHERE incident = incidents.number) ORDER BY closed_at LIMIT 1";

}  // namespace

bool SqliteLedger::forget_before(Time closed, std::int64_t rows_max)
{
  const auto next = [&](std::string_view sql) -> std::optional<std::int64_t> {
    auto query = connection_.query(sql, closed);
    if (!query.next()) return std::nullopt;
    return query.integer();
  };
  constexpr std::string_view chosen =
      "(SELECT id FROM entries WHERE incident = ? ORDER BY number LIMIT ?)";
  if (const auto incident = next(next_with_entries)) {
    static const auto revisions = "DELETE FROM revisions WHERE entry IN " + std::string{chosen};
    static const auto marks =
        "DELETE FROM marks WHERE (platform, channel, message_id) IN "
        "(SELECT platform, channel, message_id FROM entries WHERE id IN " +
        std::string{chosen} + ")";
    static const auto entries = "DELETE FROM entries WHERE id IN " + std::string{chosen};
    connection_.query(revisions, *incident, rows_max).run();
    connection_.query(marks, *incident, rows_max).run();
    connection_.query(entries, *incident, rows_max).run();
    return true;
  }
  // What a suggestion was about is gone by now; so are the marks on the suggestion itself.
  if (const auto incident = next(next_with_suggestions)) {
    constexpr std::string_view some =
        "(SELECT number FROM suggestions WHERE incident = ? ORDER BY number LIMIT ?)";
    static const auto marks =
        "DELETE FROM marks WHERE (platform, channel, message_id) IN "
        "(SELECT platform, channel, posted_as FROM suggestions WHERE incident = ? AND number IN " +
        std::string{some} + ")";
    static const auto suggestions =
        "DELETE FROM suggestions WHERE incident = ? AND number IN " + std::string{some};
    connection_.query(marks, *incident, *incident, rows_max).run();
    connection_.query(suggestions, *incident, *incident, rows_max).run();
    return true;
  }
  if (const auto incident = next(next_with_actions)) {
    connection_.query("DELETE FROM actions WHERE incident = ?", *incident).run();
    return true;
  }
  return false;
}

}  // namespace secondstory::storage
