#include "bot/bot.hpp"

#include <utility>

#include "bot/commands/command.hpp"
#include "bot/incident/settling.hpp"
#include "bot/timeline/recording.hpp"
#include "bot/timeline/repairing.hpp"
#include "bot/timeline/suggesting.hpp"
#include "bot/turn.hpp"

namespace secondstory {

namespace {

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
  void operator()(const ButtonPressed& press) const { answer_suggestion(turn, press); }
  void operator()(const MembershipChanged& change) const { record_membership(turn, change); }
  void operator()(const ChannelChanged& change) const { record_channel_change(turn, change); }
  void operator()(const PersonSeen& person) const { turn.ledger.save(person); }
  void operator()(const EffectSettled& outcome) const
  {
    auto asked = settle(turn, outcome);
    if (!asked) return;
    asked->received = turn.event.received;
    Turn resumed{*asked, turn.ledger, turn.settings, turn.language, true};
    std::visit(Dispatch{resumed}, asked->what);
  }
  void operator()(const Contact& contact) const { keep_contact(turn, contact); }
};

}  // namespace

Bot::Bot(Settings settings, std::shared_ptr<const language::Engine> language)
    : settings_(std::move(settings)), language_(std::move(language))
{
}

void Bot::handle(const Event& event, Ledger& ledger)
{
  if (!event.delivery_key.empty() && !ledger.remember(event.delivery_key, event.received)) return;
  std::shared_ptr<const language::Engine> language;
  {
    const std::lock_guard lock{language_mutex_};
    language = language_;
  }
  Turn turn{event, ledger, settings_, *language};
  std::visit(Dispatch{turn}, event.what);
}

void Bot::use(std::shared_ptr<const language::Engine> language)
{
  const std::lock_guard lock{language_mutex_};
  language_ = std::move(language);
}

}  // namespace secondstory
