#include <doctest/doctest.h>

#include <algorithm>

#include "bot/commands/verbs.hpp"
#include "tests/bot/scene.hpp"
#include "tests/text.hpp"

using namespace secondstory;
using secondstory::tests::holds;
using tests::Scene;

TEST_CASE("every verb and alias is found by its name, and no name is taken twice")
{
  auto names = verb_names();
  for (const auto& name : names) CHECK(find_verb(name) != nullptr);
  std::sort(names.begin(), names.end());
  CHECK(std::adjacent_find(names.begin(), names.end()) == names.end());
}

TEST_CASE("every verb answers something in every state, even with nonsense after it")
{
  for (const auto& verb : verbs()) {
    for (const bool declared : {false, true}) {
      for (const std::string rest : {"", "zzz <@ben> at:99:99 by:never", "\"", "#INC-404"}) {
        Scene scene;
        if (declared) scene.declare();
        CAPTURE(verb.name);
        CAPTURE(rest);
        scene.command("ana", std::string{verb.name} + " " + rest);
        CHECK_FALSE(scene.take_effects().empty());
      }
    }
  }
}

TEST_CASE("verbs are understood in capitals")
{
  Scene scene;
  scene.command("ana", "OPEN Checkout down HERE");
  CHECK(scene.incident().title == "Checkout down");
}

TEST_CASE("an unknown verb gets the nearest one and the way to help")
{
  Scene scene;
  scene.command("ana", "oepn Checkout down");
  const auto told = scene.told("ana");
  CHECK(holds(told, "Did you mean /incident open?"));
  CHECK(holds(told, "/incident help"));
}

TEST_CASE("the bare command shows the card in an incident's channel and help elsewhere")
{
  Scene scene;
  scene.command("ana", "");
  CHECK(holds(scene.told("ana"), "What I can do"));
  scene.declare();
  scene.command("ana", "");
  CHECK(holds(scene.told("ana"), "INC-1: Checkout returns 500"));
}

TEST_CASE("help elsewhere lists the open incidents")
{
  Scene scene;
  scene.declare();
  scene.here = {"slack", "C2"};
  scene.command("ben", "");
  CHECK(holds(scene.told("ben"), "INC-1"));
}

TEST_CASE("help on a verb shows its usage and an example")
{
  Scene scene;
  scene.command("ana", "help action");
  const auto told = scene.told("ana");
  CHECK(holds(told, "/incident action <text> [@owner] [by:2026-12-01]"));
  CHECK(holds(told, "For example:"));
}

TEST_CASE("help on a mistyped verb suggests the right one")
{
  Scene scene;
  scene.command("ana", "help acton");
  CHECK(holds(scene.told("ana"), "Did you mean action?"));
}

TEST_CASE("a verb that needs an incident says so where there is none")
{
  Scene scene;
  scene.command("ana", "note hello");
  CHECK(holds(scene.told("ana"), "There is no incident in this channel"));
}

TEST_CASE("help shows the configured command")
{
  Settings settings;
  settings.command = "/outage";
  Scene scene{settings};
  scene.command("ana", "help");
  CHECK(holds(scene.told("ana"), "/outage open"));
}

TEST_CASE("a guest is recorded but may not change an incident")
{
  Scene scene;
  scene.declare();
  PersonSeen guest;
  guest.platform = "slack";
  guest.id = "gus";
  guest.full_member = false;
  scene.happen(guest);
  scene.say("gus", "I see errors too");
  CHECK(scene.entries().back().text == "I see errors too");
  scene.take_effects();
  scene.command("gus", "sev 1");
  CHECK(holds(scene.told("gus"), "Guests"));
  CHECK(scene.incident().severity == "sev2");
}

TEST_CASE("where managers are named, only they may change an incident")
{
  Settings settings;
  settings.managers = {"ana"};
  Scene scene{settings};
  scene.declare();
  scene.command("ben", "sev 1");
  CHECK(holds(scene.told("ben"), "incidents.managers"));
  scene.command("ana", "sev 1");
  CHECK(scene.incident().severity == "sev1");
}

TEST_CASE("a query is recorded as a command, once")
{
  Scene scene;
  scene.declare();
  scene.command("ben", "roles");
  CHECK(scene.entries().back().kind == EntryKind::command);
  CHECK(scene.entries().back().text == "/incident roles");
}

TEST_CASE("a change leaves exactly one entry")
{
  Scene scene;
  scene.declare();
  const auto before = scene.entries().size();
  scene.command("ben", "note failover started");
  CHECK(scene.entries().size() == before + 1);
}

TEST_CASE("a mention is a command, also inside a thread, and is answered there")
{
  Scene scene;
  scene.declare();
  const auto root = scene.say("ana", "looking at the pool");
  const auto id = scene.mention("ana", "note pool is at 100%", root);
  const auto entry = scene.entry_of(id);
  CHECK(entry.kind == EntryKind::note);
  CHECK(entry.text == "pool is at 100%");
  CHECK(entry.thread_id == root);
  bool in_thread = false;
  for (const auto& item : scene.take_effects()) {
    if (const auto* post = std::get_if<PostMessage>(&item.effect)) in_thread = post->thread == root;
  }
  CHECK(in_thread);
}

TEST_CASE("a mention that is delivered under two names is carried out once")
{
  Scene scene;
  scene.declare();
  MessagePosted message;
  message.message = {scene.channel, "1700000000.000001"};
  message.author = "ana";
  message.text = "<@BOT> action add an alert";
  message.command = "action add an alert";
  scene.happen(message, "slack:Ev1");
  scene.happen(message, "slack:Ev2");
  scene.look([](Ledger& ledger) { CHECK(ledger.actions(1).size() == 1); });
}

TEST_CASE("a delivery that is repeated changes nothing")
{
  Scene scene;
  scene.declare();
  const Event event{"slack:T1", "slack", scene.now(), scene.now(),
                    CommandGiven{scene.channel, "ana", "action add an alert", std::nullopt}};
  scene.deliver(event);
  scene.deliver(event);
  scene.look([](Ledger& ledger) { CHECK(ledger.actions(1).size() == 1); });
}

TEST_CASE("a command from before the declaration is record, not command")
{
  Scene scene;
  scene.declare();
  MessagePosted old;
  old.message = {scene.channel, "1600000000.000001"};
  old.author = "ana";
  old.text = "<@BOT> sev 1";
  old.command = "sev 1";
  const auto at = scene.now() - std::chrono::hours{1};
  scene.deliver({"slack:history:1", "slack", at, scene.now(), old});
  CHECK(scene.incident().severity == "sev2");
  CHECK(scene.entries().front().text == "<@BOT> sev 1");
}

TEST_CASE("verbs of later versions say so politely")
{
  Scene scene;
  scene.declare();
  for (const std::string verb : {"whys", "debrief", "stats", "search pool"}) {
    CAPTURE(verb);
    scene.command("ana", verb);
    CHECK(holds(scene.told("ana"), "cannot do it yet"));
  }
}

TEST_CASE("a command of many kilobytes is cut, not choked on")
{
  Scene scene;
  scene.declare();
  scene.command("ana", "note " + std::string(200'000, 'x'));
  CHECK(scene.entries().back().text.size() <= 40'000);
}

TEST_CASE("the bare command in a closed incident's channel shows its card")
{
  Scene scene;
  scene.declare();
  scene.command("ana", "close");
  scene.take_effects();
  scene.command("ana", "");
  const auto told = scene.told("ana");
  CHECK(holds(told, "Checkout returns 500"));
  CHECK_FALSE(holds(told, "What I can do"));
}

TEST_CASE("an unknown verb that is near to nothing gets the whole help")
{
  Scene scene;
  scene.command("ana", "p1");
  const auto told = scene.told("ana");
  CHECK(holds(told, "I don't know p1"));
  CHECK_FALSE(holds(told, "Did you mean"));
  CHECK(holds(told, "as in /incident open Checkout returns 500 sev2"));
}

TEST_CASE("help on sev names the severities that there are")
{
  Settings settings;
  settings.severities = {"high", "low"};
  Scene scene{settings};
  scene.command("ana", "help sev");
  const auto told = scene.told("ana");
  CHECK(holds(told, "high|low"));
  CHECK(holds(told, "/incident sev high"));
}

TEST_CASE("the reason of a new severity is said in public")
{
  Scene scene;
  scene.declare();
  scene.command("ana", "sev 1 because everybody is affected");
  CHECK(holds(scene.said(), "because everybody is affected"));
}

TEST_CASE("a role for somebody who is not mentioned is refused, and nobody gets it")
{
  Scene scene;
  scene.declare();
  for (const std::string words : {"role comms mark", "role scribe @mark", "role a b c"}) {
    scene.command("ana", words);
    CHECK(holds(scene.told("ana"), "role comms @ben"));
    CHECK(scene.incident().roles.empty());
  }
  scene.command("ana", "role war historian <@mark>");
  CHECK(scene.incident().roles.at("war historian") == "mark");
}
