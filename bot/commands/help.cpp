#include <fmt/format.h>
#include <fmt/ranges.h>

#include "bot/commands/command.hpp"
#include "bot/commands/verbs.hpp"
#include "bot/incident/cards.hpp"
#include "bot/words.hpp"

namespace secondstory {

namespace {

using namespace say;

std::string usage_of(const Command& command, const Verb& verb)
{
  std::string out = command.turn.settings.command + " " + std::string{verb.name};
  if (verb.run == severity) {
    return fmt::format("{} {} [why]", out, fmt::join(command.turn.settings.severities, "|"));
  }
  if (!verb.usage.empty()) out += " " + std::string{verb.usage};
  return out;
}

std::string example_of(const Command& command, const Verb& verb)
{
  const auto& settings = command.turn.settings;
  if (verb.run == severity) return settings.command + " sev " + settings.severities.front();
  return settings.command + " " + std::string{verb.example};
}

Content help_on(const Command& command, const Verb& verb)
{
  Content content;
  content.blocks.emplace_back(Paragraph{{code(usage_of(command, verb))}});
  content.blocks.emplace_back(Paragraph{{text(std::string{verb.does} + ".")}});
  content.blocks.emplace_back(Paragraph{{text("For example: "), code(example_of(command, verb))}});
  if (!verb.aliases.empty()) {
    Line also{text("Also: ")};
    for (const auto alias : verb.aliases) {
      if (also.size() > 1) also.push_back(text(", "));
      also.push_back(code(std::string{alias}));
    }
    content.blocks.emplace_back(Footnote{std::move(also)});
  }
  return content;
}

void add_open_incidents(Command& command, Content& content)
{
  Bullets open;
  for (const auto& incident : command.turn.ledger.incidents()) {
    if (!incident.is_open() || incident.is_private) continue;
    open.items.push_back(list_line(incident, command.turn.now()));
    if (open.items.size() == 10) break;
  }
  if (open.items.empty()) return;
  content.blocks.emplace_back(Heading{"Open incidents"});
  content.blocks.emplace_back(std::move(open));
}

}  // namespace

Content help_on_all(const Command& command)
{
  Content content;
  content.blocks.emplace_back(Heading{"What I can do"});
  Bullets bullets;
  for (const auto& verb : verbs()) {
    if (verb.run == not_yet) continue;
    Line line{code(usage_of(command, verb)), text(" " + std::string{verb.does})};
    if (!verb.usage.empty()) {
      line.insert(line.end(), {text(", as in "), code(example_of(command, verb))});
    }
    bullets.items.push_back(std::move(line));
  }
  content.blocks.emplace_back(std::move(bullets));
  content.blocks.emplace_back(
      Footnote{{text("In a thread, mention me instead: "), code("@bot note …"),
                text(". React with 📌 to mark a key event, 🚫 to leave a message "
                     "out of the draft.")}});
  return content;
}

void show_help(Command& command)
{
  if (auto word = command.arguments.take_word()) {
    if (const auto* verb = find_verb(*word)) {
      command.tell(help_on(command, *verb));
      return;
    }
    const auto guess = words::nearest(*word, verb_names());
    command.tell({text("There is no "), code(words::clipped(*word, 40)),
                  text(guess ? ". Did you mean " + *guess + "? " : ". "),
                  code(command.turn.settings.command + " help"), text(" shows everything.")});
    return;
  }
  auto content = help_on_all(command);
  if (!command.incident || !command.incident->is_open()) add_open_incidents(command, content);
  command.tell(std::move(content));
}

}  // namespace secondstory
