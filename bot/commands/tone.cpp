#include <fmt/format.h>

#include "bot/commands/command.hpp"
#include "bot/commands/verbs.hpp"
#include "bot/timeline/suggesting.hpp"
#include "bot/words.hpp"

namespace secondstory {

namespace {

using namespace say;

std::string_view described(Delivery delivery)
{
  switch (delivery) {
    case Delivery::thread:
      return "Wording suggestions come in the thread of the message.";
    case Delivery::author:
      return "Wording suggestions are shown to the author alone.";
    case Delivery::off:
      break;
  }
  return "Wording suggestions are off in this channel.";
}

/// What the people of this channel made of a rule, where that changed anything.
std::string standing_here(Command& command, const std::string& rule)
{
  switch (hush(command.turn, command.caller.channel, rule)) {
    case Hush::quieter:
      return " It was dismissed here more often than used, so it speaks only where it is surer.";
    case Hush::silent:
      return " It was dismissed here so often that it is silent in this channel.";
    case Hush::none:
      break;
  }
  return {};
}

void explain(Command& command)
{
  const auto word = command.arguments.take_word();
  if (word) {
    if (const auto why = command.turn.language.why(*word)) {
      command.tell({code(*word), text(": " + *why + standing_here(command, *word))});
      return;
    }
    const auto number = words::numbered(*word, "s");
    if (number && command.incident) {
      if (const auto s = command.turn.ledger.suggestion(command.incident->number, *number)) {
        command.tell(
            {bold(s->id()), text(" "), code(s->rule),
             text(": " + command.turn.language.why(s->rule).value_or("this rule has been removed") +
                  standing_here(command, s->rule))});
        return;
      }
    }
  }
  command.tell({text("Name a suggestion or a rule, as in "),
                code(command.turn.settings.command + " tone why S-1")});
}

}  // namespace

void tone(Command& command)
{
  auto& turn = command.turn;
  const auto word = words::lower(command.arguments.take_word().value_or(""));
  if (word == "why") {
    explain(command);
    return;
  }
  if (!word.empty()) {
    const auto wanted = word == "on" || word == "thread" ? std::optional{Delivery::thread}
                        : word == "author"               ? std::optional{Delivery::author}
                        : word == "off"                  ? std::optional{Delivery::off}
                                                         : std::nullopt;
    if (!wanted) {
      command.tell({text("Choose "), code("tone on"), text(", "), code("tone off"), text(", "),
                    code("tone author"), text(", "), code("tone thread"), text(" or "),
                    code("tone why <id>"), text(".")});
      return;
    }
    if (!command.may_run(*find_verb("open"))) return;
    const auto before = delivery_in(turn, command.caller.channel);
    turn.ledger.set_delivery(command.caller.channel, *wanted);
    command.changed_delivery(before, *wanted);
  }
  const bool on = turn.settings.suggestions;
  command.tell({text(on ? std::string{described(delivery_in(turn, command.caller.channel))}
                        : "Wording suggestions are switched off in the configuration.")});
}

}  // namespace secondstory
