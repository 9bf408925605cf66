#include "adapters/slack/frame.hpp"

#include <doctest/doctest.h>

using namespace secondstory::slack;

TEST_CASE("slack frames: hello tells app and registered connections")
{
  const auto frame = parse_frame(
      R"({"type":"hello","connection_info":{"app_id":"A1"},"num_connections":3,"debug_info":{"host":"h"}})");
  REQUIRE(std::holds_alternative<Hello>(frame));
  CHECK(std::get<Hello>(frame).app_id == "A1");
  CHECK(std::get<Hello>(frame).connections == 3);
}

TEST_CASE("slack frames: a bare hello counts")
{
  CHECK(std::holds_alternative<Hello>(parse_frame(R"({"type":"hello"})")));
}

TEST_CASE("slack frames: disconnect reasons are told apart")
{
  const auto reason = [](const std::string& name) {
    return std::get<Disconnect>(parse_frame(R"({"type":"disconnect","reason":")" + name + R"("})"))
        .reason;
  };
  CHECK(reason("warning") == Reason::warning);
  CHECK(reason("refresh_requested") == Reason::refresh_requested);
  CHECK(reason("link_disabled") == Reason::link_disabled);
  CHECK(reason("too_many_websockets") == Reason::too_many_websockets);
  CHECK(reason("moonrise") == Reason::other);
  CHECK(std::get<Disconnect>(parse_frame(R"({"type":"disconnect"})")).reason == Reason::other);
}

TEST_CASE("slack frames: an envelope carries id, type and payload")
{
  const auto frame = parse_frame(
      R"({"envelope_id":"e1","type":"events_api","accepts_response_payload":false,"retry_attempt":1,"payload":{"event_id":"Ev1"}})");
  REQUIRE(std::holds_alternative<Envelope>(frame));
  const auto& envelope = std::get<Envelope>(frame);
  CHECK(envelope.id == "e1");
  CHECK(envelope.type == "events_api");
  CHECK(string_at(envelope.payload, "event_id") == "Ev1");
  CHECK(envelope.repeated);
}

TEST_CASE("slack frames: a first delivery is no repeated one")
{
  for (const char* attempt : {"", R"("retry_attempt":0,)", R"("retry_attempt":null,)"}) {
    const auto frame = parse_frame(std::string(R"({"envelope_id":"e1",)") + attempt +
                                   R"("type":"events_api","payload":{}})");
    REQUIRE(std::holds_alternative<Envelope>(frame));
    CHECK_FALSE(std::get<Envelope>(frame).repeated);
  }
}

TEST_CASE("slack frames: a payload inside a string is read")
{
  const auto frame =
      parse_frame(R"({"envelope_id":"e1","type":"events_api","payload":"{\"event_id\":\"Ev1\"}"})");
  CHECK(string_at(std::get<Envelope>(frame).payload, "event_id") == "Ev1");
}

TEST_CASE("slack frames: an envelope with a nonsense payload is still owed an acknowledgement")
{
  for (const char* payload : {"null", "[]", "7", "\"x\"", "\"[]\"", "true"}) {
    const auto frame = parse_frame(
        std::string(R"({"envelope_id":"e1","type":"interactive","payload":)") + payload + "}");
    REQUIRE(std::holds_alternative<Envelope>(frame));
    CHECK(std::get<Envelope>(frame).payload.empty());
  }
}

TEST_CASE("slack frames: an unknown type with an id is an envelope")
{
  CHECK(
      std::holds_alternative<Envelope>(parse_frame(R"({"envelope_id":"e1","type":"holograms"})")));
}

TEST_CASE("M11: junk of every kind is junk and nothing worse")
{
  for (const char* junk : {"", "\n", " ", "null", "[]", "[1,2]", "42", "\"hello\"", "{", "{}",
                           "UNAUTHENTICATED: cache_error", R"({"type":"ping"})", R"({"type":7})",
                           R"({"envelope_id":7})", R"({"envelope_id":""})", "\xff\xfe"}) {
    CAPTURE(junk);
    CHECK(std::holds_alternative<Junk>(parse_frame(junk)));
  }
}

TEST_CASE("M11: nesting without end is junk, not a crash")
{
  CHECK(std::holds_alternative<Junk>(parse_frame(std::string(100'000, '['))));
}

TEST_CASE("M9: an acknowledgement is the id alone, escaped, and no id makes it too long")
{
  CHECK(acknowledgement("e1") == R"({"envelope_id":"e1"})");
  CHECK(acknowledgement("a\"b") == R"({"envelope_id":"a\"b"})");
  constexpr std::size_t safe = 16U << 10U;
  const std::string longest(1024, '\x01');  // each of these is six characters in JSON
  CHECK(acknowledgement(longest).size() < safe);
  const std::string frame = R"({"type":"events_api","envelope_id":")" + std::string(1025, 'e');
  CHECK(std::holds_alternative<Junk>(parse_frame(frame + "\"}")));
}

TEST_CASE("M11: a message with half a character in it loses that and no more")
{
  const auto frame = parse_frame(
      R"({"envelope_id":"e1","type":"events_api","payload":{"text":"a\ud83d b \ud83d\ude00 \\ud83d"}})");
  const auto* envelope = std::get_if<Envelope>(&frame);
  REQUIRE(envelope != nullptr);
  CHECK(string_at(envelope->payload, "text") == "a\uFFFD b 😀 \\ud83d");
}

TEST_CASE("M11: bytes that are not UTF-8 cost their place and not the message")
{
  const auto frame = parse_frame("{\"envelope_id\":\"e1\",\"payload\":{\"text\":\"a\xC3 b\"}}");
  const auto* envelope = std::get_if<Envelope>(&frame);
  REQUIRE(envelope != nullptr);
  CHECK(string_at(envelope->payload, "text") == "a\uFFFD b");
}
