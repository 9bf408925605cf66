#pragma once

#include "bot/event.hpp"
#include "bot/turn.hpp"

namespace secondstory {

/// A person picked a message: into the timeline, into the follow-ups, or to see how it could be
/// worded about the system. They alone are answered; a follow-up is also said in public, as the
/// command does. To pick a message twice is harmless.
void use_chosen_message(Turn& turn, const MessageChosen& chosen);

}  // namespace secondstory
