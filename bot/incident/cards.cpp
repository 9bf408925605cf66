#include "bot/incident/cards.hpp"

#include <fmt/format.h>
#include <algorithm>

#include "bot/words.hpp"

namespace secondstory {

namespace {

using namespace say;

Span moment(Time at)
{
  return {.kind = Span::Kind::time, .text = iso8601(at).substr(0, 16) + "Z", .at = at};
}

std::string since(Time from, Time now)
{
  return duration_words(std::max(now - from, std::chrono::milliseconds{0}));
}

Facts facts_of(const Incident& incident)
{
  Facts facts;
  facts.rows.push_back({"Severity", {text(incident.severity)}});
  facts.rows.push_back({"Status", {text(std::string{name_of(incident.status)})}});
  for (const auto& [role, id] : incident.roles) {
    facts.rows.push_back({role == "lead" ? "Incident lead" : role, {person(id)}});
  }
  if (!incident.roles.contains("lead"))
    facts.rows.push_back({"Incident lead", {italic("nobody yet")}});
  return facts;
}

void add_story(Content& card, const Incident& incident, const std::vector<ActionItem>& actions)
{
  if (incident.summary)
    card.blocks.emplace_back(Paragraph{{bold("Summary: "), text(*incident.summary)}});
  if (incident.impact)
    card.blocks.emplace_back(Paragraph{{bold("Impact: "), text(*incident.impact)}});
  const auto open =
      std::count_if(actions.begin(), actions.end(), [](const auto& a) { return !a.done; });
  if (!actions.empty()) {
    card.blocks.emplace_back(
        Footnote{{text(fmt::format("{} action items, {} open", actions.size(), open))}});
  }
}

/// The button that moves on to the next status; its value names the one it was made for, so that a
/// card that somebody still sees as it was cannot move an incident back.
std::optional<Button> next_status(const Incident& incident)
{
  if (!incident.is_open()) return std::nullopt;
  const auto next = static_cast<Status>(static_cast<int>(incident.status) + 1);
  const std::string name{name_of(next)};
  return Button{next == Status::closed ? "Close and draft" : "Mark " + name, "card.status",
                fmt::format("{} {} {}", incident.number, name_of(incident.status), name),
                Button::Style::primary};
}

Buttons card_buttons(const Incident& incident)
{
  Buttons out;
  const auto number = std::to_string(incident.number);
  if (auto next = next_status(incident)) out.buttons.push_back(std::move(*next));
  if (incident.is_open() && !incident.roles.contains("lead")) {
    out.buttons.push_back({"Take the lead", "card.lead", number});
  }
  out.buttons.push_back({"Preview the postmortem", "card.preview", number});
  return out;
}

}  // namespace

Content status_card(const Incident& incident, const std::vector<ActionItem>& actions, Time now)
{
  Content card;
  card.blocks.emplace_back(Heading{incident.id() + ": " + incident.title});
  auto facts = facts_of(incident);
  facts.rows.push_back({"Declared", {text(since(incident.declared_at, now) + " ago")}});
  if (incident.communicated_at) {
    facts.rows.push_back({"First update", {text(since(*incident.communicated_at, now) + " ago")}});
  }
  card.blocks.emplace_back(std::move(facts));
  add_story(card, incident, actions);
  return card;
}

Content pinned_card(const Incident& incident, const std::vector<ActionItem>& actions,
                    const Settings& settings)
{
  Content card;
  card.blocks.emplace_back(Heading{incident.id() + ": " + incident.title});
  auto facts = facts_of(incident);
  facts.rows.push_back({"Declared", {moment(incident.declared_at)}});
  if (incident.closed_at) facts.rows.push_back({"Closed", {moment(*incident.closed_at)}});
  card.blocks.emplace_back(std::move(facts));
  add_story(card, incident, actions);
  card.blocks.emplace_back(card_buttons(incident));
  card.blocks.emplace_back(Paragraph{
      {text("This is a blameless space: we look at what the system made easy or hard, not at who "
            "did what. Everything said here goes into the timeline.")}});
  card.blocks.emplace_back(Footnote{{text("Mark what matters with 📌, leave something out with 🚫. "),
                                     code(settings.command + " help"), text(" shows the rest.")}});
  return card;
}

std::string topic_line(const Incident& incident)
{
  return fmt::format("{} · {} · {} · {}", incident.id(), incident.severity,
                     name_of(incident.status), incident.title);
}

std::string purpose_line(const Incident& incident, const Settings& settings)
{
  return fmt::format("{}: {}. What is said here goes into the timeline; {} help shows the rest.",
                     incident.id(), words::clipped(incident.title, 120), settings.command);
}

Line list_line(const Incident& incident, Time now)
{
  Line line{bold(incident.id()),
            text(fmt::format(" {} · {} · {} · ", incident.severity, name_of(incident.status),
                             words::clipped(incident.title, 120)))};
  if (incident.channel) {
    line.push_back(channel(incident.channel->id));
    line.push_back(text(", "));
  }
  line.push_back(text(since(incident.declared_at, now) + " ago"));
  return line;
}

std::string channel_name(const Incident& incident, const Settings& settings)
{
  constexpr std::size_t name_bytes_max = 60;  // leaves room for what tells it from a taken one
  std::string name = settings.channel_prefix + std::to_string(incident.number);
  bool gap = true;
  for (const char c : words::plain_letters(incident.title)) {
    const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (!kept) {
      gap = true;
      continue;
    }
    if (gap) name += '-';
    gap = false;
    name += c;
    if (name.size() >= name_bytes_max) break;
  }
  while (name.back() == '-') name.pop_back();
  return name;
}

}  // namespace secondstory
