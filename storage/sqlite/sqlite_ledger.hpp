#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/ledger.hpp"
#include "storage/sqlite/connection.hpp"

namespace secondstory::storage {

/// The ledger over one SQLite connection. Whoever owns it opens and ends the transactions; over a
/// read-only connection the methods that write throw.
class SqliteLedger final : public Ledger
{
 public:
  explicit SqliteLedger(Connection& connection) : connection_(connection) {}

  bool remember(std::string_view key, Time now) override;

  std::int64_t add(Incident& incident) override;
  void save(const Incident& incident) override;
  std::optional<Incident> incident(std::int64_t number) override;
  std::optional<Incident> incident_in(const Channel& channel, bool or_closed) override;
  std::optional<Incident> incident_opening(std::int64_t outbox_id) override;
  std::vector<Incident> incidents() override;
  void rename_channel(const Channel& from, const Channel& to) override;
  Channel now_called(const Channel& channel) override;

  std::int64_t add(Entry& entry) override;
  void save(const Entry& entry) override;
  std::optional<Entry> entry(std::int64_t incident, std::int64_t number) override;
  std::optional<Entry> entry_of(const MessageRef& message) override;
  std::vector<Entry> entries(std::int64_t incident) override;
  std::vector<Entry> last_entries(std::int64_t incident, std::size_t count) override;

  void set_mark(const MessageRef& message, const std::string& person, Mark mark, bool on) override;
  bool has_mark(const MessageRef& message, Mark mark) override;
  void clear_marks(const MessageRef& message, Mark mark) override;

  std::int64_t add(ActionItem& action) override;
  void save(const ActionItem& action) override;
  std::vector<ActionItem> actions(std::int64_t incident) override;

  std::int64_t add(Suggestion& suggestion) override;
  void save(const Suggestion& suggestion) override;
  std::vector<Suggestion> suggestions(std::int64_t incident) override;
  std::optional<Suggestion> suggestion(std::int64_t incident, std::int64_t number) override;
  std::optional<Suggestion> suggestion_about(const MessageRef& message) override;
  std::optional<Suggestion> suggestion_posted_as(const MessageRef& message) override;
  std::optional<Suggestion> suggestion_of_outbox(std::int64_t outbox_id) override;
  std::optional<Time> last_suggestion(const Channel& channel, const std::string& author) override;
  RuleAnswers answers(const Channel& channel, const std::string& rule) override;

  std::optional<Delivery> delivery(const Channel& channel) override;
  void set_delivery(const Channel& channel, Delivery delivery) override;

  std::optional<Time> contact(const std::string& platform) override;
  void set_contact(const std::string& platform, Time complete_until) override;

  void save(const PersonSeen& person) override;
  std::optional<PersonSeen> person(const std::string& platform, const std::string& id) override;
  std::vector<PersonSeen> people(const std::string& platform) override;

  void save(const NameSeen& name) override;
  std::optional<NameSeen> name(const std::string& platform, const std::string& id) override;

  void add(Change& change) override;
  std::optional<Change> take_last_change(std::int64_t incident, const std::string& person,
                                         Time since) override;

  std::int64_t queue(const Effect& effect, Time now) override;
  std::vector<OutboxItem> pending() override;
  /// Nothing for an item that is settled: what it said is gone.
  std::optional<OutboxItem> outbox_item(std::int64_t id) override;
  bool settle(std::int64_t id, bool done, const std::string& refusal, Time now) override;
  bool forget_before(Time closed, std::int64_t rows_max) override;

  // For the writer.

  /// Begins the account of an event: what it queues, whether it was a duplicate.
  void start_event();
  /// True if `remember` knew a key since start_event().
  bool duplicate() const { return duplicate_; }
  /// Keeps an event aside whose handling was rolled back, so that its delivery is done with.
  void set_aside(const Event& event, const std::string& error);
  /// What was queued since the last call; empty after a roll-back.
  std::vector<OutboxItem> take_queued();
  /// Removes what has served its time, at most so many rows of a kind.
  void prune(Time now, std::int64_t rows_max);

  Connection& connection() { return connection_; }

 private:
  std::optional<Incident> read_incident(Query& query);
  void save_roles(const Incident& incident);
  void save_revisions(std::int64_t row, const Entry& entry);
  std::optional<Entry> read_entry(Query& query);
  void rename_in_outbox(const Channel& from, const Channel& to);
  void rename_in_changes(const Channel& from, const Channel& to);

  Connection& connection_;
  bool duplicate_ = false;
  std::vector<OutboxItem> queued_;
  std::size_t queued_before_event_ = 0;
};

}  // namespace secondstory::storage
