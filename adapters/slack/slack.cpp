#include "adapters/slack/slack.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <map>

#include "adapters/slack/effects.hpp"
#include "adapters/slack/forms.hpp"
#include "adapters/slack/inbox.hpp"
#include "adapters/slack/message.hpp"
#include "adapters/slack/needs.hpp"
#include "adapters/slack/people.hpp"
#include "adapters/slack/redact.hpp"
#include "adapters/slack/sockets.hpp"

namespace secondstory::slack {

namespace {

using namespace std::chrono_literals;

/// Slack repeats a delivery at once, after a minute and after five; then it is lost.
constexpr std::chrono::milliseconds redelivery_ends = 5min;
constexpr std::size_t watched_max = 500;

/// Everything that calls under way refer to; they keep it alive.
struct Parts : std::enable_shared_from_this<Parts>
{
  Parts(asio::any_io_executor executor_, SlackOptions options_, EventSink sink, Hooks hooks_,
        Transport transport, Dialler dial_)
      : executor(std::move(executor_)),
        options(std::move(options_)),
        hooks(std::move(hooks_)),
        dial(std::move(dial_)),
        api(executor, std::move(transport), options.api_url, options.bot_token, hooks),
        effects(api, self, sink),
        people(std::make_shared<People>(executor, api, sink)),
        sink_copy(std::move(sink))
  {
  }

  void assemble();
  void begin();
  void stop(std::function<void()> stopped);
  void came_back(std::chrono::milliseconds deaf);
  static asio::awaitable<void> introduce(std::shared_ptr<Parts> parts);
  static asio::awaitable<void> repair(std::shared_ptr<Parts> parts, Time since);
  static asio::awaitable<void> carry_out(std::shared_ptr<Parts> parts, OutboxItem item,
                                         bool look_first, std::function<void(Outcome)> done);

  asio::any_io_executor executor;
  SlackOptions options;
  Hooks hooks;
  Dialler dial;
  Identity self{};
  WebApi api;
  Effects effects;
  std::shared_ptr<People> people;
  EventSink sink_copy;
  std::shared_ptr<Sockets> sockets{};
  std::shared_ptr<Inbox> inbox{};
  std::map<std::string, Time> watched{};  ///< channels we speak in, and when last
  std::string auth_complaint = "not connected yet";
  bool introduced = false;
  bool stopping = false;
};

void Parts::assemble()
{
  api.set_post_interval(options.post_interval);
  api.set_settling(options.settling);
  socket_mode::Limits limits;
  limits.sockets = std::clamp<std::size_t>(options.sockets, 1, 10);
  std::weak_ptr<Parts> weak = weak_from_this();
  auto on_envelope = [weak](socket_mode::LinkId link, const std::string& app, Envelope envelope) {
    if (auto parts = weak.lock()) parts->inbox->take(link, app, envelope);
  };
  sockets =
      std::make_shared<Sockets>(executor, api, options.app_token, dial, hooks, on_envelope, limits);
  sockets->on_back = [weak](std::chrono::milliseconds deaf) {
    if (auto parts = weak.lock()) parts->came_back(deaf);
  };
  auto acknowledge = [weak](socket_mode::LinkId link, const std::string& envelope,
                            const json::object& answer) {
    auto parts = weak.lock();
    return parts && parts->sockets->acknowledge(link, envelope, answer);
  };
  auto saw = [weak](const Event& event) {
    auto parts = weak.lock();
    if (!parts) return;
    parts->people->see_all(event);
    const auto* change = std::get_if<ChannelChanged>(&event.what);
    if (change && change->new_id) parts->effects.channel_moved(change->channel.id, *change->new_id);
  };
  auto desk = std::make_shared<FormDesk>(executor, api, options.forms);
  inbox =
      std::make_shared<Inbox>(executor, self, sink_copy, hooks, std::move(desk), acknowledge, saw);
}

/// The bot works as far as it can; what will not work is said once, at the start.
void warn_of_scopes(const std::string& granted)
{
  if (granted.empty()) return;
  for (const Need& need : lacking_scopes(granted)) {
    spdlog::warn(
        "slack: the bot lacks the scope {}, for {}; `secondstory check --online` says "
        "where to add it",
        need.name, need.use);
  }
}

asio::awaitable<void> Parts::introduce(std::shared_ptr<Parts> parts)
{
  // Before we know who we are we could take our own words for somebody else's.
  std::chrono::milliseconds wait = 1s;
  while (!parts->stopping && !parts->introduced) {
    ApiResult reply = co_await parts->api.call("auth.test", {});
    if (parts->stopping) co_return;
    if (reply) {
      parts->self.bot_user = string_at(*reply, "user_id");
      parts->self.bot_id = string_at(*reply, "bot_id");
      parts->self.team = string_at(*reply, "team_id");
      parts->self.enterprise = string_at(*reply, "enterprise_id");
      parts->introduced = true;
      parts->auth_complaint.clear();
      spdlog::info("slack: signed in to workspace {} as {}", parts->self.team,
                   parts->self.bot_user);
      warn_of_scopes(parts->api.granted_scopes());
      parts->sockets->start();
      co_return;
    }
    const bool refused = !parts->api.complaint().empty();
    parts->auth_complaint = refused ? parts->api.complaint() : reply.error().message;
    spdlog::error("slack: {}", parts->auth_complaint);
    co_await parts->api.pause(
        refused ? 60s : std::max<std::chrono::milliseconds>(wait, reply.error().wait));
    wait = std::min<std::chrono::milliseconds>(wait * 2, 60s);
  }
}

void Parts::begin()
{
  asio::co_spawn(executor, introduce(shared_from_this()), asio::detached);
}

void Parts::came_back(std::chrono::milliseconds deaf)
{
  if (deaf < redelivery_ends) return;
  spdlog::warn("slack: no connection for {} s; what was said meanwhile is read back",
               deaf.count() / 1000);
  hooks.on_gap(std::chrono::duration<double>(deaf).count());
  const Time since =
      std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now()) -
      deaf - redelivery_ends;
  asio::co_spawn(executor, repair(shared_from_this(), since), asio::detached);
}

asio::awaitable<void> Parts::repair(std::shared_ptr<Parts> parts, Time since)
{
  const auto channels = parts->watched;
  // What is said from now on comes by itself.
  const Time until =
      std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
  for (const auto& [channel, last] : channels) {
    if (parts->stopping) co_return;
    const Outcome outcome = co_await parts->effects.read_history(channel, since, until);
    if (outcome.kind != Outcome::Kind::done) spdlog::warn("slack: {}", outcome.reason);
  }
}

asio::awaitable<void> Parts::carry_out(std::shared_ptr<Parts> parts, OutboxItem item,
                                       bool look_first, std::function<void(Outcome)> done)
{
  Outcome outcome;
  if (!parts->introduced || parts->stopping) {
    outcome.kind = look_first ? Outcome::Kind::unknown : Outcome::Kind::retry;
    outcome.wait = 1s;
    outcome.reason = parts->stopping ? "stopping" : parts->auth_complaint;
  } else {
    outcome = co_await parts->effects.carry_out(std::move(item), look_first);
  }
  done(std::move(outcome));
}

void Parts::stop(std::function<void()> stopped)
{
  stopping = true;
  people->stop();
  inbox->stop([weak = weak_from_this(), stopped = std::move(stopped)] {
    if (auto parts = weak.lock()) parts->sockets->stop(stopped);
  });
}

class Slack final : public ChatService
{
 public:
  explicit Slack(std::shared_ptr<Parts> parts) : parts_(std::move(parts)) {}
  ~Slack() override { parts_->stopping = true; }

  std::string platform() const override { return std::string(platform_name); }

  void start() override { parts_->begin(); }

  void carry_out(const OutboxItem& item, bool look_first,
                 std::function<void(Outcome)> done) override
  {
    const std::string channel = destination(item.effect).id;
    if (!channel.empty()) {
      if (parts_->watched.size() < watched_max) parts_->watched[channel] = item.queued;
    }
    // An exception out of a library must not leave the item without an answer.
    auto broken = [done](std::exception_ptr failed) {
      if (!failed) return;
      Outcome unknown;
      unknown.kind = Outcome::Kind::unknown;
      unknown.reason = "the Slack adapter failed";
      done(std::move(unknown));
    };
    asio::co_spawn(parts_->executor, Parts::carry_out(parts_, item, look_first, done), broken);
  }

  void stop(std::function<void()> stopped) override { parts_->stop(std::move(stopped)); }

  std::vector<ConnectionState> connections() const override
  {
    std::vector<ConnectionState> out = parts_->sockets->connections();
    for (ConnectionState& one : out) {
      if (!parts_->introduced) one.complaint = parts_->auth_complaint;
      if (parts_->introduced && one.up) one.complaint = parts_->api.complaint();
    }
    return out;
  }

 private:
  std::shared_ptr<Parts> parts_;
};

}  // namespace

std::unique_ptr<ChatService> make_slack_over(asio::io_context& context, SlackOptions options,
                                             EventSink sink, Hooks hooks, Transport transport,
                                             Dialler dial)
{
  auto parts = std::make_shared<Parts>(context.get_executor(), std::move(options), std::move(sink),
                                       std::move(hooks), std::move(transport), std::move(dial));
  parts->assemble();
  return std::make_unique<Slack>(std::move(parts));
}

}  // namespace secondstory::slack
