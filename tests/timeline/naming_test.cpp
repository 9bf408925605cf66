#include "bot/timeline/naming.hpp"

#include <doctest/doctest.h>

#include "bot/postmortem/publishing.hpp"
#include "tests/bot/scene.hpp"
#include "tests/text.hpp"

using namespace secondstory;
using secondstory::tests::holds;
using tests::Scene;

namespace {

std::string named(Scene& scene, const std::string& text)
{
  std::string out;
  scene.look([&](Ledger& ledger) { out = with_names(text, ledger, "slack"); });
  return out;
}

std::string exported(Scene& scene, ExportFormat format)
{
  std::string out;
  const auto rules = language::Engine::with_default_rules();
  REQUIRE(rules);
  scene.look([&](Ledger& ledger) {
    out = export_incident(ledger, {}, *rules, *ledger.incident(1), format).bytes;
  });
  return out;
}

}  // namespace

TEST_CASE("channels and groups are called by name once the service has told it")
{
  Scene scene;
  CHECK(named(scene, "see <#C7> and ask <!S1>") == "see a channel and ask a user group");
  scene.happen(NameSeen{"slack", "C7", "payments", false});
  scene.happen(NameSeen{"slack", "S1", "on-call", false});
  CHECK(named(scene, "see <#C7> and ask <!S1>.") == "see #payments and ask @on-call.");
}

TEST_CASE("the name of a private channel is told nowhere")
{
  Scene scene;
  scene.happen(NameSeen{"slack", "C7", "inc-9-leaked-keys", true});
  CHECK(named(scene, "see <#C7>") == "see a private channel");
}

TEST_CASE("a channel that is renamed or made private is called so from then on")
{
  Scene scene;
  scene.happen(NameSeen{"slack", "C7", "payments", false});
  ChannelChanged change{{"slack", "C7"}, "renamed to #billing"};
  change.new_name = "billing";
  scene.happen(change);
  CHECK(named(scene, "<#C7>") == "#billing");
}

TEST_CASE("what only looks like a reference stays as it is")
{
  Scene scene;
  for (const std::string text :
       {"a < b", "<", "<#", "<#>", "<# C7>", "<@U1>", "1 <2> <!no> <#c7>"}) {
    CHECK(named(scene, text) == text);
  }
}

TEST_CASE("people in a text shown in chat become mentions, which the service names itself")
{
  const auto line = spoken("<@U1> asked <@U2>");
  REQUIRE(line.size() == 3);
  CHECK(line[0] == say::person("U1"));
  CHECK(line[1] == say::text(" asked "));
  CHECK(line[2] == say::person("U2"));
  CHECK(spoken("a <@ b").size() == 1);
  CHECK(spoken("").empty());
}

TEST_CASE("timeline, exports and draft show names instead of ids, and the draft no person's")
{
  Scene scene;
  PersonSeen person;
  person.platform = "slack";
  person.id = "U7";
  person.real_name = "Priya Raman";
  scene.happen(person);
  scene.happen(NameSeen{"slack", "C7", "payments", false});
  scene.happen(NameSeen{"slack", "S1", "on-call", false});
  scene.declare();
  scene.say("ana", "<@U7> told <!S1> in <#C7> that the pool is full");
  scene.take_effects();
  scene.command("ana", "timeline");
  CHECK(holds(scene.told("ana"), "@U7 told @on-call in #payments that the pool is full"));
  for (const auto format :
       {ExportFormat::md, ExportFormat::html, ExportFormat::json, ExportFormat::csv}) {
    const auto text = exported(scene, format);
    CHECK_FALSE(holds(text, "C7"));
    CHECK_FALSE(holds(text, "S1>"));
    CHECK(holds(text, "payments"));
  }
  const auto draft = exported(scene, ExportFormat::md);
  CHECK_FALSE(holds(draft, "Priya"));
  CHECK_FALSE(holds(draft, "U7"));
}
