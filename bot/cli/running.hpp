#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "adapters/slack/asking.hpp"
#include "bot/bot.hpp"
#include "bot/result.hpp"
#include "config/configuration.hpp"

namespace secondstory::cli {

/// What the core needs of the configuration; reads the draft template where one is named and says
/// where it is broken.
Result<Settings> settings_of(const Configuration& configuration);

/// The language rules that a configuration asks for.
Result<std::shared_ptr<const language::Engine>> rules_of(const Configuration& configuration);

/// The path behind `sqlite:path`.
std::string database_of(const Configuration& configuration);

/// That the proxy, of the configuration or of the environment, and the certificates of ca_file can
/// be used; nobody is asked. Fault::usage.
Result<void> may_reach_slack(const Configuration& configuration);

/// Asks Slack whether everything it has to know of us is in order. Fault::usage: the proxy is none.
Result<slack::Findings> ask_slack(boost::asio::io_context& io, const Configuration& configuration);

/// The whole bot, assembled: ledger, core, chat services, dispatcher and status server on one
/// io_context. This is the one place that knows every part.
class Running
{
 public:
  /// Opens the ledger and starts connecting. Errors: usage (rules, template), storage, a port in
  /// use.
  static Result<std::unique_ptr<Running>> start(
      boost::asio::io_context& io, const Configuration& configuration,
      std::chrono::milliseconds post_interval = std::chrono::milliseconds{1000});
  virtual ~Running() = default;

  /// Finishes the open transaction, sends pending acknowledgements, closes sockets; at most 5 s.
  virtual void stop(std::function<void()> stopped) = 0;

  /// Reads the language rules and the draft template again; the old ones stay in force if either is
  /// not in order.
  virtual Result<void> reload() = 0;

  /// Where /healthz, /readyz and /metrics are.
  virtual std::string status_url() const = 0;
};

}  // namespace secondstory::cli
