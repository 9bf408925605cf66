#include "bot/incident/settling.hpp"

#include <algorithm>

#include "bot/incident/cards.hpp"
#include "bot/timeline/suggesting.hpp"

namespace secondstory {

namespace {

using namespace say;

/// Nobody is left waiting for somebody who was never told: whoever declared the incident can add
/// them by hand.
void tell_of_not_invited(Turn& turn, const Incident& incident,
                         const std::vector<NotInvited>& people)
{
  if (people.empty()) return;
  constexpr std::size_t named_max = 10;
  Bullets bullets;
  for (const auto& one : people) {
    if (bullets.items.size() == named_max) break;
    bullets.items.push_back({person(one.person), text(": " + one.why)});
  }
  Content content;
  content.blocks.emplace_back(
      Paragraph{{text("I could not invite everybody into "), channel(incident.channel->id),
                 text(". Please add them by hand if you can:")}});
  content.blocks.emplace_back(std::move(bullets));
  if (people.size() > named_max) {
    content.blocks.emplace_back(
        Footnote{{text("… and " + std::to_string(people.size() - named_max) + " more")}});
  }
  // Who was left out themselves cannot be told in there.
  const bool outside = std::any_of(people.begin(), people.end(), [&](const NotInvited& one) {
    return one.person == incident.declared_by;
  });
  turn.queue(TellPerson{outside ? incident.declared_in : *incident.channel, std::nullopt,
                        incident.declared_by, std::move(content), std::nullopt});
}

void channel_opened(Turn& turn, Incident incident, const EffectSettled& outcome)
{
  const auto& id = *outcome.channel_id;
  incident.channel = Channel{incident.declared_in.platform, id};
  const auto name = outcome.channel_name.value_or(channel_name(incident, turn.settings));
  turn.ledger.save(NameSeen{incident.channel->platform, id, name, incident.is_private});
  furnish_channel(turn, incident);
  tell_of_not_invited(turn, incident, outcome.not_invited);
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

}  // namespace

void furnish_channel(Turn& turn, Incident& incident)
{
  incident.open_outbox_id = turn.queue(
      PostMessage{*incident.channel, std::nullopt, opening_card(incident, turn.settings)});
  if (*incident.channel != incident.declared_in) {
    turn.queue(SetTopic{*incident.channel, topic_line(incident)});
    turn.queue(SetPurpose{*incident.channel, purpose_line(incident, turn.settings)});
  }
}

void settle(Turn& turn, const EffectSettled& outcome)
{
  const auto item = turn.ledger.outbox_item(outcome.outbox_id);
  if (!turn.ledger.settle(outcome.outbox_id, outcome.done, outcome.refusal, turn.now())) return;
  if (auto suggestion = turn.ledger.suggestion_of_outbox(outcome.outbox_id)) {
    if (outcome.message) suggestion_was_posted(turn, std::move(*suggestion), *outcome.message);
    return;
  }
  if (item && std::holds_alternative<InvitePeople>(item->effect)) {
    const auto about = turn.ledger.incident_in(destination(item->effect), true);
    if (about) tell_of_not_invited(turn, *about, outcome.not_invited);
    return;
  }
  auto incident = turn.ledger.incident_opening(outcome.outbox_id);
  if (!incident) return;
  if (!incident->channel) {
    if (outcome.channel_id) {
      channel_opened(turn, std::move(*incident), outcome);
    } else {
      channel_refused(turn, std::move(*incident), outcome.refusal);
    }
    return;
  }
  incident->open_outbox_id = 0;
  if (outcome.message) {
    incident->status_card = outcome.message->id;
    turn.queue(PinMessage{*outcome.message});
    // In a channel that was there before, the bookmarks are other people's.
    if (*incident->channel != incident->declared_in) {
      turn.queue(BookmarkMessage{*outcome.message, incident->id() + ": status and timeline"});
    }
  }
  turn.ledger.save(*incident);
}

}  // namespace secondstory
