#include <doctest/doctest.h>

#include "bot/language/engine.hpp"
#include "tests/language/support.hpp"

using secondstory::language::Target;
using secondstory::language::testing::engine;
using secondstory::language::testing::rule_of;
using secondstory::language::testing::suggestion_of;

TEST_CASE("restarting without checking becomes a passive that keeps the missing check")
{
  const auto findings =
      engine().check("John restarted the database without checking replication lag");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].suggestion == "The database was restarted without checking replication lag.");
  CHECK(findings[0].start == 0);
  CHECK(findings[0].end == 60);
  CHECK(findings[0].category == "C01");
}

TEST_CASE("deploying broken code becomes a sentence about the deployment process")
{
  CHECK(suggestion_of("You deployed broken code") ==
        "The deployment process allowed untested code to reach production.");
}

TEST_CASE("should have caught this becomes a sentence about the review process")
{
  const auto findings = engine().check("She should have caught this");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].rule == "should-have.person");
  CHECK(findings[0].category == "C03");
  CHECK(findings[0].start == 0);
  CHECK(findings[0].end == 27);
  CHECK(findings[0].excerpt == "She should have caught this");
  CHECK(findings[0].target == Target::person);
  CHECK(findings[0].suggestion == "The review process didn't catch this.");
  CHECK(findings[0].question == "What would have made this easier to catch?");
}

TEST_CASE("not following the runbook becomes a sentence about the runbook")
{
  CHECK(suggestion_of("He didn't follow the runbook") ==
        "The runbook was unclear about this scenario.");
}

TEST_CASE("better training becomes a sentence about the material")
{
  CHECK(suggestion_of("They need better training") ==
        "The training material doesn't cover this case.");
}

TEST_CASE("deploying without a check becomes a question about what made it possible")
{
  CHECK(suggestion_of("Alice deployed without checking the rollback plan,") ==
        "What made it possible to deploy without checking the rollback plan?");
}

TEST_CASE("why did you forget becomes a question about the process")
{
  CHECK(suggestion_of("Why did you forget to alert the team?") ==
        "What in the process allowed this to go unnoticed?");
}

TEST_CASE("who missed becomes a question about alerts and coverage")
{
  CHECK(suggestion_of("Who missed the SLA window?") ==
        "How can we improve alert timing or support coverage?");
}

TEST_CASE("who caused becomes a question about systemic issues")
{
  CHECK(suggestion_of("Who caused this problem?") == "What systemic issues enabled this failure?");
}

TEST_CASE("why so careless becomes a question about information")
{
  CHECK(suggestion_of("Why were they so careless?") == "What information did they lack?");
}

TEST_CASE("a named reviewer becomes an automated check")
{
  CHECK(suggestion_of("Mike must review all deployments") ==
        "Implement automated deployment testing that blocks broken releases.");
}

TEST_CASE("a deleted object keeps its place and time in the passive")
{
  CHECK(suggestion_of("she deleted the wrong bucket in eu-west-1 at 14:02") ==
        "The wrong bucket was deleted in eu-west-1 at 14:02.");
}

TEST_CASE("the passive of a plural object says were")
{
  CHECK(suggestion_of("Dieter wiped the staging volumes") == "The staging volumes were wiped.");
}

TEST_CASE("an object that belongs to a person is said without the person")
{
  CHECK(suggestion_of("Dieter wiped her volume") == "The volume was wiped.");
}

TEST_CASE("a suggestion never repeats a name of the message")
{
  for (const char* text : {"Priya wiped the volume of Marek", "Ingrid deleted the wrong user Anna",
                           "<@U02AB3> broke the build of @tom"}) {
    for (const auto& finding : engine().check(text)) {
      const std::string said = finding.suggestion.value_or("");
      for (const char* name : {"Priya", "Marek", "Ingrid", "Anna", "U02AB3", "tom"}) {
        CAPTURE(said);
        CHECK(said.find(name) == std::string::npos);
      }
    }
  }
}

TEST_CASE("a suggestion is itself free of blame")
{
  for (const char* text :
       {"You deployed broken code", "She should have caught this", "Who deployed this?",
        "why did you restart the broker?", "he skipped the dry run", "This is your fault",
        "they need better training", "be more careful next time"}) {
    const std::string said = suggestion_of(text);
    CAPTURE(text);
    CAPTURE(said);
    CHECK(rule_of(said).empty());
  }
}

TEST_CASE("self-blame is answered with target self")
{
  const auto findings = engine().check("I should have known better");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].target == Target::self);
  CHECK(findings[0].category == "C12");
}

TEST_CASE("a team as the agent is target team")
{
  const auto findings = engine().check("QA let the crash through");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].target == Target::team);
}

TEST_CASE("a mention counts as a person")
{
  CHECK(rule_of("<@U02AB3> broke the build") == "harm.person");
  CHECK(rule_of("@tom broke the build") == "harm.person");
}

TEST_CASE("the same action by a system passes")
{
  CHECK(rule_of("the deploy broke the build").empty());
  CHECK(rule_of("the job restarted the database without checking replication lag").empty());
}

TEST_CASE("live coordination passes")
{
  CHECK(rule_of("Igor restarted the broker, consumer lag is back to 0").empty());
  CHECK(rule_of("Ines merged the patch at 09:12, canary next").empty());
}

TEST_CASE("missing apostrophes do not hide blame")
{
  CHECK(rule_of("you shouldnt have merged that branch") == "should-not-have.person");
  CHECK(rule_of("you should\xe2\x80\x99ve checked the replica first") == "should-have-done.person");
}

TEST_CASE("several blameful sentences give several findings in order")
{
  const auto findings = engine().check("You deployed broken code. This is your fault.");
  REQUIRE(findings.size() == 2);
  CHECK(findings[0].category == "C01");
  CHECK(findings[1].category == "C07");
  CHECK(findings[0].end <= findings[1].start);
}

TEST_CASE("a rule explains itself and an unknown one does not")
{
  CHECK(engine().why("should-have.person").has_value());
  CHECK_FALSE(engine().why("no-such-rule").has_value());
}
