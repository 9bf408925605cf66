#include <doctest/doctest.h>

#include "tests/language/support.hpp"

using namespace secondstory::language;
using secondstory::language::testing::answered;
using secondstory::language::testing::engine;

TEST_CASE("the question fits what the sentence is about")
{
  const auto question = [](std::string_view text) {
    const auto findings = engine().check(text);
    return findings.empty() ? "" : findings.front().question;
  };
  CHECK(question("you missed the alert").find("signal") != std::string::npos);
  CHECK(question("they skipped the procedure").find("step") != std::string::npos);
  CHECK(question("dave merged the branch without waiting for the tests").find("merged") !=
        std::string::npos);
  CHECK(question("Marek changed the wrong config").find("validates") != std::string::npos);
}

TEST_CASE("self-blame is thanked for before anything is asked")
{
  const auto findings = engine().check("This was my fault, I deployed the wrong tag");
  REQUIRE_FALSE(findings.empty());
  CHECK(findings.front().question.rfind("Thank", 0) == 0);
  CHECK(findings.front().question.back() == '?');
}

TEST_CASE("the question follows the kind of the sentence")
{
  const auto asked = [](const std::string& text, std::string_view category) {
    return answered(text, Target::unspecified, category).question;
  };
  CHECK(asked("why do you always wait for us to notice", "C05") ==
        "What keeps it this way, and what would help?");
  CHECK(asked("Why is Dave still allowed to touch the DNS zone", "C05") ==
        "What would make this work safe, whoever does it?");
  CHECK(asked("Emma mistyped the hostname and ran the restore on db-1", "C01") ==
        "What did it look like at that moment, and what would have shown the difference?");
  CHECK(asked("Fatima never documented the runbook for the unseal", "C02") ==
        "What would make writing it down a part of the work?");
  CHECK(asked("Support escalated to the wrong team twice", "C01") ==
        "What shows whom to turn to, and what would help?");
  CHECK(asked("The idiot who set TTL to 86400 cost us a day", "C12").find("Thank") ==
        std::string::npos);
  CHECK(asked("why has nobody joined the bridge", "C05") ==
        "What is in the way right now, and what would help?");
  CHECK(asked("told you twice", "C14") ==
        "What became of the early signals, and what would have made them easier to act on?");
  CHECK(asked("if I had asked first none of you would be awake", "C04") ==
        "Thank you for saying so openly. What would help?");
  CHECK(asked("why did you merge this", "C05") == "What happened?");
  CHECK(asked("why did you not keep the backup", "C05") == "What happened?");
}

TEST_CASE("what was wished for is asked about by its verb")
{
  const auto asked = [](const std::string& text, std::string_view category) {
    return answered(text, Target::unspecified, category).question;
  };
  const std::string easy = "What would make testing this an easy, normal step?";
  CHECK(asked("Tom should at least have tested the rollback", "C03") == easy);
  CHECK(asked("if Tom had only tested the rollback we would be asleep", "C04") == easy);
  CHECK(asked("had somebody paged the network team we would be asleep", "C04") ==
        "What would make it easy to call for help early?");
  // What would have come of it, or should not have been, is not what was wished for.
  CHECK(asked("if you were awake we could have caught it", "C04") == "What happened?");
  CHECK(asked("if you had not disabled the lock we would be asleep", "C04") == "What happened?");
  CHECK(asked("you should not have waited for my call", "C03") == "What happened?");
  CHECK(asked("all this goes away had Ana seen the first page", "C04") ==
        "What would have made this easier to catch?");
}
