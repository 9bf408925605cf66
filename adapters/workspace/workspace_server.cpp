#include "adapters/workspace/workspace_server.hpp"

#include <fmt/format.h>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>
#include <set>

#include "adapters/slack/json.hpp"
#include "adapters/workspace/side_doors.hpp"

namespace secondstory::workspace {

namespace asio = boost::asio;
using net::HttpServerRequest;
using net::HttpServerResponse;
using slack::parse_object;
using slack::string_at;

namespace {

constexpr std::size_t body_bytes_max = 64U << 20U;
constexpr std::chrono::seconds stream_sign_of_life{10};

/// Somebody who follows the changes.
struct Follower
{
  explicit Follower(const asio::any_io_executor& executor) : wake(executor) {}
  std::deque<std::string> lines{};
  asio::steady_timer wake;
};

HubOptions hub_options(const WorkspaceOptions& options)
{
  HubOptions out;
  out.app_id = options.team.app_id;
  out.retry_after_ms = options.retry_after_ms;
  out.retries_max = options.retries_max;
  return out;
}

std::string header(const HttpServerRequest& request, const char* name)
{
  const auto found = request.headers.find(name);
  return found == request.headers.end() ? std::string() : found->second;
}

/// "api/x" for "/api/x": the path after a prefix, or nothing.
std::optional<std::string> below(const std::string& path, std::string_view prefix)
{
  if (!path.starts_with(prefix)) return std::nullopt;
  return path.substr(prefix.size());
}

/// The answer that a fault gives instead of the method's own.
HttpServerResponse faulty_answer(const FaultSpec& fault)
{
  HttpServerResponse out;
  if (fault.cut != FaultSpec::Cut::none) {
    out.status = 0;  // the connection is cut
    return out;
  }
  std::string error = fault.error;
  unsigned status = fault.http_status;
  if (fault.retry_after_s > 0 && status == 0) status = 429;
  if (error.empty()) error = status == 429 ? "ratelimited" : "internal_error";
  out = json_response({{"ok", false}, {"error", error}}, status == 0 ? 200 : status);
  if (fault.retry_after_s > 0) out.headers["retry-after"] = fmt::format("{}", fault.retry_after_s);
  return out;
}

bool answers_itself(const FaultSpec& fault)
{
  return fault.prevents() || fault.takes_effect || fault.cut == FaultSpec::Cut::after_effect;
}

}  // namespace

struct WorkspaceServer::Parts
{
  Parts(asio::io_context& io_, WorkspaceOptions options_);

  asio::awaitable<HttpServerResponse> answer(HttpServerRequest request);
  asio::awaitable<HttpServerResponse> with_faults(HttpServerRequest request, std::string name);
  HttpServerResponse call(const HttpServerRequest& request, const std::string& name);
  std::optional<FaultSpec> over_limit(const std::string& name);
  HttpServerResponse controlled(const HttpServerRequest& request, const std::string& action);
  unsigned judge_upgrade(const HttpServerRequest& request);
  asio::awaitable<void> follow(std::shared_ptr<net::ServerStream> stream);
  void tell(const json::object& change);
  void answer_lost(const Delivery& delivery, const std::string& error);

  asio::io_context& io;
  WorkspaceOptions options;
  Workspace workspace;
  Journal journal;
  SocketMode sockets;
  Faults faults;
  WebApi api;
  Control control;
  std::unique_ptr<net::HttpServer> http{};
  std::set<std::shared_ptr<Follower>> followers{};
  bool stopped = false;
};

WorkspaceServer::Parts::Parts(asio::io_context& io_, WorkspaceOptions options_)
    : io(io_),
      options(std::move(options_)),
      workspace(options.team, options.clock),
      journal([this] { return workspace.now_us(); }),
      sockets(io, hub_options(options), journal, options.ping_every),
      api(workspace, journal, options.tokens,
          [this] {
            return fmt::format("ws{}/link/?ticket={}&app_id={}", workspace.base_url.substr(4),
                               sockets.hub.new_ticket(), options.team.app_id);
          }),
      control(workspace, journal, sockets, faults)
{
  workspace.deliver = [this](Delivery delivery) { sockets.hub.deliver(std::move(delivery)); };
  workspace.changed = [this](json::object change) { tell(change); };
  sockets.hub.on_response = [this](const Delivery& delivery, const json::object& payload) {
    const auto target = workspace.response_of(delivery.payload);
    if (target) (void)workspace.respond(*target, payload);
  };
  sockets.hub.on_lost = [this](const Delivery& delivery, const std::string& error) {
    answer_lost(delivery, error);
  };
  sockets.on_connections = [this] {
    tell({{"type", "connections"}, {"count", sockets.hub.connections().size()}});
  };
  if (options.seeded) seed(workspace);
}

/// What Slack shows to somebody whose command nobody took.
void WorkspaceServer::Parts::answer_lost(const Delivery& delivery, const std::string& error)
{
  const std::string command = string_at(delivery.payload, "command");
  if (command.empty()) return;
  Ephemeral said;
  said.channel = string_at(delivery.payload, "channel_id");
  said.user = string_at(delivery.payload, "user_id");
  said.text = command + " failed with the error \"" + error + "\"";
  workspace.whisper(std::move(said));
}

void WorkspaceServer::Parts::tell(const json::object& change)
{
  if (followers.empty()) return;
  const std::string line = "data: " + json::serialize(change) + "\n\n";
  for (const auto& follower : followers) {
    follower->lines.push_back(line);
    follower->wake.cancel();
  }
}

HttpServerResponse WorkspaceServer::Parts::call(const HttpServerRequest& request,
                                                const std::string& name)
{
  if (name == "upload") return take_upload(workspace, journal, request);
  if (name == "response_url") return take_response(workspace, journal, request);
  if (request.method != "POST" && request.method != "GET")
    return json_response({{"ok", false}}, 405);
  return json_response(api.handle({name, request.method == "POST", header(request, "authorization"),
                                   header(request, "content-type"), request.query, request.body}));
}

/// The refusal of a reading that comes too early.
std::optional<FaultSpec> WorkspaceServer::Parts::over_limit(const std::string& name)
{
  ReadingLimits& limits = workspace.reading;
  const bool reads = name == "conversations.history" || name == "conversations.replies";
  if (!reads || limits.every_ms == 0) return std::nullopt;
  const std::int64_t now = workspace.now_us();
  std::int64_t& next = limits.next_us[name];
  if (now >= next) {
    next = now + limits.every_ms * 1'000;
    return std::nullopt;
  }
  FaultSpec refusal;
  refusal.retry_after_s = static_cast<double>(next - now) / 1e6;
  return refusal;
}

asio::awaitable<HttpServerResponse> WorkspaceServer::Parts::with_faults(HttpServerRequest request,
                                                                        std::string name)
{
  auto fault = faults.take(name);
  if (!fault) fault = over_limit(name);
  if (!fault) co_return call(request, name);
  if (fault->delay_ms > 0) {
    asio::steady_timer timer(io, std::chrono::milliseconds(fault->delay_ms));
    boost::system::error_code ignored;
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
  HttpServerResponse instead = faulty_answer(*fault);
  if (fault->prevents()) {
    CallRecord record;
    record.method = name;
    record.args = WebApi::shown(WebApi::arguments(
        {name, true, {}, header(request, "content-type"), request.query, request.body}));
    if (name == "upload" || name == "response_url") record.args.clear();
    record.status = instead.status;
    record.fault = fault->name();
    journal.called(std::move(record));
    co_return instead;
  }
  HttpServerResponse real = call(request, name);
  if (name != "upload" && name != "response_url") {
    journal.amend(fault->name(), answers_itself(*fault) ? instead.status : real.status);
  }
  if (answers_itself(*fault)) co_return instead;
  co_return real;
}

HttpServerResponse WorkspaceServer::Parts::controlled(const HttpServerRequest& request,
                                                      const std::string& action)
{
  std::optional<json::object> out;
  if (request.method == "GET" && action == "file") return show_file(workspace, request);
  if (request.method == "GET") out = control.get(action, parse_form(request.query));
  if (request.method == "POST") {
    const auto body = request.body.empty() ? json::object{} : parse_object(request.body);
    if (!body) return json_response({{"ok", false}, {"error", "invalid_json"}}, 400);
    out = control.post(action, *body);
  }
  if (!out) return json_response({{"ok", false}, {"error", "unknown_action"}}, 404);
  return json_response(*out);
}

asio::awaitable<HttpServerResponse> WorkspaceServer::Parts::answer(HttpServerRequest request)
{
  if (!is_from_here(request)) {
    co_return json_response({{"ok", false}, {"error", "not_from_here"}}, 403);
  }
  const std::string path = request.path;
  if (const auto method = below(path, "/api/")) {
    co_return co_await with_faults(std::move(request), *method);
  }
  if (below(path, "/upload/v1/")) co_return co_await with_faults(std::move(request), "upload");
  if (below(path, "/commands/") || below(path, "/actions/")) {
    co_return co_await with_faults(std::move(request), "response_url");
  }
  if (below(path, "/files-pri/")) co_return give_file(workspace, options.tokens, request);
  if (const auto action = below(path, "/workspace/")) co_return controlled(request, *action);
  co_return give_page(path);
}

unsigned WorkspaceServer::Parts::judge_upgrade(const HttpServerRequest& request)
{
  if (stopped || !request.path.starts_with("/link") || !is_from_here(request)) return 404;
  return sockets.hub.take_ticket(string_at(parse_form(request.query), "ticket")) ? 101 : 403;
}

asio::awaitable<void> WorkspaceServer::Parts::follow(std::shared_ptr<net::ServerStream> stream)
{
  auto follower = std::make_shared<Follower>(io.get_executor());
  followers.insert(follower);
  follower->lines.emplace_back(": hello\n\n");
  while (!stopped) {
    if (!follower->lines.empty()) {
      std::string line = std::move(follower->lines.front());
      follower->lines.pop_front();
      const auto written = co_await stream->write(std::move(line));
      if (!written) break;
      continue;
    }
    boost::system::error_code woken;
    follower->wake.expires_after(stream_sign_of_life);
    co_await follower->wake.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    if (!woken) follower->lines.emplace_back(": still here\n\n");
  }
  followers.erase(follower);
}

WorkspaceServer::WorkspaceServer(asio::io_context& io, WorkspaceOptions options)
    : parts_(std::make_shared<Parts>(io, std::move(options)))
{
}

WorkspaceServer::~WorkspaceServer()
{
  stop();
  parts_->http.reset();
}

Result<void> WorkspaceServer::start()
{
  const std::shared_ptr<Parts> parts = parts_;
  const std::string& listen = parts->options.listen;
  const bool loopback = listen.starts_with("127.") || listen.starts_with("localhost:") ||
                        listen.starts_with("[::1]:");
  if (!loopback) {
    return fail(Fault::usage,
                "The workspace has no passwords and listens on loopback addresses "
                "alone; use 127.0.0.1:PORT instead of " +
                    listen + ".");
  }
  net::HttpServerOptions http;
  http.listen = listen;
  http.body_bytes_max = body_bytes_max;
  http.handle = [parts](HttpServerRequest request) { return parts->answer(std::move(request)); };
  http.accept_upgrade = [parts](const HttpServerRequest& request) {
    return parts->judge_upgrade(request);
  };
  http.on_upgrade = [parts](HttpServerRequest, std::shared_ptr<net::ServerWebSocket> socket) {
    return parts->sockets.run(std::move(socket));
  };
  http.wants_stream = [](const HttpServerRequest& request) {
    return request.method == "GET" && request.path == "/workspace/events" && is_from_here(request);
  };
  http.on_stream = [parts](HttpServerRequest, std::shared_ptr<net::ServerStream> stream) {
    return parts->follow(std::move(stream));
  };
  auto started = net::HttpServer::start(parts->io, std::move(http));
  if (!started) return tl::unexpected<Error>(started.error());
  parts->http = std::move(*started);
  parts->workspace.base_url = parts->http->url();
  return {};
}

void WorkspaceServer::stop()
{
  parts_->stopped = true;
  parts_->sockets.stop();
  for (const auto& follower : parts_->followers) follower->wake.cancel();
}

std::string WorkspaceServer::base_url() const
{
  return parts_->workspace.base_url;
}
std::string WorkspaceServer::api_url() const
{
  return base_url() + "/api/";
}
const Tokens& WorkspaceServer::tokens() const
{
  return parts_->options.tokens;
}
Workspace& WorkspaceServer::workspace()
{
  return parts_->workspace;
}
Journal& WorkspaceServer::journal()
{
  return parts_->journal;
}
SocketMode& WorkspaceServer::sockets()
{
  return parts_->sockets;
}
Faults& WorkspaceServer::faults()
{
  return parts_->faults;
}
Control& WorkspaceServer::control()
{
  return parts_->control;
}

void seed(Workspace& workspace)
{
  std::vector<std::string> everyone = {workspace.team().bot_user};
  struct One
  {
    const char* id;
    const char* name;
    const char* real_name;
    bool guest;
  };
  for (const One& one :
       {One{"U0PRIYA", "priya", "Priya Raman", false}, One{"U0MARK", "mark", "Mark Oduya", false},
        One{"U0SAM", "sam", "Sam Lindqvist", false}, One{"U0NOOR", "noor", "Noor Haddad", false},
        One{"U0KIM", "kim", "Kim Albers", true}}) {
    Person person;
    person.id = one.id;
    person.name = one.name;
    person.real_name = one.real_name;
    person.display_name = one.name;
    person.is_restricted = one.guest;
    everyone.push_back(workspace.add_person(std::move(person)).id);
  }
  workspace.add_channel("general", false, everyone).is_general = true;
  workspace.add_channel("incidents", false, everyone);
}

}  // namespace secondstory::workspace
