#include "adapters/workspace/text.hpp"

#include <doctest/doctest.h>

using namespace secondstory::workspace;

namespace {

Named lookup(char sigil, std::string_view name)
{
  if (sigil == '@' && name == "sam") return {"U1", "sam"};
  if (sigil == '@' && name == "sam.lee") return {"U2", "sam.lee"};
  if (sigil == '#' && name == "ops-eu") return {"C1", "ops-eu"};
  return {};
}

std::string typed(std::string_view text, References references = References::bare)
{
  return as_typed(text, lookup, references);
}

}  // namespace

TEST_CASE("workspace text: the three characters that Slack escapes are escaped and no others")
{
  CHECK(escaped("a < b & \"c\" > 'd'") == "a &lt; b &amp; \"c\" &gt; 'd'");
  CHECK(typed("if x<3 && y>4") == "if x&lt;3 &amp;&amp; y&gt;4");
}

TEST_CASE("workspace text: a typed name of a person or a channel becomes a reference")
{
  CHECK(typed("@sam look at #ops-eu") == "<@U1> look at <#C1>");
  CHECK(typed("thanks, @sam.") == "thanks, <@U1>.");
}

TEST_CASE("workspace text: the longest name wins and an unknown one stays text")
{
  CHECK(typed("@sam.lee and @samuel") == "<@U2> and @samuel");
  CHECK(typed("mail sam@sam now") == "mail sam@sam now");
}

TEST_CASE("workspace text: a command's references carry the name")
{
  CHECK(typed("lead @sam in #ops-eu", References::labelled) == "lead <@U1|sam> in <#C1|ops-eu>");
}

TEST_CASE("workspace text: calls to everybody become broadcasts")
{
  CHECK(typed("@here and @channel") == "<!here> and <!channel>");
}

TEST_CASE("workspace text: a URL is put into angle brackets without the full stop behind it")
{
  CHECK(typed("see https://x.test/a?b=1&c=2.") == "see <https://x.test/a?b=1&amp;c=2>.");
}

TEST_CASE("workspace text: references in Slack's own form are left alone")
{
  CHECK(typed("<@U9> & <!here>") == "<@U9> &amp; <!here>");
}

TEST_CASE("workspace text: rich text takes references and links apart and unescapes the rest")
{
  const auto blocks = rich_text_of("a &lt; <@U1> <https://x.test|x>", "b1");
  const auto& elements = blocks.at(0).at("elements").at(0).at("elements").get_array();
  REQUIRE(elements.size() == 4);
  CHECK(elements[0].at("text").get_string() == "a < ");
  CHECK(elements[1].at("user_id").get_string() == "U1");
  CHECK(elements[3].at("url").get_string() == "https://x.test");
  CHECK(elements[3].at("text").get_string() == "x");
}

TEST_CASE("workspace text: a mention is told from a longer id that begins alike")
{
  CHECK(mentions("hi <@U1>", "U1"));
  CHECK(mentions("hi <@U12> <@U1|sam>", "U1"));
  CHECK_FALSE(mentions("hi <@U12>", "U1"));
}

TEST_CASE("workspace text: length counts characters, not bytes")
{
  CHECK(length_of("größe") == 5);
}
