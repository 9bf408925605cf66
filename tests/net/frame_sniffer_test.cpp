#include "adapters/net/frame_sniffer.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace secondstory::net;

namespace {

/// A client's frame, masked with nothing.
std::string frame(unsigned opcode, bool last, std::size_t size)
{
  std::string out;
  out += static_cast<char>((last ? 0x80U : 0U) | opcode);
  if (size < 126) {
    out += static_cast<char>(0x80U | size);
  } else if (size < 65536) {
    out += static_cast<char>(0xFE);
    for (int shift = 8; shift >= 0; shift -= 8) out += static_cast<char>(size >> shift & 0xFFU);
  } else {
    out += static_cast<char>(0xFF);
    for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(size >> shift & 0xFFU);
  }
  return out + std::string(4, '\0') + std::string(size, '\x81');
}

void feed(FrameSniffer& sniffer, const std::string& bytes)
{
  sniffer.feed(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
}

constexpr unsigned text_frame = 1, continuation = 0, ping = 9;

}  // namespace

TEST_CASE("the size of a frame is read in each of the three ways it can be written")
{
  FrameSniffer sniffer;
  for (const std::size_t size : {0UL, 125UL, 126UL, 65535UL, 65536UL, 1000000UL}) {
    feed(sniffer, frame(text_frame, true, size));
    const auto shape = sniffer.take();
    CAPTURE(size);
    CHECK(shape.frame_bytes_max == size);
    CHECK_FALSE(shape.fragmented);
  }
}

TEST_CASE("a message in several frames is told from one in one")
{
  FrameSniffer sniffer;
  feed(sniffer, frame(text_frame, false, 10) + frame(continuation, false, 200) +
                    frame(continuation, true, 30));
  const auto shape = sniffer.take();
  CHECK(shape.fragmented);
  CHECK(shape.frame_bytes_max == 200);
}

TEST_CASE("a ping within a message is no part of it")
{
  FrameSniffer sniffer;
  feed(sniffer, frame(text_frame, true, 5) + frame(ping, true, 100));
  CHECK(sniffer.take().frame_bytes_max == 5);
  feed(sniffer,
       frame(text_frame, false, 5) + frame(ping, true, 100) + frame(continuation, true, 6));
  CHECK(sniffer.take().frame_bytes_max == 6);
}

TEST_CASE("messages that arrive together are each told with their own shape")
{
  FrameSniffer sniffer;
  feed(sniffer, frame(text_frame, true, 7) + frame(text_frame, false, 300) +
                    frame(continuation, true, 1) + frame(text_frame, true, 9));
  CHECK(sniffer.take().frame_bytes_max == 7);
  CHECK(sniffer.take().fragmented);
  const auto last = sniffer.take();
  CHECK_FALSE(last.fragmented);
  CHECK(last.frame_bytes_max == 9);
}

TEST_CASE("frames are read the same, however the bytes are cut up")
{
  const auto bytes =
      frame(text_frame, true, 130) + frame(text_frame, false, 70000) + frame(continuation, true, 2);
  for (const std::size_t step : {1UL, 2UL, 3UL, 7UL, 1000UL}) {
    FrameSniffer sniffer;
    for (std::size_t i = 0; i < bytes.size(); i += step) feed(sniffer, bytes.substr(i, step));
    CAPTURE(step);
    const auto first = sniffer.take(), second = sniffer.take();
    CHECK(first.frame_bytes_max == 130);
    CHECK_FALSE(first.fragmented);
    CHECK(second.frame_bytes_max == 70000);
    CHECK(second.fragmented);
  }
}
