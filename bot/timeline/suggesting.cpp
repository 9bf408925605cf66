#include "bot/timeline/suggesting.hpp"

#include <fmt/format.h>

#include "bot/commands/standing.hpp"
#include "bot/words.hpp"

namespace secondstory {

namespace {

using namespace say;

constexpr std::string_view self_blame = "C12";
/// What a thread can bear; all of it goes into the record.
constexpr std::size_t wording_max = 600;

/// Dismissals beyond the uses from which a rule speaks only where it is surer, and no more.
constexpr std::int64_t quieter_from = 2;
constexpr std::int64_t silent_from = 4;

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
  const bool self = suggestion.category == self_blame;
  // To somebody who blames themselves the thanks come first.
  if (self) content.blocks.emplace_back(Paragraph{{text(suggestion.question)}});
  if (suggestion.wording) {
    content.blocks.emplace_back(Paragraph{
        {text(self ? "For the record it could read:" : "One way to put this about the system:")}});
    content.blocks.emplace_back(Quote{{text(words::clipped(*suggestion.wording, wording_max))}});
    if (!self && suggestion.question != *suggestion.wording) {
      content.blocks.emplace_back(Paragraph{{italic(suggestion.question)}});
    }
  } else if (!self) {
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
  Content content;
  if (suggestion.state == SuggestionState::dismissed) {
    content.blocks.emplace_back(
        Paragraph{{text("Noted: this one was not about blame. Thanks for saying so.")}});
  } else if (suggestion.wording) {
    content.blocks.emplace_back(Paragraph{{text("In the record:")}});
    content.blocks.emplace_back(Quote{{text(*suggestion.wording)}});
  } else {
    content.blocks.emplace_back(Paragraph{{text("Noted. Thanks for thinking about it.")}});
  }
  content.blocks.emplace_back(Buttons{{{"Take back", "suggestion.reset", reference(suggestion)},
                                       {"Why?", "suggestion.why", reference(suggestion)}}});
  return content;
}

Content shown(const Suggestion& suggestion)
{
  return suggestion.state == SuggestionState::offered ? offer(suggestion) : answered(suggestion);
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

/// However it was decided, everybody sees what was: our message says so. Deciding the same again is
/// nothing.
void decide(Turn& turn, Suggestion& suggestion, SuggestionState state)
{
  if (suggestion.state == state) return;
  suggestion.state = state;
  turn.ledger.save(suggestion);
  put_in_record(turn, suggestion);
  if (!suggestion.posted_as) return;
  turn.queue(ReviseMessage{{suggestion.about.channel, *suggestion.posted_as}, shown(suggestion)});
}

SuggestionState state_of(Mark mark)
{
  return mark == Mark::accept ? SuggestionState::accepted : SuggestionState::dismissed;
}

/// The last decision holds; when it is taken back, what somebody else decided holds again.
SuggestionState state_without(Turn& turn, const Suggestion& suggestion, const MessageRef& posted)
{
  const bool accepted = turn.ledger.has_mark(posted, Mark::accept);
  const bool dismissed = turn.ledger.has_mark(posted, Mark::dismiss);
  if (accepted && (!dismissed || suggestion.state == SuggestionState::accepted)) {
    return SuggestionState::accepted;
  }
  return dismissed ? SuggestionState::dismissed : SuggestionState::offered;
}

/// Those who may not change an incident may still speak for their own words.
Standing standing_to_decide(Turn& turn, const Suggestion& suggestion, const std::string& person,
                            const std::string& outside = {})
{
  return person == suggestion.author ? Standing::may : standing(turn, person, outside);
}

/// A press is the presser's mark, as a reaction would be, so that the two ways agree.
void decide_by_button(Turn& turn, Suggestion& suggestion, const ButtonPressed& press)
{
  const MessageRef posted{press.message.channel, suggestion.posted_as.value_or(press.message.id)};
  if (press.action == "suggestion.reset") {
    turn.ledger.clear_marks(posted, Mark::accept);
    turn.ledger.clear_marks(posted, Mark::dismiss);
    decide(turn, suggestion, SuggestionState::offered);
    return;
  }
  const auto mark = press.action == "suggestion.use" ? Mark::accept : Mark::dismiss;
  const auto other = mark == Mark::accept ? Mark::dismiss : Mark::accept;
  turn.ledger.set_mark(posted, press.person, other, false);
  turn.ledger.set_mark(posted, press.person, mark, true);
  decide(turn, suggestion, state_of(mark));
}

}  // namespace

Delivery delivery_in(Turn& turn, const Channel& channel)
{
  return turn.ledger.delivery(channel).value_or(turn.settings.delivery);
}

Hush hush(Turn& turn, const Channel& channel, const std::string& rule)
{
  const auto answers = turn.ledger.answers(channel, rule);
  const auto against = answers.dismissed - answers.accepted;
  if (against >= silent_from) return Hush::silent;
  return against >= quieter_from ? Hush::quieter : Hush::none;
}

namespace {

/// The surest of what a channel wants to hear.
std::optional<language::Finding> worth_saying(Turn& turn, const Channel& channel,
                                              const std::vector<language::Finding>& findings)
{
  const language::Finding* best = nullptr;
  for (const auto& finding : findings) {
    if (finding.confidence < turn.settings.min_confidence) continue;
    if (best != nullptr && best->confidence >= finding.confidence) continue;
    const auto hushed = hush(turn, channel, finding.rule);
    const double halfway = (turn.settings.min_confidence + 1) / 2;
    if (hushed == Hush::silent) continue;
    if (hushed == Hush::quieter && finding.confidence < halfway) continue;
    best = &finding;
  }
  return best == nullptr ? std::nullopt : std::optional{*best};
}

}  // namespace

void suggest_wording(Turn& turn, const MessagePosted& message)
{
  if (!turn.settings.suggestions || message.by_bot || message.text.empty()) return;
  const auto& channel = message.message.channel;
  const auto delivery = delivery_in(turn, channel);
  if (delivery == Delivery::off) return;
  const auto incident = turn.ledger.incident_in(channel);
  // What was read back from before the declaration, or long after, is record, not conversation.
  if (!incident || turn.event.at < incident->declared_at || turn.is_stale()) return;

  const auto best = worth_saying(turn, channel, turn.language.check(message.text));
  if (!best) return;
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
          ? turn.queue(TellPerson{channel, message.thread, message.author, content, std::nullopt,
                                  Urgency::suggestion})
          : turn.queue(PostMessage{channel, thread, content, Urgency::suggestion});
  turn.ledger.save(suggestion);
}

void weigh_suggestion(Turn& turn, const Reacted& reaction)
{
  if (reaction.mark != Mark::accept && reaction.mark != Mark::dismiss) return;
  auto suggestion = turn.ledger.suggestion_posted_as(reaction.message);
  if (!suggestion) return;
  const auto& channel = reaction.message.channel;
  const auto known_as = standing_to_decide(turn, *suggestion, reaction.person);
  if (known_as != Standing::may) {
    turn.ledger.set_mark(reaction.message, reaction.person, reaction.mark, false);
    const bool later = known_as == Standing::unknown && put_off(turn, channel, reaction.person);
    if (later || !reaction.added) return;
    turn.queue(TellPerson{channel, suggestion->about.id, reaction.person, refusal(turn, known_as),
                          std::nullopt});
    return;
  }
  decide(turn, *suggestion,
         reaction.added ? state_of(reaction.mark)
                        : state_without(turn, *suggestion, reaction.message));
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
  const auto known_as = standing_to_decide(turn, *suggestion, press.person, press.outside);
  if (known_as != Standing::may) {
    const bool later = known_as == Standing::unknown && put_off(turn, channel, press.person);
    if (later) return;
    turn.queue(
        TellPerson{channel, press.thread, press.person, refusal(turn, known_as), press.reply});
    return;
  }
  // Pressed before we were told which message the suggestion became.
  if (!press.seen_by_one && !suggestion->posted_as) suggestion->posted_as = press.message.id;
  decide_by_button(turn, *suggestion, press);
  if (!press.seen_by_one) return;
  TellPerson tell{channel, press.thread, press.person, shown(*suggestion), press.reply};
  tell.replaces = true;
  turn.queue(tell);
}

void suggestion_was_posted(Turn& turn, Suggestion suggestion, const MessageRef& message)
{
  suggestion.posted_as = message.id;
  turn.ledger.save(suggestion);
  decide(turn, suggestion, state_without(turn, suggestion, message));
}

}  // namespace secondstory
