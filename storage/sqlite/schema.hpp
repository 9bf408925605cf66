#pragma once

#include <SQLiteCpp/Database.h>

#include <cstdint>
#include <string>
#include <vector>

#include "bot/result.hpp"

namespace secondstory::storage {

/// "2Sty" in the database header, by which `file` and we tell our databases from others
/// (https://sqlite.org/pragma.html#pragma_application_id).
inline constexpr std::int64_t application_id = 0x32537479;

/// A step of the schema. Steps are only ever added: what has been released stays as it is.
struct Migration
{
  std::int64_t version;
  const char* sql;
};

/// All of them, oldest first.
const std::vector<Migration>& migrations();
std::int64_t newest_version(const std::vector<Migration>& steps);

/// 0 for a database that holds nothing yet.
std::int64_t schema_version(SQLite::Database& database);

/// Passes an empty database and one of ours that is not of a newer version; `path` is for the
/// message. Changes nothing. Throws SQLite::Exception if the file cannot be read as a database.
Result<void> check_identity(SQLite::Database& database, const std::string& path);

/// Applies the steps that the database has not had, each in a transaction of its own that also
/// records it in `schema_version`. Throws SQLite::Exception.
Result<void> migrate(SQLite::Database& database, const std::string& path,
                     const std::vector<Migration>& steps);

/// The message for a file that is something else.
std::string not_ours(const std::string& path);

}  // namespace secondstory::storage
