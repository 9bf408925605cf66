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

struct Wish
{
  std::string incident;
  std::string config = "config/secondstory.toml";
  std::string format;
  std::string output;
};

int write_out(const Wish& wish, const std::string& bytes)
{
  if (wish.output.empty() || wish.output == "-") {
    if (wish.format == "png" && isatty(STDOUT_FILENO) != 0) {
      return complain({Fault::usage, "a picture is not for a terminal; use --output FILE"});
    }
    // Whether it arrived is seen at the program's end, as for all that is printed.
    std::fwrite(bytes.data(), 1, bytes.size(), stdout);
    return 0;
  }
  std::ofstream out{wish.output, std::ios::binary | std::ios::trunc};
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) return complain({Fault::usage, "cannot write " + wish.output});
  return 0;
}

int export_one(const Wish& wish)
{
  const auto number = incident_number(wish.incident);
  if (!number) {
    return complain({Fault::usage, "“" + wish.incident + "” is not an incident; write INC-7"});
  }
  auto configuration = load_configuration(wish.config, Need::records);
  if (!configuration) return complain(configuration.error());
  const auto settings = settings_of(*configuration);
  if (!settings) return complain(settings.error());
  const auto rules = rules_of(*configuration);
  if (!rules) return complain(rules.error());

  std::optional<ExportedFile> file;
  const auto read = storage::read_sqlite(database_of(*configuration), [&](Ledger& ledger) {
    if (const auto incident = ledger.incident(*number)) {
      file =
          export_incident(ledger, *settings, **rules, *incident, *export_format_named(wish.format));
    }
  });
  if (!read) return complain(read.error());
  if (!file) {
    return complain({Fault::usage,
                     "there is no " + wish.incident + "; `secondstory list` shows the incidents"});
  }
  return write_out(wish, file->bytes);
}

}  // namespace

void add_export(CLI::App& app, int& exit_code)
{
  auto* command = app.add_subcommand("export", "Export the record of an incident");
  const auto wish = std::make_shared<Wish>();
  command->add_option("incident", wish->incident, "INC-7")->required();
  command->add_option("--config", wish->config, "The configuration")->capture_default_str();
  command->add_option("--format", wish->format, "md, html, json, csv or png")
      ->required()
      ->check(CLI::IsMember({"md", "html", "json", "csv", "png"}));
  command->add_option("--output", wish->output, "A file; standard output without it");
  command->callback([wish, &exit_code] { exit_code = export_one(*wish); });
}

}  // namespace secondstory::cli
