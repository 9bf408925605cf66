#include <cstdio>

#include "bot/cli/commands.hpp"

namespace secondstory::cli {

int exit_code_of(const Error& error)
{
  switch (error.fault) {
    case Fault::usage:
      return 2;
    case Fault::refused:
      return 3;
    case Fault::storage:
      return 4;
    case Fault::unknown:
    case Fault::transient:
    case Fault::internal:
      break;
  }
  return 5;
}

int complain(const Error& error)
{
  std::fprintf(stderr, "secondstory: %s\n", error.message.c_str());
  return exit_code_of(error);
}

}  // namespace secondstory::cli
