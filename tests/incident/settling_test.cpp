#include "bot/incident/settling.hpp"

#include <doctest/doctest.h>

#include "tests/bot/scene.hpp"

using namespace secondstory;
using namespace secondstory::tests;

namespace {

EffectSettled refusal_of(const OutboxItem& item, std::string why)
{
  EffectSettled out;
  out.outbox_id = item.id;
  out.done = false;
  out.refusal = std::move(why);
  return out;
}

}  // namespace

TEST_CASE("who asked for a file is told why it does not come")
{
  Scene scene;
  scene.declare();
  scene.command("ana", "export md");
  for (const OutboxItem& item : scene.take_effects()) {
    if (!std::holds_alternative<ShareFile>(item.effect)) continue;
    scene.settle(refusal_of(item, "Slack refused it: no uploads (file_uploads_disabled)."));
  }
  const std::string told = scene.told("ana");
  CHECK(told.find("INC-1.md. Slack refused it: no uploads (file_uploads_disabled).") !=
        std::string::npos);
  CHECK(told.find("..") == std::string::npos);
}

TEST_CASE("a reason is a sentence whether the service ends it or not")
{
  for (const char* why : {"Slack refused it", "Slack refused it."}) {
    Scene scene;
    scene.command("ana", "open Checkout down");
    scene.settle(refusal_of(scene.take_effects().at(0), why));
    CHECK(scene.told("ana").find(": Slack refused it. It goes on here.") != std::string::npos);
  }
}
