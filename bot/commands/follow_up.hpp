#pragma once

#include "bot/commands/command.hpp"

namespace secondstory {

constexpr std::size_t follow_up_bytes_max = 2000;

/// Adds it to the command's incident and says so in public; numbers it.
void add_follow_up(Command& command, ActionItem& action);

}  // namespace secondstory
