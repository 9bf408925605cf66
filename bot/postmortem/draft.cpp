#include "bot/postmortem/draft.hpp"

#include <fmt/format.h>

#include "bot/postmortem/scrub.hpp"
#include "bot/postmortem/template.hpp"
#include "bot/postmortem/times.hpp"
#include "bot/postmortem/voice.hpp"
#include "bot/words.hpp"

namespace secondstory::postmortem {

namespace {

/// Writes the draft from top to bottom, a function a section.
class Writer
{
 public:
  Writer(const Record& record, const DraftOptions& options)
      : record_(record), incident_(record.incident), options_(options), voice_(record, options)
  {
  }

  std::string write()
  {
    head();
    told("Summary", incident_.summary,
         "What happened, in two or three sentences that a customer could read?");
    told("Impact", incident_.impact, "Who was affected, how, and for how long?");
    detection();
    timeline();
    figures();
    contributing_factors();
    second_story();
    prompt("What went well", "What helped to resolve this quickly, and what should we keep?");
    prompt("What was confusing",
           "Where did signals, tools or hand-offs mislead, and which signals were missing?");
    prompt("Where we got lucky",
           "What limited the impact by chance, and can it be made a design choice?");
    resolution();
    follow_ups();
    responders();
    before_publishing();
    return std::move(out_);
  }

 private:
  void section(std::string_view title) { out_ += fmt::format("\n## {}\n\n", title); }
  void prompt(std::string_view title, std::string_view question)
  {
    section(title);
    out_ += fmt::format("_{}_\n", question);
  }
  void told(std::string_view title, const std::optional<std::string>& text,
            std::string_view question)
  {
    if (!text) {
      prompt(title, question);
      return;
    }
    section(title);
    out_ += as_markdown(voice_.of(*text)) + "\n";
  }
  std::string day_and_clock(Time at) const
  {
    const auto text = iso8601(at);
    return text.substr(0, 10) + " " + text.substr(11, 5) + " UTC";
  }
  void fact(std::string_view name, const std::string& value)
  {
    out_ += fmt::format("| {} | {} |\n", name, value);
  }

  void head();
  void objective();
  void detection();
  void timeline();
  void figures();
  void contributing_factors();
  void second_story();
  void resolution();
  void follow_ups();
  void responders();
  void before_publishing();

  const Record& record_;
  const Incident& incident_;
  const DraftOptions& options_;
  Voice voice_;
  std::string out_{};
};

void Writer::head()
{
  out_ += fmt::format("# {}: {}\n\n", incident_.id(), as_markdown(voice_.of(incident_.title)));
  out_ +=
      "> This is a draft of a blameless postmortem. It asks what about the system made each action "
      "reasonable at the time";
  out_ += options_.names ? ". People are named, as the settings of this workspace ask.\n\n"
                         : ", and speaks of roles rather than people.\n\n";
  out_ += "| | |\n|---|---|\n";
  fact("Severity", as_markdown(incident_.severity));
  fact("Status", std::string{name_of(incident_.status)});
  if (incident_.started_at) fact("Began", day_and_clock(*incident_.started_at));
  fact("Declared", day_and_clock(incident_.declared_at));
  if (incident_.resolved_at) fact("Resolved", day_and_clock(*incident_.resolved_at));
  fact("Duration", voice_.duration());
  objective();
}

void Writer::objective()
{
  const auto slo = options_.slo_minutes.find(incident_.severity);
  if (slo == options_.slo_minutes.end() || !incident_.resolved_at) return;
  const bool met =
      *incident_.resolved_at - incident_.declared_at <= std::chrono::minutes{slo->second};
  fact("Objective", fmt::format("{} within {}", met ? "met: resolved" : "missed: to be resolved",
                                duration_words(std::chrono::minutes{slo->second})));
}

void Writer::detection()
{
  for (const auto& entry : record_.timeline) {
    if (entry.kind != EntryKind::alert || entry.hidden || entry.deleted_at) continue;
    section("Detection");
    out_ += fmt::format("First alert on record at {} UTC: {}\n", voice_.clock(entry.at),
                        as_markdown(voice_.of(entry.text)));
    return;
  }
  prompt("Detection", "How was this noticed, by what, and what would have halved the time?");
}

void Writer::timeline()
{
  section("Timeline");
  const auto rows = voice_.rows();
  if (rows.empty()) {
    out_ += "_Nothing was recorded. What happened when?_\n";
    return;
  }
  const bool zoned = options_.timezone != "UTC";
  out_ += zoned ? fmt::format("| UTC | {} | who | what |\n|---|---|---|---|\n", options_.timezone)
                : "| UTC | who | what |\n|---|---|---|\n";
  for (const auto& row : rows) {
    const auto what = as_markdown(row.what);
    if (row.new_day) out_ += fmt::format("| **{}** |{} | |\n", row.date, zoned ? " |" : "");
    out_ += fmt::format("| {} |{} {} | {} |\n", row.time, zoned ? " " + row.local + " |" : "",
                        as_markdown(row.who), row.key ? "📌 **" + what + "**" : what);
  }
}

void Writer::figures()
{
  section("Figures");
  const auto metrics = metrics_of(record_);
  const std::pair<std::string_view, Metrics::Span> all[] = {
      {"Time to detect", metrics.detect},
      {"Time to acknowledge", metrics.acknowledge},
      {"Time to communicate", metrics.communicate},
      {"Time to mitigate", metrics.mitigate},
      {"Time to resolve", metrics.resolve}};
  out_ += "| | |\n|---|---|\n";
  for (const auto& [name, span] : all) fact(name, span ? duration_words(*span) : "not recorded");
}

void Writer::contributing_factors()
{
  section("Contributing factors");
  out_ +=
      "_There is rarely one root cause. Which conditions had to come together?_\n\n"
      "* _What about the system made this possible?_\n"
      "* _What made it likely on that day?_\n"
      "* _What kept it from being caught earlier?_\n";
}

void Writer::second_story()
{
  section("The second story");
  out_ +=
      "_Why did each action make sense at the time, given what could be seen?_\n\n"
      "* _Which information was at hand, and which was not?_\n"
      "* _Which tools, pressures and goals shaped the decision?_\n"
      "* _What could have led any responder to do the same?_\n";
}

void Writer::resolution()
{
  for (auto entry = record_.timeline.rbegin(); entry != record_.timeline.rend(); ++entry) {
    const bool resolving = entry->kind == EntryKind::status && !entry->hidden &&
                           entry->text.find("→ resolved:") != std::string::npos;
    if (!resolving) continue;
    section("Resolution");
    out_ += as_markdown(voice_.of(entry->text.substr(entry->text.find("resolved:") + 10))) + "\n";
    return;
  }
  prompt("Resolution", "What ended the impact, and what recovered it fully?");
}

void Writer::follow_ups()
{
  section("Follow-ups");
  if (record_.actions.empty()) {
    out_ +=
        "_Which change to the system would make this unlikely, and how will we know that it "
        "worked?_\n";
    return;
  }
  for (const auto& action : record_.actions) {
    out_ += fmt::format("- [{}] {}: {}", action.done ? "x" : " ", action.id(),
                        as_markdown(voice_.of(action.text)));
    if (action.owner)
      out_ +=
          options_.names ? ", " + as_markdown(voice_.speak_of(*action.owner)) : ", owner assigned";
    if (action.due) out_ += ", by " + *action.due;
    out_ += "\n";
  }
}

void Writer::responders()
{
  section("Roles");
  if (incident_.roles.empty()) {
    out_ += "_Which roles were held, and which were missing?_\n";
    return;
  }
  for (const auto& [role, id] : incident_.roles) {
    const auto label = voice_.role(role);
    out_ += fmt::format("* {}{}\n", label.empty() ? "a role of its own" : as_markdown(label),
                        options_.names ? ": " + as_markdown(voice_.speak_of(id)) : "");
  }
}

void Writer::before_publishing()
{
  section("Before this is published");
  out_ += fmt::format(
      "- [ ] Every question above is answered or taken out.\n"
      "- [ ] Each sentence has the system as its subject{}.\n"
      "- [ ] Each follow-up is specific, has an owner and a day, and a way to see that it worked.\n"
      "- [ ] Somebody who was there and somebody who was not have read it.\n",
      options_.names ? "" : "; nobody is named");
}

Bullets key_rows(const Voice& voice)
{
  constexpr std::size_t rows_max = 12;
  const auto rows = voice.rows();
  std::size_t keys = 0;
  for (const auto& row : rows) keys += row.key ? 1 : 0;
  const bool days = !rows.empty() && rows.front().date != rows.back().date;
  std::string day;
  Bullets bullets;
  for (const auto& row : rows) {
    if (bullets.items.size() == rows_max) break;
    if (keys > 0 && !row.key && row.kind != EntryKind::status) continue;
    const bool new_day = row.date != day;
    day = row.date;
    Line line{say::code(days && new_day ? row.date + " " + row.time : row.time),
              say::text(" " + words::clipped(row.what, 200))};
    if (row.key) line.insert(line.begin() + 1, say::text(" 📌"));
    bullets.items.push_back(std::move(line));
  }
  return bullets;
}

Facts figures_of(const Record& record, const Voice& voice)
{
  Facts facts;
  facts.rows.push_back({"Severity", {say::text(record.incident.severity)}});
  facts.rows.push_back({"Duration", {say::text(voice.duration())}});
  const auto metrics = metrics_of(record);
  const std::pair<const char*, Metrics::Span> all[] = {{"Time to detect", metrics.detect},
                                                       {"Time to communicate", metrics.communicate},
                                                       {"Time to mitigate", metrics.mitigate},
                                                       {"Time to resolve", metrics.resolve}};
  for (const auto& [name, span] : all) {
    if (span) facts.rows.push_back({name, {say::text(duration_words(*span))}});
  }
  return facts;
}

}  // namespace

std::string draft_title(const Record& record, const DraftOptions& options)
{
  return record.incident.id() + ": " + Voice{record, options}.of(record.incident.title);
}

std::string draft_markdown(const Record& record, const DraftOptions& options)
{
  auto built_in = [&] { return Writer{record, options}.write(); };
  if (options.template_text.empty()) return built_in();
  auto rendered = render_template(record, options);
  if (rendered) return *rendered;
  return "> The template could not be used: " + as_markdown(rendered.error().message) + "\n\n" +
         built_in();
}

Content draft_content(const Record& record, const DraftOptions& options)
{
  const Voice voice{record, options};
  const auto& incident = record.incident;
  constexpr std::size_t text_bytes_max = 1200;
  const auto paragraph = [&](const char* label, const std::optional<std::string>& text,
                             const char* question) {
    Line line{say::bold(std::string{label} + ": ")};
    line.push_back(text ? say::text(words::clipped(voice.of(*text), text_bytes_max))
                        : say::italic(question));
    return Paragraph{std::move(line)};
  };
  Content content;
  content.blocks.emplace_back(
      Heading{words::clipped("Draft postmortem: " + voice.of(incident.title), 140)});
  content.blocks.emplace_back(figures_of(record, voice));
  content.blocks.emplace_back(
      paragraph("Summary", incident.summary, "what happened, in two or three sentences?"));
  content.blocks.emplace_back(
      paragraph("Impact", incident.impact, "who was affected, how, and for how long?"));
  if (auto rows = key_rows(voice); !rows.items.empty()) {
    content.blocks.emplace_back(Paragraph{{say::bold("Key events (UTC)")}});
    content.blocks.emplace_back(std::move(rows));
  }
  if (!record.actions.empty()) {
    Bullets items;
    for (const auto& action : record.actions) {
      if (items.items.size() == 10) break;
      items.items.push_back(
          {say::text((action.done ? "✓ " : "") + words::clipped(voice.of(action.text), 200) +
                     (action.due ? ", by " + *action.due : ""))});
    }
    content.blocks.emplace_back(Paragraph{{say::bold("Follow-ups")}});
    content.blocks.emplace_back(std::move(items));
  }
  content.blocks.emplace_back(
      Paragraph{{say::bold("To find out together: "),
                 say::text("what about the system made this possible, and why did each "
                           "action make sense at the time?")}});
  content.blocks.emplace_back(Footnote{{say::text("The full draft is in the file below.")}});
  return content;
}

}  // namespace secondstory::postmortem
