#include "bot/cli/lint_report.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cctype>
#include <cstdlib>
#include <iostream>

#include "bot/cli/commands.hpp"

namespace secondstory::cli {
namespace {

namespace json = boost::json;
using language::Finding;
using language::Place;

std::string quoted(const std::string& text)
{
  return json::serialize(json::value(text));
}

/// Written by hand because Boost.JSON writes 0.94 as 9.4E-1.
std::string line_of(const Finding& finding)
{
  return fmt::format(R"({{"category":{},"rule":{},"start":{},"end":{},"excerpt":{},"target":"{}",)"
                     R"("confidence":{},"suggestion":{},"question":{}}})",
                     quoted(finding.category), quoted(finding.rule), finding.start, finding.end,
                     quoted(finding.excerpt), language::name_of(finding.target), finding.confidence,
                     finding.suggestion ? quoted(*finding.suggestion) : "null",
                     quoted(finding.question));
}

json::object json_of(const Finding& finding)
{
  return {{"category", finding.category},
          {"target", language::name_of(finding.target)},
          {"confidence", finding.confidence},
          {"suggestion", finding.suggestion ? json::value(*finding.suggestion) : json::value()},
          {"question", finding.question}};
}

/// A path as a URI reference (RFC 3986, 4.2): what may not stand in one is percent-encoded.
std::string uri_of(const std::string& path)
{
  std::string uri;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain =
        std::isalnum(byte) != 0 || std::string_view("-._~/").find(c) != std::string_view::npos;
    uri += plain ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return uri;
}

/// Colour is for people: on a terminal, unless https://no-color.org says otherwise.
bool wants_colour()
{
  const char* no = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  return ::isatty(STDOUT_FILENO) == 1 && (no == nullptr || *no == '\0') &&
         (terminal == nullptr || std::string_view(terminal) != "dumb");
}

std::string one_line(std::string text)
{
  for (char& c : text) {
    if (c == '\n' || c == '\t' || c == '\r') c = ' ';
  }
  return text;
}

/// Carets under the found words; tabs stay, so that they stand under them.
std::string carets(std::string_view source, const Place& from, const Place& to)
{
  std::string line;
  std::size_t column = 1;
  for (const char c : source) {
    if ((static_cast<unsigned char>(c) & 0xC0U) == 0x80U) continue;
    const bool here = column >= from.column && (to.line > from.line || column < to.column);
    if (here) {
      line += column == from.column ? '^' : '~';
    } else if (column < from.column) {
      line += c == '\t' ? '\t' : ' ';
    }
    ++column;
  }
  return line;
}

}  // namespace

LintReport::LintReport(std::string format, const language::Engine& engine)
    : format_(std::move(format)), engine_(engine), colour_(format_ == "text" && wants_colour())
{
}

void LintReport::message(const std::string& file, std::size_t line, const json::value& id,
                         const std::string& text, const std::vector<Finding>& findings)
{
  found_ = found_ || !findings.empty();
  if (format_ == "jsonl") {
    std::string list;
    for (const Finding& finding : findings) list += (list.empty() ? "" : ",") + line_of(finding);
    std::cout << fmt::format("{{\"id\":{},\"findings\":[{}]}}\n", json::serialize(id), list);
    return;
  }
  for (const Finding& finding : findings) {
    const Place from = language::place_of(text, finding.start);
    const Place to = language::place_of(text, finding.end);
    add({file,
         {line, from.column},
         {line, from.line == to.line ? to.column : from.column + 1},
         one_line(text),
         finding});
  }
}

void LintReport::refuse(const Error& error)
{
  refused_ = true;
  complain(error);
  if (format_ != "jsonl") return;
  const json::object line{{"id", nullptr}, {"findings", json::array()}, {"error", error.message}};
  std::cout << json::serialize(line) << '\n';
}

void LintReport::add(const Found& found)
{
  found_ = true;
  if (format_ == "text") {
    print(found);
  } else if (format_ == "sarif") {
    note(found);
  } else {
    std::cout << fmt::format("{{\"file\":{},\"line\":{},\"column\":{},\"findings\":[{}]}}\n",
                             quoted(found.file), found.from.line, found.from.column,
                             line_of(found.finding));
  }
}

void LintReport::print(const Found& found) const
{
  const char* bold = colour_ ? "\033[1m" : "";
  const char* mark = colour_ ? "\033[33m" : "";
  const char* plain = colour_ ? "\033[0m" : "";
  const Finding& finding = found.finding;
  std::cout << fmt::format("{}{}:{}:{}:{} {} ({}): {}\n", bold, found.file, found.from.line,
                           found.from.column, plain, finding.category, finding.rule,
                           one_line(finding.excerpt));
  std::cout << "  " << found.source << "\n  " << mark << carets(found.source, found.from, found.to)
            << plain << '\n';
  if (finding.suggestion) std::cout << "  try: " << *finding.suggestion << '\n';
  std::cout << "  ask: " << finding.question << '\n';
}

void LintReport::note(const Found& found)
{
  const Finding& finding = found.finding;
  const auto [at, added] = rule_numbers_.emplace(finding.rule, rules_.size());
  if (added) {
    const std::string why = engine_.why(finding.rule).value_or(finding.question);
    rules_.push_back(json::object{
        {"id", finding.rule},
        {"shortDescription", json::object{{"text", finding.category + " " + finding.rule}}},
        {"help", json::object{{"text", why}}},
        {"properties", json::object{{"category", finding.category}}}});
  }
  const json::object region{{"startLine", found.from.line},
                            {"startColumn", found.from.column},
                            {"endLine", found.to.line},
                            {"endColumn", found.to.column},
                            {"snippet", json::object{{"text", finding.excerpt}}}};
  const json::object place{{"artifactLocation", json::object{{"uri", uri_of(found.file)}}},
                           {"region", region}};
  const std::string advice =
      finding.suggestion ? fmt::format("Try: {} Ask: {}", *finding.suggestion, finding.question)
                         : "Ask: " + finding.question;
  results_.push_back(
      json::object{{"ruleId", finding.rule},
                   {"ruleIndex", at->second},
                   {"level", "warning"},
                   {"message", json::object{{"text", advice}}},
                   {"locations", json::array{json::object{{"physicalLocation", place}}}},
                   {"properties", json_of(finding)}});
}

void LintReport::finish() const
{
  if (format_ != "sarif") return;
  const json::object driver{
      {"name", "secondstory"}, {"version", SECONDSTORY_VERSION}, {"rules", rules_}};
  const json::object run{{"tool", json::object{{"driver", driver}}},
                         {"columnKind", "unicodeCodePoints"},
                         {"results", results_}};
  const json::object log{{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                         {"version", "2.1.0"},
                         {"runs", json::array{run}}};
  std::cout << json::serialize(log) << '\n';
}

}  // namespace secondstory::cli
