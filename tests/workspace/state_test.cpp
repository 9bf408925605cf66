#include <doctest/doctest.h>

#include <set>

#include "tests/workspace/support.hpp"

using namespace secondstory::workspace;
using namespace secondstory::workspace::tests;
using secondstory::slack::array_at;
using secondstory::slack::flag_at;
using secondstory::slack::integer_at;
using secondstory::slack::object_at;
using secondstory::slack::string_at;

TEST_CASE(
    "workspace state: a ts has ten and six digits and is never given twice by a clock that stands")
{
  Bench bench;
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) seen.insert(bench.workspace.next_ts());
  CHECK(seen.size() == 100);
  CHECK(*seen.begin() == "1700000000.000000");
  bench.now_us -= 10'000'000;
  CHECK(bench.workspace.next_ts() == "1700000000.000100");
}

TEST_CASE("workspace state: what a person says reaches the app in the wrapper of the Events API")
{
  Bench bench;
  const std::string ts = bench.say("hello");
  REQUIRE(bench.deliveries.size() == 1);
  const json::object& payload = bench.deliveries[0].payload;
  CHECK(bench.deliveries[0].type == "events_api");
  CHECK(string_at(payload, "type") == "event_callback");
  CHECK(string_at(payload, "team_id") == "T0SECOND01");
  CHECK(string_at(payload, "api_app_id") == "A0SECOND01");
  CHECK(string_at(payload, "event_id").starts_with("Ev"));
  CHECK(integer_at(payload, "event_time") == 1'700'000'000);
  const json::object authorization = array_at(payload, "authorizations").at(0).as_object();
  CHECK(string_at(authorization, "user_id") == "U0SECONDBOT");
  CHECK(flag_at(authorization, "is_bot"));
  const json::object& event = object_at(payload, "event");
  CHECK(string_at(event, "ts") == ts);
  CHECK(string_at(event, "event_ts") == ts);
  CHECK(string_at(event, "channel") == bench.general);
  CHECK(string_at(event, "channel_type") == "channel");
  CHECK(string_at(event, "user") == "U0PRIYA");
  CHECK_FALSE(string_at(event, "client_msg_id").empty());
  CHECK(array_at(event, "blocks").at(0).at("type").as_string() == "rich_text");
}

TEST_CASE("workspace state: a mention of the bot is told twice with one ts and two event ids")
{
  Bench bench;
  bench.say("@secondstory status");
  REQUIRE(bench.deliveries.size() == 2);
  const auto message = bench.events("message").at(0);
  const auto mention = bench.events("app_mention").at(0);
  CHECK(string_at(message, "ts") == string_at(mention, "ts"));
  CHECK(string_at(mention, "text") == "<@U0SECONDBOT> status");
  CHECK_FALSE(mention.contains("channel_type"));
  CHECK(string_at(bench.deliveries[0].payload, "event_id") !=
        string_at(bench.deliveries[1].payload, "event_id"));
}

TEST_CASE("workspace state: the app hears nothing of channels it is not in")
{
  Bench bench;
  bench.workspace.add_channel("quiet", true, {"U0PRIYA"});
  REQUIRE(bench.workspace.say("priya", "quiet", "psst @secondstory"));
  CHECK(bench.deliveries.empty());
}

TEST_CASE("workspace state: a reply names its thread and the author of the parent")
{
  Bench bench;
  const std::string parent = bench.say("it is slow");
  bench.say("how slow?", parent, "mark");
  const auto reply = bench.events("message").at(1);
  CHECK(string_at(reply, "thread_ts") == parent);
  CHECK(string_at(reply, "parent_user_id") == "U0PRIYA");
}

TEST_CASE("workspace state: a reply to a reply or to nothing is refused")
{
  Bench bench;
  const std::string parent = bench.say("one");
  const std::string reply = bench.say("two", parent);
  CHECK(bench.workspace.say("priya", "general", "x", reply).error().error ==
        "cannot_reply_to_message");
  CHECK(bench.workspace.say("priya", "general", "x", "1.000000").error().error ==
        "cannot_reply_to_message");
}

TEST_CASE("workspace state: an edit tells the message before and after and who edited it")
{
  Bench bench;
  const std::string ts = bench.say("it is sloow");
  REQUIRE(bench.workspace.revise(bench.general, ts, {"U0PRIYA", "it is slow", {}, {}, {}}));
  const auto event = bench.events("message/message_changed").at(0);
  CHECK(flag_at(event, "hidden"));
  CHECK(string_at(event, "ts") != ts);
  CHECK(string_at(object_at(event, "message"), "ts") == ts);
  CHECK(string_at(object_at(event, "message"), "text") == "it is slow");
  CHECK(string_at(object_at(object_at(event, "message"), "edited"), "user") == "U0PRIYA");
  CHECK(string_at(object_at(event, "previous_message"), "text") == "it is sloow");
  CHECK_FALSE(object_at(event, "previous_message").contains("edited"));
}

TEST_CASE("workspace state: nobody edits or deletes what another said")
{
  Bench bench;
  const std::string ts = bench.say("mine");
  CHECK(bench.workspace.revise(bench.general, ts, {"U0MARK", "yours", {}, {}, {}}).error().error ==
        "cant_update_message");
  CHECK(bench.workspace.remove(bench.general, ts, "U0MARK").error().error == "cant_delete_message");
  CHECK(bench.workspace.message(bench.general, ts)->text == "mine");
}

TEST_CASE("workspace state: a deletion tells the ts and the message that was")
{
  Bench bench;
  const std::string ts = bench.say("oops");
  REQUIRE(bench.workspace.remove(bench.general, ts, "U0PRIYA"));
  const auto event = bench.events("message/message_deleted").at(0);
  CHECK(string_at(event, "deleted_ts") == ts);
  CHECK(string_at(object_at(event, "previous_message"), "text") == "oops");
  CHECK(bench.workspace.message(bench.general, ts) == nullptr);
}

TEST_CASE(
    "workspace state: a deleted message with replies becomes a tombstone that keeps the thread")
{
  Bench bench;
  const std::string parent = bench.say("first");
  bench.say("second", parent);
  REQUIRE(bench.workspace.remove(bench.general, parent, "U0PRIYA"));
  CHECK(bench.events("message/message_deleted").empty());
  const auto event = bench.events("message/message_changed").at(0);
  CHECK(string_at(object_at(event, "message"), "subtype") == "tombstone");
  CHECK(integer_at(object_at(event, "message"), "reply_count") == 1);
}

TEST_CASE("workspace state: a reaction names the item and its author, and is taken back once")
{
  Bench bench;
  const std::string ts = bench.say("key moment");
  REQUIRE(bench.workspace.react(bench.general, ts, "U0MARK", "pushpin"));
  CHECK(bench.workspace.react(bench.general, ts, "U0MARK", "pushpin").error().error ==
        "already_reacted");
  const auto event = bench.events("reaction_added").at(0);
  CHECK(string_at(event, "reaction") == "pushpin");
  CHECK(string_at(event, "item_user") == "U0PRIYA");
  CHECK(string_at(object_at(event, "item"), "ts") == ts);
  REQUIRE(bench.workspace.unreact(bench.general, ts, "U0MARK", "pushpin"));
  CHECK(bench.events("reaction_removed").size() == 1);
  CHECK(bench.workspace.unreact(bench.general, ts, "U0MARK", "pushpin").error().error ==
        "no_reaction");
}

TEST_CASE("workspace state: joining is told as an event and as a line in the channel")
{
  Bench bench;
  bench.workspace.add_channel("ops", false, {"U0SECONDBOT"});
  REQUIRE(bench.workspace.join("ops", "U0SAM", "U0SECONDBOT"));
  const auto event = bench.events("member_joined_channel").at(0);
  CHECK(string_at(event, "channel_type") == "C");
  CHECK(string_at(event, "inviter") == "U0SECONDBOT");
  CHECK(bench.events("message/channel_join").size() == 1);
  REQUIRE(bench.workspace.leave("ops", "U0SAM"));
  CHECK(bench.events("member_left_channel").size() == 1);
}

TEST_CASE("workspace state: private channels tell of themselves as groups")
{
  Bench bench;
  bench.workspace.add_channel("hush", true, {"U0SECONDBOT", "U0SAM"});
  REQUIRE(bench.workspace.rename("hush", "husher", "U0SAM"));
  REQUIRE(bench.workspace.archive("husher", "U0SAM"));
  CHECK(string_at(object_at(bench.events("group_rename").at(0), "channel"), "name") == "husher");
  CHECK(string_at(bench.events("group_archive").at(0), "user") == "U0SAM");
  CHECK(bench.workspace.say("sam", "husher", "still?").error().error == "is_archived");
}

TEST_CASE(
    "workspace state: a command is an object with a response_url, a trigger and labelled "
    "references")
{
  Bench bench;
  bench.workspace.base_url = "http://127.0.0.1:9";
  const auto trigger = bench.workspace.slash("priya", "general", "/incident", "open a & b @sam");
  REQUIRE(trigger);
  const Delivery& sent = bench.deliveries.at(0);
  CHECK(sent.type == "slash_commands");
  CHECK(sent.accepts_response_payload);
  CHECK(string_at(sent.payload, "command") == "/incident");
  CHECK(string_at(sent.payload, "text") == "open a &amp; b <@U0SAM|sam>");
  CHECK(string_at(sent.payload, "user_id") == "U0PRIYA");
  CHECK(string_at(sent.payload, "channel_name") == "general");
  CHECK(string_at(sent.payload, "trigger_id") == *trigger);
  CHECK(string_at(sent.payload, "response_url")
            .starts_with("http://127.0.0.1:9/commands/T0SECOND01/"));
}

TEST_CASE("workspace state: a pressed button carries its value, its message and its container")
{
  Bench bench;
  Draft draft;
  draft.user = "U0SECONDBOT";
  draft.text = "choose";
  draft.blocks = json::parse(R"([{"type":"actions","block_id":"q","elements":[
    {"type":"button","action_id":"yes","value":"42","text":{"type":"plain_text","text":"Yes"}}]}])")
                     .get_array();
  const std::string ts = (*bench.workspace.post(bench.general, std::move(draft)))->ts;
  bench.deliveries.clear();
  REQUIRE(bench.workspace.press("mark", "general", ts, "yes"));
  const json::object& payload = bench.deliveries.at(0).payload;
  CHECK(bench.deliveries.at(0).type == "interactive");
  CHECK(string_at(payload, "type") == "block_actions");
  CHECK(string_at(object_at(payload, "user"), "id") == "U0MARK");
  CHECK(string_at(object_at(payload, "container"), "message_ts") == ts);
  CHECK(string_at(object_at(payload, "message"), "ts") == ts);
  const json::object& action = array_at(payload, "actions").at(0).as_object();
  CHECK(string_at(action, "value") == "42");
  CHECK(string_at(action, "block_id") == "q");
  CHECK(bench.workspace.press("mark", "general", ts, "no").error().error == "action_not_found");
}

TEST_CASE("workspace state: only who sees an ephemeral message can press its buttons")
{
  Bench bench;
  Ephemeral said;
  said.channel = bench.general;
  said.user = "U0SAM";
  said.blocks = json::parse(R"([{"type":"section","text":{"type":"mrkdwn","text":"x"},
    "accessory":{"type":"button","action_id":"go","text":{"type":"plain_text","text":"Go"}}}])")
                    .get_array();
  const std::string ts = bench.workspace.whisper(std::move(said)).ts;
  CHECK(bench.workspace.press("mark", "general", ts, "go").error().error == "message_not_found");
  REQUIRE(bench.workspace.press("sam", "general", ts, "go"));
  const json::object& payload = bench.deliveries.back().payload;
  CHECK(flag_at(object_at(payload, "container"), "is_ephemeral"));
  CHECK_FALSE(payload.contains("message"));
}

TEST_CASE("workspace state: a response_url works five times and for half an hour")
{
  Bench bench;
  REQUIRE(bench.workspace.slash("priya", "general", "/incident", ""));
  const std::string url = string_at(bench.deliveries.at(0).payload, "response_url");
  const std::string key = url.substr(url.rfind('/') + 1);
  for (int i = 0; i < 5; ++i) CHECK(bench.workspace.use_response(key).has_value());
  CHECK_FALSE(bench.workspace.use_response(key).has_value());
  REQUIRE(bench.workspace.slash("priya", "general", "/incident", ""));
  const std::string second = string_at(bench.deliveries.at(1).payload, "response_url");
  bench.now_us += 31LL * 60 * 1'000'000;
  CHECK_FALSE(bench.workspace.use_response(second.substr(second.rfind('/') + 1)).has_value());
}

TEST_CASE("workspace state: a response is ephemeral unless it asks for the channel")
{
  Bench bench;
  ResponseTarget target;
  target.channel = bench.general;
  target.user = "U0SAM";
  REQUIRE(bench.workspace.respond(target, {{"text", "for you"}}));
  REQUIRE(bench.workspace.ephemerals().size() == 1);
  CHECK(bench.workspace.ephemerals()[0].user == "U0SAM");
  REQUIRE(bench.workspace.respond(target, {{"text", "for all"}, {"response_type", "in_channel"}}));
  CHECK(string_at(bench.events("message").at(0), "text") == "for all");
  CHECK(bench.workspace.respond(target, {{"foo", 1}}).error().error == "no_text");
}

TEST_CASE("workspace state: a response to a button can replace or delete what it was on")
{
  Bench bench;
  Draft draft;
  draft.user = "U0SECONDBOT";
  draft.text = "before";
  const std::string ts = (*bench.workspace.post(bench.general, std::move(draft)))->ts;
  ResponseTarget target{bench.general, "U0SAM", "", ts, false};
  REQUIRE(bench.workspace.respond(target, {{"text", "after"}, {"replace_original", true}}));
  CHECK(bench.workspace.message(bench.general, ts)->text == "after");
  REQUIRE(bench.workspace.respond(target, {{"delete_original", true}}));
  CHECK(bench.workspace.message(bench.general, ts) == nullptr);
}

TEST_CASE("workspace state: a trigger is exchanged once and within three seconds")
{
  Bench bench;
  const std::string first = *bench.workspace.slash("priya", "general", "/incident", "");
  CHECK(bench.workspace.exchange_trigger(first) == std::string("U0PRIYA"));
  CHECK(bench.workspace.exchange_trigger(first).error().error == "exchanged_trigger_id");
  const std::string second = *bench.workspace.slash("priya", "general", "/incident", "");
  bench.now_us += 3'100'000;
  CHECK(bench.workspace.exchange_trigger(second).error().error == "expired_trigger_id");
  CHECK(bench.workspace.exchange_trigger("made up").error().error == "invalid_trigger_id");
}

TEST_CASE("workspace state: a file shared by a person comes as file_share with its url")
{
  Bench bench;
  REQUIRE(bench.workspace.share_file("priya", "general", "graph.txt", "abc", "look"));
  const auto event = bench.events("message/file_share").at(0);
  const json::object& file = array_at(event, "files").at(0).as_object();
  CHECK(string_at(file, "name") == "graph.txt");
  CHECK(integer_at(file, "size") == 3);
  CHECK(string_at(file, "url_private").find("/files-pri/") != std::string::npos);
}
