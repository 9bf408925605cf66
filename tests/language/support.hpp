#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bot/language/engine.hpp"

namespace secondstory::language::testing {

/// The engine with the rules of the program, built once.
const Engine& engine();

/// The rule that fired first, or "" for text that passes.
std::string rule_of(std::string_view text);

/// What is said of a text of which all is taken for blame.
Finding answered(const std::string& text, Target target, std::string_view category);

/// The suggestion of the first finding; "" when there is none.
std::string suggestion_of(std::string_view text);

}  // namespace secondstory::language::testing
