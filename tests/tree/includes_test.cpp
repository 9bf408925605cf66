#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/source_dir.hpp"

namespace {

namespace fs = std::filesystem;

const fs::path source = secondstory::tests::source_dir();

/// A line `#include "…"`.
struct Include
{
  std::string file, included;
};

std::vector<Include> includes_below(const fs::path& folder)
{
  std::vector<Include> out;
  for (const auto& item : fs::recursive_directory_iterator(folder)) {
    const auto extension = item.path().extension();
    if (extension != ".cpp" && extension != ".hpp") continue;
    std::ifstream in{item.path()};
    for (std::string line; std::getline(in, line);) {
      if (line.rfind("#include \"", 0) != 0) continue;
      const auto end = line.find('"', 10);
      out.push_back({fs::relative(item.path(), source).string(), line.substr(10, end - 10)});
    }
  }
  return out;
}

bool assembles(const std::string& file)
{
  return file == "bot/main.cpp" || file.rfind("bot/cli/", 0) == 0;
}

}  // namespace

TEST_CASE("the core includes nothing of adapters, nor of a storage but its interface")
{
  std::size_t seen = 0;
  for (const auto& include : includes_below(source / "bot")) {
    ++seen;
    if (assembles(include.file)) continue;
    CAPTURE(include.file);
    CAPTURE(include.included);
    CHECK(include.included.rfind("adapters/", 0) != 0);
    if (include.included.rfind("storage/", 0) == 0) CHECK(include.included == "storage/ledger.hpp");
  }
  CHECK(seen > 100);
}

TEST_CASE("storage includes nothing of adapters, and adapters nothing of a particular storage")
{
  for (const auto& include : includes_below(source / "storage")) {
    CAPTURE(include.file);
    CHECK(include.included.rfind("adapters/", 0) != 0);
  }
  for (const auto& include : includes_below(source / "adapters")) {
    CAPTURE(include.file);
    CHECK(include.included.rfind("storage/sqlite/", 0) != 0);
  }
}

TEST_CASE("every file that is included by name exists")
{
  for (const auto* folder : {"bot", "adapters", "storage", "config", "tests"}) {
    for (const auto& include : includes_below(source / folder)) {
      CAPTURE(include.file);
      CAPTURE(include.included);
      CHECK(fs::exists(source / include.included));
    }
  }
}
