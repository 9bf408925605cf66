#pragma once

#include <string>
#include <vector>

#include "bot/content.hpp"
#include "bot/incident/incident.hpp"
#include "bot/settings.hpp"

namespace secondstory {

/// The state of an incident at a glance.
Content status_card(const Incident& incident, const std::vector<ActionItem>& actions, Time now);

/// The message that is pinned in an incident's channel and kept current: the card, the blameless
/// framing, and buttons for what is likely next (bot/commands/card_buttons.hpp). It says nothing
/// that time alone would make untrue.
Content pinned_card(const Incident& incident, const std::vector<ActionItem>& actions,
                    const Settings& settings);

/// `INC-7 · sev2 · investigating · Checkout returns 500`, for a channel's topic.
std::string topic_line(const Incident& incident);

/// What the incident's channel is for.
std::string purpose_line(const Incident& incident, const Settings& settings);

/// A line of a list of incidents.
Line list_line(const Incident& incident, Time now);

/// The channel's name for an incident: prefix, number and the title's words, at most 80 characters
/// of a-z, 0-9 and `-` (Slack's rule for channel names;
/// docs.slack.dev/reference/methods/conversations.create).
std::string channel_name(const Incident& incident, const Settings& settings);

}  // namespace secondstory
