#include "bot/timeline/recording.hpp"

#include <fmt/format.h>

#include "bot/commands/standing.hpp"

namespace secondstory {

namespace {

std::string with_files(std::string text, const std::vector<std::string>& files)
{
  for (const auto& name : files) {
    if (!text.empty()) text += '\n';
    text += fmt::format("[file: {}]", name);
  }
  return text;
}

EntryKind kind_of(bool by_bot, const std::vector<std::string>& files)
{
  if (by_bot) return EntryKind::alert;
  return files.empty() ? EntryKind::message : EntryKind::file;
}

Entry entry_for(const Turn& turn, const Incident& incident, const MessageRef& message)
{
  Entry entry;
  entry.incident = incident.number;
  entry.at = turn.event.at;
  entry.channel = message.channel;
  entry.message_id = message.id;
  return entry;
}

Entry system_entry(const Turn& turn, const Incident& incident, EntryKind kind, std::string text)
{
  Entry entry;
  entry.incident = incident.number;
  entry.at = turn.event.at;
  entry.kind = kind;
  entry.text = std::move(text);
  entry.channel = *incident.channel;
  return entry;
}

/// A known message says something else since a moment.
void revise(Turn& turn, Entry entry, const std::string& text, Time at)
{
  const auto incident = turn.ledger.incident(entry.incident);
  if (entry.deleted_at || entry.text == text || !incident || !incident->is_open()) return;
  if (entry.edited_at && *entry.edited_at > at) {
    // An older edit that arrives after a newer one is only history.
    entry.revisions.push_back({at, text});
  } else {
    entry.revisions.push_back({at, entry.text});
    entry.text = text;
    entry.edited_at = at;
  }
  turn.ledger.save(entry);
}

}  // namespace

bool record_message(Turn& turn, const MessagePosted& message)
{
  const auto known = turn.ledger.entry_of(message.message);
  const auto text = with_files(message.text, message.files);
  if (known && message.edited_at) {
    // The history shows the last wording alone; what we have may be that already.
    if (!known->edited_at || *known->edited_at < *message.edited_at) {
      revise(turn, *known, text, *message.edited_at);
    }
    return false;
  }
  if (known && !known->edited_at) return false;
  if (known) {
    // Its edit overtook it: what it said at first becomes the first revision.
    if (known->deleted_at || !known->revisions.empty() || known->text == text) return false;
    auto entry = *known;
    entry.revisions.push_back({*known->edited_at, text});
    entry.at = turn.event.at;
    turn.ledger.save(entry);
    return false;
  }
  const auto incident = turn.ledger.incident_in(message.message.channel);
  if (!incident) return false;
  auto entry = entry_for(turn, *incident, message.message);
  entry.kind = kind_of(message.by_bot, message.files);
  entry.actor = message.author;
  entry.text = text;
  entry.thread_id = message.thread;
  entry.edited_at = message.edited_at;
  turn.ledger.add(entry);
  return true;
}

void record_edit(Turn& turn, const MessageEdited& edit)
{
  const auto text = with_files(edit.text, edit.files);
  if (auto entry = turn.ledger.entry_of(edit.message)) {
    revise(turn, std::move(*entry), text, turn.event.at);
    return;
  }
  const auto incident = turn.ledger.incident_in(edit.message.channel);
  if (!incident || edit.posted_at < incident->declared_at) return;
  auto entry = entry_for(turn, *incident, edit.message);
  entry.at = edit.posted_at;
  entry.kind = kind_of(edit.by_bot, edit.files);
  entry.actor = edit.author;
  entry.text = text;
  entry.thread_id = edit.thread;
  entry.edited_at = turn.event.at;
  turn.ledger.add(entry);
}

void record_deletion(Turn& turn, const MessageDeleted& deletion)
{
  auto entry = turn.ledger.entry_of(deletion.message);
  if (entry) {
    if (entry->deleted_at) return;
    entry->text.clear();
    entry->revisions.clear();
    entry->reworded.reset();
    entry->deleted_at = turn.event.at;
    turn.ledger.save(*entry);
    return;
  }
  if (deletion.read_back) return;
  const auto incident = turn.ledger.incident_in(deletion.message.channel);
  if (!incident || deletion.posted_at < incident->declared_at) return;
  auto tombstone = entry_for(turn, *incident, deletion.message);
  tombstone.at = deletion.posted_at;
  tombstone.deleted_at = turn.event.at;
  turn.ledger.add(tombstone);
}

bool record_mark(Turn& turn, const Reacted& reaction)
{
  const auto& channel = reaction.message.channel;
  if (!turn.ledger.incident_in(channel, true)) return false;
  const auto known_as = standing(turn, reaction.person);
  if (known_as == Standing::unknown) put_off(turn, channel, reaction.person);
  if (known_as != Standing::may) return false;
  turn.ledger.set_mark(reaction.message, reaction.person, reaction.mark, reaction.added);
  return true;
}

void record_membership(Turn& turn, const MembershipChanged& change)
{
  const auto incident = turn.ledger.incident_in(change.channel);
  if (!incident) return;
  auto entry = system_entry(turn, *incident, EntryKind::membership,
                            change.joined ? "joined the channel" : "left the channel");
  entry.actor = change.person;
  turn.ledger.add(entry);
}

void record_channel_change(Turn& turn, const ChannelChanged& change)
{
  if (change.new_id) {
    turn.ledger.rename_channel(change.channel, {change.channel.platform, *change.new_id});
    return;
  }
  const auto incident = turn.ledger.incident_in(change.channel);
  if (!incident) return;
  auto entry = system_entry(turn, *incident, EntryKind::system, change.note);
  turn.ledger.add(entry);
}

}  // namespace secondstory
