#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/experimental/channel.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace secondstory::net {

/// One at a time: Beast forbids a second write while one is under way. A channel with one token is
/// a lock that coroutines can wait for.
class Turnstile
{
 public:
  explicit Turnstile(const boost::asio::any_io_executor& executor) : token_(executor, 1)
  {
    leave();
  }

  boost::asio::awaitable<void> enter()
  {
    boost::system::error_code ignored;
    co_await token_.async_receive(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
  }
  void leave() { token_.try_send(boost::system::error_code{}); }

 private:
  boost::asio::experimental::channel<void(boost::system::error_code)> token_;
};

}  // namespace secondstory::net
