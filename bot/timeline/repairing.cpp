#include "bot/timeline/repairing.hpp"

#include <algorithm>
#include <set>

namespace secondstory {

namespace {

/// Channels that an earlier reading has not been through yet.
std::vector<Channel> being_read(Ledger& ledger)
{
  std::vector<Channel> out;
  for (const auto& item : ledger.pending()) {
    const auto* reading = std::get_if<ReadHistory>(&item.effect);
    if (reading != nullptr && !reading->thread) out.push_back(reading->channel);
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

void read_back(Turn& turn, const Incident& incident, Time missed_since, bool unfinished)
{
  ReadHistory reading;
  reading.channel = *incident.channel;
  reading.news_since = std::max(missed_since, incident.declared_at);
  // An unfinished reading goes on below: however often we are interrupted, the bottom is reached.
  reading.since = unfinished ? reading.news_since : incident.declared_at;
  turn.queue(reading);
  for (const auto& thread : threads_from_before(turn.ledger, incident)) {
    turn.queue(ReadHistory{reading.channel, reading.news_since, thread, reading.news_since, {}});
  }
}

}  // namespace

void keep_contact(Turn& turn, const Contact& contact)
{
  const auto& platform = turn.event.platform;
  const auto before = turn.ledger.contact(platform);
  if (contact.missed) {
    const auto unfinished = being_read(turn.ledger);
    for (const auto& incident : turn.ledger.incidents()) {
      const bool here = incident.channel && incident.channel->platform == platform;
      if (!here || !incident.is_open()) continue;
      const auto missed_since = std::min(before.value_or(incident.declared_at), turn.event.at);
      read_back(
          turn, incident, missed_since,
          std::find(unfinished.begin(), unfinished.end(), *incident.channel) != unfinished.end());
    }
  }
  if (!before || *before < contact.complete_until) {
    turn.ledger.set_contact(platform, contact.complete_until);
  }
}

void go_on_reading(Turn& turn, const std::vector<ReadHistory>& unread)
{
  for (const auto& reading : unread) {
    if (turn.ledger.incident_in(reading.channel)) turn.queue(reading);
  }
}

}  // namespace secondstory
