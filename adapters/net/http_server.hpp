#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "bot/result.hpp"

namespace boost::asio {
class io_context;
}

namespace secondstory::net {

struct HttpServerRequest
{
  std::string method{};
  std::string path{};                            ///< without the query
  std::string query{};                           ///< without the "?"
  std::map<std::string, std::string> headers{};  ///< names in lower case
  std::string body{};
};

struct HttpServerResponse
{
  unsigned status = 200;  ///< 0 cuts the connection without an answer
  std::string content_type = "text/plain; charset=utf-8";
  std::string body{};
  std::map<std::string, std::string> headers{};
};

/// One text message from a client, with how it came over the wire.
struct ServerMessage
{
  std::string text{};
  bool fragmented = false;          ///< in more than one frame
  std::size_t frame_bytes_max = 0;  ///< payload of its largest frame
};

/// How a message goes out, for what a client must survive.
struct MessageForm
{
  bool binary = false;
  std::size_t frames = 1;  ///< more than one: in continuation frames
};

/// The server's end of a WebSocket. On one thread; writes queue up behind each other. Messages up
/// to 64 MiB; pings are answered while a read is pending. The connection ends with `on_upgrade`.
class ServerWebSocket
{
 public:
  virtual ~ServerWebSocket() = default;
  virtual boost::asio::awaitable<Result<ServerMessage>> read() = 0;
  virtual boost::asio::awaitable<Result<void>> write(std::string text, MessageForm form = {}) = 0;
  virtual boost::asio::awaitable<Result<void>> ping(std::string payload) = 0;
  virtual boost::asio::awaitable<void> close(unsigned code, std::string reason) = 0;
  virtual void abort() = 0;  ///< resets the connection without a close frame
  virtual unsigned close_code() const = 0;
  /// The peer has answered a ping since the last call.
  virtual bool take_pong() = 0;
  /// Plays a half-open link: the connection stays, nothing is heard or said any more, pings are not
  /// answered, reads stay pending until abort() or until the peer hangs up.
  virtual void freeze() = 0;
  /// Ends the connection as a middlebox would: no close frame, no reset.
  virtual void hang_up() = 0;
  /// What comes is heard so much later, pings included, so that their pongs are late; 0 ends it.
  virtual void read_late(std::chrono::milliseconds delay) = 0;
  /// How long not a byte has come.
  virtual std::chrono::milliseconds silent_for() const = 0;
};

/// A response that goes on (text/event-stream): write until it fails, the peer being gone.
class ServerStream
{
 public:
  virtual ~ServerStream() = default;
  virtual boost::asio::awaitable<Result<void>> write(std::string chunk) = 0;
};

struct HttpServerOptions
{
  std::string listen = "127.0.0.1:0";
  std::size_t body_bytes_max = 1U << 20U;     ///< a request with more is answered 413
  std::size_t header_bytes_max = 16U << 10U;  ///< a request with more is answered 431
  /// For a request to arrive and for its answer to be taken; WebSockets and streams have no such
  /// limit.
  std::chrono::milliseconds idle{60'000};
  /// Answers a request; what it throws is answered 500, without its words.
  std::function<boost::asio::awaitable<HttpServerResponse>(HttpServerRequest)> handle{};
  /// Decides on a WebSocket upgrade: a status other than 101 refuses it. Not set: always refused.
  std::function<unsigned(const HttpServerRequest&)> accept_upgrade{};
  /// Runs a WebSocket that was accepted.
  std::function<boost::asio::awaitable<void>(HttpServerRequest, std::shared_ptr<ServerWebSocket>)>
      on_upgrade{};
  /// Whether a request is answered with an event stream, and who runs it.
  std::function<bool(const HttpServerRequest&)> wants_stream{};
  std::function<boost::asio::awaitable<void>(HttpServerRequest, std::shared_ptr<ServerStream>)>
      on_stream{};
};

/// A small HTTP and WebSocket server for loopback and local networks; it speaks no TLS.
class HttpServer
{
 public:
  /// Fault::usage: the address is none, or cannot be bound; the error names it.
  static Result<std::unique_ptr<HttpServer>> start(boost::asio::io_context& io,
                                                   HttpServerOptions options);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  unsigned short port() const;
  std::string url() const;  ///< "http://127.0.0.1:8080"
  /// Takes no more connections and cuts those there are.
  void stop();

 private:
  struct Listener;
  explicit HttpServer(std::shared_ptr<Listener> listener) : listener_(std::move(listener)) {}
  std::shared_ptr<Listener> listener_;
};

}  // namespace secondstory::net
