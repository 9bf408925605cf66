#include "bot/language/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "bot/language/vocabulary.hpp"

namespace secondstory::language {
namespace {

Target target_of(const toml::node& node)
{
  const auto* text = node.as_string();
  for (const Target target : {Target::person, Target::self, Target::team, Target::unspecified}) {
    if (text != nullptr && text->get() == name_of(target)) return target;
  }
  throw FileError(node.source(), "'target' must be person, self, team or unspecified");
}

std::string text_of(const toml::table& table, std::string_view key)
{
  const toml::node* node = table.get(key);
  if (node == nullptr) throw FileError(table.source(), fmt::format("rule without '{}'", key));
  const auto* text = node->as_string();
  if (text == nullptr || text->get().empty()) {
    throw FileError(node->source(), fmt::format("'{}' must be text", key));
  }
  return text->get();
}

std::vector<std::string> list_of(const toml::table& table, std::string_view key)
{
  const toml::node* node = table.get(key);
  return node == nullptr ? std::vector<std::string>{} : strings_of(*node, key);
}

void refuse_unknown_keys(const toml::table& table, const std::set<std::string_view>& known)
{
  for (const auto& [key, node] : table) {
    if (known.count(key.str()) == 0) {
      throw FileError(node.source(), fmt::format("unknown key '{}'", key.str()));
    }
  }
}

std::vector<Pattern> patterns_of(const toml::table& table, std::string_view key,
                                 const Pattern::Macros& macros, Lexicon& lexicon)
{
  std::vector<Pattern> patterns;
  const toml::node* node = table.get(key);
  if (node == nullptr) return patterns;
  const toml::array* array = node->as_array();
  const auto sources = strings_of(*node, key);
  for (std::size_t i = 0; i < sources.size(); ++i) {
    try {
      patterns.emplace_back(sources[i], macros, lexicon);
    } catch (const std::invalid_argument& bad) {
      const toml::node& at = array != nullptr ? (*array)[i] : *node;
      throw FileError(at.source(), bad.what());
    }
  }
  return patterns;
}

Rule read_rule(const toml::table& table, const std::string& category, const Pattern::Macros& macros,
               Lexicon& lexicon)
{
  refuse_unknown_keys(table, {"id", "target", "confidence", "pattern", "except", "rewrite",
                              "question", "why", "hit", "pass"});
  Rule rule;
  rule.id = text_of(table, "id");
  rule.category = category;
  if (const toml::node* node = table.get("target")) rule.target = target_of(*node);
  if (const toml::node* node = table.get("confidence")) {
    rule.confidence = node->value_or(-1.0);
    if (rule.confidence <= 0 || rule.confidence > 1) {
      throw FileError(node->source(), "'confidence' must be above 0 and at most 1");
    }
  }
  rule.patterns = patterns_of(table, "pattern", macros, lexicon);
  if (rule.patterns.empty()) throw FileError(table.source(), "rule without 'pattern'");
  rule.exceptions = patterns_of(table, "except", macros, lexicon);
  rule.rewrites = list_of(table, "rewrite");
  rule.question = text_of(table, "question");
  rule.why = text_of(table, "why");
  rule.hits = list_of(table, "hit");
  rule.passes = list_of(table, "pass");
  return rule;
}

std::vector<Rule> read_rules(const toml::table& table, const std::string& file,
                             const Pattern::Macros& macros, Lexicon& lexicon)
{
  refuse_unknown_keys(table, {"category", "rule"});
  const std::string category = text_of(table, "category");
  const toml::array* array = table.get("rule") != nullptr ? table.get("rule")->as_array() : nullptr;
  if (array == nullptr) throw FileError(table.source(), "no [[rule]] in the file");
  std::vector<Rule> rules;
  for (const toml::node& node : *array) {
    const toml::table* rule = node.as_table();
    if (rule == nullptr) throw FileError(node.source(), "'rule' must be [[rule]] tables");
    rules.push_back(read_rule(*rule, category, macros, lexicon));
    rules.back().where = fmt::format("{}:{}", file, node.source().begin.line);
  }
  return rules;
}

}  // namespace

const Rule* RuleSet::find(std::string_view id) const
{
  const auto found =
      std::find_if(rules_.begin(), rules_.end(), [&](const Rule& rule) { return rule.id == id; });
  return found == rules_.end() ? nullptr : &*found;
}

Result<RuleSet> RuleSet::build(const std::vector<RuleFile>& files)
{
  RuleSet set;
  set.lexicon_ = std::make_unique<Lexicon>();
  Pattern::Macros macros;
  std::string current;
  const auto complain = [&](std::size_t line, std::string_view what) {
    return fail(Fault::usage, fmt::format("{}:{}: {}", current, line, what));
  };
  try {
    std::vector<std::tuple<std::string, toml::table, bool>> parsed;
    for (const RuleFile& file : files) {
      current = file.name;
      parsed.emplace_back(file.name, toml::parse(file.text, file.name), file.added);
    }
    const auto is_vocabulary = [](std::string_view name) {
      return name.size() >= 15 && name.substr(name.size() - 15) == "vocabulary.toml";
    };
    for (const auto& [name, table, added] : parsed) {
      current = name;
      if (!is_vocabulary(name)) continue;
      read_vocabulary(table, *set.lexicon_, macros);
      set.exceptions_ = patterns_of(table, "except", macros, *set.lexicon_);
    }
    for (const auto& [name, table, added] : parsed) {
      current = name;
      if (is_vocabulary(name)) continue;
      if (std::filesystem::path(name).filename() == "wording.toml") {
        set.wording_.read(table, macros, *set.lexicon_);
        continue;
      }
      for (Rule& rule : read_rules(table, name, macros, *set.lexicon_)) {
        rule.added = added;
        set.has_added_ = set.has_added_ || added;
        const auto known = std::find_if(set.rules_.begin(), set.rules_.end(),
                                        [&](const Rule& other) { return other.id == rule.id; });
        if (known == set.rules_.end()) {
          set.rules_.push_back(std::move(rule));
        } else {
          set.replaced_.push_back(std::move(*known));
          *known = std::move(rule);
        }
      }
    }
  } catch (const toml::parse_error& bad) {
    return complain(bad.source().begin.line, bad.description());
  } catch (const FileError& bad) {
    return complain(bad.line, bad.what());
  } catch (const std::exception& bad) {
    return complain(1, bad.what());
  }
  set.index_.add(set.exceptions_);
  for (auto* rules : {&set.rules_, &set.replaced_}) {
    for (Rule& rule : *rules) rule.first_pattern = set.index_.add(rule.patterns);
  }
  return set;
}

}  // namespace secondstory::language
