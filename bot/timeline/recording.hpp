#pragma once

#include "bot/event.hpp"
#include "bot/turn.hpp"

namespace secondstory {

/// Writes what people do into the timeline of the channel's open incident. Services deliver late,
/// twice and out of order: an edit or a deletion may come before its message.

/// True if the message is new to the record.
bool record_message(Turn& turn, const MessagePosted& message);
/// Adds a message to an incident at its own time, whatever the incident's channel is.
Entry add_message(Turn& turn, const Incident& incident, const MessagePosted& message, Time at);
void record_edit(Turn& turn, const MessageEdited& edit);
/// Taken back by its author: the text goes, the row stays. Holds for closed incidents too.
void record_deletion(Turn& turn, const MessageDeleted& deletion);
/// True if the reaction is in an incident's channel and was noted.
bool record_mark(Turn& turn, const Reacted& reaction);
void record_membership(Turn& turn, const MembershipChanged& change);
void record_channel_change(Turn& turn, const ChannelChanged& change);

}  // namespace secondstory
