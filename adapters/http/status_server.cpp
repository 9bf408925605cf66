#include "adapters/http/status_server.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/json.hpp>
#include <map>

namespace secondstory::http {

namespace json = boost::json;

namespace {

struct Health
{
  json::array not_ready{};
  json::object parts{};
};

/// A chat service is live with one connection of several: the others only spare a gap. One that
/// hears but has a complaint is not: its token was refused, for instance, and we may not speak. And
/// a vital one must be there.
Health look(const StatusSources& sources)
{
  Health health;
  const auto complaint = sources.storage_complaint();
  if (!complaint.empty()) health.not_ready.emplace_back("storage");
  json::object storage{{"ok", complaint.empty()}};
  if (!complaint.empty()) storage["complaint"] = complaint;
  health.parts["storage"] = std::move(storage);
  std::map<std::string, bool> live;
  std::map<std::string, bool> lame;
  json::object platforms;
  for (const auto& [platform, state] : sources.connections()) {
    live[platform] = live[platform] || (state.up && state.complaint.empty() && !state.vital);
    lame[platform] = lame[platform] || (!state.up && state.vital);
    json::object connection{{"connection", state.name}, {"up", state.up}};
    if (!state.complaint.empty()) connection["complaint"] = state.complaint;
    if (!platforms.contains(platform))
      platforms[platform] = json::object{{"connections", json::array{}}};
    platforms[platform].as_object()["connections"].as_array().push_back(std::move(connection));
  }
  for (const auto& [platform, connected] : live) {
    const bool up = connected && !lame[platform];
    platforms[platform].as_object()["ok"] = up;
    if (!up) health.not_ready.emplace_back(platform);
  }
  health.parts["chat"] = std::move(platforms);
  return health;
}

net::HttpServerResponse as_json(unsigned status, const json::object& body)
{
  return {
      .status = status, .content_type = "application/json", .body = json::serialize(body) + "\n"};
}

net::HttpServerResponse respond(const net::HttpServerRequest& request, const StatusSources& sources,
                                const Metrics& metrics)
{
  const bool known =
      request.path == "/healthz" || request.path == "/readyz" || request.path == "/metrics";
  if (!known) return {.status = 404, .body = "There are /healthz, /readyz and /metrics.\n"};
  if (request.method != "GET") {
    return {.status = 405, .body = "GET only.\n", .headers = {{"Allow", "GET"}}};
  }
  auto health = look(sources);  // also brings the connections' gauges up to date
  if (request.path == "/metrics") {
    return {.content_type = "text/plain; version=0.0.4; charset=utf-8", .body = metrics.text()};
  }
  const bool ready = health.not_ready.empty();
  if (request.path == "/healthz") {
    return as_json(200, {{"status", "ok"}, {"ready", ready}, {"parts", std::move(health.parts)}});
  }
  return as_json(ready ? 200 : 503, {{"status", ready ? "ready" : "not ready"},
                                     {"not_ready", std::move(health.not_ready)},
                                     {"parts", std::move(health.parts)}});
}

}  // namespace

Result<std::unique_ptr<StatusServer>> StatusServer::start(boost::asio::io_context& io,
                                                          const std::string& listen,
                                                          StatusSources sources, Metrics& metrics)
{
  net::HttpServerOptions options;
  options.listen = listen;
  options.handle =
      [sources = std::move(sources), &metrics](
          net::HttpServerRequest request) -> boost::asio::awaitable<net::HttpServerResponse> {
    co_return respond(request, sources, metrics);
  };
  auto server = net::HttpServer::start(io, std::move(options));
  if (!server) return tl::unexpected<Error>(server.error());
  return std::unique_ptr<StatusServer>{new StatusServer{std::move(*server)}};
}

}  // namespace secondstory::http
