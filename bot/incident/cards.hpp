#pragma once

#include <string>
#include <vector>

#include "bot/content.hpp"
#include "bot/incident/incident.hpp"
#include "bot/settings.hpp"

namespace secondstory {

/// The state of an incident at a glance.
Content status_card(const Incident& incident, const std::vector<ActionItem>& actions, Time now);

/// The first message in an incident's channel: the card and the blameless framing.
Content opening_card(const Incident& incident, const Settings& settings);

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
