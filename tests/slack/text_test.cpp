#include "adapters/slack/text.hpp"

#include <doctest/doctest.h>

using secondstory::slack::command_after_mention;
using secondstory::slack::neutral;

TEST_CASE("slack text: entities are decoded once")
{
  CHECK(neutral("a &amp;&lt;&gt; b") == "a &<> b");
  CHECK(neutral("&amp;lt;") == "&lt;");
  CHECK(neutral("&nbsp;") == "&nbsp;");
}

TEST_CASE("slack text: people lose the name and keep the id")
{
  CHECK(neutral("ask <@U1|priya> or <@W2>") == "ask <@U1> or <@W2>");
}

TEST_CASE("slack text: channels are shown by name, or by id where there is none")
{
  CHECK(neutral("<#C1|general> <#C2|> <#C3>") == "#general <#C2> <#C3>");
}

TEST_CASE("slack text: group mentions are words")
{
  CHECK(neutral("<!here> <!channel|channel> <!everyone>") == "@here @channel @everyone");
  CHECK(neutral("<!subteam^S1|@ops> <!subteam^S2|dba> <!subteam^S3>") == "@ops @dba <!S3>");
}

TEST_CASE("slack text: a date shows its fallback")
{
  CHECK(neutral("<!date^1392734382^{date} at {time}|2014-02-18 6:39 AM>") == "2014-02-18 6:39 AM");
}

TEST_CASE("slack text: an unknown special shows its label or name")
{
  CHECK(neutral("<!foo|bar> <!baz>") == "bar baz");
}

TEST_CASE("slack text: a link keeps label and address")
{
  CHECK(neutral("<https://a.example/x?a=1&amp;b=2|the graph>") ==
        "the graph (https://a.example/x?a=1&b=2)");
  CHECK(neutral("<https://a.example>") == "https://a.example");
}

TEST_CASE("slack text: a link labelled with itself is written once")
{
  CHECK(neutral("<https://a.example|https://a.example>") == "https://a.example");
  CHECK(neutral("<http://db1.example/|db1.example>") == "db1.example");
}

TEST_CASE("slack text: mail addresses are plain")
{
  CHECK(neutral("<mailto:a@b.example|a@b.example> <mailto:a@b.example|Ann>") ==
        "a@b.example Ann (a@b.example)");
}

TEST_CASE("slack text: a bracket that nothing closes stays")
{
  CHECK(neutral("a < b &lt; c") == "a < b < c");
  CHECK(neutral("<") == "<");
  CHECK(neutral("<>") == "");
}

TEST_CASE("slack text: code and emoji stay as they are")
{
  CHECK(neutral("`x` ```y``` :fire:") == "`x` ```y``` :fire:");
}

TEST_CASE("slack text: a command follows our mention at the start")
{
  CHECK(command_after_mention("<@UBOT> status", "UBOT") == "status");
  CHECK(command_after_mention("  <@UBOT|bot>:  note &amp; more ", "UBOT") == "note & more");
  CHECK(command_after_mention("<@UBOT>", "UBOT") == "");
}

TEST_CASE("slack text: a mention of somebody else or in the middle is no command")
{
  CHECK_FALSE(command_after_mention("<@U1> status", "UBOT"));
  CHECK_FALSE(command_after_mention("hey <@UBOT> status", "UBOT"));
  CHECK_FALSE(command_after_mention("<@UBOT status", "UBOT"));
  CHECK_FALSE(command_after_mention("<@> status", ""));
}
