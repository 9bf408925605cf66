#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "adapters/chat_service.hpp"
#include "adapters/http/metrics.hpp"
#include "adapters/net/http_server.hpp"
#include "bot/result.hpp"

namespace secondstory::http {

/// Where the status pages get what they show.
struct StatusSources
{
  /// Why storage takes no writes; empty while it does.
  std::function<std::string()> storage_complaint{};
  /// Platform and state of every chat connection.
  std::function<std::vector<std::pair<std::string, ConnectionState>>()> connections{};
};

/// GET /healthz: 200 while the process can work, with its parts as JSON. GET /readyz: 200 only when
/// storage takes writes and each chat service has a live connection, else 503 with the part that is
/// not. GET /metrics: Prometheus' text format.
class StatusServer
{
 public:
  /// Fault::usage if the address cannot be listened on.
  static Result<std::unique_ptr<StatusServer>> start(boost::asio::io_context& io,
                                                     const std::string& listen,
                                                     StatusSources sources, Metrics& metrics);

  std::string url() const { return server_->url(); }
  void stop() { server_->stop(); }

 private:
  explicit StatusServer(std::unique_ptr<net::HttpServer> server) : server_(std::move(server)) {}
  std::unique_ptr<net::HttpServer> server_;
};

}  // namespace secondstory::http
