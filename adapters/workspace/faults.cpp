#include "adapters/workspace/faults.hpp"

#include <fmt/format.h>

#include <cmath>

#include "adapters/slack/json.hpp"

namespace secondstory::workspace {

using slack::integer_at;
using slack::string_at;

std::string FaultSpec::name() const
{
  if (cut == Cut::before_effect) return "drop=before";
  if (cut == Cut::after_effect) return "drop=after";
  if (!body.empty()) return "body";
  if (!retry_after.empty()) return "retry_after=" + retry_after;
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
    out.retry_after = string_at(body, "retry_after");
  }
  out.body = string_at(body, "body");
  const std::string drop = string_at(body, "drop");
  if (drop == "before") out.cut = FaultSpec::Cut::before_effect;
  if (drop == "after") out.cut = FaultSpec::Cut::after_effect;
  if (!drop.empty() && out.cut == FaultSpec::Cut::none) return std::nullopt;
  out.takes_effect = slack::flag_at(body, "effect");
  out.delay_ms = integer_at(body, "delay_ms").value_or(0);
  out.hold_ms = integer_at(body, "hold_ms").value_or(0);
  out.times = static_cast<int>(integer_at(body, "times").value_or(1));
  const bool does_something = !out.error.empty() || out.http_status != 0 || out.retry_after_s > 0 ||
                              !out.retry_after.empty() || !out.body.empty() ||
                              out.cut != FaultSpec::Cut::none || out.delay_ms > 0 ||
                              out.hold_ms > 0;
  if (!does_something || out.times < 1) return std::nullopt;
  return out;
}

void Faults::limit(const std::string& method, std::size_t calls, std::chrono::milliseconds window)
{
  rates_.erase(method);
  if (window.count() > 0) rates_[method] = Rate{calls, window, {}};
}

std::optional<FaultSpec> Faults::beyond_rate(const std::string& method,
                                             std::chrono::milliseconds now)
{
  const auto found = rates_.find(method);
  if (found == rates_.end()) return std::nullopt;
  Rate& rate = found->second;
  std::erase_if(rate.made, [&](auto at) { return at + rate.window <= now; });
  if (rate.made.size() < rate.calls) {
    rate.made.push_back(now);
    return std::nullopt;
  }
  FaultSpec out;
  const auto first = rate.made.empty() ? now : rate.made.front();
  out.retry_after_s = std::ceil(std::chrono::duration<double>(first + rate.window - now).count());
  return out;
}

std::optional<FaultSpec> Faults::take(const std::string& method, std::chrono::milliseconds now)
{
  for (const std::string& name : {method, std::string("*")}) {
    const auto found = faults_.find(name);
    if (found == faults_.end()) continue;
    const FaultSpec fault = found->second;
    if (--found->second.times == 0) faults_.erase(found);
    return fault;
  }
  return beyond_rate(method, now);
}

}  // namespace secondstory::workspace
