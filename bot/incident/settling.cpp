#include "bot/incident/settling.hpp"

#include <algorithm>

#include "bot/incident/cards.hpp"
#include "bot/timeline/repairing.hpp"
#include "bot/timeline/suggesting.hpp"

namespace secondstory {

namespace {

using namespace say;

/// What a service says may end with a full stop or not.
std::string sentence(std::string text)
{
  if (!text.ends_with('.')) text += '.';
  return text;
}

/// Who asked for a file waits for it, and would wait in vain.
void file_refused(Turn& turn, const ShareFile& file, const std::string& refusal)
{
  if (!file.only_for) return;
  turn.queue(TellPerson{
      file.channel, file.thread, *file.only_for,
      Content{text("I could not hand over "), code(file.name), text(". " + sentence(refusal))},
      std::nullopt});
}

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
  if (incident.declared_in.id.empty()) {
    turn.queue(TellPerson{incident.declared_in, std::nullopt, incident.declared_by,
                          Content{bold(incident.id()), text(" is open in "), channel(id)},
                          std::nullopt});
  } else if (!incident.is_private) {
    turn.queue(
        PostMessage{incident.declared_in, std::nullopt,
                    Content{bold(incident.id()), text(" declared (" + incident.severity + "): "),
                            text(incident.title + ". Join in "), channel(id)}});
  }
  turn.ledger.save(incident);
}

Content card_now(Turn& turn, const Incident& incident)
{
  return pinned_card(incident, turn.ledger.actions(incident.number), turn.settings);
}

/// The card got its place; what changed while it was on its way is put right.
void card_posted(Turn& turn, Incident incident, const OutboxItem& posted, const MessageRef& message)
{
  incident.status_card = message.id;
  turn.queue(PinMessage{message});
  // In a channel that was there before, the bookmarks are other people's.
  if (*incident.channel != incident.declared_in) {
    turn.queue(BookmarkMessage{message, incident.id() + ": status and timeline"});
  }
  const auto* post = std::get_if<PostMessage>(&posted.effect);
  const auto now = card_now(turn, incident);
  if (post != nullptr && to_json(post->content) != to_json(now)) {
    turn.queue(ReviseMessage{message, now});
  }
  turn.ledger.save(incident);
}

/// Better an incident in the wrong channel than none.
void channel_refused(Turn& turn, Incident incident, const std::string& refusal)
{
  incident.open_outbox_id = 0;
  const bool free = !incident.is_private && !incident.declared_in.id.empty() &&
                    !turn.ledger.incident_in(incident.declared_in);
  if (free) {
    incident.channel = incident.declared_in;
    furnish_channel(turn, incident);
  }
  turn.ledger.save(incident);
  turn.queue(TellPerson{incident.declared_in, std::nullopt, incident.declared_by,
                        Content{text("No channel could be opened for "), bold(incident.id()),
                                text(": " + sentence(refusal) + " "),
                                text(free ? "It goes on here."
                                          : "Open one by hand and declare it there with `here`.")},
                        std::nullopt});
}

/// What becomes of an incident, a suggestion or a file by the outcome of the effect that was
/// queued.
void follow(Turn& turn, const EffectSettled& outcome, const OutboxItem& queued,
            std::optional<Incident> incident)
{
  if (!outcome.done) {
    const auto* file = std::get_if<ShareFile>(&queued.effect);
    if (file) file_refused(turn, *file, outcome.refusal);
  }
  if (auto suggestion = turn.ledger.suggestion_of_outbox(outcome.outbox_id)) {
    if (outcome.message) suggestion_was_posted(turn, std::move(*suggestion), *outcome.message);
    return;
  }
  if (std::holds_alternative<InvitePeople>(queued.effect)) {
    const auto about = turn.ledger.incident_in(destination(queued.effect), true);
    if (about) tell_of_not_invited(turn, *about, outcome.not_invited);
    return;
  }
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
    card_posted(turn, std::move(*incident), queued, *outcome.message);
  } else {
    turn.ledger.save(*incident);
  }
}

}  // namespace

void furnish_channel(Turn& turn, Incident& incident)
{
  incident.open_outbox_id =
      turn.queue(PostMessage{*incident.channel, std::nullopt, card_now(turn, incident)});
  if (*incident.channel != incident.declared_in) {
    turn.queue(SetTopic{*incident.channel, topic_line(incident)});
    turn.queue(SetPurpose{*incident.channel, purpose_line(incident, turn.settings)});
  }
}

void refresh_card(Turn& turn, const Incident& incident)
{
  if (!incident.channel || !incident.status_card) return;
  turn.queue(ReviseMessage{{*incident.channel, *incident.status_card}, card_now(turn, incident)});
}

std::optional<Event> settle(Turn& turn, const EffectSettled& outcome)
{
  // Read before it is settled: what it said, and what it was to open, goes then.
  auto incident = turn.ledger.incident_opening(outcome.outbox_id);
  auto queued = turn.ledger.outbox_item(outcome.outbox_id);
  if (!turn.ledger.settle(outcome.outbox_id, outcome.done, outcome.refusal, turn.now())) return {};
  go_on_reading(turn, outcome.unread);
  if (!queued) return {};
  if (auto* learn = std::get_if<LearnPerson>(&queued->effect)) return std::move(learn->asked);
  follow(turn, outcome, *queued, std::move(incident));
  return {};
}

}  // namespace secondstory
