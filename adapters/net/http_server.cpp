#include "adapters/net/http_server.hpp"

#include <spdlog/spdlog.h>

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http.hpp>
#include <exception>
#include <set>

#include "adapters/net/connect.hpp"
#include "adapters/net/server_websocket.hpp"
#include "bot/words.hpp"

namespace secondstory::net {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;

namespace {

using Request = http::request<http::string_body>;

HttpServerRequest plain(const Request& request)
{
  HttpServerRequest out;
  out.method = std::string{request.method_string()};
  const std::string target{request.target()};
  const auto mark = target.find('?');
  out.path = target.substr(0, mark);
  if (mark != std::string::npos) out.query = target.substr(mark + 1);
  for (const auto& field : request) {
    out.headers[words::lower(std::string{field.name_string()})] = std::string{field.value()};
  }
  out.body = request.body();
  return out;
}

/// A response's head; a status without a body has no length either (RFC 9110, 8.6).
std::string head_of(const HttpServerResponse& response, bool keep_alive)
{
  std::map<std::string, std::string> fields{{"content-type", response.content_type}};
  for (const auto& [name, value] : response.headers) fields[words::lower(name)] = value;
  fields["connection"] = keep_alive ? "keep-alive" : "close";
  const bool without_body =
      response.status < 200 || response.status == 204 || response.status == 304;
  if (without_body) {
    fields.erase("content-type");
  } else {
    fields["content-length"] = std::to_string(response.body.size());
  }
  const auto phrase = http::obsolete_reason(http::int_to_status(response.status));
  auto head = "HTTP/1.1 " + std::to_string(response.status) + " " + std::string{phrase} + "\r\n";
  for (const auto& [name, value] : fields) head.append(name).append(": ").append(value + "\r\n");
  return head + "\r\n";
}

/// What to answer to a request that cannot be read; 0: nothing, the client is gone.
unsigned refusal_of(const boost::system::error_code& error)
{
  if (error == http::error::body_limit) return 413;
  if (error == http::error::header_limit) return 431;
  if (error == http::error::end_of_stream || error == http::error::partial_message) return 0;
  return error.category() == http::make_error_code(http::error::bad_method).category() ? 400 : 0;
}

class StreamOver final : public ServerStream
{
 public:
  explicit StreamOver(std::shared_ptr<SniffedSocket> socket) : socket_(std::move(socket)) {}
  asio::awaitable<Result<void>> write(std::string chunk) override
  {
    boost::system::error_code error;
    co_await asio::async_write(socket_->socket(), asio::buffer(chunk),
                               asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return fail(Fault::transient, "the reader of a stream is gone");
    co_return Result<void>{};
  }

 private:
  std::shared_ptr<SniffedSocket> socket_;
};

Result<tcp::endpoint> endpoint_of(const std::string& listen)
{
  const auto colon = listen.rfind(':');
  const auto wrong = [&] {
    return fail(Fault::usage,
                "“" + listen + "” is not an address to listen on; write 127.0.0.1:8080");
  };
  if (colon == std::string::npos) return wrong();
  auto host = listen.substr(0, colon);
  if (host.size() > 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
  if (host == "localhost") host = "127.0.0.1";
  boost::system::error_code error;
  const auto address = asio::ip::make_address(host, error);
  const auto port_text = listen.substr(colon + 1);
  if (error || port_text.empty() || port_text.size() > 5 ||
      port_text.find_first_not_of("0123456789") != std::string::npos ||
      std::stoi(port_text) > 65535) {
    return wrong();
  }
  return tcp::endpoint{address, static_cast<unsigned short>(std::stoi(port_text))};
}

}  // namespace

struct HttpServer::Listener : std::enable_shared_from_this<HttpServer::Listener>
{
  Listener(asio::io_context& context, HttpServerOptions o)
      : io(context), acceptor(context), options(std::move(o))
  {
  }

  using Peer = std::shared_ptr<SniffedSocket>;

  Result<void> bind();
  // These hold the listener themselves: the server may be gone before they first run.
  static asio::awaitable<void> accept(std::shared_ptr<Listener> self);
  static asio::awaitable<void> serve(std::shared_ptr<Listener> self, Peer peer);
  asio::awaitable<void> run(Peer peer);
  asio::awaitable<bool> answer(Peer peer, Request request);
  asio::awaitable<void> upgrade(Peer peer, Request request);
  asio::awaitable<void> stream(Peer peer, const Request& request);
  asio::awaitable<bool> write(Peer peer, std::string head, std::string body);
  asio::awaitable<void> refuse(Peer peer, unsigned status, std::string body);

  asio::io_context& io;
  tcp::acceptor acceptor;
  HttpServerOptions options;
  std::set<Peer> open{};
};

Result<void> HttpServer::Listener::bind()
{
  const auto endpoint = endpoint_of(options.listen);
  if (!endpoint) return tl::unexpected<Error>(endpoint.error());
  boost::system::error_code error;
  acceptor.open(endpoint->protocol(), error);
  if (!error) acceptor.set_option(asio::socket_base::reuse_address{true}, error);
  if (!error) acceptor.bind(*endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error)
    return fail(Fault::usage, "cannot listen on " + options.listen + ": " + error.message());
  return {};
}

asio::awaitable<void> HttpServer::Listener::accept(std::shared_ptr<Listener> self)
{
  while (self->acceptor.is_open()) {
    boost::system::error_code error;
    auto socket =
        co_await self->acceptor.async_accept(asio::redirect_error(asio::use_awaitable, error));
    if (!self->acceptor.is_open()) co_return;
    if (!error) {
      socket.set_option(tcp::no_delay{true}, error);
      asio::co_spawn(self->io, serve(self, std::make_shared<SniffedSocket>(std::move(socket))),
                     asio::detached);
      continue;
    }
    // Out of file descriptors, most likely: without a pause this loop would take the whole thread.
    asio::steady_timer pause{self->io, std::chrono::milliseconds{100}};
    co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, error));
  }
}

asio::awaitable<void> HttpServer::Listener::serve(std::shared_ptr<Listener> self, Peer peer)
{
  self->open.insert(peer);
  try {
    co_await self->run(peer);
  } catch (const std::exception& error) {
    // One connection's trouble stays its own.
    spdlog::error("a connection to {} ended: {}", self->options.listen, error.what());
  }
  beast_close_socket(*peer);
  self->open.erase(peer);
}

asio::awaitable<void> HttpServer::Listener::run(Peer peer)
{
  auto& socket = peer->socket();
  beast::flat_buffer buffer;
  for (bool more = true; more;) {
    http::request_parser<http::string_body> parser;
    parser.body_limit(options.body_bytes_max);
    parser.header_limit(static_cast<std::uint32_t>(options.header_bytes_max));
    boost::system::error_code error;
    {
      const Deadline deadline{io.get_executor(), options.idle,
                              [peer] { beast_close_socket(*peer); }};
      co_await http::async_read_header(socket, buffer, parser,
                                       asio::redirect_error(asio::use_awaitable, error));
      if (!error && beast::iequals(parser.get()[http::field::expect], "100-continue")) {
        constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        co_await asio::async_write(socket, asio::buffer(go_on),
                                   asio::redirect_error(asio::use_awaitable, error));
      }
      if (!error) {
        co_await http::async_read(socket, buffer, parser,
                                  asio::redirect_error(asio::use_awaitable, error));
      }
    }
    if (const auto status = error ? refusal_of(error) : 0U; status != 0) {
      co_await refuse(peer, status, "this request cannot be read\n");
    }
    if (error) co_return;
    more = co_await answer(peer, parser.release());
  }
}

/// True: the connection can take another request.
asio::awaitable<bool> HttpServer::Listener::answer(Peer peer, Request request)
{
  if (beast::websocket::is_upgrade(request)) {
    co_await upgrade(peer, std::move(request));
    co_return false;
  }
  if (options.wants_stream && options.wants_stream(plain(request))) {
    co_await stream(peer, request);
    co_return false;
  }
  const bool keep_alive = request.keep_alive();
  HttpServerResponse response;
  try {
    response = co_await options.handle(plain(request));
  } catch (const std::exception& error) {
    spdlog::error("a request to {} failed: {}", options.listen, error.what());
    response = {.status = 500, .body = "internal error\n"};
  }
  if (response.status == 0) co_return false;
  auto head = head_of(response, keep_alive);
  if (request.method() == http::verb::head) response.body.clear();
  const bool written = co_await write(peer, std::move(head), std::move(response.body));
  co_return written&& keep_alive;
}

asio::awaitable<bool> HttpServer::Listener::write(Peer peer, std::string head, std::string body)
{
  const Deadline deadline{io.get_executor(), options.idle, [peer] { beast_close_socket(*peer); }};
  const std::array<asio::const_buffer, 2> parts{asio::buffer(head), asio::buffer(body)};
  boost::system::error_code error;
  co_await asio::async_write(peer->socket(), parts,
                             asio::redirect_error(asio::use_awaitable, error));
  co_return !error;
}

/// Answers and hangs up, in a way that lets the answer arrive: closing a socket with unread bytes
/// resets the connection under a client that is still sending.
asio::awaitable<void> HttpServer::Listener::refuse(Peer peer, unsigned status, std::string body)
{
  const HttpServerResponse response{.status = status, .body = body};
  auto head = head_of(response, false);
  if (!co_await write(peer, std::move(head), std::move(body))) co_return;
  const std::chrono::milliseconds patience{2'000};
  const Deadline deadline{io.get_executor(), patience, [peer] { beast_close_socket(*peer); }};
  boost::system::error_code error;
  peer->socket().shutdown(tcp::socket::shutdown_send, error);
  std::array<char, 4096> unread{};
  while (!error) {
    co_await peer->socket().async_read_some(asio::buffer(unread),
                                            asio::redirect_error(asio::use_awaitable, error));
  }
}

asio::awaitable<void> HttpServer::Listener::upgrade(Peer peer, Request request)
{
  const auto wish = plain(request);
  const auto status = options.accept_upgrade ? options.accept_upgrade(wish) : 404U;
  if (status != 101) {
    co_await refuse(peer, status, "no WebSocket here\n");
    co_return;
  }
  auto accepted = co_await accept_websocket(peer, request);
  if (accepted) co_await options.on_upgrade(wish, *accepted);
}

asio::awaitable<void> HttpServer::Listener::stream(Peer peer, const Request& request)
{
  const std::string head =
      "HTTP/1.1 200 OK\r\ncontent-type: "
      "text/event-stream\r\ncache-control: no-store\r\n"
      "connection: close\r\n\r\n";
  if (!co_await write(peer, head, {})) co_return;
  co_await options.on_stream(plain(request), std::make_shared<StreamOver>(peer));
}

Result<std::unique_ptr<HttpServer>> HttpServer::start(asio::io_context& io,
                                                      HttpServerOptions options)
{
  auto listener = std::make_shared<Listener>(io, std::move(options));
  if (auto bound = listener->bind(); !bound) return tl::unexpected<Error>(bound.error());
  asio::co_spawn(io, Listener::accept(listener), asio::detached);
  return std::unique_ptr<HttpServer>{new HttpServer{std::move(listener)}};
}

HttpServer::~HttpServer()
{
  stop();
}

unsigned short HttpServer::port() const
{
  boost::system::error_code ignored;
  return listener_->acceptor.local_endpoint(ignored).port();
}

std::string HttpServer::url() const
{
  boost::system::error_code ignored;
  const auto endpoint = listener_->acceptor.local_endpoint(ignored);
  const auto host = endpoint.address().to_string();
  return "http://" + (endpoint.address().is_v6() ? "[" + host + "]" : host) + ":" +
         std::to_string(endpoint.port());
}

void HttpServer::stop()
{
  boost::system::error_code ignored;
  listener_->acceptor.close(ignored);
  for (const auto& peer : listener_->open) beast_close_socket(*peer);
}

}  // namespace secondstory::net
