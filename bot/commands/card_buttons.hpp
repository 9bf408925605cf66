#pragma once

#include "bot/event.hpp"
#include "bot/turn.hpp"

namespace secondstory {

/// The buttons of the pinned card. Each does what its command does, with the same record, the same
/// answers and the same permissions. A button that a card no longer shows (somebody else was
/// faster, or the screen is behind) changes nothing, says how things stand and mends the card.
void press_card(Turn& turn, const ButtonPressed& press);

}  // namespace secondstory
