#include "bot/timeline/commanded.hpp"

#include <algorithm>
#include <array>

#include "bot/commands/arguments.hpp"
#include "bot/commands/verbs.hpp"
#include "bot/incident/settling.hpp"
#include "bot/words.hpp"

namespace secondstory {

namespace {

struct Fact
{
  std::string_view label;  ///< as the entry begins
  void (*verb)(Command&);
  std::optional<std::string> Incident::*member;
};

constexpr std::array<Fact, 2> facts = {
    {{"Impact: ", impact, &Incident::impact}, {"Summary: ", summary, &Incident::summary}}};

/// The words of a command as its message has them: behind a mention or the command's own name.
Arguments command_words(const Turn& turn, std::string_view text)
{
  text = words::trim(text);
  const auto first = text.substr(0, text.find_first_of(" \t\n"));
  if (words::mention(first) || first == turn.settings.command) {
    text = words::trim(text.substr(first.size()));
  }
  return Arguments{text};
}

/// "A-3 raise the pool" → "A-3 ".
std::string number_of_action(const std::string& text)
{
  return text.substr(0, std::min(text.find(' '), text.size() - 1) + 1);
}

void action_follows(Turn& turn, const Entry& entry, const std::string& before)
{
  if (before.empty()) return;
  const auto head = number_of_action(before);
  const auto number = words::numbered(words::trim(head), "a");
  for (auto& action : turn.ledger.actions(entry.incident)) {
    if (action.number != number || before != head + action.text) continue;
    action.text = entry.text.empty() ? "" : entry.text.substr(head.size());
    action.withdrawn = entry.text.empty();
    turn.ledger.save(action);
  }
}

}  // namespace

std::string commanded_text(Turn& turn, const Entry& entry, const std::string& text)
{
  auto arguments = command_words(turn, text);
  const auto whole = arguments.rest();
  if (entry.kind == EntryKind::command) return turn.settings.command + " " + whole;
  const auto* verb = find_verb(arguments.take_word().value_or(""));
  if (verb == nullptr) return entry.text;
  if (entry.kind == EntryKind::action && verb->run == add_action) {
    arguments.take_prefixed("by:");
    arguments.take_person();
    return number_of_action(entry.text) + arguments.rest();
  }
  if (entry.kind == EntryKind::update && verb->run == update) return arguments.rest();
  if (entry.kind != EntryKind::note) return entry.text;
  for (const auto& fact : facts) {
    const bool is_it = entry.text.starts_with(fact.label) && verb->run == fact.verb;
    if (is_it) return std::string{fact.label} + arguments.rest();
  }
  if (verb->run != note) return entry.text;
  arguments.take_prefixed("at:");
  return arguments.rest();
}

void facts_follow(Turn& turn, const Entry& entry, const std::string& before)
{
  auto incident = turn.ledger.incident(entry.incident);
  if (!incident || before == entry.text) return;
  if (entry.kind == EntryKind::action) action_follows(turn, entry, before);
  for (const auto& fact : facts) {
    auto& value = (*incident).*fact.member;
    if (!value || before != std::string{fact.label} + *value) continue;
    if (entry.text.empty()) {
      value.reset();
    } else {
      value = entry.text.substr(fact.label.size());
    }
    turn.ledger.save(*incident);
  }
  const bool shown = entry.kind == EntryKind::action || entry.kind == EntryKind::note;
  if (shown) refresh_card(turn, *incident);
}

}  // namespace secondstory
