#include "tests/language/training/corpus.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <stdexcept>

#include "bot/language/name.hpp"
#include "bot/language/rules.hpp"
#include "bot/language/senses.hpp"
#include "bot/language/wording.hpp"
#include "config/embedded.hpp"
#include "tests/language/training/phrase.hpp"

namespace secondstory::training {
namespace {

namespace json = boost::json;

std::size_t category_of(std::string_view name)
{
  return static_cast<std::size_t>(std::stoul(std::string(name.substr(1))));
}

std::vector<std::string> lines_of(const std::string& file)
{
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error(file + ": cannot be read");
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    lines.push_back(line);
  }
  return lines;
}

std::vector<std::string> files_of(const std::string& folder, std::string_view ending)
{
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ending) files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

std::string instead_of(const std::string& writer)
{
  return writer + " instead";
}

namespace {

/// A labelled message, and before it what may be said instead, which blames nobody.
std::vector<Example> examples_of(const json::object& labelled, const std::string& writer)
{
  std::vector<Example> examples;
  for (const char* instead : {"rewrite", "question"}) {
    const json::value* said = labelled.if_contains(instead);
    if (said == nullptr || !said->is_string()) continue;
    examples.push_back({std::string(said->as_string()), 0, {}, instead_of(writer), 1, false});
  }
  Example example;
  example.text = std::string(labelled.at("text").as_string());
  example.is_message = true;
  example.source = writer;
  if (labelled.at("label").as_string() == "blame") {
    example.category = category_of(std::string(labelled.at("category").as_string()));
    const std::string words(labelled.at("span").as_string());
    const std::size_t at = example.text.find(words);
    if (at == std::string::npos) throw std::runtime_error("'span' is not in 'text'");
    example.span = {at, at + words.size()};
  }
  examples.push_back(std::move(example));
  return examples;
}

}  // namespace

std::vector<Example> read_corpus(const std::string& folder)
{
  std::vector<Example> examples;
  for (const std::string& file : files_of(folder, ".jsonl")) {
    const std::string stem = std::filesystem::path(file).stem().string();
    std::size_t number = 0;
    for (const std::string& line : lines_of(file)) {
      ++number;
      try {
        auto some = examples_of(json::parse(line).as_object(), stem.substr(stem.rfind('-') + 1));
        std::move(some.begin(), some.end(), std::back_inserter(examples));
      } catch (const std::exception& bad) {
        throw std::runtime_error(file + ":" + std::to_string(number) + ": " + bad.what());
      }
    }
  }
  return examples;
}

namespace {

Phrase::Slots read_slots(const std::string& file)
{
  Phrase::Slots slots;
  for (const std::string& line : lines_of(file)) {
    const std::size_t equals = line.find(" = ");
    if (equals == std::string::npos) continue;
    for (const std::string_view word : choices_of(std::string_view(line).substr(equals + 3))) {
      slots[line.substr(0, equals)].emplace_back(word);
    }
  }
  return slots;
}

/// `category` 0: the phrase blames nobody.
std::vector<Example> ways_to_spell(const Phrase& phrase, std::size_t category, std::size_t copies,
                                   std::uint64_t random)
{
  std::set<std::string> spelled;
  std::vector<Example> ways;
  for (std::size_t i = 0; i < 3 * copies && ways.size() < copies; ++i) {
    const Phrase::Spelled way = phrase.spell(random);
    if (!spelled.insert(way.text).second) continue;
    const bool marked = way.span.end > way.span.start;
    language::Span span;
    if (category != 0) span = marked ? way.span : language::Span{0, way.text.size()};
    ways.push_back({way.text, category, span, "phrases", 1, false});
  }
  for (Example& way : ways) way.weight = 2.0F / static_cast<float>(ways.size());
  return ways;
}

}  // namespace

std::vector<Example> read_phrases(const std::string& folder, std::size_t copies)
{
  const Phrase::Slots slots = read_slots(folder + "/phrases/slots.txt");
  std::vector<Example> examples;
  for (const std::string& file : files_of(folder + "/phrases", ".txt")) {
    if (file.find("slots.txt") != std::string::npos) continue;
    std::size_t category = 0;
    std::size_t number = 0;
    for (const std::string& line : lines_of(file)) {
      ++number;
      if (line.substr(0, 3) == "# C") category = category_of(line.substr(2));
      if (line.size() < 3 || (line[0] != '+' && line[0] != '-')) continue;
      try {
        const Phrase phrase(line.substr(2), slots);
        auto ways =
            ways_to_spell(phrase, line[0] == '+' ? category : 0, copies, language::number_of(line));
        std::move(ways.begin(), ways.end(), std::back_inserter(examples));
      } catch (const std::exception& bad) {
        throw std::runtime_error(file + ":" + std::to_string(number) + ": " + bad.what());
      }
    }
  }
  return examples;
}

namespace {

/// "C05<tab>text with [the blaming words]" or "ok<tab>text".
Example example_of(const std::string& line)
{
  const std::size_t tab = line.find('\t');
  const bool blames = line.front() == 'C' && tab == 3;
  Example example;
  if (blames) example.category = category_of(line.substr(0, tab));
  if (!blames && line.substr(0, tab) != "ok") throw std::runtime_error("no category and no ok");
  for (std::size_t i = tab + 1; i < line.size(); ++i) {
    if (line[i] == '[' && blames) {
      example.span.start = example.text.size();
    } else if (line[i] == ']' && blames) {
      example.span.end = example.text.size();
    } else if (line.compare(i, 2, "\\n") == 0) {
      example.text.push_back('\n');
      ++i;
    } else {
      example.text.push_back(line[i]);
    }
  }
  if (blames && example.span.end <= example.span.start) {
    throw std::runtime_error("no [blaming words]");
  }
  return example;
}

}  // namespace

std::vector<Example> read_written(const std::string& folder)
{
  std::vector<Example> examples;
  for (const std::string& file : files_of(folder + "/written", ".txt")) {
    const std::string source = std::filesystem::path(file).stem().string();
    static const std::set<std::string_view> outside{"ordinary", "rooms", "office", "pairs-chat"};
    const bool of_incidents = !outside.contains(source);
    std::size_t number = 0;
    for (const std::string& line : lines_of(file)) {
      ++number;
      try {
        Example example = example_of(line);
        example.source = source;
        example.is_message = of_incidents;
        examples.push_back(std::move(example));
      } catch (const std::exception& bad) {
        throw std::runtime_error(file + ":" + std::to_string(number) + ": " + bad.what());
      }
    }
  }
  return examples;
}

language::RuleSet shipped_rules()
{
  std::vector<language::RuleFile> files;
  for (const EmbeddedFile& file : secondstory_rules()) {
    files.push_back({std::string(file.name), std::string(file.bytes)});
  }
  auto rules = language::RuleSet::build(files);
  if (!rules) throw std::runtime_error(rules.error().message);
  return std::move(*rules);
}

std::vector<Example> suggestions_for(const std::vector<Example>& examples,
                                     const language::RuleSet& rules)
{
  std::vector<Example> suggestions;
  for (const Example& example : examples) {
    if (example.category == 0) continue;
    language::Finding finding;
    finding.category = fmt::format("C{:02}", example.category);
    finding.start = example.span.start;
    finding.end = example.span.end;
    std::vector<language::Finding> findings{finding};
    language::put_into_words(example.text, findings, rules, [](std::string_view) { return false; });
    const auto& said = findings.front().suggestion;
    if (said) suggestions.push_back({*said, 0, {}, instead_of(example.source), 0.5F, false});
  }
  return suggestions;
}

std::vector<Example> examples_of_rules(const language::RuleSet& rules)
{
  std::vector<Example> examples;
  for (const language::Rule& rule : rules.rules()) {
    for (const std::string& hit : rule.hits) {
      examples.push_back({hit, category_of(rule.category), {0, hit.size()}, "rules", 2, false});
    }
    for (const std::string& pass : rule.passes)
      examples.push_back({pass, 0, {}, "rules", 2, false});
  }
  return examples;
}

std::unordered_map<std::uint64_t, JudgedChat> read_judged_chat(const std::string& folder)
{
  const std::string file = folder + "/judged-chat.txt";
  std::unordered_map<std::uint64_t, JudgedChat> judged;
  std::size_t number = 0;
  for (const std::string& line : lines_of(file)) {
    ++number;
    if (line.empty() || line.front() == '#') continue;
    std::istringstream in(line);
    std::uint64_t message = 0;
    std::string category;
    JudgedChat one;
    in >> std::hex >> message >> std::dec;
    const bool named = !in.fail();
    if (in >> category) in >> one.span.start >> one.span.end;
    const bool told = category.empty() || (!in.fail() && one.span.start < one.span.end);
    if (!named || !told) {
      throw std::runtime_error(file + ":" + std::to_string(number) +
                               ": expected NUMBER, or NUMBER C01 FIRST END");
    }
    if (!category.empty()) one.category = category_of(category);
    judged.emplace(message, one);
  }
  return judged;
}

std::vector<Example> read_chat(const std::string& file, const std::string& source,
                               const std::unordered_map<std::uint64_t, JudgedChat>& judged)
{
  std::vector<Example> examples;
  for (const std::string& line : lines_of(file)) {
    if (line.empty()) continue;
    const auto known = judged.find(language::number_of(line));
    if (known == judged.end()) {
      examples.push_back({line, 0, {}, source, 1, false});
    } else if (known->second.category != 0) {
      examples.push_back({line, known->second.category, known->second.span, source, 1, false});
    }
  }
  return examples;
}

}  // namespace secondstory::training
