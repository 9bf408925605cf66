#include "storage/sqlite/sqlite_ledger.hpp"
#include "storage/sqlite/stored_forms.hpp"

namespace secondstory::storage {

namespace {

std::optional<PersonSeen> read_person(Query& row)
{
  if (!row.next()) return std::nullopt;
  PersonSeen out;
  out.platform = row.text();
  out.id = row.text();
  out.handle = row.text();
  out.display_name = row.text();
  out.real_name = row.text();
  out.is_bot = row.flag();
  out.full_member = row.flag();
  return out;
}

}  // namespace

std::optional<Delivery> SqliteLedger::delivery(const Channel& channel)
{
  auto query =
      connection_.query("SELECT delivery FROM channel_settings WHERE platform = ? AND channel = ?",
                        channel.platform, channel.id);
  if (!query.next()) return std::nullopt;
  return stored_delivery(query.text());
}

void SqliteLedger::set_delivery(const Channel& channel, Delivery delivery)
{
  connection_
      .query(
          "INSERT INTO channel_settings (platform, channel, delivery) VALUES (?, ?, ?) "
          "ON CONFLICT DO UPDATE SET delivery = excluded.delivery",
          channel.platform, channel.id, stored_name(delivery))
      .run();
}

std::optional<Time> SqliteLedger::contact(const std::string& platform)
{
  auto query =
      connection_.query("SELECT complete_until FROM contacts WHERE platform = ?", platform);
  if (!query.next()) return std::nullopt;
  return query.time();
}

void SqliteLedger::set_contact(const std::string& platform, Time complete_until)
{
  connection_
      .query(
          "INSERT INTO contacts (platform, complete_until) VALUES (?, ?) "
          "ON CONFLICT DO UPDATE SET complete_until = excluded.complete_until",
          platform, complete_until)
      .run();
}

void SqliteLedger::save(const PersonSeen& person)
{
  connection_
      .query(
          "INSERT INTO people (platform, id, handle, display_name, real_name, is_bot, "
          "full_member) VALUES (?, ?, ?, ?, ?, ?, ?) "
          "ON CONFLICT DO UPDATE SET handle = excluded.handle, "
          "display_name = excluded.display_name, real_name = excluded.real_name, "
          "is_bot = excluded.is_bot, full_member = excluded.full_member",
          person.platform, person.id, person.handle, person.display_name, person.real_name,
          person.is_bot, person.full_member)
      .run();
}

std::optional<PersonSeen> SqliteLedger::person(const std::string& platform, const std::string& id)
{
  auto query = connection_.query(
      "SELECT platform, id, handle, display_name, real_name, is_bot, full_member FROM people "
      "WHERE platform = ? AND id = ?",
      platform, id);
  return read_person(query);
}

std::vector<PersonSeen> SqliteLedger::people(const std::string& platform)
{
  auto query = connection_.query(
      "SELECT platform, id, handle, display_name, real_name, is_bot, full_member FROM people "
      "WHERE platform = ? ORDER BY id",
      platform);
  std::vector<PersonSeen> all;
  while (auto found = read_person(query)) all.push_back(std::move(*found));
  return all;
}

void SqliteLedger::save(const NameSeen& name)
{
  connection_
      .query(
          "INSERT INTO names (platform, id, name, is_private) VALUES (?, ?, ?, ?) "
          "ON CONFLICT DO UPDATE SET name = excluded.name, is_private = excluded.is_private",
          name.platform, name.id, name.name, name.is_private)
      .run();
}

std::optional<NameSeen> SqliteLedger::name(const std::string& platform, const std::string& id)
{
  auto row = connection_.query("SELECT name, is_private FROM names WHERE platform = ? AND id = ?",
                               platform, id);
  if (!row.next()) return std::nullopt;
  NameSeen out;
  out.platform = platform;
  out.id = id;
  out.name = row.text();
  out.is_private = row.flag();
  return out;
}

}  // namespace secondstory::storage
