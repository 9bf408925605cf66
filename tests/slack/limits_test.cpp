#include <doctest/doctest.h>

#include "adapters/slack/mrkdwn.hpp"
#include "adapters/slack/render.hpp"
#include "tests/slack/fake_slack.hpp"

/// Slack's limits on what a message may hold. FakeSlack checks blocks and texts of every request,
/// so a request beyond a limit fails the test that makes it.

using namespace secondstory;
using namespace secondstory::slack;
using secondstory::slack::test::Bench;
using secondstory::slack::test::here;

namespace {

std::string long_word(std::size_t length)
{
  return std::string(length, 'w');
}

/// Something of every kind, each beyond what Slack takes of it.
Content everything()
{
  std::vector<Block> blocks;
  for (int chapter = 0; chapter < 6; ++chapter) {
    blocks.emplace_back(Heading{"Chapter " + long_word(200)});
    blocks.emplace_back(Heading{"Part " + std::to_string(chapter)});
    blocks.emplace_back(Paragraph{{say::text(long_word(7'000) + " <!channel> & 😀😀😀")}});
    blocks.emplace_back(Quote{{say::text(long_word(4'000))}});
    blocks.emplace_back(Bullets{std::vector<Line>(40, Line{say::text(long_word(200))})});
    blocks.emplace_back(Footnote{{say::text(long_word(5'000))}});
    Facts facts;
    for (int i = 0; i < 23; ++i) facts.rows.emplace_back("name", Line{say::text(long_word(2'500))});
    blocks.emplace_back(std::move(facts));
    Buttons buttons;
    for (int i = 0; i < 60; ++i) buttons.buttons.push_back({long_word(100), "a", long_word(3'000)});
    blocks.emplace_back(std::move(buttons));
    for (int i = 0; i < 60; ++i) blocks.emplace_back(Divider{});
  }
  return Content(std::move(blocks));
}

std::string type_of(const json::value& block)
{
  return string_at(block.as_object(), "type");
}

}  // namespace

TEST_CASE("M19: whatever is said, in a channel, privately or as a revision, Slack can take it")
{
  Bench bench;
  CHECK(bench.carry_out(PostMessage{here, {}, everything()}).kind == Outcome::Kind::done);
  CHECK(bench.carry_out(TellPerson{here, {}, "U1", everything(), {}}).kind == Outcome::Kind::done);
  CHECK(bench.carry_out(ReviseMessage{{here, "5.0"}, everything()}).kind == Outcome::Kind::done);
  CHECK(bench.slack.calls_of("chat.postMessage").size() > 20);
  CHECK(bench.slack.calls_of("chat.update").size() == 1);
}

TEST_CASE("M19: all words of a message together keep to 9500 characters, fallbacks to 4000")
{
  for (const Rendered& message : render(everything())) {
    std::size_t sum = 0;
    for (const json::value& block : message.blocks) {
      const auto& object = block.as_object();
      sum += length_of(string_at(object_at(object, "text"), "text"));
      for (const char* list : {"fields", "elements"}) {
        for (const json::value& part : array_at(object, list)) {
          sum += length_of(string_at(part.as_object(), "text"));
        }
      }
    }
    CHECK(sum <= 9'500);
    CHECK(length_of(message.text) <= 4'000);
    CHECK(length_of(message.words) <= 40'000);
  }
}

TEST_CASE("M19: a long draft is split at headings, and no heading is left behind")
{
  std::vector<Block> blocks;
  for (int chapter = 0; chapter < 7; ++chapter) {
    blocks.emplace_back(Heading{"Chapter"});
    blocks.emplace_back(Paragraph{{say::text(long_word(2'600))}});
  }
  const auto messages = render(Content(blocks));
  REQUIRE(messages.size() == 3);
  for (const Rendered& message : messages) {
    CHECK(type_of(message.blocks.front()) == "header");
    CHECK(type_of(message.blocks.back()) == "section");
  }
  // A chapter that is longer than a message is split between its paragraphs.
  blocks.assign(20, Paragraph{{say::text(long_word(1'000))}});
  blocks.insert(blocks.begin() + 9, Heading{"Late"});
  const auto split = render(Content(blocks));
  REQUIRE(split.size() == 3);
  CHECK(type_of(split[0].blocks.back()) == "section");
  CHECK(type_of(split[1].blocks.front()) == "header");
}

TEST_CASE("M19: what would fill a message up is left to the next where a chapter begins")
{
  std::vector<Block> blocks;
  for (int chapter = 0; chapter < 4; ++chapter) {
    blocks.emplace_back(Heading{"Chapter"});
    for (int i = 0; i < 4; ++i) blocks.emplace_back(Paragraph{{say::text(long_word(1'000))}});
  }
  const auto messages = render(Content(blocks));
  REQUIRE(messages.size() == 2);
  CHECK(type_of(messages[1].blocks.front()) == "header");
}

TEST_CASE("M19: a heading goes with what follows, be the message before it ever so short")
{
  Facts facts;
  for (int i = 0; i < 4; ++i) facts.rows.emplace_back("n", Line{say::text(long_word(1'990))});
  std::vector<Block> blocks;
  blocks.emplace_back(Paragraph{{say::text(long_word(2'000))}});
  blocks.emplace_back(Heading{"Facts"});
  blocks.emplace_back(std::move(facts));
  const auto messages = render(Content(blocks));
  REQUIRE(messages.size() == 2);
  CHECK(messages[0].blocks.size() == 1);
  CHECK(type_of(messages[1].blocks.front()) == "header");
}

TEST_CASE("M19: headings alone make messages too")
{
  const std::vector<Block> blocks(120, Heading{"H"});
  std::size_t headings = 0;
  for (const Rendered& message : render(Content(blocks))) headings += message.blocks.size();
  CHECK(headings == 120);
}

TEST_CASE("M19: topics keep 250 characters, channel names 80, invitations a hundred people")
{
  Bench bench;
  CHECK(bench.carry_out(SetTopic{here, long_word(400)}).kind == Outcome::Kind::done);
  const std::string topic = string_at(bench.slack.calls[0].args, "topic");
  CHECK(topic == long_word(249) + "…");
  CHECK(channel_name(long_word(200), 12).size() == 80);
  InvitePeople effect{here, {}};
  for (int i = 0; i < 150; ++i) effect.people.push_back("U" + std::to_string(1000 + i));
  CHECK(bench.carry_out(effect).kind == Outcome::Kind::done);
  CHECK(bench.slack.calls_of("conversations.invite").size() == 2);
}

TEST_CASE("M19: metadata is an opaque token and nothing more")
{
  Bench bench;
  CHECK(bench.carry_out(PostMessage{here, {}, everything()}).kind == Outcome::Kind::done);
  for (const auto& call : bench.slack.calls) {
    const json::object& metadata = object_at(call.args, "metadata");
    CHECK(json::serialize(metadata).size() < 200);
    CHECK(object_at(metadata, "event_payload").size() == 1);
  }
}

TEST_CASE("M19: words that Slack takes no blocks for are said without them")
{
  for (const char* error : {"invalid_blocks", "msg_blocks_too_long"}) {
    const std::string refusal = std::string(R"({"ok":false,"error":")") + error + R"("})";
    Bench bench;
    bench.slack.answers("chat.postMessage", refusal);
    bench.slack.answers("chat.postMessage", R"({"ok":true,"ts":"5.0"})");
    const Content words{say::text(long_word(8'000))};
    CHECK(bench.carry_out(PostMessage{here, {}, words}).message->id == "5.0");
    const auto calls = bench.slack.calls_of("chat.postMessage");
    REQUIRE(calls.size() == 2);
    CHECK_FALSE(calls[1].args.contains("blocks"));
    CHECK(string_at(calls[1].args, "text").size() >= 8'000);

    bench.slack.answers("chat.postEphemeral", refusal);
    CHECK(bench.carry_out(TellPerson{here, {}, "U1", words, {}}).kind == Outcome::Kind::done);
    bench.slack.answers("chat.update", refusal);
    CHECK(bench.carry_out(ReviseMessage{{here, "5.0"}, words}).kind == Outcome::Kind::done);
    CHECK(array_at(bench.slack.calls.back().args, "blocks").empty());
  }
}
