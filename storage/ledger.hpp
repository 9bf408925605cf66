#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bot/effect.hpp"
#include "bot/event.hpp"
#include "bot/incident/incident.hpp"
#include "bot/timeline/entry.hpp"
#include "bot/timeline/suggestion.hpp"

namespace secondstory {

/// How suggestions are delivered in a channel.
enum class Delivery { thread, author, off };

/// What a command changed, kept so that `undo` can put it back.
struct Change
{
  std::int64_t id = 0;
  std::int64_t incident = 0;
  std::string person{};
  Time at{};
  std::string words{};                  ///< the command, for the public line
  std::optional<std::string> before{};  ///< the incident as it was (to_json)
  std::vector<std::int64_t> entries{};  ///< entries it added: hidden again by undo
  std::optional<ActionItem> action{};   ///< the action item as it was; withdrawn if it was new
  std::optional<Entry> entry{};         ///< the entry as it was
};

/// The record: everything that has to outlive the process. A Ledger is one open transaction; what
/// was written through it becomes durable as a whole or not at all. All methods throw
/// std::runtime_error (SQLite::Exception) when the storage fails: the writer rolls back.
///
/// `add` methods number their row within its incident, store the number in the argument and return
/// it.
class Ledger
{
 public:
  virtual ~Ledger() = default;

  // Inbox: true the first time a key is given, false ever after (until it is pruned).
  virtual bool remember(std::string_view key, Time now) = 0;

  // Incidents.
  virtual std::int64_t add(Incident& incident) = 0;
  virtual void save(const Incident& incident) = 0;
  virtual std::optional<Incident> incident(std::int64_t number) = 0;
  /// The open incident of a channel; else, with `or_closed`, the last closed one.
  virtual std::optional<Incident> incident_in(const Channel& channel, bool or_closed = false) = 0;
  virtual std::optional<Incident> incident_opening(std::int64_t outbox_id) = 0;
  virtual std::vector<Incident> incidents() = 0;  ///< all, the newest first
  /// The service gave a channel another id: everything that was recorded under the old one moves.
  virtual void rename_channel(const Channel& from, const Channel& to) = 0;
  /// The channel under its present id, for what is delivered or queued under a former one.
  virtual Channel now_called(const Channel& channel) = 0;

  // Timeline. `entries` gives `at` order, revisions included.
  virtual std::int64_t add(Entry& entry) = 0;
  virtual void save(const Entry& entry) = 0;
  virtual std::optional<Entry> entry(std::int64_t incident, std::int64_t number) = 0;
  virtual std::optional<Entry> entry_of(const MessageRef& message) = 0;
  virtual std::vector<Entry> entries(std::int64_t incident) = 0;
  /// The last `count` of those that are not hidden, in the same order and without revisions. As
  /// quick on a long timeline as on a short one: it is asked for between two acknowledgements.
  virtual std::vector<Entry> last_entries(std::int64_t incident, std::size_t count) = 0;

  // Marks people set by reaction: a set, so that taking one of two back leaves the other.
  virtual void set_mark(const MessageRef& message, const std::string& person, Mark mark,
                        bool on) = 0;
  virtual bool has_mark(const MessageRef& message, Mark mark) = 0;
  virtual void clear_marks(const MessageRef& message, Mark mark) = 0;  ///< everybody's

  // Action items.
  virtual std::int64_t add(ActionItem& action) = 0;
  virtual void save(const ActionItem& action) = 0;
  virtual std::vector<ActionItem> actions(std::int64_t incident) = 0;  ///< not the withdrawn ones

  // Suggestions.
  virtual std::int64_t add(Suggestion& suggestion) = 0;
  virtual void save(const Suggestion& suggestion) = 0;
  virtual std::vector<Suggestion> suggestions(std::int64_t incident) = 0;
  virtual std::optional<Suggestion> suggestion(std::int64_t incident, std::int64_t number) = 0;
  virtual std::optional<Suggestion> suggestion_about(const MessageRef& message) = 0;
  virtual std::optional<Suggestion> suggestion_posted_as(const MessageRef& message) = 0;
  virtual std::optional<Suggestion> suggestion_of_outbox(std::int64_t outbox_id) = 0;
  virtual std::optional<Time> last_suggestion(const Channel& channel,
                                              const std::string& author) = 0;
  virtual RuleAnswers answers(const Channel& channel, const std::string& rule) = 0;

  // Channel settings.
  virtual std::optional<Delivery> delivery(const Channel& channel) = 0;
  virtual void set_delivery(const Channel& channel, Delivery delivery) = 0;

  // Contact: until when all that was said in a chat service has reached us.
  virtual std::optional<Time> contact(const std::string& platform) = 0;
  virtual void set_contact(const std::string& platform, Time complete_until) = 0;

  // People.
  virtual void save(const PersonSeen& person) = 0;
  virtual std::optional<PersonSeen> person(const std::string& platform, const std::string& id) = 0;
  virtual std::vector<PersonSeen> people(const std::string& platform) = 0;

  // What channels and groups of people are called.
  virtual void save(const NameSeen& name) = 0;
  virtual std::optional<NameSeen> name(const std::string& platform, const std::string& id) = 0;

  // Undo log: the caller's last change in the channel's incident since a moment, taken out.
  virtual void add(Change& change) = 0;
  virtual std::optional<Change> take_last_change(std::int64_t incident, const std::string& person,
                                                 Time since) = 0;

  // Outbox.
  virtual std::int64_t queue(const Effect& effect, Time now) = 0;
  /// What is still to be carried out, oldest first.
  virtual std::vector<OutboxItem> pending() = 0;
  virtual std::optional<OutboxItem> outbox_item(std::int64_t id) = 0;
  /// Takes an item off the outbox; false if it was off already.
  virtual bool settle(std::int64_t id, bool done, const std::string& refusal, Time now) = 0;

  /// Forgets what was said in incidents that were closed before a moment: messages, marks,
  /// suggestions, follow-ups. The incidents themselves stay, with their times. At most so many rows
  /// at a time, so that no commit has to wait; true if there was anything to forget.
  virtual bool forget_before(Time closed, std::int64_t rows_max) = 0;
};

}  // namespace secondstory
