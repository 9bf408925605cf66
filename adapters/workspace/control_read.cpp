#include "adapters/slack/json.hpp"
#include "adapters/workspace/control.hpp"
#include "adapters/workspace/shapes.hpp"

/// What can be read of a workspace below /workspace/.
namespace secondstory::workspace {

using slack::string_at;

namespace {

const char* name_of(DeliveryState state)
{
  switch (state) {
    case DeliveryState::waiting:
      return "waiting";
    case DeliveryState::sent:
      return "sent";
    case DeliveryState::acked:
      return "acked";
    case DeliveryState::given_up:
      return "given_up";
    case DeliveryState::lost:
      return "lost";
  }
  return "";
}

double milliseconds(std::int64_t us)
{
  return static_cast<double>(us) / 1'000.0;
}

json::object record_json(const DeliveryRecord& record)
{
  json::array deliveries;
  for (const Sending& sending : record.sendings) {
    deliveries.push_back(json::object{{"envelope_id", sending.envelope_id},
                                      {"connection", sending.connection},
                                      {"at", milliseconds(sending.at_us) / 1'000.0},
                                      {"retry_attempt", sending.retry_attempt}});
  }
  const bool acked = record.state == DeliveryState::acked;
  json::object out{{"type", record.about.type},
                   {"kind", record.about.kind},
                   {"event_id", record.key},
                   {"state", name_of(record.state)},
                   {"acked", acked},
                   {"deliveries", std::move(deliveries)}};
  out["ack_envelope_id"] = acked ? json::value(record.acked_envelope) : json::value();
  out["ack_connection"] = acked ? json::value(record.acked_on) : json::value();
  out["ack_latency_ms"] = acked ? json::value(milliseconds(record.ack_latency_us)) : json::value();
  if (!record.about.channel.empty()) out["channel"] = record.about.channel;
  if (!record.about.ts.empty()) out["ts"] = record.about.ts;
  if (!record.about.user.empty()) out["user"] = record.about.user;
  return out;
}

json::object channel_state(const Workspace& workspace, const Channel& channel)
{
  json::object out = channel_json(workspace, channel);
  json::array members;
  for (const std::string& member : channel.members) members.emplace_back(member);
  out["members"] = std::move(members);
  json::array pins;
  for (const Pin& pin : channel.pins) pins.emplace_back(pin.ts);
  out["pins"] = std::move(pins);
  json::array bookmarks;
  for (const Bookmark& one : channel.bookmarks) {
    bookmarks.push_back(bookmark_json(workspace, channel, one));
  }
  out["bookmarks"] = std::move(bookmarks);
  out["message_count"] = channel.messages.size();
  return out;
}

}  // namespace

json::object Control::state(const json::object&)
{
  const Team& team = workspace_.team();
  json::array users;
  for (const Person& person : workspace_.people()) users.push_back(user_json(workspace_, person));
  json::array channels;
  for (const auto& [id, channel] : workspace_.channels()) {
    channels.push_back(channel_state(workspace_, channel));
  }
  json::array files;
  for (const auto& [id, file] : workspace_.files()) {
    if (file.completed) files.push_back(file_json(workspace_, file));
  }
  json::array views;
  for (const auto& [id, view] : workspace_.views()) {
    json::object shown = view_json(workspace_, view);
    shown["user"] = view.user;
    shown["channel"] = view.channel;
    shown["errors"] = view.errors;
    views.push_back(std::move(shown));
  }
  json::array shortcuts;
  for (const Shortcut& one : team.shortcuts) {
    shortcuts.push_back(
        json::object{{"type", one.type}, {"callback_id", one.callback_id}, {"name", one.name}});
  }
  json::array connections;
  for (const ConnectionId id : sockets_.hub.connections()) connections.emplace_back(id);
  return {{"ok", true},
          {"team", json::object{{"id", team.id}, {"name", team.name}, {"domain", team.domain}}},
          {"app", json::object{{"id", team.app_id},
                               {"bot_user", team.bot_user},
                               {"bot_id", team.bot_id},
                               {"shortcuts", std::move(shortcuts)}}},
          {"users", std::move(users)},
          {"channels", std::move(channels)},
          {"files", std::move(files)},
          {"views", std::move(views)},
          {"scenario", scenario_state()},
          {"connections", std::move(connections)},
          {"pending", sockets_.hub.pending()},
          {"tickets", sockets_.hub.tickets()},
          {"dialled", sockets_.hub.dialled()},
          {"violations", journal_.violations().size()}};
}

json::object Control::messages(const json::object& query)
{
  const Channel* channel = workspace_.channel(string_at(query, "channel"));
  if (!channel) return {{"ok", false}, {"error", "channel_not_found"}};
  json::array messages;
  for (const auto& [ts, message] : channel->messages) {
    messages.push_back(message_json(workspace_, *channel, message, Face::history, true));
  }
  json::array ephemeral;
  const std::string user = user_in(query);
  for (const Ephemeral& one : workspace_.ephemerals()) {
    if (one.channel != channel->id || (!user.empty() && one.user != user)) continue;
    ephemeral.push_back(ephemeral_json(workspace_, one));
  }
  return {{"ok", true},
          {"channel", channel_state(workspace_, *channel)},
          {"messages", std::move(messages)},
          {"ephemeral", std::move(ephemeral)}};
}

json::object Control::violations(const json::object&)
{
  json::array out;
  for (const Violation& one : journal_.violations()) {
    out.push_back(json::object{{"at", milliseconds(one.at_us) / 1'000.0},
                               {"kind", one.kind},
                               {"subject", one.subject},
                               {"detail", one.detail}});
  }
  return {{"ok", true}, {"violations", std::move(out)}};
}

json::object Control::acks(const json::object&)
{
  json::array out;
  for (const DeliveryRecord& record : sockets_.hub.records()) out.push_back(record_json(record));
  return {{"ok", true}, {"pending", sockets_.hub.pending()}, {"acks", std::move(out)}};
}

json::object Control::calls(const json::object& query)
{
  const std::string method = string_at(query, "method");
  json::array out;
  for (const CallRecord& one : journal_.calls()) {
    if (!method.empty() && one.method != method) continue;
    out.push_back(json::object{{"at", milliseconds(one.at_us) / 1'000.0},
                               {"method", one.method},
                               {"args", one.args},
                               {"status", one.status},
                               {"ok", one.ok},
                               {"error", one.error},
                               {"fault", one.fault}});
  }
  return {{"ok", true}, {"calls", std::move(out)}};
}

}  // namespace secondstory::workspace
