#include <doctest/doctest.h>

#include "bot/commands/arguments.hpp"

using namespace secondstory;

namespace {

const Time noon = *parse_iso8601("2026-11-20T12:00:00Z");  // a Friday
const std::vector<std::string> sevs = {"sev1", "sev2", "sev3", "sev4"};

}  // namespace

TEST_CASE("what options leave behind keeps its own spacing and lines")
{
  Arguments arguments{"  first  line\nsecond   line by:2026-12-01 "};
  CHECK(arguments.take_prefixed("by:") == "2026-12-01");
  CHECK(arguments.rest() == "first  line\nsecond   line");
}

TEST_CASE("an option is found wherever it stands, and taken once")
{
  Arguments arguments{"a at:13:05 b at:14:00"};
  CHECK(arguments.take_prefixed("at:") == "13:05");
  CHECK(arguments.rest() == "a b at:14:00");
}

TEST_CASE("a flag counts at either end only")
{
  Arguments middle{"nothing here works"};
  CHECK_FALSE(middle.take_flag("here"));
  Arguments end{"nothing works here"};
  CHECK(end.take_flag("here"));
  CHECK(end.rest() == "nothing works");
  Arguments begin{"here nothing works"};
  CHECK(begin.take_flag("here"));
}

TEST_CASE("severities are read in the ways people write them")
{
  for (const auto* word : {"2", "sev2", "SEV2", "sev-2"}) {
    CAPTURE(word);
    CHECK(severity_named(word, sevs) == "sev2");
  }
  CHECK(severity_named("s2", sevs, true) == "sev2");
  CHECK_FALSE(severity_named("s2", sevs));
  CHECK_FALSE(severity_named("sev9", sevs));
  CHECK_FALSE(severity_named("several", sevs));
  CHECK_FALSE(severity_named("", sevs));
}

TEST_CASE("a bare number in a title is not a severity")
{
  Arguments arguments{"lost 2 nodes"};
  CHECK_FALSE(arguments.take_severity(sevs));
  CHECK(arguments.rest() == "lost 2 nodes");
}

TEST_CASE("a clock time is the last one that has been")
{
  CHECK(iso8601(*moment("11:58", noon, "UTC")) == "2026-11-20T11:58:00.000Z");
  CHECK(iso8601(*moment("23:50", noon, "UTC")) == "2026-11-19T23:50:00.000Z");
}

TEST_CASE("a clock time is in the configured zone, with Z in UTC")
{
  CHECK(iso8601(*moment("12:30", noon, "Europe/Berlin")) == "2026-11-20T11:30:00.000Z");
  CHECK(iso8601(*moment("11:30Z", noon, "Europe/Berlin")) == "2026-11-20T11:30:00.000Z");
}

TEST_CASE("a full date and time is taken as it is")
{
  CHECK(iso8601(*moment("2026-11-18T13:05", noon, "UTC")) == "2026-11-18T13:05:00.000Z");
  CHECK(iso8601(*moment("2026-11-18T13:05:30Z", noon, "Europe/Berlin")) ==
        "2026-11-18T13:05:30.000Z");
}

TEST_CASE("a moment can be so many minutes or hours ago")
{
  CHECK(iso8601(*moment("-10m", noon, "UTC")) == "2026-11-20T11:50:00.000Z");
  CHECK(iso8601(*moment("-2h", noon, "UTC")) == "2026-11-20T10:00:00.000Z");
  CHECK_FALSE(moment("-m", noon, "UTC"));
  CHECK_FALSE(moment("-99999999m", noon, "UTC"));
}

TEST_CASE("what is no time is refused with the forms that are")
{
  for (const auto* text : {"", "soon", "25:00", "13:60", "13:5", "2026-02-30T10:00", "13"}) {
    CAPTURE(text);
    const auto at = moment(text, noon, "UTC");
    REQUIRE_FALSE(at);
    CHECK(at.error().message.find("at:13:05") != std::string::npos);
  }
}

TEST_CASE("days are read as dates and as words")
{
  CHECK(*day("2026-12-01", noon, "UTC") == "2026-12-01");
  CHECK(*day("today", noon, "UTC") == "2026-11-20");
  CHECK(*day("tomorrow", noon, "UTC") == "2026-11-21");
  CHECK(*day("mon", noon, "UTC") == "2026-11-23");
  CHECK(*day("fri", noon, "UTC") == "2026-11-27");
}

TEST_CASE("a day that does not exist is refused")
{
  CHECK_FALSE(day("2026-02-30", noon, "UTC"));
  CHECK_FALSE(day("someday", noon, "UTC"));
  CHECK_FALSE(day("", noon, "UTC"));
}

TEST_CASE("an incident is chosen by #INC-7 and only so")
{
  Arguments arguments{"sev 1 #INC-7"};
  CHECK(arguments.take_incident() == 7);
  CHECK(arguments.rest() == "sev 1");
  Arguments other{"saw #7 and INC-7"};
  CHECK_FALSE(other.take_incident());
}

TEST_CASE("a full time keeps the offset it was written with")
{
  const auto now = *parse_iso8601("2026-11-20T14:00:00.000Z");
  const auto at = *parse_iso8601("2026-11-20T11:05:00.000Z");
  for (const char* typed : {"2026-11-20T13:05+02:00", "2026-11-20T13:05:00+0200",
                            "2026-11-20T06:05-05", "2026-11-20T11:05Z"}) {
    CAPTURE(typed);
    const auto read = moment(typed, now, "Europe/Berlin");
    REQUIRE(read);
    CHECK(*read == at);
  }
}

TEST_CASE("a time with something behind it is none")
{
  const auto now = *parse_iso8601("2026-11-20T14:00:00.000Z");
  for (const char* typed : {"2026-11-20T13:05junk", "2026-11-20T13:05:99", "2026-11-20T13:05+2",
                            "2026-11-20T13:05:001", "", "13:05+02:00x"}) {
    CAPTURE(typed);
    CHECK_FALSE(moment(typed, now, "UTC"));
  }
}

TEST_CASE("what is still to come is no moment of the record")
{
  const auto now = *parse_iso8601("2026-11-20T14:00:00.000Z");
  CHECK_FALSE(moment("2026-11-20T14:06", now, "UTC"));
  CHECK(moment("2026-11-20T14:04", now, "UTC"));
}

TEST_CASE("an option may stand apart from its value, and a word with a colon is a word")
{
  Arguments apart{"failover at: 13:05 began"};
  CHECK(apart.take_prefixed("at:") == "13:05");
  CHECK(apart.rest() == "failover began");
  Arguments text{"look at: the logs"};
  CHECK_FALSE(text.take_prefixed("at:"));
  Arguments nothing{"failover at:"};
  CHECK(nothing.take_prefixed("at:") == "");
  Arguments day{"tell them by: fri"};
  CHECK(day.take_prefixed("by:") == "fri");
}
