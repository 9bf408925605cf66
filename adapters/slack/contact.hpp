#pragma once

#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>

#include "adapters/chat_service.hpp"
#include "adapters/slack/transport.hpp"

namespace secondstory::slack {

/// Tells the ledger, once a minute and whenever a connection is back, until when all that was said
/// has reached us, and whether something may have been missed.
///
/// Slack repeats what is not acknowledged at once, after one minute and after five, then gives up
/// (docs.slack.dev/apis/events-api, "Retries"). So what was said more than ten minutes ago is here
/// if we could be reached all along. It may be lost after a minute in all without any connection,
/// while Slack limits our events (app_rate_limited), while our token was not accepted, and from
/// before our start.
class ContactKeeper : public std::enable_shared_from_this<ContactKeeper>
{
 public:
  /// `live`: whether at least one connection is and we may speak.
  ContactKeeper(const asio::any_io_executor& executor, EventSink sink, std::function<bool()> live);

  /// The first connection of all is live again, after so long without any. True if something may
  /// have been missed by that.
  bool came_back(std::chrono::milliseconds deaf);
  /// Slack says that it drops events; it says so again each minute while it does.
  void rate_limited();
  /// We could not be reached for another reason, and can be again.
  void interrupted();
  void stop();

 private:
  using Clock = std::chrono::steady_clock;
  void tell();
  void wait(std::chrono::milliseconds span);

  asio::steady_timer timer_;
  EventSink sink_;
  std::function<bool()> live_;
  std::chrono::milliseconds deaf_lately_{0};
  Clock::time_point deaf_last_{};
  Clock::time_point limited_until_{};
  bool missed_ = true;  ///< nobody knows what was said before we started
  bool stopped_ = false;
};

}  // namespace secondstory::slack
