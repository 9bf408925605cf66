#include "bot/language/wording_data.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "bot/language/engine.hpp"

using namespace secondstory::language;

namespace {

/// A folder with a wording file, gone at the end of the test.
struct WordingFolder
{
  explicit WordingFolder(const std::string& text)
      : path(std::filesystem::temp_directory_path() / "secondstory-wording-test")
  {
    std::filesystem::create_directories(path);
    std::ofstream(path / "wording.toml") << text;
  }
  ~WordingFolder()
  {
    std::error_code code;
    std::filesystem::remove_all(path, code);
  }
  WordingFolder(const WordingFolder&) = delete;
  WordingFolder& operator=(const WordingFolder&) = delete;

  std::filesystem::path path;
};

}  // namespace

TEST_CASE("a wording file of one's own adds topics")
{
  const WordingFolder folder(
      "[[topic]]\nwords = \"turbine turbines\"\ndone = \"How was the turbine seen?\"\n"
      "missed = \"What would have shown the turbine?\"\n");
  const auto loaded = Engine::load(folder.path);
  REQUIRE(loaded.has_value());
  const auto findings = loaded->check("you forgot to lubricate the turbine");
  REQUIRE_FALSE(findings.empty());
  CHECK(findings.front().question == "What would have shown the turbine?");
}

TEST_CASE("a bad wording file is refused by its line")
{
  const WordingFolder folder("[[topic]]\nwords = \"turbine\"\ndone = \"How?\"\n");
  const auto loaded = Engine::load(folder.path);
  REQUIRE_FALSE(loaded.has_value());
  CHECK(loaded.error().message.find("wording.toml:1: 'missed' is missing") != std::string::npos);
}
