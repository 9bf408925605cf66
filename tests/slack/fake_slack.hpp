#pragma once

#include <doctest/doctest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <deque>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/slack/effects.hpp"
#include "adapters/slack/web_api.hpp"
#include "adapters/workspace/blocks.hpp"
#include "adapters/workspace/body.hpp"
#include "adapters/workspace/contract.hpp"
#include "adapters/workspace/scopes.hpp"
#include "adapters/workspace/text.hpp"
#include "tests/source_dir.hpp"

namespace secondstory::slack::test {

/// Where things are said in these tests.
inline const Channel here{"slack", "C1"};

/// What the app may do, by the manifest that people install it with.
inline const workspace::Scopes& granted_scopes()
{
  static const workspace::Scopes scopes = [] {
    std::ifstream file(tests::source_dir() / "deploy/slack/manifest.yaml");
    return workspace::bot_scopes(std::string{std::istreambuf_iterator<char>(file), {}});
  }();
  return scopes;
}

/// Holds every request against what Slack documents: known method and arguments, none missing, JSON
/// where it is taken, a scope that the manifest asks for, words and blocks within their limits.
struct Contract
{
  workspace::Workspace workspace{workspace::Team{}, [] { return std::int64_t{0}; }};
  workspace::Journal journal{[] { return std::int64_t{0}; }};
  workspace::AppSettings app{.asked = granted_scopes()};

  void check(const std::string& method, bool is_json, const json::object& args)
  {
    check_request({method, true, is_json}, args, journal);
    const auto lacking = app.lacking_for(method);
    if (!lacking.empty()) journal.violate("scope_not_asked_for", method, std::string(lacking[0]));
    const workspace::Args given(args);
    const auto length = workspace::length_of(given.text("text"));
    const auto length_max =
        method == "chat.update" ? workspace::update_text_max : workspace::post_text_max;
    if (length > length_max) journal.violate("malformed", method, "msg_too_long");
    if (!given.has("blocks")) return;
    const auto blocks = workspace::checked_blocks(given.structure("blocks"), workspace);
    if (!blocks) journal.violate("malformed", method, blocks.error().error);
  }

  void check_body(const std::string& method, const std::string& content_type,
                  const std::string& body)
  {
    const bool is_json = content_type.starts_with("application/json");
    std::optional<json::object> args = parse_object(body);
    if (!is_json) args = workspace::parse_form(body);
    if (!args) journal.violate("not_json", method, "The body is no JSON object.");
    if (args) check(method, is_json, *args);
  }

  ~Contract()
  {
    for (const workspace::Violation& one : journal.violations()) {
      FAIL_CHECK(one.subject, ": ", one.kind, ": ", one.detail);
    }
  }
};

/// A Web API that answers what a test tells it to, method by method, and remembers what was asked.
struct FakeSlack
{
  Contract contract;

  struct Call
  {
    std::string method;  ///< or the whole address, where it is none of the API's
    json::object args;
    std::string body;
    std::string token;
    std::string content_type;
  };

  std::vector<Call> calls;
  std::map<std::string, std::deque<Result<HttpReply>>> replies;

  void answers(const std::string& method, const std::string& json, unsigned status = 200,
               const std::string& retry_after = "")
  {
    replies[method].push_back(HttpReply{status, json, retry_after});
  }
  void fails(const std::string& method, Fault fault)
  {
    replies[method].push_back(fail(fault, "the line broke"));
  }

  std::vector<Call> calls_of(const std::string& method) const
  {
    std::vector<Call> out;
    for (const Call& call : calls) {
      if (call.method == method) out.push_back(call);
    }
    return out;
  }

  std::vector<std::string> methods() const
  {
    std::vector<std::string> out;
    for (const Call& call : calls) out.push_back(call.method);
    return out;
  }

  Transport transport()
  {
    return [this](HttpCall call) { return exchange(this, std::move(call)); };
  }

 private:
  static asio::awaitable<Result<HttpReply>> exchange(FakeSlack* self, HttpCall call)
  {
    Call seen;
    const std::string base = "https://slack.test/api/";
    seen.method = call.url.starts_with(base) ? call.url.substr(base.size()) : call.url;
    seen.body = call.body;
    for (const auto& [name, value] : call.headers) {
      if (name == "Authorization") seen.token = value;
      if (name == "Content-Type") seen.content_type = value;
    }
    if (auto args = parse_object(call.body)) seen.args = *args;
    if (call.url.starts_with(base)) {
      self->contract.check_body(seen.method, seen.content_type, call.body);
    }
    self->calls.push_back(seen);
    auto& queue = self->replies[seen.method];
    if (queue.empty()) co_return HttpReply{200, R"({"ok":true})", ""};
    Result<HttpReply> reply = std::move(queue.front());
    queue.pop_front();
    co_return reply;
  }
};

template <class T>
T run(asio::io_context& context, asio::awaitable<T> work)
{
  std::optional<T> out;
  asio::co_spawn(context, std::move(work), [&out](std::exception_ptr failed, T value) {
    if (failed) std::rethrow_exception(failed);
    out = std::move(value);
  });
  context.restart();
  context.run();
  return std::move(*out);
}

/// The adapter's working parts over a FakeSlack.
struct Bench
{
  asio::io_context context;
  FakeSlack slack;
  std::vector<std::string> limited;
  Hooks hooks;
  Identity self{"UBOT", "BBOT", "T1", ""};
  std::vector<Event> events;
  WebApi api{context.get_executor(), slack.transport(), "https://slack.test/api/", "xoxb-secret",
             hooks};
  Effects effects{api, self, [this](Event event, const std::function<void()>& durable) {
                    events.push_back(std::move(event));
                    durable();
                    return true;
                  }};

  Bench()
  {
    api.set_post_interval(std::chrono::milliseconds{0});
    hooks.on_rate_limited = [this](const std::string& method) { limited.push_back(method); };
  }

  ApiResult call(const char* method, json::object args = {})
  {
    return run(context, api.call(method, std::move(args)));
  }
  /// All of it: a long post goes out part by part.
  Outcome carry_out(const Effect& effect, bool look_first = false)
  {
    while (true) {
      Outcome outcome = attempt(effect, look_first);
      if (outcome.kind != Outcome::Kind::later) return outcome;
    }
  }
  Outcome attempt(Effect effect, bool look_first = false)
  {
    OutboxItem item;
    item.id = 1;
    item.token = "tok";
    item.queued = Time{std::chrono::milliseconds{1'763'647'500'000}};
    item.effect = std::move(effect);
    return run(context, effects.carry_out(std::move(item), look_first));
  }
};

}  // namespace secondstory::slack::test
