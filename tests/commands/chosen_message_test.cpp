#include <doctest/doctest.h>

#include "tests/bot/scene.hpp"

using namespace secondstory;
using tests::blameful;
using tests::Scene;

namespace {

MessageChosen chosen(Scene& scene, MessageChosen::For purpose, const std::string& id,
                     const std::string& text)
{
  MessageChosen out;
  out.purpose = purpose;
  out.message.message = {scene.here, id};
  out.message.author = "sam";
  out.message.text = text;
  out.posted_at = scene.now() - std::chrono::hours{3};
  out.person = "ben";
  scene.meet(out.person);
  return out;
}

void declare_and_rest(Scene& scene)
{
  scene.declare();
  scene.take_effects();
}

std::vector<ActionItem> actions(Scene& scene)
{
  std::vector<ActionItem> out;
  scene.look([&](Ledger& ledger) { out = ledger.actions(1); });
  return out;
}

std::size_t posts(Scene& scene)
{
  std::size_t count = 0;
  for (const auto& item : scene.take_effects()) {
    if (std::holds_alternative<PostMessage>(item.effect)) ++count;
  }
  return count;
}

}  // namespace

TEST_CASE("a chosen message from before the incident is recorded at its own time")
{
  Scene scene;
  declare_and_rest(scene);
  const auto choice = chosen(scene, MessageChosen::For::timeline, "1.1", "disk is at 91%");
  scene.happen(choice);
  const auto entry = scene.entry_of("1.1");
  CHECK(entry.at == choice.posted_at);
  CHECK(entry.text == "disk is at 91%");
  CHECK(entry.actor == "sam");
  CHECK(entry.kind == EntryKind::message);
  CHECK(scene.entries().front().message_id == "1.1");
  CHECK(scene.told("ben").find(entry.id()) != std::string::npos);
}

TEST_CASE("a message chosen twice is recorded once, and the second is told where it is")
{
  Scene scene;
  declare_and_rest(scene);
  const auto choice = chosen(scene, MessageChosen::For::timeline, "1.1", "disk is at 91%");
  scene.happen(choice);
  const auto entries = scene.entries().size();
  scene.take_effects();
  scene.happen(choice);
  CHECK(scene.entries().size() == entries);
  CHECK(scene.told("ben").find("already") != std::string::npos);
}

TEST_CASE("a recorded message that a command hid comes back when it is chosen")
{
  Scene scene;
  declare_and_rest(scene);
  const auto id = scene.say("sam", "disk is at 91%");
  scene.command("ana", "timeline hide " + scene.entry_of(id).id());
  scene.happen(chosen(scene, MessageChosen::For::timeline, id, "disk is at 91%"));
  CHECK_FALSE(scene.entry_of(id).hidden);
}

TEST_CASE("a message that its author took back stays out when it is chosen")
{
  Scene scene;
  declare_and_rest(scene);
  const auto id = scene.say("sam", "the password is swordfish");
  scene.remove(id);
  scene.happen(chosen(scene, MessageChosen::For::timeline, id, "the password is swordfish"));
  CHECK(scene.entry_of(id).text.empty());
  CHECK(scene.told("ben").find("took it back") != std::string::npos);
}

TEST_CASE("undo takes a chosen message out of the record again")
{
  Scene scene;
  declare_and_rest(scene);
  scene.happen(chosen(scene, MessageChosen::For::timeline, "1.1", "disk is at 91%"));
  scene.command("ben", "undo");
  CHECK(scene.entry_of("1.1").hidden);
}

TEST_CASE("a chosen message becomes a follow-up, said in public and answered in private")
{
  Scene scene;
  declare_and_rest(scene);
  scene.happen(chosen(scene, MessageChosen::For::action, "1.1", "we need an alert by:fri <@U9>"));
  REQUIRE(actions(scene).size() == 1);
  CHECK(actions(scene)[0].text == "we need an alert by:fri <@U9>");
  std::string told;
  std::size_t said = 0;
  for (const auto& item : scene.take_effects()) {
    const auto* tell = std::get_if<TellPerson>(&item.effect);
    if (tell != nullptr) told += plain_text(tell->content);
    if (std::holds_alternative<PostMessage>(item.effect)) ++said;
  }
  CHECK(said == 1);
  CHECK(told.find("A-1") != std::string::npos);
}

TEST_CASE("a message chosen twice is one follow-up")
{
  Scene scene;
  declare_and_rest(scene);
  scene.happen(chosen(scene, MessageChosen::For::action, "1.1", "we need an alert"));
  scene.happen(chosen(scene, MessageChosen::For::action, "1.1", "we need an alert"));
  CHECK(actions(scene).size() == 1);
}

TEST_CASE("the person who asks is shown how a message could be worded, and nobody else")
{
  Scene scene;
  declare_and_rest(scene);
  scene.happen(chosen(scene, MessageChosen::For::wording, "1.1", blameful));
  const auto effects = scene.take_effects();
  REQUIRE(effects.size() == 1);
  const auto* tell = std::get_if<TellPerson>(&effects[0].effect);
  REQUIRE(tell != nullptr);
  CHECK(tell->person == "ben");
  CHECK(plain_text(tell->content).find("deployment process") != std::string::npos);
  scene.happen(chosen(scene, MessageChosen::For::wording, "1.2", "the deploy broke checkout"));
  CHECK(scene.told("ben").find("Nothing to reword") != std::string::npos);
}

TEST_CASE("in a channel without an incident a chosen message is answered kindly")
{
  Scene scene;
  for (const auto purpose :
       {MessageChosen::For::timeline, MessageChosen::For::action, MessageChosen::For::wording}) {
    scene.happen(chosen(scene, purpose, "1.1", blameful));
    CHECK(scene.told("ben").find("no incident in this channel") != std::string::npos);
  }
}

TEST_CASE("what we said ourselves is not taken into the record")
{
  Scene scene;
  declare_and_rest(scene);
  const auto entries = scene.entries().size();
  auto choice = chosen(scene, MessageChosen::For::timeline, "1.1", "INC-1");
  choice.ours = true;
  scene.happen(choice);
  CHECK(scene.entries().size() == entries);
  CHECK_FALSE(scene.told("ben").empty());
}

TEST_CASE("a guest cannot change the record by choosing messages, but may see a wording")
{
  Scene scene;
  declare_and_rest(scene);
  PersonSeen guest;
  guest.platform = "slack";
  guest.id = "ben";
  guest.full_member = false;
  scene.happen(guest);
  const auto entries = scene.entries().size();
  scene.happen(chosen(scene, MessageChosen::For::timeline, "1.1", "disk is at 91%"));
  scene.happen(chosen(scene, MessageChosen::For::action, "1.1", "disk is at 91%"));
  CHECK(scene.entries().size() == entries);
  CHECK(actions(scene).empty());
  CHECK(posts(scene) == 0);
  scene.happen(chosen(scene, MessageChosen::For::wording, "1.1", blameful));
  CHECK(scene.told("ben").find("system") != std::string::npos);
}
