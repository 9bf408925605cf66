#pragma once

#include <optional>
#include <string>

#include "bot/commands/arguments.hpp"
#include "bot/commands/undoing.hpp"
#include "bot/incident/incident.hpp"
#include "bot/timeline/entry.hpp"
#include "bot/turn.hpp"

namespace secondstory {

struct Verb;

/// Where a command came from and where its answer goes.
struct Caller
{
  Channel channel{};
  std::string person{};
  std::optional<std::string> thread{};
  std::optional<std::string> message_id{};  ///< none for a slash command
  std::optional<ReplyHandle> reply{};
  std::string outside{};    ///< as in MessagePosted
  bool in_private = false;  ///< as in MessagePosted
};

/// One command while it is carried out. Its verb answers with tell (private) or announce (public)
/// and says what changed with change; a verb that changes nothing is recorded as a plain command.
class Command
{
 public:
  Command(Turn& turn, Caller caller, std::string words);

  /// Finds the verb and carries it out. Never silent: an error is told to the caller.
  void run();

  Turn& turn;
  const Caller caller;
  Arguments arguments;
  /// The incident it is about: of the channel, or chosen by #INC-7. Verbs that need one have it.
  std::optional<Incident> incident;

  /// Finds `incident`, as run() does before anything else. False: the caller was told that there is
  /// no such.
  bool find_incident();

  /// The text as far as there is room for it; the caller is told if that is not all of it.
  std::string fitted(std::string text, std::size_t bytes_max, const std::string& what);
  /// To the caller alone.
  void tell(Content content);
  /// One public line, in the incident's channel.
  void announce(Content content);
  /// Adds the command's entry to the timeline and saves the incident; what it was before can be
  /// brought back by undo. `at`: the moment it speaks of, where that is not now.
  Entry change(EntryKind kind, std::string text, std::optional<Time> at = std::nullopt);
  /// The first entry of an incident that this command declared; it cannot be undone, only closed.
  void declared(std::string text);
  /// Suggestions in this channel are delivered otherwise; undo can bring that back.
  void changed_delivery(Delivery from, Delivery to);
  /// Whether the caller may run a verb here; tells them if not.
  bool may_run(const Verb& verb);
  /// What else undo has to bring back.
  void remember_action(const ActionItem& before) { action_before_ = before; }
  void remember_entry(const Entry& before) { entry_before_ = before; }
  /// Replaces the pinned card and the topic, where the incident has them.
  void refresh_card();

  /// For verbs that are not changes in themselves (undo) and for those that record nothing.
  void no_entry() { recorded_ = true; }

 private:
  Entry blank_entry(std::int64_t number, EntryKind kind, std::string text) const;
  const Verb* understood_as_severity(const std::string& word);
  void choose_incident(const Verb& verb);
  void unknown(const std::string& word);
  void tell_of_limit(const std::string& what, std::size_t bytes_max);
  void record_plain();
  void remember(Done done, std::vector<std::int64_t> entries);

  std::string words_;
  std::optional<std::int64_t> chosen_;
  std::optional<Incident> before_;
  std::optional<ActionItem> action_before_;
  std::optional<Entry> entry_before_;
  bool recorded_ = false;
};

/// A slash command.
void run_command(Turn& turn, const CommandGiven& command);
/// A message that addresses us ("@bot note …"). False if it is only part of the record: it was read
/// back from before the incident was declared, or it reached us so late that obeying it now would
/// surprise; then the author is told.
bool run_command_message(Turn& turn, const MessagePosted& message);

}  // namespace secondstory
