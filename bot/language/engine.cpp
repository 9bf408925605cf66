#include "bot/language/engine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "bot/language/normalise.hpp"
#include "bot/language/opinion.hpp"
#include "bot/language/rewrite.hpp"
#include "bot/language/rules.hpp"
#include "bot/language/wording.hpp"
#include "config/embedded.hpp"

#ifdef __GLIBC__
#include <malloc.h>
#endif

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
  finding.target = target_of(rule, matched);
  finding.confidence = rule.confidence;
  finding.question = rule.question;
  for (const std::string& form : rule.rewrites) {
    finding.suggestion = fill_template(form, matched);
    if (finding.suggestion) break;
  }
  return finding;
}

bool before(const Finding& a, const Finding& b)
{
  return a.start < b.start;
}

bool overlaps(const Finding& a, const Finding& b)
{
  return overlap({a.start, a.end}, {b.start, b.end});
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
  std::sort(kept.begin(), kept.end(), before);
  return kept;
}

/// A sentence as rules read it.
struct Read
{
  std::vector<Token> tokens;
  Gist gist{tokens};
  PatternIndex::Numbers candidates;

  Read(std::vector<Token> of, const PatternIndex& index) : tokens(std::move(of))
  {
    index.find(tokens, gist, candidates);
  }

  std::optional<Match> find(const Pattern& pattern, std::size_t number) const
  {
    if (!candidates.holds(number) || !pattern.may_match(gist)) return std::nullopt;
    return pattern.find(tokens);
  }
};

std::optional<Match> hit_of(const Rule& rule, const Read& sentence)
{
  for (std::size_t i = 0; i < rule.patterns.size(); ++i) {
    auto match = sentence.find(rule.patterns[i], rule.first_pattern + i);
    if (match && !any_matches(rule.exceptions, sentence.tokens, sentence.gist)) return match;
  }
  return std::nullopt;
}

/// Whether no rule may speak of the sentence; "nobody is to blame, but …" goes on.
bool is_excepted(const RuleSet& rules, const Read& sentence)
{
  const int but = rules.lexicon().find_word("but");
  for (std::size_t i = 0; i < rules.exceptions().size(); ++i) {
    const auto match = sentence.find(rules.exceptions()[i], i);
    if (!match) continue;
    const auto rest = std::span(sentence.tokens).subspan(match->whole.last);
    const bool goes_on = std::any_of(rest.begin(), rest.end(), [&](const Token& token) {
      return but >= 0 && token.word == but;
    });
    if (!goes_on) return true;
  }
  return false;
}

Finding finding_of(const Verdict& verdict, const Opinion& opinion)
{
  const Opinion::Wording& wording = opinion.wording(verdict.category);
  Finding finding;
  finding.category = wording.category;
  finding.rule = wording.id;
  finding.start = verdict.span.start;
  finding.end = verdict.span.end;
  finding.target = verdict.target;
  finding.confidence = opinion.confidence(verdict);
  finding.question = wording.question;
  return finding;
}

/// Adds what the model found. What rules found in the same words stays, for they know more of what
/// is said, and is taken for all of its sentence.
void add_opinions(const std::vector<Verdict>& blaming, const Opinion& opinion,
                  std::vector<Finding>& found)
{
  for (const Verdict& verdict : blaming) {
    Finding added = finding_of(verdict, opinion);
    const auto same = std::stable_partition(
        found.begin(), found.end(), [&](const Finding& other) { return !overlaps(added, other); });
    if (same == found.end()) {
      found.push_back(std::move(added));
      continue;
    }
    std::sort(same, found.end(), before);
    const Span& sentence = verdict.sentence;
    if (same->start < sentence.end) same->start = std::min(same->start, sentence.start);
    if (found.back().end > sentence.start) {
      found.back().end = std::max(found.back().end, sentence.end);
    }
  }
  std::sort(found.begin(), found.end(), before);
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

Engine::Engine(std::shared_ptr<const RuleSet> rules, std::shared_ptr<const Opinion> opinion)
    : rules_(std::move(rules)), opinion_(std::move(opinion))
{
}

Result<Engine> Engine::build(const std::vector<RuleFile>& files, Result<Opinion> opinion)
{
  if (!opinion) return tl::unexpected<Error>(opinion.error());
  auto rules = RuleSet::build(files);
  if (!rules) return tl::unexpected<Error>(rules.error());
#ifdef __GLIBC__
  // What reading the rules leaves behind, more than half a megabyte, nothing here would ever fill.
  malloc_trim(0);
#endif
  return Engine(std::make_shared<const RuleSet>(std::move(*rules)),
                std::make_shared<const Opinion>(std::move(*opinion)));
}

Result<Engine> Engine::with_default_rules()
{
  return build(embedded_files(), Opinion::load());
}

Result<Engine> Engine::with_opinion(Opinion opinion)
{
  return build(embedded_files(), std::move(opinion));
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
    files.push_back({path.string(), text.str(), true});
  }
  return build(files, Opinion::load());
}

std::vector<Finding> Engine::check(std::string_view text) const
{
  std::vector<Finding> findings = found_in(text);
  put_into_words(text.substr(0, max_input_bytes), findings, *rules_,
                 [this](std::string_view said) { return blames(said); });
  return findings;
}

bool Engine::blames(std::string_view text) const
{
  return !found_in(text).empty();
}

std::vector<Finding> Engine::found_in(std::string_view text) const
{
  text = text.substr(0, max_input_bytes);
  const std::string normalised = normalise(text);
  const std::vector<Span> sentences = split_sentences(normalised);
  std::vector<Verdict> verdicts = opinion_->judge(normalised, sentences);
  const auto worth_a_look = [&](const Verdict& verdict) {
    return verdict.needed <= surest || rules_->has_added();
  };
  if (std::none_of(verdicts.begin(), verdicts.end(), worth_a_look)) return {};
  // One message gets one suggestion; rules look at so many bytes of it and no more.
  constexpr std::size_t most_looked_at = 1600;
  std::size_t looked_at = 0;
  // What sounded like blame and is none: where, and how much.
  std::vector<std::pair<std::size_t, double>> harmless;
  std::vector<Finding> found;
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    if (!worth_a_look(verdicts[i]) || looked_at >= most_looked_at) continue;
    looked_at += std::max<std::size_t>(64, sentences[i].end - sentences[i].start);
    const Read sentence(rules_->lexicon().tokenise(normalised, sentences[i]), rules_->index());
    if (is_excepted(*rules_, sentence)) {
      harmless.emplace_back(verdicts[i].piece, verdicts[i].blame);
      verdicts[i].blame = 0;
      continue;
    }
    for (const Rule& rule : rules_->rules()) {
      if (!rule.added && std::min(rule.confidence, surest) < verdicts[i].needed) continue;
      const auto match = hit_of(rule, sentence);
      if (match) {
        found.push_back(finding_of(rule, {text, sentence.tokens, *match, rules_->lexicon()}));
      }
    }
    // Whoever replaces a rule does not want to hear of what it found.
    const auto hits = [&](const Rule& rule) { return hit_of(rule, sentence).has_value(); };
    const auto& replaced = rules_->replaced();
    if (std::any_of(replaced.begin(), replaced.end(), hits)) verdicts[i].blame = 0;
  }
  // What sounds less like it than a harmless way of talking got that from being beside it.
  for (const auto& [piece, blame] : harmless) {
    for (Verdict& verdict : verdicts) {
      if (verdict.piece == piece && verdict.blame <= blame) verdict.blame = 0;
    }
  }
  found = without_overlaps(std::move(found));
  add_opinions(opinion_->blaming(verdicts), *opinion_, found);
  for (Finding& finding : found) {
    finding.excerpt = text.substr(finding.start, finding.end - finding.start);
  }
  return found;
}

std::optional<std::string> Engine::why(std::string_view rule_id) const
{
  const Rule* rule = rules_->find(rule_id);
  const auto with_source = [&](const std::string& reason, const std::string& category) {
    const std::string* source = rules_->wording().find("source", category);
    return source == nullptr ? reason : reason + " (See " + *source + ".)";
  };
  if (rule != nullptr) return with_source(rule->why, rule->category);
  for (const Opinion::Wording& wording : opinion_->wordings()) {
    if (wording.id == rule_id) return with_source(wording.why, wording.category);
  }
  return std::nullopt;
}

}  // namespace secondstory::language
