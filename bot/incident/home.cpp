#include "bot/incident/home.hpp"

#include <fmt/format.h>

#include "bot/commands/declaring.hpp"
#include "bot/incident/cards.hpp"
#include "bot/words.hpp"

namespace secondstory {

namespace {

using namespace say;

/// A page is for a glance.
constexpr std::size_t incidents_max = 30;
constexpr std::size_t follow_ups_max = 30;

Bullets follow_ups_of(Turn& turn, const Incident& incident, const std::string& owner)
{
  Bullets bullets;
  for (const auto& action : turn.ledger.actions(incident.number)) {
    if (action.done || action.owner != owner) continue;
    Line line{bold(incident.id()), text(" "), code(action.id()),
              text(" " + words::clipped(action.text, 200))};
    if (action.due) line.push_back(text(" · by " + *action.due));
    bullets.items.push_back(std::move(line));
  }
  return bullets;
}

std::optional<ShowHome::Guarded> guarded_part(Turn& turn, const Incident& incident, Bullets own)
{
  if (!incident.channel || (!incident.is_open() && own.items.empty())) return std::nullopt;
  ShowHome::Guarded part{*incident.channel, {}};
  if (incident.is_open()) {
    auto line = list_line(incident, turn.now());
    line.push_back(text(" · private"));
    part.content.blocks.emplace_back(Bullets{{std::move(line)}});
  }
  if (!own.items.empty()) part.content.blocks.emplace_back(std::move(own));
  return part;
}

void add_list(Content& page, const std::string& heading, Bullets bullets, std::size_t items_max,
              const std::string& otherwise)
{
  page.blocks.emplace_back(Heading{heading});
  if (bullets.items.empty()) {
    page.blocks.emplace_back(Paragraph{{text(otherwise)}});
    return;
  }
  const auto left_out =
      bullets.items.size() > items_max ? bullets.items.size() - items_max : std::size_t{0};
  bullets.items.resize(bullets.items.size() - left_out);
  page.blocks.emplace_back(std::move(bullets));
  if (left_out > 0) {
    page.blocks.emplace_back(Footnote{{text(fmt::format("… and {} more", left_out))}});
  }
}

}  // namespace

void show_home(Turn& turn, const HomeOpened& opened)
{
  ShowHome home;
  home.platform = opened.platform;
  home.person = opened.person;
  Bullets open;
  Bullets own;
  for (const auto& incident : turn.ledger.incidents()) {
    if (incident.declared_in.platform != opened.platform) continue;
    auto items = follow_ups_of(turn, incident, opened.person);
    if (incident.is_private) {
      auto part = guarded_part(turn, incident, std::move(items));
      if (part && home.guarded.size() < incidents_max) home.guarded.push_back(std::move(*part));
      continue;
    }
    if (incident.is_open()) open.items.push_back(list_line(incident, turn.now()));
    own.items.insert(own.items.end(), items.items.begin(), items.items.end());
  }
  home.content.blocks.emplace_back(
      Buttons{{{"Declare an incident", declaration, "", Button::Style::primary}}});
  add_list(home.content, "Open incidents", std::move(open), incidents_max,
           "No incident is open. Enjoy the calm.");
  add_list(home.content, "Your follow-ups", std::move(own), follow_ups_max,
           "Nothing is waiting for you.");
  turn.queue(home);
}

}  // namespace secondstory
