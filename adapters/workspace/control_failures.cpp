#include "adapters/slack/json.hpp"
#include "adapters/workspace/control.hpp"

/// What goes wrong on demand; workspace_server.hpp describes each action.
namespace secondstory::workspace {

using slack::flag_at;
using slack::integer_at;
using slack::object_at;
using slack::string_at;

namespace {

json::object refused(const std::string& error)
{
  return {{"ok", false}, {"error", error}};
}

json::object connections(std::size_t count)
{
  return {{"ok", true}, {"connections", count}};
}

ConnectionId connection_in(const json::object& body)
{
  return static_cast<ConnectionId>(integer_at(body, "connection").value_or(0));
}

int times_in(const json::object& body, const char* key = "times", int preset = 1)
{
  return static_cast<int>(integer_at(body, key).value_or(preset));
}

std::chrono::milliseconds span_in(const json::object& body, const char* key)
{
  return std::chrono::milliseconds{integer_at(body, key).value_or(0)};
}

}  // namespace

json::object Control::disconnect(const json::object& body)
{
  std::string reason = string_at(body, "reason");
  if (reason.empty()) reason = "refresh_requested";
  const auto grace =
      integer_at(body, "close_after_ms").value_or(sockets_.hub.options.leave_after_ms);
  return connections(sockets_.hub.disconnect(reason, connection_in(body), grace));
}

json::object Control::close(const json::object& body)
{
  const auto code = integer_at(body, "code").value_or(1000);
  if (code < 1000 || code > 4999) return refused("invalid_code");
  return connections(sockets_.hub.close(static_cast<unsigned>(code), string_at(body, "reason"),
                                        connection_in(body)));
}

json::object Control::drop(const json::object& body)
{
  return connections(sockets_.drop(connection_in(body), flag_at(body, "quietly")));
}

json::object Control::freeze(const json::object& body)
{
  return connections(sockets_.freeze(connection_in(body)));
}

json::object Control::stall(const json::object& body)
{
  return connections(sockets_.stall(connection_in(body), span_in(body, "delay_ms")));
}

json::object Control::ping(const json::object& body)
{
  sockets_.ping_every(span_in(body, "every_ms"));
  return {{"ok", true}};
}

json::object Control::middlebox(const json::object& body)
{
  sockets_.forget_silent_after(span_in(body, "forgets_after_ms"));
  return {{"ok", true}};
}

json::object Control::junk(const json::object& body)
{
  std::string text = string_at(body, "text");
  const auto bytes = static_cast<std::size_t>(integer_at(body, "bytes").value_or(0));
  constexpr std::size_t bytes_max = 64U << 20U;
  if (bytes > bytes_max) return refused("too_long");
  if (text.empty() && bytes > 0) text = "x";
  const std::string unit = text;
  while (text.size() < bytes) text += unit;
  net::MessageForm form;
  form.binary = flag_at(body, "binary");
  form.frames = static_cast<std::size_t>(integer_at(body, "frames").value_or(1));
  return connections(sockets_.hub.send_raw(text, connection_in(body), form));
}

json::object Control::envelope(const json::object& body)
{
  const std::string type = string_at(body, "type");
  if (type.empty()) return refused("invalid_type");
  sockets_.hub.deliver(
      {type, object_at(body, "payload"), flag_at(body, "accepts_response_payload")});
  return {{"ok", true}};
}

json::object Control::duplicate(const json::object& body)
{
  sockets_.hub.faults.doubled = times_in(body);
  sockets_.hub.faults.same_envelope = flag_at(body, "same_envelope");
  return {{"ok", true}};
}

json::object Control::lose(const json::object& body)
{
  sockets_.hub.faults.lost = times_in(body);
  return {{"ok", true}};
}

json::object Control::reorder(const json::object& body)
{
  const int count = times_in(body, "count", 0);
  if (count < 2) return refused("invalid_count");
  constexpr std::int64_t preset_ms = 2'000;
  sockets_.hub.reorder(static_cast<std::size_t>(count),
                       integer_at(body, "within_ms").value_or(preset_ms));
  return {{"ok", true}};
}

json::object Control::spoil_acks(const json::object& body)
{
  sockets_.hub.faults.acks_lost = times_in(body, "lose", 0);
  sockets_.hub.faults.acks_too_long = times_in(body, "too_long", 0);
  return {{"ok", true}};
}

json::object Control::hello(const json::object& body)
{
  HubFaults::Greeting greeting;
  greeting.times = times_in(body);
  greeting.delay_ms = integer_at(body, "delay_ms").value_or(0);
  greeting.never = flag_at(body, "never");
  greeting.ghosts = integer_at(body, "ghosts").value_or(0);
  greeting.app_id = string_at(body, "app_id");
  sockets_.hub.faults.greeting = std::move(greeting);
  return {{"ok", true}};
}

json::object Control::crowd(const json::object& body)
{
  sockets_.hub.faults.crowded = times_in(body);
  return {{"ok", true}};
}

json::object Control::handshake(const json::object& body)
{
  const auto status = integer_at(body, "status").value_or(503);
  if (status < 200 || status > 599) return refused("invalid_status");
  sockets_.refuse_handshakes(static_cast<unsigned>(status), times_in(body));
  return {{"ok", true}};
}

json::object Control::fault(const json::object& body)
{
  if (flag_at(body, "clear")) {
    faults_.clear();
    return {{"ok", true}};
  }
  auto fault = fault_of(body);
  const std::string method = string_at(body, "method");
  if (!fault || method.empty()) return refused("invalid_fault");
  faults_.add(method, std::move(*fault));
  return {{"ok", true}};
}

json::object Control::rate(const json::object& body)
{
  const std::string method = string_at(body, "method");
  const auto window = span_in(body, "window_ms");
  if (method.empty() || window.count() < 0) return refused("invalid_rate");
  faults_.limit(method, static_cast<std::size_t>(times_in(body, "calls", 0)), window);
  return {{"ok", true}};
}

json::object Control::sharing(const json::object& body)
{
  Whims& whims = workspace_.whims;
  whims.shares = times_in(body);
  whims.share_after_ms = integer_at(body, "after_ms").value_or(0);
  whims.never_shared = flag_at(body, "never");
  return {{"ok", true}};
}

json::object Control::pages(const json::object& body)
{
  const int most = times_in(body, "max", 0);
  if (most < 1) return refused("invalid_max");
  workspace_.whims.page_max = static_cast<std::size_t>(most);
  return {{"ok", true}};
}

json::object Control::retry(const json::object& body)
{
  HubOptions& options = sockets_.hub.options;
  if (const auto after = integer_at(body, "after_ms")) options.retry_after_ms = *after;
  if (const auto times = integer_at(body, "times")) options.retries_max = static_cast<int>(*times);
  sockets_.reschedule();
  return {{"ok", true}, {"after_ms", options.retry_after_ms}, {"times", options.retries_max}};
}

json::object Control::scenario(const json::object& body)
{
  if (flag_at(body, "end")) {
    begin_scenario({});
    return {{"ok", true}};
  }
  auto steps = parse_scenario(string_at(body, "text"));
  if (!steps) return refused(steps.error().message);
  const std::size_t count = steps->size();
  begin_scenario(std::move(*steps));
  return {{"ok", true}, {"steps", count}};
}

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

/// Events that nobody takes at once are given up, as if all retries were spent; `on`: false ends
/// it.
json::object Control::give_up(const json::object& body)
{
  const bool on = !body.contains("on") || flag_at(body, "on");
  sockets_.hub.options.waits = !on;
  const std::size_t lost = on ? sockets_.hub.give_up() : 0;
  return {{"ok", true}, {"lost", lost}};
}

}  // namespace secondstory::workspace
