#include <doctest/doctest.h>

#include "tests/workspace/support.hpp"

using namespace secondstory::workspace;
using secondstory::slack::array_at;
using secondstory::slack::object_at;
using secondstory::slack::string_at;
using secondstory::workspace::tests::Bench;
namespace json = boost::json;

namespace {

const json::object form = secondstory::slack::parse_object(R"({
  "type":"modal","callback_id":"declare",
  "title":{"type":"plain_text","text":"T"},"submit":{"type":"plain_text","text":"Go"},
  "blocks":[
   {"type":"input","block_id":"title","label":{"type":"plain_text","text":"What"},"optional":false,
    "element":{"type":"plain_text_input","action_id":"value"}},
   {"type":"input","block_id":"severity","label":{"type":"plain_text","text":"How bad"},
    "element":{"type":"static_select","action_id":"value",
     "initial_option":{"text":{"type":"plain_text","text":"2"},"value":"sev2"},
     "options":[{"text":{"type":"plain_text","text":"1"},"value":"sev1"},
                {"text":{"type":"plain_text","text":"2"},"value":"sev2"}]}},
   {"type":"input","block_id":"channel","label":{"type":"plain_text","text":"Where"},"optional":true,
    "element":{"type":"conversations_select","action_id":"value",
     "default_to_current_conversation":true}}]})")
                              .value();

const json::object& last_payload(const Bench& bench)
{
  return bench.deliveries.back().payload;
}

/// The id of the form, opened by priya in #general.
std::string opened(Bench& bench)
{
  const auto trigger = bench.workspace.shortcut("priya", "declare", "general");
  REQUIRE(trigger);
  const auto reply = bench.call("views.open", {{"trigger_id", *trigger}, {"view", form}});
  REQUIRE(string_at(reply, "error").empty());
  return string_at(object_at(reply, "view"), "id");
}

}  // namespace

TEST_CASE("workspace views: a shortcut is known by the manifest's callback alone")
{
  Bench bench;
  CHECK(bench.workspace.shortcut("priya", "declare"));
  CHECK(string_at(last_payload(bench), "type") == "shortcut");
  CHECK_FALSE(last_payload(bench).contains("channel"));
  CHECK(bench.workspace.shortcut("priya", "timeline_add").error().error == "shortcut_not_found");
  CHECK(bench.workspace.shortcut("nobody", "declare").error().error == "user_not_found");
}

TEST_CASE(
    "workspace views: a message shortcut carries the message, its channel and a way to answer")
{
  Bench bench;
  const auto said = bench.workspace.say("mark", "general", "disk is full");
  REQUIRE(said);
  const std::string ts = (*said)->ts;
  REQUIRE(bench.workspace.message_shortcut("priya", "general", ts, "timeline_add"));
  const auto& payload = last_payload(bench);
  CHECK(string_at(payload, "type") == "message_action");
  CHECK(string_at(payload, "message_ts") == ts);
  CHECK(string_at(object_at(payload, "message"), "text") == "disk is full");
  CHECK(string_at(object_at(payload, "channel"), "id") == bench.general);
  CHECK_FALSE(string_at(payload, "response_url").empty());
  CHECK(bench.workspace.message_shortcut("priya", "general", "1.1", "timeline_add").error().error ==
        "message_not_found");
}

TEST_CASE("workspace views: a submission holds what was put in, and what stood there before")
{
  Bench bench;
  const std::string id = opened(bench);
  REQUIRE(bench.workspace.submit_view("priya", id, {{"title", "Checkout"}}));
  const auto& payload = last_payload(bench);
  CHECK(bench.deliveries.back().accepts_response_payload);
  const auto& values = object_at(object_at(object_at(payload, "view"), "state"), "values");
  const auto value = [&](const char* block) -> const json::object& {
    return object_at(object_at(values, block), "value");
  };
  CHECK(string_at(value("title"), "value") == "Checkout");
  CHECK(string_at(object_at(value("severity"), "selected_option"), "value") == "sev2");
  CHECK(string_at(value("channel"), "selected_conversation") == bench.general);
}

TEST_CASE("workspace views: a client does not send what is required and empty, or no option")
{
  Bench bench;
  const std::string id = opened(bench);
  CHECK(bench.workspace.submit_view("priya", id, {}).error().error == "required");
  CHECK(bench.workspace.submit_view("priya", id, {{"title", "x"}, {"severity", "sev9"}})
            .error()
            .error == "invalid_option");
  CHECK(bench.workspace.submit_view("mark", id, {{"title", "x"}}).error().error == "not_found");
}

TEST_CASE("workspace views: errors keep a form open, an empty answer closes it")
{
  Bench bench;
  const std::string id = opened(bench);
  REQUIRE(bench.workspace.submit_view("priya", id, {{"title", "x"}}));
  const auto payload = last_payload(bench);
  const json::object errors{{"response_action", "errors"},
                            {"errors", json::object{{"title", "Say more."}}}};
  CHECK(bench.workspace.answer_submission(payload, errors));
  CHECK(string_at(bench.workspace.views().at(id).errors, "title") == "Say more.");
  CHECK(bench.workspace
            .answer_submission(payload, {{"response_action", "errors"},
                                         {"errors", json::object{{"nowhere", "?"}}}})
            .error()
            .error == "unknown_block");
  CHECK(bench.workspace.answer_submission(payload, {}));
  CHECK_FALSE(bench.workspace.views().contains(id));
}

TEST_CASE("workspace views: a trigger opens one view, within three seconds")
{
  Bench bench;
  const std::string trigger = *bench.workspace.shortcut("priya", "declare");
  bench.workspace.set_clock([at = bench.workspace.now_us() + 3'000'001] { return at; });
  CHECK(bench.error("views.open", {{"trigger_id", trigger}, {"view", form}}) ==
        "expired_trigger_id");
}

TEST_CASE("workspace views: a view that Slack would not take is refused")
{
  Bench bench;
  const auto refused = [&](const char* key, json::value value) {
    const std::string trigger = *bench.workspace.shortcut("priya", "declare");
    json::object view = form;
    view[key] = std::move(value);
    return bench.error("views.open", {{"trigger_id", trigger}, {"view", view}});
  };
  CHECK(refused("title", json::object{{"type", "plain_text"}, {"text", std::string(25, 'x')}}) ==
        "invalid_arguments");
  CHECK(refused("type", "home") == "invalid_arguments");
  CHECK(refused("blocks", json::array{json::object{{"type", "input"}}}) == "invalid_arguments");
}

TEST_CASE("workspace views: the home tab is published, told of, and its buttons can be pressed")
{
  Bench bench;
  REQUIRE(bench.workspace.open_home("priya"));
  const auto told = bench.events("app_home_opened");
  REQUIRE(told.size() == 1);
  CHECK(string_at(told[0], "tab") == "home");
  const std::string user = string_at(told[0], "user");
  const json::object view = secondstory::slack::parse_object(
                                R"({"type":"home","blocks":[{"type":"actions","elements":[
          {"type":"button","action_id":"declare","text":{"type":"plain_text","text":"Go"}}]}]})")
                                .value();
  const auto reply = bench.call("views.publish", {{"user_id", user}, {"view", view}});
  const std::string id = string_at(object_at(reply, "view"), "id");
  REQUIRE(bench.workspace.press_in_view("priya", id, "declare"));
  CHECK(string_at(object_at(last_payload(bench), "container"), "type") == "view");
  CHECK_FALSE(last_payload(bench).contains("channel"));
  CHECK(bench.workspace.press_in_view("mark", id, "declare").error().error == "not_found");
}
