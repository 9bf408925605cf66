#include "adapters/net/websocket.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <chrono>
#include <memory>
#include <optional>

#include "adapters/net/connect.hpp"
#include "adapters/net/turnstile.hpp"
#include "adapters/net/url.hpp"

namespace secondstory::net {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace ws = beast::websocket;

namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

Socket& socket_of(Socket& socket)
{
  return socket;
}

Socket& socket_of(TlsSocket& socket)
{
  return socket.next_layer();
}

template <class Next>
class WebSocketOver final : public WebSocket
{
 public:
  template <class... Args>
  WebSocketOver(asio::io_context& io, const Url& url, WebSocketLimits limits, Args&&... args)
      : io_(io),
        host_(url.host),
        limits_(limits),
        stream_(std::forward<Args>(args)...),
        turn_(io.get_executor())
  {
  }

  Next& next() { return stream_.next_layer(); }
  asio::any_io_executor executor() { return io_.get_executor(); }

  asio::awaitable<Result<void>> upgrade(Url url, Headers headers);
  asio::awaitable<Result<std::string>> read() override;
  asio::awaitable<Result<void>> write(std::string text) override;
  asio::awaitable<void> close(unsigned code) override;
  void abort() override
  {
    boost::system::error_code ignored;
    socket_of(stream_.next_layer()).close(ignored);
  }
  bool is_open() const override { return stream_.is_open(); }
  unsigned close_code() const override { return stream_.reason().code; }
  std::string close_reason() const override { return std::string{stream_.reason().reason.c_str()}; }

 private:
  using Steady = std::chrono::steady_clock;

  tl::unexpected<Error> ended(const boost::system::error_code& error) const;
  void heard() { last_heard_ = Steady::now(); }
  void watch();
  void beat();
  void ping();

  asio::io_context& io_;
  std::string host_;
  WebSocketLimits limits_;
  // Compression is off: it saves nothing on small envelopes and doubles the time to compile.
  ws::stream<Next, false> stream_;
  Turnstile turn_;
  beast::flat_buffer buffer_;
  std::optional<Deadline> farewell_;  ///< runs once a close frame has come or gone
  std::optional<Deadline> next_beat_;
  Steady::time_point last_heard_{};
  bool silent_ = false;
  std::shared_ptr<bool> pinging_ = std::make_shared<bool>(false);  ///< outlived by no ping
};

template <class Next>
asio::awaitable<Result<void>> WebSocketOver<Next>::upgrade(Url url, Headers headers)
{
  // Beast leaves a client without an idle time limit and without pings; a half-open link would hang
  // for ever. Its own keep-alive ties the ping to the time limit (half of it), so a late pong and a
  // dead link could not be told apart within 30 s: the pings and the watch are ours (beat). And it
  // would split a message into 4 KiB frames.
  ws::stream_base::timeout limits{};
  limits.handshake_timeout = limits_.handshake;
  limits.idle_timeout = ws::stream_base::none();
  limits.keep_alive_pings = false;
  stream_.set_option(limits);
  stream_.auto_fragment(false);
  stream_.read_message_max(limits_.message_bytes_max);
  stream_.text(true);
  // Beast would wait for a peer that says goodbye and stays as long as for one that is silent.
  stream_.control_callback([this](ws::frame_type kind, beast::string_view) {
    heard();
    if (kind == ws::frame_type::close)
      farewell_.emplace(executor(), limits_.close_patience, [this] { abort(); });
  });
  stream_.set_option(ws::stream_base::decorator([&headers](ws::request_type& request) {
    request.set(beast::http::field::user_agent, "secondstory/" SECONDSTORY_VERSION);
    for (const auto& [name, value] : headers) request.set(name, value);
  }));
  ws::response_type response;
  boost::system::error_code error;
  co_await stream_.async_handshake(response, url.host_header(), url.target,
                                   asio::redirect_error(asio::use_awaitable, error));
  if (!error) {
    heard();
    watch();
    co_return Result<void>{};
  }
  auto why = error.message();
  if (error == ws::error::upgrade_declined) why = "HTTP " + std::to_string(response.result_int());
  co_return fail(Fault::transient, "the WebSocket of " + url.host + " did not open: " + why);
}

template <class Next>
tl::unexpected<Error> WebSocketOver<Next>::ended(const boost::system::error_code& error) const
{
  auto why = error.message();
  if (silent_) why = "silent for too long";
  if (error == ws::error::closed || close_code() != 0) {
    why = "closed by the other side";
    if (close_code() != 0) why += " (" + std::to_string(close_code()) + ")";
  }
  return fail(Fault::transient, "the WebSocket of " + host_ + " ended: " + why);
}

/// Sets the clock for the next ping, or for the moment at which silence has lasted too long.
template <class Next>
void WebSocketOver<Next>::watch()
{
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(last_heard_ + limits_.idle - Steady::now());
  next_beat_.emplace(executor(), std::min(limits_.ping_every, left), [this] { beat(); });
}

template <class Next>
void WebSocketOver<Next>::beat()
{
  if (!stream_.is_open()) {
    // On its way out, perhaps for a frame that was none: Beast would wait for the peer to hang up.
    if (!farewell_) farewell_.emplace(executor(), limits_.close_patience, [this] { abort(); });
    return;
  }
  if (Steady::now() >= last_heard_ + limits_.idle) {
    silent_ = true;
    abort();
    return;
  }
  ping();
  watch();
}

template <class Next>
void WebSocketOver<Next>::ping()
{
  if (*pinging_) return;  // the last one still waits for room
  *pinging_ = true;
  stream_.async_ping({}, [pinging = pinging_](boost::system::error_code) { *pinging = false; });
}

template <class Next>
asio::awaitable<Result<std::string>> WebSocketOver<Next>::read()
{
  constexpr std::size_t part = 64U << 10U;
  boost::system::error_code error;
  do {
    buffer_.consume(buffer_.size());
    do {  // in parts: each byte of a long message is a sign of life
      co_await stream_.async_read_some(buffer_, part,
                                       asio::redirect_error(asio::use_awaitable, error));
      if (error) co_return ended(error);
      heard();
    } while (!stream_.is_message_done());
  } while (stream_.got_binary());
  auto text = beast::buffers_to_string(buffer_.data());
  buffer_.consume(buffer_.size());
  co_return text;
}

template <class Next>
asio::awaitable<Result<void>> WebSocketOver<Next>::write(std::string text)
{
  boost::system::error_code error;
  co_await turn_.enter();
  if (stream_.is_open()) {
    co_await stream_.async_write(asio::buffer(text),
                                 asio::redirect_error(asio::use_awaitable, error));
  } else {
    error = asio::error::not_connected;
  }
  turn_.leave();
  if (error) co_return ended(error);
  co_return Result<void>{};
}

template <class Next>
asio::awaitable<void> WebSocketOver<Next>::close(unsigned code)
{
  boost::system::error_code error;
  const Deadline deadline{io_.get_executor(), limits_.close_patience, [this] { abort(); }};
  co_await turn_.enter();
  if (stream_.is_open()) {
    co_await stream_.async_close(ws::close_reason{static_cast<ws::close_code>(code)},
                                 asio::redirect_error(asio::use_awaitable, error));
  }
  turn_.leave();
  abort();
}

asio::awaitable<Result<void>> secure(Socket&, Url)
{
  co_return Result<void>{};
}

asio::awaitable<Result<void>> secure(TlsSocket& socket, Url url)
{
  return handshake(socket, std::move(url));
}

/// Everything between a URL and a WebSocket that is open, within the time for it.
template <class Next>
asio::awaitable<Result<std::unique_ptr<WebSocket>>> open(
    std::unique_ptr<WebSocketOver<Next>> socket, Url url, ProxyOptions proxy,
    WebSocketLimits limits, Headers headers)
{
  auto* const raw = socket.get();
  const Deadline deadline{raw->executor(), limits.handshake, [raw] { raw->abort(); }};
  auto done = co_await connect(socket_of(raw->next()), url, std::move(proxy), deadline);
  if (done) done = co_await secure(raw->next(), url);
  if (done) done = co_await raw->upgrade(url, std::move(headers));
  if (!done && deadline.is_up()) {
    co_return fail(Fault::transient, "the WebSocket of " + url.host + " did not open: time is up");
  }
  if (!done) co_return tl::unexpected<Error>(done.error());
  co_return std::unique_ptr<WebSocket>{std::move(socket)};
}

}  // namespace

asio::awaitable<Result<std::unique_ptr<WebSocket>>> dial(asio::io_context& io, std::string text,
                                                         TlsOptions tls, ProxyOptions proxy,
                                                         WebSocketLimits limits, Headers headers)
{
  const auto url = parse_url(text);
  if (!url) co_return tl::unexpected<Error>(url.error());
  if (!url->secure()) {
    auto plain = std::make_unique<WebSocketOver<Socket>>(io, *url, limits, io);
    co_return co_await open(std::move(plain), *url, std::move(proxy), limits, std::move(headers));
  }
  const auto context = tls_context(tls);
  if (!context) co_return tl::unexpected<Error>(context.error());
  auto encrypted = std::make_unique<WebSocketOver<TlsSocket>>(io, *url, limits, io, **context);
  co_return co_await open(std::move(encrypted), *url, std::move(proxy), limits, std::move(headers));
}

}  // namespace secondstory::net
