#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <string>

#include "bot/cli/commands.hpp"
#include "bot/cli/running.hpp"
#include "bot/postmortem/publishing.hpp"
#include "storage/writer.hpp"

namespace secondstory::cli {

namespace {

int write_out(const ExportOptions& options, const std::string& bytes)
{
  if (options.output.empty() || options.output == "-") {
    if (options.format == "png" && isatty(STDOUT_FILENO) != 0) {
      return complain({Fault::usage, "a picture is not for a terminal; use --output FILE"});
    }
    // Whether it arrived is seen at the program's end, as for all that is printed.
    std::fwrite(bytes.data(), 1, bytes.size(), stdout);
    return 0;
  }
  std::ofstream out{options.output, std::ios::binary | std::ios::trunc};
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) return complain({Fault::usage, "cannot write " + options.output});
  return 0;
}

}  // namespace

int export_record(const ExportOptions& options)
{
  const auto number = incident_number(options.incident);
  if (!number) {
    return complain({Fault::usage, "“" + options.incident + "” is not an incident; write INC-7"});
  }
  auto configuration = load_configuration(options.config, Need::records);
  if (!configuration) return complain(configuration.error());
  const auto settings = settings_of(*configuration);
  if (!settings) return complain(settings.error());
  const auto rules = rules_of(*configuration);
  if (!rules) return complain(rules.error());

  std::optional<ExportedFile> file;
  const auto read = storage::read_sqlite(database_of(*configuration), [&](Ledger& ledger) {
    if (const auto incident = ledger.incident(*number)) {
      file = export_incident(ledger, *settings, **rules, *incident,
                             *export_format_named(options.format));
    }
  });
  if (!read) return complain(read.error());
  if (!file) {
    return complain({Fault::usage, "there is no " + options.incident +
                                       "; `secondstory list` shows the incidents"});
  }
  return write_out(options, file->bytes);
}

}  // namespace secondstory::cli
