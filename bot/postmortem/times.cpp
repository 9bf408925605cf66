#include "bot/postmortem/times.hpp"

namespace secondstory::postmortem {

namespace {

Metrics::Span between(std::optional<Time> from, std::optional<Time> to)
{
  if (!from || !to || *to < *from) return std::nullopt;
  return *to - *from;
}

}  // namespace

Metrics metrics_of(const Record& record)
{
  const auto& incident = record.incident;
  Metrics metrics;
  metrics.detect = between(incident.started_at, incident.detected_at);
  metrics.acknowledge = between(incident.declared_at, incident.acknowledged_at);
  metrics.communicate = between(incident.declared_at, incident.communicated_at);
  metrics.mitigate = between(incident.declared_at, incident.mitigated_at);
  metrics.resolve = between(incident.declared_at, incident.resolved_at);
  return metrics;
}

}  // namespace secondstory::postmortem
