#include "adapters/workspace/socket_mode.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>
#include <utility>

namespace secondstory::workspace {

namespace asio = boost::asio;

namespace {

std::int64_t steady_now_us()
{
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace

struct SocketMode::Session
{
  Session(const asio::any_io_executor& executor, std::shared_ptr<net::ServerWebSocket> socket_)
      : socket(std::move(socket_)), wake(executor), over(executor)
  {
    over.expires_at(asio::steady_timer::time_point::max());
  }

  void close(unsigned code, std::string reason)
  {
    if (close_code == 0) {
      close_code = code;
      close_reason = std::move(reason);
    }
    wake.cancel();
  }

  std::shared_ptr<net::ServerWebSocket> socket;
  asio::steady_timer wake;  ///< cancelled when there is something to write
  asio::steady_timer over;  ///< cancelled when the writer has ended
  std::deque<std::pair<std::string, net::MessageForm>> out{};
  unsigned close_code = 0;
  std::string close_reason{};
  std::chrono::steady_clock::duration rested{};  ///< since the last ping
  bool frozen = false;
  bool ended = false;
  bool writer_ended = false;
};

SocketMode::SocketMode(asio::io_context& io, HubOptions options, Journal& journal,
                       std::chrono::milliseconds ping_every)
    : hub(std::move(options), steady_now_us, journal), io_(io), ping_every_(ping_every), clock_(io)
{
  hub.on_schedule = [this] { reschedule(); };
}

void SocketMode::reschedule()
{
  const auto at = hub.wake_at_us();
  if (!at || stopped_) {
    clock_.cancel();
    return;
  }
  clock_.expires_at(asio::steady_timer::time_point(std::chrono::microseconds(*at)));
  clock_.async_wait([this](const boost::system::error_code& cancelled) {
    if (cancelled) return;
    hub.tick();
    reschedule();
  });
}

/// Waits for something to write, pings, and plays the middlebox; false when the link is broken.
asio::awaitable<bool> SocketMode::rest(std::shared_ptr<Session> session)
{
  constexpr std::chrono::milliseconds long_time = std::chrono::hours{24};
  const bool pings = ping_every_.count() > 0;
  auto span = pings ? ping_every_ : long_time;
  if (forget_after_.count() > 0) {
    const auto left = forget_after_ - session->socket->silent_for();
    span = std::clamp(left, std::chrono::milliseconds{1}, span);
  }
  boost::system::error_code woken;
  const auto rested_from = std::chrono::steady_clock::now();
  session->wake.expires_after(span);
  co_await session->wake.async_wait(asio::redirect_error(asio::use_awaitable, woken));
  if (woken || session->frozen) co_return true;
  if (forget_after_.count() > 0 && session->socket->silent_for() >= forget_after_) {
    session->socket->hang_up();
    co_return false;
  }
  session->rested += std::chrono::steady_clock::now() - rested_from;
  if (!pings || session->rested < ping_every_) co_return true;
  session->rested = {};
  const auto pinged = co_await session->socket->ping("workspace");
  co_return pinged.has_value();
}

asio::awaitable<void> SocketMode::write_all(std::shared_ptr<Session> session)
{
  while (!session->ended) {
    if (!session->out.empty() && !session->frozen) {
      auto [text, form] = std::move(session->out.front());
      session->out.pop_front();
      const auto written = co_await session->socket->write(std::move(text), form);
      if (!written) break;
      continue;
    }
    if (session->close_code != 0 && !session->frozen) {
      std::string reason = session->close_reason;
      co_await session->socket->close(session->close_code, std::move(reason));
      break;
    }
    const bool goes_on = co_await rest(session);
    if (!goes_on) break;
  }
  session->writer_ended = true;
  session->over.cancel();
}

asio::awaitable<void> SocketMode::run(std::shared_ptr<net::ServerWebSocket> socket)
{
  auto session = std::make_shared<Session>(io_.get_executor(), std::move(socket));
  Port port;
  port.send = [session](std::string text, net::MessageForm form) {
    session->out.emplace_back(std::move(text), form);
    session->wake.cancel();
  };
  port.close = [session](unsigned code, std::string reason) {
    session->close(code, std::move(reason));
  };
  const ConnectionId id = hub.opened(std::move(port));
  sessions_[id] = session;
  on_connections();
  asio::co_spawn(io_, write_all(session), asio::detached);
  for (;;) {
    const auto message = co_await session->socket->read();
    if (!message) break;
    if (session->frozen) continue;
    hub.received(id, message->text, message->fragmented, message->frame_bytes_max);
  }
  hub.closed(id);
  sessions_.erase(id);
  on_connections();
  session->ended = true;
  session->wake.cancel();
  // The socket lives as long as this coroutine: the writer must be out of it.
  while (!session->writer_ended) {
    boost::system::error_code ignored;
    co_await session->over.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
}

std::size_t SocketMode::drop(ConnectionId id, bool quietly)
{
  std::size_t count = 0;
  const auto sessions = sessions_;
  for (const auto& [number, session] : sessions) {
    if (id != 0 && number != id) continue;
    hub.closed(number);
    quietly ? session->socket->hang_up() : session->socket->abort();
    ++count;
  }
  return count;
}

std::size_t SocketMode::freeze(ConnectionId id)
{
  std::size_t count = 0;
  for (const auto& [number, session] : sessions_) {
    if (id != 0 && number != id) continue;
    session->frozen = true;
    session->socket->freeze();
    ++count;
  }
  return count;
}

std::size_t SocketMode::stall(ConnectionId id, std::chrono::milliseconds delay)
{
  std::size_t count = 0;
  for (const auto& [number, session] : sessions_) {
    if (id != 0 && number != id) continue;
    session->socket->read_late(delay);
    ++count;
  }
  return count;
}

void SocketMode::ping_every(std::chrono::milliseconds span)
{
  ping_every_ = span;
  wake_all();
}

void SocketMode::forget_silent_after(std::chrono::milliseconds span)
{
  forget_after_ = span;
  wake_all();
}

void SocketMode::refuse_handshakes(unsigned status, int times)
{
  refused_with_ = status;
  refusals_left_ = times;
}

unsigned SocketMode::refusal_of_handshake()
{
  if (refusals_left_ <= 0) return 0;
  --refusals_left_;
  return refused_with_;
}

void SocketMode::wake_all()
{
  for (const auto& [number, session] : sessions_) session->wake.cancel();
}

void SocketMode::stop()
{
  stopped_ = true;
  clock_.cancel();
  for (const auto& [number, session] : sessions_) session->close(1001, "workspace stops");
}

}  // namespace secondstory::workspace
