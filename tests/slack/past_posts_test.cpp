#include "adapters/slack/past_posts.hpp"

#include <doctest/doctest.h>

#include "tests/slack/fake_slack.hpp"

using namespace secondstory;
using namespace secondstory::slack;
using secondstory::slack::test::Bench;
using secondstory::slack::test::here;
using secondstory::slack::test::run;

namespace {

const Time began{std::chrono::milliseconds{1'763'647'500'000}};

Outcome look_after(Bench& bench, const std::string& token, int queued_s = 0)
{
  OutboxItem item;
  item.token = token;
  item.queued = began + std::chrono::seconds{queued_s};
  item.effect = PostMessage{here, std::nullopt, Content{say::text("hello")}};
  return run(bench.context, bench.effects.carry_out(std::move(item), true));
}

std::string history(const std::vector<std::string>& tokens)
{
  json::array messages;
  for (const auto& token : tokens) {
    messages.push_back(
        json::object{{"bot_id", "BBOT"},
                     {"ts", "5." + token},
                     {"metadata", json::object{{"event_type", "secondstory"},
                                               {"event_payload", json::object{{"id", token}}}}}});
  }
  return json::serialize(json::object{{"ok", true}, {"messages", std::move(messages)}});
}

}  // namespace

TEST_CASE("slack past posts: one pass over a channel answers for all that an earlier run left open")
{
  Bench bench;
  bench.slack.answers("conversations.history", history({"a", "c"}));
  CHECK(look_after(bench, "a", 0).message == MessageRef{here, "5.a"});
  bench.slack.answers("chat.postMessage", R"({"ok":true,"ts":"6.b"})");
  CHECK(look_after(bench, "b", 1).message == MessageRef{here, "6.b"});
  CHECK(look_after(bench, "c", 2).message == MessageRef{here, "5.c"});
  CHECK(bench.slack.calls_of("conversations.history").size() == 1);
  CHECK(bench.slack.calls_of("chat.postMessage").size() == 1);
}

TEST_CASE("slack past posts: what this run tried itself is looked for anew")
{
  Bench bench;
  bench.slack.answers("conversations.history", history({}));
  bench.slack.fails("chat.postMessage", Fault::unknown);
  CHECK(look_after(bench, "a").kind == Outcome::Kind::unknown);
  bench.slack.answers("conversations.history", history({"a"}));
  CHECK(look_after(bench, "a").message == MessageRef{here, "5.a"});
  CHECK(bench.slack.calls_of("conversations.history").size() == 2);
  CHECK(bench.slack.calls_of("chat.postMessage").size() == 1);
}

TEST_CASE("slack past posts: an effect from before the pass has the channel read further back")
{
  Bench bench;
  bench.slack.answers("conversations.history", history({}));
  bench.slack.answers("conversations.history", history({"old"}));
  look_after(bench, "new", 60);
  CHECK(look_after(bench, "old", 0).message == MessageRef{here, "5.old"});
}

TEST_CASE("slack past posts: a pass says nothing of another channel")
{
  PastPosts past;
  past.learn("C1", began, {{"a", "5.0"}});
  CHECK(past.of("C1", "a", began) == PastPosts::Posts{{"a", "5.0"}});
  CHECK(past.of("C1", "b", began) == PastPosts::Posts{});
  CHECK_FALSE(past.of("C2", "a", began));
}
