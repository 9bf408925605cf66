#include <doctest/doctest.h>

#include <algorithm>

#include "tests/bot/scene.hpp"

using namespace secondstory;
using tests::Scene;

namespace {

template <class T>
std::vector<T> only(const std::vector<OutboxItem>& effects)
{
  std::vector<T> out;
  for (const auto& item : effects) {
    if (const auto* effect = std::get_if<T>(&item.effect)) out.push_back(*effect);
  }
  return out;
}

std::vector<Button> buttons_of(const Content& content)
{
  for (const auto& block : content.blocks) {
    if (const auto* buttons = std::get_if<Buttons>(&block)) return buttons->buttons;
  }
  return {};
}

/// What the card says after the last change of it.
Content card(Scene& scene)
{
  const auto revised = only<ReviseMessage>(scene.take_effects());
  REQUIRE_FALSE(revised.empty());
  CHECK(revised.back().message.id == scene.incident().status_card);
  return revised.back().content;
}

void press(Scene& scene, const std::string& person, const std::string& action,
           const std::string& value)
{
  ButtonPressed pressed;
  pressed.message = {scene.here, *scene.incident().status_card};
  pressed.person = person;
  pressed.action = action;
  pressed.value = value;
  scene.meet(person);
  scene.happen(pressed);
}

/// Presses the button with this label on a card.
void press_label(Scene& scene, const Content& on, const std::string& person,
                 const std::string& label)
{
  const auto all = buttons_of(on);
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.label == label; });
  REQUIRE(found != all.end());
  press(scene, person, found->action, found->value);
}

PersonSeen guest(const std::string& id)
{
  PersonSeen seen;
  seen.platform = "slack";
  seen.id = id;
  seen.full_member = false;
  return seen;
}

}  // namespace

TEST_CASE("the pinned card offers the next status, the lead and the draft")
{
  Scene scene;
  scene.command("ana", "open Checkout returns 500 here");
  const auto posts = only<PostMessage>(scene.take_effects());
  REQUIRE(posts.size() == 1);
  std::vector<std::string> labels;
  for (const auto& button : buttons_of(posts[0].content)) labels.push_back(button.label);
  CHECK(labels ==
        std::vector<std::string>{"Mark identified", "Take the lead", "Preview the postmortem"});
}

TEST_CASE("the card is pinned once it is posted")
{
  Scene scene;
  scene.command("ana", "open Checkout returns 500 here");
  scene.settle_all();
  const auto pins = only<PinMessage>(scene.take_effects());
  REQUIRE(pins.size() == 1);
  CHECK(pins[0].message.id == scene.incident().status_card);
}

TEST_CASE("pressing through the card walks an incident to its end, and the card follows")
{
  Scene scene;
  scene.declare();
  press(scene, "ben", "card.status", "1 investigating identified");
  CHECK(scene.incident().status == Status::identified);
  for (const std::string label : {"Mark monitoring", "Mark resolved", "Close and draft"}) {
    const auto now = card(scene);
    press_label(scene, now, "ben", label);
  }
  CHECK(scene.incident().status == Status::closed);
  const auto last = card(scene);
  CHECK(buttons_of(last).size() == 1);
  CHECK(plain_text(last).find("closed") != std::string::npos);
}

TEST_CASE("a press is recorded and said as its command is")
{
  Scene scene;
  scene.declare();
  press(scene, "ben", "card.status", "1 investigating identified");
  CHECK(scene.said().find("investigating → identified") != std::string::npos);
  const auto last = scene.entries().back();
  CHECK(last.kind == EntryKind::status);
  CHECK(last.actor == "ben");
}

TEST_CASE("a status pressed twice changes nothing the second time and says how things stand")
{
  Scene scene;
  scene.declare();
  press(scene, "ben", "card.status", "1 investigating identified");
  const auto entries = scene.entries().size();
  scene.take_effects();
  press(scene, "ana", "card.status", "1 investigating identified");
  CHECK(scene.entries().size() == entries);
  CHECK(scene.told("ana").find("identified already") != std::string::npos);
}

TEST_CASE("a card that is behind cannot move an incident back, and is mended")
{
  Scene scene;
  scene.declare();
  scene.command("ana", "status monitoring");
  scene.take_effects();
  press(scene, "ben", "card.status", "1 investigating identified");
  CHECK(scene.incident().status == Status::monitoring);
  CHECK(plain_text(card(scene)).find("monitoring") != std::string::npos);
}

TEST_CASE("take the lead makes the presser lead, and only the first one")
{
  Scene scene;
  scene.declare();
  press(scene, "ben", "card.lead", "1");
  CHECK(scene.incident().roles.at("lead") == "ben");
  for (const auto& button : buttons_of(card(scene))) CHECK(button.action != "card.lead");
  press(scene, "ana", "card.lead", "1");
  CHECK(scene.incident().roles.at("lead") == "ben");
  CHECK(scene.told("ana").find("leads INC-1 already") != std::string::npos);
}

TEST_CASE("the preview is shown to the presser alone")
{
  Scene scene;
  scene.declare();
  press(scene, "ben", "card.preview", "1");
  const auto effects = scene.take_effects();
  CHECK(only<PostMessage>(effects).empty());
  const auto tells = only<TellPerson>(effects);
  REQUIRE(tells.size() == 1);
  CHECK(tells[0].person == "ben");
}

TEST_CASE("a guest who presses is told in private and changes nothing")
{
  Scene scene;
  scene.declare();
  scene.happen(guest("kim"));
  press(scene, "kim", "card.status", "1 investigating identified");
  press(scene, "kim", "card.lead", "1");
  CHECK(scene.incident().status == Status::investigating);
  CHECK(scene.incident().roles.empty());
  const auto effects = scene.take_effects();
  CHECK(only<TellPerson>(effects).size() == 2);
  CHECK(only<PostMessage>(effects).empty());
}

TEST_CASE("a card's button with a made-up value, or from another channel, does nothing")
{
  Scene scene;
  scene.declare();
  for (const std::string value : {"", "x", "9 investigating identified", "1", "1 a b c"}) {
    press(scene, "ben", "card.status", value);
  }
  scene.here = {"slack", "C2"};
  press(scene, "eve", "card.lead", "1");
  CHECK(scene.incident().status == Status::investigating);
  CHECK(scene.incident().roles.empty());
}

TEST_CASE("the card follows every change that it shows")
{
  Scene scene;
  scene.declare();
  for (const std::string words : {"sev 1", "lead <@ben>", "impact 12% fail", "summary a full pool",
                                  "action raise the pool", "done A-1", "undo"}) {
    scene.command("ana", words);
    INFO(words);
    CHECK_FALSE(only<ReviseMessage>(scene.take_effects()).empty());
  }
}

TEST_CASE("what changed while the card was on its way is put right once it is there")
{
  Scene scene;
  scene.command("ana", "open Checkout returns 500 here");
  const auto posted = scene.take_effects();
  scene.command("ben", "sev 1");
  CHECK(only<ReviseMessage>(scene.take_effects()).empty());
  EffectSettled outcome;
  outcome.outbox_id = posted.at(0).id;
  outcome.message = MessageRef{scene.channel, "card"};
  scene.settle(outcome);
  const auto revised = only<ReviseMessage>(scene.take_effects());
  REQUIRE(revised.size() == 1);
  CHECK(plain_text(revised[0].content).find("sev1") != std::string::npos);
}

TEST_CASE("a card that says how things stand is not revised when it is posted")
{
  Scene scene;
  scene.command("ana", "open Checkout returns 500 here");
  scene.settle_all();
  CHECK(only<ReviseMessage>(scene.take_effects()).empty());
}

TEST_CASE("the topic is set only when it says something new")
{
  Scene scene;
  scene.declare("Login is slow");
  scene.here = {"slack", "CNEW"};
  scene.command("ana", "impact 12% fail");
  CHECK(only<SetTopic>(scene.take_effects()).empty());
  scene.command("ana", "sev 1");
  CHECK(only<SetTopic>(scene.take_effects()).size() == 1);
}
