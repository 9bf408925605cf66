#include <fmt/format.h>

#include <stdexcept>

#include "storage/sqlite/sqlite_ledger.hpp"
#include "storage/sqlite/stored_forms.hpp"

namespace secondstory::storage {

namespace {

constexpr std::string_view incident_columns =
    "number, title, severity, status, platform, channel, declared_platform, declared_channel, "
    "declared_by, is_private, declared_at, started_at, detected_at, acknowledged_at, "
    "communicated_at, mitigated_at, resolved_at, closed_at, impact, summary, status_card, "
    "open_outbox_id";

std::string select_incident(std::string_view rest)
{
  return fmt::format("SELECT {} FROM incidents {}", incident_columns, rest);
}

std::optional<std::string> platform_of(const Incident& incident)
{
  return incident.channel ? std::optional{incident.channel->platform} : std::nullopt;
}

std::optional<std::string> channel_of(const Incident& incident)
{
  return incident.channel ? std::optional{incident.channel->id} : std::nullopt;
}

Incident incident_in_row(Query& row)
{
  Incident out;
  out.number = row.integer();
  out.title = row.text();
  out.severity = row.text();
  out.status = stored_status(row.text());
  auto platform = row.maybe_text();
  auto channel = row.maybe_text();
  if (platform && channel) out.channel = Channel{std::move(*platform), std::move(*channel)};
  out.declared_in.platform = row.text();
  out.declared_in.id = row.text();
  out.declared_by = row.text();
  out.is_private = row.flag();
  out.declared_at = row.time();
  for (auto member : {&Incident::started_at, &Incident::detected_at, &Incident::acknowledged_at,
                      &Incident::communicated_at, &Incident::mitigated_at, &Incident::resolved_at,
                      &Incident::closed_at}) {
    out.*member = row.maybe_time();
  }
  out.impact = row.maybe_text();
  out.summary = row.maybe_text();
  out.status_card = row.maybe_text();
  out.open_outbox_id = row.integer();
  return out;
}

}  // namespace

std::int64_t SqliteLedger::add(Incident& incident)
{
  static const auto sql = fmt::format(
      "INSERT INTO incidents ({}) VALUES "
      "(NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      incident_columns);
  connection_
      .query(sql, incident.title, incident.severity, name_of(incident.status),
             platform_of(incident), channel_of(incident), incident.declared_in.platform,
             incident.declared_in.id, incident.declared_by, incident.is_private,
             incident.declared_at, incident.started_at, incident.detected_at,
             incident.acknowledged_at, incident.communicated_at, incident.mitigated_at,
             incident.resolved_at, incident.closed_at, incident.impact, incident.summary,
             incident.status_card, incident.open_outbox_id)
      .run();
  incident.number = connection_.database().getLastInsertRowid();
  save_roles(incident);
  return incident.number;
}

void SqliteLedger::save(const Incident& incident)
{
  const int changed =
      connection_
          .query(
              "UPDATE incidents SET title = ?, severity = ?, status = ?, platform = ?, "
              "channel = ?, declared_platform = ?, declared_channel = ?, declared_by = ?, "
              "is_private = ?, declared_at = ?, started_at = ?, detected_at = ?, "
              "acknowledged_at = ?, communicated_at = ?, mitigated_at = ?, resolved_at = ?, "
              "closed_at = ?, impact = ?, summary = ?, status_card = ?, open_outbox_id = ? "
              "WHERE number = ?",
              incident.title, incident.severity, name_of(incident.status), platform_of(incident),
              channel_of(incident), incident.declared_in.platform, incident.declared_in.id,
              incident.declared_by, incident.is_private, incident.declared_at, incident.started_at,
              incident.detected_at, incident.acknowledged_at, incident.communicated_at,
              incident.mitigated_at, incident.resolved_at, incident.closed_at, incident.impact,
              incident.summary, incident.status_card, incident.open_outbox_id, incident.number)
          .run();
  if (changed == 0) throw std::runtime_error("there is no " + incident.id() + " to save");
  save_roles(incident);
}

void SqliteLedger::save_roles(const Incident& incident)
{
  connection_.query("DELETE FROM incident_roles WHERE incident = ?", incident.number).run();
  for (const auto& [role, person] : incident.roles) {
    connection_
        .query("INSERT INTO incident_roles (incident, role, person) VALUES (?, ?, ?)",
               incident.number, role, person)
        .run();
  }
}

std::optional<Incident> SqliteLedger::read_incident(Query& query)
{
  if (!query.next()) return std::nullopt;
  auto found = incident_in_row(query);
  auto roles =
      connection_.query("SELECT role, person FROM incident_roles WHERE incident = ?", found.number);
  while (roles.next()) {
    auto role = roles.text();
    found.roles[std::move(role)] = roles.text();
  }
  return found;
}

std::optional<Incident> SqliteLedger::incident(std::int64_t number)
{
  static const auto sql = select_incident("WHERE number = ?");
  auto query = connection_.query(sql, number);
  return read_incident(query);
}

std::optional<Incident> SqliteLedger::incident_in(const Channel& channel, bool or_closed)
{
  static const auto open = select_incident(
      "WHERE platform = ? AND channel = ? AND status <> 'closed' ORDER BY number DESC LIMIT 1");
  static const auto closed = select_incident(
      "WHERE platform = ? AND channel = ? AND status = 'closed' "
      "ORDER BY closed_at DESC, number DESC LIMIT 1");
  auto query = connection_.query(open, channel.platform, channel.id);
  if (auto found = read_incident(query)) return found;
  if (!or_closed) return std::nullopt;
  auto last = connection_.query(closed, channel.platform, channel.id);
  return read_incident(last);
}

std::optional<Incident> SqliteLedger::incident_opening(std::int64_t outbox_id)
{
  // The condition on 0 is what lets the partial index serve; 0 is "no effect".
  static const auto sql = select_incident("WHERE open_outbox_id = ? AND open_outbox_id <> 0");
  auto query = connection_.query(sql, outbox_id);
  return read_incident(query);
}

std::vector<Incident> SqliteLedger::incidents()
{
  static const auto sql = select_incident("ORDER BY number DESC");
  auto query = connection_.query(sql);
  std::vector<Incident> all;
  while (auto found = read_incident(query)) all.push_back(std::move(*found));
  return all;
}

std::int64_t SqliteLedger::add(ActionItem& action)
{
  auto last = connection_.query("SELECT coalesce(max(number), 0) FROM actions WHERE incident = ?",
                                action.incident);
  last.next();
  action.number = last.integer() + 1;
  connection_
      .query(
          "INSERT INTO actions (incident, number, text, owner, due, done, withdrawn) "
          "VALUES (?, ?, ?, ?, ?, ?, ?)",
          action.incident, action.number, action.text, action.owner, action.due, action.done,
          action.withdrawn)
      .run();
  return action.number;
}

void SqliteLedger::save(const ActionItem& action)
{
  const int changed = connection_
                          .query(
                              "UPDATE actions SET text = ?, owner = ?, due = ?, done = ?, "
                              "withdrawn = ? WHERE incident = ? AND number = ?",
                              action.text, action.owner, action.due, action.done, action.withdrawn,
                              action.incident, action.number)
                          .run();
  if (changed == 0) {
    throw std::runtime_error(
        fmt::format("there is no {} in INC-{} to save", action.id(), action.incident));
  }
}

std::vector<ActionItem> SqliteLedger::actions(std::int64_t incident)
{
  auto query = connection_.query(
      "SELECT number, incident, text, owner, due, done, withdrawn FROM actions "
      "WHERE incident = ? AND withdrawn = 0 ORDER BY number",
      incident);
  std::vector<ActionItem> all;
  while (query.next()) {
    all.push_back({.number = query.integer(),
                   .incident = query.integer(),
                   .text = query.text(),
                   .owner = query.maybe_text(),
                   .due = query.maybe_text(),
                   .done = query.flag(),
                   .withdrawn = query.flag()});
  }
  return all;
}

}  // namespace secondstory::storage
