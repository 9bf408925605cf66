#include "bot/timeline/repairing.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/bot/scene.hpp"

using namespace secondstory;
using namespace secondstory::tests;
using namespace std::chrono_literals;

namespace {

std::vector<ReadHistory> readings(Scene& scene)
{
  std::vector<ReadHistory> out;
  for (const auto& item : scene.take_effects()) {
    if (const auto* reading = std::get_if<ReadHistory>(&item.effect)) out.push_back(*reading);
  }
  return out;
}

/// What the adapter tells when a connection is back; gives until when all has reached us.
Time contact(Scene& scene, bool missed)
{
  const Time complete_until = scene.now() - 10min;
  scene.happen(Contact{complete_until, missed});
  return complete_until;
}

/// A message as the history shows it, read long after it was said.
Event read_back(Scene& scene, const std::string& id, Time at, const std::string& text)
{
  MessagePosted message;
  message.message = {scene.here, id};
  message.author = "ben";
  message.text = text;
  return {{}, "slack", at, scene.now(), std::move(message), scene.now() - at};
}

}  // namespace

TEST_CASE("M24: while we are in contact nothing is read back")
{
  Scene scene;
  scene.declare();
  contact(scene, false);
  CHECK(readings(scene).empty());
}

TEST_CASE("M24: after a gap the channel of each open incident is read, and no other")
{
  Scene scene;
  scene.declare();
  scene.here = {"slack", "C2"};
  scene.declare("Search is slow sev3 here");
  scene.command("ana", "close");
  scene.settle_all();
  scene.take_effects();
  contact(scene, true);
  const auto asked = readings(scene);
  REQUIRE(asked.size() == 1);
  CHECK(asked[0].channel == scene.channel);
  CHECK(asked[0].since == scene.incident(1).declared_at);
}

TEST_CASE("M24: answers are looked for from the last contact on, wherever they hang")
{
  Scene scene;
  scene.declare();
  contact(scene, false);
  scene.pass(1h);
  const auto last = contact(scene, false);
  scene.pass(2h);
  contact(scene, true);
  const auto asked = readings(scene);
  REQUIRE(asked.size() == 1);
  CHECK(asked[0].news_since == last);
  CHECK(asked[0].since < last);
}

TEST_CASE("M24: the last contact is remembered and never moves back")
{
  Scene scene;
  const auto last = contact(scene, false);
  scene.happen(Contact{last - 1h, false});
  scene.look([&](Ledger& ledger) { CHECK(ledger.contact("slack") == last); });
  scene.look([&](Ledger& ledger) { CHECK_FALSE(ledger.contact("matrix")); });
}

TEST_CASE("M24: answers are looked for from the last reading on, if that was later")
{
  Scene scene;
  scene.declare();
  scene.pass(1h);
  const auto last = scene.now();
  contact(scene, true);
  scene.settle_all();
  scene.take_effects();
  scene.pass(2min);
  contact(scene, true);
  const auto asked = readings(scene);
  REQUIRE(asked.size() == 1);
  CHECK(asked[0].since == scene.incident().declared_at);
  CHECK(asked[0].news_since < last);
  CHECK(asked[0].news_since > last - 1min);
}

TEST_CASE("M24: a second gap is read down to where the first reading has come")
{
  Scene scene;
  scene.declare();
  scene.pass(1h);
  contact(scene, true);
  const auto first = scene.take_effects().at(0);
  const auto come_to = scene.now() - 20min;
  EffectSettled outcome;
  outcome.outbox_id = first.id;
  outcome.unread = {std::get<ReadHistory>(first.effect)};
  outcome.unread[0].cursor = "17.5";
  outcome.unread[0].reached = come_to;
  scene.settle(outcome);
  readings(scene);
  scene.pass(2min);
  contact(scene, true);
  auto asked = readings(scene);
  REQUIRE(asked.size() == 1);
  CHECK(asked[0].since == come_to);

  // Of two that have not begun, one is sure to see what is missing at a third gap.
  contact(scene, true);
  CHECK(readings(scene).size() == 1);
  contact(scene, true);
  CHECK(readings(scene).empty());
}

TEST_CASE("M24: gap after gap, an old thread is not asked for more than twice")
{
  Scene scene;
  scene.declare();
  scene.say("ben", "as I said", "1.0");
  for (int gap = 0; gap < 5; ++gap) contact(scene, true);
  const auto asked = readings(scene);
  CHECK(std::count_if(asked.begin(), asked.end(),
                      [](const auto& one) { return one.thread == "1.0"; }) == 2);
}

TEST_CASE("M24: what a step leaves unread is the next step, as long as the incident is open")
{
  Scene scene;
  scene.declare();
  contact(scene, true);
  const auto first = scene.take_effects().at(0);
  EffectSettled outcome;
  outcome.outbox_id = first.id;
  ReadHistory rest = std::get<ReadHistory>(first.effect);
  rest.cursor = "17.5";
  outcome.unread = {rest, ReadHistory{scene.channel, rest.since, "12.0", rest.news_since, {}, {}}};
  scene.settle(outcome);
  const auto next = readings(scene);
  REQUIRE(next.size() == 2);
  CHECK(next[0].cursor == "17.5");
  CHECK(next[1].thread == "12.0");

  // The same outcome told again adds nothing.
  scene.settle(outcome);
  CHECK(readings(scene).empty());
}

TEST_CASE("M24: a reading ends with its incident")
{
  Scene scene;
  scene.declare();
  contact(scene, true);
  const auto first = scene.take_effects().at(0);
  scene.command("ana", "close");
  scene.take_effects();
  EffectSettled outcome;
  outcome.outbox_id = first.id;
  outcome.unread = {std::get<ReadHistory>(first.effect)};
  scene.settle(outcome);
  CHECK(readings(scene).empty());
}

TEST_CASE("M24: a thread that is older than the incident is asked for by name")
{
  Scene scene;
  scene.declare();
  scene.say("ben", "as I said", "1.0");
  const auto opener = scene.say("ben", "new one");
  scene.say("cy", "yes", opener);
  contact(scene, true);
  const auto asked = readings(scene);
  REQUIRE(asked.size() == 2);
  CHECK(asked[1].thread == "1.0");
}

TEST_CASE("M24: what is read back and known changes nothing, what is not is recorded")
{
  Scene scene;
  scene.declare();
  const auto heard = scene.say("ben", "heard");
  const auto before = scene.entries().size();
  scene.deliver(read_back(scene, heard, scene.now(), "heard"));
  scene.deliver(read_back(scene, "9.1", scene.now(), "missed"));
  scene.deliver(read_back(scene, "9.1", scene.now(), "missed"));
  CHECK(scene.entries().size() == before + 1);
  CHECK(scene.entry_of("9.1").text == "missed");
}

TEST_CASE("M24: an edit that was missed replaces the text once and keeps what it was")
{
  Scene scene;
  scene.declare();
  const auto said = scene.say("ben", "db 1 is down");
  const auto at = scene.now();
  scene.pass(1h);
  auto event = read_back(scene, said, at, "db 2 is down");
  std::get<MessagePosted>(event.what).edited_at = at + 5min;
  scene.deliver(event);
  scene.deliver(event);
  auto entry = scene.entry_of(said);
  CHECK(entry.text == "db 2 is down");
  CHECK(entry.edited_at == at + 5min);
  REQUIRE(entry.revisions.size() == 1);
  CHECK(entry.revisions[0].text == "db 1 is down");
  // What the history shows is never newer than the edit that we have.
  std::get<MessagePosted>(event.what).text = "db 3 is down";
  scene.deliver(event);
  CHECK(scene.entry_of(said).text == "db 2 is down");
}

TEST_CASE("M24: a message that was said and edited in the gap is recorded as edited")
{
  Scene scene;
  scene.declare();
  auto event = read_back(scene, "9.1", scene.now(), "final words");
  std::get<MessagePosted>(event.what).edited_at = scene.now() + 1min;
  scene.deliver(event);
  CHECK(scene.entry_of("9.1").edited_at == scene.now() + 1min);
  CHECK(scene.entry_of("9.1").at == scene.now());
}

TEST_CASE("M24: a tombstone in the history empties what we knew and invents nothing")
{
  Scene scene;
  scene.declare();
  const auto said = scene.say("ben", "the password is …");
  const auto before = scene.entries().size();
  scene.happen(MessageDeleted{{scene.here, said}, scene.now(), true});
  CHECK(scene.entry_of(said).text.empty());
  CHECK(scene.entry_of(said).deleted_at);
  scene.happen(MessageDeleted{{scene.here, "77.0"}, scene.now(), true});
  CHECK(scene.entries().size() == before);
}

TEST_CASE("M24: a command that reaches us within minutes is carried out at its own time")
{
  Scene scene;
  scene.declare();
  scene.mention("ben", "status");
  scene.take_effects();
  scene.pass(5min);
  auto event = read_back(scene, "9.1", scene.now() - 4min, "<@BOT> note db 1 failed over");
  std::get<MessagePosted>(event.what).command = "note db 1 failed over";
  scene.deliver(event);
  CHECK(scene.said().find("db 1 failed over") != std::string::npos);
  CHECK(scene.entry_of("9.1").kind == EntryKind::note);
  CHECK(scene.entry_of("9.1").at == scene.now() - 4min);
  scene.deliver(event);
  CHECK(scene.said().empty());
}

TEST_CASE("M24: a stale command is recorded, not obeyed, and its author is told once an hour")
{
  Scene scene;
  scene.declare();
  scene.pass(3h);
  auto event = read_back(scene, "9.1", scene.now() - 2h, "<@BOT> sev 1");
  std::get<MessagePosted>(event.what).command = "sev 1";
  scene.deliver(event);
  CHECK(scene.incident().severity == "sev2");
  CHECK(scene.entry_of("9.1").kind == EntryKind::message);
  CHECK(scene.told("ben").find("I was away when you asked for sev 1") != std::string::npos);
  auto another = read_back(scene, "9.2", scene.now() - 2h, "<@BOT> sev 3");
  std::get<MessagePosted>(another.what).command = "sev 3";
  scene.deliver(another);
  scene.deliver(another);
  CHECK(scene.incident().severity == "sev2");
  CHECK(scene.told("ben").empty());
}

TEST_CASE("M24: no wording is suggested for what was said long ago")
{
  Scene scene;
  scene.declare();
  scene.pass(1h);
  scene.deliver(read_back(scene, "9.1", scene.now() - 11min, blameful));
  CHECK(scene.said().empty());
  scene.deliver(read_back(scene, "9.2", scene.now() - 9min, blameful));
  CHECK_FALSE(scene.said().empty());
}

TEST_CASE("M24: what is delivered at once is obeyed and answered though the clocks disagree")
{
  Scene scene;
  scene.declare();
  scene.meet("ben");
  scene.pass(1h);
  auto event = read_back(scene, "9.1", scene.now() - 30min, "<@BOT> sev 1");
  std::get<MessagePosted>(event.what).command = "sev 1";
  event.late_by = 0ms;
  scene.deliver(event);
  CHECK(scene.incident().severity == "sev1");
  scene.take_effects();
  event = read_back(scene, "9.2", scene.now() - 30min, blameful);
  event.late_by = 0ms;
  scene.deliver(event);
  CHECK_FALSE(scene.said().empty());
}

TEST_CASE("M24: a command whose edit overtook it is carried out all the same")
{
  Scene scene;
  scene.declare();
  MessageEdited edit;
  edit.message = {scene.here, "9.1"};
  edit.posted_at = scene.now();
  edit.author = "ben";
  edit.text = "<@BOT> note second";
  scene.happen(edit);
  scene.mention("ben", "status");
  auto event = read_back(scene, "9.1", scene.now(), "<@BOT> note first");
  std::get<MessagePosted>(event.what).command = "note first";
  scene.deliver(event);
  CHECK(scene.said().find("first") != std::string::npos);
}
