#include "bot/timeline/suggesting.hpp"

#include <fmt/format.h>
#include <algorithm>

#include "bot/commands/standing.hpp"
#include "bot/words.hpp"

namespace secondstory {

namespace {

using namespace say;

std::string reference(const Suggestion& suggestion)
{
  return fmt::format("{}/{}", suggestion.incident, suggestion.number);
}

std::optional<Suggestion> referred(Turn& turn, const std::string& value)
{
  const auto slash = value.find('/');
  if (slash == std::string::npos) return std::nullopt;
  const auto incident = words::numbered(value.substr(0, slash), "inc");
  const auto number = words::numbered(value.substr(slash + 1), "s");
  if (!incident || !number) return std::nullopt;
  return turn.ledger.suggestion(*incident, *number);
}

Content offer(const Suggestion& suggestion)
{
  Content content;
  if (suggestion.wording) {
    content.blocks.emplace_back(Paragraph{{text("One way to put this about the system:")}});
    content.blocks.emplace_back(Quote{{text(*suggestion.wording)}});
    if (suggestion.question != *suggestion.wording) {
      content.blocks.emplace_back(Paragraph{{italic(suggestion.question)}});
    }
  } else {
    content.blocks.emplace_back(Paragraph{{text("A question that may help here:")}});
    content.blocks.emplace_back(Quote{{text(suggestion.question)}});
  }
  Buttons buttons;
  if (suggestion.wording) {
    buttons.buttons.push_back(
        {"Use in the record", "suggestion.use", reference(suggestion), Button::Style::primary});
  }
  buttons.buttons.push_back({"Not blame", "suggestion.dismiss", reference(suggestion)});
  buttons.buttons.push_back({"Why?", "suggestion.why", reference(suggestion)});
  content.blocks.emplace_back(std::move(buttons));
  return content;
}

Content answered(const Suggestion& suggestion)
{
  if (suggestion.state == SuggestionState::dismissed) {
    return Content{text("Noted: this one was not about blame. Thanks for saying so.")};
  }
  Content content;
  content.blocks.emplace_back(Paragraph{{text("In the record:")}});
  content.blocks.emplace_back(Quote{{text(suggestion.wording.value_or(suggestion.question))}});
  return content;
}

/// The wording goes into the record with ✅ and out of it again.
void put_in_record(Turn& turn, const Suggestion& suggestion)
{
  auto entry = turn.ledger.entry_of(suggestion.about);
  if (!entry || entry->deleted_at) return;
  entry->reworded =
      suggestion.state == SuggestionState::accepted ? suggestion.wording : std::nullopt;
  turn.ledger.save(*entry);
}

void decide(Turn& turn, Suggestion& suggestion, SuggestionState state)
{
  if (suggestion.state == state) return;
  suggestion.state = state;
  turn.ledger.save(suggestion);
  put_in_record(turn, suggestion);
}

SuggestionState state_by_marks(Turn& turn, const MessageRef& posted)
{
  if (turn.ledger.has_mark(posted, Mark::accept)) return SuggestionState::accepted;
  if (turn.ledger.has_mark(posted, Mark::dismiss)) return SuggestionState::dismissed;
  return SuggestionState::offered;
}

}  // namespace

Delivery delivery_in(Turn& turn, const Channel& channel)
{
  return turn.ledger.delivery(channel).value_or(turn.settings.delivery);
}

void suggest_wording(Turn& turn, const MessagePosted& message)
{
  if (!turn.settings.suggestions || message.by_bot || message.text.empty()) return;
  const auto& channel = message.message.channel;
  const auto delivery = delivery_in(turn, channel);
  if (delivery == Delivery::off) return;
  const auto incident = turn.ledger.incident_in(channel);
  // What was read back from before the declaration, or long after, is record, not conversation.
  if (!incident || turn.event.at < incident->declared_at || turn.is_stale()) return;

  const auto findings = turn.language.check(message.text);
  const auto best =
      std::max_element(findings.begin(), findings.end(),
                       [](const auto& a, const auto& b) { return a.confidence < b.confidence; });
  if (best == findings.end() || best->confidence < turn.settings.min_confidence) return;
  const auto last = turn.ledger.last_suggestion(channel, message.author);
  if (last && turn.event.at - *last < std::chrono::seconds{turn.settings.cooldown_seconds}) return;

  Suggestion suggestion;
  suggestion.incident = incident->number;
  suggestion.about = message.message;
  suggestion.author = message.author;
  suggestion.at = turn.event.at;
  suggestion.category = best->category;
  suggestion.rule = best->rule;
  suggestion.excerpt = best->excerpt;
  suggestion.wording = best->suggestion;
  suggestion.question = best->question;
  turn.ledger.add(suggestion);
  const auto thread = message.thread.value_or(message.message.id);
  const auto content = offer(suggestion);
  suggestion.outbox_id =
      delivery == Delivery::author
          ? turn.queue(TellPerson{channel, message.thread, message.author, content, std::nullopt})
          : turn.queue(PostMessage{channel, thread, content});
  turn.ledger.save(suggestion);
}

void weigh_suggestion(Turn& turn, const Reacted& reaction)
{
  if (reaction.mark != Mark::accept && reaction.mark != Mark::dismiss) return;
  auto suggestion = turn.ledger.suggestion_posted_as(reaction.message);
  if (!suggestion) return;
  decide(turn, *suggestion, state_by_marks(turn, reaction.message));
}

void answer_suggestion(Turn& turn, const ButtonPressed& press)
{
  auto suggestion = referred(turn, press.value);
  if (!suggestion || suggestion->about.channel != press.message.channel) return;
  const auto& channel = press.message.channel;
  if (press.action == "suggestion.why") {
    const auto why = turn.language.why(suggestion->rule).value_or("This rule has been removed.");
    turn.queue(TellPerson{
        channel, press.thread, press.person,
        Content{bold(suggestion->category + " "), code(suggestion->rule), text(": " + why)},
        press.reply});
    return;
  }
  const auto known_as = standing(turn, press.person, press.outside);
  if (known_as != Standing::may) {
    const bool later = known_as == Standing::unknown && put_off(turn, channel, press.person);
    if (later) return;
    turn.queue(
        TellPerson{channel, press.thread, press.person, refusal(turn, known_as), press.reply});
    return;
  }
  if (press.action == "suggestion.use") decide(turn, *suggestion, SuggestionState::accepted);
  if (press.action == "suggestion.dismiss") decide(turn, *suggestion, SuggestionState::dismissed);
  if (suggestion->state == SuggestionState::offered) return;
  if (suggestion->posted_as) {
    turn.queue(ReviseMessage{{channel, *suggestion->posted_as}, answered(*suggestion)});
  } else {
    turn.queue(TellPerson{channel, press.thread, press.person, answered(*suggestion), press.reply});
  }
}

void suggestion_was_posted(Turn& turn, Suggestion suggestion, const MessageRef& message)
{
  suggestion.posted_as = message.id;
  turn.ledger.save(suggestion);
  const auto state = state_by_marks(turn, message);
  if (state != SuggestionState::offered) decide(turn, suggestion, state);
}

}  // namespace secondstory
