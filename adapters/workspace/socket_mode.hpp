#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <map>
#include <memory>

#include "adapters/net/http_server.hpp"
#include "adapters/workspace/socket_hub.hpp"

namespace secondstory::workspace {

/// Puts a SocketHub onto WebSockets: one reader and one writer for each, pings, and a clock for
/// what falls due. On one thread; must outlive the server whose upgrades it runs.
class SocketMode
{
 public:
  SocketMode(boost::asio::io_context& io, HubOptions options, Journal& journal,
             std::chrono::milliseconds ping_every);

  SocketHub hub;
  /// A connection came or went.
  std::function<void()> on_connections = [] {};

  /// Answers the next handshakes with a status other than 101.
  void refuse_handshakes(unsigned status, int times);
  /// The status that the next handshake is refused with; 0: it is not.
  unsigned refusal_of_handshake();
  /// Runs a connection until it ends.
  boost::asio::awaitable<void> run(std::shared_ptr<net::ServerWebSocket> socket);
  /// Cuts connections without a close frame: a reset, or quietly as a middlebox does; 0 means all.
  /// Returns how many.
  std::size_t drop(ConnectionId id, bool quietly = false);
  /// Leaves connections standing but neither reads nor writes any more; 0 means all.
  std::size_t freeze(ConnectionId id);
  /// Hears everything so much later, pings included: their pongs are late. 0 ms ends it; 0 as id
  /// means all.
  std::size_t stall(ConnectionId id, std::chrono::milliseconds delay);
  /// Pings of the server; 0: none.
  void ping_every(std::chrono::milliseconds span);
  /// Plays a middlebox that forgets links over which the client has not sent a byte for so long; 0:
  /// there is none.
  void forget_silent_after(std::chrono::milliseconds span);
  /// Closes all with 1001 and stops the clock.
  void stop();
  /// Sets the clock again after the hub's options were changed.
  void reschedule();

 private:
  struct Session;

  boost::asio::awaitable<void> write_all(std::shared_ptr<Session> session);
  boost::asio::awaitable<bool> rest(std::shared_ptr<Session> session);
  void wake_all();

  boost::asio::io_context& io_;
  std::chrono::milliseconds ping_every_;
  std::chrono::milliseconds forget_after_{0};
  unsigned refused_with_ = 0;
  int refusals_left_ = 0;
  boost::asio::steady_timer clock_;
  std::map<ConnectionId, std::shared_ptr<Session>> sessions_;
  bool stopped_ = false;
};

}  // namespace secondstory::workspace
