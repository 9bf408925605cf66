#include "adapters/slack/people.hpp"

#include <doctest/doctest.h>

#include "tests/slack/whole_slack.hpp"

using namespace secondstory;
using namespace secondstory::slack;
using secondstory::slack::test::Whole;

TEST_CASE("slack people: who asks for something is looked up ahead of all others, once")
{
  Whole slack;
  slack.go_live();
  slack.slack.answers("users.info",
                      R"({"ok":true,"user":{"id":"U1","team_id":"T1","is_restricted":true}})");
  OutboxItem item;
  item.effect = LearnPerson{{"slack", "C1"}, "U1", {}};
  std::optional<Outcome> outcome;
  slack.service->carry_out(item, false, [&](Outcome out) { outcome = std::move(out); });
  slack.run_until([&] { return outcome.has_value(); });
  CHECK(outcome->kind == Outcome::Kind::done);
  REQUIRE(slack.events.size() == 1);
  CHECK_FALSE(std::get<PersonSeen>(slack.events[0].what).full_member);
  slack.service->carry_out(item, true, [&](Outcome out) { outcome = std::move(out); });
  slack.poll();
  CHECK(slack.slack.calls_of("users.info").size() == 1);
}

TEST_CASE("slack people: a look-up that takes too long is given up, kindly and not for good")
{
  Whole slack;
  slack.go_live();
  slack.slack.answers("users.info", "", 429, "30");
  OutboxItem item;
  item.effect = LearnPerson{{"slack", "C1"}, "U1", {}};
  std::optional<Outcome> outcome;
  slack.service->carry_out(item, false, [&](Outcome out) { outcome = std::move(out); });
  slack.run_until([&] { return outcome.has_value(); });
  CHECK(outcome->kind == Outcome::Kind::refused);
  CHECK(slack.events.empty());
}

TEST_CASE("slack people: whom Slack does not show us is no full member")
{
  Whole slack;
  slack.go_live();
  slack.slack.answers("users.info", R"({"ok":false,"error":"user_not_visible"})");
  OutboxItem item;
  item.effect = LearnPerson{{"slack", "C1"}, "U9", {}};
  std::optional<Outcome> outcome;
  slack.service->carry_out(item, false, [&](Outcome out) { outcome = std::move(out); });
  slack.poll();
  REQUIRE(slack.events.size() == 1);
  CHECK_FALSE(std::get<PersonSeen>(slack.events[0].what).full_member);
}

TEST_CASE(
    "slack people: people of another workspace are no full members, those of our own "
    "organisation are")
{
  const auto user = *parse_object(R"({"id":"U1","team_id":"T9"})");
  CHECK_FALSE(person_of(user, {"UBOT", "BBOT", "T1", ""}).full_member);
  const auto colleague =
      *parse_object(R"({"id":"U1","team_id":"T9","enterprise_user":{"enterprise_id":"E1"}})");
  CHECK(person_of(colleague, {"UBOT", "BBOT", "T1", "E1"}).full_member);
  CHECK_FALSE(person_of(user, {"UBOT", "BBOT", "T1", "E1"}).full_member);
}

TEST_CASE("slack people: who is seen for the first time is asked about once")
{
  Whole slack;
  slack.go_live();
  slack.slack.answers(
      "users.info",
      R"({"ok":true,"user":{"id":"U1","name":"priya","real_name":"Priya N","is_bot":false,"profile":{"display_name":"Pri"}}})");
  const std::string said = R"({"type":"message","channel":"C1","user":"U1","text":"a","ts":"1.0"})";
  slack.say(0, said, "e1");
  slack.say(0, said, "e2");
  REQUIRE(slack.slack.calls_of("users.info").size() == 1);
  REQUIRE(slack.events.size() == 3);
  const Event* told = nullptr;
  for (const Event& event : slack.events) {
    if (std::holds_alternative<PersonSeen>(event.what)) told = &event;
  }
  REQUIRE(told);
  const auto& person = std::get<PersonSeen>(told->what);
  CHECK(person.id == "U1");
  CHECK(person.handle == "priya");
  CHECK(person.display_name == "Pri");
  CHECK(person.real_name == "Priya N");
  CHECK(person.full_member);
}

TEST_CASE("slack people: those who are mentioned are seen too")
{
  Whole slack;
  slack.go_live();
  slack.say(0,
            R"({"type":"message","channel":"C1","user":"B1","text":"ask <@U7|mark>","ts":"1.0"})");
  REQUIRE(slack.slack.calls_of("users.info").size() == 1);
  CHECK(slack.slack.calls_of("users.info")[0].body == "user=U7");
}

TEST_CASE("slack people: whoever is in an incident's channel is known, though they never speak")
{
  Whole slack;
  slack.go_live();
  slack.slack.answers("conversations.members",
                      R"({"ok":true,"members":["U1"],"response_metadata":{"next_cursor":"more"}})");
  slack.slack.answers("conversations.members",
                      R"({"ok":true,"members":["U2"],"response_metadata":{"next_cursor":""}})");
  slack.slack.answers("users.info", R"({"ok":true,"user":{"id":"U1","real_name":"Mark Oduya"}})");
  slack.slack.answers("users.info", R"({"ok":true,"user":{"id":"U2","real_name":"Kim Albers"}})");
  OutboxItem item;
  item.effect = ReadHistory{{"slack", "C1"}};
  slack.service->carry_out(item, false, [](const Outcome&) {});
  slack.run_until([&] { return slack.slack.calls_of("users.info").size() == 2; });
  const auto pages = slack.slack.calls_of("conversations.members");
  REQUIRE(pages.size() == 2);
  CHECK(pages[1].body.find("more") != std::string::npos);
  std::vector<std::string> names;
  for (const Event& event : slack.events) {
    if (const auto* person = std::get_if<PersonSeen>(&event.what))
      names.push_back(person->real_name);
  }
  CHECK(names == std::vector<std::string>{"Mark Oduya", "Kim Albers"});
}

TEST_CASE("slack people: channels and user groups that are mentioned are asked for by name")
{
  Whole slack;
  slack.go_live();
  slack.slack.answers("conversations.info",
                      R"({"ok":true,"channel":{"id":"C7","name":"payments","is_private":true}})");
  slack.slack.answers(
      "usergroups.list",
      R"({"ok":true,"usergroups":[{"id":"S1","handle":"on-call","name":"On call"}]})");
  slack.say(
      0,
      R"({"type":"message","channel":"C1","user":"B1","text":"<#C7> <!subteam^S1>","ts":"1.0"})");
  std::vector<NameSeen> told;
  for (const Event& event : slack.events) {
    if (const auto* name = std::get_if<NameSeen>(&event.what)) told.push_back(*name);
  }
  REQUIRE(told.size() == 2);
  CHECK(told[0].name == "payments");
  CHECK(told[0].is_private);
  CHECK(told[1].id == "S1");
  CHECK(told[1].name == "on-call");
}

TEST_CASE("slack people: guests, strangers and the deleted are no full members")
{
  for (const char* flag : {"is_restricted", "is_ultra_restricted", "is_stranger", "deleted"}) {
    json::object user;
    user[flag] = true;
    CHECK_FALSE(person_of(user).full_member);
  }
  CHECK(person_of(json::object{}).full_member);
}
