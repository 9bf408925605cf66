#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bot/effect.hpp"
#include "bot/event.hpp"
#include "bot/result.hpp"
#include "storage/ledger.hpp"

namespace secondstory::storage {

/// What the writer does with an event inside its transaction: the bot.
using Handler = std::function<void(const Event&, Ledger&)>;

/// How the handling of one event ended, told after its transaction is durable.
struct Recorded
{
  bool duplicate = false;
  bool quarantined = false;  ///< the handler threw; the event is kept aside with its error
};

/// What happened in one commit; for metrics and for waking the dispatcher.
struct Batch
{
  std::size_t events = 0;
  std::size_t duplicates = 0;
  std::vector<OutboxItem> queued;  ///< effects that became durable with it
};

/// One thread that owns the ledger. Events that are queued while a commit runs form the next batch,
/// so a flush of the disk is paid once a batch and not once an event.
class Writer
{
 public:
  virtual ~Writer() = default;

  /// Queues an event. `durable` is called on the writer's thread once the event is committed; it is
  /// never called if the process dies first or the storage fails for good. Any thread. `false`: the
  /// queue is full (back-pressure) or the writer is stopped, and nothing was queued.
  virtual bool submit(Event event, std::function<void(Recorded)> durable) = 0;

  /// Runs a function over the ledger in a transaction of its own, between batches.
  virtual void query(std::function<void(Ledger&)> work) = 0;

  /// Called on the writer's thread after each commit.
  virtual void on_batch(std::function<void(const Batch&)> told) = 0;

  /// False while the storage refuses writes.
  virtual bool healthy() const = 0;
  virtual std::string complaint() const = 0;

  /// Commits what is queued and ends the thread.
  virtual void stop() = 0;
};

struct WriterOptions
{
  std::size_t queue_events_max = 65536;
  std::size_t batch_events_max = 1024;
  std::chrono::days retention{0};  ///< of closed incidents; 0 keeps everything
};

/// Opens the SQLite file (":memory:" for tests), brings its schema up to date, and starts the
/// thread. Errors: Fault::storage with what to do.
Result<std::unique_ptr<Writer>> open_sqlite(const std::string& path, Handler handler,
                                            WriterOptions options = {});

/// Whether open_sqlite could write there, without making anything: its folder is there, and this
/// user may write to it and to the file. Fault::storage, in the words of open_sqlite.
Result<void> may_write_sqlite(const std::string& path);

/// Opens an existing file for reading (list, export); `work` sees a consistent snapshot.
Result<void> read_sqlite(const std::string& path, const std::function<void(Ledger&)>& work);

}  // namespace secondstory::storage
