#include <doctest/doctest.h>

#include "tests/bot/scene.hpp"

using namespace secondstory;
using tests::Scene;

TEST_CASE("a message in an incident's channel is recorded as it was said")
{
  Scene scene;
  scene.declare();
  const auto id = scene.say("ana", "p99 is at 4 s");
  const auto entry = scene.entry_of(id);
  CHECK(entry.kind == EntryKind::message);
  CHECK(entry.actor == "ana");
  CHECK(entry.text == "p99 is at 4 s");
  CHECK(entry.at == scene.now());
}

TEST_CASE("a message where there is no incident is nobody's record")
{
  Scene scene;
  scene.say("ana", "lunch?");
  scene.declare();
  for (const auto& entry : scene.entries()) CHECK(entry.text != "lunch?");
}

TEST_CASE("a message that is delivered again under another name appears once")
{
  Scene scene;
  scene.declare();
  MessagePosted message;
  message.message = {scene.channel, "1.000001"};
  message.author = "ana";
  message.text = "hello";
  scene.happen(message, "slack:Ev1");
  scene.happen(message, "slack:Ev2");
  int found = 0;
  for (const auto& entry : scene.entries()) found += entry.text == "hello" ? 1 : 0;
  CHECK(found == 1);
}

TEST_CASE("entries stand in the service's time, whatever order they arrive in")
{
  Scene scene;
  scene.declare();
  scene.say("ana", "second");
  MessagePosted late;
  late.message = {scene.channel, "0.1"};
  late.author = "ben";
  late.text = "first";
  const auto at = scene.now() - std::chrono::milliseconds{500};
  scene.deliver({"slack:late", "slack", at, scene.now(), late});
  const auto entries = scene.entries();
  REQUIRE(entries.size() >= 2);
  CHECK(entries[entries.size() - 2].text == "first");
  CHECK(entries.back().text == "second");
}

TEST_CASE("a thread reply keeps the thread it belongs to")
{
  Scene scene;
  scene.declare();
  const auto root = scene.say("ana", "root");
  const auto reply = scene.say("ben", "reply", root);
  CHECK(scene.entry_of(reply).thread_id == root);
  CHECK_FALSE(scene.entry_of(root).thread_id);
}

TEST_CASE("an edit keeps what was said before")
{
  Scene scene;
  scene.declare();
  const auto id = scene.say("ana", "one");
  scene.edit(id, "ana", "two");
  scene.edit(id, "ana", "three");
  const auto entry = scene.entry_of(id);
  CHECK(entry.text == "three");
  REQUIRE(entry.revisions.size() == 2);
  CHECK(entry.revisions[0].text == "one");
  CHECK(entry.revisions[1].text == "two");
  CHECK(entry.edited_at == scene.now());
}

TEST_CASE("an edit that changes nothing leaves no revision")
{
  Scene scene;
  scene.declare();
  const auto id = scene.say("ana", "one");
  scene.edit(id, "ana", "one");
  CHECK(scene.entry_of(id).text == "one");
  CHECK(scene.entry_of(id).revisions.empty());
}

TEST_CASE("an edit that overtakes its message loses neither text")
{
  Scene scene;
  scene.declare();
  scene.edit("9.000001", "ana", "after");
  MessagePosted message;
  message.message = {scene.channel, "9.000001"};
  message.author = "ana";
  message.text = "before";
  scene.happen(message);
  const auto entry = scene.entry_of("9.000001");
  CHECK(entry.text == "after");
  REQUIRE(entry.revisions.size() == 1);
  CHECK(entry.revisions[0].text == "before");
}

TEST_CASE("a message that the history shows edited takes in its first words when they come")
{
  Scene scene;
  scene.declare();
  const auto posted = scene.now();
  MessagePosted message;
  message.message = {scene.channel, "9.000001"};
  message.author = "ana";
  const auto shows = [&](const char* text, std::optional<int> edited_after) {
    message.text = text;
    message.edited_at.reset();
    if (edited_after) message.edited_at = posted + std::chrono::seconds{*edited_after};
    scene.deliver({edited_after ? "history" : "message", "slack", posted,
                   posted + std::chrono::seconds{10}, message});
  };
  const auto edit = [&](int second, const char* text) {
    MessageEdited what;
    what.message = message.message;
    what.posted_at = posted;
    what.author = "ana";
    what.text = text;
    scene.deliver({std::to_string(second), "slack", posted + std::chrono::seconds{second},
                   posted + std::chrono::seconds{10}, what});
  };
  const auto former = [&] {
    std::vector<std::string> texts;
    for (const auto& one : scene.entry_of("9.000001").revisions) texts.push_back(one.text);
    return texts;
  };
  shows("three", 2);
  SUBCASE("first the message, then its edits")
  {
    shows("one", std::nullopt);
    CHECK(former() == std::vector<std::string>{"one"});
    edit(1, "two");
    edit(2, "three");
    CHECK(former() == std::vector<std::string>{"one", "two"});
  }
  SUBCASE("first its edits")
  {
    edit(2, "three");
    edit(1, "two");
    shows("one", std::nullopt);
    CHECK(former() == std::vector<std::string>{"one", "two"});
  }
  SUBCASE("an edit that changed nothing")
  {
    shows("three", std::nullopt);
    CHECK(former().empty());
  }
  CHECK(scene.entry_of("9.000001").text == "three");
}

TEST_CASE("edits that arrive in the wrong order are put into the right one")
{
  Scene scene;
  scene.declare();
  const auto posted = scene.now();
  const auto says = [&](int second, const char* text) {
    MessageEdited edit;
    edit.message = {scene.channel, "9.000001"};
    edit.posted_at = posted;
    edit.author = "ana";
    edit.text = text;
    scene.deliver({std::string{"edit at "} + text, "slack", posted + std::chrono::seconds{second},
                   posted + std::chrono::seconds{10}, edit});
  };
  const auto said_first = [&](const char* text) {
    MessagePosted message;
    message.message = {scene.channel, "9.000001"};
    message.author = "ana";
    message.text = text;
    scene.deliver({"message", "slack", posted, posted + std::chrono::seconds{10}, message});
  };
  std::vector<std::string> former{"one", "two", "three"};
  SUBCASE("the newest first")
  {
    said_first("one");
    says(3, "four");
    says(2, "three");
    says(1, "two");
  }
  SUBCASE("all of them before the message")
  {
    says(2, "three");
    says(3, "four");
    says(1, "two");
    said_first("one");
  }
  SUBCASE("the one in between last")
  {
    said_first("one");
    says(1, "two");
    says(3, "four");
    says(2, "three");
  }
  const auto entry = scene.entry_of("9.000001");
  CHECK(entry.text == "four");
  CHECK(entry.edited_at == posted + std::chrono::seconds{3});
  REQUIRE(entry.revisions.size() == 3);
  for (int i = 0; i < 3; ++i) {
    const auto& revision = entry.revisions[static_cast<std::size_t>(i)];
    CHECK(revision.text == former[static_cast<std::size_t>(i)]);
    CHECK(revision.until == posted + std::chrono::seconds{i + 1});
  }
}

TEST_CASE("an edit back to the first words that overtakes the one before it has the last word")
{
  Scene scene;
  scene.declare();
  const auto id = scene.say("ana", "one");
  const auto edit = [&](int second, const char* text) {
    MessageEdited what;
    what.message = {scene.channel, id};
    what.author = "ana";
    what.text = text;
    scene.deliver({std::to_string(second), "slack", scene.now() + std::chrono::seconds{second},
                   scene.now(), what});
  };
  edit(2, "one");
  edit(1, "two");
  const auto entry = scene.entry_of(id);
  CHECK(entry.text == "one");
  REQUIRE(entry.revisions.size() == 2);
  CHECK(entry.revisions[0].text == "one");
  CHECK(entry.revisions[1].text == "two");
}

TEST_CASE("a deleted message leaves its row and nothing of its words")
{
  Scene scene;
  scene.declare();
  const auto id = scene.say("ana", "the password is hunter2");
  scene.edit(id, "ana", "oops, hunter2");
  scene.remove(id);
  const auto entry = scene.entry_of(id);
  CHECK(entry.deleted_at == scene.now());
  CHECK(entry.text.empty());
  CHECK(entry.revisions.empty());
}

TEST_CASE("a deletion that overtakes its message keeps the words out")
{
  Scene scene;
  scene.declare();
  scene.remove("9.000002");
  MessagePosted message;
  message.message = {scene.channel, "9.000002"};
  message.author = "ana";
  message.text = "secret";
  message.thread = "8.000001";
  scene.happen(message);
  const auto entry = scene.entry_of("9.000002");
  CHECK(entry.text.empty());
  CHECK(entry.actor == "ana");
  CHECK(entry.thread_id == "8.000001");
}

TEST_CASE("a deletion counts after the incident is closed")
{
  Scene scene;
  scene.declare();
  const auto id = scene.say("ana", "too much said");
  scene.command("ana", "close");
  scene.remove(id);
  CHECK(scene.entry_of(id).text.empty());
}

TEST_CASE("an edit after the incident is closed changes nothing")
{
  Scene scene;
  scene.declare();
  const auto id = scene.say("ana", "one");
  scene.command("ana", "close");
  scene.edit(id, "ana", "two");
  CHECK(scene.entry_of(id).text == "one");
}

TEST_CASE("what another program says is an alert")
{
  Scene scene;
  scene.declare();
  MessagePosted alert;
  alert.message = {scene.channel, "5.1"};
  alert.author = "B1";
  alert.by_bot = true;
  alert.text = "HighErrorRate firing";
  scene.happen(alert);
  CHECK(scene.entry_of("5.1").kind == EntryKind::alert);
}

TEST_CASE("a file is recorded with its name")
{
  Scene scene;
  scene.declare();
  MessagePosted file;
  file.message = {scene.channel, "5.2"};
  file.author = "ana";
  file.text = "graph";
  file.files = {"p99.png"};
  scene.happen(file);
  CHECK(scene.entry_of("5.2").kind == EntryKind::file);
  CHECK(scene.entry_of("5.2").text == "graph\n[file: p99.png]");
}

TEST_CASE("joining and leaving are in the record")
{
  Scene scene;
  scene.declare();
  scene.happen(MembershipChanged{scene.channel, "ben", true});
  CHECK(scene.entries().back().kind == EntryKind::membership);
  CHECK(scene.entries().back().actor == "ben");
}

TEST_CASE("a pin by two people stays when one takes it back")
{
  Scene scene;
  scene.declare();
  const auto id = scene.say("ana", "failover done");
  scene.react(id, "ana", Mark::key_event);
  scene.react(id, "ben", Mark::key_event);
  scene.react(id, "ana", Mark::key_event, false);
  scene.look([&](Ledger& ledger) { CHECK(ledger.has_mark({scene.channel, id}, Mark::key_event)); });
  scene.react(id, "ben", Mark::key_event, false);
  scene.look([&](Ledger& ledger) {
    CHECK_FALSE(ledger.has_mark({scene.channel, id}, Mark::key_event));
  });
}

TEST_CASE("a channel that gets another id keeps its incident")
{
  Scene scene;
  scene.declare();
  scene.happen(ChannelChanged{scene.channel, "converted", "C99"});
  CHECK(scene.incident().channel == Channel{"slack", "C99"});
  scene.here = {"slack", "C99"};
  scene.say("ana", "still here");
  CHECK(scene.entries().back().text == "still here");
}

TEST_CASE("what is still delivered under a former id of the channel belongs to its incident")
{
  Scene scene;
  scene.declare();
  scene.happen(ChannelChanged{scene.channel, "converted", "C99"});
  scene.happen(ChannelChanged{{"slack", "C99"}, "converted again", "C100"});
  scene.say("ana", "said before, delivered late");
  CHECK(scene.entries().back().text == "said before, delivered late");
  CHECK(scene.entries().back().channel == Channel{"slack", "C100"});
  scene.command("ana", "note typed before as well");
  scene.command("ana", "status");
  for (const auto& item : scene.take_effects()) {
    CHECK(destination(item.effect) == Channel{"slack", "C100"});
  }
}

TEST_CASE("threads, marks and our own card follow the channel to its new id")
{
  Scene scene;
  scene.declare();
  const auto id = scene.say("ana", "failover done");
  scene.react(id, "ana", Mark::key_event);
  scene.happen(ChannelChanged{scene.channel, "converted", "C99"});
  scene.say("ben", "in its thread", id);
  CHECK(scene.entries().back().thread_id == id);
  const MessageRef moved{{"slack", "C99"}, id};
  scene.look([&](Ledger& ledger) {
    CHECK(ledger.entry_of(moved));
    CHECK(ledger.has_mark(moved, Mark::key_event));
  });
  scene.take_effects();
  scene.command("ana", "sev 1");
  bool revised = false;
  for (const auto& item : scene.take_effects()) {
    const auto* revision = std::get_if<ReviseMessage>(&item.effect);
    revised = revised || (revision != nullptr && revision->message.channel.id == "C99");
  }
  CHECK(revised);
}

TEST_CASE("an incident whose channel is made private is in no list any more, and stays so")
{
  Scene scene;
  scene.declare();
  ChannelChanged change{scene.channel, "made private"};
  change.now_private = true;
  scene.happen(change);
  CHECK(scene.incident().is_private);
  CHECK(scene.said().find("is private now") != std::string::npos);
  scene.happen(change);
  CHECK(scene.said().empty());
  change.now_private = false;
  scene.happen(change);
  CHECK(scene.incident().is_private);
  scene.here = {"slack", "C2"};
  scene.command("ben", "list");
  CHECK(scene.told("ben").find("Checkout") == std::string::npos);
}

TEST_CASE("a closed incident whose channel is made private is hidden as well")
{
  Scene scene;
  scene.declare();
  scene.command("ana", "close");
  ChannelChanged change{scene.channel, "made private"};
  change.now_private = true;
  const auto before = scene.entries().size();
  scene.happen(change);
  CHECK(scene.incident().is_private);
  CHECK(scene.entries().size() == before);
}

TEST_CASE("a channel's topic change is a system entry")
{
  Scene scene;
  scene.declare();
  scene.happen(ChannelChanged{scene.channel, "topic set to: hello", std::nullopt});
  CHECK(scene.entries().back().kind == EntryKind::system);
}
