#include "bot/commands/chosen_message.hpp"

#include <algorithm>

#include "bot/commands/command.hpp"
#include "bot/commands/follow_up.hpp"
#include "bot/commands/verbs.hpp"
#include "bot/timeline/recording.hpp"
#include "bot/words.hpp"

namespace secondstory {

namespace {

using namespace say;

constexpr std::size_t wordings_max = 3;

std::string clock_time(Time at)
{
  return iso8601(at).substr(11, 5) + " UTC";
}

/// It is recorded already: says where, and brings back what a command had hidden.
void answer_recorded(Command& command, Entry entry)
{
  if (entry.deleted_at) {
    command.tell({text("Its author took it back, so it stays out of the record.")});
    return;
  }
  if (entry.incident != command.incident->number) {
    command.tell({text("It belongs to "), bold("INC-" + std::to_string(entry.incident)),
                  text(", as "), code(entry.id()), text(".")});
    return;
  }
  if (!entry.hidden) {
    command.tell({text("It is in the timeline already, as "), code(entry.id()), text(".")});
    return;
  }
  command.remember_entry(entry);
  entry.hidden = false;
  command.turn.ledger.save(entry);
  command.change(EntryKind::command, "timeline hide " + entry.id());
  command.tell({code(entry.id()), text(" is in the draft again.")});
}

void into_timeline(Command& command, const MessageChosen& chosen)
{
  if (!command.may_run(*find_verb("note"))) return;
  if (auto known = command.turn.ledger.entry_of(chosen.message.message)) {
    answer_recorded(command, std::move(*known));
    return;
  }
  const auto entry = add_message(command.turn, *command.incident, chosen.message, chosen.posted_at);
  auto without = entry;
  without.hidden = true;
  command.remember_entry(without);
  command.change(EntryKind::command, "added to the timeline: " + entry.id());
  command.tell({text("Added to the timeline as "), code(entry.id()),
                text(", at " + clock_time(entry.at) + ".")});
}

void into_follow_ups(Command& command, const MessageChosen& chosen)
{
  if (!command.may_run(*find_verb("action"))) return;
  ActionItem action;
  action.incident = command.incident->number;
  action.text = command.fitted(std::string{words::trim(chosen.message.text)}, follow_up_bytes_max,
                               "That message");
  if (action.text.empty()) {
    command.tell({text("That message has no words to make a follow-up of.")});
    return;
  }
  for (const auto& known : command.turn.ledger.actions(action.incident)) {
    if (known.text != action.text) continue;
    command.tell({text("It is a follow-up already: "), code(known.id())});
    return;
  }
  add_follow_up(command, action);
  command.tell({text("Added as follow-up "), code(action.id()), text(" of "),
                bold(command.incident->id()), text(".")});
}

void show_wording(Command& command, const MessageChosen& chosen)
{
  auto findings = command.turn.language.check(chosen.message.text);
  if (findings.size() > wordings_max) findings.resize(wordings_max);
  Content content;
  if (findings.empty()) {
    content.blocks.emplace_back(
        Paragraph{{text("Nothing to reword here: I found no wording that blames anybody.")}});
  }
  for (const auto& finding : findings) {
    content.blocks.emplace_back(
        Paragraph{{text(finding.suggestion ? "One way to put this about the system:"
                                           : "A question that may help here:")}});
    content.blocks.emplace_back(Quote{{text(finding.suggestion.value_or(finding.question))}});
    const auto why = command.turn.language.why(finding.rule).value_or("");
    if (!why.empty()) content.blocks.emplace_back(Footnote{{text(why)}});
  }
  if (!command.incident) {
    content.blocks.emplace_back(
        Footnote{{text("There is no incident in this channel, so none of this is recorded.")}});
  }
  command.tell(std::move(content));
}

}  // namespace

void use_chosen_message(Turn& turn, const MessageChosen& chosen)
{
  const auto& channel = chosen.message.message.channel;
  const std::string label =
      chosen.purpose == MessageChosen::For::action ? "Add action item" : "Add to timeline";
  Command command{
      turn, {channel, chosen.person, chosen.message.thread, std::nullopt, chosen.reply}, label};
  command.find_incident();
  if (chosen.ours) {
    command.tell({text("I said that myself; it is not part of the record.")});
    return;
  }
  switch (chosen.purpose) {
    case MessageChosen::For::timeline:
      into_timeline(command, chosen);
      break;
    case MessageChosen::For::action:
      into_follow_ups(command, chosen);
      break;
    case MessageChosen::For::wording:
      show_wording(command, chosen);
      break;
  }
}

}  // namespace secondstory
