#include <doctest/doctest.h>

#include "tests/bot/scene.hpp"

using namespace secondstory;
using tests::Scene;

namespace {

bool contains(const std::string& text, const std::string& part)
{
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a note is echoed and recorded with its words")
{
  Scene scene;
  scene.declare();
  scene.command("ana", "note failover   started");
  CHECK(contains(scene.said(), "failover   started"));
  CHECK(scene.entries().back().kind == EntryKind::note);
}

TEST_CASE("a note can be back-dated")
{
  Scene scene;
  scene.declare();
  scene.command("ana", "note failover started at:13:05");
  bool found = false;
  for (const auto& entry : scene.entries()) {
    if (entry.text != "failover started") continue;
    found = true;
    CHECK(iso8601(entry.at) == "2026-11-20T13:05:00.000Z");
  }
  CHECK(found);
}

TEST_CASE("a note with a time that is none is not recorded, and the caller learns why")
{
  Scene scene;
  scene.declare();
  scene.command("ana", "note failover at:teatime");
  CHECK(contains(scene.told("ana"), "teatime"));
  for (const auto& entry : scene.entries()) CHECK(entry.kind != EntryKind::note);
}

TEST_CASE("the first update is the time to communicate")
{
  Scene scene;
  scene.declare();
  scene.command("ana", "update we are on it");
  const auto first = scene.now();
  scene.command("ana", "update nearly there");
  CHECK(scene.incident().communicated_at == first);
  CHECK(scene.entries().back().kind == EntryKind::update);
}

TEST_CASE("impact, summary, detected and started become facts")
{
  Scene scene;
  scene.declare();
  scene.command("ana", "impact 12% of checkouts");
  scene.command("ana", "summary pool exhausted");
  scene.command("ana", "detected at:13:50");
  scene.command("ana", "started at:13:40");
  const auto incident = scene.incident();
  CHECK(incident.impact == "12% of checkouts");
  CHECK(incident.summary == "pool exhausted");
  CHECK(iso8601(*incident.detected_at) == "2026-11-20T13:50:00.000Z");
  CHECK(iso8601(*incident.started_at) == "2026-11-20T13:40:00.000Z");
}

TEST_CASE("detected also takes the time without at:")
{
  Scene scene;
  scene.declare();
  scene.command("ana", "detected 13:50");
  CHECK(scene.incident().detected_at);
}

TEST_CASE("the first lead is the time to acknowledge")
{
  Scene scene;
  scene.declare();
  scene.command("ben", "lead");
  CHECK(scene.incident().roles.at("lead") == "ben");
  CHECK(scene.incident().acknowledged_at == scene.now());
}

TEST_CASE("a lead that is named in words is asked for as a mention")
{
  Scene scene;
  scene.declare();
  scene.command("ben", "lead maria");
  CHECK(contains(scene.told("ben"), "Mention the person"));
}

TEST_CASE("free roles are kept, roles lists them")
{
  Scene scene;
  scene.declare();
  scene.command("ana", "role vendor liaison <@cid>");
  scene.command("ana", "roles");
  CHECK(contains(scene.told("ana"), "vendor liaison: @cid"));
}

TEST_CASE("timeline shows the last entries to the caller alone")
{
  Scene scene;
  scene.declare();
  for (int i = 0; i < 15; ++i) scene.say("ana", "message " + std::to_string(i));
  scene.command("ben", "timeline 3");
  const auto told = scene.told("ben");
  CHECK(contains(told, "message 14"));
  CHECK_FALSE(contains(told, "message 11"));
}

TEST_CASE("timeline edit keeps the former text")
{
  Scene scene;
  scene.declare();
  const auto id = scene.say("ana", "tpyo");
  scene.command("ana", "timeline edit " + scene.entry_of(id).id() + " typo");
  CHECK(scene.entry_of(id).text == "typo");
  CHECK(scene.entry_of(id).revisions.at(0).text == "tpyo");
}

TEST_CASE("timeline hide takes an entry out, and in again")
{
  Scene scene;
  scene.declare();
  const auto id = scene.say("ana", "aside");
  const auto words = "timeline hide " + scene.entry_of(id).id();
  scene.command("ana", words);
  CHECK(scene.entry_of(id).hidden);
  scene.command("ana", words);
  CHECK_FALSE(scene.entry_of(id).hidden);
}

TEST_CASE("undo of a timeline edit brings the text back")
{
  Scene scene;
  scene.declare();
  const auto id = scene.say("ana", "right");
  scene.command("ana", "timeline edit " + scene.entry_of(id).id() + " wrong");
  scene.command("ana", "undo");
  CHECK(scene.entry_of(id).text == "right");
}

TEST_CASE("key marks an entry; an entry that does not exist is named")
{
  Scene scene;
  scene.declare();
  const auto id = scene.say("ana", "failover done");
  scene.command("ana", "key " + scene.entry_of(id).id());
  CHECK(scene.entry_of(id).key_event);
  scene.take_effects();
  scene.command("ana", "key T-999");
  CHECK(contains(scene.told("ana"), "There is no entry T-999"));
}

TEST_CASE("an action has its owner and day taken out of its text")
{
  Scene scene;
  scene.declare();
  scene.command("ana", "action alert on pool size <@ben> by:2026-12-01");
  scene.look([](Ledger& ledger) {
    const auto actions = ledger.actions(1);
    REQUIRE(actions.size() == 1);
    CHECK(actions[0].text == "alert on pool size");
    CHECK(actions[0].owner == "ben");
    CHECK(actions[0].due == "2026-12-01");
  });
}

TEST_CASE("an action with an impossible day is not added")
{
  Scene scene;
  scene.declare();
  scene.command("ana", "action x by:2026-13-01");
  scene.look([](Ledger& ledger) { CHECK(ledger.actions(1).empty()); });
}

TEST_CASE("done ticks off once; actions shows it")
{
  Scene scene;
  scene.declare();
  scene.command("ana", "action alert on pool size");
  scene.command("ana", "done 1");
  scene.take_effects();
  scene.command("ana", "done A-1");
  CHECK(contains(scene.told("ana"), "done already"));
  scene.command("ana", "actions");
  CHECK(contains(scene.told("ana"), "✓"));
}

TEST_CASE("follow-ups can be added after the incident is closed")
{
  Scene scene;
  scene.declare();
  scene.command("ana", "close");
  scene.command("ana", "action write the alert");
  scene.look([](Ledger& ledger) { CHECK(ledger.actions(1).size() == 1); });
}

TEST_CASE("postmortem previews privately and posts publicly")
{
  Scene scene;
  scene.declare();
  scene.command("ana", "postmortem");
  auto effects = scene.take_effects();
  REQUIRE(effects.size() == 1);
  CHECK(std::holds_alternative<TellPerson>(effects[0].effect));
  scene.command("ana", "pm post");
  effects = scene.take_effects();
  REQUIRE(effects.size() == 2);
  CHECK(std::holds_alternative<ShareFile>(effects[1].effect));
}

TEST_CASE(
    "export hands a file to the caller and says where; an unknown format names the known ones")
{
  Scene scene;
  scene.declare();
  scene.command("ana", "export json");
  const auto effects = scene.take_effects();
  REQUIRE(effects.size() == 2);
  const auto* told = std::get_if<TellPerson>(&effects[0].effect);
  REQUIRE(told != nullptr);
  CHECK(told->person == "ana");
  CHECK(
      contains(plain_text(told->content), "INC-1.json is on its way to you, in a direct message"));
  const auto* file = std::get_if<ShareFile>(&effects[1].effect);
  REQUIRE(file != nullptr);
  CHECK(file->only_for == "ana");
  scene.command("ana", "export docx");
  CHECK(contains(scene.told("ana"), "html"));
}
