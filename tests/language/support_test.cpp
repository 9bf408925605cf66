#include "tests/language/support.hpp"

#include <doctest/doctest.h>

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

std::string suggestion_of(std::string_view text)
{
  const auto findings = engine().check(text);
  return findings.empty() ? "" : findings.front().suggestion.value_or("");
}

}  // namespace secondstory::language::testing
