#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "adapters/slack/web_api.hpp"

namespace secondstory::slack {

/// Whether Slack lets us speak. Once the bot's token is refused or revoked nothing is sent until
/// auth.test, asked slowly, is answered again: what we had to say stays in the outbox, and a person
/// sees in /readyz why.
class Consent : public std::enable_shared_from_this<Consent>
{
 public:
  /// `regained` is called when it is there again.
  Consent(asio::any_io_executor executor, WebApi& api, std::chrono::milliseconds ask_every,
          std::function<void()> regained);

  bool given() const { return complaint_.empty(); }
  /// Why not, and what to do.
  const std::string& complaint() const { return complaint_; }
  void withdrawn(std::string complaint);
  void stop() { stopped_ = true; }

 private:
  static asio::awaitable<void> watch(std::shared_ptr<Consent> self);

  asio::any_io_executor executor_;
  WebApi& api_;
  std::chrono::milliseconds ask_every_;
  std::function<void()> regained_;
  std::string complaint_{};
  bool stopped_ = false;
};

}  // namespace secondstory::slack
