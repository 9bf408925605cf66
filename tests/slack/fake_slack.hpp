#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/slack/effects.hpp"
#include "adapters/slack/web_api.hpp"

namespace secondstory::slack::test {

/// A Web API that answers what a test tells it to, method by method, and remembers what was asked.
struct FakeSlack
{
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
    hooks.on_rate_limited = [this](const std::string& method) { limited.push_back(method); };
  }

  ApiResult call(const char* method, json::object args = {})
  {
    return run(context, api.call(method, std::move(args)));
  }
  Outcome carry_out(Effect effect, bool look_first = false)
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
