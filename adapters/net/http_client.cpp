#include "adapters/net/http_client.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <deque>
#include <optional>

#include "adapters/net/connect.hpp"
#include "adapters/net/url.hpp"
#include "bot/words.hpp"

namespace secondstory::net {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

namespace {

/// One connection, plain or with TLS.
struct Connection
{
  explicit Connection(asio::io_context& io) : plain(io) {}
  Connection(asio::io_context& io, std::shared_ptr<asio::ssl::context> tls)
      : plain(io), context(std::move(tls)), secure(std::in_place, io, *context)
  {
  }

  Socket& socket() { return secure ? secure->next_layer() : plain; }
  void cut()
  {
    boost::system::error_code ignored;
    socket().close(ignored);
  }
  asio::awaitable<Result<void>> open(Url url, ProxyOptions proxy, const Deadline& deadline);
  bool is_quiet();

  Socket plain;
  std::shared_ptr<asio::ssl::context> context{};
  std::optional<TlsSocket> secure{};
  beast::flat_buffer buffer{};
  std::chrono::steady_clock::time_point idle_since{};
};

using Connected = std::unique_ptr<Connection>;
using Message = http::request<http::string_body>;
using Parser = http::response_parser<http::string_body>;

asio::awaitable<Result<void>> Connection::open(Url url, ProxyOptions proxy,
                                               const Deadline& deadline)
{
  auto done = co_await connect(socket(), url, std::move(proxy), deadline);
  if (done && secure) done = co_await handshake(*secure, url);
  if (!done && deadline.is_up()) {
    co_return fail(Fault::transient, "cannot reach " + url.authority() + ": time is up");
  }
  co_return done;
}

/// A server that has hung up, or says something unasked, shows as readable.
bool Connection::is_quiet()
{
  boost::system::error_code error;
  char byte = 0;
  socket().non_blocking(true, error);
  socket().receive(asio::buffer(&byte, 1), asio::socket_base::message_peek, error);
  return error == asio::error::would_block && buffer.size() == 0;
}

/// How an exchange ended. Nothing written means that the server has not seen the request.
struct Ended
{
  boost::system::error_code error{};
  bool written = false;
};

template <class Stream>
asio::awaitable<Ended> exchange(Stream& stream, beast::flat_buffer& buffer, const Message& request,
                                Parser& parser)
{
  Ended ended;
  const auto count = co_await http::async_write(
      stream, request, asio::redirect_error(asio::use_awaitable, ended.error));
  ended.written = count > 0;
  if (ended.error) co_return ended;
  co_await http::async_read(stream, buffer, parser,
                            asio::redirect_error(asio::use_awaitable, ended.error));
  co_return ended;
}

/// The first header that would break out of its line.
std::optional<std::string> broken_header(const HttpRequest& request)
{
  constexpr std::string_view forbidden{"\r\n\0", 3};
  for (const auto& [name, value] : request.headers) {
    if (name.find_first_of(forbidden) != std::string::npos) return "a header's name";
    if (value.find_first_of(forbidden) != std::string::npos) return "the header " + name;
  }
  return std::nullopt;
}

Message message_of(const HttpRequest& request, const Url& url)
{
  Message message;
  message.version(11);
  message.method_string(request.method);
  message.target(url.target);
  message.set(http::field::host, url.host_header());
  message.set(http::field::user_agent, "secondstory/" SECONDSTORY_VERSION);
  for (const auto& [name, value] : request.headers) message.set(name, value);
  message.body() = request.body;
  message.prepare_payload();
  message.keep_alive(true);
  return message;
}

HttpResponse response_of(http::response<http::string_body>&& message)
{
  HttpResponse response;
  response.status = message.result_int();
  for (const auto& field : message) {
    const auto name = words::lower(std::string{field.name_string()});
    response.headers[name] = std::string{field.value()};
  }
  response.body = std::move(message.body());
  return response;
}

}  // namespace

struct HttpClient::Pool
{
  Pool(asio::io_context& loop, TlsOptions options, ProxyOptions through, HttpLimits bounds)
      : io(loop), tls(std::move(options)), proxy(std::move(through)), limits(bounds)
  {
  }

  /// An idle connection to an origin that has not been closed meanwhile.
  Connected take(const std::string& origin);
  void give_back(const std::string& origin, Connected connection);
  Result<Connected> fresh(const Url& url);
  /// Holds the pool itself: the client may be gone before this first runs.
  static asio::awaitable<Result<HttpResponse>> send(std::shared_ptr<Pool> pool,
                                                    HttpRequest request);

  asio::io_context& io;
  TlsOptions tls;
  ProxyOptions proxy;
  HttpLimits limits;
  std::shared_ptr<asio::ssl::context> context{};
  std::map<std::string, std::deque<Connected>> idle{};
};

Connected HttpClient::Pool::take(const std::string& origin)
{
  auto& waiting = idle[origin];
  while (!waiting.empty()) {
    auto connection = std::move(waiting.back());
    waiting.pop_back();
    if (std::chrono::steady_clock::now() - connection->idle_since > limits.idle_max) continue;
    if (connection->is_quiet()) return connection;
  }
  return nullptr;
}

void HttpClient::Pool::give_back(const std::string& origin, Connected connection)
{
  auto& waiting = idle[origin];
  connection->idle_since = std::chrono::steady_clock::now();
  waiting.push_back(std::move(connection));
  if (waiting.size() > limits.idle_per_origin_max) waiting.pop_front();
}

/// A connection that is still to be opened.
Result<Connected> HttpClient::Pool::fresh(const Url& url)
{
  if (!url.secure()) return std::make_unique<Connection>(io);
  if (!context) {
    auto made = tls_context(tls);
    if (!made) return tl::unexpected<Error>(made.error());
    context = std::move(*made);
  }
  return std::make_unique<Connection>(io, context);
}

HttpClient::HttpClient(asio::io_context& io, const TlsOptions& tls, ProxyOptions proxy,
                       HttpLimits limits)
    : pool_(std::make_shared<Pool>(io, tls, std::move(proxy), limits))
{
}

HttpClient::~HttpClient() = default;

asio::awaitable<Result<HttpResponse>> HttpClient::send(HttpRequest request)
{
  return Pool::send(pool_, std::move(request));
}

asio::awaitable<Result<HttpResponse>> HttpClient::Pool::send(std::shared_ptr<Pool> pool,
                                                             HttpRequest request)
{
  const auto what = request.method + " " + redacted(request.url) + ": ";
  const auto url = parse_url(request.url);
  if (!url) co_return tl::unexpected<Error>(url.error());
  if (const auto header = broken_header(request)) {
    co_return fail(Fault::usage, what + *header + " holds a line break");
  }
  const auto message = message_of(request, *url);
  Connection* current = nullptr;
  const Deadline deadline{pool->io.get_executor(), request.time_limit, [&current] {
                            if (current) current->cut();
                          }};
  for (;;) {
    auto connection = pool->take(url->origin());
    const bool reused = connection != nullptr;
    if (!reused) {
      auto made = pool->fresh(*url);
      if (!made) co_return tl::unexpected<Error>(made.error());
      connection = std::move(*made);
      current = connection.get();
      const auto opened = co_await connection->open(*url, pool->proxy, deadline);
      current = nullptr;
      if (!opened) co_return fail(opened.error().fault, what + opened.error().message);
    }
    Parser parser;
    parser.body_limit(pool->limits.body_bytes_max);
    parser.skip(request.method == "HEAD");
    current = connection.get();
    Ended ended;
    if (connection->secure) {
      ended = co_await exchange(*connection->secure, connection->buffer, message, parser);
    } else {
      ended = co_await exchange(connection->plain, connection->buffer, message, parser);
    }
    current = nullptr;
    if (!ended.error) {
      const bool keep = parser.get().keep_alive();
      auto response = response_of(parser.release());
      if (keep) pool->give_back(url->origin(), std::move(connection));
      co_return response;
    }
    // The server had hung up meanwhile and has not seen the request: another connection may do.
    if (reused && !ended.written && !deadline.is_up()) continue;
    std::string why = what;
    why += ended.written ? "no whole answer came: " : "nothing could be sent: ";
    why += deadline.is_up() ? "time is up" : ended.error.message();
    co_return fail(ended.written ? Fault::unknown : Fault::transient, std::move(why));
  }
}

void HttpClient::close()
{
  pool_->idle.clear();
}

}  // namespace secondstory::net
