#pragma once

#include <optional>
#include <string>

#include "bot/turn.hpp"

namespace secondstory {

/// Why a person may not change incidents, in a sentence for them; nothing if they may. The one rule
/// for commands, buttons, shortcuts and forms.
std::optional<std::string> objection_to(Turn& turn, const std::string& platform,
                                        const std::string& person);

}  // namespace secondstory
