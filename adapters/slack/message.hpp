#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "adapters/slack/identity.hpp"
#include "adapters/slack/json.hpp"
#include "bot/event.hpp"

/// The many shapes of a Slack message (docs.slack.dev/reference/events/message).
namespace secondstory::slack {

constexpr std::string_view platform_name = "slack";

inline Channel slack_channel(std::string_view id)
{
  return Channel{std::string(platform_name), std::string(id)};
}

/// Whether we wrote it. Our posts carry our bot id and mostly, not always, our user id.
bool is_own(const json::object& message, const Identity& self);

/// What a `message` or `app_mention` event says; nothing for the subtypes that do not concern us.
std::optional<Happening> message_happening(const json::object& event, const Identity& self);

/// A message in whatever shape Slack shows it, ours included; nothing without channel and `ts`.
std::optional<MessagePosted> posted_message(const json::object& message, const Identity& self);

/// The thread a message replies to; nothing for the message that opened it.
std::optional<std::string> thread_of(const json::object& message);

/// A team, where it is not ours. Within an organisation other teams are our own people; users.info
/// tells of strangers there.
std::string if_outside(std::string team, const Identity& self);

}  // namespace secondstory::slack
