#include <cstdio>

#include "bot/cli/commands.hpp"

namespace secondstory::cli {

std::string version_line()
{
  return "secondstory " SECONDSTORY_VERSION;
}

void add_version(CLI::App& app, int&)
{
  app.add_subcommand("version", "Print the version")->callback([] {
    std::puts(version_line().c_str());
  });
}

}  // namespace secondstory::cli
