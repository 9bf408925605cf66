#pragma once

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <boost/asio/read.hpp>
#include <string>

#include "tests/net/raw_server.hpp"

/// The WebSocket protocol (RFC 6455) byte by byte, for peers that behave as no library would let
/// them.
namespace secondstory::net::test {

constexpr unsigned text_frame = 1, binary_frame = 2, continuation_frame = 0;
constexpr unsigned close_frame = 8, ping_frame = 9, pong_frame = 10;

/// What proves that the server understood the client's key.
inline std::string accept_key(const std::string& key)
{
  const auto salted = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  unsigned char digest[SHA_DIGEST_LENGTH];
  SHA1(reinterpret_cast<const unsigned char*>(salted.data()), salted.size(), digest);
  unsigned char encoded[32] = {};
  const auto size = EVP_EncodeBlock(encoded, digest, SHA_DIGEST_LENGTH);
  return {reinterpret_cast<char*>(encoded), static_cast<std::size_t>(size)};
}

/// A frame; a client's is masked, here with zeros so that the bytes stay readable.
inline std::string frame(unsigned opcode, const std::string& payload, bool last = true,
                         bool masked = false)
{
  const auto size = payload.size();
  std::string out;
  out += static_cast<char>((last ? 0x80U : 0U) | opcode);
  const unsigned mask_bit = masked ? 0x80U : 0U;
  if (size < 126) {
    out += static_cast<char>(mask_bit | size);
  } else {
    out += static_cast<char>(mask_bit | 126U);
    out += static_cast<char>(size >> 8U);
    out += static_cast<char>(size & 0xFFU);
  }
  if (masked) out += std::string(4, '\0');
  return out + payload;
}

/// Takes part in the upgrade as a server and gives the request's head.
template <class Stream>
asio::awaitable<std::string> upgrade(Stream& stream)
{
  const std::string head = co_await read_head(stream);
  const std::string field = "Sec-WebSocket-Key: ";
  const auto at = head.find(field) + field.size();
  const auto key = head.substr(at, head.find("\r\n", at) - at);
  std::string answer =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
      "Sec-WebSocket-Accept: " +
      accept_key(key) + "\r\n\r\n";
  co_await say(stream, std::move(answer));
  co_return head;
}

struct Frame
{
  unsigned opcode = 0;
  bool last = false;
  std::string payload{};
};

/// The next frame that a client sends; frames of up to 65535 bytes.
template <class Stream>
asio::awaitable<Frame> read_frame(Stream& stream)
{
  unsigned char head[2], extended[2] = {}, mask[4] = {};
  co_await asio::async_read(stream, asio::buffer(head), asio::use_awaitable);
  std::size_t size = head[1] & 0x7FU;
  if (size == 126) {
    co_await asio::async_read(stream, asio::buffer(extended), asio::use_awaitable);
    size = static_cast<std::size_t>(extended[0]) << 8U | extended[1];
  }
  if ((head[1] & 0x80U) != 0)
    co_await asio::async_read(stream, asio::buffer(mask), asio::use_awaitable);
  Frame frame{head[0] & 0x0FU, (head[0] & 0x80U) != 0, std::string(size, '\0')};
  co_await asio::async_read(stream, asio::buffer(frame.payload), asio::use_awaitable);
  for (std::size_t i = 0; i < size; ++i) {
    frame.payload[i] =
        static_cast<char>(static_cast<unsigned char>(frame.payload[i]) ^ mask[i % 4]);
  }
  co_return frame;
}

}  // namespace secondstory::net::test
