#include "storage/sqlite/connection.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "storage/sqlite/schema.hpp"
#include "storage/writer.hpp"

namespace secondstory::storage {

namespace {

namespace fs = std::filesystem;

// A backup or a person with the sqlite3 shell may hold the file for a moment; longer is a failure.
constexpr int busy_ms_max = 2000;
constexpr std::string_view in_memory = ":memory:";

/// An absolute path: SQLite takes a name that begins with "file:" for a URI, and two names of one
/// file must share one lock.
std::string resolved(const std::string& path)
{
  if (path == in_memory) return path;
  std::error_code error;
  auto full = fs::weakly_canonical(fs::absolute(path, error), error);
  return error ? path : full.string();
}

/// The record holds private talk, and SQLite would create it readable to everybody. Its -wal and
/// -shm files take the mode of the database.
void create_private(const std::string& path)
{
  const int descriptor =
      ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (descriptor >= 0) ::close(descriptor);
}

tl::unexpected<Error> cannot_open(const std::string& path, std::string_view reason)
{
  return fail(Fault::storage,
              fmt::format("cannot open {} ({}); see that its folder exists and that this user may "
                          "write to the folder and the file",
                          path, reason));
}

tl::unexpected<Error> explain(const std::string& path, const SQLite::Exception& error)
{
  switch (error.getErrorCode() & 0xff) {
    case SQLITE_NOTADB:
      return fail(Fault::storage, not_ours(path));
    case SQLITE_CORRUPT:
      return fail(Fault::storage,
                  fmt::format("{} is damaged ({}); restore it from a backup, or save "
                              "what can be read with `sqlite3 {} .recover`",
                              path, error.what(), path));
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return cannot_open(path, error.what());
    case SQLITE_FULL:
      return fail(Fault::storage,
                  fmt::format("cannot write {} ({}); make room on its disk", path, error.what()));
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return fail(Fault::storage, fmt::format("{} is locked by another program ({}); end that one",
                                              path, error.what()));
    default:
      return fail(Fault::storage, fmt::format("cannot use {} ({}); check the disk and the file",
                                              path, error.what()));
  }
}

Result<void> configure_for_writing(SQLite::Database& database, const std::string& path)
{
  const auto journal = database.execAndGet("PRAGMA journal_mode = WAL").getString();
  if (journal != "wal" && path != in_memory) {
    return fail(Fault::storage,
                fmt::format("the file system of {} does not carry a write-ahead log "
                            "(shared memory); put the database on a local disk",
                            path));
  }
  // What was acknowledged survives power loss: every commit is flushed.
  database.exec("PRAGMA synchronous = FULL");
  database.exec("PRAGMA foreign_keys = ON");
  // Settled effects held response URLs, deleted messages held words: leave no bytes behind.
  database.exec("PRAGMA secure_delete = ON");
  // Keeps the savepoint of each event out of temporary files.
  database.exec("PRAGMA temp_store = MEMORY");
  database.exec("PRAGMA journal_size_limit = 67108864");
  return {};
}

}  // namespace

Result<void> may_write_sqlite(const std::string& path)
{
  const auto file = resolved(path);
  const auto folder = fs::path{file}.parent_path();
  std::error_code ignored;
  const bool there = fs::exists(file, ignored);
  const bool writable = ::access(folder.c_str(), W_OK | X_OK) == 0 &&
                        !fs::is_directory(file, ignored) &&
                        (!there || ::access(file.c_str(), R_OK | W_OK) == 0);
  // SQLite's own words for it, so that `check` says what `serve` would.
  if (!writable) return cannot_open(file, "unable to open database file");
  return {};
}

bool is_storage_fault(const SQLite::Exception& error)
{
  if (error.getErrorCode() < 0) return false;  // SQLiteCpp's own: an API used wrongly
  switch (error.getErrorCode() & 0xff) {
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_TOOBIG:
    case SQLITE_RANGE:
    case SQLITE_MISUSE:
      return false;
    default:
      return true;
  }
}

Result<std::unique_ptr<Connection>> Connection::open_to_write(const std::string& path)
{
  if (path.empty()) return fail(Fault::storage, "no database is named; set [storage] url");
  const auto file = resolved(path);
  try {
    if (file != in_memory) create_private(file);
    SQLite::Database database(file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, busy_ms_max);
    if (sqlite3_db_readonly(database.getHandle(), "main") == 1) {
      return fail(Fault::storage,
                  fmt::format("{} is read-only to this user; give it write permission", file));
    }
    if (auto ours = check_identity(database, file); !ours) return tl::unexpected(ours.error());
    LockFile lock;
    if (file != in_memory) {
      auto taken = LockFile::take(file);
      if (!taken) return tl::unexpected(taken.error());
      lock = std::move(*taken);
    }
    if (auto configured = configure_for_writing(database, file); !configured) {
      return tl::unexpected(configured.error());
    }
    if (auto current = migrate(database, file, migrations()); !current) {
      return tl::unexpected(current.error());
    }
    return std::make_unique<Connection>(std::move(database), std::move(lock));
  } catch (const SQLite::Exception& error) {
    return explain(file, error);
  }
}

Result<std::unique_ptr<Connection>> Connection::open_to_read(const std::string& path)
{
  const auto file = resolved(path);
  std::error_code error;
  if (path.empty() || file == in_memory || !fs::is_regular_file(file, error)) {
    return fail(Fault::storage,
                fmt::format("there is no database at {}; name the file that `secondstory serve` "
                            "writes in [storage] url",
                            path));
  }
  try {
    SQLite::Database database(file, SQLite::OPEN_READONLY, busy_ms_max);
    if (auto ours = check_identity(database, file); !ours) return tl::unexpected(ours.error());
    if (schema_version(database) < newest_version(migrations())) {
      return fail(Fault::storage,
                  fmt::format("{} has the schema of an earlier version; `secondstory "
                              "serve` brings it up to date when it starts",
                              file));
    }
    return std::make_unique<Connection>(std::move(database), LockFile{});
  } catch (const SQLite::Exception& failed) {
    return explain(file, failed);
  }
}

Connection::Connection(SQLite::Database database, LockFile lock)
    : lock_(std::move(lock)), database_(std::move(database))
{
}

void Connection::begin()
{
  failure_.reset();
  query("BEGIN IMMEDIATE").run();
}

void Connection::commit()
{
  query("COMMIT").run();
}

void Connection::roll_back() noexcept
{
  // SQLite may have rolled back already (disk full, input/output): then this has nothing to do.
  database_.tryExec("ROLLBACK");
}

void Connection::note(const SQLite::Exception& error)
{
  if (is_storage_fault(error) && !failure_) failure_ = error.what();
}

SQLite::Statement& Connection::statement(std::string_view sql)
{
  const auto known = statements_.find(sql);
  if (known != statements_.end()) return known->second;
  try {
    return statements_.emplace(sql, SQLite::Statement(database_, std::string{sql})).first->second;
  } catch (const SQLite::Exception& error) {
    note(error);
    throw;
  }
}

bool Query::next()
{
  column_ = 0;
  try {
    return statement_.executeStep();
  } catch (const SQLite::Exception& error) {
    connection_.note(error);
    throw;
  }
}

int Query::run()
{
  try {
    return statement_.exec();
  } catch (const SQLite::Exception& error) {
    connection_.note(error);
    throw;
  }
}

std::optional<std::string> Query::maybe_text()
{
  const auto column = statement_.getColumn(column_++);
  if (column.isNull()) return std::nullopt;
  return column.getString();
}

std::optional<Time> Query::maybe_time()
{
  const auto column = statement_.getColumn(column_++);
  if (column.isNull()) return std::nullopt;
  return Time{std::chrono::milliseconds{column.getInt64()}};
}

}  // namespace secondstory::storage
