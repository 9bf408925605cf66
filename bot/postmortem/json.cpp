#include "bot/postmortem/json.hpp"

#include <boost/json.hpp>

#include "bot/postmortem/times.hpp"

namespace secondstory::postmortem {

namespace json = boost::json;

namespace {

json::value nullable(const std::optional<std::string>& text)
{
  return text ? json::value(*text) : json::value();
}

json::value nullable(const std::optional<Time>& at)
{
  return at ? json::value(iso8601(*at)) : json::value();
}

json::value seconds(const Metrics::Span& span)
{
  if (!span) return {};
  return std::chrono::duration_cast<std::chrono::seconds>(*span).count();
}

json::object incident_json(const Incident& incident)
{
  json::object roles;
  for (const auto& [role, id] : incident.roles) roles[role] = id;
  json::object out;
  out["id"] = incident.id();
  out["title"] = incident.title;
  out["severity"] = incident.severity;
  out["status"] = name_of(incident.status);
  out["platform"] = incident.declared_in.platform;
  out["channel"] = incident.channel ? json::value(incident.channel->id) : json::value();
  out["declared_at"] = iso8601(incident.declared_at);
  out["started_at"] = nullable(incident.started_at);
  out["detected_at"] = nullable(incident.detected_at);
  out["acknowledged_at"] = nullable(incident.acknowledged_at);
  out["communicated_at"] = nullable(incident.communicated_at);
  out["mitigated_at"] = nullable(incident.mitigated_at);
  out["resolved_at"] = nullable(incident.resolved_at);
  out["closed_at"] = nullable(incident.closed_at);
  out["roles"] = std::move(roles);
  out["impact"] = nullable(incident.impact);
  out["summary"] = nullable(incident.summary);
  return out;
}

json::object actor_json(const Record& record, const Entry& entry)
{
  const auto role = role_held(record, entry.actor);
  return {{"id", entry.actor.empty() ? json::value() : json::value(entry.actor)},
          {"role", entry.actor.empty() ? json::value("system")
                   : role.empty()      ? json::value()
                                       : json::value(role)}};
}

json::array revisions_json(const Entry& entry)
{
  json::array out;
  if (entry.deleted_at) return out;
  for (const auto& revision : entry.revisions) {
    if (revision.text.empty()) continue;  // not known: it never arrived
    out.push_back(json::object{{"text", revision.text}, {"until", iso8601(revision.until)}});
  }
  return out;
}

json::object entry_json(const Record& record, const Entry& entry)
{
  json::object out;
  out["id"] = entry.id();
  out["at"] = iso8601(entry.at);
  out["kind"] = name_of(entry.kind);
  out["actor"] = actor_json(record, entry);
  out["text"] = entry.deleted_at ? "" : entry.text;
  out["source"] = json::object{{"platform", entry.channel.platform},
                               {"channel", entry.channel.id},
                               {"message_id", nullable(entry.message_id)},
                               {"thread_id", nullable(entry.thread_id)}};
  out["key_event"] = entry.key_event;
  out["hidden"] = entry.hidden;
  out["edited_at"] = nullable(entry.edited_at);
  out["deleted_at"] = nullable(entry.deleted_at);
  out["revisions"] = revisions_json(entry);
  return out;
}

json::object action_json(const ActionItem& action)
{
  return {{"id", action.id()},
          {"text", action.text},
          {"owner", nullable(action.owner)},
          {"due", nullable(action.due)},
          {"status", action.done ? "done" : "open"}};
}

/// What was quoted from a message goes when the message goes.
json::object suggestion_json(const Suggestion& suggestion, bool deleted)
{
  return {{"id", suggestion.id()},
          {"message_id", suggestion.about.id},
          {"category", suggestion.category},
          {"excerpt", deleted ? "" : suggestion.excerpt},
          {"suggestion", deleted ? json::value() : nullable(suggestion.wording)},
          {"state", name_of(suggestion.state)}};
}

bool is_deleted(const Record& record, const MessageRef& message)
{
  for (const auto& entry : record.timeline) {
    if (entry.message_id == message.id && entry.channel == message.channel)
      return entry.deleted_at.has_value();
  }
  return false;
}

json::object metrics_json(const Metrics& metrics)
{
  json::object out;
  out["time_to_detect_s"] = seconds(metrics.detect);
  out["time_to_acknowledge_s"] = seconds(metrics.acknowledge);
  out["time_to_communicate_s"] = seconds(metrics.communicate);
  out["time_to_mitigate_s"] = seconds(metrics.mitigate);
  out["time_to_resolve_s"] = seconds(metrics.resolve);
  return out;
}

}  // namespace

std::string export_json(const Record& record, const std::string& draft_markdown)
{
  json::array timeline, actions, suggestions;
  for (const auto& entry : record.timeline) timeline.push_back(entry_json(record, entry));
  for (const auto& action : record.actions) actions.push_back(action_json(action));
  for (const auto& s : record.suggestions)
    suggestions.push_back(suggestion_json(s, is_deleted(record, s.about)));
  json::object out;
  out["schema"] = "secondstory.incident/1";
  out["incident"] = incident_json(record.incident);
  out["timeline"] = std::move(timeline);
  out["actions"] = std::move(actions);
  out["suggestions"] = std::move(suggestions);
  out["metrics"] = metrics_json(metrics_of(record));
  out["draft"] = json::object{{"markdown", draft_markdown}};
  return json::serialize(out) + "\n";
}

}  // namespace secondstory::postmortem
