#include <doctest/doctest.h>

#include "bot/commands/declaring.hpp"
#include "tests/bot/scene.hpp"

using namespace secondstory;
using tests::Scene;

namespace {

const Channel war_room{"slack", "C1"};

Event event_of(Happening what)
{
  Event event;
  event.platform = "slack";
  event.what = std::move(what);
  return event;
}

FormFilled sound()
{
  return {declaration,
          war_room,
          "ana",
          {{"title", "Checkout returns 500"},
           {"severity", "sev2"},
           {"where", "here"},
           {"channel", "C1"}}};
}

std::vector<std::string> faulty(const FormFilled& filled)
{
  std::vector<std::string> fields;
  for (const auto& fault : forms_by(Settings{}).faults(filled)) fields.push_back(fault.field);
  return fields;
}

}  // namespace

TEST_CASE("open without a title asks for the form by any of its names, and nothing else does")
{
  const auto forms = forms_by(Settings{});
  for (const std::string words : {"open", " Declare ", "new"}) {
    const auto form = forms.asked_by(event_of(CommandGiven{war_room, "ana", words, {}}));
    REQUIRE(form);
    CHECK(form->asked_in == war_room);
  }
  for (const std::string words : {"", "open Checkout", "status", "open here", "close"}) {
    CHECK_FALSE(forms.asked_by(event_of(CommandGiven{war_room, "ana", words, {}})));
  }
  CHECK_FALSE(forms.asked_by(event_of(FormAsked{"slack", "something else", "ana"})));
  CHECK(forms.asked_by(event_of(FormAsked{"slack", declaration, "ana"})));
}

TEST_CASE("the form offers the configured severities and the usual one first")
{
  Settings settings;
  settings.severities = {"major", "minor", "trivial"};
  const auto form = forms_by(settings).asked_by(event_of(FormAsked{"slack", declaration, "ana"}));
  REQUIRE(form);
  const auto& severity = form->fields.at(1);
  CHECK(severity.choices.size() == 3);
  CHECK(severity.initial == "minor");
}

TEST_CASE("each wrong value of the form is named by its field")
{
  CHECK(faulty(sound()).empty());
  auto filled = sound();
  filled.values = {{"title", "  \n"}, {"severity", "sev9"}, {"where", "here"}};
  CHECK(faulty(filled) == std::vector<std::string>{"title", "severity", "channel"});
  filled.values["where"] = "new";
  CHECK(faulty(filled) == std::vector<std::string>{"title", "severity"});
}

TEST_CASE("a filled form declares as the command does")
{
  Scene by_form;
  by_form.name_channel(by_form.channel);
  by_form.meet("ana");
  by_form.happen(sound());
  Scene by_command;
  by_command.command("ana", "open Checkout returns 500 sev2 here");
  CHECK(by_form.incident() == by_command.incident());
  CHECK_FALSE(by_form.said().empty());
}

TEST_CASE("a form without a channel opens one and tells the person directly")
{
  Scene scene;
  scene.meet("ana");
  auto filled = sound();
  filled.asked_in.id.clear();
  filled.values = {{"title", "Login is slow"},
                   {"severity", "sev3"},
                   {"where", "new"},
                   {"private", "yes"},
                   {"lead", "ben"}};
  scene.happen(filled);
  CHECK(scene.incident().is_private);
  CHECK(scene.incident().roles.at("lead") == "ben");
  scene.settle_all();
  bool told = false;
  for (const auto& item : scene.take_effects()) {
    const auto* tell = std::get_if<TellPerson>(&item.effect);
    if (tell == nullptr) continue;
    CHECK(tell->channel.id.empty());
    told = told || plain_text(tell->content).find("CNEW") != std::string::npos;
    const auto* post = std::get_if<PostMessage>(&item.effect);
    CHECK((post == nullptr || !post->channel.id.empty()));
  }
  CHECK(told);
}

TEST_CASE("a form for a channel that has an open incident declares nothing and says so")
{
  Scene scene;
  scene.declare();
  auto filled = sound();
  filled.person = "ben";
  scene.meet("ben");
  scene.happen(filled);
  CHECK(scene.told("ben").find("already") != std::string::npos);
  bool second = true;
  scene.look([&](Ledger& ledger) { second = ledger.incident(2).has_value(); });
  CHECK_FALSE(second);
}

TEST_CASE("the same form sent twice declares once")
{
  Scene scene;
  auto filled = sound();
  filled.values["where"] = "new";
  scene.happen(filled, "slack:view:V1:h1");
  scene.happen(filled, "slack:view:V1:h1");
  bool second = true;
  scene.look([&](Ledger& ledger) { second = ledger.incident(2).has_value(); });
  CHECK_FALSE(second);
}

TEST_CASE("a guest's form and a faulty one that slipped through declare nothing")
{
  Scene scene;
  PersonSeen guest;
  guest.platform = "slack";
  guest.id = "ana";
  guest.full_member = false;
  scene.happen(guest);
  scene.happen(sound());
  CHECK(scene.told("ana").find("Guests") != std::string::npos);
  auto empty = sound();
  empty.person = "ben";
  empty.values.erase("title");
  scene.happen(empty);
  CHECK(scene.told("ben").find("Nothing was declared") != std::string::npos);
  bool any = true;
  scene.look([&](Ledger& ledger) { any = !ledger.incidents().empty(); });
  CHECK_FALSE(any);
}

TEST_CASE("where a form cannot be shown the person is told how to do it in words")
{
  Scene scene;
  scene.happen(FormAsked{"slack", declaration, "ana"});
  CHECK(scene.told("ana").find("open Checkout") != std::string::npos);
  ButtonPressed press;
  press.message.channel.platform = "slack";
  press.person = "ben";
  press.action = declaration;
  scene.happen(press);
  CHECK(scene.told("ben").find("open Checkout") != std::string::npos);
}
