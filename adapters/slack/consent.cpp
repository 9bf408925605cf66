#include "adapters/slack/consent.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

namespace secondstory::slack {

Consent::Consent(asio::any_io_executor executor, WebApi& api, std::chrono::milliseconds ask_every,
                 std::function<void()> regained)
    : executor_(std::move(executor)),
      api_(api),
      ask_every_(ask_every),
      regained_(std::move(regained))
{
}

void Consent::withdrawn(std::string complaint)
{
  if (stopped_ || !given()) return;
  complaint_ = std::move(complaint);
  spdlog::error("slack: {} Nothing is sent until then; it is kept.", complaint_);
  asio::co_spawn(executor_, watch(shared_from_this()), asio::detached);
}

asio::awaitable<void> Consent::watch(std::shared_ptr<Consent> self)
{
  for (;;) {
    co_await self->api_.pause(self->ask_every_);
    if (self->stopped_) co_return;
    json::object nothing;
    const ApiResult answer = co_await self->api_.call("auth.test", std::move(nothing));
    if (self->stopped_) co_return;
    if (answer) break;
  }
  self->complaint_.clear();
  spdlog::info("slack: the bot's token is accepted again; what waited is sent");
  self->regained_();
}

}  // namespace secondstory::slack
