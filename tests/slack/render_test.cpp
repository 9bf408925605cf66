#include "adapters/slack/render.hpp"

#include <doctest/doctest.h>

#include "adapters/slack/mrkdwn.hpp"

using namespace secondstory;
using namespace secondstory::slack;

namespace {

std::string first_text(const Rendered& message)
{
  return string_at(object_at(message.blocks.at(0).as_object(), "text"), "text");
}

Content of(std::vector<Block> blocks)
{
  return Content(std::move(blocks));
}

/// What counts towards the sum over a message's blocks.
std::size_t total(const Rendered& message)
{
  std::size_t sum = 0;
  for (const auto& block : message.blocks) {
    sum += string_at(object_at(block.as_object(), "text"), "text").size();
  }
  return sum;
}

}  // namespace

TEST_CASE("M20: what people wrote cannot become a mention or a link")
{
  CHECK(mrkdwn(say::text("<!channel> & <@U1>")) == "&lt;!channel&gt; &amp; &lt;@U1&gt;");
  CHECK(mrkdwn(say::bold("<!here>")) == "*&lt;!here&gt;*");
  CHECK(mrkdwn(say::code("<!here>")) == "`&lt;!here&gt;`");
}

TEST_CASE("M20: people and channels are references if their ids are ids")
{
  CHECK(mrkdwn(say::person("U1")) == "<@U1>");
  CHECK(mrkdwn(say::channel("C1")) == "<#C1>");
  CHECK(mrkdwn(say::person("!channel")) == "!channel");
  CHECK(mrkdwn(say::person("U1> <!here")) == "U1&gt; &lt;!here");
}

TEST_CASE("slack render: marks stand next to the words")
{
  CHECK(mrkdwn(say::bold(" INC-7 ")) == " *INC-7* ");
  CHECK(mrkdwn(say::italic("a")) == "_a_");
  CHECK(mrkdwn(say::bold("   ")) == "   ");
}

TEST_CASE("slack render: code cannot be left from inside")
{
  CHECK(mrkdwn(say::code("a`b")) == "`a'b`");
  CHECK(mrkdwn(say::code("a\nb")) == "```a\nb```");
}

TEST_CASE("slack render: links are made of web and mail addresses alone")
{
  Span link{.kind = Span::Kind::link, .text = "graph <1>", .url = "https://a.example/?x=1&y=<2>|3"};
  CHECK(mrkdwn(link) == "<https://a.example/?x=1&amp;y=%3C2%3E%7C3|graph &lt;1&gt;>");
  link.url = "javascript:alert(1)";
  CHECK(mrkdwn(link) == "graph &lt;1&gt; (javascript:alert(1))");
}

TEST_CASE("slack render: a time is shown in the reader's zone with a fallback")
{
  const Span span{.kind = Span::Kind::time,
                  .text = "14:03 UTC",
                  .url = {},
                  .at = Time{std::chrono::seconds{1'763'647'500}}};
  CHECK(mrkdwn(span) == "<!date^1763647500^{date_short_pretty} {time}|14:03 UTC>");
}

TEST_CASE("slack render: a line is one section, verbatim, with a fallback text")
{
  const auto messages = render(Content{say::bold("INC-7"), say::text(" is resolved")});
  REQUIRE(messages.size() == 1);
  CHECK(messages[0].text == "*INC-7* is resolved");
  REQUIRE(messages[0].blocks.size() == 1);
  const auto& text = object_at(messages[0].blocks[0].as_object(), "text");
  CHECK(string_at(text, "type") == "mrkdwn");
  CHECK(flag_at(text, "verbatim"));
}

TEST_CASE("slack render: a heading is a header, a long one a bold section")
{
  const auto header = render(of({Heading{"Status"}}));
  CHECK(string_at(header[0].blocks[0].as_object(), "type") == "header");
  const auto longer = render(of({Heading{std::string(151, 'x')}}));
  CHECK(string_at(longer[0].blocks[0].as_object(), "type") == "section");
}

TEST_CASE("slack render: quotes mark every line, bullets every item")
{
  CHECK(first_text(render(of({Quote{{say::text("a\nb")}}}))[0]) == "> a\n> b");
  CHECK(first_text(render(of({Bullets{{{say::text("a")}, {say::text("b")}}}}))[0]) == "• a\n• b");
}

TEST_CASE("slack render: facts are fields, ten to a section")
{
  Facts facts;
  for (int i = 0; i < 12; ++i)
    facts.rows.emplace_back("n" + std::to_string(i), Line{say::text("v")});
  const auto messages = render(of({facts}));
  REQUIRE(messages[0].blocks.size() == 2);
  CHECK(array_at(messages[0].blocks[0].as_object(), "fields").size() == 10);
  CHECK(array_at(messages[0].blocks[1].as_object(), "fields").size() == 2);
  CHECK(string_at(array_at(messages[0].blocks[0].as_object(), "fields")[0].as_object(), "text") ==
        "*n0*\nv");
  CHECK(messages[0].text.starts_with("n0: v\nn1: v"));
}

TEST_CASE("slack render: a field keeps its limit")
{
  const auto messages = render(of({Facts{{{"n", {say::text(std::string(5000, 'x'))}}}}}));
  const auto& fields = array_at(messages[0].blocks[0].as_object(), "fields");
  CHECK(length_of(string_at(fields[0].as_object(), "text")) <= 2000);
}

TEST_CASE("slack render: footnotes are context, dividers dividers")
{
  const auto messages = render(of({Footnote{{say::text("small")}}, Divider{}}));
  CHECK(string_at(messages[0].blocks[0].as_object(), "type") == "context");
  CHECK(string_at(messages[0].blocks[1].as_object(), "type") == "divider");
}

TEST_CASE("slack render: buttons carry action, value and style")
{
  const auto messages = render(
      of({Buttons{{{"Use", "use", "S-1", Button::Style::primary}, {"Why?", "why", "S-1"}}}}));
  const auto& elements = array_at(messages[0].blocks[0].as_object(), "elements");
  REQUIRE(elements.size() == 2);
  CHECK(string_at(elements[0].as_object(), "action_id") == "use");
  CHECK(string_at(elements[0].as_object(), "value") == "S-1");
  CHECK(string_at(elements[0].as_object(), "style") == "primary");
  CHECK_FALSE(elements[1].as_object().contains("style"));
}

TEST_CASE("slack render: buttons that share an action are numbered, as Slack wants ids unique")
{
  const auto messages = render(of({Buttons{{{"1", "done", "A-1"}, {"2", "done", "A-2"}}}}));
  const auto& elements = array_at(messages[0].blocks[0].as_object(), "elements");
  CHECK(string_at(elements[1].as_object(), "action_id") == "done#2");
}

TEST_CASE("slack render: labels and values keep their limits")
{
  const auto messages =
      render(of({Buttons{{{std::string(100, 'l'), "a", std::string(3000, 'v')}}}}));
  const auto& button = array_at(messages[0].blocks[0].as_object(), "elements")[0].as_object();
  CHECK(length_of(string_at(object_at(button, "text"), "text")) == 75);
  CHECK(length_of(string_at(button, "value")) <= 2000);
}

TEST_CASE("slack render: a long paragraph becomes sections of at most 3000")
{
  std::string words;
  for (int i = 0; i < 1500; ++i) words += "word ";
  const auto messages = render(Content{say::text(words)});
  REQUIRE(messages.size() == 1);
  CHECK(messages[0].blocks.size() == 3);
  for (const auto& block : messages[0].blocks) {
    CHECK(length_of(string_at(object_at(block.as_object(), "text"), "text")) <= 3000);
  }
}

TEST_CASE("slack render: more than 9500 characters become several messages and lose nothing")
{
  std::vector<Block> blocks;
  for (int i = 0; i < 30; ++i) blocks.push_back(Paragraph{{say::text(std::string(1000, 'a'))}});
  const auto messages = render(of(blocks));
  CHECK(messages.size() == 4);
  std::size_t sum = 0;
  for (const auto& message : messages) {
    CHECK(total(message) <= 9500);
    sum += total(message);
  }
  CHECK(sum == 30'000);
}

TEST_CASE("slack render: more than 50 blocks become several messages")
{
  std::vector<Block> blocks(120, Divider{});
  const auto messages = render(of(blocks));
  REQUIRE(messages.size() == 3);
  CHECK(messages[0].blocks.size() == 50);
  CHECK(messages[2].blocks.size() == 20);
}

TEST_CASE("slack render: nothing to say still makes a message Slack accepts")
{
  const auto messages = render(Content{});
  REQUIRE(messages.size() == 1);
  CHECK_FALSE(messages[0].text.empty());
}

TEST_CASE("slack render: a replacement is one message and says that it was cut")
{
  std::vector<Block> blocks;
  for (int i = 0; i < 30; ++i) blocks.push_back(Paragraph{{say::text(std::string(1000, 'a'))}});
  const auto message = render_one(of(blocks));
  CHECK(message.blocks.size() <= 50);
  CHECK(total(message) <= 9500);
  CHECK(string_at(message.blocks.back().as_object(), "type") == "context");
}

TEST_CASE("slack render: the fallback text keeps its limit")
{
  std::vector<Block> blocks(3, Paragraph{{say::text(std::string(2900, 'a'))}});
  CHECK(length_of(render(of(blocks))[0].text) <= 3000);
}

TEST_CASE("slack render: cutting never splits a reference, an entity or a character")
{
  for (const std::string& piece : pieces("aaaa<@U123456789>&amp;&amp;ééé", 18)) {
    CAPTURE(piece);
    CHECK(length_of(piece) <= 18);
    CHECK(std::count(piece.begin(), piece.end(), '<') ==
          std::count(piece.begin(), piece.end(), '>'));
    CHECK(std::count(piece.begin(), piece.end(), '&') ==
          std::count(piece.begin(), piece.end(), ';'));
    CHECK((static_cast<unsigned char>(piece[0]) & 0xC0) != 0x80);
  }
}

TEST_CASE("slack render: cutting prefers line ends and loses no words")
{
  const auto parts = pieces("one two\nthree four", 12);
  CHECK(parts == std::vector<std::string>{"one two", "three four"});
}

TEST_CASE("slack render: lengths are counted as Slack counts them")
{
  CHECK(length_of("aé€") == 3);
  CHECK(length_of("😀") == 2);
}
