#include "bot/cli/running.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>

#include "adapters/dispatcher.hpp"
#include "adapters/http/metrics.hpp"
#include "adapters/http/status_server.hpp"
#include "adapters/slack/slack.hpp"
#include "bot/commands/declaring.hpp"
#include "bot/postmortem/template.hpp"
#include "storage/writer.hpp"

namespace secondstory::cli {

namespace asio = boost::asio;

Result<Settings> settings_of(const Configuration& c)
{
  Settings settings;
  settings.command = c.incidents.command;
  settings.open_in_new_channel = c.incidents.open_in == "new-channel";
  settings.channel_prefix = c.incidents.channel_prefix;
  settings.severities = c.incidents.severities;
  settings.timezone = c.incidents.timezone;
  settings.backfill_minutes = c.incidents.backfill_minutes;
  settings.managers = c.incidents.managers;
  settings.suggestions = c.language.enabled;
  settings.delivery = c.language.delivery == "author" ? Delivery::author
                      : c.language.delivery == "off"  ? Delivery::off
                                                      : Delivery::thread;
  settings.cooldown_seconds = c.language.cooldown_seconds;
  settings.min_confidence = c.language.min_confidence;
  settings.names_in_draft = c.postmortem.names == "names";
  for (const auto& [severity, minutes] : c.postmortem.slo_minutes)
    settings.slo_minutes[severity] = minutes;
  if (!c.postmortem.template_file.empty()) {
    std::ifstream in{c.postmortem.template_file, std::ios::binary};
    if (!in) {
      return fail(Fault::usage, "cannot read the draft template " + c.postmortem.template_file +
                                    "; check postmortem.template");
    }
    settings.draft_template = {std::istreambuf_iterator<char>{in}, {}};
    auto sound = postmortem::check_template(settings.draft_template, c.postmortem.template_file);
    if (!sound) return tl::unexpected<Error>(sound.error());
  }
  return settings;
}

Result<std::shared_ptr<const language::Engine>> rules_of(const Configuration& configuration)
{
  auto engine = configuration.language.rules.empty()
                    ? language::Engine::with_default_rules()
                    : language::Engine::load(configuration.language.rules);
  if (!engine) return tl::unexpected<Error>(engine.error());
  return std::make_shared<const language::Engine>(std::move(*engine));
}

std::string database_of(const Configuration& configuration)
{
  constexpr std::string_view scheme = "sqlite:";
  return configuration.storage.url.substr(scheme.size());
}

namespace {

slack::SlackOptions slack_options(const Configuration& configuration)
{
  const auto& c = configuration.slack;
  return {c.app_token, c.bot_token, c.api_url, static_cast<std::size_t>(c.sockets),
          c.proxy,     c.ca_file};
}

}  // namespace

Result<void> may_reach_slack(const Configuration& configuration)
{
  asio::io_context io{1};
  const auto reach = slack::reach_over_net(io, slack_options(configuration));
  if (!reach) return tl::unexpected<Error>(reach.error());
  return {};
}

Result<slack::Findings> ask_slack(asio::io_context& io, const Configuration& configuration)
{
  const auto options = slack_options(configuration);
  auto reach = slack::reach_over_net(io, options);
  if (!reach) return tl::unexpected<Error>(reach.error());
  // Not a setting: it lasts twelve hours, and nothing but this question needs it.
  const char* token = std::getenv("SLACK_CONFIGURATION_TOKEN");
  slack::Question question{options.api_url, options.app_token, options.bot_token,
                           token == nullptr ? "" : token};
  Result<slack::Findings> answer = fail(Fault::internal, "Slack was not asked");
  asio::co_spawn(
      io, slack::ask(std::move(reach->transport), std::move(reach->dial), std::move(question)),
      [&](const std::exception_ptr& broken, slack::Findings found) {
        if (!broken) answer = std::move(found);
        io.stop();  // idle connections would keep it running
      });
  io.run();
  return answer;
}

namespace {

class Assembly final : public Running
{
 public:
  Assembly(asio::io_context& io, Configuration configuration, Settings settings,
           std::shared_ptr<const language::Engine> rules, std::chrono::milliseconds post_interval)
      : io_(io),
        configuration_(std::move(configuration)),
        forms_(forms_by(settings)),
        bot_(std::move(settings), std::move(rules)),
        census_(io),
        post_interval_(post_interval)
  {
  }

  Result<void> start();
  void stop(std::function<void()> stopped) override;
  Result<void> reload() override;
  std::string status_url() const override { return status_->url(); }

 private:
  Result<void> open_ledger();
  void connect_services();
  Result<void> serve_status();
  EventSink sink();
  void resume_outbox();
  void on_batch(const storage::Batch& batch);
  void take_census();

  asio::io_context& io_;
  Configuration configuration_;
  Forms forms_;
  Bot bot_;
  asio::steady_timer census_;
  bool census_due_ = false;
  std::chrono::milliseconds post_interval_;
  http::Metrics metrics_;
  std::unique_ptr<storage::Writer> writer_;
  std::vector<std::unique_ptr<ChatService>> services_;
  std::unique_ptr<Dispatcher> dispatcher_;
  std::unique_ptr<http::StatusServer> status_;
};

Result<void> Assembly::start()
{
  if (auto opened = open_ledger(); !opened) return opened;
  connect_services();
  if (auto served = serve_status(); !served) {
    writer_->stop();
    return served;
  }
  resume_outbox();
  for (const auto& service : services_) service->start();
  return {};
}

Result<void> Assembly::open_ledger()
{
  storage::WriterOptions options;
  options.retention = std::chrono::days{configuration_.storage.retention_days};
  auto writer = storage::open_sqlite(
      database_of(configuration_),
      [this](const Event& event, Ledger& ledger) { bot_.handle(event, ledger); }, options);
  if (!writer) return tl::unexpected<Error>(writer.error());
  writer_ = std::move(*writer);
  writer_->on_batch([this](const storage::Batch& batch) { on_batch(batch); });
  return {};
}

/// The door by which every event comes in. The durable callback is brought to the network thread.
EventSink Assembly::sink()
{
  return [this](Event event, std::function<void()> durable) {
    auto platform = event.platform;
    std::string type{type_name(event)};
    return writer_->submit(std::move(event),
                           [this, platform = std::move(platform), type = std::move(type),
                            durable = std::move(durable)](storage::Recorded recorded) {
                             asio::post(io_, [this, platform, type, durable, recorded] {
                               metrics_.event_seen(platform, type);
                               if (recorded.duplicate) metrics_.duplicate(platform);
                               if (durable) durable();
                             });
                           });
  };
}

void Assembly::connect_services()
{
  Dispatcher::Services by_platform;
  if (configuration_.slack.enabled) {
    slack::Hooks hooks;
    hooks.on_event = [this](const std::string&, double seconds) { metrics_.ack_seconds(seconds); };
    hooks.on_reconnect = [this](const std::string& reason) { metrics_.reconnect("slack", reason); };
    hooks.on_ghosts = [this](std::int64_t ghosts) { metrics_.ghost_connections("slack", ghosts); };
    hooks.on_left_out = [this](const std::string& why) { metrics_.left_out("slack", why); };
    hooks.on_rate_limited = [this](const std::string& method) { metrics_.rate_limited(method); };
    auto options = slack_options(configuration_);
    options.post_interval = post_interval_;
    options.forms = forms_;
    services_.push_back(slack::make_slack(io_, std::move(options), sink(), hooks));
    by_platform["slack"] = services_.back().get();
  }
  DispatchHooks hooks;
  hooks.on_pending = [this](std::size_t pending) { metrics_.outbox_pending(pending); };
  hooks.on_settled = [this](std::string_view, double seconds) { metrics_.outbox_sent(seconds); };
  dispatcher_ =
      std::make_unique<Dispatcher>(io_, std::move(by_platform), sink(), DispatchLimits{}, hooks);
}

/// What an earlier run left in the outbox may have been carried out already: look first.
void Assembly::resume_outbox()
{
  writer_->query([this](Ledger& ledger) {
    auto pending = ledger.pending();
    asio::post(io_, [this, pending = std::move(pending)]() mutable {
      if (!pending.empty())
        spdlog::info("{} effects of an earlier run are looked after", pending.size());
      dispatcher_->add(std::move(pending), true);
    });
  });
}

void Assembly::on_batch(const storage::Batch& batch)
{
  asio::post(io_, [this, events = batch.events, queued = batch.queued]() mutable {
    metrics_.batch(events);
    if (!queued.empty()) dispatcher_->add(std::move(queued));
    take_census();
  });
}

/// Counts incidents and suggestions for the metrics, at most once a second.
void Assembly::take_census()
{
  if (census_due_) return;
  census_due_ = true;
  census_.expires_after(std::chrono::seconds{1});
  census_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    census_due_ = false;
    writer_->query([this](Ledger& ledger) {
      std::map<std::string, std::size_t> by_status;
      std::map<std::pair<std::string, std::string>, std::size_t> by_state, by_rule;
      for (const auto& incident : ledger.incidents()) {
        ++by_status[std::string{name_of(incident.status)}];
        for (const auto& s : ledger.suggestions(incident.number)) {
          ++by_state[{s.category, std::string{name_of(s.state)}}];
          ++by_rule[{s.rule, std::string{name_of(s.state)}}];
        }
      }
      asio::post(io_, [this, by_status = std::move(by_status), by_state = std::move(by_state),
                       by_rule = std::move(by_rule)] {
        metrics_.incidents(by_status);
        metrics_.suggestions(by_state);
        metrics_.rules(by_rule);
      });
    });
  });
}

Result<void> Assembly::serve_status()
{
  http::StatusSources sources;
  sources.storage_complaint = [this] {
    return writer_->healthy() ? std::string{} : writer_->complaint();
  };
  sources.connections = [this] {
    std::vector<std::pair<std::string, ConnectionState>> out;
    for (const auto& service : services_) {
      for (auto& state : service->connections()) {
        metrics_.connection_up(service->platform(), state.name, state.up);
        out.emplace_back(service->platform(), std::move(state));
      }
    }
    return out;
  };
  auto server =
      http::StatusServer::start(io_, configuration_.http.listen, std::move(sources), metrics_);
  if (!server) return tl::unexpected<Error>(server.error());
  status_ = std::move(*server);
  return {};
}

void Assembly::stop(std::function<void()> stopped)
{
  census_.cancel();
  const auto left = std::make_shared<std::size_t>(services_.size() + 1);
  const auto one_done = [this, left, stopped = std::move(stopped)] {
    if (--*left > 0) return;
    status_->stop();
    // Whatever the services still submitted is committed before the thread ends.
    writer_->stop();
    stopped();
  };
  dispatcher_->stop(one_done);
  for (const auto& service : services_) service->stop(one_done);
}

Result<void> Assembly::reload()
{
  auto rules = rules_of(configuration_);
  if (!rules) return tl::unexpected<Error>(rules.error());
  // The configuration is the one that was started with; what it names is read again.
  auto settings = settings_of(configuration_);
  if (!settings) return tl::unexpected<Error>(settings.error());
  bot_.use(std::move(*settings), std::move(*rules));
  return {};
}

}  // namespace

Result<std::unique_ptr<Running>> Running::start(asio::io_context& io,
                                                const Configuration& configuration,
                                                std::chrono::milliseconds post_interval)
{
  auto settings = settings_of(configuration);
  if (!settings) return tl::unexpected<Error>(settings.error());
  auto rules = rules_of(configuration);
  if (!rules) return tl::unexpected<Error>(rules.error());
  auto assembly = std::make_unique<Assembly>(io, configuration, std::move(*settings),
                                             std::move(*rules), post_interval);
  if (auto started = assembly->start(); !started) return tl::unexpected<Error>(started.error());
  return std::unique_ptr<Running>{std::move(assembly)};
}

}  // namespace secondstory::cli
