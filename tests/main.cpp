#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>
#include <spdlog/spdlog.h>

#include "tests/source_dir.hpp"

std::filesystem::path secondstory::tests::source_dir()
{
  return SECONDSTORY_SOURCE_DIR;
}

#ifdef __clang__
#pragma clang diagnostic ignored "-Wreserved-identifier"
#endif
/// What LeakSanitizer is to leave out: fontconfig keeps its cache until the process ends.
extern "C" const char* __lsan_default_suppressions()
{
  return "leak:libfontconfig.so";
}

int main(int argc, char** argv)
{
  // Many tests make things fail on purpose; what is logged then is not news.
  spdlog::set_level(spdlog::level::off);
  return doctest::Context{argc, argv}.run();
}
