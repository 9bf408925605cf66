#include <doctest/doctest.h>

#include "tests/workspace/support.hpp"

using namespace secondstory::workspace;
using namespace secondstory::workspace::tests;
using secondstory::slack::array_at;
using secondstory::slack::flag_at;
using secondstory::slack::integer_at;
using secondstory::slack::object_at;
using secondstory::slack::string_at;

namespace {

std::string next_cursor(const json::object& reply)
{
  return string_at(object_at(reply, "response_metadata"), "next_cursor");
}

json::value section(std::size_t length)
{
  return json::object{
      {"type", "section"},
      {"text", json::object{{"type", "mrkdwn"}, {"text", std::string(length, 'x')}}}};
}

}  // namespace

TEST_CASE("workspace api: auth.test says who the bot is")
{
  Bench bench;
  const auto reply = bench.call("auth.test");
  CHECK(flag_at(reply, "ok"));
  CHECK(string_at(reply, "user_id") == "U0SECONDBOT");
  CHECK(string_at(reply, "bot_id") == "B0SECOND01");
  CHECK(string_at(reply, "team_id") == "T0SECOND01");
}

TEST_CASE("workspace api: each kind of wrong token has its own error")
{
  Bench bench;
  const auto error = [&](const char* method, const std::string& authorization) {
    return string_at(bench.api.handle({method, true, authorization, "", "", ""}), "error");
  };
  CHECK(error("auth.test", "") == "not_authed");
  CHECK(error("auth.test", "Bearer xoxb-other") == "invalid_auth");
  CHECK(error("auth.test", "Bearer " + bench.tokens.app) == "not_allowed_token_type");
  CHECK(error("apps.connections.open", "Bearer " + bench.tokens.bot) == "not_allowed_token_type");
  const auto open =
      bench.api.handle({"apps.connections.open", true, "Bearer " + bench.tokens.app, "", "", ""});
  CHECK(string_at(open, "url").starts_with("ws://"));
}

TEST_CASE("workspace api: a posted message is in the history and told to the app as the bot's own")
{
  Bench bench;
  const auto reply =
      bench.call("chat.postMessage", {{"channel", bench.general}, {"text", "hello"}});
  REQUIRE(flag_at(reply, "ok"));
  CHECK(string_at(object_at(reply, "message"), "bot_id") == "B0SECOND01");
  const auto event = bench.events("message").at(0);
  CHECK(string_at(event, "bot_id") == "B0SECOND01");
  CHECK(string_at(event, "ts") == string_at(reply, "ts"));
  CHECK(bench.journal.violations().empty());
}

TEST_CASE("workspace api: posting fails with Slack's names for the reasons")
{
  Bench bench;
  bench.workspace.add_channel("aside", false, {"U0SAM"});
  bench.workspace.add_channel("secret", true, {"U0SAM"});
  bench.workspace.add_channel("old", false, {"U0SECONDBOT"});
  REQUIRE(bench.workspace.archive("old", "U0SAM"));
  const auto error = [&](const char* channel, json::object more) {
    more["channel"] = channel;
    return bench.error("chat.postMessage", std::move(more));
  };
  CHECK(error("C404", {{"text", "x"}}) == "channel_not_found");
  CHECK(error("aside", {{"text", "x"}}) == "not_in_channel");
  CHECK(error("secret", {{"text", "x"}}) == "channel_not_found");
  CHECK(error("old", {{"text", "x"}}) == "is_archived");
  CHECK(error("general", {{"unfurl_links", false}}) == "no_text");
  CHECK(error("general", {{"text", "x"}, {"thread_ts", "1.000000"}}) == "cannot_reply_to_message");
  CHECK(error("general", {{"text", "x"}, {"markdown_text", "y"}}) == "markdown_text_conflict");
  CHECK(error("general", {{"text", "x"}, {"metadata", "no"}}) == "invalid_metadata_format");
}

TEST_CASE("workspace api: a post to a person opens the direct message")
{
  Bench bench;
  const auto reply = bench.call("chat.postMessage", {{"channel", "U0SAM"}, {"text", "hi"}});
  REQUIRE(flag_at(reply, "ok"));
  CHECK(string_at(reply, "channel").starts_with("D"));
  CHECK(string_at(bench.events("message").at(0), "channel_type") == "im");
}

TEST_CASE("workspace api: the limits on blocks are Slack's")
{
  Bench bench;
  const auto error = [&](json::array blocks) {
    return bench.error("chat.postMessage",
                       {{"channel", bench.general}, {"text", "x"}, {"blocks", std::move(blocks)}});
  };
  json::array fifty;
  for (int i = 0; i < 50; ++i) fifty.push_back(json::object{{"type", "divider"}});
  CHECK(error(fifty) == "");
  fifty.push_back(json::object{{"type", "divider"}});
  CHECK(error(fifty) == "invalid_blocks");
  CHECK(error(json::array{section(3'000)}) == "");
  CHECK(error(json::array{section(3'001)}) == "invalid_blocks");
  CHECK(error(json::array{section(0)}) == "invalid_blocks");
  CHECK(error(json::array{section(2'900), section(2'900), section(2'900), section(2'900)}) ==
        "msg_blocks_too_long");
  CHECK(error(json::array{
            json::object{{"type", "markdown"}, {"text", std::string(12'000, 'x')}}}) == "");
  CHECK(error(json::array{json::object{{"type", "markdown"},
                                       {"text", std::string(12'001, 'x')}}}) == "invalid_blocks");
  CHECK(error(json::array{json::object{{"type", "marquee"}}}) == "invalid_blocks");
}

TEST_CASE("workspace api: headers, fields, context and buttons have limits of their own")
{
  Bench bench;
  const auto fits = [&](const std::string& block) {
    return bench.error("chat.postMessage", {{"channel", bench.general},
                                            {"text", "x"},
                                            {"blocks", json::array{json::parse(block)}}}) == "";
  };
  const auto header = [](std::size_t n) {
    return R"({"type":"header","text":{"type":"plain_text","text":")" + std::string(n, 'h') +
           "\"}}";
  };
  const auto button = [](std::size_t n) {
    return R"({"type":"actions","elements":[{"type":"button","action_id":"a","text":{"type":"plain_text","text":")" +
           std::string(n, 'b') + "\"}}]}";
  };
  CHECK(fits(header(150)));
  CHECK_FALSE(fits(header(151)));
  CHECK_FALSE(fits(R"({"type":"header","text":{"type":"mrkdwn","text":"x"}})"));
  CHECK(fits(button(75)));
  CHECK_FALSE(fits(button(76)));
  CHECK_FALSE(fits(R"({"type":"actions","elements":[]})"));
  CHECK_FALSE(fits(R"({"type":"section"})"));
  std::string eleven;
  for (int i = 0; i < 11; ++i)
    eleven += std::string(i ? "," : "") + R"({"type":"mrkdwn","text":"x"})";
  CHECK_FALSE(fits(R"({"type":"context","elements":[)" + eleven + "]}"));
  CHECK_FALSE(fits(R"({"type":"section","fields":[)" + eleven + "]}"));
}

TEST_CASE("workspace api: two buttons of a block may not share an action id")
{
  Bench bench;
  const std::string one =
      R"({"type":"button","action_id":"a","text":{"type":"plain_text","text":"x"}})";
  const auto blocks = json::parse(R"([{"type":"actions","elements":[)" + one + "," + one + "]}]");
  CHECK(bench.error("chat.postMessage",
                    {{"channel", bench.general}, {"text", "x"}, {"blocks", blocks}}) ==
        "invalid_blocks");
}

TEST_CASE("workspace api: a very long text is cut with a warning, as Slack does")
{
  Bench bench;
  const auto reply = bench.call("chat.postMessage",
                                {{"channel", bench.general}, {"text", std::string(40'100, 'y')}});
  CHECK(flag_at(reply, "ok"));
  CHECK(string_at(reply, "warning") == "message_truncated");
  CHECK(string_at(object_at(reply, "message"), "text").size() == 40'000);
}

TEST_CASE("workspace api: an update takes 4,000 characters and only of the bot's own messages")
{
  Bench bench;
  const std::string ts =
      string_at(bench.call("chat.postMessage", {{"channel", bench.general}, {"text", "a"}}), "ts");
  const auto update = [&](const std::string& which, std::size_t length) {
    return bench.error(
        "chat.update",
        {{"channel", bench.general}, {"ts", which}, {"text", std::string(length, 'u')}});
  };
  CHECK(update(ts, 4'000) == "");
  CHECK(update(ts, 4'001) == "msg_too_long");
  CHECK(update("1.000000", 1) == "message_not_found");
  CHECK(update(bench.say("hers"), 1) == "cant_update_message");
}

TEST_CASE("workspace api: an update without blocks keeps the blocks and with blocks replaces them")
{
  Bench bench;
  const json::array blocks{section(5)};
  const std::string ts =
      string_at(bench.call("chat.postMessage",
                           {{"channel", bench.general}, {"text", "a"}, {"blocks", blocks}}),
                "ts");
  bench.call("chat.update", {{"channel", bench.general}, {"ts", ts}, {"text", "b"}});
  CHECK(bench.workspace.message(bench.general, ts)->blocks.has_value());
  bench.call("chat.update",
             {{"channel", bench.general}, {"ts", ts}, {"text", "b"}, {"blocks", json::array{}}});
  CHECK_FALSE(bench.workspace.message(bench.general, ts)->blocks.has_value());
}

TEST_CASE("workspace api: an ephemeral message goes to a member and into no history")
{
  Bench bench;
  const auto reply = bench.call("chat.postEphemeral",
                                {{"channel", bench.general}, {"user", "U0SAM"}, {"text", "psst"}});
  CHECK_FALSE(string_at(reply, "message_ts").empty());
  CHECK(bench.workspace.channel("general")->messages.empty());
  CHECK(bench.error("chat.postEphemeral",
                    {{"channel", bench.general}, {"user", "U404"}, {"text", "x"}}) ==
        "user_not_in_channel");
}

TEST_CASE("workspace api: deleting works once and gives a permalink no more")
{
  Bench bench;
  const std::string ts =
      string_at(bench.call("chat.postMessage", {{"channel", bench.general}, {"text", "a"}}), "ts");
  const auto link =
      bench.call("chat.getPermalink", {{"channel", bench.general}, {"message_ts", ts}});
  CHECK(string_at(link, "permalink").find("/archives/" + bench.general + "/p1700000000") !=
        std::string::npos);
  CHECK(bench.error("chat.delete", {{"channel", bench.general}, {"ts", ts}}) == "");
  CHECK(bench.error("chat.delete", {{"channel", bench.general}, {"ts", ts}}) ==
        "message_not_found");
  CHECK(bench.error("chat.getPermalink", {{"channel", bench.general}, {"message_ts", ts}}) ==
        "message_not_found");
}

TEST_CASE("workspace api: channel names are judged as Slack judges them")
{
  Bench bench;
  const auto error = [&](const std::string& name) {
    return bench.error("conversations.create", {{"name", name}});
  };
  CHECK(error("inc-1-checkout") == "");
  CHECK(error("inc-1-checkout") == "name_taken");
  CHECK(error("Inc 2") == "invalid_name_specials");
  CHECK(error("---") == "invalid_name_punctuation");
  CHECK(error("") == "invalid_name_required");
  CHECK(error(std::string(81, 'a')) == "invalid_name_maxlength");
}

TEST_CASE("workspace api: the creator of a channel is in it and may invite")
{
  Bench bench;
  const auto made = bench.call("conversations.create", {{"name", "inc-1"}, {"is_private", true}});
  const std::string id = string_at(object_at(made, "channel"), "id");
  CHECK(flag_at(object_at(made, "channel"), "is_private"));
  const auto invite = [&](const std::string& users, bool force = false) {
    return bench.error("conversations.invite",
                       {{"channel", id}, {"users", users}, {"force", force}});
  };
  CHECK(invite("U0SAM,U0MARK") == "");
  CHECK(invite("U0SAM") == "already_in_channel");
  CHECK(invite("U0SECONDBOT") == "cant_invite_self");
  CHECK(invite("U404") == "user_not_found");
  CHECK(invite("U404,U0PRIYA") == "user_not_found");
  CHECK(invite("U404,U0PRIYA", true) == "");
  CHECK(bench.workspace.channel(id)->has("U0PRIYA"));
}

TEST_CASE("workspace api: joining is for public channels and twice is a warning")
{
  Bench bench;
  const std::string id = bench.workspace.add_channel("ops", false, {"U0SAM"}).id;
  CHECK(bench.error("conversations.history", {{"channel", id}}) == "not_in_channel");
  CHECK(bench.error("conversations.join", {{"channel", id}}) == "");
  CHECK(bench.error("conversations.history", {{"channel", id}}) == "");
  CHECK(string_at(bench.call("conversations.join", {{"channel", id}}), "warning") ==
        "already_in_channel");
  CHECK(bench.error("conversations.join", {{"channel", "ops"}}) == "channel_not_found");
}

TEST_CASE("workspace api: topic, purpose, name and archive are set and told")
{
  Bench bench;
  const std::string id = bench.workspace.add_channel("ops", false, {"U0SECONDBOT"}).id;
  CHECK(bench.error("conversations.setTopic", {{"channel", id}, {"topic", "sev2"}}) == "");
  CHECK(bench.error("conversations.setTopic",
                    {{"channel", id}, {"topic", std::string(251, 't')}}) == "too_long");
  CHECK(bench.error("conversations.setPurpose", {{"channel", id}, {"purpose", "why"}}) == "");
  CHECK(bench.error("conversations.rename", {{"channel", id}, {"name", "general"}}) ==
        "name_taken");
  CHECK(bench.error("conversations.archive", {{"channel", id}}) == "");
  CHECK(bench.error("conversations.archive", {{"channel", id}}) == "already_archived");
  CHECK(bench.error("conversations.archive", {{"channel", bench.general}}) ==
        "cant_archive_general");
  const auto shown =
      bench.call("conversations.info", {{"channel", id}, {"include_num_members", true}});
  CHECK(string_at(object_at(object_at(shown, "channel"), "topic"), "value") == "sev2");
  CHECK(integer_at(object_at(shown, "channel"), "num_members") == 1);
  CHECK(bench.events("channel_archive").size() == 1);
}

TEST_CASE(
    "workspace api: history gives the newest first, without replies, in pages that lose nothing")
{
  Bench bench;
  std::vector<std::string> said;
  for (int i = 0; i < 7; ++i) said.push_back(bench.say("m" + std::to_string(i)));
  bench.say("reply", said[0]);
  std::vector<std::string> read;
  std::string cursor;
  int pages = 0;
  do {
    json::object args{{"channel", bench.general}, {"limit", 3}};
    if (!cursor.empty()) args["cursor"] = cursor;
    const auto page = bench.call("conversations.history", std::move(args));
    for (const auto& one : array_at(page, "messages")) read.emplace_back(one.at("ts").as_string());
    cursor = next_cursor(page);
    CHECK(flag_at(page, "has_more") == !cursor.empty());
    ++pages;
  } while (!cursor.empty());
  CHECK(pages == 3);
  CHECK(read == std::vector<std::string>(said.rbegin(), said.rend()));
}

TEST_CASE("workspace api: oldest and latest are exclusive unless asked otherwise")
{
  Bench bench;
  const std::string first = bench.say("1");
  bench.say("2");
  const std::string last = bench.say("3");
  const auto count = [&](bool inclusive) {
    return array_at(bench.call("conversations.history", {{"channel", bench.general},
                                                         {"oldest", first},
                                                         {"latest", last},
                                                         {"inclusive", inclusive}}),
                    "messages")
        .size();
  };
  CHECK(count(false) == 1);
  CHECK(count(true) == 3);
  CHECK(bench.error("conversations.history", {{"channel", bench.general}, {"oldest", "noon"}}) ==
        "invalid_ts_oldest");
  CHECK(bench.error("conversations.history", {{"channel", bench.general}, {"cursor", "bogus"}}) ==
        "invalid_cursor");
}

TEST_CASE("workspace api: replies give the parent and the replies in order, page after page")
{
  Bench bench;
  const std::string parent = bench.say("p");
  for (int i = 0; i < 4; ++i) bench.say("r" + std::to_string(i), parent);
  const auto first = bench.call("conversations.replies",
                                {{"channel", bench.general}, {"ts", parent}, {"limit", 3}});
  REQUIRE(array_at(first, "messages").size() == 4);
  CHECK(array_at(first, "messages").at(0).at("ts").as_string() == parent);
  CHECK(array_at(first, "messages").at(0).at("reply_count").to_number<int>() == 4);
  const auto second = bench.call(
      "conversations.replies",
      {{"channel", bench.general}, {"ts", parent}, {"limit", 3}, {"cursor", next_cursor(first)}});
  REQUIRE(array_at(second, "messages").size() == 2);
  CHECK(array_at(second, "messages").at(1).at("text").as_string() == "r3");
  CHECK_FALSE(flag_at(second, "has_more"));
  CHECK(bench.error("conversations.replies", {{"channel", bench.general}, {"ts", "1.000000"}}) ==
        "thread_not_found");
}

TEST_CASE("workspace api: a deleted reply is counted no more")
{
  Bench bench;
  const std::string parent = bench.say("p");
  const std::string first = bench.say("r1", parent);
  const std::string second = bench.say("r2", parent);
  const auto thread = [&] {
    return array_at(
        bench.call("conversations.replies", {{"channel", bench.general}, {"ts", parent}}),
        "messages");
  };
  CHECK(thread().size() == 3);
  REQUIRE(bench.workspace.remove("general", second, bench.workspace.person("priya")->id));
  REQUIRE(thread().size() == 2);
  CHECK(thread().at(0).at("latest_reply").as_string() == first);
  REQUIRE(bench.workspace.remove("general", first, bench.workspace.person("priya")->id));
  CHECK(thread().size() == 1);
  CHECK_FALSE(thread().at(0).as_object().contains("reply_count"));
}

TEST_CASE("workspace api: metadata comes back only when it is asked for")
{
  Bench bench;
  bench.call("chat.postMessage",
             {{"channel", bench.general},
              {"text", "x"},
              {"metadata", json::object{{"event_type", "outbox"},
                                        {"event_payload", json::object{{"id", "7"}}}}}});
  const auto read = [&](bool all) {
    return array_at(bench.call("conversations.history",
                               {{"channel", bench.general}, {"include_all_metadata", all}}),
                    "messages")
        .at(0)
        .as_object();
  };
  CHECK_FALSE(read(false).contains("metadata"));
  CHECK(string_at(object_at(object_at(read(true), "metadata"), "event_payload"), "id") == "7");
}

TEST_CASE("workspace api: history shows reactions, reply counts and pins")
{
  Bench bench;
  const std::string ts = bench.say("key");
  bench.say("yes", ts);
  CHECK(bench.error("reactions.add",
                    {{"channel", bench.general}, {"timestamp", ts}, {"name", "eyes"}}) == "");
  CHECK(bench.error("pins.add", {{"channel", bench.general}, {"timestamp", ts}}) == "");
  const auto message =
      array_at(bench.call("conversations.history", {{"channel", bench.general}}), "messages")
          .at(0)
          .as_object();
  CHECK(array_at(message, "reactions").at(0).at("count").to_number<int>() == 1);
  CHECK(array_at(message, "pinned_to").at(0).as_string() == bench.general);
  CHECK(integer_at(message, "reply_count") == 1);
}

TEST_CASE("workspace api: reactions have Slack's errors")
{
  Bench bench;
  const std::string ts = bench.say("x");
  const auto add = [&](const std::string& which, const char* name) {
    return bench.error("reactions.add",
                       {{"channel", bench.general}, {"timestamp", which}, {"name", name}});
  };
  CHECK(add(ts, "eyes") == "");
  CHECK(add(ts, "eyes") == "already_reacted");
  CHECK(add("1.000000", "eyes") == "message_not_found");
  CHECK(add(ts, "Not An Emoji") == "invalid_name");
  CHECK(bench.error("reactions.remove",
                    {{"channel", bench.general}, {"timestamp", ts}, {"name", "x"}}) ==
        "no_reaction");
  CHECK(bench.error("reactions.remove", {{"name", "x"}}) == "no_item_specified");
}

TEST_CASE("workspace api: pins are added once, listed and removed")
{
  Bench bench;
  const std::string ts = bench.say("x");
  const json::object which{{"channel", bench.general}, {"timestamp", ts}};
  CHECK(bench.error("pins.add", which) == "");
  CHECK(bench.error("pins.add", which) == "already_pinned");
  const auto items = array_at(bench.call("pins.list", {{"channel", bench.general}}), "items");
  REQUIRE(items.size() == 1);
  CHECK(items.at(0).at("message").at("text").as_string() == "x");
  CHECK(bench.error("pins.remove", which) == "");
  CHECK(bench.error("pins.remove", which) == "no_pin");
}

TEST_CASE("workspace api: bookmarks are links with a title that can be edited")
{
  Bench bench;
  const auto added = bench.call("bookmarks.add", {{"channel_id", bench.general},
                                                  {"title", "Run book"},
                                                  {"type", "link"},
                                                  {"link", "https://x.test"}});
  const std::string id = string_at(object_at(added, "bookmark"), "id");
  CHECK(bench.error("bookmarks.add", {{"channel_id", bench.general},
                                      {"title", "t"},
                                      {"type", "link"},
                                      {"link", "ftp://x"}}) == "invalid_link");
  CHECK(bench.error("bookmarks.edit",
                    {{"channel_id", bench.general}, {"bookmark_id", id}, {"title", "New"}}) == "");
  const auto listed = bench.call("bookmarks.list", {{"channel_id", bench.general}});
  CHECK(array_at(listed, "bookmarks").at(0).at("title").as_string() == "New");
}

TEST_CASE("workspace api: a file is announced, uploaded, completed and shared")
{
  Bench bench;
  const auto ticket =
      bench.call("files.getUploadURLExternal", {{"filename", "a.md"}, {"length", 3}});
  const std::string id = string_at(ticket, "file_id");
  const json::array files{json::object{{"id", id}, {"title", "A"}}};
  CHECK(bench.error("files.completeUploadExternal", {{"files", files}}) == "file_not_found");
  bench.workspace.file(id)->bytes = "abc";
  bench.workspace.file(id)->uploaded = true;
  CHECK(bench.error("files.completeUploadExternal",
                    {{"files", files}, {"channel_id", bench.general}}) == "");
  CHECK(bench.events("message/file_share").size() == 1);
  const auto info = bench.call("files.info", {{"file", id}});
  CHECK(string_at(object_at(info, "file"), "title") == "A");
  CHECK(object_at(object_at(object_at(info, "file"), "shares"), "public").contains(bench.general));
  CHECK(bench.error("files.getUploadURLExternal", {{"filename", "a"}, {"length", 0}}) ==
        "invalid_arguments");
}

TEST_CASE("workspace api: a file's sharing comes late, or never, on demand")
{
  for (const bool never : {false, true}) {
    Bench bench;
    std::function<void()> later;
    bench.workspace.after = [&later](std::int64_t ms, std::function<void()> what) {
      CHECK(ms == 500);
      later = std::move(what);
    };
    bench.workspace.whims = {1, 500, never, 1'000};
    const auto ticket =
        bench.call("files.getUploadURLExternal", {{"filename", "a.md"}, {"length", 3}});
    const std::string id = string_at(ticket, "file_id");
    bench.workspace.file(id)->uploaded = true;
    CHECK(bench.error("files.completeUploadExternal",
                      {{"files", json::array{json::object{{"id", id}}}},
                       {"channel_id", bench.general}}) == "");
    CHECK(bench.events("message/file_share").empty());
    CHECK((later != nullptr) != never);
    if (later) later();
    CHECK(bench.events("message/file_share").size() == (never ? 0 : 1));
  }
}

TEST_CASE("workspace api: pages of history are shorter on demand")
{
  Bench bench;
  for (int i = 0; i < 20; ++i) bench.say("n" + std::to_string(i));
  bench.workspace.whims.page_max = 15;
  const auto page =
      bench.call("conversations.history", {{"channel", bench.general}, {"limit", 100}});
  CHECK(array_at(page, "messages").size() == 15);
  CHECK(secondstory::slack::flag_at(page, "has_more"));
}

TEST_CASE("workspace api: people are listed in pages and looked up by id alone")
{
  Bench bench;
  const auto first = bench.call("users.list", {{"limit", 4}});
  CHECK(array_at(first, "members").size() == 4);
  const auto rest = bench.call("users.list", {{"limit", 4}, {"cursor", next_cursor(first)}});
  CHECK(array_at(rest, "members").size() == 2);
  CHECK(next_cursor(rest).empty());
  const auto kim = bench.call("users.info", {{"user", "U0KIM"}});
  CHECK(flag_at(object_at(kim, "user"), "is_restricted"));
  CHECK(string_at(object_at(object_at(kim, "user"), "profile"), "display_name") == "kim");
  CHECK(bench.error("users.info", {{"user", "kim"}}) == "user_not_found");
}

TEST_CASE("workspace api: lists of channels know types, membership and private ones of others")
{
  Bench bench;
  bench.workspace.add_channel("theirs", true, {"U0SAM"});
  bench.workspace.add_channel("ours", true, {"U0SECONDBOT"});
  bench.workspace.add_channel("aside", false, {"U0SAM"});
  const auto names = [&](const char* method, const char* types) {
    std::vector<std::string> out;
    const auto reply = bench.call(method, {{"types", types}});
    for (const auto& one : array_at(reply, "channels")) {
      out.emplace_back(one.at("name").as_string());
    }
    return out;
  };
  CHECK(names("conversations.list", "public_channel") ==
        std::vector<std::string>{"general", "incidents", "aside"});
  CHECK(names("conversations.list", "private_channel") == std::vector<std::string>{"ours"});
  CHECK(names("users.conversations", "public_channel,private_channel") ==
        std::vector<std::string>{"general", "incidents", "ours"});
  CHECK(bench.error("conversations.list", {{"types", "secret"}}) == "invalid_types");
  CHECK(bench.error("conversations.list", {{"limit", -1}}) == "invalid_limit");
}

TEST_CASE("workspace api: members come in pages")
{
  Bench bench;
  const auto first =
      bench.call("conversations.members", {{"channel", bench.general}, {"limit", 4}});
  CHECK(array_at(first, "members").size() == 4);
  const auto rest =
      bench.call("conversations.members",
                 {{"channel", bench.general}, {"limit", 4}, {"cursor", next_cursor(first)}});
  CHECK(array_at(rest, "members").size() == 2);
}

TEST_CASE("workspace api: a modal opens for a fresh trigger and an outdated hash conflicts")
{
  Bench bench;
  const std::string trigger = *bench.workspace.slash("priya", "general", "/incident", "");
  const json::object view{{"type", "modal"},
                          {"title", json::object{{"type", "plain_text"}, {"text", "T"}}}};
  const auto opened = bench.call("views.open", {{"trigger_id", trigger}, {"view", view}});
  REQUIRE(flag_at(opened, "ok"));
  const std::string id = string_at(object_at(opened, "view"), "id");
  const std::string hash = string_at(object_at(opened, "view"), "hash");
  CHECK(bench.error("views.open", {{"trigger_id", trigger}, {"view", view}}) ==
        "exchanged_trigger_id");
  CHECK(bench.error("views.update", {{"view_id", id}, {"hash", hash}, {"view", view}}) == "");
  CHECK(bench.error("views.update", {{"view_id", id}, {"hash", hash}, {"view", view}}) ==
        "hash_conflict");
  bench.deliveries.clear();
  REQUIRE(bench.workspace.submit_view("priya", id, {{"b", 1}}));
  CHECK(bench.deliveries.at(0).accepts_response_payload);
  CHECK(string_at(bench.deliveries.at(0).payload, "type") == "view_submission");
}
