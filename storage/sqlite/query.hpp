#pragma once

#include <SQLiteCpp/Statement.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "bot/time.hpp"

namespace secondstory::storage {

class Connection;

/// One use of a prepared statement: binds in order, steps, reads columns from left to right, and
/// leaves the statement ready for its next use. Throws SQLite::Exception.
class Query
{
 public:
  template <class... Values>
  Query(Connection& connection, SQLite::Statement& statement, const Values&... values)
      : connection_(connection), statement_(statement)
  {
    (bind(values), ...);
  }
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;
  ~Query() { statement_.tryReset(); }

  /// Steps to the next row; false after the last.
  bool next();
  /// For statements that give no row: how many rows they changed.
  int run();

  // The next column of the row.
  std::int64_t integer() { return statement_.getColumn(column_++).getInt64(); }
  bool flag() { return integer() != 0; }
  std::string text() { return statement_.getColumn(column_++).getString(); }
  Time time() { return Time{std::chrono::milliseconds{integer()}}; }
  std::optional<std::string> maybe_text();
  std::optional<Time> maybe_time();

 private:
  void bind(std::int64_t value) { statement_.bind(++bound_, value); }
  void bind(bool value) { statement_.bind(++bound_, value ? 1 : 0); }
  void bind(const std::string& value) { statement_.bind(++bound_, value); }
  void bind(std::string_view value) { statement_.bind(++bound_, std::string{value}); }
  void bind(Time value) { bind(std::int64_t{value.time_since_epoch().count()}); }
  void bind(const char*) = delete;  // would become a bool
  template <class T>
  void bind(const std::optional<T>& value)
  {
    if (value) {
      bind(*value);
    } else {
      statement_.bind(++bound_);
    }
  }

  Connection& connection_;
  SQLite::Statement& statement_;
  int bound_ = 0;
  int column_ = 0;
};

}  // namespace secondstory::storage
