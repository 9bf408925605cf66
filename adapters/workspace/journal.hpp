#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

/// What the app did: every call it made and every rule of Slack's that it broke.
namespace secondstory::workspace {

/// Something that Slack's documentation forbids, or that real outages were made of.
struct Violation
{
  std::int64_t at_us = 0;
  std::string kind{};     ///< "unknown_argument", "json_not_accepted", "frame_too_long", …
  std::string subject{};  ///< the method, or "socket"
  std::string detail{};   ///< one sentence without secrets
};

struct CallRecord
{
  std::int64_t at_us = 0;
  std::string method{};
  boost::json::object args{};  ///< secrets are replaced
  unsigned status = 200;
  bool ok = false;
  std::string error{};
  std::string fault{};  ///< the fault that was injected, if one was
};

class Journal
{
 public:
  explicit Journal(std::function<std::int64_t()> clock) : clock_(std::move(clock)) {}

  void violate(std::string kind, std::string subject, std::string detail)
  {
    violations_.push_back({clock_(), std::move(kind), std::move(subject), std::move(detail)});
  }
  void called(CallRecord record)
  {
    record.at_us = clock_();
    calls_.push_back(std::move(record));
  }
  /// The last call met a fault after it had taken effect.
  void amend(std::string fault, unsigned status)
  {
    calls_.back().fault = std::move(fault);
    calls_.back().status = status;
  }
  void forget()
  {
    violations_.clear();
    calls_.clear();
  }
  [[nodiscard]] const std::vector<Violation>& violations() const { return violations_; }
  [[nodiscard]] const std::vector<CallRecord>& calls() const { return calls_; }

 private:
  std::function<std::int64_t()> clock_;
  std::vector<Violation> violations_;
  std::vector<CallRecord> calls_;
};

}  // namespace secondstory::workspace
