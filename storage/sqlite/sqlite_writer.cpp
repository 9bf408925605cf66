#include "storage/sqlite/sqlite_writer.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <exception>
#include <stdexcept>
#include <utility>

#include "storage/sqlite/schema.hpp"

namespace secondstory::storage {

namespace {

using namespace std::chrono_literals;

constexpr auto pause_first = 50ms;
constexpr auto pause_max = 5s;
// By the events' clock. 512 rows a second is far above what chat services deliver over two days,
// and costs a commit a few hundred microseconds.
constexpr auto prune_every = 1s;
constexpr std::int64_t prune_rows_max = 512;
constexpr auto forget_every = 10min;  // once there is nothing more to forget for now

/// Runs what somebody gave us; its exceptions must not end the thread.
template <class Callable>
std::optional<std::string> error_of(const Callable& call)
{
  try {
    call();
    return std::nullopt;
  } catch (const std::exception& error) {
    return error.what();
  } catch (...) {
    return "an exception of an unknown type";
  }
}

}  // namespace

SqliteWriter::SqliteWriter(std::unique_ptr<Connection> connection, Handler handler,
                           WriterOptions options)
    : connection_(std::move(connection)),
      ledger_(*connection_),
      handler_(std::move(handler)),
      options_(options),
      thread_([this] { run(); })
{
}

SqliteWriter::~SqliteWriter()
{
  stop();
}

bool SqliteWriter::submit(Event event, std::function<void(Recorded)> durable)
{
  {
    const std::lock_guard lock{mutex_};
    if (stopping_ || queue_.size() >= options_.queue_events_max) return false;
    queue_.push_back({std::move(event), std::move(durable)});
    ++submitted_;
  }
  changed_.notify_one();
  return true;
}

void SqliteWriter::query(std::function<void(Ledger&)> work)
{
  {
    const std::lock_guard lock{mutex_};
    if (stopping_) return;
    asked_.push_back({std::move(work), submitted_});
  }
  changed_.notify_one();
}

void SqliteWriter::on_batch(std::function<void(const Batch&)> told)
{
  const std::lock_guard lock{mutex_};
  listeners_.push_back(std::move(told));
}

std::string SqliteWriter::complaint() const
{
  const std::lock_guard lock{mutex_};
  return complaint_;
}

void SqliteWriter::stop()
{
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  changed_.notify_one();
  if (std::this_thread::get_id() == thread_.get_id()) return;  // from a callback: ends after it
  std::call_once(joined_, [this] { thread_.join(); });
}

void SqliteWriter::run()
{
  while (wait_for_work()) {
    const bool due = retry_at_ ? Clock::now() >= *retry_at_ : !batch_.empty();
    if (due) write_batch();
    while (!answers_due_.empty() && answer_next()) {
    }
  }
}

/// Takes what is to be done next; false when there is nothing more to do ever.
bool SqliteWriter::wait_for_work()
{
  std::unique_lock lock{mutex_};
  const bool failing = retry_at_.has_value();
  if (failing) {
    wait_for_retry(lock);
  } else {
    changed_.wait(lock, [this] { return stopping_ || !queue_.empty() || !asked_.empty(); });
  }
  take_work(failing);
  return !batch_.empty() || !answers_due_.empty() || !stopping_;
}

void SqliteWriter::wait_for_retry(std::unique_lock<std::mutex>& lock)
{
  // A stop brings the last attempt forward; wait_for_work ends the thread if that fails as well.
  changed_.wait_until(lock, *retry_at_, [this] { return stopping_ || !asked_.empty(); });
  if (stopping_) retry_at_ = Clock::now();
}

void SqliteWriter::take_work(bool failing)
{
  const auto count = std::min(queue_.size(), options_.batch_events_max);
  if (!failing) {
    for (std::size_t i = 0; i < count; ++i) {
      batch_.push_back(std::move(queue_.front()));
      queue_.pop_front();
    }
  }
  while (!asked_.empty() && (failing || asked_.front().after <= recorded_ + batch_.size())) {
    answers_due_.push_back(std::move(asked_.front()));
    asked_.pop_front();
  }
}

void SqliteWriter::write_batch()
{
  std::vector<Recorded> outcomes;
  outcomes.reserve(batch_.size());
  const auto error = error_of([&] {
    connection_->begin();
    for (const auto& queued : batch_) outcomes.push_back(record(queued.event));
    if (batch_.empty()) {
      // A probe: does the storage take a write again?
      connection_->query("UPDATE schema_version SET applied = applied").run();
    } else {
      prune();
    }
    connection_->commit();
  });
  if (error) {
    connection_->roll_back();
    ledger_.take_queued();
    suffer(*error);
    return;
  }
  succeed();
  recorded_ += outcomes.size();
  Batch batch{.events = outcomes.size(), .queued = ledger_.take_queued()};
  if (batch.events == 0) return;
  batch.duplicates = static_cast<std::size_t>(
      std::count_if(outcomes.begin(), outcomes.end(), [](auto o) { return o.duplicate; }));
  tell(outcomes, batch);
}

/// Handles one event within a savepoint. Throws when the storage failed, whatever the handler made
/// of that.
Recorded SqliteWriter::record(const Event& event)
{
  ledger_.start_event();
  connection_->query("SAVEPOINT event").run();
  const auto error = error_of([&] { handler_(event, ledger_); });
  if (connection_->failure()) throw std::runtime_error(*connection_->failure());
  Recorded outcome{.duplicate = ledger_.duplicate()};
  if (error) {
    connection_->query("ROLLBACK TO event").run();
    ledger_.set_aside(event, *error);
    outcome = {.duplicate = false, .quarantined = true};
    spdlog::error("an event of type {} from {} was set aside, as its handling failed: {}",
                  type_name(event), event.platform, *error);
  }
  connection_->query("RELEASE event").run();
  return outcome;
}

void SqliteWriter::prune()
{
  const auto now = batch_.back().event.received;
  if (pruned_ && now < *pruned_ + prune_every) return;
  ledger_.prune(now, prune_rows_max);
  if (options_.retention.count() == 0 || now < forget_next_) return;
  const bool more = ledger_.forget_before(now - options_.retention, prune_rows_max);
  forget_next_ = more ? now : now + forget_every;
  pruned_ = now;
}

void SqliteWriter::tell(const std::vector<Recorded>& outcomes, const Batch& batch)
{
  std::vector<std::function<void(const Batch&)>> listeners;
  {
    const std::lock_guard lock{mutex_};
    listeners = listeners_;
  }
  const auto log = [](const std::optional<std::string>& error) {
    if (error) spdlog::error("a callback after a commit failed: {}", *error);
  };
  // Acknowledgements first: a chat service is waiting for them.
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const auto queued = std::move(batch_.front());
    batch_.pop_front();
    if (queued.durable) log(error_of([&] { queued.durable(outcomes[i]); }));
  }
  for (const auto& told : listeners) log(error_of([&] { told(batch); }));
}

/// False if the storage cannot even begin: then the work stays due.
bool SqliteWriter::answer_next()
{
  if (const auto error = error_of([&] { connection_->begin(); })) {
    suffer(*error);
    return false;
  }
  const auto asked = std::move(answers_due_.front());
  answers_due_.pop_front();
  const auto error = error_of([&] {
    asked.work(ledger_);
    if (connection_->failure()) throw std::runtime_error(*connection_->failure());
    connection_->commit();
  });
  if (error) {
    connection_->roll_back();
    ledger_.take_queued();
    spdlog::error("a query of the ledger was rolled back: {}", *error);
    if (connection_->failure()) suffer(*connection_->failure());
    return true;
  }
  const Batch batch{.queued = ledger_.take_queued()};
  if (!batch.queued.empty()) tell({}, batch);
  return true;
}

void SqliteWriter::succeed()
{
  retry_at_.reset();
  pause_ = 0ms;
  if (healthy_.exchange(true)) return;
  spdlog::info("the database takes writes again");
  const std::lock_guard lock{mutex_};
  complaint_.clear();
}

void SqliteWriter::suffer(const std::string& error)
{
  pause_ = pause_ == 0ms ? pause_first : std::min<std::chrono::milliseconds>(pause_ * 2, pause_max);
  const std::lock_guard lock{mutex_};
  retry_at_ = Clock::now() + pause_;
  complaint_ = "the database refuses writes: " + error;
  if (healthy_.exchange(false)) {
    spdlog::error("{}; nothing is acknowledged until it takes them; see to its disk", complaint_);
  }
  if (!stopping_) return;
  // The last attempt has failed: what was not acknowledged will be delivered again.
  if (!batch_.empty() || !queue_.empty()) {
    spdlog::error("{} events were not recorded", batch_.size() + queue_.size());
  }
  batch_.clear();
  queue_.clear();
  asked_.clear();
  answers_due_.clear();
  retry_at_.reset();
}

Result<std::unique_ptr<Writer>> open_sqlite(const std::string& path, Handler handler,
                                            WriterOptions options)
{
  auto connection = Connection::open_to_write(path);
  if (!connection) return tl::unexpected(connection.error());
  return std::make_unique<SqliteWriter>(std::move(*connection), std::move(handler), options);
}

Result<void> read_sqlite(const std::string& path, const std::function<void(Ledger&)>& work)
{
  auto connection = Connection::open_to_read(path);
  if (!connection) return tl::unexpected(connection.error());
  SqliteLedger ledger(**connection);
  try {
    // The first read of a transaction fixes what all of it sees.
    (*connection)->query("BEGIN").run();
    schema_version((*connection)->database());
    work(ledger);
    (*connection)->query("COMMIT").run();
    return {};
  } catch (const SQLite::Exception& error) {
    return fail(Fault::storage, "cannot read " + path + ": " + error.what());
  } catch (const std::exception& error) {
    return fail(Fault::internal, "reading " + path + " failed: " + error.what());
  }
}

}  // namespace secondstory::storage
