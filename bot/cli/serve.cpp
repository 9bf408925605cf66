#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <memory>
#include <string>

#include "adapters/slack/redacting_formatter.hpp"
#include "bot/cli/commands.hpp"
#include "bot/cli/running.hpp"

namespace secondstory::cli {

namespace asio = boost::asio;

namespace {

/// Waits for signals as long as the program runs: a first SIGTERM or SIGINT stops it cleanly, a
/// second at once; SIGHUP reloads the language rules and the
/// draft template.
class Signals
{
 public:
  Signals(asio::io_context& io, Running& running)
      : io_(io), running_(running), signals_(io, SIGTERM, SIGINT, SIGHUP)
  {
    wait();
  }

 private:
  void wait()
  {
    signals_.async_wait([this](const boost::system::error_code& error, int signal) {
      if (error) return;
      if (signal == SIGHUP) {
        reload();
      } else if (stopping_) {
        io_.stop();
        return;
      } else {
        stop();
      }
      wait();
    });
  }

  void reload()
  {
    if (auto reloaded = running_.reload(); reloaded) {
      spdlog::info("language rules and the draft template are reloaded");
    } else {
      spdlog::error("language rules and the draft template stay as they were: {}",
                    reloaded.error().message);
    }
  }

  void stop()
  {
    stopping_ = true;
    spdlog::info("stopping");
    running_.stop([this] { io_.stop(); });
  }

  asio::io_context& io_;
  Running& running_;
  asio::signal_set signals_;
  bool stopping_ = false;
};

}  // namespace

int serve(const ServeOptions& options)
{
  spdlog::set_default_logger(spdlog::stderr_logger_mt("secondstory"));
  spdlog::set_formatter(std::make_unique<slack::RedactingFormatter>());
  spdlog::set_level(spdlog::level::from_str(options.log));
  auto configuration = load_configuration(options.config);
  if (!configuration) return complain(configuration.error());
  if (!configuration->slack.enabled) {
    return complain(
        {Fault::usage,
         options.config +
             ": no chat service is enabled; set slack.enabled = true, or SLACK_APP_TOKEN and "
             "SLACK_BOT_TOKEN in the environment where there is no [slack] section"});
  }
  asio::io_context io{1};
  auto running = Running::start(io, *configuration);
  if (!running) return complain(running.error());
  const Signals signals{io, **running};
  spdlog::info("secondstory {} is running; status at {}", SECONDSTORY_VERSION,
               (*running)->status_url());
  io.run();
  spdlog::info("stopped");
  return 0;
}

}  // namespace secondstory::cli
