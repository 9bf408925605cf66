#include "adapters/slack/effects.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "adapters/slack/mrkdwn.hpp"
#include "adapters/slack/ts.hpp"

#include "tests/slack/fake_slack.hpp"

using namespace secondstory;
using namespace secondstory::slack;
using secondstory::slack::test::Bench;
using secondstory::slack::test::here;

namespace {

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

TEST_CASE("slack effects: a private word without a way back is told directly, else refused")
{
  Bench bench;
  const TellPerson word{here, {}, "U1", Content{say::text("x")}, {}};
  bench.slack.answers("chat.postEphemeral", R"({"ok":false,"error":"user_not_in_channel"})");
  bench.slack.answers("conversations.open", R"({"ok":true,"channel":{"id":"D1"}})");
  CHECK(bench.carry_out(word).kind == Outcome::Kind::done);
  REQUIRE(bench.slack.calls_of("chat.postMessage").size() == 1);
  CHECK(string_at(bench.slack.calls_of("chat.postMessage")[0].args, "channel") == "D1");
  bench.slack.answers("chat.postEphemeral", R"({"ok":false,"error":"user_not_in_channel"})");
  bench.slack.answers("conversations.open", R"({"ok":false,"error":"user_disabled"})");
  CHECK(bench.carry_out(TellPerson{here, {}, "U2", Content{say::text("x")}, {}}).kind ==
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

TEST_CASE("slack effects: those who cannot be invited come back with a reason, the others are in")
{
  Bench bench;
  bench.slack.answers("conversations.invite", R"({"ok":false,"error":"user_is_restricted"})");
  bench.slack.answers("conversations.invite", R"({"ok":true})");
  bench.slack.answers("conversations.invite", R"({"ok":false,"error":"user_is_restricted"})");
  const Outcome outcome = bench.carry_out(InvitePeople{here, {"U1", "U2"}});
  CHECK(outcome.kind == Outcome::Kind::done);
  REQUIRE(outcome.not_invited.size() == 1);
  CHECK(outcome.not_invited[0].person == "U2");
  CHECK(outcome.not_invited[0].why == "is a guest; an administrator has to add guests");
  const auto calls = bench.slack.calls_of("conversations.invite");
  CHECK(flag_at(calls.at(0).args, "force"));
  CHECK(string_at(calls.at(1).args, "users") == "U1");
}

TEST_CASE("slack effects: whom Slack left out of a group that it invited is told as well")
{
  Bench bench;
  bench.slack.answers("conversations.invite",
                      R"({"ok":true,"errors":[{"user":"U2","ok":false,"error":"cant_invite"},
                          {"user":"U1","ok":false,"error":"already_in_channel"}]})");
  const Outcome outcome = bench.carry_out(InvitePeople{here, {"U1", "U2"}});
  REQUIRE(outcome.not_invited.size() == 1);
  CHECK(outcome.not_invited[0].person == "U2");
}

TEST_CASE("slack effects: a hundred people are invited at once, no more")
{
  Bench bench;
  std::vector<std::string> people;
  for (int i = 0; i < 230; ++i) people.push_back("U" + std::to_string(1000 + i));
  CHECK(bench.carry_out(InvitePeople{here, people}).not_invited.empty());
  const auto calls = bench.slack.calls_of("conversations.invite");
  REQUIRE(calls.size() == 3);
  const auto users = string_at(calls[0].args, "users");
  CHECK(std::count(users.begin(), users.end(), ',') == 99);
}

TEST_CASE("slack effects: what is queued for a channel goes to the id it has by now")
{
  Bench bench;
  bench.effects.channel_moved("C1", "C2");
  bench.effects.channel_moved("C2", "C3");
  bench.slack.answers("chat.postMessage", R"({"ok":true,"ts":"5.0"})");
  const Outcome outcome = bench.carry_out(post("hello", "1.0"));
  CHECK(string_at(bench.slack.calls.at(0).args, "channel") == "C3");
  CHECK(outcome.message == MessageRef{{"slack", "C3"}, "5.0"});
}

TEST_CASE("slack effects: a bookmark is added once, though the first attempt's answer was lost")
{
  Bench bench;
  const std::string link = R"({"ok":true,"permalink":"https://x.slack.com/archives/C1/p1"})";
  bench.slack.answers("chat.getPermalink", link);
  bench.slack.answers("bookmarks.list", R"({"ok":true,"bookmarks":[]})");
  bench.slack.fails("bookmarks.add", Fault::unknown);
  CHECK(bench.carry_out(BookmarkMessage{{here, "1.0"}, "INC-1"}).kind == Outcome::Kind::unknown);
  const auto args = bench.slack.calls_of("bookmarks.add").at(0).args;
  CHECK(string_at(args, "channel_id") == "C1");
  CHECK(string_at(args, "type") == "link");
  CHECK(string_at(args, "link") == "https://x.slack.com/archives/C1/p1");
  bench.slack.answers("chat.getPermalink", link);
  bench.slack.answers(
      "bookmarks.list",
      R"({"ok":true,"bookmarks":[{"id":"Bk1","link":"https://x.slack.com/archives/C1/p1"}]})");
  CHECK(bench.carry_out(BookmarkMessage{{here, "1.0"}, "INC-1"}, true).kind == Outcome::Kind::done);
  CHECK(bench.slack.calls_of("bookmarks.add").size() == 1);
}

TEST_CASE("slack effects: a purpose is cut to what Slack takes")
{
  Bench bench;
  bench.carry_out(SetPurpose{here, std::string(300, 'a')});
  const auto args = bench.slack.calls_of("conversations.setPurpose").at(0).args;
  CHECK(length_of(string_at(args, "purpose")) == 250);
}

TEST_CASE("slack effects: a refusal that is logged does not tell a private incident's name")
{
  Bench bench;
  for (int i = 0; i < 50; ++i)
    bench.slack.answers("conversations.create", R"({"ok":false,"error":"name_taken"})");
  const Outcome outcome = bench.carry_out(OpenChannel{"slack", "inc-7-leaked-keys", true, {}});
  CHECK(outcome.kind == Outcome::Kind::refused);
  CHECK(outcome.reason.find("leaked") == std::string::npos);
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

TEST_CASE("slack effects: inviting nobody calls nobody")
{
  Bench bench;
  CHECK(bench.carry_out(InvitePeople{here, {"UBOT"}}).kind == Outcome::Kind::done);
  CHECK(bench.slack.calls.empty());
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
