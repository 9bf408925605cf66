#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>

#include "adapters/net/proxy.hpp"
#include "adapters/net/tls.hpp"
#include "adapters/net/url.hpp"
#include "bot/result.hpp"

/// How connections of ours come about. For the files of this folder alone: it shows Asio.
namespace secondstory::net {

using Socket = boost::asio::ip::tcp::socket;
/// Plain Asio types rather than Beast's own streams: a third of the time to compile.
using TlsSocket = boost::asio::ssl::stream<Socket>;

/// Verification on, TLS 1.2 at least. Fault::usage if the file with certificates cannot be read.
Result<std::shared_ptr<boost::asio::ssl::context>> tls_context(const TlsOptions& options);

/// Runs something when time is up, unless it is destroyed before.
class Deadline
{
 public:
  Deadline(const boost::asio::any_io_executor& executor, std::chrono::milliseconds span,
           std::function<void()> when_up);
  ~Deadline();
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

  bool is_up() const { return state_->up; }
  boost::asio::steady_timer::time_point at() const { return timer_.expiry(); }

 private:
  struct State
  {
    bool up = false;
    bool over = false;  ///< cancelling a timer does not stop a handler that is queued already
  };

  boost::asio::steady_timer timer_;
  std::shared_ptr<State> state_ = std::make_shared<State>();
};

/// A TCP connection to the URL's host, or through a proxy's tunnel. The deadline must close the
/// socket; a look-up of a name, which cannot be interrupted, is left behind at that time.
/// Fault::transient.
boost::asio::awaitable<Result<void>> connect(Socket& socket, Url url, ProxyOptions proxy,
                                             const Deadline& deadline);

/// The TLS handshake with SNI and verification of the host's name. Fault::transient.
boost::asio::awaitable<Result<void>> handshake(TlsSocket& socket, Url url);

}  // namespace secondstory::net
