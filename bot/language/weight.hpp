#pragma once

#include <vector>

#include "bot/language/sentence.hpp"

namespace secondstory::language {

/// Whether what happened is still all there in a suggestion, though in other forms: what it was
/// done to, where and how often; not who did it. `asks`: the suggestion rewords a question, and
/// what leads up to the question in the text is no part of it.
bool keeps_weight(const std::vector<Sentence>& suggestion, const std::vector<Sentence>& text,
                  bool asks);

}  // namespace secondstory::language
