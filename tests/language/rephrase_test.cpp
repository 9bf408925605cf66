#include <doctest/doctest.h>

#include "tests/language/support.hpp"

using secondstory::language::Roster;
using secondstory::language::testing::engine;

namespace {

std::string said(std::string_view text, const Roster& roster)
{
  return engine().rephrase(text, roster);
}

const Roster with_role{{{"Priya", "the on-call engineer", "U1"}}};
const Roster without_role{{{"Priya", "", "U1"}, {"Mark", "", "U2"}}};

}  // namespace

TEST_CASE("a name with a role becomes the role")
{
  CHECK(said("Priya restarted the db at 14:02", with_role) ==
        "The on-call engineer restarted the db at 14:02");
}
TEST_CASE("a name inside the sentence becomes the role in lower case")
{
  CHECK(said("At 14:02 Priya restarted the db", with_role) ==
        "At 14:02 the on-call engineer restarted the db");
}
TEST_CASE("a name without a role leaves a passive")
{
  CHECK(said("Priya restarted the database without checking replication lag", without_role) ==
        "The database was restarted without checking replication lag");
}
TEST_CASE("the passive agrees with a plural")
{
  CHECK(said("Priya restarted the pods at 09:15", without_role) ==
        "The pods were restarted at 09:15");
}
TEST_CASE("two verbs of one subject keep a subject")
{
  CHECK(said("Priya restarted the db and checked the lag", without_role) ==
        "A responder restarted the db and checked the lag");
}
TEST_CASE("a possessive name keeps its ending")
{
  CHECK(said("we rolled back Priya's change", with_role) ==
        "we rolled back the on-call engineer's change");
}
TEST_CASE("a mention by id becomes the role")
{
  CHECK(said("<@U1> acked the page", with_role) == "The on-call engineer acked the page");
}
TEST_CASE("an unknown mention becomes a responder")
{
  CHECK(said("asked <@U9> to look", with_role) == "asked a responder to look");
}
TEST_CASE("a mention by name becomes the role")
{
  CHECK(said("asked @priya to look", with_role) == "asked the on-call engineer to look");
}
TEST_CASE("a name in lower case is found")
{
  CHECK(said("asked priya to look", with_role) == "asked the on-call engineer to look");
}
TEST_CASE("a full name is replaced as one")
{
  const Roster roster{{{"Priya Nair", "the incident lead", ""}}};
  CHECK(said("Priya Nair declared it, then Nair paged storage", roster) ==
        "The incident lead declared it, then the incident lead paged storage");
}
TEST_CASE("a word that looks like a name stays a word")
{
  CHECK(said("mark the pod as bad", without_role) == "mark the pod as bad");
  CHECK(said("Mark the pod as bad", without_role) == "Mark the pod as bad");
}
TEST_CASE("a name that looks like a word is found as an agent")
{
  CHECK(said("Mark was paged at 02:10", without_role) == "A responder was paged at 02:10");
}
TEST_CASE("will stays a verb beside a person of that name")
{
  const Roster roster{{{"Will", "the DBA", ""}}};
  CHECK(said("the job will run when Will approves", roster) ==
        "the job will run when the DBA approves");
}
TEST_CASE("hosts, versions, numbers and times stay to the letter")
{
  CHECK(said("Priya upgraded db-7.eu.example from v2.3.1 to v2.4.0 at 14:02:33Z", without_role) ==
        "db-7.eu.example was upgraded from v2.3.1 to v2.4.0 at 14:02:33Z");
}
TEST_CASE("code stays to the letter")
{
  CHECK(said("Priya ran `ls /home/priya` on db-1", with_role) ==
        "The on-call engineer ran `ls /home/priya` on db-1");
}
TEST_CASE("code tells no full name, address or login")
{
  const Roster roster{{{"Mark Stone", "", ""}}};
  CHECK(said("`Author: Mark Stone <mark.stone@acme.io>` stands over 4f2a9c1", roster) ==
        "`Author: a responder <user@acme.io>` stands over 4f2a9c1");
  CHECK(said("see ```\nAuthor: Mark Stone\n    Fix mark\n``` and `ssh mstone@bastion-1`", roster) ==
        "see ```\nAuthor: a responder\n    Fix mark\n``` and `ssh user@bastion-1`");
  CHECK(said("`ping @acme.io ops@acme.io Mark Stones`", roster) ==
        "`ping @acme.io ops@acme.io Mark Stones`");
}
TEST_CASE("a name in a quotation is replaced")
{
  CHECK(said("the note says \"ask Priya first\"", with_role) ==
        "the note says \"ask the on-call engineer first\"");
}
TEST_CASE("the first person becomes a responder with its verb")
{
  CHECK(said("I'm looking at the graphs", {}) == "A responder is looking at the graphs");
  CHECK(said("I have paged storage", {}) == "A responder has paged storage");
}
TEST_CASE("text without people stays as it is")
{
  const std::string text = "p99 latency rose to 4.2 s at 14:02, rolled back v88";
  CHECK(said(text, with_role) == text);
}
TEST_CASE("every name of a roster is gone from a long text")
{
  const Roster roster{{{"Anna Larsen", "", ""}, {"Tom", "the scribe", "U3"}}};
  const std::string out = said(
      "Anna paged Tom. Tom's laptop died, so anna called Larsen's team. <@U3> took notes.", roster);
  for (const char* name : {"Anna", "anna", "Larsen", "Tom", "U3"}) {
    CAPTURE(out);
    CHECK(out.find(name) == std::string::npos);
  }
}
TEST_CASE("nobody is named twice in a clause: the second is a namesake")
{
  const Roster roster{{{"Colt Jeffries", "the network engineer", ""}, {"Austin Pryor", "", ""}}};
  CHECK(said("Colt Jeffries called Colt about circuit CLT-88120", roster) ==
        "The network engineer called Colt about circuit CLT-88120");
  CHECK(said("Austin Pryor flew to Austin to swap the PDU", roster) ==
        "A responder flew to Austin to swap the PDU");
}
TEST_CASE("who is named again in a clause of their own is no namesake")
{
  const Roster roster{{{"Mark", "the DBA", ""}, {"Grant", "", ""}}};
  CHECK(said("The DBA Mark restarted db-2", roster).find("Mark") == std::string::npos);
  CHECK(said("Mark said Mark would do it", roster).find("Mark") == std::string::npos);
  CHECK(said("Mark said Mark never ran it", roster).find("Mark") == std::string::npos);
  CHECK(said("Grant asked us to page Grant", roster).find("Grant") == std::string::npos);
  CHECK(said("Grant told us before Grant left", roster).find("Grant") == std::string::npos);
}
TEST_CASE("of two who share a name neither stays")
{
  const Roster roster{{{"Mark Price", "", ""}, {"Mark Chen", "", ""}}};
  CHECK(said("Mark Price paged Mark", roster).find("Mark") == std::string::npos);
}
TEST_CASE("a name stays nowhere, whatever somebody did")
{
  const Roster roster{{{"Mark", "", ""}, {"Grant", "", ""}, {"Priya Nair", "", ""}}};
  CHECK(said("Mark led the bridge until 14:30", roster).find("Mark") == std::string::npos);
  CHECK(said("Grant arrived at the DC at 03:10", roster).find("Grant") == std::string::npos);
  CHECK(said("Mark stayed until 03:00", roster).find("Mark") == std::string::npos);
  CHECK(said("MS NAIR restarted db-2", roster).find("NAIR") == std::string::npos);
}
TEST_CASE("whom somebody quoted speaks of is told apart only by name")
{
  const Roster roster{{{"Ana", "", ""}}};
  CHECK(said("Ana said \"he dropped the table\"", roster) ==
        "A responder said \"he dropped the table\"");
}
TEST_CASE("a sentence may end where a name is looked for")
{
  CHECK(said("I'm", without_role) == "A responder is");
  CHECK(said("me (", without_role) == "A responder (");
  CHECK(said("this is", without_role) == "this is");
}
TEST_CASE("initials that a hyphen joins belong to the surname")
{
  CHECK(said("Signed off by A.-M. Keller, M.-C. du Pont and J. Ash",
             {{{"Anna-Maria Keller", "", ""}, {"Marie-Claire du Pont", "", ""}}}) ==
        "Signed off by two responders and J. Ash");
}
