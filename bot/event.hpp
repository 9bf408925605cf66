#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "bot/time.hpp"

namespace secondstory {

/// A conversation in a chat service: a Slack channel or a Matrix room.
struct Channel
{
  std::string platform{};  ///< "slack" or "matrix"
  std::string id{};        ///< opaque
  bool operator==(const Channel&) const = default;
};

/// A message is named by its channel and the service's own id (Slack `ts`, Matrix `event_id`).
struct MessageRef
{
  Channel channel{};
  std::string id{};
  bool operator==(const MessageRef&) const = default;
};

/// Text in an event is neutral: entities decoded, people as `<@ID>`, channels and groups of people
/// that the service did not name as `<#ID>` and `<!ID>` (see naming.hpp), links as `label (url)`,
/// code and quotes in their Markdown marks.

struct MessagePosted
{
  MessageRef message{};
  std::optional<std::string>
      thread{};  ///< id of the message that opened the thread, not of this one
  std::string author{};
  bool by_bot = false;  ///< another program wrote it: an alert, a deploy notice
  std::string text{};
  std::vector<std::string> files{};  ///< names of the files that came with it
  /// The words after our mention or prefix ("@bot note …", "!incident note …"), where there was
  /// one.
  std::optional<std::string> command{};
  /// Set for what is read back from the history and was edited: `text` is what it says since then.
  std::optional<Time> edited_at{};
  /// The organisation the author belongs to, where that is not ours (a Slack Connect team).
  std::string outside{};
  /// The service says that not everybody may read the channel. False: it said nothing of the kind.
  bool in_private = false;
};

struct MessageEdited
{
  MessageRef message{};
  Time posted_at{};  ///< when the message had been posted; the event's time is that of the edit
  std::optional<std::string> thread{};
  std::string author{};
  bool by_bot = false;
  std::string text{};
  std::vector<std::string> files{};
};

struct MessageDeleted
{
  MessageRef message{};
  Time posted_at{};  ///< when the message had been posted
  /// Seen in the history: whose it was is not told, so that what we did not know stays unknown.
  bool read_back = false;
};

/// The reactions that mean something to us, whatever a service calls them.
enum class Mark { key_event, leave_out, accept, dismiss };

struct Reacted
{
  MessageRef message{};
  std::string person{};
  Mark mark = Mark::key_event;
  bool added = true;  ///< false: taken back
};

/// Where a private answer to a command can be sent without a channel membership.
struct ReplyHandle
{
  std::string secret{};  ///< Slack `response_url`; never printed
};

struct CommandGiven
{
  Channel channel{};
  std::string person{};
  std::string words{};  ///< what follows the command's name
  std::optional<ReplyHandle> reply{};
  std::string outside{};    ///< as in MessagePosted
  bool in_private = false;  ///< as in MessagePosted
};

/// A button of ours was pressed. One that stands on a page of ours (ShowHome) has no message.
struct ButtonPressed
{
  MessageRef message{};
  bool seen_by_one = false;  ///< the message is a private one: it can be replaced, not revised
  std::optional<std::string> thread{};
  std::string person{};
  std::string action{};  ///< as given in Button::action
  std::string value{};   ///< as given in Button::value
  std::optional<ReplyHandle> reply{};
  std::string outside{};  ///< as in MessagePosted
};

/// A person picked a message and what shall become of it.
struct MessageChosen
{
  enum class For { timeline, action, wording };
  For purpose = For::timeline;
  MessagePosted message{};
  Time posted_at{};
  bool ours = false;     ///< we said it ourselves
  std::string person{};  ///< who picked it
  std::optional<ReplyHandle> reply{};
};

/// A person asked for one of our forms (bot/form.hpp), outside any channel, and the service could
/// not show it.
struct FormAsked
{
  std::string platform{};
  std::string form{};
  std::string person{};
};

/// A form of ours was filled in and sent.
struct FormFilled
{
  std::string form{};  ///< Form::name
  Channel asked_in{};  ///< where it was asked for; the id is empty where that was no channel
  std::string person{};
  std::map<std::string, std::string> values{};  ///< by FormField::name; empty ones are left out
};

/// A person opened the page that the service has for us.
struct HomeOpened
{
  std::string platform{};
  std::string person{};
};

struct MembershipChanged
{
  Channel channel{};
  std::string person{};
  bool joined = true;
};

/// Something about the channel itself: renamed, archived, topic set. `note` says it in words.
struct ChannelChanged
{
  Channel channel{};
  std::string note{};
  std::optional<std::string> new_id{};    ///< the service gave the channel another id
  std::optional<std::string> new_name{};  ///< it was renamed
  std::optional<bool> now_private{};      ///< it was made private or public
};

/// What the service tells of a person; drafts need it to leave names out.
struct PersonSeen
{
  std::string platform{};
  std::string id{};
  std::string handle{};
  std::string display_name{};
  std::string real_name{};
  bool is_bot = false;
  bool full_member = true;  ///< false: a guest, or somebody from another organisation
};

/// What the service calls a channel or a group of people.
struct NameSeen
{
  std::string platform{};
  std::string id{};
  std::string name{};       ///< without # or @
  bool is_private = false;  ///< only its members may know the name
};

/// Somebody who could not be invited into a channel.
struct NotInvited
{
  std::string person{};
  std::string why{};  ///< a clause: "this person cannot be invited"
};

/// What people say reaches us. Told once a minute while it does, and when it does again.
struct Contact
{
  /// All that was said before this has reached us or will by itself: the service's own repetitions
  /// are done with.
  Time complete_until{};
  /// Between the last contact that was recorded and now something may have been lost for good.
  bool missed = false;
};

/// A stretch of a channel's past that is to be read back; as an effect, asked for, and in an
/// outcome, what is left to be read. A channel is read from now backwards, a thread forwards.
struct ReadHistory
{
  Channel channel{};
  Time since{};  ///< nothing before this
  /// This thread alone; without one, the channel and then its threads that were answered since
  /// `news_since`.
  std::optional<std::string> thread{};
  Time news_since{};
  std::optional<std::string> cursor{};  ///< where an earlier step ended, in the service's terms
  std::optional<Time> reached{};        ///< of a channel: all from here on has been read
};

/// An effect of ours was carried out, or finally refused: outcomes come back by the same door.
struct EffectSettled
{
  std::int64_t outbox_id = 0;
  bool done = true;
  std::string refusal{};                    ///< why not, in a sentence, when not done
  std::optional<MessageRef> message{};      ///< what a post became
  std::optional<std::string> channel_id{};  ///< what an opened channel is called by the service
  std::optional<std::string> channel_name{};
  std::vector<NotInvited> not_invited{};  ///< of those that were to be invited
  std::vector<ReadHistory> unread{};      ///< what a reading left for further steps
};

using AnyHappening =
    std::variant<MessagePosted, MessageEdited, MessageDeleted, Reacted, CommandGiven, ButtonPressed,
                 MessageChosen, FormAsked, FormFilled, HomeOpened, MembershipChanged,
                 ChannelChanged, PersonSeen, EffectSettled, NameSeen, Contact>;

/// The variant, but copied, moved and destroyed by code that is compiled once and not in every file
/// that holds an event.
struct Happening : AnyHappening
{
  using AnyHappening::AnyHappening;
  Happening();
  Happening(const Happening&);
  Happening(Happening&&) noexcept;
  Happening& operator=(const Happening&);
  Happening& operator=(Happening&&) noexcept;
  ~Happening();
};

/// One thing a chat service told us.
struct Event
{
  /// Names the delivery, so that a repeated one changes nothing: Slack `event_id` or `trigger_id`,
  /// Matrix `event_id`. Empty: never repeated (an outcome of our own).
  std::string delivery_key{};
  std::string platform{};
  Time at{};        ///< when it happened, by the chat service
  Time received{};  ///< when it reached us; the core's only clock
  Happening what{};
  /// By how much it comes late: repeated by the service, read back from its history, or put off by
  /// us. 0 for a first delivery, however far its clock is from ours.
  std::chrono::milliseconds late_by{0};
};

/// The name of the event's type in metrics: "message", "edit", …
std::string_view type_name(const Event& event);

}  // namespace secondstory
