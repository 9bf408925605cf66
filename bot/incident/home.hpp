#pragma once

#include "bot/event.hpp"
#include "bot/turn.hpp"

namespace secondstory {

/// The page that a service has for us: the open incidents, the person's own open follow-ups, and a
/// way to declare. What belongs to a private incident is guarded by its channel.
void show_home(Turn& turn, const HomeOpened& opened);

}  // namespace secondstory
