#include "bot/language/normalise.hpp"

#include <doctest/doctest.h>

#include "tests/language/support.hpp"

using secondstory::language::normalise;
using secondstory::language::split_sentences;
using secondstory::language::testing::engine;
using secondstory::language::testing::rule_of;

namespace {

std::vector<std::string> sentences(const std::string& text)
{
  std::vector<std::string> result;
  for (const auto& span : split_sentences(text)) {
    result.push_back(text.substr(span.start, span.end - span.start));
  }
  return result;
}

}  // namespace

TEST_CASE("normalising keeps every byte's place")
{
  for (const std::string text :
       {"plain", "a \xe2\x80\x99 b \xe2\x80\x94 c\xe2\x80\xa6", "`code` and ```fence\nmore```",
        "<https://a.example/x|label> <@U1|name> <#C1|chan> <!here>", "&gt; quote &amp; more",
        "\"said\" 'said' *bold* _it_ :smile:", "\x01\x02\x7f"}) {
    CHECK(normalise(text).size() == text.size());
  }
}

TEST_CASE("offsets point into the original although apostrophes were unified")
{
  const std::string text =
      "h\xc3\xa9las \xe2\x80\x94 voil\xc3\xa0. you shouldn\xe2\x80\x99t have merged that";
  const auto findings = engine().check(text);
  REQUIRE(findings.size() == 1);
  CHECK(text.substr(findings[0].start, findings[0].end - findings[0].start) == findings[0].excerpt);
  CHECK(findings[0].excerpt.substr(0, 3) == "you");
}

TEST_CASE("fenced code is not read")
{
  CHECK(rule_of("```\nyou broke the build\n```").empty());
}
TEST_CASE("an unclosed fence is code to its end")
{
  CHECK(rule_of("```\nyou broke prod").empty());
}
TEST_CASE("inline code is not read")
{
  CHECK(rule_of("see `you broke the build`").empty());
}
TEST_CASE("block quotes are not read")
{
  CHECK(rule_of("> you broke the build").empty());
}
TEST_CASE("escaped block quotes are not read")
{
  CHECK(rule_of("&gt; you broke it all").empty());
}
TEST_CASE("quoted strings are not read")
{
  CHECK(rule_of("they said \"you broke prod\"").empty());
}
TEST_CASE("typographic quotations are not read")
{
  CHECK(rule_of("they said \xe2\x80\x9cyou broke prod\xe2\x80\x9d").empty());
}
TEST_CASE("single quotations are not read")
{
  CHECK(rule_of("UI: 'who broke this'").empty());
}
TEST_CASE("links are not read")
{
  CHECK(rule_of("https://x.example/who-broke-prod").empty());
}
TEST_CASE("log lines are not read")
{
  CHECK(rule_of("2026-11-20 14:02:11 ERROR you forgot to set the key").empty());
  CHECK(rule_of("error: you forgot to set the key").empty());
}
TEST_CASE("text beside code is read")
{
  CHECK(rule_of("`x` you broke the build") != "");
}
TEST_CASE("the label of a link is read")
{
  CHECK(rule_of("<https://a.example/b|you broke the build>") == "harm.person");
}
TEST_CASE("bold and italic marks do not hide a word")
{
  CHECK(rule_of("*you* broke the _build_") == "harm.person");
}
TEST_CASE("a message after a block quote is read")
{
  CHECK(rule_of("> context\nyou broke the build") == "harm.person");
}

TEST_CASE("sentences end at full stops, questions and exclamations")
{
  CHECK(sentences("One. Two? Three! Four").size() == 4);
}
TEST_CASE("sentences end at line ends")
{
  CHECK(sentences("one\ntwo\n\nthree").size() == 3);
}
TEST_CASE("versions and hosts do not end a sentence")
{
  CHECK(sentences("we run v2.3.1 on db.example.com today").size() == 1);
}
TEST_CASE("abbreviations do not end a sentence")
{
  CHECK(sentences("e.g. the cache, i.e. redis vs. memcached").size() == 1);
}
TEST_CASE("a sentence may begin in lower case")
{
  CHECK(sentences("rolled out to prod. k8s nodes are fine").size() == 2);
}
TEST_CASE("patterns never reach across a sentence end")
{
  CHECK(rule_of("tell you. broke the build").empty());
}
TEST_CASE("an endless sentence is cut")
{
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "word ";
  CHECK(sentences(text).size() > 1);
}
