#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "adapters/workspace/socket_mode.hpp"
#include "adapters/workspace/workspace_server.hpp"
#include "bot/cli/commands.hpp"
#include "bot/cli/demo_player.hpp"
#include "bot/cli/running.hpp"
#include "bot/postmortem/publishing.hpp"
#include "config/embedded.hpp"
#include "storage/writer.hpp"

namespace secondstory::cli {

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace {

void say(const std::string& line)
{
  std::puts(line.c_str());
  std::fflush(stdout);
}

/// A folder for the demo's database; gone with it.
class Scratch
{
 public:
  Scratch() : path_(fs::temp_directory_path() / fmt::format("secondstory-demo-{}", ::getpid()))
  {
    fs::create_directories(path_);
  }
  ~Scratch()
  {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  std::string database() const { return (path_ / "demo.db").string(); }

 private:
  fs::path path_;
};

void people_the_stage(workspace::Workspace& stage)
{
  const std::pair<const char*, const char*> people[] = {{"ana", "Ana Silva"},
                                                        {"ben", "Ben Okafor"},
                                                        {"chloe", "Chloé Martin"},
                                                        {"dmitri", "Dmitri Petrov"}};
  std::vector<std::string> members{stage.team().bot_user};
  for (const auto& [name, real_name] : people) {
    workspace::Person person;
    person.id = stage.next_id("U");
    person.name = name;
    person.real_name = real_name;
    person.display_name = name;
    members.push_back(stage.add_person(std::move(person)).id);
  }
  workspace::Person monitor;
  monitor.id = stage.next_id("U");
  monitor.name = "monitor";
  monitor.real_name = "Monitor";
  monitor.bot_id = stage.next_id("B");
  monitor.is_bot = true;
  members.push_back(stage.add_person(std::move(monitor)).id);
  stage.add_channel("general", false, members);
}

Configuration configuration_for(const workspace::WorkspaceServer& server, const Scratch& scratch)
{
  Configuration configuration;
  configuration.storage.url = "sqlite:" + scratch.database();
  configuration.http.listen = "127.0.0.1:0";
  configuration.slack.enabled = true;
  configuration.slack.app_token = server.tokens().app;
  configuration.slack.bot_token = server.tokens().bot;
  configuration.slack.api_url = server.api_url();
  // Many people are blunt within seconds here; each shall be answered.
  configuration.language.cooldown_seconds = 0;
  return configuration;
}

Result<std::vector<Step>> script_of(const DemoOptions& options)
{
  if (options.script.empty()) {
    const auto files = secondstory_demo();
    return parse_script(files.at(0).bytes, std::string{files.at(0).name});
  }
  std::ifstream in{options.script, std::ios::binary};
  if (!in) return fail(Fault::usage, "cannot read the script " + options.script);
  const std::string text{std::istreambuf_iterator<char>{in}, {}};
  return parse_script(text, options.script);
}

/// incident.md, .html, .json and .png; gives the Markdown.
Result<std::string> write_exports(const DemoOptions& options, const Configuration& configuration)
{
  const auto settings = settings_of(configuration);
  const auto rules = rules_of(configuration);
  if (!settings) return tl::unexpected<Error>(settings.error());
  if (!rules) return tl::unexpected<Error>(rules.error());
  std::error_code error;
  fs::create_directories(options.output, error);
  if (error)
    return fail(Fault::usage, "cannot make the folder " + options.output + ": " + error.message());
  std::string draft;
  bool written = true;
  const auto read = storage::read_sqlite(database_of(configuration), [&](Ledger& ledger) {
    const auto incidents = ledger.incidents();
    if (incidents.empty()) return;
    for (const auto* name : {"md", "html", "json", "png"}) {
      const auto file =
          export_incident(ledger, *settings, **rules, incidents.back(), *export_format_named(name));
      std::ofstream out{fs::path{options.output} / (std::string{"incident."} + name),
                        std::ios::binary};
      out.write(file.bytes.data(), static_cast<std::streamsize>(file.bytes.size()));
      out.close();
      written = written && out.good();
      if (name == std::string_view{"md"}) draft = file.bytes;
    }
  });
  if (!read) return tl::unexpected<Error>(read.error());
  if (!written) return fail(Fault::usage, "cannot write into " + options.output);
  return draft;
}

/// The demo as a whole: the workspace and the bot in one process, on one thread.
class Demo
{
 public:
  explicit Demo(DemoOptions options) : options_(std::move(options)) {}
  int run();

 private:
  asio::awaitable<void> play(std::vector<Step> steps);
  int sum_up();

  DemoOptions options_;
  Scratch scratch_;
  asio::io_context io_{1};
  std::unique_ptr<workspace::WorkspaceServer> server_;
  std::unique_ptr<Running> running_;
  std::unique_ptr<DemoPlayer> player_;
  Result<void> played_{};
};

int Demo::run()
{
  auto steps = script_of(options_);
  if (!steps) return complain(steps.error());
  workspace::WorkspaceOptions options;
  options.listen = options_.listen;
  options.seeded = false;
  server_ = std::make_unique<workspace::WorkspaceServer>(io_, options);
  if (auto started = server_->start(); !started) return complain(started.error());
  people_the_stage(server_->workspace());
  auto running =
      Running::start(io_, configuration_for(*server_, scratch_), std::chrono::milliseconds{200});
  if (!running) return complain(running.error());
  running_ = std::move(*running);
  player_ = std::make_unique<DemoPlayer>(io_, server_->workspace(), say);

  server_->sockets().on_connections = [this, told = server_->sockets().on_connections] {
    told();
    player_->look_again();
  };

  asio::signal_set signals{io_, SIGINT, SIGTERM};
  signals.async_wait([this](const boost::system::error_code& error, int) {
    if (!error) running_->stop([this] { io_.stop(); });
  });
  asio::co_spawn(io_, play(std::move(*steps)), asio::detached);
  io_.run();
  return sum_up();
}

asio::awaitable<void> Demo::play(std::vector<Step> steps)
{
  // A slash command that nobody is there to take is lost, in Slack as here.
  std::function<bool()> connected = [this] {
    return !server_->sockets().hub.connections().empty();
  };
  if (co_await player_->until(std::move(connected))) {
    played_ = co_await player_->play(std::move(steps));
  } else {
    played_ = fail(Fault::internal, "the bot did not connect to the workspace");
  }
  if (options_.open && played_) {
    say(fmt::format("\nThe workspace is open at {} : pick a person and type. Ctrl-C ends it.",
                    server_->base_url()));
    co_return;
  }
  running_->stop([this] { io_.stop(); });
}

int Demo::sum_up()
{
  if (!played_) return complain(played_.error());
  for (const auto& violation : server_->journal().violations()) {
    say(fmt::format("broke a rule of Slack's: {} {}: {}", violation.subject, violation.kind,
                    violation.detail));
  }
  const auto draft = write_exports(options_, configuration_for(*server_, scratch_));
  if (!draft) return complain(draft.error());
  say("\n" + std::string(72, '-') + "\n" + *draft + std::string(72, '-'));
  say(fmt::format(
      "{} suggestions were made. The record is in {}: incident.md, incident.html, incident.json, "
      "incident.png",
      player_->suggestions(), options_.output));
  return server_->journal().violations().empty() ? 0 : 5;
}

}  // namespace

int demo(const DemoOptions& options)
{
  spdlog::set_default_logger(spdlog::stderr_logger_mt("secondstory"));
  spdlog::set_level(spdlog::level::warn);
  return Demo{options}.run();
}

}  // namespace secondstory::cli
