#include <SQLiteCpp/Database.h>
#include <doctest/doctest.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/schema.hpp"
#include "tests/storage/temporary_folder.hpp"
#include "tests/text.hpp"

namespace secondstory::storage::tests {

using secondstory::tests::holds;

namespace {

std::int64_t value_of(SQLite::Database& database, const char* sql)
{
  return database.execAndGet(sql).getInt64();
}

}  // namespace

TEST_CASE("a database is created with the newest schema and marked as ours")
{
  TemporaryFolder folder;
  const auto connection = Connection::open_to_write(folder / "a.db");
  REQUIRE(connection);
  auto& database = (*connection)->database();
  CHECK(schema_version(database) == newest_version(migrations()));
  CHECK(value_of(database, "PRAGMA application_id") == application_id);
}

TEST_CASE("a database is written so that a commit survives power loss")
{
  TemporaryFolder folder;
  const auto connection = Connection::open_to_write(folder / "a.db");
  REQUIRE(connection);
  auto& database = (*connection)->database();
  CHECK(database.execAndGet("PRAGMA journal_mode").getString() == "wal");
  CHECK(value_of(database, "PRAGMA synchronous") == 2);
  CHECK(value_of(database, "PRAGMA foreign_keys") == 1);
  CHECK(value_of(database, "PRAGMA secure_delete") == 1);
}

TEST_CASE("every table checks its types")
{
  const auto connection = Connection::open_to_write(":memory:");
  REQUIRE(connection);
  auto& database = (*connection)->database();
  CHECK(value_of(database,
                 "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' "
                 "AND strict = 0 AND name NOT LIKE 'sqlite_%'") == 0);
  CHECK(value_of(database, "SELECT count(*) FROM pragma_table_list WHERE strict = 1") > 10);
}

TEST_CASE("opening a database again changes nothing in its schema")
{
  TemporaryFolder folder;
  const auto path = folder / "a.db";
  REQUIRE(Connection::open_to_write(path));
  const auto again = Connection::open_to_write(path);
  REQUIRE(again);
  CHECK(value_of((*again)->database(), "SELECT count(*) FROM schema_version") ==
        static_cast<std::int64_t>(migrations().size()));
}

TEST_CASE("a new step of the schema is applied once and recorded")
{
  const auto connection = Connection::open_to_write(":memory:");
  REQUIRE(connection);
  auto& database = (*connection)->database();
  auto steps = migrations();
  steps.push_back({newest_version(steps) + 1, "CREATE TABLE extra (x INTEGER) STRICT;"});
  CHECK(migrate(database, "x.db", steps));
  CHECK(migrate(database, "x.db", steps));
  CHECK(database.tableExists("extra"));
  CHECK(schema_version(database) == newest_version(steps));
}

TEST_CASE("a step of the schema that fails leaves the database as it was")
{
  const auto connection = Connection::open_to_write(":memory:");
  REQUIRE(connection);
  auto& database = (*connection)->database();
  auto steps = migrations();
  steps.push_back({newest_version(steps) + 1, "CREATE TABLE extra (x INTEGER) STRICT; NONSENSE;"});
  const auto failed = migrate(database, "x.db", steps);
  REQUIRE_FALSE(failed);
  CHECK(failed.error().fault == Fault::storage);
  CHECK_FALSE(database.tableExists("extra"));
  CHECK(schema_version(database) == newest_version(migrations()));
}

TEST_CASE("a database of a newer version is refused, for writing and for reading")
{
  TemporaryFolder folder;
  const auto path = folder / "a.db";
  {
    const auto connection = Connection::open_to_write(path);
    REQUIRE(connection);
    (*connection)->database().exec("INSERT INTO schema_version VALUES (999, 'later')");
  }
  for (const auto& refused : {Connection::open_to_write(path).map([](auto&&) {}),
                              Connection::open_to_read(path).map([](auto&&) {})}) {
    REQUIRE_FALSE(refused);
    CHECK(refused.error().fault == Fault::storage);
    CHECK(holds(refused.error().message, "schema 999"));
    CHECK(holds(refused.error().message, "newer version"));
  }
}

TEST_CASE("a text file is refused as no database of ours and left as it is")
{
  TemporaryFolder folder;
  const auto path = folder / "notes.txt";
  std::ofstream(path) << std::string(5000, 'n');
  const auto refused = Connection::open_to_write(path);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().fault == Fault::storage);
  CHECK(holds(refused.error().message, "is not a Second Story database"));
  CHECK(holds(refused.error().message, path));
  CHECK(bytes_of(path) == std::string(5000, 'n'));
  CHECK_FALSE(std::filesystem::exists(path + "-lock"));
}

TEST_CASE("a short text file is refused as well")
{
  TemporaryFolder folder;
  const auto path = folder / "notes.txt";
  std::ofstream(path) << "hello\n";
  const auto refused = Connection::open_to_write(path);
  REQUIRE_FALSE(refused);
  CHECK(holds(refused.error().message, "is not a Second Story database"));
  CHECK(bytes_of(path) == "hello\n");
}

TEST_CASE("another program's database is refused and left as it is")
{
  TemporaryFolder folder;
  const auto path = folder / "other.db";
  SQLite::Database(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE).exec("CREATE TABLE t (x)");
  const auto before = bytes_of(path);
  const auto refused = Connection::open_to_write(path);
  REQUIRE_FALSE(refused);
  CHECK(holds(refused.error().message, "is not a Second Story database"));
  CHECK(bytes_of(path) == before);
  CHECK_FALSE(Connection::open_to_read(path));
}

TEST_CASE("an empty file becomes a database")
{
  TemporaryFolder folder;
  const auto path = folder / "empty.db";
  std::ofstream{path};
  CHECK(Connection::open_to_write(path));
}

TEST_CASE("a folder that does not exist is named with what to do")
{
  TemporaryFolder folder;
  const auto refused = Connection::open_to_write(folder / "nowhere/a.db");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().fault == Fault::storage);
  CHECK(holds(refused.error().message, "nowhere/a.db"));
  CHECK(holds(refused.error().message, "folder exists"));
}

TEST_CASE("a folder that takes no files is named with what to do")
{
  // Not even root may create files here.
  const auto refused = Connection::open_to_write("/proc/secondstory.db");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().fault == Fault::storage);
  CHECK(holds(refused.error().message, "this user may write"));
}

TEST_CASE("a folder in the place of the file is refused, and so is no name")
{
  TemporaryFolder folder;
  const auto refused = Connection::open_to_write(folder / "");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().fault == Fault::storage);
  CHECK_FALSE(Connection::open_to_write(""));
}

TEST_CASE("a name that looks like a URI is a file's name")
{
  TemporaryFolder folder;
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder / "");
  CHECK(Connection::open_to_write("file:odd.db?mode=memory"));
  std::filesystem::current_path(before);
  CHECK(std::filesystem::exists(folder / "file:odd.db?mode=memory"));
}

TEST_CASE("nobody but the owner can read a new database")
{
  TemporaryFolder folder;
  const auto path = folder / "a.db";
  const auto connection = Connection::open_to_write(path);
  REQUIRE(connection);
  for (const auto* suffix : {"", "-wal", "-lock"}) {
    struct stat status
    {
    };
    REQUIRE(::stat((path + suffix).c_str(), &status) == 0);
    CHECK((status.st_mode & 077U) == 0);
  }
}

TEST_CASE("a second writer of one file is refused and told who holds it")
{
  TemporaryFolder folder;
  const auto path = folder / "a.db";
  const auto first = Connection::open_to_write(path);
  REQUIRE(first);
  const auto second = Connection::open_to_write(path);
  REQUIRE_FALSE(second);
  CHECK(second.error().fault == Fault::storage);
  CHECK(holds(second.error().message, "in use by process " + std::to_string(::getpid())));
}

TEST_CASE("a second writer is refused under another name of the file")
{
  TemporaryFolder folder;
  const auto first = Connection::open_to_write(folder / "a.db");
  REQUIRE(first);
  std::filesystem::create_symlink(folder / "a.db", folder / "b.db");
  CHECK_FALSE(Connection::open_to_write(folder / "b.db"));
  CHECK_FALSE(Connection::open_to_write(folder / "./a.db"));
}

TEST_CASE("a lock ends with its writer")
{
  TemporaryFolder folder;
  REQUIRE(Connection::open_to_write(folder / "a.db"));
  CHECK(Connection::open_to_write(folder / "a.db"));
}

TEST_CASE("reading a file that does not exist fails without creating it")
{
  TemporaryFolder folder;
  const auto path = folder / "none.db";
  const auto refused = Connection::open_to_read(path);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().fault == Fault::storage);
  CHECK(holds(refused.error().message, "there is no database at"));
  CHECK_FALSE(std::filesystem::exists(path));
}

TEST_CASE("a database whose schema is older asks for its upgrade when read")
{
  TemporaryFolder folder;
  const auto path = folder / "a.db";
  {
    const auto connection = Connection::open_to_write(path);
    REQUIRE(connection);
    (*connection)->database().exec("DELETE FROM schema_version");
  }
  const auto refused = Connection::open_to_read(path);
  REQUIRE_FALSE(refused);
  CHECK(holds(refused.error().message, "earlier version"));
}

TEST_CASE("a broken constraint is the event's fault, a full disk is the storage's")
{
  CHECK_FALSE(is_storage_fault(SQLite::Exception("x", SQLITE_CONSTRAINT)));
  CHECK_FALSE(is_storage_fault(SQLite::Exception("x", SQLITE_TOOBIG)));
  CHECK(is_storage_fault(SQLite::Exception("x", SQLITE_FULL)));
  CHECK(is_storage_fault(SQLite::Exception("x", SQLITE_IOERR | (4 << 8))));
  CHECK(is_storage_fault(SQLite::Exception("x", SQLITE_BUSY)));
}

}  // namespace secondstory::storage::tests
