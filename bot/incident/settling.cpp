#include "bot/incident/settling.hpp"

#include "bot/incident/cards.hpp"
#include "bot/timeline/repairing.hpp"
#include "bot/timeline/suggesting.hpp"

namespace secondstory {

namespace {

using namespace say;

void channel_opened(Turn& turn, Incident incident, const std::string& id)
{
  incident.channel = Channel{incident.declared_in.platform, id};
  furnish_channel(turn, incident);
  if (!incident.is_private) {
    turn.queue(
        PostMessage{incident.declared_in, std::nullopt,
                    Content{bold(incident.id()), text(" declared (" + incident.severity + "): "),
                            text(incident.title + ". Join in "), channel(id)}});
  }
  turn.ledger.save(incident);
}

/// Better an incident in the wrong channel than none.
void channel_refused(Turn& turn, Incident incident, const std::string& refusal)
{
  incident.open_outbox_id = 0;
  const bool free = !incident.is_private && !turn.ledger.incident_in(incident.declared_in);
  if (free) {
    incident.channel = incident.declared_in;
    furnish_channel(turn, incident);
  }
  turn.ledger.save(incident);
  turn.queue(TellPerson{
      incident.declared_in, std::nullopt, incident.declared_by,
      Content{
          text("No channel could be opened for "), bold(incident.id()), text(": " + refusal + ". "),
          text(free ? "It goes on here." : "Open one by hand and declare it there with `here`.")},
      std::nullopt});
}

void follow(Turn& turn, const EffectSettled& outcome)
{
  if (auto suggestion = turn.ledger.suggestion_of_outbox(outcome.outbox_id)) {
    if (outcome.message) suggestion_was_posted(turn, std::move(*suggestion), *outcome.message);
    return;
  }
  auto incident = turn.ledger.incident_opening(outcome.outbox_id);
  if (!incident) return;
  if (!incident->channel) {
    if (outcome.channel_id) {
      channel_opened(turn, std::move(*incident), *outcome.channel_id);
    } else {
      channel_refused(turn, std::move(*incident), outcome.refusal);
    }
    return;
  }
  incident->open_outbox_id = 0;
  if (outcome.message) {
    incident->status_card = outcome.message->id;
    turn.queue(PinMessage{*outcome.message});
  }
  turn.ledger.save(*incident);
}

}  // namespace

void furnish_channel(Turn& turn, Incident& incident)
{
  incident.open_outbox_id = turn.queue(
      PostMessage{*incident.channel, std::nullopt, opening_card(incident, turn.settings)});
  if (*incident.channel != incident.declared_in) {
    turn.queue(SetTopic{*incident.channel, topic_line(incident)});
  }
}

std::optional<Event> settle(Turn& turn, const EffectSettled& outcome)
{
  // Read before it is settled: then the ledger forgets what it said.
  auto item = turn.ledger.outbox_item(outcome.outbox_id);
  if (!turn.ledger.settle(outcome.outbox_id, outcome.done, outcome.refusal, turn.now())) return {};
  go_on_reading(turn, outcome.unread);
  if (item) {
    if (auto* learn = std::get_if<LearnPerson>(&item->effect)) return std::move(learn->asked);
  }
  follow(turn, outcome);
  return {};
}

}  // namespace secondstory
