#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

/// When the next call may go out (docs.slack.dev/apis/web-api/rate-limits). No I/O, no clock: times
/// are milliseconds of a clock that never jumps.
namespace secondstory::slack {

class Pacer
{
 public:
  using Clock = std::chrono::milliseconds;

  /// How far apart posts into one channel are after a burst; Slack asks for a second.
  void set_post_interval(Clock interval) { post_interval_ = interval; }

  /// Posting: one message a second into a channel, short bursts tolerated. How long until the
  /// channel takes the next; zero: now.
  Clock until_post(const std::string& channel, Clock now) const;

  /// A post goes out now.
  void count_post(const std::string& channel, Clock now);

  /// An HTTP 429 blocks the method it was given for, no other.
  void block(const std::string& method, Clock now, Clock wait);

  /// How long a method is blocked still; zero if it is not.
  Clock blocked_for(const std::string& method, Clock now) const;

 private:
  static constexpr int post_burst = 3;
  static constexpr std::size_t channels_max = 4096;

  /// Per channel, when the bucket of `post_burst` posts will be full again.
  std::map<std::string, Clock> full_at_;
  std::map<std::string, Clock> blocked_until_;
  Clock post_interval_{1000};
};

/// Retry-After as Slack and what stands in front of it send it: whole seconds, fractions, nonsense
/// or nothing at all (then 30 s, as the official clients wait). Never more than an hour.
std::chrono::milliseconds retry_after(std::string_view header);

}  // namespace secondstory::slack
