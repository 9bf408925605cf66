#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>

namespace secondstory::http {

/// The figures of /metrics. Each exists from the start, so that a first scrape shows all names.
/// Labels never hold what a person wrote.
class Metrics
{
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  void event_seen(const std::string& platform, const std::string& type);
  void duplicate(const std::string& platform);
  /// A delivery for another "app" or "workspace" was acknowledged and left out.
  void left_out(const std::string& platform, const std::string& why);
  void ack_seconds(double seconds);  ///< frame read to acknowledgement written
  void batch(std::size_t events);
  void outbox_pending(std::size_t items);
  void outbox_sent(double seconds);
  void connection_up(const std::string& platform, const std::string& connection, bool up);
  void reconnect(const std::string& platform, const std::string& reason);
  void ghost_connections(const std::string& platform, std::int64_t count);
  void rate_limited(const std::string& method);

  void incidents(const std::string& status, std::size_t count);
  void suggestions(const std::string& category, const std::string& state, std::size_t count);

  /// The incidents there are by status; a status that is not named has none.
  void incidents(const std::map<std::string, std::size_t>& by_status);
  /// The suggestions there are by category and state. The counters only rise: a suggestion that was
  /// accepted stays counted as offered.
  void suggestions(const std::map<std::pair<std::string, std::string>, std::size_t>& by_state);
  /// The same by rule and state: which rules people dismiss.
  void rules(const std::map<std::pair<std::string, std::string>, std::size_t>& by_state);

  /// In Prometheus' text format (prometheus.io/docs/instrumenting/exposition_formats).
  std::string text() const;

 private:
  struct Families;
  std::unique_ptr<Families> families_;
};

}  // namespace secondstory::http
