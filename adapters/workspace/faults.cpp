#include "adapters/workspace/faults.hpp"

#include <fmt/format.h>

#include "adapters/slack/json.hpp"

namespace secondstory::workspace {

using slack::integer_at;
using slack::string_at;

std::string FaultSpec::name() const
{
  if (cut == Cut::before_effect) return "drop=before";
  if (cut == Cut::after_effect) return "drop=after";
  if (retry_after_s > 0) return fmt::format("retry_after={}", retry_after_s);
  if (http_status != 0) return fmt::format("http_status={}", http_status);
  if (!error.empty()) return "error=" + error;
  if (hold_ms > 0) return fmt::format("hold_ms={}", hold_ms);
  return fmt::format("delay_ms={}", delay_ms);
}

std::optional<FaultSpec> fault_of(const json::object& body)
{
  FaultSpec out;
  out.error = string_at(body, "error");
  const auto status = integer_at(body, "http_status").value_or(0);
  const bool is_status = status >= 100 && status <= 599;
  if (status != 0 && !is_status) return std::nullopt;
  out.http_status = static_cast<unsigned>(status);
  if (const json::value* wait = body.if_contains("retry_after")) {
    if (wait->is_number()) out.retry_after_s = wait->to_number<double>();
  }
  const std::string drop = string_at(body, "drop");
  if (drop == "before") out.cut = FaultSpec::Cut::before_effect;
  if (drop == "after") out.cut = FaultSpec::Cut::after_effect;
  if (!drop.empty() && out.cut == FaultSpec::Cut::none) return std::nullopt;
  out.takes_effect = slack::flag_at(body, "effect");
  out.delay_ms = integer_at(body, "delay_ms").value_or(0);
  out.hold_ms = integer_at(body, "hold_ms").value_or(0);
  out.times = static_cast<int>(integer_at(body, "times").value_or(1));
  const bool does_something = !out.error.empty() || out.http_status != 0 || out.retry_after_s > 0 ||
                              out.cut != FaultSpec::Cut::none || out.delay_ms > 0 ||
                              out.hold_ms > 0;
  if (!does_something || out.times < 1) return std::nullopt;
  return out;
}

std::int64_t Faults::wait_for(const std::string& method, std::int64_t now_ms)
{
  const auto found = limits_.find(method);
  if (found == limits_.end()) return 0;
  if (found->second.free_at_ms > now_ms) return found->second.free_at_ms - now_ms;
  found->second.free_at_ms = now_ms + found->second.spec.every_ms;
  return 0;
}

std::size_t Faults::page_max(const std::string& method) const
{
  const auto found = limits_.find(method);
  return found == limits_.end() ? 0 : found->second.spec.page;
}

std::optional<FaultSpec> Faults::take(const std::string& method)
{
  for (const std::string& name : {method, std::string("*")}) {
    const auto found = faults_.find(name);
    if (found == faults_.end()) continue;
    const FaultSpec fault = found->second;
    if (--found->second.times == 0) faults_.erase(found);
    return fault;
  }
  return std::nullopt;
}

}  // namespace secondstory::workspace
