#pragma once

#include <vector>

#include "bot/event.hpp"
#include "bot/turn.hpp"

namespace secondstory {

/// Notes until when all that was said has reached us. Where something may be missing since, the
/// channel of every open incident is read back: all of it since the declaration, the newest first,
/// because an old message may have been edited or answered; and the threads with new answers. What
/// is known already changes nothing.
///
/// The readings are effects: they survive our death and go on where their last step ended. A second
/// gap is read down to where unfinished readings have come, and its threads from the first one on:
/// so however often we are interrupted, nothing is read more often than it takes.
void keep_contact(Turn& turn, const Contact& contact);

/// The next steps of a reading, as long as its incident is open.
void go_on_reading(Turn& turn, const std::vector<ReadHistory>& unread);

}  // namespace secondstory
