#include <doctest/doctest.h>

#include "bot/words.hpp"
#include "tests/bot/scene.hpp"
#include "tests/text.hpp"

using namespace secondstory;
using secondstory::tests::holds;
using tests::Scene;

TEST_CASE("a note is echoed and recorded with its words")
{
  Scene scene;
  scene.declare();
  scene.command("ana", "note failover   started");
  CHECK(holds(scene.said(), "failover   started"));
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
  CHECK(holds(scene.told("ana"), "teatime"));
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
  CHECK(holds(scene.told("ben"), "Mention the person"));
}

TEST_CASE("free roles are kept, roles lists them")
{
  Scene scene;
  scene.declare();
  scene.command("ana", "role vendor liaison <@cid>");
  scene.command("ana", "roles");
  CHECK(holds(scene.told("ana"), "vendor liaison: @cid"));
}

TEST_CASE("timeline shows the last entries to the caller alone")
{
  Scene scene;
  scene.declare();
  for (int i = 0; i < 15; ++i) scene.say("ana", "message " + std::to_string(i));
  scene.command("ben", "timeline 3");
  const auto told = scene.told("ben");
  CHECK(holds(told, "message 14"));
  CHECK_FALSE(holds(told, "message 11"));
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
  CHECK(holds(scene.told("ana"), "There is no entry T-999"));
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
  CHECK(holds(scene.told("ana"), "done already"));
  scene.command("ana", "actions");
  CHECK(holds(scene.told("ana"), "✓"));
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
  CHECK(holds(plain_text(told->content), "INC-1.json is on its way to you, in a direct message"));
  const auto* file = std::get_if<ShareFile>(&effects[1].effect);
  REQUIRE(file != nullptr);
  CHECK(file->only_for == "ana");
  scene.command("ana", "export docx");
  CHECK(holds(scene.told("ana"), "html"));
}

TEST_CASE("a note of many bytes is kept whole")
{
  Scene scene;
  scene.declare();
  std::string words;
  for (int i = 0; i < 6000; ++i) words += "é";
  scene.command("ana", "note " + words);
  CHECK(scene.entries().back().text == words);
}

TEST_CASE("a note beyond all bounds is cut between characters, and its author told")
{
  Scene scene;
  scene.declare();
  std::string words;
  for (int i = 0; i < 30'000; ++i) words += "é";
  scene.command("ana", "note " + words);
  const auto kept = scene.entries().back().text;
  CHECK(kept.size() > 30'000);
  CHECK(words::valid_utf8(kept) == kept);
  CHECK(holds(scene.told("ana"), "longer than the 40000 bytes"));
}

TEST_CASE("an incident that a note mentions is a word of it")
{
  Scene scene;
  scene.declare();
  scene.command("ana", "note same as in #INC-3 last week");
  CHECK(scene.entries().back().text == "same as in #INC-3 last week");
  scene.command("ana", "close same as in #INC-3");
  CHECK_FALSE(scene.incident().is_open());
}

TEST_CASE("in an incident's channel another is chosen where no words can be meant")
{
  Scene scene;
  scene.declare();
  scene.command("ana", "open Search is slow");
  scene.take_effects();
  for (const std::string words : {"#INC-2 status", "status #INC-2", "roles #INC-2"}) {
    scene.command("ana", words);
    CHECK_FALSE(holds(scene.told("ana"), "Checkout"));
  }
  scene.command("ana", "timeline 5 #INC-9");
  CHECK_FALSE(holds(scene.told("ana"), "There is no INC-9"));
}

TEST_CASE("a command about an incident that is not there is in the record all the same")
{
  Scene scene;
  scene.declare();
  const auto message = scene.mention("ana", "#INC-9 note the pool is full");
  CHECK(holds(scene.entry_of(message).text, "the pool is full"));
}

TEST_CASE("an edited note says the new words, without the mention and the verb")
{
  Scene scene;
  scene.declare();
  const auto message = scene.mention("ana", "note wrong words at:13:05");
  scene.edit(message, "ana", "<@BOT> note right words at:13:05");
  CHECK(scene.entry_of(message).text == "right words");
  CHECK(scene.entry_of(message).revisions.front().text == "wrong words");
}

TEST_CASE("an edited summary, impact and follow-up are what they say now")
{
  Scene scene;
  scene.declare();
  const auto summary = scene.mention("ana", "summary the pool");
  const auto action = scene.mention("ana", "action rase the pool <@ben>");
  scene.edit(summary, "ana", "<@BOT> summary the pool ran dry");
  scene.edit(action, "ana", "<@BOT> action raise the pool <@ben>");
  CHECK(scene.incident().summary == "the pool ran dry");
  scene.look([&](Ledger& ledger) { CHECK(ledger.actions(1).at(0).text == "raise the pool"); });
}

TEST_CASE("a command that is edited into another stays what was done")
{
  Scene scene;
  scene.declare();
  const auto message = scene.mention("ana", "sev 1");
  const auto said = scene.entry_of(message).text;
  scene.edit(message, "ana", "<@BOT> sev 3");
  CHECK(scene.entry_of(message).text == said);
  CHECK(scene.incident().severity == "sev1");
}

TEST_CASE("a deleted summary, impact and follow-up are forgotten with their message")
{
  Scene scene;
  scene.declare();
  const auto summary = scene.mention("ana", "summary ben did it");
  const auto impact = scene.mention("ana", "impact ben did it");
  const auto action = scene.mention("ana", "action tell ben");
  for (const auto& message : {summary, impact, action}) scene.remove(message);
  CHECK_FALSE(scene.incident().summary);
  CHECK_FALSE(scene.incident().impact);
  scene.look([&](Ledger& ledger) { CHECK(ledger.actions(1).empty()); });
}

TEST_CASE("a summary that was said anew outlives the deletion of the first")
{
  Scene scene;
  scene.declare();
  const auto first = scene.mention("ana", "summary a guess");
  scene.mention("ana", "summary the pool ran dry");
  scene.remove(first);
  CHECK(scene.incident().summary == "the pool ran dry");
}

TEST_CASE("quotes around parts of a note stay")
{
  Scene scene;
  scene.declare();
  scene.command("ana", "note \"a\" and \"b\"");
  CHECK(scene.entries().back().text == "\"a\" and \"b\"");
}

TEST_CASE("a timeline of less than nothing is refused")
{
  Scene scene;
  scene.declare();
  scene.command("ana", "timeline -1");
  CHECK(holds(scene.told("ana"), "timeline 20"));
}

TEST_CASE("a time that is none is refused and nothing is noted")
{
  Scene scene;
  scene.declare();
  const auto before = scene.entries().size();
  for (const std::string at : {"at:", "at: 99:99", "at:2026-11-20T13:05junk"}) {
    scene.command("ana", "note failover " + at);
    CHECK(holds(scene.told("ana"), "is not a time I know"));
  }
  CHECK(scene.entries().size() == before + 3);  // the commands, and no note
  CHECK(scene.entries().back().kind == EntryKind::command);
  scene.command("ana", "note failover at: 13:05");
  CHECK(scene.entries().front().text == "failover");
}
