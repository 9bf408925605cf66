#include <fmt/format.h>

#include <boost/asio/io_context.hpp>
#include <cstdio>
#include <filesystem>
#include <string>

#include "bot/cli/commands.hpp"
#include "bot/cli/running.hpp"
#include "storage/writer.hpp"

namespace secondstory::cli {

namespace {

void say(const std::string& line)
{
  std::puts(line.c_str());
}

/// The database, if there is one already: that it can be read and has a form we know.
Result<void> check_database(const std::string& path)
{
  if (auto writable = storage::may_write_sqlite(path); !writable) return writable;
  if (!std::filesystem::exists(path)) {
    say(fmt::format("storage   {} does not exist yet; `serve` makes it", path));
    return {};
  }
  std::size_t incidents = 0;
  auto read =
      storage::read_sqlite(path, [&](Ledger& ledger) { incidents = ledger.incidents().size(); });
  if (!read) return read;
  say(fmt::format("storage   {} holds {} incidents", path, incidents));
  return {};
}

/// What is in order to standard output, what is not to standard error; the exit code.
int report(const slack::Findings& findings)
{
  for (const auto& line : findings.good) say("slack     " + line);
  int exit_code = 0;
  for (const auto& line : findings.failed) exit_code = complain({Fault::transient, line});
  for (const auto& line : findings.refused) exit_code = complain({Fault::refused, line});
  return exit_code;
}

}  // namespace

int check(const CheckOptions& options)
{
  const auto configuration = load_configuration(options.config);
  if (!configuration) return complain(configuration.error());
  const auto settings = settings_of(*configuration);
  if (!settings) return complain(settings.error());
  say(fmt::format("config    {} is in order", options.config));
  const auto rules = rules_of(*configuration);
  if (!rules) return complain(rules.error());
  say(fmt::format("language  {}",
                  configuration->language.enabled ? "rules are in order" : "is switched off"));
  if (const auto database = check_database(database_of(*configuration)); !database) {
    return complain(database.error());
  }
  if (!configuration->slack.enabled) {
    say("slack     is switched off: there is no [slack] section, or slack.enabled is false");
    return 0;
  }
  if (!options.online) {
    if (auto usable = may_reach_slack(*configuration); !usable) return complain(usable.error());
    say("slack     tokens have the right form; --online asks Slack");
    return 0;
  }
  boost::asio::io_context io{1};
  const auto answer = ask_slack(io, *configuration);
  if (!answer) return complain(answer.error());
  return report(*answer);
}

}  // namespace secondstory::cli
