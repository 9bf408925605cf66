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

/// What a channel is for, beside its topic.
struct SetPurpose
{
  Channel channel{};
  std::string purpose{};
};

/// Invite whoever can be; those who cannot come back as EffectSettled::not_invited.
struct InvitePeople
{
  Channel channel{};
  std::vector<std::string> people{};
};

struct PinMessage
{
  MessageRef message{};
};

/// Keep a message of ours at hand, at the head of its channel.
struct BookmarkMessage
{
  MessageRef message{};
  std::string title{};
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

/// Read what was said in a channel since a moment; the messages come in as events.
struct ReadHistory
{
  Channel channel{};
  Time since{};
};

using Effect =
    std::variant<PostMessage, TellPerson, ReviseMessage, OpenChannel, SetTopic, InvitePeople,
                 PinMessage, ShareFile, ReadHistory, SetPurpose, BookmarkMessage>;

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
/// Turns an effect that is for one channel to another; false, and unchanged, if it is for none or
/// for a third one. The service may give a channel another id while effects wait for it.
bool redirect(Effect& effect, const Channel& from, const Channel& to);
/// "post", "tell", …: for storage, logs and metrics.
std::string_view type_name(const Effect& effect);

std::string to_json(const Effect& effect);
/// Throws std::runtime_error on anything to_json did not write.
Effect effect_from_json(std::string_view type, std::string_view json);

}  // namespace secondstory
