#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "adapters/net/proxy.hpp"
#include "adapters/net/tls.hpp"
#include "bot/result.hpp"

namespace boost::asio {
class io_context;
}

namespace secondstory::net {

struct HttpRequest
{
  std::string method = "POST";
  std::string url{};
  std::vector<std::pair<std::string, std::string>> headers{};
  std::string body{};
  std::chrono::milliseconds time_limit{15'000};  ///< for the whole exchange, connecting included
};

struct HttpResponse
{
  unsigned status = 0;
  std::map<std::string, std::string> headers{};  ///< names in lower case
  std::string body{};
};

struct HttpLimits
{
  std::size_t body_bytes_max = 16U << 20U;  ///< of a response
  std::size_t idle_per_origin_max = 4;      ///< connections kept for later
  std::chrono::milliseconds idle_max{30'000};
};

/// HTTP/1.1 with keep-alive: a few idle connections are kept for each origin. Redirects are not
/// followed, so that a token never goes to another host.
///
/// Errors: Fault::usage for a URL or a header that may not be used; Fault::transient when nothing
/// of the request was sent; Fault::unknown when some of it was and no whole answer came: the server
/// may have acted on it, so it is not sent again from here. Their texts hold the method and the
/// redacted URL and nothing else of the request.
class HttpClient
{
 public:
  HttpClient(boost::asio::io_context& io, const TlsOptions& tls, ProxyOptions proxy,
             HttpLimits limits = {});
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  boost::asio::awaitable<Result<HttpResponse>> send(HttpRequest request);

  /// Closes the idle connections.
  void close();

 private:
  struct Pool;
  std::shared_ptr<Pool> pool_;
};

}  // namespace secondstory::net
