#include <fmt/format.h>
#include <algorithm>

#include "bot/commands/command.hpp"
#include "bot/commands/follow_up.hpp"
#include "bot/commands/verbs.hpp"
#include "bot/words.hpp"

namespace secondstory {

namespace {

using namespace say;

Line line_of(const ActionItem& action)
{
  Line line{code(action.id()), text(action.done ? " ✓ " : " "), text(action.text)};
  if (action.owner) {
    line.push_back(text(" · "));
    line.push_back(person(*action.owner));
  }
  if (action.due) line.push_back(text(" · by " + *action.due));
  return line;
}

}  // namespace

void add_action(Command& command)
{
  auto& arguments = command.arguments;
  ActionItem action;
  action.incident = command.incident->number;
  if (const auto due = arguments.take_prefixed("by:")) {
    const auto date = day(*due, command.turn.event.at, command.turn.settings.timezone);
    if (!date) {
      command.tell({text(date.error().message + ".")});
      return;
    }
    action.due = *date;
  }
  action.owner = arguments.take_person();
  action.text = command.fitted(arguments.rest(), follow_up_bytes_max, "That follow-up");
  if (action.text.empty()) {
    command.tell({text("What is to be done? For example: "),
                  code(command.turn.settings.command + " action alert on pool size @ana by:fri")});
    return;
  }
  add_follow_up(command, action);
}

void add_follow_up(Command& command, ActionItem& action)
{
  command.turn.ledger.add(action);
  auto before = action;
  before.withdrawn = true;
  command.remember_action(before);
  command.change(EntryKind::action, fmt::format("{} {}", action.id(), action.text));
  auto line = line_of(action);
  line.insert(line.begin(), text("Follow-up "));
  command.announce(Content{std::vector<Block>{Paragraph{std::move(line)}}});
  command.refresh_card();
}

void list_actions(Command& command)
{
  const auto actions = command.turn.ledger.actions(command.incident->number);
  if (actions.empty()) {
    command.tell({text("No follow-ups yet. "),
                  code(command.turn.settings.command + " action <text> [@owner] [by:date]"),
                  text(" adds one.")});
    return;
  }
  Bullets bullets;
  for (const auto& action : actions) bullets.items.push_back(line_of(action));
  command.tell(Content{std::vector<Block>{std::move(bullets)}});
}

void finish_action(Command& command)
{
  const auto word = command.arguments.take_word();
  const auto number = word ? words::numbered(*word, "a").value_or(0) : 0;
  auto actions = command.turn.ledger.actions(command.incident->number);
  const auto action = std::find_if(actions.begin(), actions.end(),
                                   [number](const auto& a) { return a.number == number; });
  if (action == actions.end()) {
    command.tell(
        {text(word ? "There is no follow-up " + words::clipped(*word, 20) + ". " : "Which one? "),
         code(command.turn.settings.command + " actions"), text(" lists them.")});
    return;
  }
  if (action->done) {
    command.tell({code(action->id()), text(" is done already.")});
    return;
  }
  command.remember_action(*action);
  action->done = true;
  command.turn.ledger.save(*action);
  command.change(EntryKind::action, fmt::format("{} done: {}", action->id(), action->text));
  command.announce({text("Done: "), code(action->id()), text(" " + action->text)});
  command.refresh_card();
}

}  // namespace secondstory
