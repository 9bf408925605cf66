#include "bot/commands/card_buttons.hpp"

#include <fmt/format.h>

#include "bot/commands/command.hpp"
#include "bot/incident/settling.hpp"
#include "bot/words.hpp"

namespace secondstory {

namespace {

using namespace say;

/// Why a press comes too late; nothing if it does not.
std::optional<Line> outdated(const Incident& incident, const ButtonPressed& press,
                             const std::vector<std::string>& value)
{
  if (press.action == "card.status") {
    const std::string now{name_of(incident.status)};
    if (value.size() == 3 && value[1] == now) return std::nullopt;
    return Line{bold(incident.id()), text(" is " + now + " already.")};
  }
  if (press.action != "card.lead") return std::nullopt;
  if (!incident.is_open()) return Line{bold(incident.id()), text(" is closed.")};
  const auto lead = incident.roles.find("lead");
  if (lead == incident.roles.end()) return std::nullopt;
  return Line{person(lead->second), text(" leads "), bold(incident.id()), text(" already.")};
}

std::string command_for(const ButtonPressed& press, const std::vector<std::string>& value)
{
  if (press.action == "card.status" && value.size() == 3) return "status " + value[2];
  if (press.action == "card.lead") return "lead";
  return press.action == "card.preview" ? "postmortem preview" : "";
}

}  // namespace

void press_card(Turn& turn, const ButtonPressed& press)
{
  const auto value = words::split(press.value);
  const auto number = value.empty() ? std::nullopt : incident_number(value[0]);
  const auto incident = number ? turn.ledger.incident(*number) : std::nullopt;
  const auto words = command_for(press, value);
  // Nothing of ours looks like that.
  if (!incident || incident->channel != press.message.channel || words.empty()) return;

  if (auto line = outdated(*incident, press, value)) {
    turn.queue(TellPerson{press.message.channel, press.thread, press.person,
                          Content{std::vector<Block>{Paragraph{std::move(*line)}}}, press.reply});
    refresh_card(turn, *incident);
    return;
  }
  const auto youngest = turn.ledger.incident_in(press.message.channel, true);
  const bool is_it = youngest && youngest->number == incident->number;
  Command{turn,
          {press.message.channel, press.person, press.thread, std::nullopt, press.reply},
          is_it ? words : "#" + incident->id() + " " + words}
      .run();
}

}  // namespace secondstory
