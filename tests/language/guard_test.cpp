#include <doctest/doctest.h>

#include "bot/language/rules.hpp"
#include "bot/language/wording.hpp"
#include "tests/language/support.hpp"

using namespace secondstory::language;
using secondstory::language::testing::answered;
using secondstory::language::testing::engine;

namespace {

bool passes(std::string_view suggestion, std::string_view text)
{
  return guarded(suggestion, text, engine().rules(),
                 [](std::string_view said) { return engine().blames(said); });
}

}  // namespace

TEST_CASE("the guard wants every fact of the message to the letter")
{
  CHECK(passes("db-1 was restarted at 14:02.", "you restarted db-1 at 14:02"));
  CHECK_FALSE(passes("db-1 was restarted.", "you restarted db-1 at 14:02"));
  CHECK_FALSE(passes("The pod was removed.", "you ran `kubectl delete pod`"));
  CHECK_FALSE(passes("The api was moved to v2.", "you moved the api to v2.3.1"));
}

TEST_CASE("the guard lets nobody through")
{
  CHECK_FALSE(passes("The volume of Priya was wiped.", ""));
  CHECK_FALSE(passes("The volume was wiped by him.", ""));
  CHECK_FALSE(passes("<@U1> was paged.", ""));
  CHECK_FALSE(passes("You were paged.", ""));
  CHECK_FALSE(passes("Their volume was wiped.", ""));
}

TEST_CASE("the guard lets no blame through")
{
  CHECK_FALSE(passes("The careless step was taken.", ""));
  CHECK_FALSE(passes("The check should have been run.", ""));
  CHECK_FALSE(passes("The key was forgotten.", ""));
}

TEST_CASE("the guard wants a sentence")
{
  CHECK_FALSE(passes("The volume was wiped", ""));
  CHECK_FALSE(passes("The the volume was wiped.", ""));
  CHECK_FALSE(passes("", ""));
}

TEST_CASE("facts are numbers, times, versions, hosts, paths and code")
{
  const auto facts = facts_of("@tom ran `rm -rf /tmp` on db-1.eu at 14:02, v2.3.1 :100: (42%)");
  CHECK(facts == std::vector<std::string>{"`rm -rf /tmp`", "db-1.eu", "14:02", "v2.3.1", "42%"});
  CHECK(facts_of("> quoted 14:02\nplain words").empty());
}

TEST_CASE("a name in a form of address does not slip through")
{
  const std::string said =
      answered("Dear Naoko-san, may I ask why the alarm was silenced by you at 22:17?",
               Target::person, "C01")
          .suggestion.value_or("");
  CHECK(said.find("Naoko") == std::string::npos);
  CHECK_FALSE(passes("Dear Naoko-san, the alarm was silenced.", ""));
}
