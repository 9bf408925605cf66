#include "adapters/net/server_websocket.hpp"

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>

#include "adapters/net/connect.hpp"
#include "adapters/net/turnstile.hpp"
#include "bot/words.hpp"

namespace secondstory::net {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace ws = beast::websocket;

namespace {

class Accepted final : public ServerWebSocket
{
 public:
  explicit Accepted(std::shared_ptr<SniffedSocket> socket)
      : socket_(std::move(socket)), stream_(*socket_), turn_(socket_->get_executor())
  {
    stream_.auto_fragment(false);
    stream_.read_message_max(64U << 20U);
    stream_.control_callback([this](ws::frame_type kind, beast::string_view) {
      if (kind == ws::frame_type::pong) pong_ = true;
    });
  }

  asio::awaitable<Result<void>> accept(
      const beast::http::request<beast::http::string_body>& request)
  {
    boost::system::error_code error;
    socket_->sniff();
    co_await stream_.async_accept(request, asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return ended(error);
    co_return Result<void>{};
  }

  asio::awaitable<Result<ServerMessage>> read() override
  {
    boost::system::error_code error;
    co_await stream_.async_read(buffer_, asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return ended(error);
    const auto shape = socket_->sniffer().take();
    ServerMessage message{beast::buffers_to_string(buffer_.data()), shape.fragmented,
                          shape.frame_bytes_max};
    buffer_.consume(buffer_.size());
    co_return message;
  }

  asio::awaitable<Result<void>> write(std::string text, MessageForm form) override
  {
    boost::system::error_code error;
    co_await turn_.enter();
    stream_.binary(form.binary);
    const std::size_t frames = std::max<std::size_t>(1, form.frames);
    const std::size_t part = text.size() / frames;
    for (std::size_t i = 0; i < frames && !error; ++i) {
      const bool last = i + 1 == frames;
      const asio::const_buffer bytes(text.data() + i * part, last ? text.size() - i * part : part);
      co_await stream_.async_write_some(last, bytes,
                                        asio::redirect_error(asio::use_awaitable, error));
    }
    turn_.leave();
    if (error) co_return ended(error);
    co_return Result<void>{};
  }

  asio::awaitable<Result<void>> ping(std::string payload) override
  {
    boost::system::error_code error;
    ws::ping_data data;
    data.assign(payload.data(), std::min(payload.size(), data.max_size()));
    co_await turn_.enter();
    co_await stream_.async_ping(data, asio::redirect_error(asio::use_awaitable, error));
    turn_.leave();
    if (error) co_return ended(error);
    co_return Result<void>{};
  }

  asio::awaitable<void> close(unsigned code, std::string reason) override
  {
    boost::system::error_code error;
    const Deadline deadline{stream_.get_executor(), std::chrono::seconds{3}, [this] { abort(); }};
    co_await turn_.enter();
    ws::close_reason why{static_cast<ws::close_code>(code)};
    const auto fitting = words::clipped(reason, why.reason.max_size());
    why.reason.assign(fitting.data(), fitting.size());
    if (stream_.is_open())
      co_await stream_.async_close(why, asio::redirect_error(asio::use_awaitable, error));
    turn_.leave();
    beast_close_socket(*socket_);
  }

  void abort() override
  {
    boost::system::error_code ignored;
    // No lingering: the peer gets a reset, as from a machine that has gone.
    socket_->socket().set_option(asio::socket_base::linger{true, 0}, ignored);
    beast_close_socket(*socket_);
  }
  void hang_up() override
  {
    boost::system::error_code ignored;
    socket_->socket().shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
  }
  void freeze() override { socket_->freeze(); }
  void read_late(std::chrono::milliseconds delay) override { socket_->read_late(delay); }
  std::chrono::milliseconds silent_for() const override { return socket_->silent_for(); }
  unsigned close_code() const override { return stream_.reason().code; }
  bool take_pong() override { return std::exchange(pong_, false); }

 private:
  tl::unexpected<Error> ended(const boost::system::error_code& error) const
  {
    return fail(Fault::transient, "the client's WebSocket ended: " + error.message());
  }

  std::shared_ptr<SniffedSocket> socket_;
  ws::stream<SniffedSocket&, false> stream_;
  Turnstile turn_;
  beast::flat_buffer buffer_;
  bool pong_ = false;
};

}  // namespace

asio::awaitable<Result<std::shared_ptr<ServerWebSocket>>> accept_websocket(
    std::shared_ptr<SniffedSocket> socket,
    const beast::http::request<beast::http::string_body>& request)
{
  auto accepted = std::make_shared<Accepted>(std::move(socket));
  const auto done = co_await accepted->accept(request);
  if (!done) co_return tl::unexpected<Error>(done.error());
  co_return std::shared_ptr<ServerWebSocket>{std::move(accepted)};
}

}  // namespace secondstory::net
