#include "bot/timeline/recording.hpp"

#include <fmt/format.h>

#include "bot/commands/standing.hpp"
#include "bot/timeline/commanded.hpp"

namespace secondstory {

namespace {

/// Stands in the place of a message's first wording while only a later one has arrived, by its edit
/// or by the history.
constexpr std::string_view not_known_yet{};

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

/// An incident whose channel becomes private is private from then on. It stays so when the channel
/// is opened again: what was said in confidence is not put into lists by a click in the settings.
void keep_private(Turn& turn, Incident incident, bool is_private)
{
  if (!is_private || incident.is_private) return;
  incident.is_private = true;
  turn.ledger.save(incident);
  turn.queue(PostMessage{*incident.channel, std::nullopt,
                         Content{say::bold(incident.id()),
                                 say::text(" is private now: it is shown in no list, and its draft "
                                           "and files stay in this channel.")}});
}

/// A message that comes after its own edit or deletion: takes in what those could not know.
bool was_overtaken(const Turn& turn, Entry& known, const MessagePosted& message,
                   const std::string& text)
{
  if (known.deleted_at) {
    if (!known.actor.empty()) return false;
    known.actor = message.author;
    known.thread_id = message.thread;
    known.kind = kind_of(message.by_bot, message.files);
    return true;
  }
  auto& former = known.revisions;
  if (former.empty() || former.front().text != not_known_yet) return false;
  const auto& next = former.size() > 1 ? former[1].text : known.text;
  if (next == text) {
    former.erase(former.begin());
  } else {
    former.front().text = text;
  }
  known.at = turn.event.at;
  return true;
}

/// Whether an entry is what somebody said, and not what they told us to do.
bool was_said(EntryKind kind)
{
  return kind == EntryKind::message || kind == EntryKind::alert || kind == EntryKind::file;
}

/// A known message says something else since a moment.
void revise(Turn& turn, Entry entry, const std::string& text, Time at)
{
  const auto incident = turn.ledger.incident(entry.incident);
  if (entry.deleted_at || !incident || !incident->is_open()) return;
  const auto before = entry.text;
  if (was_said(entry.kind)) {
    add_edit(entry, at, text);
    turn.ledger.save(entry);
    return;
  }
  add_edit(entry, at, commanded_text(turn, entry, text));
  turn.ledger.save(entry);
  facts_follow(turn, entry, before);
}

}  // namespace

bool record_message(Turn& turn, const MessagePosted& message)
{
  const auto text = with_files(message.text, message.files);
  if (auto known = turn.ledger.entry_of(message.message)) {
    if (!message.edited_at) {
      if (was_overtaken(turn, *known, message, text)) turn.ledger.save(*known);
    } else if (!known->edited_at || *known->edited_at < *message.edited_at) {
      // The history shows the last wording alone; what we have may be that already.
      revise(turn, *known, text, *message.edited_at);
    }
    return false;
  }
  const auto incident = turn.ledger.incident_in(message.message.channel);
  if (!incident) return false;
  add_message(turn, *incident, message, turn.event.at);
  return true;
}

Entry add_message(Turn& turn, const Incident& incident, const MessagePosted& message, Time at)
{
  auto entry = entry_for(turn, incident, message.message);
  entry.at = at;
  entry.kind = kind_of(message.by_bot, message.files);
  entry.actor = message.author;
  entry.text = with_files(message.text, message.files);
  entry.thread_id = message.thread;
  entry.edited_at = message.edited_at;
  if (message.edited_at)
    entry.revisions.push_back({*message.edited_at, std::string{not_known_yet}});
  turn.ledger.add(entry);
  return entry;
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
  entry.revisions.push_back({turn.event.at, std::string{not_known_yet}});
  turn.ledger.add(entry);
}

void record_deletion(Turn& turn, const MessageDeleted& deletion)
{
  auto entry = turn.ledger.entry_of(deletion.message);
  if (entry) {
    if (entry->deleted_at) return;
    const auto before = std::move(entry->text);
    entry->text.clear();
    entry->revisions.clear();
    entry->reworded.reset();
    entry->deleted_at = turn.event.at;
    turn.ledger.save(*entry);
    if (!was_said(entry->kind)) facts_follow(turn, *entry, before);
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
  // What decides over a suggestion has a rule of its own (weigh_suggestion).
  if (reaction.mark == Mark::key_event || reaction.mark == Mark::leave_out) {
    const auto known_as = standing(turn, reaction.person);
    if (known_as == Standing::unknown) put_off(turn, channel, reaction.person);
    if (known_as != Standing::may) return false;
  }
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
  if (auto name = turn.ledger.name(change.channel.platform, change.channel.id)) {
    if (change.new_name) name->name = *change.new_name;
    if (change.now_private) name->is_private = *change.now_private;
    turn.ledger.save(*name);
  }
  auto incident = turn.ledger.incident_in(change.channel, true);
  if (!incident) return;
  if (change.now_private) keep_private(turn, *incident, *change.now_private);
  if (!incident->is_open()) return;
  auto entry = system_entry(turn, *incident, EntryKind::system, change.note);
  turn.ledger.add(entry);
}

}  // namespace secondstory
