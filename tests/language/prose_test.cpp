#include "bot/language/prose.hpp"

#include <doctest/doctest.h>

using namespace secondstory::language;

namespace {

std::string trimmed(const std::string& text)
{
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \r") + 1 - first);
}

/// The words of a document that are prose, one part a line.
std::string words_of(std::string_view document, Lines lines = Lines::wrapped)
{
  std::string words;
  for (const Prose& prose : prose_of(document, lines)) {
    if (!prose.ignored) words += trimmed(prose.text) + "\n";
  }
  return words;
}

}  // namespace

TEST_CASE("a paragraph is read as one, over its line ends")
{
  CHECK(words_of("He should have\nchecked it.\n\nNext.\n") ==
        "He should have checked it.\nNext.\n");
}

TEST_CASE("lines that stand apart are read apart")
{
  CHECK(words_of("restarted db\nyou broke it\n", Lines::apart) == "restarted db\nyou broke it\n");
}

TEST_CASE("offsets of prose are offsets of the document")
{
  const std::string document = "# Größe\n\n* one\n  two\n\n| a | b |\n|---|---|\n| c | d |\n";
  for (const Prose& prose : prose_of(document, Lines::wrapped)) {
    const std::string word = trimmed(prose.text);
    const std::size_t at = prose.text.find(word);
    CHECK(document.compare(prose.start + at, 1, word, 0, 1) == 0);
  }
}

TEST_CASE("fenced code is no prose, whatever its fence")
{
  CHECK(words_of("a\n```\ncode\n```\nb\n") == "a\nb\n");
  CHECK(words_of("~~~~ sh\ncode\n~~~\nstill code\n~~~~\nb\n") == "b\n");
  CHECK(words_of("```\nnever closed\n") == "");
}

TEST_CASE("indented code is no prose, an indented line of a list is")
{
  CHECK(words_of("a\n\n    code\n\nb\n") == "a\nb\n");
  CHECK(words_of("* one\n\n    more of one\n") == "one\nmore of one\n");
  CHECK(words_of("a\n    goes on\n") == "a     goes on\n");
}

TEST_CASE("quotes, rules, definitions and front matter are no prose")
{
  CHECK(words_of("> quoted\n\nsaid\n") == "said\n");
  CHECK(words_of("a\n\n---\n\nb\n") == "a\nb\n");
  CHECK(words_of("[1]: https://example.com/you-broke-it\nb\n") == "b\n");
  CHECK(words_of("---\ntitle: you broke it\n---\nb\n") == "b\n");
  CHECK(words_of("---\nno end\n") == "no end\n");
}

TEST_CASE("cells of a table are read one by one")
{
  CHECK(words_of("| when | what |\n|:-----|------|\n| 14:02 | it failed |\n") ==
        "when\nwhat\n14:02\nit failed\n");
  CHECK(words_of("when | what\n---|---\n14:02 | it failed\n") == "when | what\n14:02\nit failed\n");
}

TEST_CASE("a link keeps its words and loses its target")
{
  CHECK(words_of("see [the graph](https://x.example/you_broke_it \"you\") now\n").find("you") ==
        std::string::npos);
  CHECK(words_of("see [the graph](https://x.example) now\n").find("the graph") !=
        std::string::npos);
}

TEST_CASE("HTML and its comments are no prose, a mention is")
{
  CHECK(words_of("a <b class=\"you\">bold</b> word\n").find("class") == std::string::npos);
  CHECK(words_of("a <!-- you broke\nit --> b\n").find("broke") == std::string::npos);
  CHECK(words_of("<@U1> broke it\n") == "<@U1> broke it\n");
}

TEST_CASE("an ignore comment beside words covers its line's part")
{
  CHECK(words_of("you broke it <!-- secondstory-ignore -->\n\nb\n") == "b\n");
  CHECK(words_of("| a | b | <!-- secondstory-ignore -->\n| c | d |\n") == "c\nd\n");
}

TEST_CASE("an ignore comment alone covers what follows, once")
{
  CHECK(words_of("<!-- secondstory-ignore -->\nyou broke\nit\n\nb\n") == "b\n");
  CHECK(words_of("<!-- secondstory-ignore -->\n\n* you\n* b\n") == "b\n");
}

TEST_CASE("between start and end all is ignored, to the end of the document if need be")
{
  CHECK(
      words_of("a\n\n<!-- secondstory-ignore-start -->\nb\n\nc\n<!-- secondstory-ignore-end -->\n\n"
               "d\n") == "a\nd\n");
  CHECK(words_of("a\n\n<!-- secondstory-ignore-start -->\nb\n") == "a\n");
}

TEST_CASE("a very long paragraph is read to its end")
{
  std::string document;
  while (document.size() < 100000) document += "all is well here. ";
  std::size_t size = 0;
  for (const Prose& prose : prose_of(document, Lines::wrapped)) {
    CHECK(prose.text.size() <= 17000);
    size += prose.text.size();
  }
  CHECK(size == document.size());
}

TEST_CASE("places count lines and code points from one")
{
  const std::string document = "äb\ncd";
  CHECK(place_of(document, 0).column == 1);
  CHECK(place_of(document, 2).column == 2);
  CHECK(place_of(document, 4).line == 2);
  CHECK(place_of(document, 5).column == 2);
}
