#include <doctest/doctest.h>

#include "tests/language/support.hpp"

// The phrases of the founding documents, each its own promise.

using secondstory::language::testing::engine;

#define IS_FOUND(phrase)                                    \
  TEST_CASE("a blameful founding phrase is found: " phrase) \
  {                                                         \
    const auto findings = engine().check(phrase);           \
    REQUIRE_FALSE(findings.empty());                        \
    CHECK_FALSE(findings.front().question.empty());         \
    CHECK(findings.front().confidence >= 0.7);              \
  }

#define PASSES(phrase)                                     \
  TEST_CASE("a blameless founding phrase passes: " phrase) \
  {                                                        \
    CHECK(engine().check(phrase).empty());                 \
  }

IS_FOUND("Why did you forget to alert the team?")
IS_FOUND("Who missed the SLA window?")
IS_FOUND("This wouldn't have happened if…")
IS_FOUND("Who caused this problem?")
IS_FOUND("Be more careful next time.")
IS_FOUND("Why were they so careless?")
IS_FOUND("You deployed broken code")
IS_FOUND("She should have caught this")
IS_FOUND("He didn't follow the runbook")
IS_FOUND("They need better training")
IS_FOUND("Who deployed this?")
IS_FOUND("I should have known better")
IS_FOUND("This was my fault.")
IS_FOUND("John restarted the database without checking replication lag")
IS_FOUND("Sarah needs training on Kubernetes")
IS_FOUND("Mike must review all deployments")
IS_FOUND("We need to be more careful")
IS_FOUND("Let's make sure someone reviews this next time")
IS_FOUND("This happened because we were rushing")
IS_FOUND("It was an accident")
IS_FOUND("These things happen")
IS_FOUND("He should have known better")
IS_FOUND("I can't believe you did that")
IS_FOUND("who caused the outage?")
IS_FOUND("who messed up?")
IS_FOUND("Alice deployed without checking the rollback plan,")
IS_FOUND("Why did the engineer skip testing?")

PASSES("What in the process allowed this to go unnoticed?")
PASSES("How can we improve alert timing or support coverage?")
PASSES("Let's explore what signals were missed and how to surface them.")
PASSES("what was missing in our system that allowed this to happen?")
PASSES("What was confusing?")
PASSES("What signals did we miss?")
PASSES("What helped resolve the issue quickly?")
PASSES("Why did the customer portal go down?")
PASSES("Because a cache server failed.")
PASSES("Why did the cache fail?")
PASSES("Because the failover config was misapplied.")
PASSES("Why was it misapplied?")
PASSES("There was no doc owner.")
PASSES("assign a documentation owner.")
PASSES("What change will prevent recurrence?")
PASSES("Who owns that change?")
PASSES("How will we know it worked?")
PASSES("Who was paged")
PASSES("What systemic issues enabled this failure?")
PASSES("Why did our deployment process allow untested code to reach production?")
PASSES("What information did they lack?")
PASSES("What pressures led to this decision?")
PASSES("The deployment process allowed untested code to reach production")
PASSES("The code review process didn't catch this issue")
PASSES("The runbook was unclear about this scenario")
PASSES("The training material doesn't cover this case")
PASSES("Let's focus on what in our process enabled this rather than who was involved")
PASSES("What system changes would have prevented this outcome?")
PASSES(
    "If we assume everyone acted reasonably given the information they had, what information was "
    "missing?")
PASSES(
    "This is a blameless discussion. We're analyzing system failures, not evaluating individuals.")
PASSES("What prevented this from being caught earlier?")
PASSES("How did this configuration reach production?")
PASSES("What would have helped responders act faster?")
PASSES(
    "I understand you feel responsible. Let's examine what systemic factors contributed to this "
    "situation.")
PASSES("What would have helped you make a different decision in that moment?")
PASSES("The database was restarted without checking replication lag")
PASSES("The on-call engineer acknowledged the alert at 2:14 PM")
PASSES("The database team identified connection pool exhaustion at 2:23 PM")
PASSES("Create runbook documenting Kubernetes rollback procedure")
PASSES("Implement automated deployment testing that blocks broken releases")
PASSES("How can we automate this check so humans don't need to catch it?")
PASSES("Why does our system allow rushed decisions to bypass safety checks?")
PASSES(
    "I approved this architecture decision that caused the outage. Here's what I should have "
    "considered")
PASSES("Thank you for reporting this configuration error before it reached production")
PASSES("Let's focus on the system gap rather than who was involved")
PASSES("Anyone would have made that decision given the information available")
PASSES(
    "I appreciate how thorough you were in documenting this even though you were directly involved")
PASSES("What broke in the system and how do we stop it from happening again?")
PASSES("What made it possible to deploy without a rollback plan?")
PASSES("What prevented the staging environment from catching this?")
PASSES("what about the system made the outage possible")
