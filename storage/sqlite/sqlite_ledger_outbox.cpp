#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sys/random.h>

#include <array>
#include <stdexcept>

#include "storage/sqlite/sqlite_ledger.hpp"

namespace secondstory::storage {

namespace {

/// 128 bits of the kernel's randomness: no counter to lose, nothing to guess.
std::string new_token()
{
  std::array<unsigned char, 16> bits{};
  // Up to 256 bytes are never cut short (getrandom(2)).
  if (::getrandom(bits.data(), bits.size(), 0) != static_cast<ssize_t>(bits.size())) {
    throw std::runtime_error("the system gives no random numbers");
  }
  return fmt::format("{:02x}", fmt::join(bits, ""));
}

struct StoredItem
{
  std::int64_t id;
  std::string token;
  Time queued;
  std::string type;
  std::string json;
};

std::optional<StoredItem> read_item(Query& row)
{
  if (!row.next()) return std::nullopt;
  return StoredItem{.id = row.integer(),
                    .token = row.text(),
                    .queued = row.time(),
                    .type = row.text(),
                    .json = row.text()};
}

OutboxItem item_of(const StoredItem& stored)
{
  return {.id = stored.id,
          .token = stored.token,
          .queued = stored.queued,
          .effect = effect_from_json(stored.type, stored.json)};
}

}  // namespace

std::int64_t SqliteLedger::queue(const Effect& effect, Time now)
{
  OutboxItem item{.id = 0, .token = new_token(), .queued = now, .effect = effect};
  connection_
      .query("INSERT INTO outbox (token, type, json, queued) VALUES (?, ?, ?, ?)", item.token,
             type_name(effect), to_json(effect), now)
      .run();
  item.id = connection_.database().getLastInsertRowid();
  queued_.push_back(std::move(item));
  return queued_.back().id;
}

std::vector<OutboxItem> SqliteLedger::pending()
{
  std::vector<StoredItem> stored;
  {
    auto query = connection_.query(
        "SELECT id, token, queued, type, json FROM outbox WHERE settled_at IS NULL ORDER BY id");
    while (auto item = read_item(query)) stored.push_back(std::move(*item));
  }
  std::vector<OutboxItem> items;
  items.reserve(stored.size());
  for (const auto& row : stored) {
    try {
      items.push_back(item_of(row));
    } catch (const std::exception& error) {
      // One row that another version wrote must not hold up the others.
      spdlog::error("outbox item {} ({}) cannot be read and is skipped: {}", row.id, row.type,
                    error.what());
    }
  }
  return items;
}

std::optional<OutboxItem> SqliteLedger::outbox_item(std::int64_t id)
{
  auto query = connection_.query(
      "SELECT id, token, queued, type, json FROM outbox WHERE id = ? AND settled_at IS NULL", id);
  const auto stored = read_item(query);
  if (!stored) return std::nullopt;
  return item_of(*stored);
}

bool SqliteLedger::settle(std::int64_t id, bool done, const std::string& refusal, Time now)
{
  // The effect's JSON goes: it may hold a response URL, and nobody needs it any more.
  return connection_
             .query(
                 "UPDATE outbox SET settled_at = ?, done = ?, refusal = ?, json = '' "
                 "WHERE id = ? AND settled_at IS NULL",
                 now, done, refusal, id)
             .run() == 1;
}

std::vector<OutboxItem> SqliteLedger::take_queued()
{
  queued_before_event_ = 0;
  return std::exchange(queued_, {});
}

}  // namespace secondstory::storage
