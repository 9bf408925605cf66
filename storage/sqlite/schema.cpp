#include "storage/sqlite/schema.hpp"

#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>
#include <fmt/format.h>

namespace secondstory::storage {

namespace {

// Times are milliseconds since 1970 in UTC. A channel is always platform and id.
constexpr const char* first_schema = R"sql(
CREATE TABLE schema_version (
  version INTEGER PRIMARY KEY,
  applied TEXT NOT NULL
) STRICT;

-- Deliveries that were handled. The index on received is what pruning walks.
CREATE TABLE inbox (
  key TEXT PRIMARY KEY,
  received INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX inbox_by_age ON inbox (received);

-- Events whose handling failed.
CREATE TABLE quarantine (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  delivery_key TEXT NOT NULL,
  platform TEXT NOT NULL,
  type TEXT NOT NULL,
  error TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

CREATE TABLE incidents (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  title TEXT NOT NULL,
  severity TEXT NOT NULL,
  status TEXT NOT NULL,
  platform TEXT,
  channel TEXT,
  declared_platform TEXT NOT NULL,
  declared_channel TEXT NOT NULL,
  declared_by TEXT NOT NULL,
  is_private INTEGER NOT NULL,
  declared_at INTEGER NOT NULL,
  started_at INTEGER,
  detected_at INTEGER,
  acknowledged_at INTEGER,
  communicated_at INTEGER,
  mitigated_at INTEGER,
  resolved_at INTEGER,
  closed_at INTEGER,
  impact TEXT,
  summary TEXT,
  status_card TEXT,
  open_outbox_id INTEGER NOT NULL
) STRICT;
CREATE INDEX incidents_by_channel ON incidents (platform, channel);
CREATE INDEX incidents_opening ON incidents (open_outbox_id) WHERE open_outbox_id <> 0;

CREATE TABLE incident_roles (
  incident INTEGER NOT NULL REFERENCES incidents (number),
  role TEXT NOT NULL,
  person TEXT NOT NULL,
  PRIMARY KEY (incident, role)
) STRICT, WITHOUT ROWID;

-- A message is recorded once, whatever incident it belongs to.
CREATE TABLE entries (
  id INTEGER PRIMARY KEY,
  incident INTEGER NOT NULL REFERENCES incidents (number),
  number INTEGER NOT NULL,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  actor TEXT NOT NULL,
  text TEXT NOT NULL,
  platform TEXT NOT NULL,
  channel TEXT NOT NULL,
  message_id TEXT,
  thread_id TEXT,
  key_event INTEGER NOT NULL,
  hidden INTEGER NOT NULL,
  reworded TEXT,
  edited_at INTEGER,
  deleted_at INTEGER,
  UNIQUE (incident, number)
) STRICT;
CREATE UNIQUE INDEX entries_by_message ON entries (platform, channel, message_id)
  WHERE message_id IS NOT NULL;

CREATE TABLE revisions (
  entry INTEGER NOT NULL REFERENCES entries (id),
  position INTEGER NOT NULL,
  until INTEGER NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (entry, position)
) STRICT;

-- Reactions may arrive before the message that they are about: no reference to entries.
CREATE TABLE marks (
  platform TEXT NOT NULL,
  channel TEXT NOT NULL,
  message_id TEXT NOT NULL,
  mark TEXT NOT NULL,
  person TEXT NOT NULL,
  PRIMARY KEY (platform, channel, message_id, mark, person)
) STRICT, WITHOUT ROWID;

CREATE TABLE actions (
  incident INTEGER NOT NULL REFERENCES incidents (number),
  number INTEGER NOT NULL,
  text TEXT NOT NULL,
  owner TEXT,
  due TEXT,
  done INTEGER NOT NULL,
  withdrawn INTEGER NOT NULL,
  PRIMARY KEY (incident, number)
) STRICT;

CREATE TABLE suggestions (
  incident INTEGER NOT NULL,
  number INTEGER NOT NULL,
  platform TEXT NOT NULL,
  channel TEXT NOT NULL,
  message_id TEXT NOT NULL,
  author TEXT NOT NULL,
  at INTEGER NOT NULL,
  category TEXT NOT NULL,
  rule TEXT NOT NULL,
  excerpt TEXT NOT NULL,
  wording TEXT,
  question TEXT NOT NULL,
  state TEXT NOT NULL,
  outbox_id INTEGER NOT NULL,
  posted_as TEXT,
  PRIMARY KEY (incident, number)
) STRICT;
CREATE INDEX suggestions_by_message ON suggestions (platform, channel, message_id);
CREATE INDEX suggestions_by_post ON suggestions (platform, channel, posted_as)
  WHERE posted_as IS NOT NULL;
CREATE INDEX suggestions_by_outbox ON suggestions (outbox_id) WHERE outbox_id <> 0;
CREATE INDEX suggestions_by_author ON suggestions (platform, channel, author, at);

CREATE TABLE channel_settings (
  platform TEXT NOT NULL,
  channel TEXT NOT NULL,
  delivery TEXT NOT NULL,
  PRIMARY KEY (platform, channel)
) STRICT, WITHOUT ROWID;

CREATE TABLE people (
  platform TEXT NOT NULL,
  id TEXT NOT NULL,
  handle TEXT NOT NULL,
  display_name TEXT NOT NULL,
  real_name TEXT NOT NULL,
  is_bot INTEGER NOT NULL,
  full_member INTEGER NOT NULL,
  PRIMARY KEY (platform, id)
) STRICT, WITHOUT ROWID;

-- What `undo` puts back; the JSON columns hold states from before.
CREATE TABLE changes (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  incident INTEGER NOT NULL,
  person TEXT NOT NULL,
  at INTEGER NOT NULL,
  words TEXT NOT NULL,
  before TEXT,
  entries TEXT NOT NULL,
  action TEXT,
  entry TEXT
) STRICT;
CREATE INDEX changes_by_person ON changes (incident, person, id);

-- AUTOINCREMENT: an id must never name two effects, even after the newest row was removed.
CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  token TEXT NOT NULL UNIQUE,
  type TEXT NOT NULL,
  json TEXT NOT NULL,
  queued INTEGER NOT NULL,
  settled_at INTEGER,
  done INTEGER,
  refusal TEXT
) STRICT;
CREATE INDEX outbox_pending ON outbox (id) WHERE settled_at IS NULL;
CREATE INDEX outbox_settled ON outbox (settled_at) WHERE settled_at IS NOT NULL;
)sql";

constexpr const char* names_and_ids = R"sql(
-- What channels and groups of people are called.
CREATE TABLE names (
  platform TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  is_private INTEGER NOT NULL,
  PRIMARY KEY (platform, id)
) STRICT, WITHOUT ROWID;

-- A channel's former ids: what is delivered late still finds its incident.
CREATE TABLE channel_ids (
  platform TEXT NOT NULL,
  id TEXT NOT NULL,
  now TEXT NOT NULL,
  PRIMARY KEY (platform, id)
) STRICT, WITHOUT ROWID;
)sql";

// What the last entries of a timeline are found by.
constexpr const char* last_entries_schema = R"sql(
CREATE INDEX entries_in_order ON entries (incident, at, message_id, number) WHERE hidden = 0;
)sql";

// Until when all that was said in a chat service has reached us.
constexpr const char* contacts_schema = R"sql(
CREATE TABLE contacts (
  platform TEXT PRIMARY KEY,
  complete_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What forgetting walks.
CREATE INDEX incidents_closed ON incidents (closed_at) WHERE closed_at IS NOT NULL;
)sql";

std::int64_t number(SQLite::Database& database, const char* sql)
{
  SQLite::Statement statement(database, sql);
  return statement.executeStep() ? statement.getColumn(0).getInt64() : 0;
}

}  // namespace

const std::vector<Migration>& migrations()
{
  static const std::vector<Migration> steps = {
      {1, first_schema}, {2, names_and_ids}, {3, last_entries_schema}, {4, contacts_schema}};
  return steps;
}

std::int64_t newest_version(const std::vector<Migration>& steps)
{
  return steps.empty() ? 0 : steps.back().version;
}

std::int64_t schema_version(SQLite::Database& database)
{
  if (!database.tableExists("schema_version")) return 0;
  return number(database, "SELECT coalesce(max(version), 0) FROM schema_version");
}

std::string not_ours(const std::string& path)
{
  return fmt::format(
      "{} is not a Second Story database; it is left as it is: name another file in [storage] url",
      path);
}

Result<void> check_identity(SQLite::Database& database, const std::string& path)
{
  const auto id = number(database, "PRAGMA application_id");
  const bool empty = number(database, "SELECT count(*) FROM sqlite_schema") == 0;
  if (id == 0 && empty) return {};
  if (id != application_id) return fail(Fault::storage, not_ours(path));
  const auto version = schema_version(database);
  if (version > newest_version(migrations())) {
    return fail(
        Fault::storage,
        fmt::format("{} has schema {}, and this version of secondstory knows schemas up to "
                    "{}; run the newer version that wrote it, or restore a backup from before",
                    path, version, newest_version(migrations())));
  }
  return {};
}

Result<void> migrate(SQLite::Database& database, const std::string& path,
                     const std::vector<Migration>& steps)
{
  for (const auto& step : steps) {
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    if (schema_version(database) >= step.version) continue;
    try {
      database.exec(step.sql);
      database.exec(fmt::format("PRAGMA application_id = {}", application_id));
      SQLite::Statement record(database,
                               "INSERT INTO schema_version (version, applied) VALUES "
                               "(?, strftime('%Y-%m-%dT%H:%M:%fZ'))");
      record.bind(1, step.version);
      record.exec();
      transaction.commit();
    } catch (const SQLite::Exception& error) {
      return fail(
          Fault::storage,
          fmt::format("cannot bring {} to schema {} ({}); it is left at schema {}: make sure "
                      "of free disk space and start again",
                      path, step.version, error.what(), step.version - 1));
    }
  }
  return {};
}

}  // namespace secondstory::storage
