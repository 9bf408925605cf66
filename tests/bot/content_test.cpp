#include <doctest/doctest.h>

#include "bot/content.hpp"
#include "bot/effect.hpp"

using namespace secondstory;
using namespace secondstory::say;

namespace {

Content everything()
{
  Content content;
  content.blocks.emplace_back(Heading{"INC-1 <b>"});
  content.blocks.emplace_back(
      Paragraph{{text("a & b "),
                 bold("c"),
                 italic("d"),
                 code("e"),
                 person("U1"),
                 channel("C1"),
                 {.kind = Span::Kind::link, .text = "doc", .url = "https://x.example/"}}});
  content.blocks.emplace_back(Quote{{text("said")}});
  content.blocks.emplace_back(Bullets{{{text("one")}, {text("two")}}});
  content.blocks.emplace_back(Facts{{{"Severity", {text("sev1")}}}});
  content.blocks.emplace_back(Footnote{{text("small")}});
  content.blocks.emplace_back(Divider{});
  content.blocks.emplace_back(Buttons{{{"Go", "go", "1/2", Button::Style::primary}}});
  return content;
}

}  // namespace

TEST_CASE("content survives the outbox with every kind of block and span")
{
  const auto json = to_json(everything());
  CHECK(to_json(content_from_json(json)) == json);
  CHECK(plain_text(content_from_json(json)) == plain_text(everything()));
}

TEST_CASE("the plain words of content have people, channels and links in a readable form")
{
  const auto words = plain_text(everything());
  CHECK(words.find("@U1") != std::string::npos);
  CHECK(words.find("#C1") != std::string::npos);
  CHECK(words.find("doc (https://x.example/)") != std::string::npos);
  CHECK(words.find("- one\n- two") != std::string::npos);
}

TEST_CASE("a line of spans is a content of one paragraph")
{
  const Content content{text("a"), bold("b")};
  REQUIRE(content.blocks.size() == 1);
  CHECK(plain_text(content) == "ab");
}

TEST_CASE("content of an unknown block is refused")
{
  CHECK_THROWS(content_from_json(R"([{"b":"zz"}])"));
}

TEST_CASE("content that is not JSON is refused")
{
  CHECK_THROWS(content_from_json("nonsense"));
}

TEST_CASE("each effect survives the outbox")
{
  const Channel here{"slack", "C1"};
  const std::vector<Effect> effects = {
      PostMessage{here, "1.2", everything()},
      TellPerson{here, std::nullopt, "U1", everything(), ReplyHandle{"https://secret"}},
      TellPerson{.channel = here, .person = "U1", .content = everything(), .replaces = true},
      ReviseMessage{{here, "1.2"}, everything()},
      OpenChannel{"slack", "inc-1-x", true, {"U1", "U2"}},
      SetTopic{here, "topic"},
      InvitePeople{here, {"U1"}},
      PinMessage{{here, "1.2"}},
      ShareFile{here, std::nullopt, "a.png", "A", std::string("\x89PNG\0\xff", 6), "U1"},
      ReadHistory{here, Time{std::chrono::milliseconds{12345}}},
      ReadHistory{here,
                  {},
                  {},
                  Time{std::chrono::milliseconds{1}},
                  "17.5",
                  Time{std::chrono::milliseconds{17500}}},
      ShowHome{"slack", "U1", everything(), {{here, everything()}, {{"slack", "C2"}, {}}}},
      SetPurpose{here, "purpose"},
      BookmarkMessage{{here, "1.2"}, "INC-1"},
  };
  for (const auto& effect : effects) {
    CAPTURE(type_name(effect));
    const auto back = effect_from_json(type_name(effect), to_json(effect));
    CHECK(back.index() == effect.index());
    CHECK(to_json(back) == to_json(effect));
    CHECK(destination(back) == destination(effect));
  }
}

TEST_CASE("an effect for a channel is redirected, one for a third or for none is not")
{
  const Channel here{"slack", "C1"}, there{"slack", "C2"};
  for (Effect effect :
       {Effect{PostMessage{here, "1.2", everything()}}, Effect{PinMessage{{here, "1.2"}}},
        Effect{BookmarkMessage{{here, "1.2"}, "t"}}, Effect{SetPurpose{here, "p"}}}) {
    CHECK(redirect(effect, here, there));
    CHECK(destination(effect) == there);
    CHECK_FALSE(redirect(effect, here, there));
  }
  Effect none = OpenChannel{"slack", "inc-1", false, {}};
  CHECK_FALSE(redirect(none, {"slack", ""}, there));
}

TEST_CASE("the bytes of a file survive the outbox, zeros and all")
{
  const std::string bytes{"\x00\x01\xfe\xff", 4};
  const auto back = effect_from_json(
      "file",
      to_json(Effect{ShareFile{{"slack", "C1"}, std::nullopt, "n", "t", bytes, std::nullopt}}));
  CHECK(std::get<ShareFile>(back).bytes == bytes);
}

TEST_CASE("an effect of an unknown type is refused")
{
  CHECK_THROWS(effect_from_json("fly", "{}"));
}

TEST_CASE("an effect with a member missing is refused")
{
  CHECK_THROWS(effect_from_json("topic", R"({"platform":"slack"})"));
}
