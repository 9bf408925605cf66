#include "bot/incident/home.hpp"

#include <doctest/doctest.h>

#include "tests/bot/scene.hpp"

using namespace secondstory;
using tests::Scene;

namespace {

ShowHome home_of(Scene& scene, const std::string& person)
{
  scene.take_effects();
  scene.happen(HomeOpened{"slack", person});
  const auto effects = scene.take_effects();
  REQUIRE(effects.size() == 1);
  return std::get<ShowHome>(effects[0].effect);
}

bool says(const Content& content, const std::string& words)
{
  return plain_text(content).find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("the home page says so when nothing is open and nothing is waiting")
{
  Scene scene;
  const auto home = home_of(scene, "ana");
  CHECK(home.person == "ana");
  CHECK(says(home.content, "No incident is open"));
  CHECK(says(home.content, "Nothing is waiting"));
}

TEST_CASE("the home page shows open incidents and the person's own open follow-ups")
{
  Scene scene;
  scene.declare();
  scene.command("ana", "action raise the pool <@ben> by:2026-12-01");
  scene.command("ana", "action write the runbook <@ana>");
  scene.command("ana", "action tell support <@ben>");
  scene.command("ana", "done A-3");
  const auto home = home_of(scene, "ben");
  CHECK(says(home.content, "Checkout returns 500"));
  CHECK(says(home.content, "raise the pool"));
  CHECK(says(home.content, "2026-12-01"));
  CHECK_FALSE(says(home.content, "write the runbook"));
  CHECK_FALSE(says(home.content, "tell support"));
}

TEST_CASE("a closed incident leaves the home page, its open follow-ups stay")
{
  Scene scene;
  scene.declare();
  scene.command("ana", "action raise the pool <@ben>");
  scene.command("ana", "close");
  const auto home = home_of(scene, "ben");
  CHECK_FALSE(says(home.content, "Checkout returns 500"));
  CHECK(says(home.content, "raise the pool"));
}

TEST_CASE("what belongs to a private incident is guarded by its channel")
{
  Scene scene;
  scene.declare("Secret leak private");
  scene.here = {"slack", "CNEW"};
  scene.command("ana", "action rotate the keys <@ben>");
  const auto home = home_of(scene, "ben");
  CHECK_FALSE(says(home.content, "Secret leak"));
  CHECK_FALSE(says(home.content, "rotate the keys"));
  REQUIRE(home.guarded.size() == 1);
  CHECK(home.guarded[0].channel == scene.here);
  CHECK(says(home.guarded[0].content, "Secret leak"));
  CHECK(says(home.guarded[0].content, "rotate the keys"));
}
