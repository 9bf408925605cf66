#include "bot/commands/undoing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "bot/commands/command.hpp"
#include "bot/commands/verbs.hpp"
#include "bot/incident/difference.hpp"
#include "bot/timeline/suggesting.hpp"
#include "bot/words.hpp"

namespace secondstory {

namespace json = boost::json;

namespace {

using namespace say;

std::string mark_of(const ActionItem& action)
{
  return fmt::format("{} {} {}", action.id(), action.done, action.withdrawn);
}

/// An edit, a deletion or a wording that was accepted count as much as a command.
std::string mark_of(const Entry& entry)
{
  const auto moment = [](const std::optional<Time>& at) {
    return at ? at->time_since_epoch().count() : 0;
  };
  return fmt::format("{} {} {} {} {} {} {}", entry.id(), entry.hidden, entry.key_event,
                     entry.revisions.size(), moment(entry.edited_at), moment(entry.deleted_at),
                     entry.reworded.has_value());
}

/// Why a command cannot be taken back as things stand; nothing if it can.
std::optional<Content> obstacle(Command& command, const Change& change, const Done& done,
                                const std::optional<Incident>& restored)
{
  auto& ledger = command.turn.ledger;
  const auto& incident = *command.incident;
  const auto& name = command.turn.settings.command;
  if (done.declared) {
    return Content{text("An incident that is open cannot be unopened. "), code(name + " close"),
                   text(" ends it, with a word on why.")};
  }
  const bool said_of_another =
      done.delivery && incident.channel &&
      delivery_in(command.turn, *incident.channel) != done.delivery->second;
  if (!restored || said_of_another || done.left != mark_of(ledger, change)) {
    return Content{text("What "), code(words::clipped(change.words, 80)),
                   text(" did was changed again since, so I took nothing back. Say what should "
                        "hold instead.")};
  }
  if (!incident.is_open() && done.difference != "{}" && restored->status == incident.status) {
    return Content{bold(incident.id()), text(" was closed since, so I took nothing back. "),
                   code(name + " reopen <reason>"), text(" goes on with it.")};
  }
  if (!incident.is_open() && restored->is_open() && incident.channel &&
      ledger.incident_in(*incident.channel)) {
    return Content{text("Another incident is open in that channel; close it first.")};
  }
  return std::nullopt;
}

void put_back(Command& command, const Change& change, const Done& done, const Incident& restored)
{
  auto& ledger = command.turn.ledger;
  command.incident = restored;
  ledger.save(restored);
  if (change.action) ledger.save(*change.action);
  if (change.entry) ledger.save(*change.entry);
  if (done.delivery && restored.channel) {
    ledger.set_delivery(*restored.channel, done.delivery->first);
  }
  for (const auto number : change.entries) {
    auto entry = ledger.entry(restored.number, number);
    if (!entry) continue;
    entry->hidden = true;
    ledger.save(*entry);
  }
}

}  // namespace

std::string to_json(const Done& done)
{
  json::object out{
      {"incident", json::parse(done.difference)}, {"left", done.left}, {"declared", done.declared}};
  if (done.delivery) {
    out["delivery"] = json::array{static_cast<int>(done.delivery->first),
                                  static_cast<int>(done.delivery->second)};
  }
  return json::serialize(out);
}

Done done_from_json(std::string_view text)
{
  const auto value = json::parse(text);
  const auto& in = value.as_object();
  Done out;
  out.difference = json::serialize(in.at("incident"));
  out.left = json::value_to<std::string>(in.at("left"));
  out.declared = in.at("declared").as_bool();
  if (const auto* delivery = in.if_contains("delivery")) {
    const auto& pair = delivery->as_array();
    out.delivery = {static_cast<Delivery>(pair.at(0).as_int64()),
                    static_cast<Delivery>(pair.at(1).as_int64())};
  }
  return out;
}

std::string mark_of(Ledger& ledger, const Change& change)
{
  std::string out;
  if (change.action) {
    const auto actions = ledger.actions(change.incident);
    const auto found = std::find_if(actions.begin(), actions.end(), [&](const ActionItem& one) {
      return one.number == change.action->number;
    });
    out += found == actions.end() ? "withdrawn" : mark_of(*found);
  }
  if (change.entry) {
    const auto entry = ledger.entry(change.incident, change.entry->number);
    out += entry ? mark_of(*entry) : "gone";
  }
  return out;
}

void undo(Command& command)
{
  auto& ledger = command.turn.ledger;
  auto last = ledger.take_last_change(command.incident->number, command.caller.person,
                                      command.turn.now() - std::chrono::minutes{5});
  command.no_entry();
  if (!last) {
    command.tell({text("You changed nothing here in the last five minutes.")});
    return;
  }
  const auto done = last->before ? done_from_json(*last->before) : Done{};
  const auto restored = taken_back(*command.incident, done.difference);
  if (auto why_not = obstacle(command, *last, done, restored)) {
    ledger.add(*last);  // it stays the last: nothing older is taken back in its stead
    command.tell(std::move(*why_not));
    return;
  }
  put_back(command, *last, done, *restored);
  command.announce(
      {bold(command.incident->id()), text(" taken back: "), code(words::clipped(last->words, 80))});
  command.refresh_card();
}

}  // namespace secondstory
