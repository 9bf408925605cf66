#include "adapters/slack/asking.hpp"

#include <boost/asio/this_coro.hpp>

#include "adapters/slack/web_api.hpp"

namespace secondstory::slack {

namespace {

tl::unexpected<Error> refused(const ApiError& error, const char* key)
{
  const bool reached = error.error != "network" && error.error != "http";
  const bool says_so = error.meaning == ErrorClass::fatal;
  return fail(reached ? Fault::refused : Fault::transient,
              error.message + (reached && !says_so ? std::string{" Check "} + key + "." : ""));
}

}  // namespace

asio::awaitable<Result<std::string>> ask(Transport transport, std::string api_url,
                                         std::string app_token, std::string bot_token)
{
  const Hooks hooks;
  WebApi api{co_await asio::this_coro::executor, std::move(transport), std::move(api_url),
             std::move(bot_token), hooks};
  const ApiResult self = co_await api.call("auth.test", {});
  if (!self) co_return refused(self.error(), "slack.bot_token");
  const ApiResult opened = co_await api.call_as(std::move(app_token), "apps.connections.open", {});
  if (!opened) co_return refused(opened.error(), "slack.app_token");
  const auto word = [&](const char* key) {
    const auto* value = self->if_contains(key);
    return value != nullptr && value->is_string() ? std::string{value->as_string()}
                                                  : std::string{"?"};
  };
  co_return "accepts both tokens; we are @" + word("user") + " in " + word("team");
}

}  // namespace secondstory::slack
