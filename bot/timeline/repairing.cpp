#include "bot/timeline/repairing.hpp"

#include <algorithm>
#include <chrono>
#include <set>

namespace secondstory {

namespace {

/// Our clock and the service's agree at least as well as this.
constexpr std::chrono::seconds clocks_differ{5};

/// What the unfinished readings of a channel or thread are still going to come by.
struct Underway
{
  int not_begun = 0;
  Time reached{};  ///< of a channel: the readings that have begun go on below this
  /// One may be under way and have looked already; another one has not, and will see it all.
  [[nodiscard]] bool sees_all() const { return not_begun >= 2; }
};

Underway underway(const std::vector<ReadHistory>& unfinished, const Channel& channel,
                  const std::optional<std::string>& thread)
{
  Underway out;
  for (const auto& reading : unfinished) {
    if (reading.channel != channel || reading.thread != thread) continue;
    if (!reading.cursor) ++out.not_begun;
    if (reading.reached) out.reached = std::max(out.reached, *reading.reached);
  }
  return out;
}

std::vector<ReadHistory> unfinished_readings(Ledger& ledger)
{
  std::vector<ReadHistory> out;
  for (const auto& item : ledger.pending()) {
    if (const auto* reading = std::get_if<ReadHistory>(&item.effect)) out.push_back(*reading);
  }
  return out;
}

/// Threads whose opening message is older than the incident: a look at the channel does not come
/// by them.
std::set<std::string> threads_from_before(Ledger& ledger, const Incident& incident)
{
  std::set<std::string> openers;
  std::set<std::string> threads;
  for (const auto& entry : ledger.entries(incident.number)) {
    if (entry.message_id && entry.at >= incident.declared_at) openers.insert(*entry.message_id);
    if (entry.thread_id) threads.insert(*entry.thread_id);
  }
  std::erase_if(threads, [&](const std::string& id) { return openers.contains(id); });
  return threads;
}

void read_back(Turn& turn, const Incident& incident, Time missed_since,
               const std::vector<ReadHistory>& unfinished)
{
  const auto& channel = *incident.channel;
  const auto news_since = std::max(missed_since, incident.declared_at);
  if (const auto left = underway(unfinished, channel, {}); !left.sees_all()) {
    const auto since = std::max(left.reached, incident.declared_at);
    turn.queue(ReadHistory{channel, since, {}, news_since, {}, {}});
  }
  for (const auto& thread : threads_from_before(turn.ledger, incident)) {
    if (underway(unfinished, channel, thread).sees_all()) continue;
    turn.queue(ReadHistory{channel, news_since, thread, news_since, {}, {}});
  }
}

}  // namespace

void keep_contact(Turn& turn, const Contact& contact)
{
  const auto& platform = turn.event.platform;
  const auto before = turn.ledger.contact(platform);
  auto complete_until = contact.complete_until;
  if (contact.missed) {
    const auto unfinished = unfinished_readings(turn.ledger);
    for (const auto& incident : turn.ledger.incidents()) {
      const bool here = incident.channel && incident.channel->platform == platform;
      if (!here || !incident.is_open()) continue;
      const auto missed_since = std::min(before.value_or(incident.declared_at), turn.event.at);
      read_back(turn, incident, missed_since, unfinished);
    }
    // What is about to be read is as good as here, since the readings survive us.
    complete_until = turn.event.at - clocks_differ;
  }
  if (!before || *before < complete_until) turn.ledger.set_contact(platform, complete_until);
}

void go_on_reading(Turn& turn, const std::vector<ReadHistory>& unread)
{
  for (const auto& reading : unread) {
    if (turn.ledger.incident_in(reading.channel)) turn.queue(reading);
  }
}

}  // namespace secondstory
