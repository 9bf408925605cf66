#pragma once

#include <doctest/doctest.h>

#include <chrono>
#include <condition_variable>
#include <future>
#include <mutex>
#include <vector>

#include "storage/sqlite/sqlite_ledger.hpp"
#include "storage/writer.hpp"
#include "tests/storage/ledger_stores.hpp"

namespace secondstory::storage::tests {

/// Long enough for a loaded machine; only a failing test waits for it.
inline constexpr std::chrono::seconds patience{20};

/// Values that arrive from another thread, to be awaited.
template <class T>
class Mailbox
{
 public:
  void put(T value)
  {
    const std::lock_guard lock{mutex_};
    values_.push_back(std::move(value));
    changed_.notify_all();
  }
  /// All values, once there are so many; fails the test if they do not come.
  std::vector<T> wait_for(std::size_t count)
  {
    std::unique_lock lock{mutex_};
    const bool came = changed_.wait_for(lock, patience, [&] { return values_.size() >= count; });
    REQUIRE(came);
    return values_;
  }
  std::size_t size()
  {
    const std::lock_guard lock{mutex_};
    return values_.size();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<T> values_;
};

/// A gate that one thread waits at until another opens it.
class Gate
{
 public:
  void open() { opened_.set_value(); }
  void pass()
  {
    reached_.put(true);
    future_.wait_for(patience);
  }
  void wait_until_reached() { reached_.wait_for(1); }

 private:
  std::promise<void> opened_;
  std::shared_future<void> future_{opened_.get_future()};
  Mailbox<bool> reached_;
};

inline Event an_event(const std::string& key, const std::string& text = "", Time when = at(1))
{
  return {.delivery_key = key,
          .platform = "slack",
          .at = when,
          .received = when,
          .what = MessagePosted{
              .message = {war_room, key}, .thread = {}, .author = "U1", .text = text}};
}

inline const MessagePosted& message_in(const Event& event)
{
  return std::get<MessagePosted>(event.what);
}

/// Stands for the bot: remembers the delivery, records the message in INC-1.
inline void record_message(const Event& event, Ledger& ledger)
{
  if (!ledger.remember(event.delivery_key, event.received)) return;
  if (!ledger.incident(1)) {
    auto incident = an_incident();
    ledger.add(incident);
  }
  auto entry = a_message(1, message_in(event).message.id, message_in(event).text, event.at);
  ledger.add(entry);
}

inline std::unique_ptr<Writer> open_writer(const std::string& path, Handler handler,
                                           WriterOptions options = {})
{
  auto writer = open_sqlite(path, std::move(handler), options);
  REQUIRE(writer);
  return std::move(*writer);
}

/// What a query of the ledger finds, waited for.
template <class Find>
auto ask(Writer& writer, Find find) -> decltype(find(std::declval<Ledger&>()))
{
  std::promise<decltype(find(std::declval<Ledger&>()))> answer;
  auto future = answer.get_future();
  writer.query([&](Ledger& ledger) { answer.set_value(find(ledger)); });
  REQUIRE(future.wait_for(patience) == std::future_status::ready);
  return future.get();
}

inline SQLite::Database& database_of(Ledger& ledger)
{
  return dynamic_cast<SqliteLedger&>(ledger).connection().database();
}

inline std::int64_t number(Ledger& ledger, const char* sql)
{
  return database_of(ledger).execAndGet(sql).getInt64();
}

}  // namespace secondstory::storage::tests
