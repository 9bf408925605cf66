#pragma once

#include <optional>

#include "bot/event.hpp"
#include "bot/turn.hpp"

namespace secondstory {

/// What follows when an effect was carried out or refused: an incident gets its channel, a pinned
/// card its place, a suggestion the message that people react to, a reading its next step. Gives
/// what had been put off until now, for handling.
std::optional<Event> settle(Turn& turn, const EffectSettled& outcome);

/// Revises the incident's pinned card, where it has one already, to how things stand.
void refresh_card(Turn& turn, const Incident& incident);

/// Posts the pinned card in the incident's channel and names the channel's topic. The incident
/// must have a channel; its `open_outbox_id` then waits for the card's message id.
void furnish_channel(Turn& turn, Incident& incident);

}  // namespace secondstory
