#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bot/timeline/suggestion.hpp"

namespace secondstory::postmortem {

/// What a record says for a message that wording was suggested for. Only the words that a
/// suggestion is about change, the rest of the message stays. An accepted wording always counts.
/// One that nobody has decided upon counts only `with_offered` and where it states something and
/// keeps every fact (see facts_of). One that is dismissed, or whose words an edit took away, does
/// not count.
std::string with_wordings(std::string_view text, const std::vector<const Suggestion*>& about_it,
                          bool with_offered);

/// The words that carry a fact: numbers, times, versions, hosts, paths, abbreviations, code.
std::vector<std::string> facts_of(std::string_view text);

}  // namespace secondstory::postmortem
