#include "bot/language/engine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <sstream>

#include "bot/language/normalise.hpp"
#include "bot/language/rewrite.hpp"
#include "bot/language/rules.hpp"
#include "bot/language/wording.hpp"
#include "config/embedded.hpp"

namespace secondstory::language {
namespace {

std::vector<RuleFile> embedded_files()
{
  std::vector<RuleFile> files;
  for (const EmbeddedFile& file : secondstory_rules()) {
    files.push_back({"config/language/" + std::string(file.name), std::string(file.bytes)});
  }
  return files;
}

std::string lower_case(std::string_view text)
{
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

bool matches_any(const std::vector<Pattern>& patterns, const std::vector<Token>& tokens)
{
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const Pattern& pattern) { return pattern.find(tokens).has_value(); });
}

/// A pattern says more than its rule about whom it points at: by what it captured as the agent.
Target target_of(const Rule& rule, const Matched& matched)
{
  const auto agent = matched.match.captures.find("agent");
  if (agent == matched.match.captures.end()) return rule.target;
  const std::size_t team = matched.lexicon.find_class("TEAM");
  const std::size_t we = matched.lexicon.find_class("WE");
  const std::size_t self = matched.lexicon.find_class("SELF");
  for (std::size_t i = agent->second.first; i < agent->second.last; ++i) {
    const Classes& classes = matched.tokens[i].classes;
    if (self < max_classes && classes.test(self)) return Target::self;
    if (we < max_classes && classes.test(we)) return Target::team;
    if (team < max_classes && classes.test(team)) return Target::team;
  }
  return rule.target;
}

Finding finding_of(const Rule& rule, const Matched& matched)
{
  Finding finding;
  finding.category = rule.category;
  finding.rule = rule.id;
  finding.start = matched.tokens[matched.match.whole.first].start;
  finding.end = matched.tokens[matched.match.whole.last - 1].end;
  finding.excerpt = matched.original.substr(finding.start, finding.end - finding.start);
  finding.target = target_of(rule, matched);
  finding.confidence = rule.confidence;
  finding.question = rule.question;
  for (const std::string& form : rule.rewrites) {
    finding.suggestion = fill_template(form, matched);
    if (finding.suggestion) break;
  }
  return finding;
}

bool overlaps(const Finding& a, const Finding& b)
{
  return a.start < b.end && b.start < a.end;
}

/// Of findings on the same words the surest stays, then the longest, then the first.
std::vector<Finding> without_overlaps(std::vector<Finding> found)
{
  std::stable_sort(found.begin(), found.end(), [](const Finding& a, const Finding& b) {
    if (a.confidence != b.confidence) return a.confidence > b.confidence;
    return a.end - a.start > b.end - b.start;
  });
  std::vector<Finding> kept;
  for (Finding& finding : found) {
    const bool taken = std::any_of(kept.begin(), kept.end(),
                                   [&](const Finding& other) { return overlaps(finding, other); });
    if (!taken) kept.push_back(std::move(finding));
  }
  std::sort(kept.begin(), kept.end(),
            [](const Finding& a, const Finding& b) { return a.start < b.start; });
  return kept;
}

}  // namespace

std::string_view name_of(Target target)
{
  switch (target) {
    case Target::person:
      return "person";
    case Target::self:
      return "self";
    case Target::team:
      return "team";
    case Target::unspecified:
      break;
  }
  return "unspecified";
}

Engine::Engine(std::shared_ptr<const RuleSet> rules) : rules_(std::move(rules)) {}

Result<Engine> Engine::with_default_rules()
{
  auto rules = RuleSet::build(embedded_files());
  if (!rules) return tl::unexpected<Error>(rules.error());
  return Engine(std::make_shared<const RuleSet>(std::move(*rules)));
}

Result<Engine> Engine::load(const std::filesystem::path& folder)
{
  std::error_code code;
  if (!std::filesystem::is_directory(folder, code)) {
    return fail(Fault::usage, fmt::format("{}: not a folder of language rules", folder.string()));
  }
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder, code)) {
    if (entry.path().extension() == ".toml") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<RuleFile> files = embedded_files();
  for (const auto& path : paths) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    if (!(text << in.rdbuf())) {
      return fail(Fault::usage, fmt::format("{}: cannot be read", path.string()));
    }
    files.push_back({path.string(), text.str()});
  }
  auto rules = RuleSet::build(files);
  if (!rules) return tl::unexpected<Error>(rules.error());
  return Engine(std::make_shared<const RuleSet>(std::move(*rules)));
}

std::vector<Finding> Engine::check(std::string_view text) const
{
  std::vector<Finding> findings = found_in(text);
  put_into_words(text.substr(0, max_input_bytes), findings, *rules_,
                 [this](std::string_view said) { return !found_in(said).empty(); });
  return findings;
}

std::vector<Finding> Engine::found_in(std::string_view text) const
{
  text = text.substr(0, max_input_bytes);
  const std::string normalised = normalise(text);
  const std::vector<int> candidates = rules_->candidates(lower_case(normalised));
  if (candidates.empty()) return {};
  std::vector<Finding> found;
  for (const Span& sentence : split_sentences(normalised)) {
    const std::vector<Token> tokens = rules_->lexicon().tokenise(normalised, sentence);
    std::optional<bool> silent;
    for (const int index : candidates) {
      const Rule& rule = rules_->rules()[static_cast<std::size_t>(index)];
      for (const Pattern& pattern : rule.patterns) {
        const auto match = pattern.find(tokens);
        if (!match || matches_any(rule.exceptions, tokens)) continue;
        if (!silent) silent = matches_any(rules_->exceptions(), tokens);
        if (*silent) break;
        found.push_back(finding_of(rule, {text, tokens, *match, rules_->lexicon()}));
        break;
      }
    }
  }
  return without_overlaps(std::move(found));
}

std::optional<std::string> Engine::why(std::string_view rule_id) const
{
  const Rule* rule = rules_->find(rule_id);
  if (rule == nullptr) return std::nullopt;
  const std::string* source = rules_->wording().find("source", rule->category);
  return source == nullptr ? rule->why : rule->why + " (See " + *source + ".)";
}

}  // namespace secondstory::language
