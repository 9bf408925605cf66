#include "adapters/slack/pacing.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace secondstory::slack {

Pacer::Clock Pacer::until_post(const std::string& channel, Clock now) const
{
  const auto found = full_at_.find(channel);
  if (found == full_at_.end()) return Clock{0};
  return std::max(Clock{0}, found->second - now - post_interval_ * (post_burst - 1));
}

void Pacer::count_post(const std::string& channel, Clock now)
{
  if (full_at_.size() > channels_max) {
    std::erase_if(full_at_, [now](const auto& entry) { return entry.second <= now; });
  }
  Clock& full_at = full_at_[channel];
  full_at = std::max(full_at, now) + post_interval_;
}

void Pacer::block(const std::string& method, Clock now, Clock wait)
{
  Clock& until = blocked_until_[method];
  until = std::max(until, now + wait);
}

Pacer::Clock Pacer::blocked_for(const std::string& method, Clock now) const
{
  const auto found = blocked_until_.find(method);
  return found == blocked_until_.end() ? Clock{0} : std::max(Clock{0}, found->second - now);
}

std::chrono::milliseconds retry_after(std::string_view header)
{
  constexpr std::chrono::milliseconds unsaid{30'000};
  while (header.starts_with(' ')) header.remove_prefix(1);
  double seconds = 0;
  const auto [end, failed] = std::from_chars(header.data(), header.data() + header.size(), seconds);
  if (failed != std::errc() || end == header.data() || !std::isfinite(seconds) || seconds < 0) {
    return unsaid;
  }
  return std::chrono::milliseconds{
      static_cast<std::int64_t>(std::ceil(std::min(seconds, 3600.0) * 1000))};
}

}  // namespace secondstory::slack
