#include "tests/language/support.hpp"

#include <doctest/doctest.h>

#include "bot/language/rules.hpp"
#include "bot/language/wording.hpp"

namespace secondstory::language::testing {

const Engine& engine()
{
  static const Engine built = [] {
    auto made = Engine::with_default_rules();
    if (!made) FAIL(made.error().message);
    return std::move(*made);
  }();
  return built;
}

std::string rule_of(std::string_view text)
{
  const auto findings = engine().check(text);
  return findings.empty() ? "" : findings.front().rule;
}

Finding answered(const std::string& text, Target target, std::string_view category)
{
  Finding finding;
  finding.category = category;
  finding.end = text.size();
  finding.target = target;
  finding.question = "What happened?";
  std::vector<Finding> findings{finding};
  put_into_words(text, findings, engine().rules(),
                 [](std::string_view said) { return engine().blames(said); });
  return findings.front();
}

std::string suggestion_of(std::string_view text)
{
  const auto findings = engine().check(text);
  return findings.empty() ? "" : findings.front().suggestion.value_or("");
}

}  // namespace secondstory::language::testing
