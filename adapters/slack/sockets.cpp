#include "adapters/slack/sockets.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

#include "adapters/slack/redact.hpp"

namespace secondstory::slack {

using namespace socket_mode;

namespace {

socket_mode::Clock steady_now()
{
  return std::chrono::duration_cast<socket_mode::Clock>(
      std::chrono::steady_clock::now().time_since_epoch());
}

bool hears(const Link& link)
{
  return link.phase == Phase::live || link.phase == Phase::leaving;
}

}  // namespace

Sockets::Sockets(asio::any_io_executor executor, WebApi& api, std::string app_token, Dialler dial,
                 const Hooks& hooks, OnEnvelope on_envelope, Limits limits)
    : executor_(std::move(executor)),
      api_(api),
      app_token_(std::move(app_token)),
      dial_(std::move(dial)),
      hooks_(hooks),
      on_envelope_(std::move(on_envelope)),
      state_(limits),
      timer_(executor_)
{
}

void Sockets::start()
{
  tell(Started{});
}

void Sockets::stop(std::function<void()> stopped)
{
  stopped_ = std::move(stopped);
  tell(StopAsked{});
}

void Sockets::tell(const Happened& happened)
{
  // The machine never calls back into itself: what an action causes comes in a turn of its own.
  const auto actions = resume(state_, happened, steady_now());
  for (const Action& action : actions) {
    std::visit([this](const auto& one) { act(one); }, action);
  }
  if (state_.complaint != last_complaint_) {
    last_complaint_ = state_.complaint;
    const auto level = state_.needs_person ? spdlog::level::err : spdlog::level::warn;
    if (!last_complaint_.empty()) spdlog::log(level, "slack: {}", last_complaint_);
  }
  note_liveness();
  wait();
}

void Sockets::act(const Dial& action)
{
  asio::co_spawn(executor_, dial(shared_from_this(), action.id), asio::detached);
}

void Sockets::act(const Close& action)
{
  const auto wire = wires_.find(action.id);
  if (wire != wires_.end()) wire->second->close();
}

void Sockets::act(const Cut& action)
{
  const auto wire = wires_.extract(action.id);
  if (wire) wire.mapped()->cut();
}

void Sockets::act(const Replaced& action)
{
  spdlog::info("slack: a connection is replaced ({})", redacted(action.reason));
  hooks_.on_reconnect(action.reason);
}

void Sockets::act(const GhostsCounted& action)
{
  hooks_.on_ghosts(action.ghosts);
  if (action.ghosts == 0) {
    spdlog::info("slack: every connection that Slack counts is ours again");
    return;
  }
  spdlog::error(
      "slack: {} connections of this app are registered, {} of them not ours: another process with "
      "the same app token, or dead ones. Commands and buttons may get lost there.",
      action.registered, action.ghosts);
}

void Sockets::act(const AllStopped&)
{
  timer_.cancel();
  if (stopped_) asio::post(executor_, std::exchange(stopped_, nullptr));
}

void Sockets::wait()
{
  const auto wake = wake_at(state_);
  timer_.cancel();
  if (!wake) return;
  timer_.expires_after(std::max(Clock{1}, *wake - steady_now()));
  timer_.async_wait([self = shared_from_this()](boost::system::error_code cancelled) {
    if (!cancelled) self->tell(Tick{});
  });
}

void Sockets::note_liveness()
{
  const bool hearing = std::any_of(state_.links.begin(), state_.links.end(), hears);
  if (!hearing) {
    if (!deaf_since_) deaf_since_ = steady_now();
  } else if (deaf_since_) {
    const Clock span = steady_now() - *deaf_since_;
    deaf_since_.reset();
    on_back(span);
  }
}

void Sockets::ticket_refused(LinkId link, const ApiError& error)
{
  DialFailed failed;
  failed.id = link;
  failed.wait = error.wait;
  failed.why = error.message;
  const bool credentials =
      error.meaning == ErrorClass::fatal || error.meaning == ErrorClass::configuration;
  if (credentials) {
    failed.refusal = Refusal::credentials;
    failed.why =
        fmt::format("Slack refused the app token: {}. Check slack.app_token.", error.error);
  } else if (error.error == "ratelimited") {
    failed.refusal = Refusal::rate_limited;
  }
  tell(failed);
}

asio::awaitable<void> Sockets::dial(std::shared_ptr<Sockets> self, LinkId link)
{
  // A ticket is good once and for a short time: asked for each dial, used at once, never logged.
  ApiResult ticket = co_await self->api_.call_as(self->app_token_, "apps.connections.open", {});
  if (!find(self->state_, link)) co_return;
  if (!ticket) {
    self->ticket_refused(link, ticket.error());
    co_return;
  }
  std::string url = string_at(*ticket, "url");
  if (!is_address_of_slack(url)) {
    self->tell(DialFailed{link,
                          Refusal::transient,
                          "Slack gave a socket address outside slack.com; it was not used.",
                          {}});
    co_return;
  }
  std::weak_ptr<Sockets> weak = self;
  WireEvents events;
  events.on_open = [weak, link] {
    if (auto sockets = weak.lock()) sockets->tell(Opened{link});
  };
  events.on_text = [weak, link](std::string text) {
    if (auto sockets = weak.lock()) sockets->take_frame(link, text);
  };
  events.on_end = [weak, link](std::string why) {
    auto sockets = weak.lock();
    if (!sockets) return;
    const auto gone = sockets->wires_.extract(link);
    const Link* known = find(sockets->state_, link);
    why = redacted(why);
    if (known && known->phase == Phase::dialling) {
      sockets->tell(DialFailed{link, Refusal::transient, "Slack could not be reached: " + why, {}});
    } else {
      sockets->tell(Ended{link, why});
    }
  };
  self->wires_[link] = self->dial_(std::move(url), std::move(events));
}

void Sockets::take_frame(LinkId link, const std::string& text)
{
  // Whatever Slack sends, and whatever a library throws at it: the next frame is read.
  try {
    take(link, parse_frame(text), text.size());
  } catch (const std::exception& failed) {
    spdlog::error(
        "slack: a frame of {} bytes could not be taken in and is left for Slack to repeat: {}",
        text.size(), redacted(failed.what()));
  }
}

void Sockets::take(LinkId link, Frame frame, std::size_t bytes)
{
  if (const auto* hello = std::get_if<Hello>(&frame)) {
    tell(Greeted{link, *hello});
  } else if (const auto* disconnect = std::get_if<Disconnect>(&frame)) {
    tell(ToldToGo{link, *disconnect});
  } else if (auto* envelope = std::get_if<Envelope>(&frame)) {
    const Link* known = find(state_, link);
    if (known) on_envelope_(link, known->app_id, std::move(*envelope));
  } else {
    spdlog::debug("slack: a frame of {} bytes means nothing to us", bytes);
  }
}

bool Sockets::acknowledge(LinkId link, const std::string& envelope_id, const json::object& answer)
{
  const auto target = route(state_, link);
  const auto wire = target ? wires_.find(*target) : wires_.end();
  if (wire == wires_.end()) return false;
  wire->second->write(acknowledgement(envelope_id, answer));
  return true;
}

std::vector<ConnectionState> Sockets::connections() const
{
  const auto up =
      static_cast<std::size_t>(std::count_if(state_.links.begin(), state_.links.end(), hears));
  std::vector<ConnectionState> out;
  for (std::size_t i = 0; i < state_.limits.sockets; ++i) {
    ConnectionState one;
    one.name = "socket-" + std::to_string(i + 1);
    one.up = i < up;
    if (!one.up) one.complaint = state_.complaint.empty() ? "connecting" : state_.complaint;
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace secondstory::slack
