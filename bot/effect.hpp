#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "bot/content.hpp"
#include "bot/event.hpp"

namespace secondstory {

/// What the bot can ask a chat service to do. Effects are rows of the outbox, written in the
/// transaction of the event that caused them and carried out after it, in order for each channel.

/// Say something to everybody in the channel or thread.
struct PostMessage
{
  Channel channel{};
  std::optional<std::string> thread{};
  Content content{};
};

/// Say something that one person sees (Slack ephemeral; Matrix: a notice in reply).
struct TellPerson
{
  Channel channel{};
  std::optional<std::string> thread{};
  std::string person{};
  Content content{};
  std::optional<ReplyHandle> reply{};  ///< way out where we are not in the channel
};

/// Replace what a message of ours says.
struct ReviseMessage
{
  MessageRef message{};
  Content content{};
};

/// Open a channel for an incident; settles with its id. Adopts one that an earlier, interrupted
/// attempt opened.
struct OpenChannel
{
  std::string platform{};
  std::string name{};  ///< wished for; the service may force another
  bool is_private = false;
  std::vector<std::string> invite{};
};

struct SetTopic
{
  Channel channel{};
  std::string topic{};
};

struct InvitePeople
{
  Channel channel{};
  std::vector<std::string> people{};
};

struct PinMessage
{
  MessageRef message{};
};

struct ShareFile
{
  Channel channel{};
  std::optional<std::string> thread{};
  std::string name{};
  std::string title{};
  std::string bytes{};
  std::optional<std::string> only_for{};  ///< a person: hand it over privately where possible
};

/// Learn who somebody is before what they asked for is done: `asked` is handled when this is
/// settled, which is within seconds, whether they could be learnt about or not.
struct LearnPerson
{
  Channel channel{};
  std::string person{};
  Event asked{};
};

/// ReadHistory is in event.hpp: the messages come in as events, and what one step left unread comes
/// back in its outcome.
using Effect = std::variant<PostMessage, TellPerson, ReviseMessage, OpenChannel, SetTopic,
                            InvitePeople, PinMessage, ShareFile, ReadHistory, LearnPerson>;

/// An effect with its place in the outbox.
struct OutboxItem
{
  std::int64_t id = 0;
  /// Opaque and unique for ever; travels with a post so that it can be recognised afterwards.
  std::string token{};
  Time queued{};
  Effect effect{};
};

/// The platform and channel (or, for OpenChannel, just the platform) that an effect is for.
Channel destination(const Effect& effect);
/// "post", "tell", …: for storage, logs and metrics.
std::string_view type_name(const Effect& effect);

std::string to_json(const Effect& effect);
/// Throws std::runtime_error on anything to_json did not write.
Effect effect_from_json(std::string_view type, std::string_view json);

}  // namespace secondstory
