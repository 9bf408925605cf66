#include <doctest/doctest.h>

#include "bot/words.hpp"
#include "tests/bot/scene.hpp"
#include "tests/text.hpp"

using namespace secondstory;
using secondstory::tests::holds;
using tests::Scene;

namespace {

template <class T>
std::vector<T> of_type(const std::vector<OutboxItem>& items)
{
  std::vector<T> out;
  for (const auto& item : items) {
    if (const auto* effect = std::get_if<T>(&item.effect)) out.push_back(*effect);
  }
  return out;
}

}  // namespace

TEST_CASE("open declares an incident with the severity that stands among the words")
{
  Scene scene;
  scene.command("ana", "open Checkout sev1 returns 500 here");
  CHECK(scene.incident().title == "Checkout returns 500");
  CHECK(scene.incident().severity == "sev1");
  CHECK(scene.incident().id() == "INC-1");
}

TEST_CASE("open without a severity takes the second lowest")
{
  Scene scene;
  scene.command("ana", "open Slow search here");
  CHECK(scene.incident().severity == "sev3");
}

TEST_CASE("open asks for a title when there is none, and declares nothing")
{
  Scene scene;
  scene.command("ana", "open sev1 here");
  CHECK(holds(scene.told("ana"), "What is happening?"));
  scene.look([](Ledger& ledger) { CHECK(ledger.incidents().empty()); });
}

TEST_CASE("open makes the person it mentions the lead")
{
  Scene scene;
  scene.command("ana", "open Checkout down <@ben> here");
  CHECK(scene.incident().roles.at("lead") == "ben");
  CHECK(scene.incident().title == "Checkout down");
}

TEST_CASE("'here' inside a title is a word of the title")
{
  Scene scene;
  scene.command("ana", "open Nothing works here today sev2");
  CHECK(scene.incident().title == "Nothing works here today");
  CHECK_FALSE(scene.incident().channel);
}

TEST_CASE("a title may stand in quotes")
{
  Scene scene;
  scene.command("ana", "open \"Checkout returns 500\" here");
  CHECK(scene.incident().title == "Checkout returns 500");
}

TEST_CASE("open here posts the blameless framing in the channel")
{
  Scene scene;
  scene.command("ana", "open Checkout down here");
  CHECK(holds(scene.said(), "blameless"));
}

TEST_CASE("open here reads back what was said before")
{
  Settings settings;
  settings.backfill_minutes = 30;
  Scene scene{settings};
  scene.command("ana", "open Checkout down here");
  const auto history = of_type<ReadHistory>(scene.take_effects());
  REQUIRE(history.size() == 1);
  CHECK(scene.now() - history[0].since == std::chrono::minutes{30});
}

TEST_CASE("open here is refused while another incident is open in the channel")
{
  Scene scene;
  scene.declare();
  scene.command("ben", "open Another here");
  CHECK(holds(scene.told("ben"), "INC-1 is open in this channel already"));
  scene.look([](Ledger& ledger) { CHECK(ledger.incidents().size() == 1); });
}

TEST_CASE("open asks for a channel whose name tells number and title")
{
  Scene scene;
  scene.command("ana", "open Checkout: returns 500!! sev2");
  const auto opened = of_type<OpenChannel>(scene.take_effects());
  REQUIRE(opened.size() == 1);
  CHECK(opened[0].name == "inc-1-checkout-returns-500");
  CHECK(opened[0].invite == std::vector<std::string>{"ana"});
}

TEST_CASE("a title of other letters still makes a channel name")
{
  Scene scene;
  scene.command("ana", "open Ошибка");
  CHECK(of_type<OpenChannel>(scene.take_effects()).at(0).name == "inc-1");
}

TEST_CASE("accents are left out of a channel name, not the letters that wear them")
{
  Scene scene;
  scene.command("ana", "open Größe überschritten: café à Łódź");
  CHECK(of_type<OpenChannel>(scene.take_effects()).at(0).name ==
        "inc-1-grosse-uberschritten-cafe-a-odz");
}

TEST_CASE("whoever could not be invited is told of kindly, to the one who declared")
{
  Scene scene;
  scene.command("ana", "open Checkout down <@ben>");
  EffectSettled opened;
  opened.outbox_id = scene.take_effects().at(0).id;
  opened.channel_id = "CNEW";
  opened.not_invited = {{"ben", "is a guest; an administrator has to add guests"}};
  scene.settle(opened);
  const auto told = scene.told("ana");
  CHECK(holds(told, "@ben: is a guest; an administrator has to add guests"));
  CHECK(holds(told, "add them by hand"));
}

TEST_CASE(
    "whoever declared and could not be invited is told where they declared, without the title")
{
  Scene scene;
  scene.command("ana", "open Leaked keys private");
  EffectSettled opened;
  opened.outbox_id = scene.take_effects().at(0).id;
  opened.channel_id = "CNEW";
  opened.not_invited = {{"ana", "is a guest"}};
  scene.settle(opened);
  const auto told = of_type<TellPerson>(scene.take_effects());
  REQUIRE(told.size() == 1);
  CHECK(told[0].channel == scene.channel);
  CHECK_FALSE(holds(plain_text(told[0].content), "Leaked"));
}

TEST_CASE("a lead who cannot be invited later on is told of as well, and nobody publicly")
{
  Scene scene;
  scene.declare("Checkout down");
  scene.here = {"slack", "CNEW"};
  scene.command("ana", "lead <@ben>");
  EffectSettled outcome;
  for (const auto& item : scene.take_effects()) {
    if (std::holds_alternative<InvitePeople>(item.effect)) outcome.outbox_id = item.id;
  }
  REQUIRE(outcome.outbox_id != 0);
  outcome.not_invited = {{"ben", "Slack does not know this person"}};
  scene.settle(outcome);
  const auto effects = scene.take_effects();
  CHECK(of_type<PostMessage>(effects).empty());
  REQUIRE(of_type<TellPerson>(effects).size() == 1);
  CHECK(holds(plain_text(of_type<TellPerson>(effects)[0].content), "@ben"));
}

TEST_CASE("its own channel gets topic, purpose, pin and bookmark; one that was there gets the pin")
{
  Scene scene;
  scene.command("ana", "open Checkout down");
  scene.settle_all();
  scene.settle_all();
  const auto effects = scene.take_effects();
  CHECK(of_type<SetTopic>(effects).size() == 1);
  REQUIRE(of_type<SetPurpose>(effects).size() == 1);
  CHECK(holds(of_type<SetPurpose>(effects)[0].purpose, "INC-1: Checkout down"));
  CHECK(of_type<PinMessage>(effects).size() == 1);
  REQUIRE(of_type<BookmarkMessage>(effects).size() == 1);
  CHECK(of_type<BookmarkMessage>(effects)[0].message == of_type<PinMessage>(effects)[0].message);

  Scene there;
  there.command("ana", "open Checkout down here");
  there.settle_all();
  const auto modest = there.take_effects();
  CHECK(of_type<PinMessage>(modest).size() == 1);
  CHECK(of_type<BookmarkMessage>(modest).empty());
  CHECK(of_type<SetPurpose>(modest).empty());
}

TEST_CASE("private weighs more than here, unless the channel is known to be private itself")
{
  Scene scene;
  scene.command("ana", "open Leaked keys here private");
  auto effects = scene.take_effects();
  REQUIRE(of_type<OpenChannel>(effects).size() == 1);
  CHECK(of_type<OpenChannel>(effects)[0].is_private);
  CHECK(of_type<PostMessage>(effects).empty());

  scene.here = {"slack", "C2"};
  scene.happen(NameSeen{"slack", "C2", "security", true});
  scene.command("ana", "open Leaked more here private");
  effects = scene.take_effects();
  CHECK(of_type<OpenChannel>(effects).empty());
  CHECK(scene.incident(2).channel == scene.here);
}

TEST_CASE("of a private incident nothing is said and no file is handed over outside its channel")
{
  Scene scene;
  scene.command("ana", "open Leaked keys private");
  scene.settle_all();
  scene.here = {"slack", "CNEW"};
  for (const auto* words : {"sev 1", "update still looking", "lead", "export md", "postmortem post",
                            "resolve", "close"}) {
    scene.command("ana", words);
  }
  scene.settle_all();
  for (const auto& item : scene.take_effects()) {
    if (std::holds_alternative<OpenChannel>(item.effect)) continue;
    const auto* told = std::get_if<TellPerson>(&item.effect);
    if (told != nullptr && destination(item.effect) == scene.channel) {
      CHECK_FALSE(holds(plain_text(told->content), "Leaked"));
      continue;
    }
    CHECK(destination(item.effect) == scene.here);
    const auto* file = std::get_if<ShareFile>(&item.effect);
    if (file != nullptr) CHECK_FALSE(file->only_for);
  }
  scene.here = scene.channel;
  for (const auto* words : {"list", "list closed", "list all", "help", "", "status #INC-1",
                            "export md #INC-1", "timeline #INC-1", "postmortem #INC-1"}) {
    scene.command("ben", words);
    CHECK_FALSE(holds(scene.told("ben"), "Leaked"));
  }
}

TEST_CASE("when its channel exists the incident lives there and the old channel is told")
{
  Scene scene;
  scene.command("ana", "open Checkout down");
  scene.settle_all();
  CHECK(scene.incident().channel == Channel{"slack", "CNEW"});
  const auto effects = scene.take_effects();
  CHECK(of_type<SetTopic>(effects).size() == 1);
  bool told = false;
  for (const auto& post : of_type<PostMessage>(effects)) {
    told = told || (post.channel == scene.channel && holds(plain_text(post.content), "#CNEW"));
  }
  CHECK(told);
}

TEST_CASE("a private incident is not announced where it was declared")
{
  Scene scene;
  scene.command("ana", "open Leaked keys private");
  scene.settle_all();
  for (const auto& post : of_type<PostMessage>(scene.take_effects()))
    CHECK(post.channel.id == "CNEW");
}

TEST_CASE("a private incident is not listed elsewhere, nor found by its number")
{
  Scene scene;
  scene.command("ana", "open Leaked keys private");
  scene.settle_all();
  scene.take_effects();
  scene.command("ben", "list");
  CHECK_FALSE(holds(scene.told("ben"), "Leaked"));
  scene.command("ben", "status #INC-1");
  CHECK(holds(scene.told("ben"), "There is no INC-1"));
}

TEST_CASE("an incident whose channel is refused goes on where it was declared")
{
  Scene scene;
  scene.command("ana", "open Checkout down");
  const auto effects = scene.take_effects();
  EffectSettled refused;
  refused.outbox_id = effects.at(0).id;
  refused.done = false;
  refused.refusal = "Slack does not let the app create channels";
  scene.settle(refused);
  CHECK(scene.incident().channel == scene.channel);
  CHECK(holds(scene.told("ana"), "does not let the app create channels"));
}

TEST_CASE("the opening card is pinned once it is posted")
{
  Scene scene;
  scene.command("ana", "open Checkout down here");
  scene.settle_all();
  const auto pins = of_type<PinMessage>(scene.take_effects());
  REQUIRE(pins.size() == 1);
  CHECK(scene.incident().status_card == pins[0].message.id);
}

TEST_CASE("list shows open incidents, list closed the closed ones")
{
  Scene scene;
  scene.declare("Alpha sev1 here");
  scene.command("ana", "list");
  CHECK(holds(scene.told("ana"), "Alpha"));
  scene.command("ana", "close");
  scene.command("ana", "list");
  CHECK(holds(scene.told("ana"), "No incident is open"));
  scene.command("ana", "list closed");
  CHECK(holds(scene.told("ana"), "Alpha"));
}

TEST_CASE("incidents are numbered one after the other")
{
  Scene scene;
  scene.declare("Alpha here");
  scene.here = {"slack", "C2"};
  scene.declare("Beta here");
  CHECK(scene.incident(2).title == "Beta");
}

TEST_CASE("what is declared here in a private channel is private")
{
  Scene scene;
  scene.name_channel(scene.channel, true);
  scene.command("ana", "open Payroll leaks here");
  CHECK(scene.incident().is_private);
  CHECK(holds(scene.told("ana"), "This channel is private"));
  scene.here = {"slack", "C2"};
  scene.command("ben", "list");
  CHECK_FALSE(holds(scene.told("ben"), "Payroll"));
  scene.command("ben", "timeline #INC-1");
  CHECK(holds(scene.told("ben"), "There is no INC-1"));
}

TEST_CASE("what is declared here in a direct message is private")
{
  Scene scene;
  scene.meet("ana");
  scene.happen(CommandGiven{{"slack", "D1"}, "ana", "open Payroll leaks here", {}, {}, true});
  CHECK(scene.incident().is_private);
}

TEST_CASE("whether a channel is private is found out before an incident is declared in it")
{
  Scene scene;
  scene.meet("ana");
  const Channel somewhere{"slack", "C7"};
  scene.happen(CommandGiven{somewhere, "ana", "open Checkout down here", {}, {}});
  const auto asked = scene.take_effects();
  REQUIRE(asked.size() == 1);
  REQUIRE(std::holds_alternative<LearnPerson>(asked[0].effect));
  scene.name_channel(somewhere);
  scene.settle({asked[0].id});
  CHECK_FALSE(scene.incident().is_private);
  CHECK(scene.incident().channel == somewhere);
}

TEST_CASE("an incident in a channel that nothing can be found out about is kept private")
{
  Scene scene;
  scene.meet("ana");
  scene.happen(CommandGiven{{"slack", "C7"}, "ana", "open Payroll leaks here", {}, {}});
  const auto asked = scene.take_effects();
  REQUIRE(asked.size() == 1);
  scene.settle({asked[0].id, false, "not in time"});
  CHECK(scene.incident().is_private);
  CHECK(holds(scene.told("ana"), "could not find out"));
}

TEST_CASE("a channel that was made private without an incident in it is known as private")
{
  Scene scene;
  scene.name_channel(scene.channel);
  ChannelChanged change{scene.channel, "made private"};
  change.now_private = true;
  scene.happen(change);
  scene.command("ana", "open Payroll leaks here");
  CHECK(scene.incident().is_private);
}

TEST_CASE("a title keeps its S3")
{
  Scene scene;
  scene.command("ana", "open S3 bucket errors in eu-west here");
  CHECK(scene.incident().title == "S3 bucket errors in eu-west");
  scene.command("ana", "sev 2");
  scene.command("ana", "s3 bucket is down");
  CHECK(scene.incident().severity == "sev2");
  scene.command("ana", "s1");
  CHECK(scene.incident().severity == "sev1");
}

TEST_CASE("a title that is too long is cut between characters, kept whole in the record, and told")
{
  Scene scene;
  std::string title;
  for (int i = 0; i < 150; ++i) title += "é";
  scene.command("ana", "open x" + title + " here");
  CHECK(words::valid_utf8(scene.incident().title) == scene.incident().title);
  CHECK(holds(scene.entries().front().text, title));
  CHECK(holds(scene.told("ana"), "longer than the 200 bytes"));
}
