#include "bot/postmortem/scrub.hpp"

#include <doctest/doctest.h>

using namespace secondstory;
using namespace secondstory::postmortem;

namespace {

std::string scrubbed(const std::string& text)
{
  const std::vector<PersonSeen> people = {
      {"slack", "U1", "priya_raman", "Priya (SRE, she/her)", "Priya Raman", false, true},
      {"slack", "U2", "mark", "mark", "Mark Oduya", false, true},
      {"slack", "U3", "zoe", "Zoë", "Zoë O'Brien", false, true},
      {"slack", "U4", "wl", "王磊", "王磊", false, true}};
  return without_names(text, people, [](const std::string&) { return std::string{"R"}; });
}

}  // namespace

TEST_CASE("names go in every form: possessive, in brackets, at the end, with an accent")
{
  const std::vector<PersonSeen> people = {
      {"slack", "U1", "jose", "José", "José O'Brien", false, true}};
  const auto speak = [](const std::string&) { return std::string{"a responder"}; };
  CHECK(without_names("José's change (José).", people, speak) ==
        "a responder's change (a responder).");
  CHECK(without_names("ask José O'Brien", people, speak) == "ask a responder");
  CHECK(without_names("<@U1> and @jose", people, speak) == "a responder and a responder");
  CHECK(without_names("Joséphine stays", people, speak) == "Joséphine stays");
}

TEST_CASE("a mention of somebody unknown is not left standing")
{
  const auto speak = [](const std::string&) { return std::string{"a responder"}; };
  CHECK(without_names("ask <@U404>", {}, speak) == "ask a responder");
}

TEST_CASE("a mention that is cut off changes nothing else")
{
  const auto speak = [](const std::string&) { return std::string{"x"}; };
  CHECK(without_names("a <@U1 b", {}, speak) == "a <@U1 b");
}

TEST_CASE("a name goes however it is set: in italics, bold, struck out")
{
  CHECK(scrubbed("_Mark_ *Mark* ~Mark~") == "_R_ *R* ~R~");
}

TEST_CASE("a name in an identifier is a part of the identifier")
{
  CHECK(scrubbed("MARK_COUNT=5 and last_Mark") == "MARK_COUNT=5 and last_Mark");
}

TEST_CASE("a name goes in whatever case and with whatever accents it is written")
{
  CHECK(scrubbed("mArK, MARK, ZOË, Zoe, ZOE\xCC\x88") == "R, R, R, R, R");
}

TEST_CASE("a name goes with either kind of apostrophe")
{
  CHECK(scrubbed("ask O’Brien or O'BRIEN") == "ask R or R");
  CHECK(scrubbed("Mark’s change") == "R’s change");
}

TEST_CASE("a name goes where words stand without spaces between them")
{
  CHECK(scrubbed("请王磊检查db-3") == "请R检查db-3");
  CHECK(scrubbed("请Mark检查") == "请R检查");
}

TEST_CASE("a name that is written as one word goes, as a handle does without its @")
{
  CHECK(scrubbed("owner is priya_raman, mark.oduya or MarkOduya") == "owner is R, R or R");
}

TEST_CASE("what stands beside a name in a profile is no name")
{
  CHECK(scrubbed("the SRE on call") == "the SRE on call");
}

TEST_CASE("a first name in a URL is part of where something is; a whole name goes there too")
{
  CHECK(scrubbed("see https://git.example.org/mark/Mark/runbook by Mark") ==
        "see https://git.example.org/mark/Mark/runbook by R");
  CHECK(scrubbed("https://git.example.org/mark-oduya/x") == "https://git.example.org/R/x");
}

TEST_CASE("what is not UTF-8 stays as it is, and hides no name beside it")
{
  CHECK(scrubbed("\xFF\xC3 Mark \xE7") == "\xFF\xC3 R \xE7");
}

TEST_CASE("a file that is called after somebody is told by its kind, another by its name")
{
  const Scrubber scrubber{{{"slack", "U2", "mark", "mark", "Mark Oduya", false, true}}};
  CHECK(scrubber.file_names("look\n[file: marks-screenshot.png]") == "look\na file (png)");
  CHECK(scrubber.file_names("[file: grafana_mark_2.PNG]") == "a file (PNG)");
  CHECK(scrubber.file_names("[file: db-3-latency.png]") == "[file: db-3-latency.png]");
}
