#pragma once

#include <string_view>
#include <vector>

#include "adapters/slack/frame.hpp"
#include "adapters/slack/identity.hpp"
#include "bot/event.hpp"

/// Slack's payloads as events (docs.slack.dev/reference/events). Total: any JSON gives a list, most
/// often an empty one; nothing throws.
namespace secondstory::slack {

/// The events of one envelope: usually one, none for what does not concern us. They all have to be
/// durable before the envelope is acknowledged. Our own messages are left out.
std::vector<Event> translate(const Envelope& envelope, const Identity& self, Time received);

/// A message of conversations.history or conversations.replies as the event it would have been: a
/// post with its last wording and then its marks, or the deletion that a tombstone stands for.
/// Empty for our own and for those that are notices of the channel. They have no delivery key: the
/// same message may have more to say the next time it is read.
std::vector<Event> translate_history(const json::object& message, std::string_view channel,
                                     const Identity& self, Time received);

/// Whether a payload is for the workspace that our token is for. Shared channels carry several
/// teams; one that is ours is enough, and a payload that names none is taken.
bool is_for_us(const json::object& payload, const Identity& self);

/// What Slack tells of the app itself rather than of the talk.
enum class Notice {
  none,
  token_revoked,    ///< tokens_revoked that names a bot
  app_uninstalled,  ///< app_uninstalled
  rate_limited,     ///< app_rate_limited: events of this minute are dropped
};
Notice notice_in(const Envelope& envelope);

/// The `api_app_id` of a payload; empty where there is none.
std::string app_of(const json::object& payload);

}  // namespace secondstory::slack
