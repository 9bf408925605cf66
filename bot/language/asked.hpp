#pragma once

#include <optional>

#include "bot/language/restate.hpp"

namespace secondstory::language {

/// Whether "why" stands there, as it is or as people type it: "y did u", "whyyyy".
bool asks_why(const Sentence& sentence, std::size_t at);

/// A question about somebody ("why did you …", "who …", "how could you …") as one about the
/// situation: [from, end) of the sentence. Nothing where it is more than one clause.
std::optional<Statement> restate_question(const Sentence& sentence, std::size_t from,
                                          std::size_t end);

}  // namespace secondstory::language
