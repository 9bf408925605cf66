#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <string>

#include "bot/cli/command_line.hpp"

namespace {

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

}  // namespace

int main(int argc, char** argv)
{
  // A peer that hangs up must not end the process.
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return with_output_delivered(secondstory::cli::run(argc, argv));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "secondstory: unexpected: %s\n", error.what());
    return 5;
  }
}
