#include "adapters/http/metrics.hpp"

#include <doctest/doctest.h>

namespace secondstory::http::tests {

namespace {

bool shows(const Metrics& metrics, const std::string& line)
{
  return ("\n" + metrics.text()).find("\n" + line + "\n") != std::string::npos;
}

}  // namespace

TEST_CASE("every figure is there from the first scrape on")
{
  const Metrics metrics;
  for (const char* line : {
           "# TYPE secondstory_events_total counter",
           "# TYPE secondstory_event_duplicates_total counter",
           "# TYPE secondstory_event_ack_seconds histogram",
           "# TYPE secondstory_commit_batch_size histogram",
           "# TYPE secondstory_outbox_pending gauge",
           "# TYPE secondstory_outbox_send_seconds histogram",
           "# TYPE secondstory_connection_up gauge",
           "# TYPE secondstory_reconnects_total counter",
           "# TYPE secondstory_rate_limited_total counter",
           "# TYPE secondstory_suggestions_total counter",
           "# TYPE secondstory_incidents gauge",
           "secondstory_event_ack_seconds_count 0",
           "secondstory_outbox_pending 0",
       }) {
    CAPTURE(line);
    CHECK(shows(metrics, line));
  }
}

TEST_CASE("events and repeated deliveries are counted by platform and type")
{
  Metrics metrics;
  metrics.event_seen("slack", "reaction");
  metrics.event_seen("slack", "reaction");
  metrics.duplicate("slack");
  CHECK(shows(metrics, "secondstory_events_total{platform=\"slack\",type=\"reaction\"} 2"));
  CHECK(shows(metrics, "secondstory_event_duplicates_total{platform=\"slack\"} 1"));
}

TEST_CASE("what is for another app or workspace is counted apart")
{
  Metrics metrics;
  metrics.left_out("slack", "app");
  CHECK(shows(metrics, "secondstory_events_left_out_total{platform=\"slack\",reason=\"app\"} 1"));
}

TEST_CASE("the time to an acknowledgement is kept in buckets")
{
  Metrics metrics;
  metrics.ack_seconds(0.003);
  CHECK(shows(metrics, "secondstory_event_ack_seconds_bucket{le=\"0.0025\"} 0"));
  CHECK(shows(metrics, "secondstory_event_ack_seconds_bucket{le=\"0.005\"} 1"));
  CHECK(shows(metrics, "secondstory_event_ack_seconds_count 1"));
}

TEST_CASE("a batch without events is not counted as a batch of events")
{
  Metrics metrics;
  metrics.batch(0);
  CHECK(shows(metrics, "secondstory_commit_batch_size_count 0"));
  metrics.batch(7);
  CHECK(shows(metrics, "secondstory_commit_batch_size_count 1"));
  CHECK(shows(metrics, "secondstory_commit_batch_size_sum 7"));
}

TEST_CASE("the outbox shows what waits and how long sending took")
{
  Metrics metrics;
  metrics.outbox_pending(3);
  metrics.outbox_pending(1);
  metrics.outbox_sent(0.2);
  CHECK(shows(metrics, "secondstory_outbox_pending 1"));
  CHECK(shows(metrics, "secondstory_outbox_send_seconds_bucket{le=\"0.25\"} 1"));
}

TEST_CASE("a connection goes up and down, and what replaced it is counted by reason")
{
  Metrics metrics;
  metrics.connection_up("slack", "socket-2", true);
  CHECK(shows(metrics, "secondstory_connection_up{connection=\"socket-2\",platform=\"slack\"} 1"));
  metrics.connection_up("slack", "socket-2", false);
  CHECK(shows(metrics, "secondstory_connection_up{connection=\"socket-2\",platform=\"slack\"} 0"));
  metrics.reconnect("slack", "warning");
  CHECK(shows(metrics, "secondstory_reconnects_total{platform=\"slack\",reason=\"warning\"} 1"));
}

TEST_CASE("rate limits are counted by method")
{
  Metrics metrics;
  metrics.rate_limited("conversations.history");
  CHECK(shows(metrics, "secondstory_rate_limited_total{method=\"conversations.history\"} 1"));
}

TEST_CASE("a status that no incident has any more is back at zero")
{
  Metrics metrics;
  metrics.incidents({{"investigating", 1}});
  metrics.incidents({{"closed", 1}});
  CHECK(shows(metrics, "secondstory_incidents{status=\"investigating\"} 0"));
  CHECK(shows(metrics, "secondstory_incidents{status=\"closed\"} 1"));
}

TEST_CASE("a suggestion that was accepted stays counted as offered")
{
  Metrics metrics;
  metrics.suggestions({{{"C03", "offered"}, 2}});
  metrics.suggestions({{{"C03", "offered"}, 1}, {{"C03", "accepted"}, 1}});
  CHECK(shows(metrics, "secondstory_suggestions_total{category=\"C03\",state=\"offered\"} 2"));
  CHECK(shows(metrics, "secondstory_suggestions_total{category=\"C03\",state=\"accepted\"} 1"));
}

TEST_CASE("the counter of suggestions never falls")
{
  Metrics metrics;
  metrics.suggestions({{{"C03", "dismissed"}, 1}});
  metrics.suggestions({{{"C03", "offered"}, 1}});
  CHECK(shows(metrics, "secondstory_suggestions_total{category=\"C03\",state=\"dismissed\"} 1"));
  CHECK(shows(metrics, "secondstory_suggestions_total{category=\"C03\",state=\"offered\"} 1"));
}

TEST_CASE("the figures show which rules people dismiss")
{
  Metrics metrics;
  metrics.rules({{{"obvious", "dismissed"}, 2}, {{"obvious", "accepted"}, 1}});
  CHECK(
      shows(metrics, "secondstory_suggestion_rules_total{rule=\"obvious\",state=\"dismissed\"} 2"));
  CHECK(shows(metrics, "secondstory_suggestion_rules_total{rule=\"obvious\",state=\"offered\"} 3"));
}

}  // namespace secondstory::http::tests
