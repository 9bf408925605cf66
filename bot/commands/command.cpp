#include "bot/commands/command.hpp"

#include <fmt/format.h>

#include "bot/commands/standing.hpp"
#include "bot/commands/verbs.hpp"
#include "bot/incident/cards.hpp"
#include "bot/incident/settling.hpp"
#include "bot/words.hpp"

namespace secondstory {

namespace {

using namespace say;

/// Beyond this a command is somebody's paste, not a command.
constexpr std::size_t words_bytes_max = 8000;

}  // namespace

Command::Command(Turn& t, Caller c, std::string w)
    : turn(t), caller(std::move(c)), arguments(w.substr(0, words_bytes_max)), words_(std::move(w))
{
}

void Command::run()
{
  chosen_ = arguments.take_incident();
  if (!find_incident()) return;
  const auto word = arguments.take_word();
  if (!word) {
    if (incident && incident->is_open()) {
      tell(status_card(*incident, turn.ledger.actions(incident->number), turn.now()));
      record_plain();
    } else {
      show_help(*this);
    }
    return;
  }
  if (const auto severity_word = severity_named(*word, turn.settings.severities);
      severity_word && word->find_first_not_of("0123456789") != std::string::npos) {
    // "/incident sev1" can mean only one thing.
    arguments = Arguments{*severity_word + " " + arguments.rest()};
    if (const auto* verb = find_verb("sev"); may_run(*verb)) verb->run(*this);
    return;
  }
  const auto* verb = find_verb(*word);
  if (verb == nullptr) {
    unknown(*word);
  } else if (may_run(*verb)) {
    verb->run(*this);
  }
  record_plain();
}

bool Command::find_incident()
{
  if (!chosen_) {
    incident = turn.ledger.incident_in(caller.channel, true);
  } else {
    incident = turn.ledger.incident(*chosen_);
    // A private incident does not exist for those outside its channel.
    const bool hidden = incident && incident->is_private && incident->channel != caller.channel;
    if (!incident || hidden) {
      tell({text(fmt::format("There is no INC-{}. ", *chosen_)),
            code(turn.settings.command + " list"), text(" shows the open incidents.")});
      return false;
    }
  }
  before_ = incident;
  return true;
}

bool Command::may_run(const Verb& verb)
{
  if (verb.needs != Verb::Needs::nothing && !incident) {
    tell({text("There is no incident in this channel. "),
          code(turn.settings.command + " open <title>"), text(" declares one, and "),
          code(turn.settings.command + " " + std::string{verb.name} + " #INC-7 …"),
          text(" speaks of another.")});
    return false;
  }
  if (verb.needs == Verb::Needs::open_incident && !incident->is_open()) {
    tell({bold(incident->id()), text(" is closed. "),
          code(turn.settings.command + " reopen <reason>"), text(" goes on with it.")});
    return false;
  }
  if (!verb.changes) return true;
  const auto known_as = standing(turn, caller.person, caller.outside);
  if (known_as == Standing::may) return true;
  if (known_as == Standing::unknown && put_off(turn, caller.channel, caller.person)) {
    no_entry();
  } else {
    tell(refusal(turn, known_as));
  }
  return false;
}

void Command::unknown(const std::string& word)
{
  const auto guess = words::nearest(word, verb_names());
  Line line{text("I don't know "), code(words::clipped(word, 40)), text(". ")};
  if (guess) {
    line.insert(line.end(),
                {text("Did you mean "), code(turn.settings.command + " " + *guess), text("? ")});
  }
  Content answer;
  answer.blocks.emplace_back(Paragraph{std::move(line)});
  answer.blocks.emplace_back(
      Paragraph{{code(turn.settings.command + " help"), text(" shows everything I understand.")}});
  tell(std::move(answer));
}

void Command::tell(Content content)
{
  turn.queue(
      TellPerson{caller.channel, caller.thread, caller.person, std::move(content), caller.reply});
}

void Command::announce(Content content)
{
  const auto to = incident && incident->channel ? *incident->channel : caller.channel;
  const auto thread = to == caller.channel ? caller.thread : std::nullopt;
  turn.queue(PostMessage{to, thread, std::move(content)});
  if (to != caller.channel) tell({text("Done, and said in "), channel(to.id), text(".")});
}

Entry Command::blank_entry(EntryKind kind, std::string words) const
{
  Entry entry;
  entry.incident = incident->number;
  entry.at = turn.event.at;
  entry.kind = kind;
  entry.actor = caller.person;
  entry.text = std::move(words);
  entry.channel = caller.channel;
  // An edit of the command may have overtaken it: the message has its entry then.
  const bool recorded =
      caller.message_id && turn.ledger.entry_of({caller.channel, *caller.message_id});
  if (!recorded) entry.message_id = caller.message_id;
  entry.thread_id = caller.thread;
  return entry;
}

Entry Command::change(EntryKind kind, std::string words, std::optional<Time> at)
{
  auto entry = blank_entry(kind, std::move(words));
  if (at) entry.at = *at;
  turn.ledger.add(entry);
  turn.ledger.save(*incident);
  Change undoable;
  undoable.incident = incident->number;
  undoable.person = caller.person;
  undoable.at = turn.now();
  undoable.words = words_;
  if (before_) undoable.before = to_json(*before_);
  undoable.entries = {entry.number};
  undoable.action = action_before_;
  undoable.entry = entry_before_;
  turn.ledger.add(undoable);
  recorded_ = true;
  return entry;
}

void Command::declared(std::string words)
{
  auto entry = blank_entry(EntryKind::status, std::move(words));
  turn.ledger.add(entry);
  turn.ledger.save(*incident);
  recorded_ = true;
}

void Command::refresh_card()
{
  secondstory::refresh_card(turn, *incident);
  // The service tells everybody of a topic that is set: only where it says something new.
  if (before_ && topic_line(*before_) == topic_line(*incident)) return;
  if (incident->channel && *incident->channel != incident->declared_in) {
    turn.queue(SetTopic{*incident->channel, topic_line(*incident)});
  }
}

/// Every command is in the record; one that changed something has its own entry already.
void Command::record_plain()
{
  if (recorded_ || !incident || !incident->is_open() || incident->channel != caller.channel) return;
  auto entry =
      blank_entry(EntryKind::command, turn.settings.command + (words_.empty() ? "" : " " + words_));
  turn.ledger.add(entry);
}

namespace {

/// What was asked of us while we were away, perhaps hours ago, is not done now: the moment has
/// passed. But nothing is left in silence either; once an hour is enough.
void tell_of_late(Turn& turn, const Caller& caller, const std::string& words)
{
  const auto hour = std::chrono::floor<std::chrono::hours>(turn.now()).time_since_epoch().count();
  const auto key = fmt::format("late:{}:{}:{}:{}", caller.channel.platform, caller.channel.id,
                               caller.person, hour);
  if (!turn.ledger.remember(key, turn.now())) return;
  const auto at = iso8601(turn.event.at);
  turn.queue(TellPerson{
      caller.channel, caller.thread, caller.person,
      Content{text("I was away when you asked for "), code(words::clipped(words, 80)),
              text(fmt::format(" at {} UTC, so I have not done it. If it still holds, please say "
                               "it again.",
                               at.substr(11, 5)))},
      caller.reply});
}

}  // namespace

void run_command(Turn& turn, const CommandGiven& given)
{
  Caller caller{given.channel, given.person, std::nullopt,
                std::nullopt,  given.reply,  given.outside};
  if (turn.is_stale()) {
    tell_of_late(turn, caller, given.words);
  } else {
    Command{turn, std::move(caller), given.words}.run();
  }
}

bool run_command_message(Turn& turn, const MessagePosted& message)
{
  // Two deliveries of different names can carry the same message (Slack: message and app_mention).
  const auto& ref = message.message;
  const auto incident = turn.ledger.incident_in(ref.channel);
  if (message.by_bot || (incident && turn.event.at < incident->declared_at)) return false;
  const auto key = fmt::format("command:{}:{}:{}", ref.channel.platform, ref.channel.id, ref.id);
  if (!turn.learnt && !turn.ledger.remember(key, turn.now())) return true;
  Caller caller{ref.channel, message.author, message.thread, ref.id, std::nullopt, message.outside};
  if (turn.is_stale()) {
    if (!turn.ledger.entry_of(ref)) tell_of_late(turn, caller, *message.command);
    return false;
  }
  Command{turn, std::move(caller), *message.command}.run();
  return true;
}

}  // namespace secondstory
