#include <doctest/doctest.h>

#include "bot/words.hpp"

using namespace secondstory;

TEST_CASE("the nearest word is found over a swap, a slip and a missing letter")
{
  const std::vector<std::string> verbs = {"open", "close", "status", "timeline"};
  CHECK(words::nearest("oepn", verbs) == "open");
  CHECK(words::nearest("statsu", verbs) == "status");
  CHECK(words::nearest("timelne", verbs) == "timeline");
}

TEST_CASE("no word is near to something else altogether")
{
  CHECK_FALSE(words::nearest("banana", {"open", "close"}));
}

TEST_CASE("a very long word has no nearest and costs nothing")
{
  CHECK_FALSE(words::nearest(std::string(1'000'000, 'x'), {"open", "close"}));
}

TEST_CASE("a number is read with and without its prefix")
{
  CHECK(words::numbered("INC-7", "inc") == 7);
  CHECK(words::numbered("#inc7", "inc") == 7);
  CHECK(words::numbered("7", "inc") == 7);
}

TEST_CASE("what is not a number, zero and an overflow are not read as one")
{
  CHECK_FALSE(words::numbered("INC-", "inc"));
  CHECK_FALSE(words::numbered("INC-7x", "inc"));
  CHECK_FALSE(words::numbered("0", "inc"));
  CHECK_FALSE(words::numbered("-3", "inc"));
  CHECK_FALSE(words::numbered("99999999999999999999999", "inc"));
}

TEST_CASE("a mention gives its id, with or without a label")
{
  CHECK(words::mention("<@U1>") == "U1");
  CHECK(words::mention("<@U1|ana>") == "U1");
  CHECK_FALSE(words::mention("<@>"));
  CHECK_FALSE(words::mention("@ana"));
}

TEST_CASE("a text is clipped between characters, never inside one")
{
  CHECK(words::clipped("short", 10) == "short");
  CHECK(words::clipped("ééééééé", 8) == "éé…");
}

TEST_CASE("what is not UTF-8 is replaced, and nothing else")
{
  CHECK(words::valid_utf8("é … 😀") == "é … 😀");
  CHECK(words::valid_utf8("a\xC3") == "a\uFFFD");
  CHECK(words::valid_utf8("\xFF-\xC0\xAF") == "\uFFFD-\uFFFD\uFFFD");
  CHECK(words::valid_utf8("\xED\xA0\x80") == "\uFFFD\uFFFD\uFFFD");  // half a surrogate pair
}

TEST_CASE("no word of two letters is taken for another, a beginning is taken for the whole")
{
  CHECK_FALSE(words::nearest("p1", {"pm", "ic"}));
  CHECK(words::nearest("stat", {"sev", "status"}) == "status");
}

TEST_CASE("a negative number is none")
{
  CHECK_FALSE(words::numbered("-1", ""));
}
