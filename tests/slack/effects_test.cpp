#include "adapters/slack/effects.hpp"

#include <doctest/doctest.h>

#include "adapters/slack/ts.hpp"

#include "tests/slack/fake_slack.hpp"

using namespace secondstory;
using namespace secondstory::slack;
using secondstory::slack::test::Bench;

namespace {

const Channel here{"slack", "C1"};

PostMessage post(const std::string& words, std::optional<std::string> thread = std::nullopt)
{
  return {here, std::move(thread), Content{say::text(words)}};
}

/// Content that makes three messages.
Content long_content()
{
  std::vector<Block> blocks;
  for (int i = 0; i < 25; ++i) blocks.push_back(Paragraph{{say::text(std::string(1000, 'a'))}});
  return Content(std::move(blocks));
}

std::string token_of(const json::object& args)
{
  return string_at(object_at(object_at(args, "metadata"), "event_payload"), "id");
}

std::string own_post(const std::string& token, const std::string& ts)
{
  return R"({"bot_id":"BBOT","ts":")" + ts +
         R"(","metadata":{"event_type":"secondstory","event_payload":{"id":")" + token + R"("}}})";
}

}  // namespace

TEST_CASE("slack effects: a post carries its token, its blocks and no unfurling")
{
  Bench bench;
  bench.slack.answers("chat.postMessage", R"({"ok":true,"ts":"5.0"})");
  const Outcome outcome = bench.carry_out(post("hello", "1.0"));
  CHECK(outcome.kind == Outcome::Kind::done);
  CHECK(outcome.message == MessageRef{here, "5.0"});
  const auto& args = bench.slack.calls.at(0).args;
  CHECK(string_at(args, "channel") == "C1");
  CHECK(string_at(args, "text") == "hello");
  CHECK(string_at(args, "thread_ts") == "1.0");
  CHECK(token_of(args) == "tok");
  CHECK(args.contains("unfurl_links"));
  CHECK_FALSE(flag_at(args, "unfurl_links"));
  CHECK_FALSE(args.contains("link_names"));
}

TEST_CASE("slack effects: a long post becomes several, each with a token of its own")
{
  Bench bench;
  bench.slack.answers("chat.postMessage", R"({"ok":true,"ts":"5.0"})");
  const Outcome outcome = bench.carry_out(PostMessage{here, {}, long_content()});
  const auto calls = bench.slack.calls_of("chat.postMessage");
  REQUIRE(calls.size() == 3);
  CHECK(token_of(calls[0].args) == "tok");
  CHECK(token_of(calls[1].args) == "tok/1");
  CHECK(token_of(calls[2].args) == "tok/2");
  CHECK(outcome.message->id == "5.0");
}

TEST_CASE("slack effects: after a part is posted a failure asks to look before trying again")
{
  Bench bench;
  bench.slack.answers("chat.postMessage", R"({"ok":true,"ts":"5.0"})");
  bench.slack.answers("chat.postMessage", "", 429, "3");
  const Outcome outcome = bench.carry_out(PostMessage{here, {}, long_content()});
  CHECK(outcome.kind == Outcome::Kind::unknown);
  CHECK(outcome.wait == std::chrono::milliseconds{3000});
}

TEST_CASE("slack effects: what an interrupted attempt posted is adopted, not posted again")
{
  Bench bench;
  bench.slack.answers("conversations.history",
                      R"({"ok":true,"messages":[)" + own_post("tok", "5.0") + "]}");
  const Outcome outcome = bench.carry_out(post("hello"), true);
  CHECK(outcome.kind == Outcome::Kind::done);
  CHECK(outcome.message->id == "5.0");
  CHECK(bench.slack.calls_of("chat.postMessage").empty());
  CHECK(bench.slack.calls[0].body.find("include_all_metadata=true") != std::string::npos);
  CHECK(bench.slack.calls[0].body.find("oldest=1763647440.000000") != std::string::npos);
}

TEST_CASE("slack effects: only the missing parts of an interrupted post are posted")
{
  Bench bench;
  bench.slack.answers("conversations.history", R"({"ok":true,"messages":[)" +
                                                   own_post("tok/1", "6.0") + "," +
                                                   own_post("tok", "5.0") + "]}");
  const Outcome outcome = bench.carry_out(PostMessage{here, {}, long_content()}, true);
  const auto calls = bench.slack.calls_of("chat.postMessage");
  REQUIRE(calls.size() == 1);
  CHECK(token_of(calls[0].args) == "tok/2");
  CHECK(outcome.message->id == "5.0");
}

TEST_CASE("slack effects: a token that somebody else's message carries is not believed")
{
  Bench bench;
  bench.slack.answers(
      "conversations.history",
      R"({"ok":true,"messages":[{"user":"U1","ts":"5.0","metadata":{"event_type":"secondstory","event_payload":{"id":"tok"}}}]})");
  bench.carry_out(post("hello"), true);
  CHECK(bench.slack.calls_of("chat.postMessage").size() == 1);
}

TEST_CASE("slack effects: a post in a thread is looked for in the thread, on every page")
{
  Bench bench;
  bench.slack.answers("conversations.replies",
                      R"({"ok":true,"messages":[],"response_metadata":{"next_cursor":"abc"}})");
  bench.slack.answers("conversations.replies",
                      R"({"ok":true,"messages":[)" + own_post("tok", "5.0") + "]}");
  CHECK(bench.carry_out(post("hello", "1.0"), true).message->id == "5.0");
  CHECK(bench.slack.calls_of("conversations.replies").at(1).body.find("cursor=abc") !=
        std::string::npos);
}

TEST_CASE("slack effects: if the look fails nothing is posted and the look comes again")
{
  Bench bench;
  for (int i = 0; i < 5; ++i) bench.slack.answers("conversations.history", "", 429, "0.001");
  CHECK(bench.carry_out(post("hello"), true).kind == Outcome::Kind::unknown);
  CHECK(bench.slack.calls_of("chat.postMessage").empty());
}

TEST_CASE("slack effects: a post of unknown outcome is never simply sent again")
{
  Bench bench;
  bench.slack.answers("chat.postMessage", R"({"ok":false,"error":"internal_error"})");
  CHECK(bench.carry_out(post("hello")).kind == Outcome::Kind::unknown);
  bench.slack.fails("chat.postMessage", Fault::unknown);
  CHECK(bench.carry_out(post("hello")).kind == Outcome::Kind::unknown);
}

TEST_CASE("slack effects: a channel we are not in is joined")
{
  Bench bench;
  bench.slack.answers("chat.postMessage", R"({"ok":false,"error":"not_in_channel"})");
  bench.slack.answers("chat.postMessage", R"({"ok":true,"ts":"5.0"})");
  CHECK(bench.carry_out(post("hello")).kind == Outcome::Kind::done);
  CHECK(bench.slack.methods() ==
        std::vector<std::string>{"chat.postMessage", "conversations.join", "chat.postMessage"});
}

TEST_CASE("slack effects: a channel that cannot be joined refuses the post")
{
  Bench bench;
  bench.slack.answers("chat.postMessage", R"({"ok":false,"error":"not_in_channel"})");
  bench.slack.answers("conversations.join", R"({"ok":false,"error":"is_archived"})");
  const Outcome outcome = bench.carry_out(post("hello"));
  CHECK(outcome.kind == Outcome::Kind::refused);
  CHECK(outcome.reason.find("invite it") != std::string::npos);
}

TEST_CASE("slack effects: a private word is ephemeral")
{
  Bench bench;
  const Outcome outcome =
      bench.carry_out(TellPerson{here, "1.0", "U1", Content{say::text("psst")}, {}});
  CHECK(outcome.kind == Outcome::Kind::done);
  const auto& call = bench.slack.calls.at(0);
  CHECK(call.method == "chat.postEphemeral");
  CHECK(string_at(call.args, "user") == "U1");
  CHECK(string_at(call.args, "thread_ts") == "1.0");
}

TEST_CASE("slack effects: where we are not, a private word takes the command's way back")
{
  for (const char* error : {"channel_not_found", "not_in_channel", "user_not_in_channel"}) {
    Bench bench;
    bench.slack.answers("chat.postEphemeral",
                        std::string(R"({"ok":false,"error":")") + error + R"("})");
    const std::string url = "https://hooks.slack.com/commands/1";
    const Outcome outcome =
        bench.carry_out(TellPerson{here, {}, "U1", Content{say::text("psst")}, ReplyHandle{url}});
    CHECK(outcome.kind == Outcome::Kind::done);
    const auto replies = bench.slack.calls_of(url);
    REQUIRE(replies.size() == 1);
    CHECK(string_at(replies[0].args, "response_type") == "ephemeral");
    CHECK(string_at(replies[0].args, "text") == "psst");
    CHECK(replies[0].token.empty());
  }
}

TEST_CASE("slack effects: the way back is not used for an address outside Slack")
{
  Bench bench;
  bench.slack.answers("chat.postEphemeral", R"({"ok":false,"error":"channel_not_found"})");
  const Outcome outcome = bench.carry_out(TellPerson{
      here, {}, "U1", Content{say::text("psst")}, ReplyHandle{"https://evil.example/1"}});
  CHECK(outcome.kind == Outcome::Kind::refused);
  CHECK(bench.slack.calls.size() == 1);
  CHECK(outcome.reason.find("evil") == std::string::npos);
}

TEST_CASE("slack effects: a private word without a way back is refused with the reason")
{
  Bench bench;
  bench.slack.answers("chat.postEphemeral", R"({"ok":false,"error":"user_not_in_channel"})");
  CHECK(bench.carry_out(TellPerson{here, {}, "U1", Content{say::text("x")}, {}}).kind ==
        Outcome::Kind::refused);
}

TEST_CASE("slack effects: a revision replaces text and blocks in one message")
{
  Bench bench;
  CHECK(bench.carry_out(ReviseMessage{{here, "5.0"}, long_content()}).kind == Outcome::Kind::done);
  REQUIRE(bench.slack.calls.size() == 1);
  const auto& args = bench.slack.calls[0].args;
  CHECK(string_at(args, "ts") == "5.0");
  CHECK(string_at(args, "text").size() <= 4000);
  CHECK(args.contains("blocks"));
}

TEST_CASE("slack effects: an opened channel settles with id and name, and people are invited once")
{
  Bench bench;
  bench.slack.answers("conversations.create",
                      R"({"ok":true,"channel":{"id":"C9","name":"inc-7"}})");
  const Outcome outcome =
      bench.carry_out(OpenChannel{"slack", "inc-7", false, {"U2", "UBOT", "U1", "U2"}});
  CHECK(outcome.kind == Outcome::Kind::done);
  CHECK(outcome.channel_id == "C9");
  CHECK(outcome.channel_name == "inc-7");
  CHECK(string_at(bench.slack.calls_of("conversations.invite").at(0).args, "users") == "U1,U2");
}

TEST_CASE("slack effects: a name that is taken gets a number")
{
  Bench bench;
  bench.slack.answers("conversations.create", R"({"ok":false,"error":"name_taken"})");
  bench.slack.answers("conversations.create",
                      R"({"ok":true,"channel":{"id":"C9","name":"inc-7-2"}})");
  CHECK(bench.carry_out(OpenChannel{"slack", "inc-7", false, {}}).channel_name == "inc-7-2");
  CHECK(string_at(bench.slack.calls_of("conversations.create").at(1).args, "name") == "inc-7-2");
  CHECK(bench.slack.calls_of("conversations.list").empty());
}

TEST_CASE("slack effects: a channel that an interrupted attempt opened is adopted")
{
  Bench bench;
  bench.slack.answers("conversations.create", R"({"ok":false,"error":"name_taken"})");
  bench.slack.answers(
      "conversations.list",
      R"({"ok":true,"channels":[{"id":"C8","name":"x"}],"response_metadata":{"next_cursor":"n"}})");
  bench.slack.answers(
      "conversations.list",
      R"({"ok":true,"channels":[{"id":"C9","name":"inc-7","creator":"UBOT","created":1763647500}]})");
  const Outcome outcome = bench.carry_out(OpenChannel{"slack", "inc-7", false, {}}, true);
  CHECK(outcome.channel_id == "C9");
  CHECK(bench.slack.calls_of("conversations.create").size() == 1);
}

TEST_CASE("slack effects: neither another's channel nor an old one of ours is adopted")
{
  for (const char* channel :
       {R"({"id":"C9","name":"inc-7","creator":"U1","created":1763647500})",
        R"({"id":"C9","name":"inc-7","creator":"UBOT","created":1663647500})"}) {
    Bench bench;
    bench.slack.answers("conversations.create", R"({"ok":false,"error":"name_taken"})");
    bench.slack.answers("conversations.list",
                        std::string(R"({"ok":true,"channels":[)") + channel + "]}");
    bench.slack.answers("conversations.create",
                        R"({"ok":true,"channel":{"id":"C10","name":"inc-7-2"}})");
    CHECK(bench.carry_out(OpenChannel{"slack", "inc-7", false, {}}, true).channel_id == "C10");
  }
}

TEST_CASE("slack effects: an invitation that is refused does not undo the channel")
{
  Bench bench;
  bench.slack.answers("conversations.create",
                      R"({"ok":true,"channel":{"id":"C9","name":"inc-7"}})");
  bench.slack.answers("conversations.invite", R"({"ok":false,"error":"cant_invite"})");
  CHECK(bench.carry_out(OpenChannel{"slack", "inc-7", false, {"U1"}}).kind == Outcome::Kind::done);
}

TEST_CASE("slack effects: an invitation that has to wait makes the next attempt find the channel")
{
  Bench bench;
  bench.slack.answers("conversations.create",
                      R"({"ok":true,"channel":{"id":"C9","name":"inc-7"}})");
  bench.slack.answers("conversations.invite", "", 429, "2");
  CHECK(bench.carry_out(OpenChannel{"slack", "inc-7", false, {"U1"}}).kind ==
        Outcome::Kind::unknown);
}

TEST_CASE("slack effects: channel names are what Slack allows")
{
  CHECK(channel_name("inc-7 Checkout: 500s!") == "inc-7-checkout-500s");
  CHECK(channel_name("Größe") == "gr-e");
  CHECK(channel_name("") == "incident");
  CHECK(channel_name(std::string(200, 'a')).size() == 80);
  CHECK(channel_name(std::string(200, 'a'), 12).size() == 80);
  CHECK(channel_name(std::string(200, 'a'), 12).ends_with("-12"));
}

TEST_CASE("slack effects: being in the channel already is what an invitation wants")
{
  Bench bench;
  bench.slack.answers("conversations.invite", R"({"ok":false,"error":"already_in_channel"})");
  CHECK(bench.carry_out(InvitePeople{here, {"U1"}}).kind == Outcome::Kind::done);
}

TEST_CASE("slack effects: more than a hundred people are invited in several calls")
{
  Bench bench;
  InvitePeople effect{here, {}};
  for (int i = 0; i < 150; ++i) effect.people.push_back("U" + std::to_string(1000 + i));
  CHECK(bench.carry_out(effect).kind == Outcome::Kind::done);
  CHECK(bench.slack.calls.size() == 2);
}

TEST_CASE("slack effects: inviting nobody calls nobody")
{
  Bench bench;
  CHECK(bench.carry_out(InvitePeople{here, {"UBOT"}}).kind == Outcome::Kind::done);
  CHECK(bench.slack.calls.empty());
}

TEST_CASE("slack effects: a topic keeps Slack's 250 characters")
{
  Bench bench;
  CHECK(bench.carry_out(SetTopic{here, std::string(400, 't')}).kind == Outcome::Kind::done);
  const std::string topic = string_at(bench.slack.calls[0].args, "topic");
  CHECK(topic.starts_with(std::string(249, 't')));
  CHECK(topic.ends_with("…"));
}

TEST_CASE("slack effects: pinning what is pinned is done")
{
  Bench bench;
  bench.slack.answers("pins.add", R"({"ok":false,"error":"already_pinned"})");
  CHECK(bench.carry_out(PinMessage{{here, "5.0"}}).kind == Outcome::Kind::done);
}

TEST_CASE("slack effects: a file goes up in three steps")
{
  Bench bench;
  bench.slack.answers(
      "files.getUploadURLExternal",
      R"({"ok":true,"upload_url":"https://files.slack.com/upload/v1/x","file_id":"F1"})");
  bench.slack.answers("https://files.slack.com/upload/v1/x", "OK - 5");
  const Outcome outcome = bench.carry_out(ShareFile{here, "1.0", "a.md", "Draft", "bytes", {}});
  CHECK(outcome.kind == Outcome::Kind::done);
  REQUIRE(bench.slack.calls.size() == 3);
  CHECK(bench.slack.calls[0].body == "filename=a.md&length=5");
  CHECK(bench.slack.calls[1].body == "bytes");
  const auto& args = bench.slack.calls[2].args;
  CHECK(string_at(args, "channel_id") == "C1");
  CHECK(string_at(args, "thread_ts") == "1.0");
  CHECK(string_at(array_at(args, "files").at(0).as_object(), "id") == "F1");
}

TEST_CASE("slack effects: a file for one person goes into a direct message")
{
  Bench bench;
  bench.slack.answers("conversations.open", R"({"ok":true,"channel":{"id":"D1"}})");
  bench.slack.answers(
      "files.getUploadURLExternal",
      R"({"ok":true,"upload_url":"https://files.slack.com/upload/v1/x","file_id":"F1"})");
  bench.carry_out(ShareFile{here, "1.0", "a.md", "Draft", "bytes", "U1"});
  const auto& args = bench.slack.calls.back().args;
  CHECK(string_at(args, "channel_id") == "D1");
  CHECK_FALSE(args.contains("thread_ts"));
}

TEST_CASE("slack effects: an upload that breaks is retried, for nobody has seen it")
{
  Bench bench;
  bench.slack.answers(
      "files.getUploadURLExternal",
      R"({"ok":true,"upload_url":"https://files.slack.com/upload/v1/x","file_id":"F1"})");
  bench.slack.fails("https://files.slack.com/upload/v1/x", Fault::unknown);
  CHECK(bench.carry_out(ShareFile{here, {}, "a.md", "Draft", "bytes", {}}).kind ==
        Outcome::Kind::retry);
}

TEST_CASE("slack effects: a file that an interrupted attempt shared is not shared again")
{
  Bench bench;
  bench.slack.answers(
      "conversations.history",
      R"({"ok":true,"messages":[{"user":"UBOT","ts":"5.0","files":[{"name":"a.md","title":"Draft"}]}]})");
  const Outcome outcome = bench.carry_out(ShareFile{here, {}, "a.md", "Draft", "bytes", {}}, true);
  CHECK(outcome.message->id == "5.0");
  CHECK(bench.slack.calls.size() == 1);
}

TEST_CASE("M24: a page of the history comes in order and says what is left to be read")
{
  Bench bench;
  bench.slack.answers(
      "conversations.history",
      R"({"ok":true,"has_more":true,"messages":[{"user":"U1","text":"c","ts":"30.0"},{"user":"U1","text":"b","ts":"20.0","thread_ts":"20.0","reply_count":1,"latest_reply":"40.0"},{"user":"U1","text":"a","ts":"10.0","thread_ts":"10.0","reply_count":1,"latest_reply":"12.0"},{"user":"UBOT","text":"own","ts":"9.0"}]})");
  ReadHistory wanted;
  wanted.channel = here;
  wanted.since = *time_of("5.0");
  wanted.news_since = *time_of("25.0");
  const Outcome outcome = bench.carry_out(wanted);
  CHECK(outcome.kind == Outcome::Kind::done);
  std::string said;
  for (const Event& event : bench.events) said += std::get<MessagePosted>(event.what).text;
  CHECK(said == "abc");
  REQUIRE(outcome.unread.size() == 2);
  CHECK(outcome.unread[0].cursor == "9.0");
  CHECK(outcome.unread[0].since == wanted.since);
  CHECK_FALSE(outcome.unread[0].thread);
  CHECK(outcome.unread[1].thread == "20.0");
  CHECK_FALSE(outcome.unread[1].cursor);
  CHECK(bench.slack.calls[0].body == "channel=C1&limit=200");
}

TEST_CASE("M24: the next step of a channel goes on below where the last one ended, down to its end")
{
  Bench bench;
  bench.slack.answers(
      "conversations.history",
      R"({"ok":true,"has_more":true,"messages":[{"user":"U1","text":"a","ts":"8.0"},{"user":"U1","text":"too old","ts":"4.0"}]})");
  ReadHistory wanted;
  wanted.channel = here;
  wanted.since = *time_of("5.0");
  wanted.cursor = "9.0";
  const Outcome outcome = bench.carry_out(wanted);
  CHECK(outcome.unread.empty());
  REQUIRE(bench.events.size() == 1);
  CHECK(std::get<MessagePosted>(bench.events[0].what).text == "a");
  CHECK(bench.slack.calls[0].body == "channel=C1&limit=200&latest=9.0");
}

TEST_CASE("M24: a thread is read forwards, without the message that opened it")
{
  Bench bench;
  bench.slack.answers(
      "conversations.replies",
      R"({"ok":true,"has_more":true,"messages":[{"user":"U1","text":"opener","ts":"10.0","thread_ts":"10.0"},{"user":"U2","text":"b","ts":"20.0","thread_ts":"10.0"}],"response_metadata":{"next_cursor":"n2"}})");
  ReadHistory wanted;
  wanted.channel = here;
  wanted.thread = "10.0";
  wanted.cursor = "n1";
  const Outcome outcome = bench.carry_out(wanted);
  REQUIRE(bench.events.size() == 1);
  CHECK(std::get<MessagePosted>(bench.events[0].what).thread == "10.0");
  REQUIRE(outcome.unread.size() == 1);
  CHECK(outcome.unread[0].cursor == "n2");
  CHECK(bench.slack.calls[0].body == "channel=C1&limit=200&ts=10.0&cursor=n1");
}

TEST_CASE("M24: a cursor that Slack no longer knows begins its thread again")
{
  Bench bench;
  bench.slack.answers("conversations.replies", R"({"ok":false,"error":"invalid_cursor"})");
  ReadHistory wanted;
  wanted.channel = here;
  wanted.thread = "10.0";
  wanted.cursor = "n1";
  const Outcome outcome = bench.carry_out(wanted);
  CHECK(outcome.kind == Outcome::Kind::done);
  REQUIRE(outcome.unread.size() == 1);
  CHECK_FALSE(outcome.unread[0].cursor);
}

TEST_CASE("M24: a reading that is limited waits as long as Slack says and loses nothing")
{
  Bench bench;
  bench.slack.answers("conversations.history", R"({"ok":false,"error":"ratelimited"})", 429, "60");
  const Outcome outcome = bench.carry_out(ReadHistory{here});
  CHECK(outcome.kind == Outcome::Kind::retry);
  CHECK(outcome.wait == std::chrono::minutes{1});
  CHECK(bench.slack.calls.size() == 1);
}

TEST_CASE("slack effects: history of a channel that is gone is refused")
{
  Bench bench;
  bench.slack.answers("conversations.history", R"({"ok":false,"error":"channel_not_found"})");
  CHECK(bench.carry_out(ReadHistory{here}).kind == Outcome::Kind::refused);
}
