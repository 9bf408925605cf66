#include "bot/commands/command.hpp"

#include <fmt/format.h>

#include "bot/commands/standing.hpp"
#include "bot/commands/verbs.hpp"
#include "bot/incident/cards.hpp"
#include "bot/incident/difference.hpp"
#include "bot/incident/settling.hpp"
#include "bot/words.hpp"

namespace secondstory {

namespace {

using namespace say;

/// Beyond this a command is somebody's paste. As much as a message of a chat service may hold.
constexpr std::size_t words_bytes_max = 40'000;

}  // namespace

Command::Command(Turn& t, Caller c, std::string w)
    : turn(t),
      caller(std::move(c)),
      arguments(words::clipped(w, words_bytes_max)),
      words_(std::move(w))
{
}

void Command::run()
{
  if (words_.size() > words_bytes_max) tell_of_limit("Your command", words_bytes_max);
  chosen_ = arguments.take_incident(Arguments::Place::front);
  const auto word = arguments.take_word();
  const auto* verb = word ? find_verb(*word) : nullptr;
  if (word && verb == nullptr) verb = understood_as_severity(*word);
  if (!chosen_ && verb != nullptr) choose_incident(*verb);
  if (find_incident()) {
    if (verb != nullptr) {
      if (may_run(*verb)) verb->run(*this);
    } else if (word) {
      unknown(*word);
    } else if (incident) {
      tell(status_card(*incident, turn.ledger.actions(incident->number), turn.now()));
    } else {
      show_help(*this);
    }
  }
  record_plain();
}

/// "/incident sev1" can mean only one thing; "/incident s3 bucket is down" another.
const Verb* Command::understood_as_severity(const std::string& word)
{
  if (word.find_first_not_of("0123456789") == std::string::npos) return nullptr;
  const auto named = severity_named(word, turn.settings.severities, arguments.empty());
  if (!named) return nullptr;
  arguments = Arguments{*named + " " + arguments.rest()};
  return find_verb("sev");
}

/// In an incident's channel an incident that somebody mentions in their words is only a word: there
/// it chooses where no words can be meant.
void Command::choose_incident(const Verb& verb)
{
  using Place = Arguments::Place;
  if (verb.needs == Verb::Needs::nothing) return;
  if (!turn.ledger.incident_in(caller.channel, true)) {
    chosen_ = arguments.take_incident();
    return;
  }
  if (verb.words == Verb::Words::all) return;
  chosen_ = arguments.take_incident(Place::front);
  if (!chosen_ && verb.words == Verb::Words::none) chosen_ = arguments.take_incident(Place::back);
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
  if (!guess) {
    auto help = help_on_all(*this);
    help.blocks.insert(help.blocks.begin(), Paragraph{std::move(line)});
    tell(std::move(help));
    return;
  }
  line.insert(line.end(),
              {text("Did you mean "), code(turn.settings.command + " " + *guess), text("? ")});
  Content answer;
  answer.blocks.emplace_back(Paragraph{std::move(line)});
  answer.blocks.emplace_back(
      Paragraph{{code(turn.settings.command + " help"), text(" shows everything I understand.")}});
  tell(std::move(answer));
}

std::string Command::fitted(std::string text, std::size_t bytes_max, const std::string& what)
{
  if (text.size() <= bytes_max) return text;
  tell_of_limit(what, bytes_max);
  return words::clipped(text, bytes_max);
}

void Command::tell_of_limit(const std::string& what, std::size_t bytes_max)
{
  tell(
      {text(fmt::format("{} is longer than the {} bytes I have room for, so I kept its beginning. "
                        "Please say the rest in a note.",
                        what, bytes_max))});
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

Entry Command::blank_entry(std::int64_t number, EntryKind kind, std::string words) const
{
  Entry entry;
  entry.incident = number;
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
  auto entry = blank_entry(incident->number, kind, std::move(words));
  if (at) entry.at = *at;
  turn.ledger.add(entry);
  turn.ledger.save(*incident);
  Done done;
  if (before_) done.difference = difference(*before_, *incident);
  remember(std::move(done), {entry.number});
  recorded_ = true;
  return entry;
}

void Command::declared(std::string words)
{
  auto entry = blank_entry(incident->number, EntryKind::status, std::move(words));
  turn.ledger.add(entry);
  turn.ledger.save(*incident);
  Done done;
  done.declared = true;
  remember(std::move(done), {});
  recorded_ = true;
}

void Command::changed_delivery(Delivery from, Delivery to)
{
  if (!incident || incident->channel != caller.channel) return;
  Done done;
  done.delivery = {from, to};
  remember(std::move(done), {});
}

void Command::remember(Done done, std::vector<std::int64_t> entries)
{
  Change change;
  change.incident = incident->number;
  change.person = caller.person;
  change.at = turn.now();
  change.words = words_;
  change.entries = std::move(entries);
  change.action = action_before_;
  change.entry = entry_before_;
  done.left = mark_of(turn.ledger, change);
  change.before = to_json(done);
  turn.ledger.add(change);
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

/// Every command is in the record of the channel it was given in; one that changed something has
/// its own entry already.
void Command::record_plain()
{
  const auto here = turn.ledger.incident_in(caller.channel);
  if (recorded_ || !here) return;
  auto entry = blank_entry(here->number, EntryKind::command,
                           turn.settings.command + (words_.empty() ? "" : " " + words_));
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
  Caller caller{given.channel, given.person,  std::nullopt,    std::nullopt,
                given.reply,   given.outside, given.in_private};
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
  Caller caller{ref.channel,  message.author,  message.thread,    ref.id,
                std::nullopt, message.outside, message.in_private};
  if (turn.is_stale()) {
    if (!turn.ledger.entry_of(ref)) tell_of_late(turn, caller, *message.command);
    return false;
  }
  Command{turn, std::move(caller), *message.command}.run();
  return true;
}

}  // namespace secondstory
