#include "bot/language/lexicon.hpp"

#include <doctest/doctest.h>

#include "bot/language/rewrite.hpp"
#include "bot/language/rules.hpp"
#include "tests/language/support.hpp"

using namespace secondstory::language;

namespace {

const Lexicon& lexicon()
{
  return testing::engine().rules().lexicon();
}

const Verb& verb(std::string_view base)
{
  const int lemma = lexicon().find_verb(base);
  REQUIRE(lemma >= 0);
  return lexicon().verb(lemma);
}

std::vector<Token> tokens(const std::string& text)
{
  return lexicon().tokenise(text, {0, text.size()});
}

}  // namespace

TEST_CASE("a short verb doubles its consonant")
{
  CHECK(regular_past("drop") == "dropped");
  CHECK(gerund("stop") == "stopping");
}
TEST_CASE("a verb stressed at the end doubles its consonant")
{
  CHECK(regular_past("commit") == "committed");
}
TEST_CASE("a verb stressed at the start does not")
{
  CHECK(regular_past("trigger") == "triggered");
}
TEST_CASE("a silent e is dropped before ing")
{
  CHECK(gerund("delete") == "deleting");
}
TEST_CASE("a consonant and y become ies")
{
  CHECK(third_person("deploy") == "deploys");
  CHECK(third_person("verify") == "verifies");
  CHECK(regular_past("verify") == "verified");
}
TEST_CASE("a hissing end takes es")
{
  CHECK(third_person("push") == "pushes");
}
TEST_CASE("a hyphenated verb inflects its last part")
{
  CHECK(regular_past("double-check") == "double-checked");
  CHECK(gerund("force-push") == "force-pushing");
}
TEST_CASE("break is irregular")
{
  CHECK(verb("break").past == "broke");
  CHECK(verb("break").participle == "broken");
}
TEST_CASE("overwrite is irregular")
{
  CHECK(verb("overwrite").participle == "overwritten");
}
TEST_CASE("skip doubles")
{
  CHECK(verb("skip").past == "skipped");
}
TEST_CASE("restart stays restart")
{
  CHECK(verb("restart").past == "restarted");
}
TEST_CASE("misconfigure is known")
{
  CHECK(verb("misconfigure").past == "misconfigured");
}

TEST_CASE("a contraction is two words")
{
  const auto words = tokens("shouldn't");
  REQUIRE(words.size() == 2);
  CHECK(lexicon().word(words[0].word) == "should");
  CHECK(lexicon().word(words[1].word) == "not");
  CHECK(words[1].end == 9);
}
TEST_CASE("a contraction without apostrophe is two words")
{
  CHECK(tokens("didnt").size() == 2);
  CHECK(tokens("cudve").size() == 2);
}
TEST_CASE("versions, times and hosts are one word")
{
  CHECK(tokens("v2.3.1").size() == 1);
  CHECK(tokens("14:02").size() == 1);
  CHECK(tokens("payments-api").size() == 1);
}
TEST_CASE("a given name is known in lower case")
{
  CHECK(tokens("dave")[0].classes.test(cls_name));
}
TEST_CASE("a name that is an ordinary word needs its capital")
{
  CHECK(tokens("the Grant")[1].classes.test(cls_name));
  CHECK_FALSE(tokens("the grant")[1].classes.test(cls_name));
}
TEST_CASE("a product is nobody's name")
{
  CHECK_FALSE(tokens("Kafka")[0].classes.test(cls_name));
  CHECK_FALSE(tokens("Kafka")[0].classes.test(cls_unknown));
}
TEST_CASE("a group mention is nobody")
{
  CHECK_FALSE(tokens("@here")[0].classes.test(cls_mention));
  CHECK(tokens("@tom")[0].classes.test(cls_mention));
}
TEST_CASE("plural nouns take were")
{
  CHECK(is_plural("the pods"));
  CHECK(is_plural("both replicas"));
  CHECK(is_plural("the rules for eu"));
}
TEST_CASE("singular nouns that end in s take was")
{
  CHECK_FALSE(is_plural("dns"));
  CHECK_FALSE(is_plural("the process"));
  CHECK_FALSE(is_plural("the Redis"));
  CHECK_FALSE(is_plural("the CMS"));
  CHECK(is_plural("the VMs"));
}
