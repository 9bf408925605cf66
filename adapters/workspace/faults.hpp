#pragma once

#include <chrono>
#include <deque>
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
  std::string retry_after{};  ///< the header as it is, where it is no number of seconds
  std::string body{};         ///< answered as it is, for a proxy's or a sign-in page
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
    const bool answers = !error.empty() || http_status != 0 || retry_after_s > 0 ||
                         !retry_after.empty() || !body.empty();
    return cut == Cut::before_effect || (answers && !takes_effect && cut == Cut::none);
  }
};

/// Reads `{"method", "error", "http_status", "retry_after", "body", "drop": "before"|"after",
/// "effect", "delay_ms", "hold_ms", "times"}`; nothing where it would change nothing.
std::optional<FaultSpec> fault_of(const json::object& body);

/// The faults that are still to come, by method; "*" stands for every method, "upload" and
/// "response_url" for those addresses.
class Faults
{
 public:
  void add(const std::string& method, FaultSpec fault) { faults_[method] = std::move(fault); }
  void clear()
  {
    faults_.clear();
    rates_.clear();
  }
  /// Allows so many calls of a method within a window and answers the others 429, as Slack's tiers
  /// do (docs.slack.dev/apis/web-api/rate-limits); no calls and no window take the limit away.
  void limit(const std::string& method, std::size_t calls, std::chrono::milliseconds window);
  /// The fault for this call, used once.
  std::optional<FaultSpec> take(const std::string& method, std::chrono::milliseconds now = {});

 private:
  struct Rate
  {
    std::size_t calls = 0;
    std::chrono::milliseconds window{0};
    std::deque<std::chrono::milliseconds> made{};
  };

  std::optional<FaultSpec> beyond_rate(const std::string& method, std::chrono::milliseconds now);

  std::map<std::string, FaultSpec> faults_;
  std::map<std::string, Rate> rates_;
};

}  // namespace secondstory::workspace
