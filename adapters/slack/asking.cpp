#include "adapters/slack/asking.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <set>

#include "adapters/slack/frame.hpp"
#include "adapters/slack/needs.hpp"
#include "adapters/slack/redact.hpp"
#include "adapters/slack/web_api.hpp"

namespace secondstory::slack {

namespace {

constexpr std::string_view place = "api.slack.com/apps → your app → ";

std::string click(std::string_view where)
{
  return fmt::format(" Mend it at {}{}.", place, where);
}

/// A connection that is opened to see whether Slack says hello.
struct Greeting
{
  explicit Greeting(const asio::any_io_executor& executor) : over(executor) {}

  void end()
  {
    ended = true;
    over.cancel();
  }

  asio::steady_timer over;
  bool ended = false;
  std::optional<Hello> hello{};
  std::optional<Disconnect> sent_away{};
  std::string broken{};
};

class Inquiry
{
 public:
  Inquiry(asio::any_io_executor executor, Transport transport, Dialler dial, Question question)
      : executor_(executor),
        dial_(std::move(dial)),
        question_(std::move(question)),
        api_(executor, std::move(transport), question_.api_url, question_.bot_token, hooks_)
  {
  }

  asio::awaitable<Findings> run()
  {
    co_await bot_token();
    co_await socket();
    if (question_.configuration_token.empty()) {
      found_.good.emplace_back(
          "event subscriptions are not shown to these tokens; with a configuration token in "
          "SLACK_CONFIGURATION_TOKEN they are compared as well");
    } else {
      co_await settings();
    }
    co_return std::move(found_);
  }

 private:
  asio::awaitable<void> bot_token();
  void scopes();
  asio::awaitable<void> whose_bot(std::string bot);
  asio::awaitable<void> socket();
  asio::awaitable<void> greeting(std::string url);
  void judge(const Greeting& greeting);
  asio::awaitable<void> settings();
  void compare(const json::object& manifest);
  void note(const ApiError& error, std::string refused);

  asio::any_io_executor executor_;
  Hooks hooks_{};
  Dialler dial_;
  Question question_;
  WebApi api_;
  Findings found_{};
  std::string app_{};  ///< the app that the bot belongs to
};

/// What Slack did not let us ask is one thing, what it said no to another.
void Inquiry::note(const ApiError& error, std::string refused)
{
  const bool reached = error.error != "network" && error.error != "http" &&
                       error.meaning != ErrorClass::retry &&
                       error.meaning != ErrorClass::unknown_outcome;
  if (reached) {
    found_.refused.push_back(std::move(refused));
  } else {
    found_.failed.push_back(error.message);
  }
}

asio::awaitable<void> Inquiry::bot_token()
{
  const ApiResult self = co_await api_.call("auth.test", {});
  if (!self) {
    note(self.error(),
         fmt::format("slack.bot_token is not accepted ({}). Copy the Bot User OAuth Token again, "
                     "or install the app again.{}",
                     self.error().error, click("Install App")));
    co_return;
  }
  const std::string bot = string_at(*self, "bot_id");
  if (bot.empty()) {
    found_.refused.push_back(
        "slack.bot_token is the token of a person, not of the bot. Copy the "
        "Bot User OAuth Token, which begins with xoxb-." +
        click("OAuth & Permissions"));
    co_return;
  }
  found_.good.push_back(fmt::format("the bot token is accepted; we are @{} in {}",
                                    string_at(*self, "user"), string_at(*self, "team")));
  scopes();
  co_await whose_bot(bot);
}

void Inquiry::scopes()
{
  const std::string& granted = api_.granted_scopes();
  if (granted.empty()) {
    found_.failed.emplace_back(
        "Slack's answer does not name the bot's scopes (header X-OAuth-Scopes); something in "
        "between may have removed it.");
    return;
  }
  const auto lacking = lacking_scopes(granted);
  for (const Need& need : lacking) {
    found_.refused.push_back(fmt::format(
        "the bot lacks the scope {}, for {}. Add it under Bot Token Scopes and choose Reinstall.{}",
        need.name, need.use, click("OAuth & Permissions")));
  }
  if (lacking.empty())
    found_.good.push_back(fmt::format("all {} scopes are granted", needed_scopes().size()));
}

asio::awaitable<void> Inquiry::whose_bot(std::string bot)
{
  json::object args;
  args["bot"] = bot;
  const ApiResult about = co_await api_.call("bots.info", std::move(args));
  // A missing scope has been told of already.
  if (about) app_ = string_at(object_at(*about, "bot"), "app_id");
}

asio::awaitable<void> Inquiry::socket()
{
  std::string token = question_.app_token;
  const ApiResult opened = co_await api_.call_as(std::move(token), "apps.connections.open", {});
  if (opened) {
    std::string url = string_at(*opened, "url");
    if (is_address_of_slack(url)) {
      co_await greeting(std::move(url));
    } else {
      found_.failed.emplace_back("Slack gave a socket address outside slack.com.");
    }
    co_return;
  }
  const std::string& error = opened.error().error;
  if (error == "missing_scope") {
    found_.refused.push_back(
        "slack.app_token lacks the scope connections:write. Generate another "
        "with it." +
        click("Basic Information → App-Level Tokens"));
  } else {
    note(opened.error(),
         fmt::format("slack.app_token is not accepted ({}). It has to be an app-level token with "
                     "the scope connections:write, which begins with xapp-.{}",
                     error, click("Basic Information → App-Level Tokens")));
  }
}

asio::awaitable<void> Inquiry::greeting(std::string url)
{
  auto waited = std::make_shared<Greeting>(executor_);
  WireEvents events;
  events.on_open = [] {};
  events.on_text = [waited](const std::string& text) {
    Frame frame = parse_frame(text);
    if (const auto* hello = std::get_if<Hello>(&frame)) waited->hello = *hello;
    if (const auto* away = std::get_if<Disconnect>(&frame)) waited->sent_away = *away;
    if (waited->hello || waited->sent_away) waited->end();
  };
  events.on_end = [waited](std::string why) {
    waited->broken = redacted(why);
    waited->end();
  };
  constexpr std::chrono::seconds patience{15};
  waited->over.expires_after(patience);
  const auto wire = dial_(std::move(url), std::move(events));
  boost::system::error_code ignored;
  if (!waited->ended && wire) {
    co_await waited->over.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
  judge(*waited);
  if (!wire) co_return;
  wire->close();
  constexpr std::chrono::milliseconds goodbye{300};
  waited->over.expires_after(goodbye);
  if (waited->broken.empty()) {
    co_await waited->over.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
  wire->cut();
}

void Inquiry::judge(const Greeting& greeting)
{
  if (greeting.sent_away && greeting.sent_away->reason == Reason::link_disabled) {
    found_.refused.push_back("Socket Mode is switched off. Switch on Enable Socket Mode." +
                             click("Socket Mode"));
  } else if (greeting.sent_away && greeting.sent_away->reason == Reason::too_many_websockets) {
    found_.refused.emplace_back(
        "ten connections of the app are open already, which is all that Slack allows; stop another "
        "copy of the program, or wait until Slack has forgotten connections that died.");
  } else if (!greeting.hello) {
    found_.failed.push_back("the Socket Mode connection came to nothing: " +
                            (greeting.broken.empty() ? "Slack said no hello" : greeting.broken));
  } else if (!app_.empty() && !greeting.hello->app_id.empty() && greeting.hello->app_id != app_) {
    found_.refused.push_back(
        fmt::format("the two tokens belong to different apps: the app token to {}, the bot token "
                    "to {}. Copy both from the same app at api.slack.com/apps.",
                    greeting.hello->app_id, app_));
  } else {
    found_.good.emplace_back("the app token is accepted and Socket Mode says hello");
  }
}

asio::awaitable<void> Inquiry::settings()
{
  if (app_.empty()) {
    found_.failed.emplace_back("the app's settings were not compared: its id is not known.");
    co_return;
  }
  json::object args;
  args["app_id"] = app_;
  std::string token = question_.configuration_token;
  const ApiResult exported =
      co_await api_.call_as(std::move(token), "apps.manifest.export", std::move(args));
  if (exported) {
    compare(object_at(*exported, "manifest"));
  } else {
    note(exported.error(),
         fmt::format("the configuration token is not accepted ({}); they last twelve hours. "
                     "Generate another at api.slack.com/apps → Your App Configuration Tokens.",
                     exported.error().error));
  }
}

void Inquiry::compare(const json::object& manifest)
{
  const auto before = found_.refused.size();
  const json::object& app = object_at(manifest, "settings");
  std::set<std::string, std::less<>> events;
  for (const json::value& item : array_at(object_at(app, "event_subscriptions"), "bot_events")) {
    if (const json::string* name = item.if_string()) events.emplace(std::string_view(*name));
  }
  for (const Need& need : needed_events()) {
    if (events.contains(need.name)) continue;
    found_.refused.push_back(
        fmt::format("the app is not subscribed to the event {}, for {}. Add it under Subscribe to "
                    "bot events and choose Save Changes.{}",
                    need.name, need.use, click("Event Subscriptions")));
  }
  if (!flag_at(object_at(app, "interactivity"), "is_enabled")) {
    found_.refused.push_back("buttons do nothing: Interactivity is switched off." +
                             click("Interactivity & Shortcuts"));
  }
  if (!flag_at(app, "socket_mode_enabled")) {
    found_.refused.push_back("Socket Mode is switched off. Switch on Enable Socket Mode." +
                             click("Socket Mode"));
  }
  for (const json::value& item : array_at(object_at(manifest, "features"), "slash_commands")) {
    const json::object* command = item.if_object();
    if (!command || flag_at(*command, "should_escape")) continue;
    found_.refused.push_back(
        fmt::format("{} does not escape people and channels, so @lead is not "
                    "understood. Edit it and tick Escape channels, users.{}",
                    string_at(*command, "command"), click("Slash Commands")));
  }
  if (array_at(object_at(manifest, "features"), "slash_commands").empty()) {
    found_.refused.push_back("the app has no slash command." + click("Slash Commands"));
  }
  if (found_.refused.size() == before) {
    found_.good.push_back(fmt::format("all {} event subscriptions and the settings are there",
                                      needed_events().size()));
  }
}

}  // namespace

asio::awaitable<Findings> ask(Transport transport, Dialler dial, Question question)
{
  const auto executor = co_await asio::this_coro::executor;
  Inquiry inquiry{executor, std::move(transport), std::move(dial), std::move(question)};
  co_return co_await inquiry.run();
}

}  // namespace secondstory::slack
