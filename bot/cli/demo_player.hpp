#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "adapters/workspace/workspace.hpp"
#include "bot/cli/demo_script.hpp"
#include "bot/result.hpp"

namespace secondstory::cli {

/// Plays a script in the embedded workspace, each step once what the one before it expects has been
/// seen, and tells what people and the bot say as it happens.
class DemoPlayer
{
 public:
  using Tell = std::function<void(const std::string& line)>;

  DemoPlayer(boost::asio::io_context& io, workspace::Workspace& stage, Tell tell);

  /// Waits until something holds, looking again whenever the workspace changes. False: it does not
  /// within 20 s.
  boost::asio::awaitable<bool> until(std::function<bool()> holds);

  /// Something has changed that the workspace does not tell of.
  void look_again() { changed_.cancel(); }

  /// Fault::internal names the step at which it stalled.
  boost::asio::awaitable<Result<void>> play(std::vector<Step> steps);

  std::size_t suggestions() const { return suggestions_; }

 private:
  struct Before;

  Result<void> act(const Step& step);
  Result<std::string> channel_of(const std::string& name) const;
  Result<std::string> message_named(const std::string& id) const;
  std::string suggestion_for(const std::string& channel, const std::string& ts) const;
  std::string opened_channel() const;
  bool seen(const Step& step, const Before& before) const;
  Before look() const;
  /// The bot's words since the last call.
  void tell_news();
  void tell_step(const Step& step);
  std::string readable(std::string text) const;

  workspace::Workspace& stage_;
  Tell tell_;
  boost::asio::steady_timer changed_;
  std::map<std::string, std::pair<std::string, std::string>> named_;  ///< id → channel, ts
  std::set<std::string> told_;
  std::string current_;  ///< ts of the message the step posted
  std::size_t suggestions_ = 0;
};

}  // namespace secondstory::cli
