#include <doctest/doctest.h>

#include <algorithm>

#include "tests/config/parsing.hpp"

namespace secondstory::tests {

TEST_CASE("managers that nobody can be are refused, for they would lock everybody out")
{
  for (const auto* wrong : {"priya", "", "T1:priya", "u024be7lh", "@ana", "C024BE91L"}) {
    CAPTURE(wrong);
    const auto said = complaint("[incidents]\nmanagers = [\"" + std::string{wrong} + "\"]\n");
    CHECK(said.starts_with("folder/bot.toml:2: incidents.managers holds"));
  }
  CHECK(complaint("[incidents]\nmanagers = [\"U1\", \"T9:W2\", \"@ana:example.org\"]\n").empty());
}

TEST_CASE("a database that is lost with the program is refused")
{
  CHECK(complaint("[storage]\nurl = \"sqlite::memory:\"\n")
            .starts_with("folder/bot.toml:2: storage.url keeps nothing"));
}

TEST_CASE("a proxy whose port is no number is refused, one with credentials is not")
{
  CHECK(complaint(slack_with("proxy = \"http://h:x\"\n"))
            .starts_with("folder/bot.toml:4: slack.proxy must be"));
  CHECK(complaint(slack_with("proxy = \"http://user:pass@h:3128/\"\n")).empty());
}

TEST_CASE("an unknown key is named with the nearest known one and its place")
{
  const auto message = complaint(slack_with("bot_tokn = \"x\"\n"));
  CHECK(message == "folder/bot.toml:4: there is no key slack.bot_tokn; did you mean bot_token?");
}

TEST_CASE("an unknown key that resembles nothing is still an error")
{
  CHECK(complaint("[http]\nzzzzzzzz = 1\n")
            .starts_with("folder/bot.toml:2: there is no key http.zzzzzzzz"));
}

TEST_CASE("an unknown section is named with the nearest known one")
{
  CHECK(complaint("\n[slak]\nenabled = true\n") ==
        "folder/bot.toml:2: there is no section [slak]; did you mean [slack]?");
}

TEST_CASE("a value where a section belongs is an error")
{
  CHECK(complaint("http = \"127.0.0.1:8080\"\n") ==
        "folder/bot.toml:1: http is a section; write [http] on a line of its own");
}

TEST_CASE("all that is wrong is said at once, in the order of the lines")
{
  const auto message = complaint(
      "[storage]\nurl = \"mysql:x\"\n[http]\nlisten = \"nowhere\"\n[language]\ndelivery = "
      "\"shout\"\n"
      "[incidents]\ntimezone = \"Mars/Olympus\"\nseverities = []\n");
  CHECK(std::count(message.begin(), message.end(), '\n') == 4);
  std::size_t last = 0;
  for (const char* line : {":2: ", ":4: ", ":6: ", ":8: ", ":9: "}) {
    const auto at = message.find(line);
    REQUIRE_MESSAGE(at != std::string::npos, line << " is missing in " << message);
    CHECK(at >= last);
    last = at;
  }
}

TEST_CASE("what is not TOML is shown with its line")
{
  CHECK(
      complaint("[http]\nlisten 127\n").starts_with("folder/bot.toml:2: cannot be read as TOML: "));
}

TEST_CASE("a value of the wrong type is an error that says what belongs there")
{
  CHECK(complaint("[language]\nenabled = \"yes\"\n") ==
        "folder/bot.toml:2: language.enabled must be true or false, without quotes");
  CHECK(complaint("[incidents]\nbackfill_minutes = \"60\"\n") ==
        "folder/bot.toml:2: incidents.backfill_minutes must be a whole number from 0 to 10080");
  CHECK(complaint("[incidents]\nopen_in = 3\n") ==
        "folder/bot.toml:2: incidents.open_in must be a text in quotes");
  CHECK(
      mentions(complaint("[incidents]\nmanagers = \"U1\"\n"), "incidents.managers must be a list"));
  CHECK(mentions(complaint("[incidents]\nmanagers = [\"U1\", 2]\n"),
                 "incidents.managers must be a list"));
  CHECK(mentions(complaint("[postmortem]\nslo_minutes = 5\n"),
                 "postmortem.slo_minutes must be a table"));
}

TEST_CASE("one to ten sockets are accepted and no others")
{
  CHECK(complaint(slack_with("sockets = 1\n")).empty());
  CHECK(complaint(slack_with("sockets = 10\n")).empty());
  CHECK(complaint(slack_with("sockets = 0\n")) ==
        "folder/bot.toml:4: slack.sockets must be a whole number from 1 to 10");
  CHECK_FALSE(complaint(slack_with("sockets = 11\n")).empty());
  CHECK_FALSE(complaint(slack_with("sockets = 2.0\n")).empty());
}

TEST_CASE("a confidence lies between 0 and 1")
{
  CHECK(complaint("[language]\nmin_confidence = 0.0\n").empty());
  CHECK_FALSE(complaint("[language]\nmin_confidence = 1.01\n").empty());
  CHECK_FALSE(complaint("[language]\nmin_confidence = nan\n").empty());
}

TEST_CASE("a word that is none of the choices is answered with the choices")
{
  CHECK(complaint("[language]\ndelivery = \"public\"\n") ==
        "folder/bot.toml:2: language.delivery must be one of \"thread\", \"author\", \"off\"");
  CHECK(mentions(complaint("[postmortem]\nnames = \"all\"\n"), "\"roles\", \"names\""));
  CHECK(mentions(complaint("[incidents]\nopen_in = \"there\"\n"), "\"new-channel\", \"here\""));
  CHECK(mentions(complaint("[matrix]\ntransport = \"http\"\n"),
                 "\"sync\", \"appservice-websocket\""));
}

TEST_CASE("a time zone that nobody knows is an error")
{
  CHECK(complaint("[incidents]\ntimezone = \"Europe/Berlin\"\n").empty());
  CHECK(mentions(complaint("[incidents]\ntimezone = \"Europe/Atlantis\"\n"), "Europe/Atlantis"));
}

TEST_CASE("severities are words, at least one and each once")
{
  CHECK(complaint("[incidents]\nseverities = [\"one\"]\n[postmortem]\nslo_minutes = {}\n").empty());
  CHECK_FALSE(complaint("[incidents]\nseverities = []\n").empty());
  CHECK_FALSE(complaint("[incidents]\nseverities = [\"sev1\", \"SEV1\"]\n").empty());
  CHECK_FALSE(complaint("[incidents]\nseverities = [\"sev 1\"]\n").empty());
  CHECK_FALSE(complaint("[incidents]\nseverities = [\"\"]\n").empty());
}

TEST_CASE("a target for a severity that there is none of is an error")
{
  CHECK(complaint("[postmortem]\nslo_minutes = { sev9 = 5 }\n") ==
        "folder/bot.toml:2: postmortem.slo_minutes speaks of sev9, which incidents.severities does "
        "not "
        "name");
  CHECK_FALSE(complaint("[postmortem]\nslo_minutes = { sev1 = 0 }\n").empty());
}

TEST_CASE("a channel prefix that Slack would refuse is an error")
{
  CHECK(complaint("[incidents]\nchannel_prefix = \"ops_2-\"\n").empty());
  for (const char* prefix :
       {"Inc-", "inc ", "inc.", "än-", "a-prefix-that-is-longer-than-twenty"}) {
    CAPTURE(prefix);
    CHECK(mentions(complaint(std::string{"[incidents]\nchannel_prefix = \""} + prefix + "\"\n"),
                   "incidents.channel_prefix"));
  }
}

TEST_CASE("a command is one word with a slash")
{
  CHECK(complaint("[incidents]\ncommand = \"/outage\"\n").empty());
  CHECK_FALSE(complaint("[incidents]\ncommand = \"outage\"\n").empty());
  CHECK_FALSE(complaint("[incidents]\ncommand = \"/in cident\"\n").empty());
}

TEST_CASE("a place of storage that this build lacks is told from one that is none")
{
  CHECK(mentions(complaint("[storage]\nurl = \"postgresql://u@h/db\"\n"), "PostgreSQL"));
  CHECK(mentions(complaint("[storage]\nurl = \"secondstory.db\"\n"), "sqlite:secondstory.db"));
  CHECK_FALSE(complaint("[storage]\nurl = \"sqlite:\"\n").empty());
  CHECK(complaint("[storage]\nurl = \"sqlite:/var/lib/x.db\"\n").empty());
}

TEST_CASE("an address to listen on has a port")
{
  CHECK(complaint("[http]\nlisten = \"[::1]:0\"\n").empty());
  for (const char* listen :
       {"localhost", ":8080", "127.0.0.1:", "127.0.0.1:70000", "127.0.0.1:80x", ""}) {
    CAPTURE(listen);
    CHECK(mentions(complaint(std::string{"[http]\nlisten = \""} + listen + "\"\n"), "http.listen"));
  }
}

TEST_CASE("http is for loopback addresses alone")
{
  for (const char* url : {"https://slack.com/api/", "http://127.0.0.1:8765/api/",
                          "http://localhost:1/", "http://[::1]:8765/", "http://127.9.9.9/"}) {
    CAPTURE(url);
    CHECK(complaint(slack_with(std::string{"api_url = \""} + url + "\"\n")).empty());
  }
  for (const char* url :
       {"http://slack.com/api/", "http://127.example.org/", "http://localhost.evil.org/",
        "http://127.0.0.1@evil.org/", "http://127.0.0.1.evil.org/", "slack.com/api/", "https://",
        "https://x:70000/", "ftp://127.0.0.1/", "http://127.0.0.1\\\\@evil.org/"}) {
    CAPTURE(url);
    CHECK(mentions(complaint(slack_with(std::string{"api_url = \""} + url + "\"\n")),
                   "slack.api_url"));
  }
}

TEST_CASE("Matrix switched on is an error as long as there is no adapter for it")
{
  const auto message =
      complaint("[matrix]\nenabled = true\nhomeserver_url = \"http://example.org\"\n");
  CHECK(mentions(message, "folder/bot.toml:2: matrix.enabled"));
  CHECK(mentions(message, "folder/bot.toml:3: matrix.homeserver_url"));
}

TEST_CASE("a template, rules or certificates that are not there are an error with their whole path")
{
  CHECK(mentions(complaint("[postmortem]\ntemplate = \"draft.md\"\n"), "folder/draft.md"));
  CHECK(mentions(complaint("[language]\nrules = \"rules\"\n"), "folder/rules"));
  CHECK(mentions(complaint(slack_with("ca_file = \"/no/such/ca.pem\"\n")), " /no/such/ca.pem"));
}

}  // namespace secondstory::tests
