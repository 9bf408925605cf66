#pragma once

#include <algorithm>
#include <boost/asio/compose.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/bind_handler.hpp>
#include <boost/beast/core/buffer_traits.hpp>
#include <boost/beast/websocket/teardown.hpp>
#include <chrono>
#include <cstdint>
#include <deque>
#include <utility>

namespace secondstory::net {

/// Reads along with the frames a client sends (RFC 6455, 5.2), for Beast hands over whole messages
/// only and a server that stands for Slack has to know how they were framed.
class FrameSniffer
{
 public:
  void feed(const unsigned char* bytes, std::size_t count);

  struct Shape
  {
    bool fragmented = false;
    std::size_t frame_bytes_max = 0;
  };
  /// How the oldest message came that was not asked for yet: several may arrive at once, and each
  /// is to be told with its own shape.
  Shape take();

 private:
  void header_byte(unsigned char byte);
  void frame(unsigned opcode, bool final_frame, std::uint64_t payload);

  unsigned char header_[14] = {};
  std::size_t have_ = 0, need_ = 2;
  std::uint64_t payload_left_ = 0;
  Shape current_{};
  std::deque<Shape> whole_{};
};

/// A TCP socket that shows what it reads to a sniffer, once that is switched on. Frozen, it stands
/// for a half-open link: what comes is swallowed, what goes out is lost, until it is closed. Slow,
/// it hands on late what has come, so that pongs are late too.
class SniffedSocket
{
 public:
  using Socket = boost::asio::ip::tcp::socket;
  using executor_type = Socket::executor_type;
  using lowest_layer_type = Socket::lowest_layer_type;

  explicit SniffedSocket(Socket socket)
      : socket_(std::move(socket)), late_(socket_.get_executor()), last_read_(Steady::now())
  {
  }

  executor_type get_executor() { return socket_.get_executor(); }
  Socket& socket() { return socket_; }
  FrameSniffer& sniffer() { return sniffer_; }
  void sniff() { on_ = true; }
  void freeze() { frozen_ = true; }
  /// From the next read on; 0 ends it.
  void read_late(std::chrono::milliseconds delay) { delay_ = delay; }
  [[nodiscard]] std::chrono::milliseconds silent_for() const
  {
    return std::chrono::duration_cast<std::chrono::milliseconds>(Steady::now() - last_read_);
  }

  template <class Buffers, class Token>
  auto async_read_some(const Buffers& buffers, Token&& token)
  {
    auto work = [this, buffers, started = false, waited = false, arrived = std::size_t{0}](
                    auto& self, boost::system::error_code error = {},
                    std::size_t count = 0) mutable {
      if (!started || (frozen_ && !error && !waited)) {
        started = true;
        socket_.async_read_some(buffers, std::move(self));
        return;
      }
      last_read_ = Steady::now();
      if (delay_.count() > 0 && !error && !waited) {
        waited = true;
        arrived = count;
        late_.expires_after(delay_);
        late_.async_wait(boost::beast::bind_front_handler(std::move(self)));
        return;
      }
      if (waited) count = arrived;
      if (on_) show(buffers, count);
      self.complete(error, count);
    };
    return boost::asio::async_compose<Token, void(boost::system::error_code, std::size_t)>(
        std::move(work), token, socket_);
  }

  template <class Buffers, class Token>
  auto async_write_some(const Buffers& buffers, Token&& token)
  {
    auto work = [this, buffers, started = false](auto& self, boost::system::error_code error = {},
                                                 std::size_t count = 0) mutable {
      if (started) return self.complete(error, count);
      started = true;
      if (!frozen_) return socket_.async_write_some(buffers, std::move(self));
      const auto lost = boost::asio::buffer_size(buffers);
      boost::asio::post(
          socket_.get_executor(),
          boost::beast::bind_front_handler(std::move(self), boost::system::error_code{}, lost));
    };
    return boost::asio::async_compose<Token, void(boost::system::error_code, std::size_t)>(
        std::move(work), token, socket_);
  }

 private:
  template <class Buffers>
  void show(const Buffers& buffers, std::size_t count)
  {
    for (auto it = boost::asio::buffer_sequence_begin(buffers);
         it != boost::asio::buffer_sequence_end(buffers) && count > 0; ++it) {
      const boost::asio::mutable_buffer part{*it};
      const auto size = std::min(count, part.size());
      sniffer_.feed(static_cast<const unsigned char*>(part.data()), size);
      count -= size;
    }
  }

  using Steady = std::chrono::steady_clock;

  Socket socket_;
  boost::asio::steady_timer late_;
  Steady::time_point last_read_;
  std::chrono::milliseconds delay_{0};
  FrameSniffer sniffer_;
  bool on_ = false;
  bool frozen_ = false;
};

// What Beast asks of a stream that it does not know.
template <class Handler>
void async_teardown(boost::beast::role_type role, SniffedSocket& stream, Handler&& handler)
{
  boost::beast::websocket::async_teardown(role, stream.socket(), std::forward<Handler>(handler));
}

inline void teardown(boost::beast::role_type role, SniffedSocket& stream,
                     boost::system::error_code& error)
{
  boost::beast::websocket::teardown(role, stream.socket(), error);
}

inline void beast_close_socket(SniffedSocket& stream)
{
  boost::system::error_code ignored;
  stream.socket().close(ignored);
}

}  // namespace secondstory::net
