#include <doctest/doctest.h>

#include <filesystem>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/source_dir.hpp"
#include "tests/text.hpp"

namespace {

namespace fs = std::filesystem;

/// The rows below the head of the table in ARCHITECTURE.md that holds us against other clients.
std::vector<std::string> rows_of_the_table()
{
  const auto text =
      secondstory::tests::contents_of(secondstory::tests::source_dir() / "ARCHITECTURE.md");
  const auto begin = text.find("<!-- clients -->"), end = text.find("<!-- /clients -->");
  REQUIRE(begin != std::string::npos);
  REQUIRE(end != std::string::npos);
  std::istringstream lines(text.substr(begin, end - begin));
  std::vector<std::string> rows;
  for (std::string line; std::getline(lines, line);) {
    const bool is_row = line.starts_with("| ") && !line.starts_with("| |");
    if (is_row) rows.push_back(line);
  }
  return rows;
}

std::vector<std::string> cells_of(const std::string& row)
{
  std::vector<std::string> cells;
  std::istringstream parts(row.substr(1));
  for (std::string cell; std::getline(parts, cell, '|');) cells.push_back(cell);
  return cells;
}

std::vector<std::string> tests_named_in(const std::string& cell)
{
  static const std::regex quoted{"`(M\\d+: [^`]+|test_[a-z0-9_]+)`"};
  std::vector<std::string> names;
  for (std::sregex_iterator name{cell.begin(), cell.end(), quoted}, none; name != none; ++name)
    names.push_back((*name)[1].str());
  return names;
}

/// The names of all tests: of TEST_CASEs, with strings that the formatter cut put together, and of
/// Python's test functions.
std::set<std::string> names_of_all_tests()
{
  static const std::regex test_case{"TEST_CASE\\(\\s*\"((?:[^\"\\\\]|\\\\.)*)\""};
  static const std::regex function{"def (test_[a-z0-9_]+)\\("};
  static const std::regex seam{"\"\\s*\n\\s*\""};
  std::set<std::string> names;
  for (const auto& entry :
       fs::recursive_directory_iterator(secondstory::tests::source_dir() / "tests")) {
    const auto kind = entry.path().extension();
    if (kind != ".cpp" && kind != ".py") continue;
    const auto code = std::regex_replace(secondstory::tests::contents_of(entry.path()), seam, "");
    const auto& pattern = kind == ".py" ? function : test_case;
    for (std::sregex_iterator name{code.begin(), code.end(), pattern}, none; name != none; ++name)
      names.insert((*name)[1].str());
  }
  return names;
}

}  // namespace

TEST_CASE("the table of Socket Mode clients has a row for each thing they do, and a cell for each")
{
  const auto rows = rows_of_the_table();
  CHECK(rows.size() >= 8);
  for (const auto& row : rows) {
    CAPTURE(row);
    CHECK(cells_of(row).size() == 6);
  }
}

TEST_CASE("each cell of ours in the table of clients names tests, and each of them exists")
{
  const auto all = names_of_all_tests();
  for (const auto& row : rows_of_the_table()) {
    const auto named = tests_named_in(cells_of(row).back());
    CAPTURE(row);
    CHECK_FALSE(named.empty());
    for (const auto& name : named) {
      CAPTURE(name);
      CHECK(all.count(name) == 1);
    }
  }
}

TEST_CASE("each rule of the Socket Mode client has a test that bears its number")
{
  const auto all = names_of_all_tests();
  for (const int rule : {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 20, 21, 22, 23}) {
    const auto number = "M" + std::to_string(rule) + ": ";
    CAPTURE(number);
    const auto found = all.lower_bound(number);
    CHECK((found != all.end() && found->starts_with(number)));
  }
}
