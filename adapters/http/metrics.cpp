#include "adapters/http/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <algorithm>

namespace secondstory::http {

namespace {

using Seconds = prometheus::Histogram::BucketBoundaries;

const Seconds ack_buckets = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3};
const Seconds send_buckets = {0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60};
const Seconds batch_buckets = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024};

template <class T>
prometheus::Family<T>& family(prometheus::detail::Builder<T> builder,
                              prometheus::Registry& registry, const char* name, const char* help)
{
  return builder.Name(name).Help(help).Register(registry);
}

using ByState = std::map<std::pair<std::string, std::string>, std::size_t>;

/// What was accepted or dismissed had been offered.
ByState reached(const ByState& by_state)
{
  auto all = by_state;
  for (const auto& [key, count] : by_state) {
    if (key.second != "offered") all[{key.first, "offered"}] += count;
  }
  return all;
}

}  // namespace

struct Metrics::Families
{
  prometheus::Registry registry{};
  prometheus::Family<prometheus::Counter>& events =
      family(prometheus::BuildCounter(), registry, "secondstory_events_total",
             "Events that became durable");
  prometheus::Family<prometheus::Counter>& duplicates =
      family(prometheus::BuildCounter(), registry, "secondstory_event_duplicates_total",
             "Deliveries that were repeated");
  prometheus::Family<prometheus::Counter>& left_out =
      family(prometheus::BuildCounter(), registry, "secondstory_events_left_out_total",
             "Deliveries for another app or workspace");
  prometheus::Histogram& ack =
      family(prometheus::BuildHistogram(), registry, "secondstory_event_ack_seconds",
             "From a frame read to its acknowledgement written")
          .Add({}, ack_buckets);
  prometheus::Histogram& batches =
      family(prometheus::BuildHistogram(), registry, "secondstory_commit_batch_size",
             "Events in one transaction")
          .Add({}, batch_buckets);
  prometheus::Gauge& pending =
      family(prometheus::BuildGauge(), registry, "secondstory_outbox_pending",
             "Effects that wait to be carried out")
          .Add({});
  prometheus::Histogram& send =
      family(prometheus::BuildHistogram(), registry, "secondstory_outbox_send_seconds",
             "From an effect's first attempt to its end")
          .Add({}, send_buckets);
  prometheus::Family<prometheus::Gauge>& connections =
      family(prometheus::BuildGauge(), registry, "secondstory_connection_up",
             "1 while a chat connection is live");
  prometheus::Family<prometheus::Counter>& reconnects =
      family(prometheus::BuildCounter(), registry, "secondstory_reconnects_total",
             "Connections that were replaced");
  prometheus::Family<prometheus::Gauge>& ghosts = family(
      prometheus::BuildGauge(), registry, "secondstory_ghost_connections",
      "Connections that the chat service counts beyond ours; what it delivers there is lost");
  prometheus::Family<prometheus::Counter>& limited =
      family(prometheus::BuildCounter(), registry, "secondstory_rate_limited_total",
             "Calls that met a rate limit");
  prometheus::Family<prometheus::Counter>& suggestions =
      family(prometheus::BuildCounter(), registry, "secondstory_suggestions_total",
             "Wording suggestions: offered, and what came of them");
  prometheus::Family<prometheus::Counter>& rules =
      family(prometheus::BuildCounter(), registry, "secondstory_suggestion_rules_total",
             "Wording suggestions by rule: offered, and what came of them");
  prometheus::Family<prometheus::Gauge>& incidents =
      family(prometheus::BuildGauge(), registry, "secondstory_incidents", "Incidents by status");
};

Metrics::Metrics() : families_(std::make_unique<Families>())
{
  // A family without a member is left out of the text; zero is worth showing.
  families_->events.Add({{"platform", "slack"}, {"type", "message"}});
  families_->duplicates.Add({{"platform", "slack"}});
  families_->connections.Add({{"platform", "slack"}, {"connection", "socket-1"}});
  families_->left_out.Add({{"platform", "slack"}, {"reason", "workspace"}});
  families_->reconnects.Add({{"platform", "slack"}, {"reason", "refresh_requested"}});
  ghost_connections("slack", 0);
  families_->limited.Add({{"method", "chat.postMessage"}});
  suggestions({{{"C01", "offered"}, 0}, {{"C01", "accepted"}, 0}, {{"C01", "dismissed"}, 0}});
  incidents(std::map<std::string, std::size_t>{});
}

Metrics::~Metrics() = default;

void Metrics::event_seen(const std::string& platform, const std::string& type)
{
  families_->events.Add({{"platform", platform}, {"type", type}}).Increment();
}

void Metrics::duplicate(const std::string& platform)
{
  families_->duplicates.Add({{"platform", platform}}).Increment();
}

void Metrics::ack_seconds(double seconds)
{
  families_->ack.Observe(seconds);
}

void Metrics::batch(std::size_t events)
{
  if (events > 0) families_->batches.Observe(static_cast<double>(events));
}

void Metrics::outbox_pending(std::size_t items)
{
  families_->pending.Set(static_cast<double>(items));
}

void Metrics::outbox_sent(double seconds)
{
  families_->send.Observe(seconds);
}

void Metrics::connection_up(const std::string& platform, const std::string& connection, bool up)
{
  families_->connections.Add({{"platform", platform}, {"connection", connection}}).Set(up ? 1 : 0);
}

void Metrics::reconnect(const std::string& platform, const std::string& reason)
{
  families_->reconnects.Add({{"platform", platform}, {"reason", reason}}).Increment();
}

void Metrics::ghost_connections(const std::string& platform, std::int64_t count)
{
  families_->ghosts.Add({{"platform", platform}}).Set(static_cast<double>(count));
}

void Metrics::left_out(const std::string& platform, const std::string& why)
{
  families_->left_out.Add({{"platform", platform}, {"reason", why}}).Increment();
}

void Metrics::rate_limited(const std::string& method)
{
  families_->limited.Add({{"method", method}}).Increment();
}

void Metrics::incidents(const std::string& status, std::size_t count)
{
  families_->incidents.Add({{"status", status}}).Set(static_cast<double>(count));
}

void Metrics::suggestions(const std::string& category, const std::string& state, std::size_t count)
{
  auto& counter = families_->suggestions.Add({{"category", category}, {"state", state}});
  counter.Increment(std::max(0.0, static_cast<double>(count) - counter.Value()));
}

void Metrics::incidents(const std::map<std::string, std::size_t>& by_status)
{
  for (const auto* status : {"investigating", "identified", "monitoring", "resolved", "closed"}) {
    const auto found = by_status.find(status);
    incidents(status, found == by_status.end() ? 0 : found->second);
  }
}

void Metrics::suggestions(
    const std::map<std::pair<std::string, std::string>, std::size_t>& by_state)
{
  for (const auto& [key, count] : reached(by_state)) suggestions(key.first, key.second, count);
}

void Metrics::rules(const std::map<std::pair<std::string, std::string>, std::size_t>& by_state)
{
  for (const auto& [key, count] : reached(by_state)) {
    auto& counter = families_->rules.Add({{"rule", key.first}, {"state", key.second}});
    counter.Increment(std::max(0.0, static_cast<double>(count) - counter.Value()));
  }
}

std::string Metrics::text() const
{
  return prometheus::TextSerializer{}.Serialize(families_->registry.Collect());
}

}  // namespace secondstory::http
