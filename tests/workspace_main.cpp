#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "adapters/workspace/workspace_server.hpp"

namespace {

/// Begins the scenario of a file; false, and said, where it cannot be read.
bool play(secondstory::workspace::WorkspaceServer& server, const std::string& path)
{
  std::ifstream in{path, std::ios::binary};
  const std::string text{std::istreambuf_iterator<char>{in}, {}};
  const auto answer = server.control().post("scenario", {{"text", text}});
  const bool begun = in && answer && answer->at("ok").as_bool();
  if (!in) {
    std::cerr << "cannot read " << path << "\n";
  } else if (!begun) {
    std::cerr << path << ": " << answer->at("error").as_string().c_str() << "\n";
  }
  return begun;
}

}  // namespace

/// The embedded workspace on its own, for clients that are not ours. Prints one line of JSON when
/// it listens and runs until SIGTERM.
int main(int argc, char** argv)
{
  using namespace secondstory;
  CLI::App app("secondstory_workspace");
  workspace::WorkspaceOptions options;
  app.add_option("--listen", options.listen);
  app.add_option("--retry-after-ms", options.retry_after_ms);
  std::string manifest;
  app.add_option("--manifest", manifest, "grant the bot what this app manifest asks for, no more");
  std::string scenario;
  app.add_option("--scenario", scenario,
                 "JSON Lines; adapters/workspace/scenario.hpp describes it");
  app.add_option("--public-url", options.public_url);
  CLI11_PARSE(app, argc, argv);

  if (!manifest.empty()) {
    std::ifstream file(manifest);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    options.scopes = workspace::bot_scopes(text);
  }

  boost::asio::io_context io;
  workspace::WorkspaceServer server(io, std::move(options));
  const auto started = server.start();
  if (!started) {
    std::cerr << started.error().message << "\n";
    return 2;
  }
  if (!scenario.empty() && !play(server, scenario)) return 2;
  const boost::json::object line{{"url", server.base_url()},
                                 {"api_url", server.api_url()},
                                 {"app_token", server.tokens().app},
                                 {"bot_token", server.tokens().bot}};
  std::cout << boost::json::serialize(line) << std::endl;

  boost::asio::signal_set signals(io, SIGTERM, SIGINT);
  boost::asio::steady_timer goodbye(io);
  signals.async_wait([&](const boost::system::error_code&, int) {
    server.stop();
    goodbye.expires_after(std::chrono::milliseconds(200));  // close frames go out
    goodbye.async_wait([&](const boost::system::error_code&) { io.stop(); });
  });
  io.run();
  return 0;
}
