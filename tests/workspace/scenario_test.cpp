#include "adapters/workspace/scenario.hpp"

#include <doctest/doctest.h>

#include "adapters/slack/json.hpp"

using namespace secondstory;
using namespace secondstory::workspace;

namespace {

/// A scenario whose actions are written down instead of done.
struct Stage
{
  explicit Stage(std::string_view text)
  {
    auto steps = parse_scenario(text);
    REQUIRE(steps);
    scenario.begin(std::move(*steps), 1'000);
  }

  void at(std::int64_t ms) { scenario.tick(1'000 + ms); }
  void counts(std::string_view what, int times = 1)
  {
    for (int i = 0; i < times; ++i) {
      if (scenario.count(what)) scenario.tick(1'000);
    }
  }

  std::vector<std::string> done;
  Scenario scenario{
      [this](const std::string& action, const json::object& body) -> std::optional<json::object> {
        done.push_back(action + " " + json::serialize(body));
        if (action == "unheard-of") return std::nullopt;
        return json::object{{"ok", action != "refused"}, {"error", "no_such_thing"}};
      }};
};

std::string fault_in(std::string_view text)
{
  const auto steps = parse_scenario(text);
  REQUIRE_FALSE(steps);
  CHECK(steps.error().fault == Fault::usage);
  return steps.error().message;
}

}  // namespace

TEST_CASE("scenario: a step is done at its time, once, with what its line gives the action")
{
  Stage stage(R"({"at_ms": 500, "do": "disconnect", "reason": "warning"})");
  CHECK(stage.scenario.wake_at_ms() == 1'500);
  stage.at(499);
  CHECK(stage.done.empty());
  stage.at(500);
  CHECK(stage.done == std::vector<std::string>{R"(disconnect {"reason":"warning"})"});
  stage.at(10'000);
  CHECK(stage.done.size() == 1);
  CHECK(stage.scenario.steps_left() == 0);
  CHECK_FALSE(stage.scenario.wake_at_ms());
}

TEST_CASE("scenario: every so often is for ever, or as often as it says, and none is left out")
{
  Stage stage(
      "{\"every_ms\": 100, \"do\": \"drop\"}\n"
      "{\"every_ms\": 100, \"repeat\": 2, \"do\": \"freeze\"}");
  stage.at(350);
  CHECK(stage.done ==
        std::vector<std::string>{"drop {}", "drop {}", "drop {}", "freeze {}", "freeze {}"});
  CHECK(stage.scenario.steps_left() == 1);
  CHECK(stage.scenario.wake_at_ms() == 1'400);
}

TEST_CASE("scenario: messages, connections and calls trigger steps")
{
  Stage stage(
      "# what people do\n"
      "{\"after_messages\": 2, \"do\": \"a\"}\n"
      "\n"
      "{\"every_connections\": 2, \"do\": \"b\"}\r\n"
      "{\"after_calls\": 3, \"do\": \"c\"}\n"
      "{\"after_calls\": 2, \"of_method\": \"chat.update\", \"do\": \"d\"}\n");
  stage.counts("messages", 3);
  CHECK(stage.done == std::vector<std::string>{"a {}"});
  stage.counts("connections", 5);
  CHECK(stage.done == std::vector<std::string>{"a {}", "b {}", "b {}"});
  stage.counts("auth.test", 2);
  stage.counts("chat.update", 1);
  CHECK(stage.done.back() == "c {}");
  stage.counts("chat.update", 1);
  CHECK(stage.done.back() == "d {}");
  CHECK(stage.scenario.steps_done() == 5);
}

TEST_CASE("scenario: what cannot be done is kept, with its line")
{
  Stage stage("\n{\"at_ms\": 0, \"do\": \"refused\"}\n{\"at_ms\": 0, \"do\": \"unheard-of\"}");
  stage.at(0);
  CHECK(stage.scenario.complaints() ==
        std::vector<std::string>{"line 2: refused: no_such_thing",
                                 "line 3: unheard-of: unknown_action"});
}

TEST_CASE("scenario: a line that is wrong is named")
{
  CHECK(fault_in("\n{\"at_ms\": 1") == "line 2 of the scenario: it is no JSON object");
  CHECK(fault_in(R"({"do": "drop"})").find("exactly one of") != std::string::npos);
  CHECK(fault_in(R"({"at_ms": 1, "every_ms": 2, "do": "drop"})").find("exactly one of") !=
        std::string::npos);
  CHECK(fault_in(R"({"at_ms": "soon", "do": "drop"})").find("at_ms takes a whole number") !=
        std::string::npos);
  CHECK(fault_in(R"({"every_ms": 0, "do": "drop"})").find("every_ms") != std::string::npos);
  CHECK(fault_in(R"({"at_ms": 1, "repeat": 3, "do": "drop"})").find("repeat") != std::string::npos);
  CHECK(fault_in(R"({"at_ms": 1})").find("do") != std::string::npos);
}
