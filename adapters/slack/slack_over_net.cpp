#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>
#include <cstdlib>
#include <deque>
#include <exception>

#include "adapters/net/http_client.hpp"
#include "adapters/net/proxy.hpp"
#include "adapters/net/websocket.hpp"
#include "adapters/slack/slack.hpp"

/// Slack's transports over our own HTTP and WebSocket clients.
namespace secondstory::slack {

namespace {

/// A ping every five seconds, for middleboxes that forget a silent link in ten. Slack's pongs may
/// be many seconds late, and taking that for a dead connection made other clients reconnect all
/// day; 25 s allow a pong 20, and a link that is half open is noticed well within 30.
constexpr std::chrono::milliseconds ping_every{5'000};
constexpr std::chrono::milliseconds silence{25'000};
/// With the 30 s for a ticket it stays below socket_mode::Limits::dial_patience: what is given up
/// there has ended here, and no connection opens that nobody waits for.
constexpr std::chrono::milliseconds handshake_patience{14'000};

asio::awaitable<Result<HttpReply>> exchange(std::shared_ptr<net::HttpClient> client, HttpCall call)
{
  net::HttpRequest request;
  request.method = "POST";
  request.url = std::move(call.url);
  request.headers = std::move(call.headers);
  request.body = std::move(call.body);
  request.time_limit = call.timeout;
  Result<net::HttpResponse> response = co_await client->send(std::move(request));
  if (!response) co_return tl::unexpected<Error>(response.error());
  HttpReply reply;
  reply.status = response->status;
  reply.body = std::move(response->body);
  const auto wait = response->headers.find("retry-after");
  if (wait != response->headers.end()) reply.retry_after = wait->second;
  const auto scopes = response->headers.find("x-oauth-scopes");
  if (scopes != response->headers.end()) reply.scopes = scopes->second;
  co_return reply;
}

asio::awaitable<Result<HttpReply>> no_exchange(Error error)
{
  co_return tl::unexpected<Error>(std::move(error));
}

class NetWire final : public Wire, public std::enable_shared_from_this<NetWire>
{
 public:
  NetWire(asio::io_context& context, WireEvents events)
      : context_(context), events_(std::move(events))
  {
  }

  void run(std::string url, net::TlsOptions tls, net::ProxyOptions proxy)
  {
    asio::co_spawn(context_,
                   live(shared_from_this(), std::move(url), std::move(tls), std::move(proxy)),
                   [self = shared_from_this()](const std::exception_ptr& failed) {
                     // A connection that nobody reads any more must not pass for a live one.
                     if (failed && !self->cut_) self->events_.on_end("it could not be read on");
                   });
  }

  void write(std::string text) override
  {
    outgoing_.push_back(std::move(text));
    drive();
  }

  void close() override
  {
    closing_ = true;
    drive();
  }

  void cut() override
  {
    cut_ = true;
    if (socket_) socket_->abort();
  }

 private:
  static asio::awaitable<void> live(std::shared_ptr<NetWire> self, std::string url,
                                    net::TlsOptions tls, net::ProxyOptions proxy)
  {
    net::WebSocketLimits limits;
    limits.handshake = handshake_patience;
    limits.ping_every = ping_every;
    limits.idle = silence;
    auto socket = co_await net::dial(self->context_, std::move(url), std::move(tls),
                                     std::move(proxy), limits);
    if (self->cut_) co_return;  // given up meanwhile
    if (!socket) {
      self->events_.on_end(socket.error().message);
      co_return;
    }
    self->socket_ = std::move(*socket);
    self->events_.on_open();
    self->drive();
    while (!self->cut_) {
      Result<std::string> text = co_await self->socket_->read();
      if (self->cut_) co_return;
      if (!text) {
        self->events_.on_end(text.error().message);
        co_return;
      }
      self->events_.on_text(std::move(*text));
    }
  }

  void drive()
  {
    if (sending_ || !socket_ || cut_ || (outgoing_.empty() && !closing_)) return;
    sending_ = true;
    asio::co_spawn(context_, send(shared_from_this()),
                   [self = shared_from_this()](const std::exception_ptr& failed) {
                     if (failed) self->socket_->abort();  // the reader tells of the end
                   });
  }

  static asio::awaitable<void> send(std::shared_ptr<NetWire> self)
  {
    while (!self->outgoing_.empty() && !self->cut_) {
      std::string text = std::move(self->outgoing_.front());
      self->outgoing_.pop_front();
      Result<void> sent = co_await self->socket_->write(std::move(text));
      if (!sent) spdlog::debug("slack: an acknowledgement was lost: {}", sent.error().message);
    }
    constexpr unsigned normal = 1000;
    if (self->closing_ && !self->cut_) co_await self->socket_->close(normal);
    self->sending_ = false;
  }

  asio::io_context& context_;
  WireEvents events_;
  std::unique_ptr<net::WebSocket> socket_;
  std::deque<std::string> outgoing_;
  bool sending_ = false;
  bool closing_ = false;
  bool cut_ = false;
};

std::string environment(const char* name)
{
  const char* value = std::getenv(name);
  return value ? value : "";
}

}  // namespace

Result<Reach> reach_over_net(asio::io_context& context, const SlackOptions& options)
{
  const net::TlsOptions tls{options.ca_file};
  const auto proxy = net::proxy_options(options.proxy, environment);
  if (!proxy) return tl::unexpected<Error>(proxy.error());
  auto client = std::make_shared<net::HttpClient>(context, tls, *proxy);
  Reach reach;
  reach.transport = [client](HttpCall call) { return exchange(client, std::move(call)); };
  reach.dial = [&context, tls, through = *proxy](std::string url, WireEvents events) {
    auto wire = std::make_shared<NetWire>(context, std::move(events));
    wire->run(std::move(url), tls, through);
    return std::shared_ptr<Wire>(wire);
  };
  return reach;
}

std::unique_ptr<ChatService> make_slack(asio::io_context& context, SlackOptions options,
                                        EventSink sink, Hooks hooks)
{
  auto reach = reach_over_net(context, options);
  if (!reach) {
    reach = Reach{[error = reach.error()](HttpCall) { return no_exchange(error); },
                  [](const std::string&, WireEvents) { return std::shared_ptr<Wire>(); }};
  }
  return make_slack_over(context, std::move(options), std::move(sink), std::move(hooks),
                         std::move(reach->transport), std::move(reach->dial));
}

}  // namespace secondstory::slack
