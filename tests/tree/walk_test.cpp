#include <doctest/doctest.h>

#include <filesystem>
#include <regex>
#include <string>
#include <vector>

#include "tests/source_dir.hpp"
#include "tests/text.hpp"

namespace {

namespace fs = std::filesystem;

struct Step
{
  std::string file;
  std::vector<std::string> names;
};

std::vector<Step> steps_of_the_walk()
{
  const auto text =
      secondstory::tests::contents_of(secondstory::tests::source_dir() / "ARCHITECTURE.md");
  const auto begin = text.find("<!-- walk -->"), end = text.find("<!-- /walk -->");
  REQUIRE(begin != std::string::npos);
  REQUIRE(end != std::string::npos);
  const std::string walk = text.substr(begin, end - begin);
  static const std::regex step_start{R"((^|\n)\d+\. )"}, quoted{"`([^`]+)`"};
  std::vector<Step> steps;
  for (std::sregex_token_iterator i{walk.begin(), walk.end(), step_start, -1}, last; i != last;
       ++i) {
    const std::string body = *i;
    Step step;
    for (std::sregex_iterator q{body.begin(), body.end(), quoted}, none; q != none; ++q) {
      const auto name = (*q)[1].str();
      if (step.file.empty() && name.find('/') != std::string::npos) {
        step.file = name;
      } else {
        step.names.push_back(name);
      }
    }
    if (!step.file.empty()) steps.push_back(step);
  }
  return steps;
}

}  // namespace

TEST_CASE("the walk in ARCHITECTURE.md has a step for each stage of a message")
{
  CHECK(steps_of_the_walk().size() >= 10);
}

TEST_CASE("each step of the walk names a file that exists")
{
  for (const auto& step : steps_of_the_walk()) {
    CAPTURE(step.file);
    CHECK(fs::exists(secondstory::tests::source_dir() / step.file));
  }
}

TEST_CASE("each function that a step of the walk names stands in its file")
{
  std::size_t checked = 0;
  for (const auto& step : steps_of_the_walk()) {
    const auto code = secondstory::tests::contents_of(secondstory::tests::source_dir() / step.file);
    for (const auto& name : step.names) {
      // Types, methods of Slack's API and marks are prose; our functions are plain identifiers.
      static const std::regex identifier{"[a-z_]+"};
      if (!std::regex_match(name, identifier)) continue;
      CAPTURE(step.file);
      CAPTURE(name);
      CHECK(code.find(name + "(") != std::string::npos);
      ++checked;
    }
  }
  CHECK(checked >= 9);
}
