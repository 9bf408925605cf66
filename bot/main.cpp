#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <string>
#include <vector>

#include "bot/cli/commands.hpp"
#include "bot/words.hpp"

namespace {

/// CLI11 says no more than that a subcommand is missing; a mistyped one deserves its neighbour's
/// name.
bool is_unknown_subcommand(CLI::App& app, const std::string& word)
{
  std::vector<std::string> names;
  for (const auto* command : app.get_subcommands({})) names.push_back(command->get_name());
  if (word.empty() || word.front() == '-' ||
      std::find(names.begin(), names.end(), word) != names.end()) {
    return false;
  }
  const auto meant = secondstory::words::nearest(word, names);
  const auto hint = meant ? "Did you mean " + *meant + "?" : "--help shows what there is.";
  std::fprintf(stderr, "secondstory: there is no subcommand %s. %s\n", word.c_str(), hint.c_str());
  return true;
}

/// Everything that was printed must have arrived; a full disk or a closed pipe shows at the latest
/// when the last of it is flushed.
int with_output_delivered(int exit_code)
{
  errno = 0;
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return exit_code;
  const std::string why = errno == 0 ? "" : std::string{": "} + std::strerror(errno);
  std::fprintf(stderr, "secondstory: standard output did not take all of the result%s\n",
               why.c_str());
  return 5;
}

int run(int argc, char** argv)
{
  namespace cli = secondstory::cli;
  int exit_code = 0;
  CLI::App app{
      "Second Story: records incidents in chat, offers blameless wording, drafts the postmortem.",
      "secondstory"};
  app.require_subcommand(1);
  app.failure_message(CLI::FailureMessage::simple);
  cli::add_serve(app, exit_code);
  cli::add_demo(app, exit_code);
  cli::add_lint(app, exit_code);
  cli::add_rephrase(app, exit_code);
  cli::add_list(app, exit_code);
  cli::add_export(app, exit_code);
  cli::add_check(app, exit_code);
  cli::add_version(app, exit_code);
  app.set_version_flag("--version", [] { return cli::version_line(); });
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
  if (is_unknown_subcommand(app, word)) return 2;
  try {
    app.parse(argc, argv);
    return with_output_delivered(exit_code);
  } catch (const CLI::ParseError& error) {
    return with_output_delivered(app.exit(error) == 0 ? 0 : 2);
  }
}

}  // namespace

int main(int argc, char** argv)
{
  // A peer that hangs up must not end the process.
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "secondstory: unexpected: %s\n", error.what());
    return 5;
  }
}
