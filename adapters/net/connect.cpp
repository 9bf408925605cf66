#include "adapters/net/connect.hpp"

#include <openssl/x509v3.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <vector>

namespace secondstory::net {

namespace asio = boost::asio;
namespace ssl = asio::ssl;
using asio::ip::tcp;

namespace {

tl::unexpected<Error> not_reached(const Url& url, const std::string& why)
{
  return fail(Fault::transient, "cannot reach " + url.authority() + ": " + why);
}

/// A look-up under way; it lives until its answer comes, whoever waits for it still or does not.
struct LookUp
{
  LookUp(const asio::any_io_executor& executor, asio::steady_timer::time_point until)
      : resolver(executor), patience(executor, until)
  {
  }

  tcp::resolver resolver;
  asio::steady_timer patience;
  bool done = false;
  boost::system::error_code error{};
  std::vector<tcp::endpoint> found{};
};

asio::awaitable<std::shared_ptr<LookUp>> look_up(std::string host, std::string port,
                                                 asio::steady_timer::time_point until)
{
  auto asked = std::make_shared<LookUp>(co_await asio::this_coro::executor, until);
  asked->resolver.async_resolve(host, port,
                                [asked](const boost::system::error_code& error, const auto& found) {
                                  asked->done = true;
                                  asked->error = error;
                                  for (const auto& entry : found)
                                    asked->found.push_back(entry.endpoint());
                                  asked->patience.cancel();
                                });
  boost::system::error_code ignored;
  co_await asked->patience.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  co_return asked;
}

/// The three digits of a status line in a head that is whole, else nothing. Not more of it: the
/// rest is the proxy's text and may echo what it was sent.
std::string status_in(const std::string& head)
{
  constexpr std::size_t at = std::string_view{"HTTP/1.1 "}.size(), digits = 3;
  if (head.rfind("HTTP/1.", 0) != 0 || !head.ends_with("\r\n\r\n")) return {};
  const auto status = head.substr(at, digits);
  return status.find_first_not_of("0123456789") == std::string::npos ? status : std::string{};
}

/// Asks a proxy for a tunnel (RFC 9110, 9.3.6) and reads its answer's head, not a byte more.
asio::awaitable<Result<void>> open_tunnel(Socket& socket, Url url, Proxy proxy)
{
  const auto authority = url.authority();
  std::string request = "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n";
  if (!proxy.credentials.empty()) {
    request += "Proxy-Authorization: " + basic_credentials(proxy.credentials) + "\r\n";
  }
  request += "\r\n";
  boost::system::error_code error;
  co_await asio::async_write(socket, asio::buffer(request),
                             asio::redirect_error(asio::use_awaitable, error));
  constexpr std::size_t head_bytes_max = 16U << 10U;
  std::string head;
  while (!error && !head.ends_with("\r\n\r\n") && head.size() < head_bytes_max) {
    char byte = 0;
    co_await asio::async_read(socket, asio::buffer(&byte, 1),
                              asio::redirect_error(asio::use_awaitable, error));
    head += byte;
  }
  if (error) co_return not_reached(url, "the proxy " + proxy.host + " hung up: " + error.message());
  const auto status = status_in(head);
  if (status.starts_with("2")) co_return Result<void>{};
  const auto answer = status.empty() ? "with what is not HTTP" : "with HTTP " + status;
  co_return not_reached(url, "the proxy " + proxy.host + " refused the tunnel " + answer);
}

/// What to tell about a handshake that failed; a certificate's fault is worth its own words.
std::string tls_complaint(TlsSocket& socket, const boost::system::error_code& error)
{
  const auto verdict = SSL_get_verify_result(socket.native_handle());
  if (verdict == X509_V_OK) return "TLS: " + error.message();
  const std::string why = X509_verify_cert_error_string(verdict);
  const bool other_name =
      verdict == X509_V_ERR_HOSTNAME_MISMATCH || verdict == X509_V_ERR_IP_ADDRESS_MISMATCH;
  if (other_name) return "its certificate is for another name (" + why + ")";
  return "its certificate is not trusted (" + why + "); ca_file can name its authority";
}

}  // namespace

Result<std::shared_ptr<ssl::context>> tls_context(const TlsOptions& options)
{
  auto context = std::make_shared<ssl::context>(ssl::context::tls_client);
  SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
  boost::system::error_code error;
  context->set_verify_mode(ssl::verify_peer, error);
  if (!error && options.ca_file.empty()) context->set_default_verify_paths(error);
  if (!error && !options.ca_file.empty()) context->load_verify_file(options.ca_file, error);
  if (!error) return context;
  const auto what =
      options.ca_file.empty() ? "the system's certificates" : "ca_file “" + options.ca_file + "”";
  return fail(Fault::usage, "cannot read " + what + ": " + error.message());
}

Deadline::Deadline(const asio::any_io_executor& executor, std::chrono::milliseconds span,
                   std::function<void()> when_up)
    : timer_(executor, span)
{
  timer_.async_wait(
      [state = state_, when_up = std::move(when_up)](const boost::system::error_code& error) {
        if (error || state->over) return;
        state->up = true;
        when_up();
      });
}

Deadline::~Deadline()
{
  state_->over = true;
}

asio::awaitable<Result<void>> connect(Socket& socket, Url url, ProxyOptions options,
                                      const Deadline& deadline)
{
  const auto proxy = proxy_for(options, url.host, url.port);
  const auto host = proxy ? proxy->host : url.host;
  const auto looked_up = co_await look_up(host, proxy ? proxy->port : url.port, deadline.at());
  if (!looked_up->done || deadline.is_up()) co_return not_reached(url, "time is up");
  if (looked_up->error)
    co_return not_reached(url, "looking up " + host + ": " + looked_up->error.message());
  boost::system::error_code error;
  co_await asio::async_connect(socket, looked_up->found,
                               asio::redirect_error(asio::use_awaitable, error));
  if (error) co_return not_reached(url, deadline.is_up() ? "time is up" : error.message());
  // An acknowledgement is one small frame; it must not wait for another.
  socket.set_option(tcp::no_delay{true}, error);
  socket.set_option(asio::socket_base::keep_alive{true}, error);
  if (proxy) co_return co_await open_tunnel(socket, std::move(url), *proxy);
  co_return Result<void>{};
}

asio::awaitable<Result<void>> handshake(TlsSocket& socket, Url url)
{
  auto* const handle = socket.native_handle();
  boost::system::error_code error;
  asio::ip::make_address(url.host, error);
  if (error) {
    SSL_set_tlsext_host_name(handle, url.host.c_str());
    SSL_set_hostflags(handle, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    SSL_set1_host(handle, url.host.c_str());
  } else {
    // A literal address is no name to indicate (RFC 6066, 3).
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(handle), url.host.c_str());
  }
  error = {};
  co_await socket.async_handshake(ssl::stream_base::client,
                                  asio::redirect_error(asio::use_awaitable, error));
  if (error) co_return not_reached(url, tls_complaint(socket, error));
  co_return Result<void>{};
}

}  // namespace secondstory::net
