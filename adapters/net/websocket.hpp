#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "adapters/net/proxy.hpp"
#include "adapters/net/tls.hpp"
#include "bot/result.hpp"

namespace boost::asio {
class io_context;
}

namespace secondstory::net {

struct WebSocketLimits
{
  std::chrono::milliseconds handshake{10'000};  ///< from the look-up to the upgrade
  /// We ping this often: some middleboxes forget a link that is silent for ten seconds.
  std::chrono::milliseconds ping_every{5'000};
  /// Without a byte from the peer for so long the connection counts as dead. Less `ping_every` it
  /// is what the answer to a ping may take.
  std::chrono::milliseconds idle{25'000};
  std::chrono::milliseconds close_patience{3'000};  ///< for the peer to hang up after a close
  std::size_t message_bytes_max = 16U << 20U;
};

/// One WebSocket connection of ours. Pings are answered, and silence is noticed, while a read is
/// pending. All calls on the thread of its io_context; it must outlive the calls under way.
class WebSocket
{
 public:
  virtual ~WebSocket() = default;

  /// The next text message; binary ones are passed over. An error ends the connection: closed by
  /// the peer, silent for too long, a message over the limit, cut.
  virtual boost::asio::awaitable<Result<std::string>> read() = 0;

  /// Sends a text message as one frame: Slack does not put continuation frames together.
  virtual boost::asio::awaitable<Result<void>> write(std::string text) = 0;

  /// Sends a close frame and waits for the answer, not longer than the limits say; then cuts. What
  /// the peer still says meanwhile is lost.
  virtual boost::asio::awaitable<void> close(unsigned code) = 0;

  /// Cuts the connection at once.
  virtual void abort() = 0;

  /// False once a call has met the end of the connection.
  virtual bool is_open() const = 0;
  virtual unsigned close_code() const = 0;  ///< as the peer gave it; 0: none
  virtual std::string close_reason() const = 0;
};

/// Connects, through the proxy where there is one. Fault::usage for a URL or certificates that may
/// not be used, else Fault::transient. Errors never hold the URL's query.
boost::asio::awaitable<Result<std::unique_ptr<WebSocket>>> dial(
    boost::asio::io_context& io, std::string url, TlsOptions tls, ProxyOptions proxy,
    WebSocketLimits limits = {}, std::vector<std::pair<std::string, std::string>> headers = {});

}  // namespace secondstory::net
