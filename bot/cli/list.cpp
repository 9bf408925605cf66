#include <fmt/format.h>

#include <boost/json.hpp>
#include <cstdio>
#include <string>

#include "bot/cli/commands.hpp"
#include "bot/cli/running.hpp"
#include "storage/writer.hpp"

namespace secondstory::cli {

namespace json = boost::json;

namespace {

std::string as_text(const std::vector<Incident>& incidents)
{
  std::string out;
  for (const auto& incident : incidents) {
    out += fmt::format("{:<8} {:<6} {:<14} {}  {}\n", incident.id(), incident.severity,
                       name_of(incident.status), iso8601(incident.declared_at), incident.title);
  }
  return out;
}

std::string as_json(const std::vector<Incident>& incidents)
{
  json::array rows;
  for (const auto& incident : incidents) {
    json::object row{{"id", incident.id()},
                     {"title", incident.title},
                     {"severity", incident.severity},
                     {"status", name_of(incident.status)},
                     {"declared_at", iso8601(incident.declared_at)}};
    row["closed_at"] =
        incident.closed_at ? json::value(iso8601(*incident.closed_at)) : json::value();
    row["platform"] = incident.declared_in.platform;
    row["channel"] = incident.channel ? json::value(incident.channel->id) : json::value();
    rows.push_back(std::move(row));
  }
  return json::serialize(rows) + "\n";
}

}  // namespace

int list(const ListOptions& options)
{
  auto configuration = load_configuration(options.config, Need::records);
  if (!configuration) return complain(configuration.error());
  std::vector<Incident> incidents;
  const auto read = storage::read_sqlite(database_of(*configuration),
                                         [&](Ledger& ledger) { incidents = ledger.incidents(); });
  if (!read) return complain(read.error());
  const auto out = options.format == "json" ? as_json(incidents) : as_text(incidents);
  std::fwrite(out.data(), 1, out.size(), stdout);
  return 0;
}

}  // namespace secondstory::cli
