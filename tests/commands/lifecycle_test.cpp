#include <doctest/doctest.h>

#include "tests/bot/scene.hpp"
#include "tests/text.hpp"

using namespace secondstory;
using secondstory::tests::holds;
using tests::Scene;

TEST_CASE("status changes with a note, told publicly from old to new")
{
  Scene scene;
  scene.declare();
  scene.command("ana", "status identified pool is exhausted");
  CHECK(scene.incident().status == Status::identified);
  CHECK(holds(scene.said(), "investigating → identified: pool is exhausted"));
  CHECK(scene.entries().back().kind == EntryKind::status);
}

TEST_CASE("status alone shows the card to the caller only")
{
  Scene scene;
  scene.declare();
  scene.command("ana", "status");
  const auto effects = scene.take_effects();
  REQUIRE(effects.size() == 1);
  CHECK(std::holds_alternative<TellPerson>(effects[0].effect));
}

TEST_CASE("an unknown status names the ones there are")
{
  Scene scene;
  scene.declare();
  scene.command("ana", "status fine");
  CHECK(holds(scene.told("ana"), "Choose investigating"));
  CHECK(scene.incident().status == Status::investigating);
}

TEST_CASE("a status that holds already is not announced again")
{
  Scene scene;
  scene.declare();
  scene.command("ana", "status investigating");
  CHECK(holds(scene.told("ana"), "already"));
}

TEST_CASE("sev takes a number and tells old and new")
{
  Scene scene;
  scene.declare();
  scene.command("ana", "sev 1");
  CHECK(scene.incident().severity == "sev1");
  CHECK(holds(scene.said(), "severity sev2 → sev1"));
  CHECK(scene.entries().back().kind == EntryKind::severity);
}

TEST_CASE("a bare severity is enough")
{
  Scene scene;
  scene.declare();
  scene.command("ana", "sev1");
  CHECK(scene.incident().severity == "sev1");
}

TEST_CASE("a severity that does not exist is refused with the ones that do")
{
  Scene scene;
  scene.declare();
  scene.command("ana", "sev 9");
  CHECK(holds(scene.told("ana"), "sev4"));
  CHECK(scene.incident().severity == "sev2");
}

TEST_CASE("severities follow the configuration")
{
  Settings settings;
  settings.severities = {"critical", "major", "minor"};
  Scene scene{settings};
  scene.declare("Checkout major here");
  CHECK(scene.incident().severity == "major");
  scene.command("ana", "sev critical");
  CHECK(scene.incident().severity == "critical");
  scene.command("ana", "sev 3");
  CHECK(scene.incident().severity == "minor");
}

TEST_CASE("mitigated keeps the moment and moves to monitoring")
{
  Scene scene;
  scene.declare();
  scene.command("ana", "mitigated traffic moved");
  CHECK(scene.incident().mitigated_at == scene.now());
  CHECK(scene.incident().status == Status::monitoring);
}

TEST_CASE("resolve keeps the first moment; going back clears it")
{
  Scene scene;
  scene.declare();
  scene.command("ana", "resolve");
  CHECK(scene.incident().resolved_at == scene.now());
  scene.command("ana", "status monitoring");
  CHECK_FALSE(scene.incident().resolved_at);
}

TEST_CASE("close resolves, freezes and posts the draft as a message and as a file")
{
  Scene scene;
  scene.declare();
  scene.command("ana", "close all good");
  const auto incident = scene.incident();
  CHECK(incident.status == Status::closed);
  CHECK(incident.resolved_at == incident.closed_at);
  int posts = 0, files = 0;
  for (const auto& item : scene.take_effects()) {
    posts += std::holds_alternative<PostMessage>(item.effect) ? 1 : 0;
    if (const auto* file = std::get_if<ShareFile>(&item.effect)) {
      ++files;
      CHECK(file->name == "INC-1.md");
      CHECK(holds(file->bytes, "Checkout returns 500"));
    }
  }
  CHECK(posts == 2);
  CHECK(files == 1);
}

TEST_CASE("a closed incident takes no more messages and no more changes")
{
  Scene scene;
  scene.declare();
  scene.command("ana", "close");
  const auto before = scene.entries().size();
  scene.take_effects();
  scene.say("ben", "one more thing");
  scene.command("ben", "note late");
  CHECK(scene.entries().size() == before);
  CHECK(holds(scene.told("ben"), "INC-1 is closed"));
}

TEST_CASE("reopen wants a reason and goes on recording")
{
  Scene scene;
  scene.declare();
  scene.command("ana", "close");
  scene.take_effects();
  scene.command("ana", "reopen");
  CHECK(holds(scene.told("ana"), "Say why"));
  scene.command("ana", "reopen errors are back");
  CHECK(scene.incident().status == Status::investigating);
  CHECK_FALSE(scene.incident().closed_at);
  CHECK_FALSE(scene.incident().resolved_at);
  scene.say("ben", "looking");
  CHECK(scene.entries().back().text == "looking");
}

TEST_CASE("undo brings the severity back and hides the entry")
{
  Scene scene;
  scene.declare();
  scene.command("ana", "sev 1");
  scene.command("ana", "undo");
  CHECK(scene.incident().severity == "sev2");
  bool hidden = false;
  for (const auto& entry : scene.entries())
    hidden = hidden || (entry.kind == EntryKind::severity && entry.hidden);
  CHECK(hidden);
}

TEST_CASE("undo takes back only one's own command")
{
  Scene scene;
  scene.declare();
  scene.command("ana", "sev 1");
  scene.command("ben", "undo");
  CHECK(holds(scene.told("ben"), "You changed nothing"));
  CHECK(scene.incident().severity == "sev1");
}

TEST_CASE("undo reaches back five minutes and no further")
{
  Scene scene;
  scene.declare();
  scene.command("ana", "sev 1");
  scene.pass(std::chrono::minutes{6});
  scene.command("ana", "undo");
  CHECK(scene.incident().severity == "sev1");
}

TEST_CASE("undo after undo takes back the command before")
{
  Scene scene;
  scene.declare();
  scene.command("ana", "sev 1");
  scene.command("ana", "impact all of it");
  scene.command("ana", "undo");
  CHECK_FALSE(scene.incident().impact);
  CHECK(scene.incident().severity == "sev1");
  scene.command("ana", "undo");
  CHECK(scene.incident().severity == "sev2");
}

TEST_CASE("undo withdraws an action item and gives a ticked one back")
{
  Scene scene;
  scene.declare();
  scene.command("ana", "action add an alert");
  scene.command("ana", "done A-1");
  scene.command("ana", "undo");
  scene.look([](Ledger& ledger) {
    REQUIRE(ledger.actions(1).size() == 1);
    CHECK_FALSE(ledger.actions(1)[0].done);
  });
  scene.command("ana", "undo");
  scene.look([](Ledger& ledger) { CHECK(ledger.actions(1).empty()); });
}

TEST_CASE("#INC-1 speaks of an incident from another channel")
{
  Scene scene;
  scene.declare();
  scene.here = {"slack", "C2"};
  scene.command("ana", "sev 1 #INC-1");
  CHECK(scene.incident().severity == "sev1");
  bool told_there = false;
  for (const auto& item : scene.take_effects()) {
    if (const auto* post = std::get_if<PostMessage>(&item.effect))
      told_there = post->channel == scene.channel;
  }
  CHECK(told_there);
}

TEST_CASE("an incident that does not exist is said not to exist")
{
  Scene scene;
  scene.command("ana", "status #INC-99");
  CHECK(holds(scene.told("ana"), "There is no INC-99"));
}
