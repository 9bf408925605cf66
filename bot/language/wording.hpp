#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bot/language/engine.hpp"

namespace secondstory::language {

class RuleSet;

/// Says whether a text would be found to blame.
using Blames = std::function<bool(std::string_view)>;

/// Gives findings of a message their suggestion and their question. A suggestion speaks for the
/// whole message, keeps its facts to the letter and passes `guarded`; where that cannot be had it
/// stays empty and the question stands alone.
void put_into_words(std::string_view text, std::vector<Finding>& findings, const RuleSet& rules,
                    const Blames& blames);

/// The last look at a suggestion: whether it keeps every number, host and piece of code of the
/// message and loses nothing of what was done, points at nobody, blames nobody and is a sentence.
bool guarded(std::string_view suggestion, std::string_view text, const RuleSet& rules,
             const Blames& blames);

/// Whether a line is what somebody else said, quoted above an answer.
bool is_quoted(std::string_view line);

/// The facts of a text that a rewording has to keep: numbers, times, versions, hosts, paths, code.
std::vector<std::string> facts_of(std::string_view text);

}  // namespace secondstory::language
