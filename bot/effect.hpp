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

/// Who goes first where a channel takes only so much at a time: the answer that somebody waits for,
/// then a suggestion, then what is long and can wait. Within one urgency the order is kept.
enum class Urgency { answer, suggestion, draft };

/// Say something to everybody in the channel or thread.
struct PostMessage
{
  Channel channel{};
  std::optional<std::string> thread{};
  Content content{};
  Urgency urgency = Urgency::answer;
};

/// Say something that one person sees (Slack ephemeral; Matrix: a notice in reply). Without a
/// channel (an empty id) it goes to the person directly.
struct TellPerson
{
  Channel channel{};
  std::optional<std::string> thread{};
  std::string person{};
  Content content{};
  std::optional<ReplyHandle> reply{};  ///< way out where we are not in the channel
  Urgency urgency = Urgency::answer;
  /// Put it in the place of the private message that `reply` came with, where the service can.
  bool replaces = false;
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

/// Learn who somebody is, and whether everybody may read the channel they ask in, before what they
/// asked for is done: `asked` is handled when this is settled, which is within seconds, whether
/// that could be learnt or not.
struct LearnPerson
{
  Channel channel{};
  std::string person{};
  Event asked{};
};

/// Show a person the page that the service has for us. Each guarded part is shown only if the
/// person is in its channel at that moment; where that cannot be found out it is left out.
struct ShowHome
{
  struct Guarded
  {
    Channel channel{};
    Content content{};
  };
  std::string platform{};
  std::string person{};
  Content content{};
  std::vector<Guarded> guarded{};  ///< follow the content, in this order
};

/// ReadHistory is in event.hpp: the messages come in as events, and what one step left unread comes
/// back in its outcome.
using AnyEffect = std::variant<PostMessage, TellPerson, ReviseMessage, OpenChannel, SetTopic,
                               InvitePeople, PinMessage, ShareFile, ReadHistory, ShowHome,
                               SetPurpose, BookmarkMessage, LearnPerson>;

/// The variant, but copied, moved and destroyed by code that is compiled once (as Happening is).
struct Effect : AnyEffect
{
  using AnyEffect::AnyEffect;
  Effect();
  Effect(const Effect&);
  Effect(Effect&&) noexcept;
  Effect& operator=(const Effect&);
  Effect& operator=(Effect&&) noexcept;
  ~Effect();
};

/// An effect with its place in the outbox.
struct OutboxItem
{
  std::int64_t id = 0;
  /// Opaque and unique for ever; travels with a post so that it can be recognised afterwards.
  std::string token{};
  Time queued{};
  Effect effect{};
};

/// The platform and channel that an effect is for; without a channel for OpenChannel and ShowHome.
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
