#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "storage/sqlite/sqlite_ledger.hpp"
#include "storage/writer.hpp"

namespace secondstory::storage {

/// The writer over SQLite. Invariant: an event leaves `batch_` only when its transaction is
/// durable; while the storage fails the same batch is tried again, with growing pauses, and nothing
/// is told to anybody.
class SqliteWriter final : public Writer
{
 public:
  SqliteWriter(std::unique_ptr<Connection> connection, Handler handler, WriterOptions options);
  ~SqliteWriter() override;
  SqliteWriter(const SqliteWriter&) = delete;
  SqliteWriter& operator=(const SqliteWriter&) = delete;

  bool submit(Event event, std::function<void(Recorded)> durable) override;
  /// Sees every event that was submitted before it, except while the storage fails: then it runs at
  /// once, over what is durable. Work that throws is rolled back, logged and not tried again.
  void query(std::function<void(Ledger&)> work) override;
  /// Several may listen; each is told.
  void on_batch(std::function<void(const Batch&)> told) override;
  bool healthy() const override { return healthy_; }
  std::string complaint() const override;
  /// If the storage fails then too, what is queued is dropped, unacknowledged.
  void stop() override;

 private:
  using Clock = std::chrono::steady_clock;
  struct Queued
  {
    Event event;
    std::function<void(Recorded)> durable;
  };
  struct Asked
  {
    std::function<void(Ledger&)> work;
    std::uint64_t after;  ///< how many events were submitted before it
  };

  void run();
  bool wait_for_work();
  void wait_for_retry(std::unique_lock<std::mutex>& lock);
  void take_work(bool failing);
  void write_batch();
  Recorded record(const Event& event);
  void prune();
  void tell(const std::vector<Recorded>& outcomes, const Batch& batch);
  bool answer_next();
  void succeed();
  void suffer(const std::string& error);

  // Of the writer's thread, once it runs.
  std::unique_ptr<Connection> connection_;
  SqliteLedger ledger_;
  Handler handler_;
  WriterOptions options_;
  std::deque<Queued> batch_;
  std::deque<Asked> answers_due_;
  std::uint64_t recorded_ = 0;
  std::optional<Clock::time_point> retry_at_;  ///< set while the storage fails
  std::chrono::milliseconds pause_{0};
  std::optional<Time> pruned_;
  Time forget_next_{};

  // Shared.
  std::atomic<bool> healthy_{true};
  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::deque<Queued> queue_;
  std::deque<Asked> asked_;
  std::uint64_t submitted_ = 0;
  std::vector<std::function<void(const Batch&)>> listeners_;
  std::string complaint_;
  bool stopping_ = false;

  std::once_flag joined_;
  std::thread thread_;  // last: begins when everything else stands
};

}  // namespace secondstory::storage
