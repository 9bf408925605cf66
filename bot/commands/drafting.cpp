#include "bot/commands/command.hpp"
#include "bot/commands/verbs.hpp"
#include "bot/postmortem/publishing.hpp"
#include "bot/words.hpp"

namespace secondstory {

namespace {

using namespace say;

}  // namespace

void postmortem(Command& command)
{
  const auto word = words::lower(command.arguments.take_word().value_or("preview"));
  if (word == "preview") {
    command.tell(draft_for_chat(command.turn, *command.incident));
    return;
  }
  if (word != "post" && word != "redo") {
    command.tell({text("Say "), code("postmortem preview"), text(" or "), code("postmortem post"),
                  text(".")});
    return;
  }
  if (!command.may_run(*find_verb("open"))) return;
  if (!command.incident->channel) {
    command.tell({text("The incident's channel does not exist yet; try again in a moment.")});
    return;
  }
  publish_draft(command.turn, *command.incident);
}

void export_file(Command& command)
{
  const auto word = words::lower(command.arguments.take_word().value_or(""));
  const auto format = export_format_named(word);
  if (!format) {
    command.tell({text("Which format? Say "), code("export md"), text(", "), code("html"),
                  text(", "), code("json"), text(", "), code("csv"), text(" or "), code("png"),
                  text(".")});
    return;
  }
  auto file = export_incident(command.turn.ledger, command.turn.settings, command.turn.language,
                              *command.incident, *format);
  // A private incident's files stay where those who may know of it are.
  const auto only_for = command.incident->is_private
                            ? std::optional<std::string>{}
                            : std::optional<std::string>{command.caller.person};
  command.tell({code(file.name),
                text(only_for ? " is on its way to you, in a direct message from me."
                              : " is on its way into this channel: the incident is private, and so "
                                "are its files.")});
  command.turn.queue(ShareFile{command.caller.channel, command.caller.thread, std::move(file.name),
                               command.incident->id() + ": " + command.incident->title,
                               std::move(file.bytes), only_for});
}

}  // namespace secondstory
