#include "bot/postmortem/csv.hpp"

namespace secondstory::postmortem {

namespace {

std::string field(std::string text)
{
  if (!text.empty() && std::string_view{"=+-@\t\r"}.find(text.front()) != std::string_view::npos) {
    text.insert(text.begin(), '\'');
  }
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

}  // namespace

std::string export_csv(const Record& record)
{
  std::string out = "at,id,kind,role,text,key_event,hidden,thread\r\n";
  const Scrubber scrubber{record.people};
  for (const auto& entry : record.timeline) {
    const std::string fields[] = {iso8601(entry.at),
                                  entry.id(),
                                  std::string{name_of(entry.kind)},
                                  role_of(record, entry.actor, scrubber),
                                  entry.deleted_at ? std::string{} : entry.text,
                                  entry.key_event ? "true" : "false",
                                  entry.hidden ? "true" : "false",
                                  entry.thread_id.value_or("")};
    std::string row;
    for (const auto& text : fields) row += (row.empty() ? "" : ",") + field(text);
    out += row + "\r\n";
  }
  return out;
}

}  // namespace secondstory::postmortem
