#include <doctest/doctest.h>

#include "tests/slack/fake_slack.hpp"

/// What we do when nobody knows whether a call took effect: look, adopt, and only then try again.

using namespace secondstory;
using namespace secondstory::slack;
using secondstory::slack::test::Bench;
using secondstory::slack::test::here;
using std::chrono::milliseconds;

namespace {

const std::string upload_ticket =
    R"({"ok":true,"upload_url":"https://files.slack.com/upload/v1/x","file_id":"F1"})";

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

std::string page(const std::string& messages, const std::string& next = "")
{
  return R"({"ok":true,"messages":[)" + messages + R"(],"response_metadata":{"next_cursor":")" +
         next + R"("}})";
}

ShareFile file(std::optional<std::string> only_for = std::nullopt)
{
  return {here, {}, "a.md", "Draft", "bytes", std::move(only_for)};
}

/// The block id that the file was shared with.
std::string mark_in(const json::object& args)
{
  return string_at(array_at(args, "blocks").at(0).as_object(), "block_id");
}

}  // namespace

TEST_CASE("M18: what an interrupted attempt posted is adopted, not posted again")
{
  Bench bench;
  bench.slack.answers("conversations.history", page(own_post("tok", "5.0")));
  const Outcome outcome = bench.carry_out(post("hello"), true);
  CHECK(outcome.kind == Outcome::Kind::done);
  CHECK(outcome.message->id == "5.0");
  CHECK(bench.slack.calls_of("chat.postMessage").empty());
  CHECK(bench.slack.calls[0].body.find("include_all_metadata=true") != std::string::npos);
  CHECK(bench.slack.calls[0].body.find("oldest=1763647200.000000") != std::string::npos);
}

TEST_CASE("M18: only the missing parts of an interrupted post are posted")
{
  Bench bench;
  bench.slack.answers("conversations.history",
                      page(own_post("tok/1", "6.0") + "," + own_post("tok", "5.0")));
  const Outcome outcome = bench.carry_out(PostMessage{here, {}, long_content()}, true);
  const auto calls = bench.slack.calls_of("chat.postMessage");
  REQUIRE(calls.size() == 1);
  CHECK(token_of(calls[0].args) == "tok/2");
  CHECK(outcome.message->id == "5.0");
}

TEST_CASE("M18: a token that somebody else's message carries is not believed")
{
  Bench bench;
  bench.slack.answers(
      "conversations.history",
      page(
          R"({"user":"U1","ts":"5.0","metadata":{"event_type":"secondstory","event_payload":{"id":"tok"}}})"));
  bench.carry_out(post("hello"), true);
  CHECK(bench.slack.calls_of("chat.postMessage").size() == 1);
}

TEST_CASE("M18: a post in a thread is looked for in the thread, on every page of fifteen")
{
  Bench bench;
  for (int i = 0; i < 130; ++i) {
    bench.slack.answers("conversations.replies", page("", "next" + std::to_string(i)));
  }
  bench.slack.answers("conversations.replies", page(own_post("tok", "5.0")));
  CHECK(bench.carry_out(post("hello", "1.0"), true).message->id == "5.0");
  CHECK(bench.slack.calls_of("conversations.replies").at(130).body.find("cursor=next129") !=
        std::string::npos);
  CHECK(bench.slack.calls_of("chat.postMessage").empty());
}

TEST_CASE("M18: the look into a thread ends where everything is found")
{
  Bench bench;
  bench.slack.answers("conversations.replies", page(own_post("tok", "5.0"), "more"));
  bench.carry_out(post("hello", "1.0"), true);
  CHECK(bench.slack.calls_of("conversations.replies").size() == 1);
}

TEST_CASE("M18: a page that comes again does not pass for the end of the channel")
{
  Bench bench;
  bench.slack.answers("conversations.history", page("", "same"));
  bench.slack.answers("conversations.history", page("", "same"));
  CHECK(bench.carry_out(post("hello"), true).kind == Outcome::Kind::unknown);
  CHECK(bench.slack.calls_of("chat.postMessage").empty());
}

TEST_CASE("M18: while the look is not possible nothing is posted")
{
  for (const char* error : {"missing_scope", "invalid_auth"}) {
    Bench bench;
    bench.slack.answers("conversations.history",
                        std::string(R"({"ok":false,"error":")") + error + R"("})");
    const Outcome outcome = bench.carry_out(post("hello"), true);
    CHECK(outcome.kind == Outcome::Kind::unknown);
    CHECK(outcome.wait == milliseconds{60'000});
    CHECK(bench.slack.calls_of("chat.postMessage").empty());
  }
}

TEST_CASE("M18: where there is no channel there is nothing to double")
{
  Bench bench;
  bench.slack.answers("conversations.history", R"({"ok":false,"error":"channel_not_found"})");
  bench.slack.answers("chat.postMessage", R"({"ok":false,"error":"channel_not_found"})");
  CHECK(bench.carry_out(post("hello"), true).kind == Outcome::Kind::refused);
}

TEST_CASE("M18: a post of unknown outcome is never simply sent again")
{
  Bench bench;
  bench.slack.answers("chat.postMessage", R"({"ok":false,"error":"internal_error"})");
  bench.slack.answers("chat.postMessage", R"({"ok":false,"error":"fatal_error"})");
  bench.slack.answers("chat.postMessage", "oops", 502);
  bench.slack.answers("chat.postMessage", "<html>", 200);
  bench.slack.fails("chat.postMessage", Fault::unknown);
  for (std::size_t i = 1; i <= 5; ++i) {
    const Outcome outcome = bench.carry_out(post("hello"));
    CHECK(outcome.kind == Outcome::Kind::unknown);
    CHECK(outcome.wait >= milliseconds{1'000});  // what is still at work over there may end
    CHECK(bench.slack.calls.size() == i);
  }
}

TEST_CASE("M18: a post interrupted by a limit goes on where it stopped, without a look")
{
  Bench bench;
  bench.slack.answers("chat.postMessage", R"({"ok":true,"ts":"5.0"})");
  bench.slack.answers("chat.postMessage", "", 429, "0.001");
  const PostMessage draft{here, {}, long_content()};
  CHECK(bench.carry_out(draft).kind == Outcome::Kind::retry);
  Outcome outcome = bench.carry_out(draft);
  while (outcome.kind == Outcome::Kind::retry) outcome = bench.carry_out(draft);
  CHECK(outcome.message->id == "5.0");
  std::vector<std::string> tokens;
  for (const auto& call : bench.slack.calls) tokens.push_back(token_of(call.args));
  CHECK(tokens == std::vector<std::string>{"tok", "tok/1", "tok/1", "tok/2"});
}

TEST_CASE("M18: the answer to a command is said again once, a private suggestion is not")
{
  Bench bench;
  TellPerson answer{here, {}, "U1", Content{say::text("psst")}, {}};
  bench.slack.fails("chat.postEphemeral", Fault::unknown);
  CHECK(bench.carry_out(answer).kind == Outcome::Kind::unknown);
  bench.slack.fails("chat.postEphemeral", Fault::unknown);
  CHECK(bench.carry_out(answer, true).kind == Outcome::Kind::refused);
  CHECK(bench.slack.calls.size() == 2);

  answer.urgency = Urgency::suggestion;
  CHECK(bench.carry_out(answer, true).kind == Outcome::Kind::done);
  CHECK(bench.slack.calls.size() == 2);
}

TEST_CASE("M18: the parts of a private word that were said are not said again")
{
  Bench bench;
  bench.slack.answers("chat.postEphemeral", R"({"ok":true})");
  bench.slack.answers("chat.postEphemeral", "", 429, "0");
  const TellPerson answer{here, {}, "U1", long_content(), {}};
  CHECK(bench.carry_out(answer).kind == Outcome::Kind::retry);
  CHECK(bench.carry_out(answer).kind == Outcome::Kind::done);
  CHECK(bench.slack.calls.size() == 4);
}

TEST_CASE("M18: a file that an interrupted attempt shared is known by its mark, not by its name")
{
  Bench first;
  first.slack.answers("files.getUploadURLExternal", upload_ticket);
  first.slack.fails("files.completeUploadExternal", Fault::unknown);
  CHECK(first.carry_out(file()).kind == Outcome::Kind::unknown);
  const std::string mark = mark_in(first.slack.calls_of("files.completeUploadExternal")[0].args);
  CHECK(mark.find("tok") != std::string::npos);

  // Another run, which knows nothing but the item.
  Bench next;
  next.slack.answers(
      "conversations.history",
      page(
          R"({"user":"UBOT","ts":"4.0","files":[{"id":"F0","name":"a.md","title":"Draft"}]},)"
          R"({"user":"UBOT","ts":"5.0","files":[{"id":"F1"}],"blocks":[{"type":"context","block_id":")" +
          mark + R"("}]})"));
  const Outcome outcome = next.carry_out(file(), true);
  CHECK(outcome.message->id == "5.0");
  CHECK(next.slack.calls.size() == 1);
}

TEST_CASE("M18: this run knows the file by its id as well")
{
  Bench bench;
  bench.slack.answers("files.getUploadURLExternal", upload_ticket);
  bench.slack.fails("files.completeUploadExternal", Fault::unknown);
  CHECK(bench.carry_out(file()).wait >= milliseconds{5'000});  // sharing is asynchronous
  bench.slack.answers("conversations.history",
                      page(R"({"user":"UBOT","ts":"5.0","files":[{"id":"F1"}]})"));
  CHECK(bench.carry_out(file(), true).message->id == "5.0");
  CHECK(bench.slack.calls_of("files.completeUploadExternal").size() == 1);
}

TEST_CASE("M18: another file of the same name is shared all the same")
{
  Bench bench;
  bench.slack.answers(
      "conversations.history",
      page(R"({"user":"UBOT","ts":"4.0","files":[{"id":"F0","name":"a.md","title":"Draft"}]})"));
  bench.slack.answers("files.getUploadURLExternal", upload_ticket);
  CHECK(bench.carry_out(file(), true).kind == Outcome::Kind::done);
  CHECK(bench.slack.calls_of("files.completeUploadExternal").size() == 1);
}

TEST_CASE("M18: a file for one person is looked for in the direct message, and goes nowhere else")
{
  Bench bench;
  bench.slack.answers("conversations.open", R"({"ok":true,"channel":{"id":"D1"}})");
  bench.slack.answers("conversations.history", page(""));
  bench.slack.answers("files.getUploadURLExternal", upload_ticket);
  CHECK(bench.carry_out(file("U1"), true).kind == Outcome::Kind::done);
  CHECK(bench.slack.calls_of("conversations.history")[0].body.find("channel=D1") !=
        std::string::npos);

  Bench refused;
  refused.slack.answers("conversations.open", R"({"ok":false,"error":"user_disabled"})");
  CHECK(refused.carry_out(file("U1")).kind == Outcome::Kind::refused);
  CHECK(refused.slack.calls.size() == 1);
}

TEST_CASE("M18: a channel that an interrupted attempt opened is adopted")
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

TEST_CASE("M18: neither another's channel nor an old one of ours is adopted")
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

TEST_CASE("M18: while nobody can say whose channel it is, no second one is opened")
{
  Bench bench;
  bench.slack.answers("conversations.create", R"({"ok":false,"error":"name_taken"})");
  bench.slack.answers("conversations.list", R"({"ok":false,"error":"missing_scope"})");
  CHECK(bench.carry_out(OpenChannel{"slack", "inc-7", false, {}}, true).kind ==
        Outcome::Kind::unknown);
  CHECK(bench.slack.calls_of("conversations.create").size() == 1);
}

TEST_CASE("M18: a topic that is set is not announced a second time")
{
  Bench bench;
  bench.slack.answers("conversations.info",
                      R"({"ok":true,"channel":{"id":"C1","topic":{"value":"sev1"}}})");
  CHECK(bench.carry_out(SetTopic{here, "sev1"}, true).kind == Outcome::Kind::done);
  CHECK(bench.slack.calls_of("conversations.setTopic").empty());
  CHECK(bench.carry_out(SetTopic{here, "sev1, mitigated"}, true).kind == Outcome::Kind::done);
  CHECK(bench.slack.calls_of("conversations.setTopic").size() == 1);
}

TEST_CASE("M18: pins, invitations and revisions may simply be done again")
{
  Bench bench;
  bench.slack.answers("pins.add", R"({"ok":false,"error":"already_pinned"})");
  CHECK(bench.carry_out(PinMessage{{here, "5.0"}}, true).kind == Outcome::Kind::done);
  bench.slack.answers("conversations.invite", R"({"ok":false,"error":"already_in_channel"})");
  CHECK(bench.carry_out(InvitePeople{here, {"U1"}}, true).kind == Outcome::Kind::done);
  CHECK(bench.carry_out(ReviseMessage{{here, "5.0"}, Content{say::text("x")}}, true).kind ==
        Outcome::Kind::done);
  CHECK(bench.slack.methods() ==
        std::vector<std::string>{"pins.add", "conversations.invite", "chat.update"});
}
