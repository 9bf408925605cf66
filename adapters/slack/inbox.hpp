#pragma once

#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "adapters/chat_service.hpp"
#include "adapters/slack/forms.hpp"
#include "adapters/slack/frame.hpp"
#include "adapters/slack/hooks.hpp"
#include "adapters/slack/identity.hpp"
#include "adapters/slack/socket_mode.hpp"
#include "adapters/slack/translate.hpp"
#include "adapters/slack/transport.hpp"

namespace secondstory::slack {

/// From envelope to acknowledgement: translates, hands the events to the ledger, and acknowledges
/// when all of them are durable. Where the ledger has no room the events wait here, up to a bound;
/// beyond it they are left to Slack, which delivers again what is not acknowledged.
///
/// A form is asked for and judged at the desk first (forms.hpp). What is settled there, a form that
/// is shown or one that goes back with its faults, changes nothing and is acknowledged at once.
class Inbox : public std::enable_shared_from_this<Inbox>
{
 public:
  using Acknowledge = std::function<bool(socket_mode::LinkId, const std::string& envelope_id,
                                         const json::object& answer)>;
  using Saw = std::function<void(const Event&)>;
  /// What an envelope says of the app itself.
  using Noticed = std::function<void(Notice)>;

  Inbox(asio::any_io_executor executor, const Identity& self, EventSink sink, const Hooks& hooks,
        std::shared_ptr<FormDesk> desk, Acknowledge acknowledge, Saw saw, Noticed noticed);

  void take(socket_mode::LinkId link, const std::string& app_id, const Envelope& envelope);

  /// Takes nothing more; `drained` follows when what was taken is acknowledged, or after a moment.
  void stop(std::function<void()> drained);

 private:
  struct Delivery
  {
    socket_mode::LinkId link = 0;
    std::string envelope{};
    std::string type{};
    std::chrono::steady_clock::time_point read{};
    std::size_t open = 0;
    json::object answer{};  ///< goes with the acknowledgement
  };
  struct Waiting
  {
    Event event{};
    std::shared_ptr<Delivery> delivery{};
  };

  struct Note
  {
    Time received{};
    std::string delivery_key{};
  };

  bool is_ours(const std::string& app_id, const Envelope& envelope) const;
  bool is_echo(const Event& event);
  bool at_the_desk(const Envelope& envelope, const Event& event,
                   const std::shared_ptr<Delivery>& delivery);
  bool hand_in(Event event, const std::shared_ptr<Delivery>& delivery);
  bool submit(const Event& event, const std::shared_ptr<Delivery>& delivery);
  void retry_waiting();
  void settle(Delivery& delivery);
  void finish_if_drained();

  static constexpr std::size_t waiting_max = 20'000;

  asio::any_io_executor executor_;
  const Identity& self_;
  EventSink sink_;
  const Hooks& hooks_;
  std::shared_ptr<FormDesk> desk_;
  Acknowledge acknowledge_;
  Saw saw_;
  Noticed noticed_;
  asio::steady_timer retry_timer_;
  asio::steady_timer stop_timer_;
  std::deque<Waiting> waiting_;
  std::size_t open_deliveries_ = 0;
  std::map<std::string, Note> recent_notes_;
  std::function<void()> drained_;
  bool stopping_ = false;
};

}  // namespace secondstory::slack
