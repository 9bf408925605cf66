#include "bot/cli/command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "bot/cli/commands.hpp"
#include "bot/words.hpp"

namespace secondstory::cli {

namespace {

constexpr const char* version_line = "secondstory " SECONDSTORY_VERSION;

/// Adds a subcommand that fills Options and then calls `work` with them.
template <class Options>
struct Verb
{
  CLI::App* command;
  std::shared_ptr<Options> options = std::make_shared<Options>();

  Verb(CLI::App& app, int& exit_code, const char* name, const char* about,
       int (*work)(const Options&))
      : command(app.add_subcommand(name, about))
  {
    command->callback([work, options = options, &exit_code] { exit_code = work(*options); });
  }
  template <class Value>
  CLI::Option* option(const char* name, Value Options::*value, const char* about)
  {
    return command->add_option(name, (*options).*value, about);
  }
  void flag(const char* name, bool Options::*value, const char* about)
  {
    command->add_flag(name, (*options).*value, about);
  }
  void configuration()
  {
    option("--config", &Options::config, "The configuration")->capture_default_str();
  }
};

void add_serve(CLI::App& app, int& exit_code)
{
  Verb<ServeOptions> verb{app, exit_code, "serve", "Run the bot", serve};
  verb.configuration();
  verb.option("--log", &ServeOptions::log, "How much is logged")
      ->envname("SECONDSTORY_LOG")
      ->check(CLI::IsMember({"trace", "debug", "info", "warn", "error", "off"}))
      ->capture_default_str();
}

void add_demo(CLI::App& app, int& exit_code)
{
  Verb<DemoOptions> verb{app, exit_code, "demo", "Play an incident in an embedded workspace", demo};
  verb.option("--listen", &DemoOptions::listen, "Where the workspace is")->capture_default_str();
  verb.option("--script", &DemoOptions::script, "JSON Lines; the built-in incident without it");
  verb.option("--output", &DemoOptions::output, "The folder for the record")->capture_default_str();
  verb.flag("--open", &DemoOptions::open, "Leave the workspace running afterwards, to type into");
}

void add_lint(CLI::App& app, int& exit_code)
{
  Verb<LintOptions> verb{app, exit_code, "lint", "Find blameful wording in text", lint};
  verb.option("--input", &LintOptions::input, "text (plain or Markdown), or jsonl")
      ->check(CLI::IsMember({"text", "jsonl"}))
      ->capture_default_str();
  verb.option("--format", &LintOptions::format, "What to print")
      ->check(CLI::IsMember({"text", "jsonl", "sarif"}))
      ->capture_default_str();
  verb.option("--rules", &LintOptions::rules, "Folder of rules that override or add to ours");
  verb.option("FILE", &LintOptions::files, "Files to read; - for standard input");
}

void add_rephrase(CLI::App& app, int& exit_code)
{
  Verb<RephraseOptions> verb{app, exit_code, "rephrase",
                             "Restate text as a postmortem would, naming no individual", rephrase};
  verb.option("--input", &RephraseOptions::input, "What the input is")
      ->check(CLI::IsMember({"text", "jsonl"}))
      ->capture_default_str();
  verb.option("--roster", &RephraseOptions::roster, "JSON file of names and their roles");
  verb.option("FILE", &RephraseOptions::file, "File to read; - for standard input");
}

void add_list(CLI::App& app, int& exit_code)
{
  Verb<ListOptions> verb{app, exit_code, "list", "List the incidents", list};
  verb.configuration();
  verb.option("--format", &ListOptions::format, "text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
}

void add_export(CLI::App& app, int& exit_code)
{
  Verb<ExportOptions> verb{app, exit_code, "export", "Export the record of an incident",
                           export_record};
  verb.option("incident", &ExportOptions::incident, "INC-7")->required();
  verb.configuration();
  verb.option("--format", &ExportOptions::format, "md, html, json, csv or png")
      ->required()
      ->check(CLI::IsMember({"md", "html", "json", "csv", "png"}));
  verb.option("--output", &ExportOptions::output, "A file; standard output without it");
}

void add_check(CLI::App& app, int& exit_code)
{
  Verb<CheckOptions> verb{app, exit_code, "check", "Say whether the configuration is in order",
                          check};
  verb.configuration();
  verb.flag("--online", &CheckOptions::online, "Ask the chat services as well");
}

/// CLI11 says no more than that a subcommand is missing; a mistyped one, or a mistyped option in
/// its place, deserves its neighbour's name.
bool is_unknown(CLI::App& app, const std::string& word)
{
  if (word.empty()) return false;
  const bool option = word.front() == '-';
  std::vector<std::string> names;
  if (option) {
    names = {"-h", "--help", "--version"};
  } else {
    for (const auto* command : app.get_subcommands({})) names.push_back(command->get_name());
  }
  if (std::find(names.begin(), names.end(), word) != names.end()) return false;
  const auto meant = words::nearest(word, names);
  const auto hint = meant ? "Did you mean " + *meant + "?" : "--help shows what there is.";
  std::fprintf(stderr, "secondstory: there is no %s %s. %s\n", option ? "option" : "subcommand",
               word.c_str(), hint.c_str());
  return true;
}

}  // namespace

int run(int argc, char** argv)
{
  int exit_code = 0;
  CLI::App app{
      "Second Story: records incidents in chat, offers blameless wording, drafts the postmortem.",
      "secondstory"};
  app.require_subcommand(1);
  app.failure_message(CLI::FailureMessage::simple);
  add_serve(app, exit_code);
  add_demo(app, exit_code);
  add_lint(app, exit_code);
  add_rephrase(app, exit_code);
  add_list(app, exit_code);
  add_export(app, exit_code);
  add_check(app, exit_code);
  app.add_subcommand("version", "Print the version")->callback([] { std::puts(version_line); });
  app.set_version_flag("--version", version_line);
  const std::string word = argc > 1 ? argv[1] : "";
  if (word == "help") {
    std::fputs(app.help().c_str(), stdout);
    return 0;
  }
  if (word == "replay") {
    std::fputs("secondstory: replay is not built yet. demo --script plays a script instead.\n",
               stderr);
    return 2;
  }
  if (is_unknown(app, word)) return 2;
  try {
    app.parse(argc, argv);
    return exit_code;
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
}

}  // namespace secondstory::cli
