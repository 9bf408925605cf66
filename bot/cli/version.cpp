#include <cstdio>

#include "bot/cli/commands.hpp"

namespace secondstory::cli {

void add_version(CLI::App& app, int&)
{
  app.add_subcommand("version", "Print the version")->callback([] {
    std::puts("secondstory " SECONDSTORY_VERSION);
  });
}

}  // namespace secondstory::cli
