#include "bot/postmortem/template.hpp"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wpedantic"
#include <kainjow/mustache.hpp>
#pragma GCC diagnostic pop

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "bot/postmortem/scrub.hpp"
#include "bot/postmortem/voice.hpp"

namespace secondstory::postmortem {

namespace mustache = kainjow::mustache;

Result<void> check_template(const std::string& text, const std::string& file)
{
  const mustache::mustache page{text};
  if (page.is_valid()) return {};
  // "Unclosed section "timeline" at 120": the library counts bytes, people count lines.
  auto complaint = page.error_message();
  const auto split = complaint.rfind(" at ");
  std::size_t place = 0;
  if (split != std::string::npos) {
    const auto* end = complaint.data() + complaint.size();
    std::from_chars(complaint.data() + split + 4, end, place);
    complaint.resize(split);
  }
  const auto last = text.begin() + static_cast<std::ptrdiff_t>(std::min(place, text.size()));
  return fail(Fault::usage,
              fmt::format("{}:{}: {}; write each {{{{#section}}}} with its {{{{/section}}}}", file,
                          1 + std::count(text.begin(), last, '\n'), complaint));
}

Result<std::string> render_template(const Record& record, const DraftOptions& options)
{
  mustache::mustache page{options.template_text};
  if (!page.is_valid()) return fail(Fault::usage, page.error_message());
  page.set_custom_escape([](const std::string& text) { return text; });
  const Voice voice{record, options};
  const auto& incident = record.incident;
  mustache::data values;
  values.set("title", as_markdown(voice.of(incident.title)));
  values.set("id", incident.id());
  values.set("severity", incident.severity);
  values.set("status", std::string{name_of(incident.status)});
  values.set("duration", voice.duration());
  if (incident.summary) values.set("summary", as_markdown(voice.of(*incident.summary)));
  if (incident.impact) values.set("impact", as_markdown(voice.of(*incident.impact)));
  mustache::data timeline{mustache::data::type::list};
  for (const auto& row : voice.rows()) {
    mustache::data item;
    item.set("date", row.date);
    item.set("new_day", row.new_day);
    item.set("time", row.time);
    item.set("who", row.who);
    item.set("what", as_markdown(row.what));
    item.set("key", row.key);
    timeline.push_back(item);
  }
  values.set("timeline", timeline);
  mustache::data actions{mustache::data::type::list};
  for (const auto& action : record.actions) {
    mustache::data item;
    item.set("text", as_markdown(voice.of(action.text)));
    item.set("due", action.due.value_or(""));
    item.set("done", action.done);
    actions.push_back(item);
  }
  values.set("actions", actions);
  return page.render(values);
}

}  // namespace secondstory::postmortem
