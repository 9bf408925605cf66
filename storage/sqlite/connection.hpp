#pragma once

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "bot/result.hpp"
#include "storage/sqlite/lock_file.hpp"
#include "storage/sqlite/query.hpp"

namespace secondstory::storage {

/// True if it is the storage that failed (disk full, input/output, locked by another program),
/// false if what was asked of it was wrong (a broken constraint). The first concerns every event,
/// the second the one at hand.
bool is_storage_fault(const SQLite::Exception& error);

/// An open database of ours with its prepared statements. One thread at a time.
class Connection
{
 public:
  /// Creates the file if there is none, takes its lock, brings its schema up to date. Errors:
  /// Fault::storage with what to do.
  static Result<std::unique_ptr<Connection>> open_to_write(const std::string& path);
  /// Opens a file that exists, beside a writer if there is one.
  static Result<std::unique_ptr<Connection>> open_to_read(const std::string& path);

  Connection(SQLite::Database database, LockFile lock);

  SQLite::Database& database() { return database_; }

  /// `sql` must live as long as the connection: its statement is prepared once and kept, which
  /// halves the cost of a row.
  template <class... Values>
  Query query(std::string_view sql, const Values&... values)
  {
    return Query(*this, statement(sql), values...);
  }

  void begin();  ///< for writing; forgets an earlier failure
  void commit();
  void roll_back() noexcept;

  /// Notes an exception that passes through, so that a storage failure is known even if somebody
  /// between here and the writer swallows or renames it.
  void note(const SQLite::Exception& error);
  /// The storage failure since begin().
  const std::optional<std::string>& failure() const { return failure_; }

 private:
  SQLite::Statement& statement(std::string_view sql);

  LockFile lock_;  // outlives the database
  SQLite::Database database_;
  std::unordered_map<std::string_view, SQLite::Statement> statements_;
  std::optional<std::string> failure_;
};

}  // namespace secondstory::storage
