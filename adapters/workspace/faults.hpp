#pragma once

#include <map>
#include <optional>
#include <string>

#include "adapters/workspace/model.hpp"

namespace secondstory::workspace {

/// What goes wrong with the next calls of a method.
struct FaultSpec
{
  enum class Cut { none, before_effect, after_effect };

  std::string error{};        ///< answered as `{"ok": false, "error": …}`
  unsigned http_status = 0;   ///< answered instead of 200
  double retry_after_s = 0;   ///< the Retry-After header; 429 unless a status is given
  Cut cut = Cut::none;        ///< the connection is cut instead of an answer
  bool takes_effect = false;  ///< the call is carried out all the same
  std::int64_t delay_ms = 0;
  std::int64_t hold_ms = 0;  ///< the call is carried out, and answered so much later
  int times = 1;

  /// "error=ratelimited", for the log of calls.
  [[nodiscard]] std::string name() const;
  /// The call is refused or cut before anything happens.
  [[nodiscard]] bool prevents() const
  {
    const bool answers = !error.empty() || http_status != 0 || retry_after_s > 0;
    return cut == Cut::before_effect || (answers && !takes_effect && cut == Cut::none);
  }
};

/// What a method allows at most, as Slack limits some apps.
struct LimitSpec
{
  std::int64_t every_ms = 0;  ///< a call may follow another only after so long; else 429
  std::size_t page = 0;       ///< messages in a page of history; zero: as many as usual
};

/// Reads `{"method", "error", "http_status", "retry_after", "drop": "before"|"after", "effect",
/// "delay_ms", "hold_ms", "times"}`; nothing where it would change nothing.
std::optional<FaultSpec> fault_of(const json::object& body);

/// The faults that are still to come, by method; "*" stands for every method, "upload" and
/// "response_url" for those addresses.
class Faults
{
 public:
  void add(const std::string& method, FaultSpec fault) { faults_[method] = std::move(fault); }
  void clear() { faults_.clear(); }
  void limit(const std::string& method, LimitSpec spec) { limits_[method] = {spec, 0}; }
  /// Milliseconds until the method may be called; zero: now, and this call is counted.
  std::int64_t wait_for(const std::string& method, std::int64_t now_ms);
  [[nodiscard]] std::size_t page_max(const std::string& method) const;
  /// The fault for this call, used once.
  std::optional<FaultSpec> take(const std::string& method);

 private:
  struct Limited
  {
    LimitSpec spec{};
    std::int64_t free_at_ms = 0;
  };

  std::map<std::string, FaultSpec> faults_;
  std::map<std::string, Limited> limits_;
};

}  // namespace secondstory::workspace
