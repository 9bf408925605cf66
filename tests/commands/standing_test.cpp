#include "bot/commands/standing.hpp"

#include <doctest/doctest.h>

#include "bot/asked_json.hpp"
#include "tests/bot/scene.hpp"

using namespace secondstory;
using namespace secondstory::tests;

namespace {

PersonSeen person(const std::string& id, bool full_member = true)
{
  PersonSeen out;
  out.platform = "slack";
  out.id = id;
  out.full_member = full_member;
  return out;
}

/// A slash command of somebody nobody has told us about.
void ask(Scene& scene, const std::string& who, const std::string& words)
{
  scene.happen(CommandGiven{scene.here, who, words, ReplyHandle{"https://hooks.example/secret"}});
}

OutboxItem lookup(Scene& scene)
{
  auto effects = scene.take_effects();
  REQUIRE(effects.size() == 1);
  REQUIRE(std::holds_alternative<LearnPerson>(effects[0].effect));
  return effects[0];
}

EffectSettled settled(const OutboxItem& item, bool done)
{
  EffectSettled out;
  out.outbox_id = item.id;
  out.done = done;
  return out;
}

}  // namespace

TEST_CASE("a command of somebody unknown waits until we know who they are, and is then done once")
{
  Scene scene;
  ask(scene, "new", "open Checkout returns 500 here");
  const auto item = lookup(scene);
  scene.look([](Ledger& ledger) { CHECK(ledger.incidents().empty()); });
  scene.happen(person("new"));
  scene.settle(settled(item, true));
  scene.look([](Ledger& ledger) { CHECK(ledger.incidents().size() == 1); });
  scene.settle(settled(item, true));
  scene.look([](Ledger& ledger) { CHECK(ledger.incidents().size() == 1); });
}

TEST_CASE("a command that waits for us to know its author follows its channel to another id")
{
  Scene scene;
  scene.declare();
  ask(scene, "new", "sev 1");
  const auto item = lookup(scene);
  scene.happen(ChannelChanged{scene.channel, "converted", "C99"});
  scene.happen(person("new"));
  scene.take_effects();
  scene.settle(settled(item, true));
  CHECK(scene.incident().severity == "sev1");
}

TEST_CASE("a guest whom nobody had told us about cannot declare")
{
  Scene scene;
  ask(scene, "new", "open Checkout returns 500 here");
  const auto item = lookup(scene);
  scene.happen(person("new", false));
  scene.settle(settled(item, true));
  CHECK(scene.told("new").find("Guests are recorded") != std::string::npos);
  scene.look([](Ledger& ledger) { CHECK(ledger.incidents().empty()); });
}

TEST_CASE("if the service does not say in time who somebody is, they are kindly asked to repeat")
{
  Scene scene;
  ask(scene, "new", "open Checkout returns 500 here");
  scene.settle(settled(lookup(scene), false));
  CHECK(scene.told("new").find("say it again") != std::string::npos);
  scene.look([](Ledger& ledger) { CHECK(ledger.incidents().empty()); });
}

TEST_CASE("what changes nothing is answered to anybody at once")
{
  Scene scene;
  ask(scene, "new", "list");
  CHECK(scene.told("new").find("No incident") != std::string::npos);
}

TEST_CASE("a mention, a button and a reaction of somebody unknown wait as well")
{
  Scene scene;
  scene.declare();
  const auto said = scene.say("ben", blameful);
  scene.settle_all();
  scene.take_effects();

  MessagePosted message;
  message.message = {scene.here, "9.1"};
  message.author = "new";
  message.text = "<@BOT> sev 1";
  message.command = "sev 1";
  scene.happen(message);
  const auto first = lookup(scene);
  scene.happen(ButtonPressed{{scene.here, "m"}, false, {}, "new", "suggestion.use", "1/1", {}});
  const auto second = lookup(scene);
  scene.happen(Reacted{{scene.here, said}, "new", Mark::key_event, true});
  const auto third = lookup(scene);
  CHECK(scene.incident().severity == "sev2");

  scene.happen(person("new"));
  for (const auto& item : {first, second, third}) scene.settle(settled(item, true));
  CHECK(scene.incident().severity == "sev1");
  CHECK(scene.entry_of("9.1").kind == EntryKind::severity);
  CHECK(scene.entry_of(said).reworded);
  scene.look([&](Ledger& ledger) { CHECK(ledger.has_mark({scene.here, said}, Mark::key_event)); });
}

TEST_CASE("a guest's buttons and reactions change nothing in the record")
{
  Scene scene;
  scene.declare();
  const auto said = scene.say("ben", blameful);
  scene.settle_all();
  scene.take_effects();
  scene.happen(person("gus", false));
  scene.press("gus", "suggestion.use", "1/1");
  CHECK(scene.told("gus").find("Guests are recorded") != std::string::npos);
  CHECK_FALSE(scene.entry_of(said).reworded);
  scene.react(said, "gus", Mark::leave_out);
  scene.look([&](Ledger& ledger) {
    CHECK_FALSE(ledger.has_mark({scene.here, said}, Mark::leave_out));
  });
}

TEST_CASE("somebody of another organisation may not, whatever we know of a person with that id")
{
  Scene scene;
  scene.declare();
  scene.happen(person("ext"));
  CommandGiven command{scene.here, "ext", "sev 1", {}};
  command.outside = "T9";
  scene.happen(command);
  CHECK(scene.incident().severity == "sev2");
  CHECK(scene.told("ext").find("Guests are recorded") != std::string::npos);
}

TEST_CASE("managers may be guests, and people from outside if they are named with their team")
{
  Settings settings;
  settings.managers = {"ana", "gus", "T9:ext"};
  Scene scene{settings};
  scene.declare();
  scene.happen(person("gus", false));
  scene.command("gus", "sev 1");
  CHECK(scene.incident().severity == "sev1");
  CommandGiven command{scene.here, "ext", "sev 3", {}};
  command.outside = "T9";
  scene.happen(command);
  CHECK(scene.incident().severity == "sev3");
  command.outside = "T8";
  command.words = "sev 4";
  scene.happen(command);
  CHECK(scene.incident().severity == "sev3");
}

TEST_CASE("a command that waited over a restart of hours is not carried out any more")
{
  Scene scene;
  scene.declare();
  ask(scene, "new", "sev 1");
  const auto item = lookup(scene);
  scene.pass(std::chrono::hours{2});
  scene.happen(person("new"));
  scene.settle(settled(item, true));
  CHECK(scene.incident().severity == "sev2");
  CHECK(scene.told("new").find("I was away") != std::string::npos);
}

TEST_CASE("what is put off survives the outbox")
{
  const Channel here{"slack", "C1"};
  MessagePosted message;
  message.message = {here, "1.2"};
  message.thread = "1.0";
  message.author = "U1";
  message.text = "<@BOT> note x";
  message.files = {"a.png"};
  message.command = "note x";
  message.outside = "T9";
  const std::vector<Happening> all = {
      message, CommandGiven{here, "U1", "sev 1", ReplyHandle{"https://secret"}, "T9"},
      ButtonPressed{
          {here, "1.2"}, true, "1.0", "U1", "suggestion.use", "1/1", ReplyHandle{"s"}, ""},
      Reacted{{here, "1.2"}, "U1", Mark::dismiss, false}};
  for (const auto& what : all) {
    const Event event{"key",
                      "slack",
                      Time{std::chrono::milliseconds{5}},
                      Time{std::chrono::milliseconds{7}},
                      what,
                      std::chrono::milliseconds{2}};
    const auto back = event_from_json(to_json(event));
    CHECK(back.delivery_key.empty());
    CHECK(back.at == event.at);
    CHECK(back.received == event.received);
    CHECK(back.late_by == event.late_by);
    CHECK(to_json(back) == to_json(event));
    const Effect effect = LearnPerson{here, "U1", event};
    CHECK(to_json(effect_from_json(type_name(effect), to_json(effect))) == to_json(effect));
  }
  CHECK_THROWS(to_json(Event{{}, "slack", {}, {}, PersonSeen{}}));
}
