#include "adapters/net/frame_sniffer.hpp"

#include <algorithm>
#include <utility>

namespace secondstory::net {

void FrameSniffer::feed(const unsigned char* bytes, std::size_t count)
{
  for (std::size_t i = 0; i < count;) {
    if (payload_left_ > 0) {
      const auto skipped = std::min<std::uint64_t>(payload_left_, count - i);
      payload_left_ -= skipped;
      i += static_cast<std::size_t>(skipped);
    } else {
      header_byte(bytes[i++]);
    }
  }
}

void FrameSniffer::header_byte(unsigned char byte)
{
  header_[have_++] = byte;
  if (have_ == 2) {
    const auto length = header_[1] & 0x7FU;
    const bool masked = (header_[1] & 0x80U) != 0;
    need_ = 2U + (length == 126 ? 2U : length == 127 ? 8U : 0U) + (masked ? 4U : 0U);
  }
  if (have_ < need_) return;
  const auto length = header_[1] & 0x7FU;
  std::uint64_t payload = length;
  if (length >= 126) {
    payload = 0;
    for (std::size_t i = 0; i < (length == 126 ? 2U : 8U); ++i)
      payload = payload << 8U | header_[2 + i];
  }
  payload_left_ = payload;
  frame(header_[0] & 0x0FU, (header_[0] & 0x80U) != 0, payload);
  have_ = 0;
  need_ = 2;
}

void FrameSniffer::frame(unsigned opcode, bool final_frame, std::uint64_t payload)
{
  constexpr unsigned first_control_opcode = 8, continuation = 0;
  if (opcode >= first_control_opcode) return;  // these may stand between a message's frames
  current_.fragmented = current_.fragmented || !final_frame || opcode == continuation;
  current_.frame_bytes_max = std::max(current_.frame_bytes_max, static_cast<std::size_t>(payload));
  if (final_frame) whole_.push_back(std::exchange(current_, {}));
}

FrameSniffer::Shape FrameSniffer::take()
{
  if (whole_.empty()) return {};
  const auto shape = whole_.front();
  whole_.pop_front();
  return shape;
}

}  // namespace secondstory::net
