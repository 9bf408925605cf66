#include "bot/commands/command.hpp"
#include "bot/commands/verbs.hpp"

namespace secondstory {

void not_yet(Command& command)
{
  command.tell({say::text("I understand this, but this version cannot do it yet. "),
                say::code(command.turn.settings.command + " help"),
                say::text(" shows what it can.")});
}

}  // namespace secondstory
