#include <doctest/doctest.h>

#include "bot/time.hpp"

using namespace secondstory;

TEST_CASE("a time survives being written and read")
{
  for (const auto* text :
       {"2026-11-20T14:03:11.123Z", "1970-01-01T00:00:00.000Z", "2028-02-29T23:59:59.999Z"}) {
    CAPTURE(text);
    CHECK(iso8601(*parse_iso8601(text)) == text);
  }
}

TEST_CASE("milliseconds and the Z may be missing; more digits than three are cut")
{
  CHECK(iso8601(*parse_iso8601("2026-11-20T14:03:11")) == "2026-11-20T14:03:11.000Z");
  CHECK(iso8601(*parse_iso8601("2026-11-20T14:03:11.1Z")) == "2026-11-20T14:03:11.100Z");
  CHECK(iso8601(*parse_iso8601("2026-11-20T14:03:11.123456Z")) == "2026-11-20T14:03:11.123Z");
}

TEST_CASE("what is no time is not read as one")
{
  for (const auto* text :
       {"", "2026-11-20", "2026-02-30T00:00:00Z", "2026-13-01T00:00:00Z", "2026-11-20T24:00:00Z",
        "2026-11-20T14:60:00Z", "2026-11-20 14:03:11", "2026-11-20T14:03:11.Z",
        "2026-11-20T14:03:11+01:00", "x026-11-20T14:03:11Z"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_iso8601(text));
  }
}

TEST_CASE("a span is told in the words of its size")
{
  using std::chrono::seconds;
  CHECK(duration_words(seconds{45}) == "45 s");
  CHECK(duration_words(seconds{12 * 60 + 59}) == "12 min");
  CHECK(duration_words(seconds{3 * 3600 + 7 * 60}) == "3 h 07 min");
  CHECK(duration_words(seconds{26 * 3600}) == "1 d 2 h");
}
