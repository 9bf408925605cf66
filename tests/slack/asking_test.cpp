#include "adapters/slack/asking.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/asio/post.hpp>

#include "adapters/slack/needs.hpp"
#include "tests/slack/fake_slack.hpp"

using namespace secondstory;
using namespace secondstory::slack;
using secondstory::slack::test::FakeSlack;

namespace {

/// Ends when it is closed, as Slack's side does.
class PoliteWire final : public Wire
{
 public:
  PoliteWire(asio::io_context& context, WireEvents events)
      : context_(context), events_(std::move(events))
  {
  }
  void write(std::string) override {}
  void close() override
  {
    asio::post(context_, [events = events_] { events.on_end("closed"); });
  }
  void cut() override {}

 private:
  asio::io_context& context_;
  WireEvents events_;
};

std::string all_scopes()
{
  std::string out;
  for (const Need& need : needed_scopes()) out += std::string(need.name) + ",";
  return out;
}

/// A manifest with everything in order; a test takes something out.
json::object manifest()
{
  json::array events;
  for (const Need& need : needed_events()) events.emplace_back(need.name);
  json::object settings;
  settings["event_subscriptions"] = json::object{{"bot_events", std::move(events)}};
  settings["interactivity"] = json::object{{"is_enabled", true}};
  settings["socket_mode_enabled"] = true;
  json::object command{{"command", "/incident"}, {"should_escape", true}};
  json::array commands;
  commands.push_back(std::move(command));
  json::object features;
  features["slash_commands"] = std::move(commands);
  return json::object{{"settings", std::move(settings)}, {"features", std::move(features)}};
}

/// An installation in order, until a test changes it.
struct Installation
{
  FakeSlack slack;
  std::string self = R"({"ok":true,"user":"bot","team":"Team","bot_id":"B1"})";
  std::string scopes = all_scopes();
  std::string first_frame = R"({"type":"hello","connection_info":{"app_id":"A1"}})";
  json::object settings = manifest();
  std::string configuration_token{};

  Findings ask()
  {
    asio::io_context context;
    slack.replies["auth.test"].push_back(HttpReply{200, self, "", scopes});
    slack.answers("bots.info", R"({"ok":true,"bot":{"app_id":"A1"}})");
    slack.answers("apps.connections.open",
                  R"({"ok":true,"url":"wss://wss.slack.com/link/?ticket=1"})");
    slack.answers("apps.manifest.export",
                  json::serialize(json::object{{"ok", true}, {"manifest", settings}}));
    Dialler dial = [this, &context](const std::string&, const WireEvents& events) {
      asio::post(context, [text = first_frame, events] { events.on_text(text); });
      return std::shared_ptr<Wire>(std::make_shared<PoliteWire>(context, events));
    };
    Question question{"https://slack.test/api/", "xapp-1", "xoxb-1", configuration_token};
    return slack::test::run(context,
                            slack::ask(slack.transport(), std::move(dial), std::move(question)));
  }
};

bool any(const std::vector<std::string>& lines, const std::string& part)
{
  return std::any_of(lines.begin(), lines.end(),
                     [&](const auto& line) { return line.find(part) != std::string::npos; });
}

}  // namespace

TEST_CASE("slack asking: where everything is in order nothing is complained of")
{
  Installation app;
  app.configuration_token = "xoxe.xoxp-1";
  const Findings found = app.ask();
  CHECK(found.refused.empty());
  CHECK(found.failed.empty());
  CHECK(any(found.good, "event subscriptions and the settings are there"));
}

TEST_CASE("slack asking: a person's token in the place of the bot's is told of")
{
  Installation app;
  app.self = R"({"ok":true,"user":"ana","team":"Team"})";
  CHECK(any(app.ask().refused, "is the token of a person"));
}

TEST_CASE("slack asking: tokens of two apps are told of with both apps")
{
  Installation app;
  app.first_frame = R"({"type":"hello","connection_info":{"app_id":"A2"}})";
  CHECK(any(app.ask().refused, "the app token to A2, the bot token to A1"));
}

TEST_CASE("slack asking: ten connections are told of as what they are")
{
  Installation app;
  app.first_frame = R"({"type":"disconnect","reason":"too_many_websockets"})";
  CHECK(any(app.ask().refused, "stop another copy"));
}

TEST_CASE("slack asking: scopes that no header names are not taken for missing")
{
  Installation app;
  app.scopes.clear();
  const Findings found = app.ask();
  CHECK(found.refused.empty());
  CHECK(any(found.failed, "X-OAuth-Scopes"));
}

TEST_CASE("slack asking: each event that is not subscribed to is named")
{
  for (const Need& need : needed_events()) {
    Installation app;
    app.configuration_token = "xoxe.xoxp-1";
    auto& events = app.settings["settings"]
                       .as_object()["event_subscriptions"]
                       .as_object()["bot_events"]
                       .as_array();
    const auto found = std::find(events.begin(), events.end(), json::value(need.name));
    REQUIRE(found != events.end());
    events.erase(found);
    const Findings findings = app.ask();
    REQUIRE(findings.refused.size() == 1);
    CHECK(any(findings.refused, "the event " + std::string(need.name) + ","));
    CHECK(any(findings.refused, "Event Subscriptions"));
  }
}

TEST_CASE("slack asking: settings that are off are named with where to switch them on")
{
  Installation app;
  app.configuration_token = "xoxe.xoxp-1";
  app.settings["settings"].as_object()["interactivity"].as_object()["is_enabled"] = false;
  app.settings["settings"].as_object()["socket_mode_enabled"] = false;
  app.settings["features"]
      .as_object()["slash_commands"]
      .as_array()[0]
      .as_object()["should_escape"] = false;
  const auto refused = app.ask().refused;
  CHECK(refused.size() == 3);
  CHECK(any(refused, "Interactivity & Shortcuts"));
  CHECK(any(refused, "Enable Socket Mode"));
  CHECK(any(refused, "Escape channels"));
}

TEST_CASE("slack asking: only the export is asked with the configuration token")
{
  Installation app;
  app.configuration_token = "xoxe.xoxp-1";
  app.ask();
  for (const auto& call : app.slack.calls) {
    CHECK((call.token == "Bearer xoxe.xoxp-1") == (call.method == "apps.manifest.export"));
  }
  Installation without;
  without.ask();
  CHECK(without.slack.calls_of("apps.manifest.export").empty());
}
