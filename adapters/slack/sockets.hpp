#pragma once

#include <boost/asio/steady_timer.hpp>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "adapters/chat_service.hpp"
#include "adapters/slack/socket_mode.hpp"
#include "adapters/slack/web_api.hpp"
#include "adapters/slack/wire.hpp"

namespace secondstory::slack {

/// Drives the Socket Mode state machine with real dials, timers and sockets.
class Sockets : public std::enable_shared_from_this<Sockets>
{
 public:
  /// `app_id` is the one that hello gave the connection.
  using OnEnvelope =
      std::function<void(socket_mode::LinkId link, const std::string& app_id, Envelope envelope)>;

  Sockets(asio::any_io_executor executor, WebApi& api, std::string app_token, Dialler dial,
          const Hooks& hooks, OnEnvelope on_envelope, socket_mode::Limits limits);

  void start();
  void stop(std::function<void()> stopped);

  /// Acknowledges an envelope; false if no connection is open for it.
  bool acknowledge(socket_mode::LinkId link, const std::string& envelope_id,
                   const json::object& answer = {});

  std::vector<ConnectionState> connections() const;

  /// Called when the first connection of all is live again, with the time without any.
  std::function<void(std::chrono::milliseconds)> on_back = [](std::chrono::milliseconds) {};

 private:
  void tell(const socket_mode::Happened& happened);
  void act(const socket_mode::Dial& action);
  void act(const socket_mode::Close& action);
  void act(const socket_mode::Cut& action);
  void act(const socket_mode::Replaced& action);
  void act(const socket_mode::GhostsCounted& action);
  void act(const socket_mode::AllStopped&);
  void wait();
  void take_frame(socket_mode::LinkId link, const std::string& text);
  void take(socket_mode::LinkId link, Frame frame, std::size_t bytes);
  void note_liveness();
  void ticket_refused(socket_mode::LinkId link, const ApiError& error);
  static asio::awaitable<void> dial(std::shared_ptr<Sockets> self, socket_mode::LinkId link);

  asio::any_io_executor executor_;
  WebApi& api_;
  std::string app_token_;
  Dialler dial_;
  const Hooks& hooks_;
  OnEnvelope on_envelope_;
  socket_mode::State state_;
  asio::steady_timer timer_;
  std::map<socket_mode::LinkId, std::shared_ptr<Wire>> wires_;
  std::function<void()> stopped_;
  std::optional<socket_mode::Clock> deaf_since_;
  std::string last_complaint_;
};

}  // namespace secondstory::slack
