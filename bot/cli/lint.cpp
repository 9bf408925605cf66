#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "bot/cli/commands.hpp"
#include "bot/language/engine.hpp"

namespace secondstory::cli {
namespace {

namespace json = boost::json;
using language::Engine;
using language::Finding;

struct LintOptions
{
  std::string input = "text";
  std::string format = "text";
  std::string rules;
  std::vector<std::string> files;
};

json::object json_of(const Finding& finding)
{
  json::object object;
  object["category"] = finding.category;
  object["rule"] = finding.rule;
  object["start"] = finding.start;
  object["end"] = finding.end;
  object["excerpt"] = finding.excerpt;
  object["target"] = language::name_of(finding.target);
  object["confidence"] = finding.confidence;
  object["suggestion"] = finding.suggestion ? json::value(*finding.suggestion) : json::value();
  object["question"] = finding.question;
  return object;
}

std::string quoted(const std::string& text)
{
  return json::serialize(json::value(text));
}

/// As `json_of`, but with the confidence in decimals: Boost.JSON writes 0.94 as 9.4E-1.
std::string line_of(const Finding& finding)
{
  return fmt::format(R"({{"category":{},"rule":{},"start":{},"end":{},"excerpt":{},"target":"{}",)"
                     R"("confidence":{},"suggestion":{},"question":{}}})",
                     quoted(finding.category), quoted(finding.rule), finding.start, finding.end,
                     quoted(finding.excerpt), language::name_of(finding.target), finding.confidence,
                     finding.suggestion ? quoted(*finding.suggestion) : "null",
                     quoted(finding.question));
}

/// A message and where it stands.
struct Message
{
  std::string file;
  std::size_t line = 0;
  json::value id;  ///< null for plain text
  std::string text;
};

/// Prints findings in one of the three formats and remembers whether there were any.
class Report
{
 public:
  explicit Report(std::string format) : format_(std::move(format)) {}

  void add(const Message& message, const std::vector<Finding>& findings)
  {
    found_ = found_ || !findings.empty();
    if (format_ == "jsonl") {
      std::string list;
      for (const Finding& finding : findings) list += (list.empty() ? "" : ",") + line_of(finding);
      const std::string key = message.id.is_null() ? fmt::format("\"file\":{},\"line\":{}",
                                                                 quoted(message.file), message.line)
                                                   : "\"id\":" + json::serialize(message.id);
      std::cout << fmt::format("{{{},\"findings\":[{}]}}\n", key, list);
      return;
    }
    for (const Finding& finding : findings) {
      if (format_ == "text") {
        print(message, finding);
      } else {
        results_.push_back(sarif(message, finding));
      }
    }
  }

  void finish() const
  {
    if (format_ != "sarif") return;
    json::object driver{{"name", "secondstory"}, {"version", SECONDSTORY_VERSION}};
    json::object run{{"tool", json::object{{"driver", driver}}}, {"results", results_}};
    json::object log{{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                     {"version", "2.1.0"},
                     {"runs", json::array{run}}};
    std::cout << json::serialize(log) << '\n';
  }

  bool found() const { return found_; }

 private:
  static void print(const Message& message, const Finding& finding)
  {
    std::cout << fmt::format("{}:{}:{}: {} {}: {}\n", message.file, message.line, finding.start + 1,
                             finding.category, finding.rule, finding.excerpt);
    if (finding.suggestion) std::cout << "  try: " << *finding.suggestion << '\n';
    std::cout << "  ask: " << finding.question << '\n';
  }

  static json::object sarif(const Message& message, const Finding& finding)
  {
    const std::string advice = finding.suggestion.value_or(finding.question);
    json::object region{{"startLine", message.line},
                        {"startColumn", finding.start + 1},
                        {"endColumn", finding.end + 1},
                        {"snippet", json::object{{"text", finding.excerpt}}}};
    json::object place{{"artifactLocation", json::object{{"uri", message.file}}},
                       {"region", region}};
    return {{"ruleId", finding.rule},
            {"level", "warning"},
            {"message", json::object{{"text", advice}}},
            {"locations", json::array{json::object{{"physicalLocation", place}}}},
            {"properties", json_of(finding)}};
  }

  std::string format_;
  json::array results_;
  bool found_ = false;
};

/// A line of `{"id","text"}`; an error names the line.
Result<Message> parse_message(const std::string& line, const std::string& file, std::size_t number)
{
  boost::system::error_code code;
  const json::value value = json::parse(line, code);
  const auto refuse = [&](std::string_view what) {
    return fail(Fault::usage, fmt::format("{}:{}: {}", file, number, what));
  };
  if (code) return refuse("not JSON: " + code.message());
  const json::object* object = value.if_object();
  if (object == nullptr) return refuse("expected an object like {\"id\":\"h1\",\"text\":\"…\"}");
  const json::value* text = object->if_contains("text");
  if (text == nullptr || !text->is_string()) return refuse("'text' is missing or not a string");
  const json::value* id = object->if_contains("id");
  if (id == nullptr || id->is_null()) return refuse("'id' is missing");
  return Message{file, number, *id, std::string(text->as_string())};
}

/// One message a line. Code fences and block quotes of Markdown are somebody else's words.
Result<void> lint_stream(std::istream& in, const std::string& name, const LintOptions& options,
                         const Engine& engine, Report& report)
{
  bool fenced = false;
  std::size_t number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (options.input == "jsonl") {
      auto message = parse_message(line, name, number);
      if (!message) return tl::unexpected<Error>(message.error());
      report.add(*message, engine.check(message->text));
      continue;
    }
    const std::size_t first = line.find_first_not_of(" \t");
    const bool fence = first != std::string::npos &&
                       (line.compare(first, 3, "```") == 0 || line.compare(first, 3, "~~~") == 0);
    if (fence) fenced = !fenced;
    const bool skipped = fence || fenced;
    report.add({name, number, json::value(), line},
               skipped ? std::vector<Finding>{} : engine.check(line));
  }
  if (in.bad()) return fail(Fault::usage, name + ": cannot be read");
  return {};
}

int lint(const LintOptions& options)
{
  auto engine = options.rules.empty() ? Engine::with_default_rules() : Engine::load(options.rules);
  if (!engine) return complain(engine.error());
  Report report(options.format);
  std::vector<std::string> files = options.files;
  if (files.empty()) files.emplace_back("-");
  for (const std::string& file : files) {
    Result<void> done;
    if (file == "-") {
      done = lint_stream(std::cin, "<stdin>", options, *engine, report);
    } else {
      std::ifstream in(file, std::ios::binary);
      if (!in) return complain({Fault::usage, file + ": cannot be opened for reading"});
      done = lint_stream(in, file, options, *engine, report);
    }
    if (!done) {
      std::cout.flush();
      return complain(done.error());
    }
  }
  report.finish();
  std::cout.flush();
  return report.found() ? 1 : 0;
}

}  // namespace

void add_lint(CLI::App& app, int& exit_code)
{
  auto options = std::make_shared<LintOptions>();
  CLI::App* command = app.add_subcommand("lint", "Find blameful wording in text");
  command->add_option("--input", options->input, "What the input is")
      ->check(CLI::IsMember({"text", "jsonl"}))
      ->capture_default_str();
  command->add_option("--format", options->format, "What to print")
      ->check(CLI::IsMember({"text", "jsonl", "sarif"}))
      ->capture_default_str();
  command->add_option("--rules", options->rules, "Folder of rules that override or add to ours");
  command->add_option("FILE", options->files, "Files to read; - for standard input");
  command->callback([options, &exit_code] { exit_code = lint(*options); });
}

}  // namespace secondstory::cli
