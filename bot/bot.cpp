#include "bot/bot.hpp"

#include <utility>

#include "bot/commands/card_buttons.hpp"
#include "bot/commands/chosen_message.hpp"
#include "bot/commands/command.hpp"
#include "bot/commands/declaring.hpp"
#include "bot/incident/home.hpp"
#include "bot/incident/settling.hpp"
#include "bot/timeline/recording.hpp"
#include "bot/timeline/repairing.hpp"
#include "bot/timeline/suggesting.hpp"
#include "bot/turn.hpp"

namespace secondstory {

namespace {

/// The channel an event happened in; null for what concerns no one channel.
template <class What>
auto channel_in(What& what)
{
  using Found = decltype(&std::get<CommandGiven>(what).channel);
  return std::visit(
      [](auto& it) -> Found {
        if constexpr (requires { it.message.message.channel; }) {
          return &it.message.message.channel;
        } else if constexpr (requires { it.message.channel; }) {
          return &it.message.channel;
        } else if constexpr (requires { it.message->channel; }) {
          return it.message ? &it.message->channel : nullptr;
        } else if constexpr (requires { it.channel; }) {
          return &it.channel;
        } else {
          return nullptr;
        }
      },
      what);
}

/// An event as it is to be handled: in the channel's present id, where it came under a former one.
std::optional<Event> moved(const Event& event, Ledger& ledger)
{
  const Channel* channel = channel_in(event.what);
  if (channel == nullptr) return std::nullopt;
  const auto now = ledger.now_called(*channel);
  if (now == *channel) return std::nullopt;
  Event copy = event;
  *channel_in(copy.what) = now;
  return copy;
}

/// One overload an event; the order is that of Happening.
struct Dispatch
{
  Turn& turn;

  void operator()(const MessagePosted& message) const
  {
    if (message.command && run_command_message(turn, message)) return;
    if (record_message(turn, message)) suggest_wording(turn, message);
  }
  void operator()(const MessageEdited& edit) const { record_edit(turn, edit); }
  void operator()(const MessageDeleted& deletion) const { record_deletion(turn, deletion); }
  void operator()(const Reacted& reaction) const
  {
    if (record_mark(turn, reaction)) weigh_suggestion(turn, reaction);
  }
  void operator()(const CommandGiven& command) const { run_command(turn, command); }
  void operator()(const ButtonPressed& press) const
  {
    if (press.action.starts_with("card.")) press_card(turn, press);
    if (press.action.starts_with("suggestion.")) answer_suggestion(turn, press);
    if (press.action == declaration) declare_without_form(turn, turn.event.platform, press.person);
  }
  void operator()(const MessageChosen& chosen) const { use_chosen_message(turn, chosen); }
  void operator()(const FormAsked& asked) const
  {
    declare_without_form(turn, asked.platform, asked.person);
  }
  void operator()(const FormFilled& filled) const { declare_by_form(turn, filled); }
  void operator()(const HomeOpened& opened) const { show_home(turn, opened); }
  void operator()(const MembershipChanged& change) const { record_membership(turn, change); }
  void operator()(const ChannelChanged& change) const { record_channel_change(turn, change); }
  void operator()(const PersonSeen& person) const { turn.ledger.save(person); }
  void operator()(const EffectSettled& outcome) const
  {
    auto asked = settle(turn, outcome);
    if (!asked) return;
    asked->late_by += turn.event.received - asked->received;
    asked->received = turn.event.received;
    if (auto elsewhere = moved(*asked, turn.ledger)) asked = std::move(elsewhere);
    Turn resumed{*asked, turn.ledger, turn.settings, turn.language, true};
    std::visit(Dispatch{resumed}, asked->what);
  }
  void operator()(const Contact& contact) const { keep_contact(turn, contact); }
  void operator()(const NameSeen& name) const { turn.ledger.save(name); }
};

}  // namespace

Bot::Bot(Settings settings, std::shared_ptr<const language::Engine> language)
    : settings_(std::make_shared<const Settings>(std::move(settings))),
      language_(std::move(language))
{
}

void Bot::handle(const Event& event, Ledger& ledger)
{
  if (!event.delivery_key.empty() && !ledger.remember(event.delivery_key, event.received)) return;
  std::shared_ptr<const Settings> settings;
  std::shared_ptr<const language::Engine> language;
  {
    const std::lock_guard lock{mutex_};
    settings = settings_;
    language = language_;
  }
  const auto elsewhere = moved(event, ledger);
  Turn turn{elsewhere ? *elsewhere : event, ledger, *settings, *language};
  std::visit(Dispatch{turn}, turn.event.what);
}

void Bot::use(Settings settings, std::shared_ptr<const language::Engine> language)
{
  auto fresh = std::make_shared<const Settings>(std::move(settings));
  const std::lock_guard lock{mutex_};
  settings_ = std::move(fresh);
  language_ = std::move(language);
}

}  // namespace secondstory
