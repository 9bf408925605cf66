#pragma once

#include <doctest/doctest.h>

#include "adapters/slack/slack.hpp"
#include "bot/commands/declaring.hpp"
#include "tests/slack/fake_slack.hpp"

namespace secondstory::slack::test {

struct FakeWire final : Wire
{
  std::string url;
  WireEvents events;
  std::vector<std::string> written;
  bool closed = false;
  bool was_cut = false;

  void write(std::string text) override { written.push_back(std::move(text)); }
  void close() override { closed = true; }
  void cut() override { was_cut = true; }

  void greet()
  {
    events.on_open();
    events.on_text(R"({"type":"hello","connection_info":{"app_id":"A1"},"num_connections":1})");
  }
};

/// The whole adapter over a Web API and sockets that the test plays.
struct Whole
{
  explicit Whole(std::size_t sockets = 1)
  {
    slack.answers("auth.test", R"({"ok":true,"user_id":"UBOT","bot_id":"BBOT","team_id":"T1"})");
    for (int i = 1; i <= 8; ++i) {
      slack.answers(
          "apps.connections.open",
          R"({"ok":true,"url":"wss://wss.slack.com/link/?ticket=T)" + std::to_string(i) + R"("})");
    }
    options.app_token = "xapp-secret";
    options.bot_token = "xoxb-secret";
    options.api_url = "https://slack.test/api";
    options.sockets = sockets;
    options.forms.asked_by = forms_by(Settings{}).asked_by;
    options.forms.faults = [](const FormFilled& filled) {
      if (filled.values.contains("title")) return std::vector<FieldFault>{};
      return std::vector<FieldFault>{{"title", "Say it."}};
    };
    options.token_interval = std::chrono::milliseconds{30};
    Hooks hooks;
    hooks.on_event = [this](const std::string& type, double seconds) {
      CHECK(seconds >= 0);
      counted.push_back(type);
    };
    hooks.on_ghosts = [this](std::int64_t count) { ghosts.push_back(count); };
    hooks.on_left_out = [this](const std::string& why) { left_out.push_back(why); };
    hooks.on_reconnect = [this](const std::string& reason) { reconnects.push_back(reason); };
    service = make_slack_over(
        context, options,
        [this](Event event, std::function<void()> durable) {
          if (throws) throw std::runtime_error("a library's");
          if (const auto* contact = std::get_if<Contact>(&event.what)) {
            contacts.push_back(*contact);
            return true;
          }
          if (refuse > 0) {
            --refuse;
            return false;
          }
          events.push_back(std::move(event));
          durables.push_back(std::move(durable));
          return true;
        },
        hooks, slack.transport(),
        [this](std::string url, WireEvents wire_events) {
          auto wire = std::make_shared<FakeWire>();
          wire->url = std::move(url);
          wire->events = std::move(wire_events);
          wires.push_back(wire);
          return std::shared_ptr<Wire>(wire);
        });
  }

  void poll()
  {
    context.restart();
    context.poll();
  }

  /// Lets timers run until something holds.
  template <class Condition>
  void run_until(const Condition& holds)
  {
    const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    context.restart();
    while (!holds() && std::chrono::steady_clock::now() < patience) {
      context.run_one_for(std::chrono::milliseconds{100});
      if (context.stopped()) context.restart();
    }
    REQUIRE(holds());
  }

  void go_live()
  {
    service->start();
    poll();
    for (std::size_t i = 0; i < options.sockets; ++i) {
      REQUIRE(wires.size() == i + 1);
      wires[i]->greet();
      poll();
    }
  }

  void say(std::size_t wire, const std::string& event, const std::string& envelope = "e1",
           const std::string& app = "A1", const std::string& team = "T1")
  {
    wires.at(wire)->events.on_text(R"({"envelope_id":")" + envelope +
                                   R"(","type":"events_api","payload":{"api_app_id":")" + app +
                                   R"(","team_id":")" + team + R"(","event_id":"Ev)" + envelope +
                                   R"(","event":)" + event + "}}");
    poll();
  }

  void interact(const std::string& payload, bool takes_answer = false)
  {
    wires.at(0)->events.on_text(R"({"envelope_id":"e1","type":"interactive",)"
                                R"("accepts_response_payload":)" +
                                std::string(takes_answer ? "true" : "false") + R"(,"payload":)" +
                                payload + "}");
    poll();
  }

  asio::io_context context;
  FakeSlack slack;
  SlackOptions options;
  std::vector<std::shared_ptr<FakeWire>> wires;
  std::vector<Event> events;
  std::vector<Contact> contacts;
  std::vector<std::function<void()>> durables;
  std::vector<std::string> counted;
  std::vector<std::string> reconnects;
  std::vector<std::int64_t> ghosts;
  std::vector<std::string> left_out;
  int refuse = 0;
  bool throws = false;
  std::unique_ptr<ChatService> service;
};

inline const std::string a_message =
    R"({"type":"message","channel":"C1","user":"B1","text":"db down","ts":"1.0"})";

}  // namespace secondstory::slack::test
