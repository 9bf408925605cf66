#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "tests/net/loop.hpp"

namespace secondstory::net::test {

using Tcp = asio::ip::tcp;

/// A peer on loopback that does to each connection what its script says, bytes and all.
class RawServer
{
 public:
  using Script = std::function<asio::awaitable<void>(Tcp::socket&)>;

  RawServer(Loop& loop, Script script)
      : acceptor_(loop.io, {asio::ip::address_v4::loopback(), 0}), script_(std::move(script))
  {
    loop.start(accept());
  }

  std::string port() const { return std::to_string(acceptor_.local_endpoint().port()); }
  std::string url() const { return "http://127.0.0.1:" + port(); }
  std::string ws_url() const { return "ws://127.0.0.1:" + port(); }

  int accepted = 0;
  int ended = 0;  ///< connections that the script is done with; they are closed

 private:
  asio::awaitable<void> accept()
  {
    for (;;) {
      boost::system::error_code error;
      auto socket =
          co_await acceptor_.async_accept(asio::redirect_error(asio::use_awaitable, error));
      if (error) co_return;
      ++accepted;
      asio::co_spawn(acceptor_.get_executor(),
                     serve(std::make_shared<Tcp::socket>(std::move(socket))), asio::detached);
    }
  }

  asio::awaitable<void> serve(std::shared_ptr<Tcp::socket> socket)
  {
    try {
      co_await script_(*socket);
    } catch (const boost::system::system_error&) {
      // The other side has hung up.
    }
    boost::system::error_code ignored;
    socket->close(ignored);
    ++ended;
  }

  Tcp::acceptor acceptor_;
  Script script_;
};

/// Reads up to a mark, and perhaps further.
template <class Stream>
asio::awaitable<std::string> read_up_to(Stream& stream, std::string mark)
{
  std::string text;
  co_await asio::async_read_until(stream, asio::dynamic_buffer(text), mark, asio::use_awaitable);
  co_return text;
}

/// A request's head.
template <class Stream>
asio::awaitable<std::string> read_head(Stream& stream)
{
  return read_up_to(stream, "\r\n\r\n");
}

template <class Stream>
asio::awaitable<void> say(Stream& stream, std::string text)
{
  co_await asio::async_write(stream, asio::buffer(text), asio::use_awaitable);
}

/// Reads and forgets until the peer hangs up.
inline asio::awaitable<void> swallow(Tcp::socket& socket)
{
  char bytes[4096];
  for (;;) co_await socket.async_read_some(asio::buffer(bytes), asio::use_awaitable);
}

/// Everything that a client of one request gets, up to the end of the connection.
inline asio::awaitable<std::string> ask(asio::io_context& io, unsigned short port,
                                        std::string request)
{
  Tcp::socket socket{io};
  const Tcp::endpoint server{asio::ip::address_v4::loopback(), port};
  co_await socket.async_connect(server, asio::use_awaitable);
  boost::system::error_code error;
  co_await asio::async_write(socket, asio::buffer(request),
                             asio::redirect_error(asio::use_awaitable, error));
  std::string answer;
  char bytes[4096];
  error = {};
  while (!error) {
    const auto count = co_await socket.async_read_some(
        asio::buffer(bytes), asio::redirect_error(asio::use_awaitable, error));
    answer.append(bytes, count);
  }
  co_return answer;
}

/// A port where nothing listens.
inline std::string free_port(Loop& loop)
{
  const Tcp::acceptor taken{loop.io, {asio::ip::address_v4::loopback(), 0}};
  return std::to_string(taken.local_endpoint().port());
}

}  // namespace secondstory::net::test
