#include <fmt/format.h>
#include <algorithm>

#include "bot/commands/command.hpp"
#include "bot/commands/verbs.hpp"
#include "bot/timeline/naming.hpp"
#include "bot/words.hpp"

namespace secondstory {

namespace {

using namespace say;

constexpr std::size_t lines_max = 60;  ///< of a timeline shown in chat
/// What is repeated of somebody's words; the record has all of them.
constexpr std::size_t echo_bytes_max = 3000;

/// Takes `at:…`; nothing if it is not there. Tells the caller if it cannot be read: then `ok` is
/// false.
struct At
{
  bool ok = true;
  std::optional<Time> time{};
};

At take_at(Command& command)
{
  const auto typed = command.arguments.take_prefixed("at:");
  if (!typed) return {};
  auto at = moment(*typed, command.turn.event.at, command.turn.settings.timezone);
  if (at) return {true, *at};
  command.tell({text(at.error().message + ".")});
  return {false, std::nullopt};
}

/// The text of a verb that is nothing without one.
std::optional<std::string> needed_text(Command& command, std::string_view example)
{
  auto words = command.arguments.rest();
  if (!words.empty()) return words;
  command.tell({text("It needs a text, as in "),
                code(fmt::format("{} {}", command.turn.settings.command, example))});
  return std::nullopt;
}

Span time_shown(Time at)
{
  return say::time(at, iso8601(at).substr(11, 5) + " UTC");
}

void set_fact(Command& command, std::optional<std::string> Incident::*fact,
              const std::string& label, std::string_view example)
{
  const auto words = needed_text(command, example);
  if (!words) return;
  (*command.incident).*fact = *words;
  command.change(EntryKind::note, label + ": " + *words);
  command.announce({bold(label + ": "), text(words::clipped(*words, echo_bytes_max))});
  command.refresh_card();
}

void set_time(Command& command, std::optional<Time> Incident::*time, const std::string& label,
              const std::string& verb)
{
  auto at = take_at(command);
  if (!at.ok) return;
  if (!at.time && !command.arguments.empty()) {
    auto plain =
        moment(command.arguments.rest(), command.turn.event.at, command.turn.settings.timezone);
    if (plain) at.time = *plain;
  }
  if (!at.time) {
    command.tell({text("Say when, as in "),
                  code(fmt::format("{} {} at:13:05", command.turn.settings.command, verb))});
    return;
  }
  (*command.incident).*time = *at.time;
  command.change(EntryKind::note, label, *at.time);
  command.announce({text(label + " at "), time_shown(*at.time)});
}

Line line_of(Command& command, const Entry& entry)
{
  const auto at = iso8601(entry.at);
  Line line{code(entry.id()), text(" "),
            say::time(entry.at, at.substr(5, 5) + " " + at.substr(11, 8) + " UTC"), text(" ")};
  if (entry.key_event) line.push_back(text("📌 "));
  if (entry.kind != EntryKind::message)
    line.push_back(italic(std::string{name_of(entry.kind)} + " "));
  if (!entry.actor.empty()) {
    line.push_back(person(entry.actor));
    line.push_back(text(": "));
  }
  if (entry.deleted_at) {
    line.push_back(italic("(deleted)"));
    return line;
  }
  const auto& platform = command.caller.channel.platform;
  const auto named = with_names(entry.text, command.turn.ledger, platform);
  for (auto& span : spoken(words::clipped(named, 100))) line.push_back(std::move(span));
  return line;
}

std::optional<Entry> entry_named(Command& command, std::string_view verb)
{
  const auto word = command.arguments.take_word();
  const auto number = word ? entry_number(*word) : std::nullopt;
  auto entry = number ? command.turn.ledger.entry(command.incident->number, *number) : std::nullopt;
  if (entry) return entry;
  command.tell(
      {text(word ? "There is no entry " + words::clipped(*word, 20) + ". " : "Which entry? "),
       code(command.turn.settings.command + " timeline"), text(" shows their ids, then "),
       code(fmt::format("{} {} T-12{}", command.turn.settings.command, verb,
                        verb == "timeline edit" ? " the new text" : ""))});
  return std::nullopt;
}

void show_timeline(Command& command, std::size_t wanted)
{
  const auto most = std::min(wanted, lines_max);
  // One more than is shown says whether there are more.
  auto entries = command.turn.ledger.last_entries(command.incident->number, most + 1);
  const bool more = entries.size() > most;
  if (more) entries.erase(entries.begin());
  if (entries.empty()) {
    command.tell({text("The timeline is empty.")});
    return;
  }
  Bullets bullets;
  for (const auto& entry : entries) bullets.items.push_back(line_of(command, entry));
  Content content;
  content.blocks.emplace_back(std::move(bullets));
  if (more) {
    content.blocks.emplace_back(
        Footnote{{text(fmt::format("The last {} entries. ", entries.size())),
                  code(command.turn.settings.command + " export md"), text(" has them all.")}});
  }
  command.tell(std::move(content));
}

void edit_entry(Command& command)
{
  auto entry = entry_named(command, "timeline edit");
  if (!entry) return;
  const auto words = needed_text(command, "timeline edit T-12 the new text");
  if (!words) return;
  command.remember_entry(*entry);
  entry->revisions.push_back({command.turn.event.at, entry->text});
  entry->text = *words;
  entry->edited_at = command.turn.event.at;
  command.turn.ledger.save(*entry);
  command.change(EntryKind::command, "timeline edit " + entry->id());
  command.tell({text("Changed "), code(entry->id()), text("; the former text is kept.")});
}

void hide_entry(Command& command)
{
  auto entry = entry_named(command, "timeline hide");
  if (!entry) return;
  command.remember_entry(*entry);
  entry->hidden = !entry->hidden;
  command.turn.ledger.save(*entry);
  command.change(EntryKind::command, "timeline hide " + entry->id());
  command.tell({code(entry->id()),
                text(entry->hidden ? " stays out of the draft. The same command brings it back."
                                   : " is in the draft again.")});
}

}  // namespace

void note(Command& command)
{
  const auto at = take_at(command);
  if (!at.ok) return;
  const auto words = needed_text(command, "note failover started at:13:05");
  if (!words) return;
  const auto entry = command.change(EntryKind::note, *words, at.time);
  Line line{text("Noted "), code(entry.id())};
  if (at.time) line.insert(line.end(), {text(" at "), time_shown(*at.time)});
  line.push_back(text(": " + words::clipped(*words, echo_bytes_max)));
  command.announce(Content{std::vector<Block>{Paragraph{std::move(line)}}});
}

void update(Command& command)
{
  const auto words = needed_text(command, "update Checkout works again for most");
  if (!words) return;
  if (!command.incident->communicated_at) command.incident->communicated_at = command.turn.event.at;
  command.change(EntryKind::update, *words);
  command.announce({bold("Update: "), text(*words)});
  command.refresh_card();
}

void impact(Command& command)
{
  set_fact(command, &Incident::impact, "Impact", "impact 12% of checkouts fail");
}

void summary(Command& command)
{
  set_fact(command, &Incident::summary, "Summary", "summary the pool ran out of connections");
}

void detected(Command& command)
{
  set_time(command, &Incident::detected_at, "Detected", "detected");
}

void started(Command& command)
{
  set_time(command, &Incident::started_at, "Started", "started");
}

void timeline(Command& command)
{
  if (command.arguments.empty()) {
    show_timeline(command, 10);
    return;
  }
  const auto word = words::lower(command.arguments.take_word().value_or(""));
  if (word == "edit" || word == "hide") {
    const auto* curating = find_verb("note");
    if (!command.may_run(*curating)) return;
    word == "edit" ? edit_entry(command) : hide_entry(command);
  } else if (word == "all") {
    show_timeline(command, lines_max);
  } else if (const auto count = words::numbered(word, "")) {
    show_timeline(command, static_cast<std::size_t>(*count));
  } else {
    command.tell({text("Say "), code("timeline 20"), text(", "), code("timeline all"), text(", "),
                  code("timeline edit <id> <text>"), text(" or "), code("timeline hide <id>"),
                  text(".")});
  }
}

void key_event(Command& command)
{
  auto entry = entry_named(command, "key");
  if (!entry) return;
  command.remember_entry(*entry);
  entry->key_event = !entry->key_event;
  command.turn.ledger.save(*entry);
  command.change(EntryKind::command, "key " + entry->id());
  command.announce(
      {text(entry->key_event ? "📌 " : "No longer a key event: "), code(entry->id()),
       text(" " + (entry->deleted_at ? "(deleted)" : words::clipped(entry->text, 200)))});
}

}  // namespace secondstory
