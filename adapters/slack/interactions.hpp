#pragma once

#include <vector>

#include "adapters/slack/frame.hpp"
#include "adapters/slack/identity.hpp"
#include "bot/event.hpp"

namespace secondstory::slack {

/// Buttons, shortcuts and submitted views as events
/// (docs.slack.dev/reference/interaction-payloads). Interactions have no event_id: a press or a
/// shortcut is named by its trigger_id, a submission by its view's id and hash, so that a form that
/// is sent again because our answer was lost counts once.
std::vector<Event> translate_interaction(const Envelope& envelope, const Identity& self,
                                         Time received);

/// What a payload's `response_url` stands for.
std::optional<ReplyHandle> reply_of(const json::object& payload);

}  // namespace secondstory::slack
