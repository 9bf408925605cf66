#include "bot/postmortem/wording.hpp"

#include <doctest/doctest.h>

using namespace secondstory;
using namespace secondstory::postmortem;

namespace {

std::string worded(const std::string& text, const std::string& excerpt, const std::string& wording,
                   SuggestionState state = SuggestionState::accepted)
{
  Suggestion suggestion;
  suggestion.excerpt = excerpt;
  suggestion.wording = wording;
  suggestion.state = state;
  return with_wordings(text, {&suggestion}, true);
}

const std::string wording = "The review process didn't catch this.";

}  // namespace

TEST_CASE("a wording takes the place of the words it is about and leaves every other sentence")
{
  CHECK(worded("Sam should have caught this. Error rate is 40% on db-3 since 14:05, rolled back to "
               "v2.3.1",
               "Sam should have caught this", wording) ==
        "The review process didn't catch this. Error rate is 40% on db-3 since 14:05, rolled back "
        "to v2.3.1");
}

TEST_CASE("a wording goes on with the sentence that it stands in")
{
  CHECK(worded("Honestly, Sam should have caught this at 14:05!", "Sam should have caught this",
               wording) == "Honestly, the review process didn't catch this at 14:05!");
  CHECK(worded("ok.\nSam should have caught this\nback to v2", "Sam should have caught this",
               wording) == "ok.\nThe review process didn't catch this.\nback to v2");
}

TEST_CASE("a fact that an accepted wording leaves out is told behind it")
{
  CHECK(worded("You broke db-3 at 14:05", "You broke db-3 at 14:05", "The change broke it.") ==
        "The change broke it. (db-3, 14:05)");
}

TEST_CASE("a wording that nobody has accepted counts where it keeps every fact, and not otherwise")
{
  const auto offered = SuggestionState::offered;
  CHECK(worded("you broke db-3", "you broke db-3", "Db-3 was broken.", offered) ==
        "Db-3 was broken.");
  for (const auto* text : {"you broke db-3", "you broke it at 14:05", "you broke it with v2.3.1",
                           "you broke DNS", "you broke `make`"}) {
    CAPTURE(text);
    CHECK(worded(text, text, "The change broke it.", offered) == text);
  }
}

TEST_CASE("a question that nobody has accepted is not put into anybody's mouth")
{
  CHECK(worded("you broke it", "you broke it", "What broke it?", SuggestionState::offered) ==
        "you broke it");
}

TEST_CASE("a wording that was dismissed changes nothing, nor does one whose words are gone")
{
  CHECK(worded("you broke it", "you broke it", wording, SuggestionState::dismissed) ==
        "you broke it");
  CHECK(worded("it broke", "you broke it", wording) == "it broke");
}
