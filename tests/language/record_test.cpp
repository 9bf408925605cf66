#include <doctest/doctest.h>

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "bot/language/wording.hpp"
#include "tests/language/support.hpp"
#include "tests/source_dir.hpp"

// What a sentence becomes in the record, by the kinds of names people have and the ways they are
// written. Each row is a promise of its own.

using secondstory::language::facts_of;
using secondstory::language::Roster;
using secondstory::language::testing::engine;

namespace {

struct Row
{
  std::string text;
  std::string people;
  std::string record;
};

std::string with_breaks(std::string line)
{
  for (std::size_t at = line.find("\\n"); at != std::string::npos; at = line.find("\\n", at)) {
    line.replace(at, 2, "\n");
  }
  return line;
}

std::vector<Row> read_rows()
{
  std::ifstream in(secondstory::tests::source_dir() / "tests/language/record/sentences.txt");
  std::vector<Row> rows;
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line.front() == '#') continue;
    Row row{with_breaks(line), "", ""};
    if (!std::getline(in, row.people) || !std::getline(in, line) || line.empty()) {
      throw std::runtime_error("the record of this sentence is missing: " + row.text);
    }
    row.record = with_breaks(line);
    rows.push_back(std::move(row));
  }
  if (rows.empty()) throw std::runtime_error("no sentences to take names out of");
  return rows;
}

const std::vector<Row>& rows()
{
  static const std::vector<Row> read = read_rows();
  return read;
}

Roster roster_of(const std::string& people)
{
  Roster roster;
  if (people == "-") return roster;
  std::istringstream in(people);
  for (std::string entry; std::getline(in, entry, ';');) {
    const std::size_t from = entry.find_first_not_of(' ');
    const std::size_t equals = entry.find(" = ");
    const std::string role = equals == std::string::npos ? "" : entry.substr(equals + 3);
    roster.people.push_back({entry.substr(from, equals - from), role, ""});
  }
  return roster;
}

}  // namespace

TEST_CASE("the record says each sentence of the table without its people")
{
  for (const Row& row : rows()) {
    CAPTURE(row.text);
    CAPTURE(row.people);
    CHECK(engine().rephrase(row.text, roster_of(row.people)) == row.record);
  }
}

TEST_CASE("the record keeps every fact of every sentence of the table")
{
  for (const Row& row : rows()) {
    const std::string record = engine().rephrase(row.text, roster_of(row.people));
    for (const std::string& fact : facts_of(row.text)) {
      const bool named = fact.find('/') != std::string::npos &&
                         fact.find_first_of("0123456789-") == std::string::npos;
      const bool name = fact == "M.J" || fact == "mark_w";
      if (named || name) continue;
      CAPTURE(row.text);
      CAPTURE(fact);
      CHECK(record.find(fact) != std::string::npos);
    }
  }
}

TEST_CASE("the record of a record is the record")
{
  for (const Row& row : rows()) {
    const Roster roster = roster_of(row.people);
    const std::string once = engine().rephrase(row.text, roster);
    CAPTURE(row.text);
    CHECK(engine().rephrase(once, roster) == once);
  }
}
