#include "adapters/slack/contact.hpp"

#include <spdlog/spdlog.h>

#include "adapters/slack/message.hpp"

namespace secondstory::slack {

namespace {

using namespace std::chrono_literals;

constexpr auto told_every = 1min;
constexpr auto repetitions_end = 10min;
constexpr std::chrono::milliseconds deafness_that_matters = 1min;
constexpr auto limit_lasts = 2min;

}  // namespace

ContactKeeper::ContactKeeper(const asio::any_io_executor& executor, EventSink sink,
                             std::function<bool()> live)
    : timer_(executor), sink_(std::move(sink)), live_(std::move(live))
{
}

bool ContactKeeper::came_back(std::chrono::milliseconds deaf)
{
  // Short silences add up: each may swallow another of the repetitions.
  const auto now = Clock::now();
  if (now - deaf_last_ > repetitions_end) deaf_lately_ = {};
  deaf_lately_ += deaf;
  deaf_last_ = now;
  const bool matters = deaf_lately_ >= deafness_that_matters;
  if (matters) {
    spdlog::warn("slack: no connection for {} s; what was said meanwhile is read back",
                 deaf.count() / 1000);
    deaf_lately_ = {};
    missed_ = true;
  }
  tell();
  return matters;
}

void ContactKeeper::rate_limited()
{
  spdlog::warn("slack: too many events; what Slack leaves out is read back afterwards");
  missed_ = true;
  limited_until_ = Clock::now() + limit_lasts;
}

void ContactKeeper::interrupted()
{
  missed_ = true;
  tell();
}

void ContactKeeper::stop()
{
  stopped_ = true;
  timer_.cancel();
}

void ContactKeeper::tell()
{
  if (stopped_) return;
  wait(told_every);
  // While events are being dropped a reading would come too early.
  if (!live_() || Clock::now() < limited_until_) return;
  const Time now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  Event event{{}, std::string(platform_name), now, now, Contact{now - repetitions_end, missed_}};
  if (sink_(std::move(event), [] {})) {
    missed_ = false;
  } else {
    wait(50ms);
  }
}

void ContactKeeper::wait(std::chrono::milliseconds span)
{
  timer_.expires_after(span);
  timer_.async_wait([weak = weak_from_this()](boost::system::error_code cancelled) {
    const auto self = weak.lock();
    if (self && !cancelled) self->tell();
  });
}

}  // namespace secondstory::slack
