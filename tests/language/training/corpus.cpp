#include "tests/language/training/corpus.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <set>
#include <stdexcept>

#include "bot/language/rules.hpp"
#include "bot/language/senses.hpp"
#include "bot/language/wording.hpp"
#include "config/embedded.hpp"

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

std::vector<Example> read_corpus(const std::string& folder)
{
  std::vector<Example> examples;
  for (const std::string& file : files_of(folder, ".jsonl")) {
    const std::string stem = std::filesystem::path(file).stem().string();
    std::size_t number = 0;
    for (const std::string& line : lines_of(file)) {
      ++number;
      try {
        const json::object object = json::parse(line).as_object();
        Example example;
        example.text = std::string(object.at("text").as_string());
        example.is_message = true;
        example.source = stem.substr(stem.rfind('-') + 1);
        if (object.at("label").as_string() == "blame") {
          example.category = category_of(std::string(object.at("category").as_string()));
          const std::string words(object.at("span").as_string());
          const std::size_t at = example.text.find(words);
          if (at == std::string::npos) throw std::runtime_error("'span' is not in 'text'");
          example.span = {at, at + words.size()};
        }
        // What may be said instead blames nobody.
        for (const char* instead : {"rewrite", "question"}) {
          const json::value* said = object.if_contains(instead);
          if (said == nullptr || !said->is_string()) continue;
          examples.push_back(
              {std::string(said->as_string()), 0, {}, instead_of(example.source), 1, false});
        }
        examples.push_back(std::move(example));
      } catch (const std::exception& bad) {
        throw std::runtime_error(file + ":" + std::to_string(number) + ": " + bad.what());
      }
    }
  }
  return examples;
}

namespace {

std::uint64_t next(std::uint64_t& random)
{
  random += 0x9e3779b97f4a7c15u;
  std::uint64_t x = random;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

/// The end of the group that begins at `at`, which is just behind its bracket.
std::size_t closing(std::string_view text, std::size_t at, char open, char close)
{
  int depth = 1;
  for (; at < text.size(); ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (text[at] == open) {
      ++depth;
    } else if (text[at] == close && --depth == 0) {
      return at;
    }
  }
  throw std::runtime_error("bracket is not closed in: " + std::string(text));
}

std::vector<std::string_view> choices_of(std::string_view group)
{
  std::vector<std::string_view> choices;
  std::size_t from = 0;
  int depth = 0;
  for (std::size_t i = 0; i < group.size(); ++i) {
    if (group[i] == '\\') {
      ++i;
    } else if (group[i] == '(') {
      ++depth;
    } else if (group[i] == ')') {
      --depth;
    } else if (group[i] == '|' && depth == 0) {
      choices.push_back(group.substr(from, i - from));
      from = i + 1;
    }
  }
  choices.push_back(group.substr(from));
  return choices;
}

/// A question mark behind a group makes it optional, unless it can only be the end of a question.
bool is_optional(std::string_view group, std::string_view rest)
{
  if (rest.empty() || rest.front() != '?') return false;
  if (group.front() == ' ' || (!group.empty() && group.back() == ' ')) return true;
  return rest.size() > 1 && (rest[1] == '(' || std::isalpha(static_cast<unsigned char>(rest[1])));
}

constexpr char open_mark = '\x0e';
constexpr char close_mark = '\x0f';

/// Blanks that the choices left over.
std::string tidy(const std::string& text)
{
  std::string out;
  for (const char c : text) {
    const bool mark = c == open_mark || c == close_mark;
    std::size_t last = out.size();
    while (last > 0 && (out[last - 1] == open_mark || out[last - 1] == close_mark)) --last;
    const bool blank_before = last == 0 || out[last - 1] == ' ';
    if (c == ' ' && blank_before) continue;
    if (!mark && (c == ',' || c == '.' || c == '?' || c == ';') && last > 0 &&
        out[last - 1] == ' ') {
      out.erase(last - 1, 1);
    }
    out.push_back(c);
  }
  return out;
}

}  // namespace

void Phrase::spell(std::string_view text, std::uint64_t& random, std::string& out) const
{
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\' && i + 1 < text.size()) {
      ++i;
      if (i + 1 < text.size() && text[i + 1] == '*') {
        if (next(random) % 2 == 0) out.push_back(text[i]);
        ++i;
      } else {
        out.push_back(text[i]);
      }
    } else if (c == '(') {
      const std::size_t end = closing(text, i + 1, '(', ')');
      const std::string_view group = text.substr(i + 1, end - i - 1);
      const bool optional = is_optional(group, text.substr(end + 1));
      const auto choices = choices_of(group);
      if (!optional || next(random) % 2 == 0) {
        spell(choices[next(random) % choices.size()], random, out);
      }
      i = end + (optional ? 1 : 0);
    } else if (c == '{') {
      const std::size_t end = closing(text, i + 1, '{', '}');
      std::string name(text.substr(i + 1, end - i - 1));
      if (name == "he") {
        out += next(random) % 3 == 0 ? "they" : next(random) % 2 == 0 ? "she" : "he";
      } else {
        // Where a person can stand, a role or a pronoun can.
        if (name == "n" && next(random) % 4 == 0) name = "role";
        const auto slot = slots_.find(name);
        if (slot == slots_.end()) throw std::runtime_error("no slot {" + name + "}");
        out += slot->second[next(random) % slot->second.size()];
      }
      i = end;
    } else if (c == '[') {
      out.push_back(open_mark);
    } else if (c == ']') {
      out.push_back(close_mark);
    } else {
      out.push_back(c);
    }
  }
}

Phrase::Spelled Phrase::spell(std::uint64_t& random) const
{
  std::string marked;
  spell(text_, random, marked);
  marked = tidy(marked);
  const std::uint64_t style = next(random) % 10;
  const auto first = marked.find_first_not_of(std::string{open_mark, close_mark, ' '});
  if (first != std::string::npos && style < 3) {
    marked[first] = static_cast<char>(std::toupper(static_cast<unsigned char>(marked[first])));
  }
  Spelled result;
  for (const char c : marked) {
    if (c == open_mark) {
      if (result.span.end == 0) result.span.start = result.text.size();
    } else if (c == close_mark) {
      result.span.end = result.text.size();
    } else {
      const bool shout = style == 9 && result.text.find('<') == std::string::npos &&
                         next(random) % 8 != 0 && c != '<';
      result.text.push_back(shout ? static_cast<char>(std::tolower(static_cast<unsigned char>(c)))
                                  : c);
    }
  }
  while (!result.text.empty() && result.text.back() == ' ') result.text.pop_back();
  if (style == 1 && !result.text.empty() &&
      std::isalnum(static_cast<unsigned char>(result.text.back())) != 0) {
    result.text.push_back('.');
  }
  result.span.end = std::min(result.span.end, result.text.size());
  return result;
}

std::vector<Example> read_phrases(const std::string& folder, std::size_t copies)
{
  Phrase::Slots slots;
  for (const std::string& line : lines_of(folder + "/phrases/slots.txt")) {
    const std::size_t equals = line.find(" = ");
    if (equals == std::string::npos) continue;
    for (const std::string_view word : choices_of(std::string_view(line).substr(equals + 3))) {
      slots[line.substr(0, equals)].emplace_back(word);
    }
  }
  std::vector<Example> examples;
  for (const std::string& file : files_of(folder + "/phrases", ".txt")) {
    if (file.find("slots.txt") != std::string::npos) continue;
    std::size_t category = 0;
    std::size_t number = 0;
    for (const std::string& line : lines_of(file)) {
      ++number;
      if (line.substr(0, 3) == "# C") category = category_of(line.substr(2));
      if (line.size() < 3 || (line[0] != '+' && line[0] != '-')) continue;
      std::uint64_t random = language::number_of(line);
      std::set<std::string> spelled;
      std::vector<Example> ways;
      try {
        const Phrase phrase(line.substr(2), slots);
        for (std::size_t i = 0; i < 3 * copies && ways.size() < copies; ++i) {
          const Phrase::Spelled way = phrase.spell(random);
          if (!spelled.insert(way.text).second) continue;
          const bool blames = line[0] == '+';
          const language::Span all{0, way.text.size()};
          const bool marked = way.span.end > way.span.start;
          ways.push_back({way.text, blames ? category : 0,
                          blames ? (marked ? way.span : all) : language::Span{}, "phrases", 1,
                          false});
        }
      } catch (const std::exception& bad) {
        throw std::runtime_error(file + ":" + std::to_string(number) + ": " + bad.what());
      }
      for (Example& way : ways) {
        way.weight = 2.0F / static_cast<float>(ways.size());
        examples.push_back(std::move(way));
      }
    }
  }
  return examples;
}

std::vector<Example> read_written(const std::string& folder)
{
  std::vector<Example> examples;
  for (const std::string& file : files_of(folder + "/written", ".txt")) {
    std::size_t number = 0;
    for (const std::string& line : lines_of(file)) {
      ++number;
      const std::size_t tab = line.find('\t');
      Example example;
      example.source = std::filesystem::path(file).stem().string();
      example.is_message =
          example.source != "ordinary" && example.source != "rooms" && example.source != "office";
      const bool blames = line.front() == 'C' && tab == 3;
      if (blames) example.category = category_of(line.substr(0, tab));
      if (!blames && line.substr(0, tab) != "ok") {
        throw std::runtime_error(file + ":" + std::to_string(number) + ": no category and no ok");
      }
      for (std::size_t i = tab + 1; i < line.size(); ++i) {
        if (line[i] == '[' && blames) {
          example.span.start = example.text.size();
        } else if (line[i] == ']' && blames) {
          example.span.end = example.text.size();
        } else if (line[i] == '\\' && i + 1 < line.size() && line[i + 1] == 'n') {
          example.text.push_back('\n');
          ++i;
        } else {
          example.text.push_back(line[i]);
        }
      }
      if (blames && example.span.end <= example.span.start) {
        throw std::runtime_error(file + ":" + std::to_string(number) + ": no [blaming words]");
      }
      examples.push_back(std::move(example));
    }
  }
  return examples;
}

namespace {

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

}  // namespace

std::vector<Example> suggestions_for(const std::vector<Example>& examples)
{
  const language::RuleSet rules = shipped_rules();
  std::vector<Example> suggestions;
  for (const Example& example : examples) {
    if (example.category == 0) continue;
    language::Finding finding;
    finding.category =
        "C" + std::string(example.category < 10 ? "0" : "") + std::to_string(example.category);
    finding.start = example.span.start;
    finding.end = example.span.end;
    std::vector<language::Finding> findings{finding};
    language::put_into_words(example.text, findings, rules, [](std::string_view) { return false; });
    const auto& said = findings.front().suggestion;
    if (said) suggestions.push_back({*said, 0, {}, instead_of(example.source), 0.5F, false});
  }
  return suggestions;
}

std::vector<Example> examples_of_rules()
{
  const language::RuleSet rules = shipped_rules();
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

std::vector<Example> read_chat(const std::string& file)
{
  std::vector<Example> examples;
  for (const std::string& line : lines_of(file)) {
    if (!line.empty()) examples.push_back({line, 0, {}, "chat", 1, false});
  }
  return examples;
}

}  // namespace secondstory::training
