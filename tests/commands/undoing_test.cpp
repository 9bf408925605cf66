#include <doctest/doctest.h>

#include "tests/bot/scene.hpp"
#include "tests/text.hpp"

using namespace secondstory;
using secondstory::tests::holds;
using tests::Scene;

TEST_CASE("undo takes back what its own command changed and leaves what others did since")
{
  Scene scene;
  scene.declare();
  scene.command("priya", "sev 1");
  scene.command("mark", "impact checkouts fail");
  scene.command("mark", "lead");
  scene.command("mark", "detected -5m");
  scene.command("priya", "undo");
  CHECK(scene.incident().severity == "sev2");
  CHECK(scene.incident().impact == "checkouts fail");
  CHECK(scene.incident().roles.at("lead") == "mark");
  CHECK(scene.incident().detected_at);
}

TEST_CASE("undo opens no incident that somebody else closed since")
{
  Scene scene;
  scene.declare();
  scene.command("priya", "sev 3");
  scene.command("mark", "close");
  scene.take_effects();
  scene.command("priya", "undo");
  CHECK(scene.incident().status == Status::closed);
  CHECK(scene.incident().severity == "sev3");
  CHECK(holds(scene.told("priya"), "closed since"));
}

TEST_CASE("undo of what somebody changed again since changes nothing and says so in private")
{
  Scene scene;
  scene.declare();
  scene.command("priya", "sev 1");
  scene.command("mark", "sev 3");
  scene.take_effects();
  scene.command("priya", "undo");
  CHECK(scene.incident().severity == "sev3");
  const auto effects = scene.take_effects();
  REQUIRE(effects.size() == 1);
  const auto& answer = std::get<TellPerson>(effects[0].effect);
  CHECK(holds(plain_text(answer.content), "changed again since"));
}

TEST_CASE("an undo that is refused does not take back an older command the next time")
{
  Scene scene;
  scene.declare();
  scene.command("priya", "impact checkouts fail");
  scene.command("priya", "sev 1");
  scene.command("mark", "sev 3");
  scene.command("priya", "undo");
  scene.command("priya", "undo");
  CHECK(scene.incident().impact == "checkouts fail");
}

TEST_CASE("undo of close opens the incident again with the facts it had")
{
  Scene scene;
  scene.declare();
  scene.command("ana", "summary the pool ran dry");
  scene.command("ana", "close");
  scene.command("ana", "undo");
  CHECK(scene.incident().is_open());
  CHECK_FALSE(scene.incident().closed_at);
  CHECK_FALSE(scene.incident().resolved_at);
  CHECK(scene.incident().summary == "the pool ran dry");
}

TEST_CASE("undo does not bring back the words of a message that was deleted since")
{
  Scene scene;
  scene.declare();
  const auto message = scene.say("mark", "call me on 555-0100");
  const auto id = scene.entry_of(message).id();
  scene.command("priya", "key " + id);
  scene.remove(message);
  scene.command("priya", "undo");
  CHECK(scene.entry_of(message).text.empty());
  CHECK(scene.entry_of(message).deleted_at);
}

TEST_CASE("undo leaves alone a follow-up that somebody ticked off since")
{
  Scene scene;
  scene.declare();
  scene.command("priya", "action raise the pool");
  scene.command("mark", "done A-1");
  scene.command("priya", "undo");
  std::vector<ActionItem> actions;
  scene.look([&](Ledger& ledger) { actions = ledger.actions(1); });
  REQUIRE(actions.size() == 1);
  CHECK(actions[0].done);
}

TEST_CASE("undo after a change of tone takes back the tone and nothing older")
{
  Scene scene;
  scene.declare();
  scene.command("ana", "sev 1");
  scene.command("ana", "tone off");
  scene.command("ana", "undo");
  CHECK(scene.incident().severity == "sev1");
  std::optional<Delivery> delivery;
  scene.look([&](Ledger& ledger) { delivery = ledger.delivery(scene.channel); });
  CHECK(delivery == Delivery::thread);
  scene.command("ana", "undo");
  CHECK(scene.incident().severity == "sev2");
}

TEST_CASE("undo of open says that it cannot and what can be done instead")
{
  Scene scene;
  scene.declare();
  scene.command("ana", "undo");
  CHECK(holds(scene.told("ana"), "/incident close"));
  CHECK(scene.incident().is_open());
}
