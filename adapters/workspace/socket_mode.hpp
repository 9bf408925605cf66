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

  /// Runs a connection until it ends.
  boost::asio::awaitable<void> run(std::shared_ptr<net::ServerWebSocket> socket);
  /// Cuts connections without a close frame; 0 means all. Returns how many.
  std::size_t drop(ConnectionId id);
  /// Leaves connections standing but neither reads nor writes any more; 0 means all.
  std::size_t freeze(ConnectionId id);
  /// Closes all with 1001 and stops the clock.
  void stop();
  /// Sets the clock again after the hub's options were changed.
  void reschedule();

 private:
  struct Session;

  boost::asio::awaitable<void> write_all(std::shared_ptr<Session> session);

  boost::asio::io_context& io_;
  std::chrono::milliseconds ping_every_;
  boost::asio::steady_timer clock_;
  std::map<ConnectionId, std::shared_ptr<Session>> sessions_;
  bool stopped_ = false;
};

}  // namespace secondstory::workspace
