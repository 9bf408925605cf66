#include <fmt/format.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "bot/cli/commands.hpp"
#include "bot/cli/lint_report.hpp"
#include "bot/language/engine.hpp"
#include "bot/language/normalise.hpp"
#include "bot/language/prose.hpp"

namespace secondstory::cli {
namespace {

namespace json = boost::json;
using language::Engine;
using language::Finding;
using language::Prose;

struct Message
{
  json::value id;
  std::string text;
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
  return Message{*id, std::string(text->as_string())};
}

Result<void> lint_messages(std::istream& in, const std::string& file, const Engine& engine,
                           LintReport& report)
{
  std::size_t number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (!line.empty() && line.back() == '\r') line.pop_back();
    const auto message = parse_message(line, file, number);
    if (!message) {
      report.refuse(message.error());
      continue;
    }
    report.message(file, number, message->id, message->text, engine.check(message->text));
  }
  if (in.bad()) return fail(Fault::usage, file + ": cannot be read");
  return {};
}

/// In a document a wording is wanted for the sentence, not for all that stands around it.
void word_for_sentence(const Prose& prose, Finding& finding, const Engine& engine)
{
  for (const auto& span : language::split_sentences(language::normalise(prose.text))) {
    if (finding.start < span.start || finding.end > span.end) continue;
    const std::string sentence = prose.text.substr(span.start, span.end - span.start);
    for (const Finding& alone : engine.check(sentence)) {
      if (alone.start + span.start >= finding.end || alone.end + span.start <= finding.start) {
        continue;
      }
      finding.suggestion = alone.suggestion;
      finding.question = alone.question;
      return;
    }
  }
}

bool is_markdown(const std::string& file)
{
  const auto extension = std::filesystem::path(file).extension();
  return extension == ".md" || extension == ".markdown" || extension == ".mdx";
}

Result<void> lint_document(std::istream& in, const std::string& file, const Engine& engine,
                           LintReport& report)
{
  std::ostringstream read;
  read << in.rdbuf();
  if (in.bad()) return fail(Fault::usage, file + ": cannot be read");
  const std::string document = read.str();
  const auto lines = is_markdown(file) ? language::Lines::wrapped : language::Lines::apart;
  for (const Prose& prose : language::prose_of(document, lines)) {
    if (prose.ignored) continue;
    for (Finding finding : engine.check(prose.text)) {
      word_for_sentence(prose, finding, engine);
      finding.start += prose.start;
      finding.end += prose.start;
      finding.excerpt = document.substr(finding.start, finding.end - finding.start);
      const std::size_t line_start = document.rfind('\n', finding.start);
      const std::size_t from = line_start == std::string::npos ? 0 : line_start + 1;
      const std::size_t to = std::min(document.find('\n', finding.start), document.size());
      report.add({file, language::place_of(document, finding.start),
                  language::place_of(document, finding.end), document.substr(from, to - from),
                  finding});
    }
  }
  return {};
}

Result<void> lint_file(const std::string& file, const LintOptions& options, const Engine& engine,
                       LintReport& report)
{
  const auto lint_stream = options.input == "jsonl" ? lint_messages : lint_document;
  if (file == "-") return lint_stream(std::cin, "<stdin>", engine, report);
  std::error_code code;
  if (std::filesystem::is_directory(file, code)) {
    return fail(Fault::usage, file + ": is a folder; name the files in it");
  }
  std::ifstream in(file, std::ios::binary);
  if (!in) return fail(Fault::usage, file + ": cannot be opened for reading");
  return lint_stream(in, file, engine, report);
}

}  // namespace

int lint(const LintOptions& options)
{
  const auto engine =
      options.rules.empty() ? Engine::with_default_rules() : Engine::load(options.rules);
  if (!engine) return complain(engine.error());
  LintReport report(options.format, *engine);
  std::vector<std::string> files = options.files;
  if (files.empty()) files.emplace_back("-");
  int trouble = 0;
  // As grep does: what cannot be read is said, the rest is read all the same.
  for (const std::string& file : files) {
    const auto done = lint_file(file, options, *engine, report);
    std::cout.flush();
    if (!done) trouble = complain(done.error());
  }
  report.finish();
  std::cout.flush();
  if (report.refused()) trouble = exit_code_of({Fault::usage, ""});
  return trouble != 0 ? trouble : report.found() ? 1 : 0;
}

}  // namespace secondstory::cli
