#include "adapters/slack/inbox.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/post.hpp>

namespace secondstory::slack {

namespace {

Time now()
{
  return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

}  // namespace

Inbox::Inbox(asio::any_io_executor executor, const Identity& self, EventSink sink,
             const Hooks& hooks, std::shared_ptr<FormDesk> desk, Acknowledge acknowledge, Saw saw,
             Noticed noticed)
    : executor_(std::move(executor)),
      self_(self),
      sink_(std::move(sink)),
      hooks_(hooks),
      desk_(std::move(desk)),
      acknowledge_(std::move(acknowledge)),
      saw_(std::move(saw)),
      noticed_(std::move(noticed)),
      retry_timer_(executor_),
      stop_timer_(executor_)
{
}

bool Inbox::is_ours(const std::string& app_id, const Envelope& envelope) const
{
  const std::string app = app_of(envelope.payload);
  if (!app.empty() && !app_id.empty() && app != app_id) {
    spdlog::warn("slack: a delivery for another app was left out");
    hooks_.on_left_out("app");
    return false;
  }
  if (is_for_us(envelope.payload, self_)) return true;
  spdlog::warn("slack: a delivery for another workspace was left out");
  hooks_.on_left_out("workspace");
  return false;
}

/// A rename or an archiving comes twice, as an event and as a notice among the messages. A delivery
/// that Slack repeats is no echo: it may never have become durable, and the ledger knows its key.
bool Inbox::is_echo(const Event& event)
{
  const auto* changed = std::get_if<ChannelChanged>(&event.what);
  if (!changed) return false;
  constexpr std::chrono::seconds together{30};
  std::erase_if(recent_notes_,
                [&](const auto& one) { return one.second.received + together < event.received; });
  const auto [note, fresh] = recent_notes_.try_emplace(changed->channel.id + " " + changed->note,
                                                       Note{event.received, event.delivery_key});
  return !fresh && note->second.delivery_key != event.delivery_key;
}

void Inbox::take(socket_mode::LinkId link, const std::string& app_id, const Envelope& envelope)
{
  if (stopping_) return;
  const auto delivery = std::make_shared<Delivery>();
  delivery->link = link;
  delivery->envelope = envelope.id;
  delivery->type = "ignored";
  delivery->read = std::chrono::steady_clock::now();
  std::vector<Event> events;
  if (is_ours(app_id, envelope)) {
    if (const Notice notice = notice_in(envelope); notice != Notice::none) noticed_(notice);
    events = translate(envelope, self_, now());
  }
  std::erase_if(events, [this](const Event& event) { return is_echo(event); });
  ++open_deliveries_;
  if (events.empty()) {
    settle(*delivery);
    return;
  }
  delivery->open = events.size();
  delivery->type = type_name(events.front());
  if (events.size() == 1 && at_the_desk(envelope, events.front(), delivery)) return;
  for (Event& event : events) {
    if (!hand_in(std::move(event), delivery)) return;
  }
}

/// True: a form is being shown, or goes back to the person.
bool Inbox::at_the_desk(const Envelope& envelope, const Event& event,
                        const std::shared_ptr<Delivery>& delivery)
{
  auto done = [self = shared_from_this(), event, delivery](bool shown) {
    if (shown) {
      self->settle(*delivery);
    } else {
      self->hand_in(event, delivery);
    }
  };
  if (desk_->open(event, string_at(envelope.payload, "trigger_id"), std::move(done))) return true;
  if (!envelope.takes_answer) return false;
  delivery->answer = desk_->judge(event);
  if (delivery->answer.empty()) return false;
  settle(*delivery);
  return true;
}

bool Inbox::hand_in(Event event, const std::shared_ptr<Delivery>& delivery)
{
  saw_(event);
  if (waiting_.empty() && submit(event, delivery)) return true;
  if (waiting_.size() >= waiting_max) {
    spdlog::error("slack: the ledger is too slow; a delivery is left for Slack to repeat");
    --open_deliveries_;
    return false;
  }
  waiting_.push_back({std::move(event), delivery});
  if (waiting_.size() == 1) retry_waiting();
  return true;
}

bool Inbox::submit(const Event& event, const std::shared_ptr<Delivery>& delivery)
{
  return sink_(event, [self = shared_from_this(), delivery] {
    if (--delivery->open == 0) self->settle(*delivery);
  });
}

void Inbox::retry_waiting()
{
  constexpr std::chrono::milliseconds moment{10};
  retry_timer_.expires_after(moment);
  retry_timer_.async_wait([self = shared_from_this()](boost::system::error_code cancelled) {
    if (cancelled) return;
    auto& waiting = self->waiting_;
    while (!waiting.empty() && self->submit(waiting.front().event, waiting.front().delivery)) {
      waiting.pop_front();
    }
    if (!waiting.empty()) self->retry_waiting();
  });
}

void Inbox::settle(Delivery& delivery)
{
  --open_deliveries_;
  if (acknowledge_(delivery.link, delivery.envelope, delivery.answer)) {
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - delivery.read;
    hooks_.on_event(delivery.type, taken.count());
  }
  finish_if_drained();
}

void Inbox::stop(std::function<void()> drained)
{
  stopping_ = true;
  drained_ = std::move(drained);
  constexpr std::chrono::milliseconds patience{1'500};
  stop_timer_.expires_after(patience);
  stop_timer_.async_wait([self = shared_from_this()](boost::system::error_code cancelled) {
    if (!cancelled && self->drained_) std::exchange(self->drained_, nullptr)();
  });
  asio::post(executor_, [self = shared_from_this()] { self->finish_if_drained(); });
}

void Inbox::finish_if_drained()
{
  if (!drained_ || open_deliveries_ > 0) return;
  stop_timer_.cancel();
  retry_timer_.cancel();
  std::exchange(drained_, nullptr)();
}

}  // namespace secondstory::slack
