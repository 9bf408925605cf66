#pragma once

#include <deque>
#include <functional>
#include <tl/expected.hpp>

#include "adapters/workspace/model.hpp"
#include "adapters/workspace/text.hpp"

namespace secondstory::workspace {

/// Why something was refused, by Slack's name for it ("channel_not_found").
struct Refusal
{
  std::string error{};
  std::vector<std::string> details{};  ///< go into response_metadata.messages
};

template <class T>
using Outcome = tl::expected<T, Refusal>;

inline tl::unexpected<Refusal> refuse(std::string error, std::vector<std::string> details = {})
{
  return tl::unexpected<Refusal>(Refusal{std::move(error), std::move(details)});
}

/// An entry of the app in the client's menus, as its manifest declares them.
struct Shortcut
{
  std::string type{};  ///< "shortcut": anywhere; "message_action": of a message
  std::string callback_id{};
  std::string name{};
};

/// The team and its one app; the defaults do for tests and the demo.
struct Team
{
  std::string id = "T0SECOND01";
  std::string name = "Second Story";
  std::string domain = "second-story";
  std::string app_id = "A0SECOND01";
  std::string bot_user = "U0SECONDBOT";
  std::string bot_id = "B0SECOND01";
  std::string bot_name = "secondstory";
  std::vector<Shortcut> shortcuts = {
      {"shortcut", "declare", "Declare an incident"},
      {"message_action", "timeline_add", "Add to timeline"},
      {"message_action", "action_add", "Add action item"},
      {"message_action", "wording_suggest", "Suggest blameless wording"}};

  [[nodiscard]] bool has_shortcut(std::string_view type, std::string_view callback_id) const;
};

/// A wish to post; what may be posted has been checked before.
struct Draft
{
  std::string user{};
  std::string text{};
  std::string thread_ts{};
  bool broadcast = false;
  std::string subtype{};
  std::optional<json::array> blocks{};
  std::optional<json::array> attachments{};
  std::optional<json::object> metadata{};
  std::vector<std::string> files{};
  json::object extra{};
};

/// A changed message: what is not given stays.
struct Revision
{
  std::string user{};
  std::optional<std::string> text{};
  std::optional<json::array> blocks{};
  std::optional<json::array> attachments{};
  std::optional<json::object> metadata{};
};

/// What a response_url stands for (docs.slack.dev/interactivity/handling-user-interaction): five
/// uses within thirty minutes.
struct ResponseTarget
{
  std::string channel{};
  std::string user{};
  std::string thread_ts{};
  std::string message_ts{};  ///< the message a button was pressed on
  bool ephemeral = false;    ///< that message was one
  std::int64_t created = 0;
  int uses_left = 5;
};

struct Trigger
{
  std::string user{};
  std::int64_t created_us = 0;
  bool exchanged = false;
  std::string channel{};  ///< where the person was; empty: in no channel
};

/// How the workspace is slower or stricter than it has to be; Slack sometimes is.
struct Whims
{
  int shares = 0;  ///< files whose sharing is late, or …
  std::int64_t share_after_ms = 0;
  bool never_shared = false;  ///< … never happens, though it was answered with ok
  std::size_t page_max =
      1'000;  ///< most messages in a page of history: 15 for some apps since 2025
};

/// The state of a chat workspace and what happens in it, without any I/O. What the app would be
/// told leaves through `deliver` as Slack's payloads, what a screen would show through `changed`.
/// Invariants: a ts is never used twice; only a channel's members hear of it; the bot is a person
/// and always there.
class Workspace
{
 public:
  /// Microseconds since the epoch.
  using Clock = std::function<std::int64_t()>;

  explicit Workspace(Team team = {}, Clock clock = {});

  std::function<void(Delivery)> deliver = [](Delivery) {};
  /// `{"type": "message", "channel": id, …}`; see workspace_server.hpp.
  std::function<void(json::object)> changed = [](json::object) {};
  /// Does something later; at once where nobody minds the time.
  std::function<void(std::int64_t ms, std::function<void()>)> after =
      [](std::int64_t, const std::function<void()>& what) { what(); };
  Whims whims{};
  /// Where response_urls and files are: "http://127.0.0.1:8765".
  std::string base_url = "http://127.0.0.1";

  /// What calls with the bot's token are refused with: "token_revoked", …; empty while it is good.
  /// Meanwhile the app is told of nothing.
  std::string token_refusal{};

  void set_clock(Clock clock) { clock_ = std::move(clock); }
  [[nodiscard]] std::int64_t now_us() const { return clock_(); }
  [[nodiscard]] std::int64_t now_seconds() const { return clock_() / 1'000'000; }
  [[nodiscard]] const Team& team() const { return team_; }

  // Who and what is there.
  Person& add_person(Person person);
  Group& add_group(const std::string& handle, const std::string& name);
  [[nodiscard]] const std::deque<Group>& groups() const { return groups_; }
  /// A channel with these members; no event is sent.
  Channel& add_channel(const std::string& name, bool is_private, std::vector<std::string> members);
  [[nodiscard]] const std::deque<Person>& people() const { return people_; }
  [[nodiscard]] const std::map<std::string, Channel>& channels() const { return channels_; }
  [[nodiscard]] const std::map<std::string, File>& files() const { return files_; }
  [[nodiscard]] const std::vector<Ephemeral>& ephemerals() const { return ephemerals_; }
  [[nodiscard]] const std::map<std::string, View>& views() const { return views_; }
  /// By id or handle, with or without @.
  [[nodiscard]] const Person* person(std::string_view name) const;
  /// By id or name, with or without #.
  [[nodiscard]] Channel* channel(std::string_view name);
  [[nodiscard]] const Channel* channel(std::string_view name) const;
  [[nodiscard]] Message* message(std::string_view channel, std::string_view ts);
  [[nodiscard]] File* file(std::string_view id);
  /// The direct message between the bot and a person; made where there is none.
  Channel& direct_message(const std::string& user);
  /// What a person typed, as Slack stores it.
  [[nodiscard]] std::string typed(std::string_view text, References references) const;

  // What people and the app do alike. Names of errors are those of the Web API methods.
  Outcome<Message*> post(const std::string& channel, Draft draft);
  Outcome<Message*> revise(const std::string& channel, const std::string& ts, Revision revision);
  Outcome<bool> remove(const std::string& channel, const std::string& ts, const std::string& user);
  Outcome<bool> react(const std::string& channel, const std::string& ts, const std::string& user,
                      const std::string& name);
  Outcome<bool> unreact(const std::string& channel, const std::string& ts, const std::string& user,
                        const std::string& name);
  Outcome<bool> join(const std::string& channel, const std::string& user,
                     const std::string& inviter = "");
  Outcome<bool> leave(const std::string& channel, const std::string& user);
  Outcome<Channel*> create_channel(const std::string& name, bool is_private,
                                   const std::string& user);
  Outcome<bool> rename(const std::string& channel, const std::string& name,
                       const std::string& user);
  Outcome<bool> set_topic(const std::string& channel, const std::string& text,
                          const std::string& user);
  Outcome<bool> set_purpose(const std::string& channel, const std::string& text,
                            const std::string& user);
  Outcome<bool> archive(const std::string& channel, const std::string& user, bool archived = true);
  /// Makes a channel private or public, as an administrator can.
  Outcome<bool> convert(const std::string& channel, bool is_private, const std::string& user);
  /// Gives a channel another id, as Slack does when a channel is shared or moved; the new id.
  Outcome<std::string> change_id(const std::string& channel);
  Outcome<bool> pin(const std::string& channel, const std::string& ts, const std::string& user);
  Outcome<bool> unpin(const std::string& channel, const std::string& ts, const std::string& user);
  const Ephemeral& whisper(Ephemeral ephemeral);
  void dismiss_ephemeral(const std::string& ts);
  Bookmark& add_bookmark(Channel& channel, Bookmark bookmark);
  File& announce_file(const std::string& name, std::size_t length, const std::string& user);
  File* upload_target(std::string_view key);
  View& store_view(View view);
  void close_view(const std::string& id);
  void tell_changed(const std::string& type, const Channel& channel);

  // What people alone do.
  /// Types into a channel: references are linked, a mention of the bot is told twice, as Slack
  /// does.
  Outcome<Message*> say(const std::string& user, const std::string& channel, std::string_view text,
                        const std::string& thread_ts = "");
  /// `command` is "/incident"; there is no event, so nothing is shown and nothing is stored.
  Outcome<std::string> slash(const std::string& user, const std::string& channel,
                             const std::string& command, std::string_view text);
  /// Presses a button of a message or of an ephemeral message.
  Outcome<std::string> press(const std::string& user, const std::string& channel,
                             const std::string& ts, const std::string& action_id);
  /// Picks a global shortcut, looking at a channel or at none.
  Outcome<std::string> shortcut(const std::string& user, const std::string& callback_id,
                                const std::string& channel = "");
  Outcome<std::string> message_shortcut(const std::string& user, const std::string& channel,
                                        const std::string& ts, const std::string& callback_id);
  Outcome<bool> open_home(const std::string& user);
  Outcome<std::string> press_in_view(const std::string& user, const std::string& view_id,
                                     const std::string& action_id);
  /// Sends a modal. `values`: block id → what the person put there (text, an option's value, a
  /// person, a channel); other fields keep what they held. "required": the client would not send
  /// it.
  Outcome<std::string> submit_view(const std::string& user, const std::string& view_id,
                                   const json::object& values);
  Outcome<Message*> share_file(const std::string& user, const std::string& channel,
                               const std::string& name, std::string bytes, std::string_view text);

  // What an interaction left behind.
  /// The user of a trigger that may be exchanged now, or expired_trigger_id and its like.
  Outcome<std::string> exchange_trigger(const std::string& trigger_id);
  [[nodiscard]] std::string channel_of_trigger(const std::string& trigger_id) const;
  /// What the acknowledgement of a view_submission makes of the view: closed, or with errors, or
  /// another one. Refused: the answer is none that Slack takes.
  Outcome<bool> answer_submission(const json::object& payload, const json::object& answer);
  /// Uses a response_url once; nothing where it is unknown, spent or old.
  std::optional<ResponseTarget> use_response(const std::string& key);
  /// What an acknowledgement's payload or a POST to a response_url says.
  Outcome<bool> respond(const ResponseTarget& target, const json::object& body);
  /// The target a payload's response_url stands for, for acknowledgements with a message.
  [[nodiscard]] std::optional<ResponseTarget> response_of(const json::object& payload) const;

  std::string next_ts();
  std::string next_id(std::string_view prefix);
  /// Wraps an event as the Events API does and hands it to `deliver`; `outer` replaces fields of
  /// the wrapping.
  void emit(json::object event, const json::object& outer = {});

 private:
  void announce(const Channel& channel, const Message& message);
  void note(Channel& channel, const std::string& user, const std::string& subtype,
            const std::string& text, json::object extra);
  void emit_changed(const Channel& channel, const json::object& before, const Message& now);
  std::string new_trigger(const std::string& user, const std::string& channel);
  void tell_view(const View& view);
  std::string new_response_url(std::string_view kind, ResponseTarget target);

  Team team_;
  Clock clock_;
  std::deque<Person> people_;
  std::deque<Group> groups_;
  std::map<std::string, Channel> channels_;
  std::map<std::string, File> files_;
  std::vector<Ephemeral> ephemerals_;
  std::map<std::string, View> views_;
  std::map<std::string, Trigger> triggers_;
  std::map<std::string, ResponseTarget> responses_;
  std::int64_t last_ts_us_ = 0;
  std::uint64_t ids_ = 0;
};

}  // namespace secondstory::workspace
