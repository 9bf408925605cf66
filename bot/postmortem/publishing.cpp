#include "bot/postmortem/publishing.hpp"

#include <array>
#include <memory>

#include "bot/postmortem/csv.hpp"
#include "bot/postmortem/draft.hpp"
#include "bot/postmortem/html.hpp"
#include "bot/postmortem/json.hpp"
#include "bot/postmortem/picture.hpp"
#include "bot/postmortem/record.hpp"

namespace secondstory {

namespace {

using postmortem::Record;

constexpr std::array<std::string_view, 5> format_names = {"md", "html", "json", "csv", "png"};

/// Everybody the chat service told us of, with the role they held: what a draft has to leave out.
language::Roster roster_of(const Record& record)
{
  language::Roster roster;
  const postmortem::Scrubber scrubber{record.people};
  for (const auto& person : record.people) {
    const auto held = role_of(record, person.id, scrubber);
    const auto role = held.empty() ? std::string{} : "the " + held;
    for (const auto& name : {person.real_name, person.display_name, person.handle}) {
      if (!name.empty()) roster.people.push_back({name, role, person.id});
    }
  }
  return roster;
}

postmortem::DraftOptions options_for(const Record& record, const Settings& settings,
                                     const language::Engine& language)
{
  postmortem::DraftOptions options;
  options.names = settings.names_in_draft;
  options.timezone = settings.timezone;
  options.template_text = settings.draft_template;
  options.slo_minutes = settings.slo_minutes;
  const auto roster = std::make_shared<language::Roster>(roster_of(record));
  options.rephrase = [roster, &language](std::string_view text) {
    return language.rephrase(text, *roster);
  };
  return options;
}

}  // namespace

std::optional<ExportFormat> export_format_named(std::string_view name)
{
  for (std::size_t i = 0; i < format_names.size(); ++i) {
    if (format_names[i] == name) return static_cast<ExportFormat>(i);
  }
  return std::nullopt;
}

ExportedFile export_incident(Ledger& ledger, const Settings& settings,
                             const language::Engine& language, const Incident& incident,
                             ExportFormat format)
{
  const auto record = postmortem::read_record(ledger, incident.number);
  const auto options = options_for(record, settings, language);
  const auto name =
      incident.id() + "." + std::string{format_names[static_cast<std::size_t>(format)]};
  switch (format) {
    case ExportFormat::md:
      return {name, postmortem::draft_markdown(record, options)};
    case ExportFormat::html:
      return {name, postmortem::export_html(postmortem::draft_markdown(record, options),
                                            postmortem::draft_title(record, options))};
    case ExportFormat::json:
      return {name, postmortem::export_json(record, postmortem::draft_markdown(record, options))};
    case ExportFormat::csv:
      return {name, postmortem::export_csv(record)};
    case ExportFormat::png:
      break;
  }
  return {name, postmortem::export_png(record, options)};
}

Content draft_for_chat(Turn& turn, const Incident& incident)
{
  const auto record = postmortem::read_record(turn.ledger, incident.number);
  return postmortem::draft_content(record, options_for(record, turn.settings, turn.language));
}

void publish_draft(Turn& turn, const Incident& incident)
{
  if (!incident.channel) return;
  turn.queue(
      PostMessage{*incident.channel, std::nullopt, draft_for_chat(turn, incident), Urgency::draft});
  auto file =
      export_incident(turn.ledger, turn.settings, turn.language, incident, ExportFormat::md);
  turn.queue(ShareFile{*incident.channel, std::nullopt, std::move(file.name),
                       incident.id() + ": postmortem draft", std::move(file.bytes), std::nullopt});
}

}  // namespace secondstory
