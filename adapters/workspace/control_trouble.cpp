#include <set>

#include "adapters/slack/json.hpp"
#include "adapters/workspace/control.hpp"

/// Trouble on demand: what outages are made of.
namespace secondstory::workspace {

using slack::flag_at;
using slack::integer_at;
using slack::string_at;

/// The bot's token is refused from now on; `event` says so before, as Slack does.
json::object Control::revoke(const json::object& body)
{
  const std::string event = string_at(body, "event");
  std::string error = string_at(body, "error");
  if (error.empty()) error = event == "app_uninstalled" ? "account_inactive" : "token_revoked";
  if (event == "tokens_revoked") {
    const json::array bots{workspace_.team().bot_user};
    workspace_.emit(
        {{"type", event}, {"tokens", json::object{{"oauth", json::array{}}, {"bot", bots}}}});
  } else if (!event.empty()) {
    workspace_.emit({{"type", event}});
  }
  workspace_.token_refusal = std::move(error);
  return {{"ok", true}};
}

json::object Control::restore(const json::object&)
{
  workspace_.token_refusal.clear();
  return {{"ok", true}};
}

/// Events that nobody takes at once are lost, as if all retries were spent; `on`: false ends it.
json::object Control::lose(const json::object& body)
{
  const bool on = !body.contains("on") || flag_at(body, "on");
  sockets_.hub.options.waits = !on;
  const std::size_t lost = on ? sockets_.hub.give_up() : 0;
  return {{"ok", true}, {"lost", lost}};
}

json::object Control::limit(const json::object& body)
{
  workspace_.reading = {};
  workspace_.reading.objects = static_cast<std::size_t>(integer_at(body, "objects").value_or(0));
  workspace_.reading.every_ms = integer_at(body, "every_ms").value_or(0);
  return {{"ok", true}};
}

/// Sends what was delivered about a message once more, under the same event_id.
json::object Control::redeliver(const json::object& body)
{
  const std::string ts = string_at(body, "ts");
  std::set<std::string> seen;
  std::vector<Delivery> again;
  for (const DeliveryRecord& record : sockets_.hub.records()) {
    const json::object& event = slack::object_at(record.delivery.payload, "event");
    if (string_at(event, "ts") != ts || !seen.insert(record.key).second) continue;
    again.push_back(record.delivery);
  }
  if (again.empty()) return {{"ok", false}, {"error", "message_not_found"}};
  for (Delivery& delivery : again) sockets_.hub.deliver(std::move(delivery));
  return {{"ok", true}};
}

}  // namespace secondstory::workspace
