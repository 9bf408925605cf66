#pragma once

#include "bot/event.hpp"
#include "bot/turn.hpp"

namespace secondstory {

/// Offers a wording about the system where a message's wording turns to blame: at most one a
/// message, not on programs, not again to the same author until the cool-down has passed.
void suggest_wording(Turn& turn, const MessagePosted& message);

/// ✅ and ❌ on a suggestion, set or taken back. The last decision of anybody holds, by reaction or
/// by button alike, and our message shows it.
void weigh_suggestion(Turn& turn, const Reacted& reaction);

/// The buttons on a suggestion: use, dismiss, reset, why.
void answer_suggestion(Turn& turn, const ButtonPressed& press);

/// The chat service told which message a suggestion became; marks that came before count now.
void suggestion_was_posted(Turn& turn, Suggestion suggestion, const MessageRef& message);

/// How a rule stands in a channel: one that people dismissed twice more often than they used it
/// speaks only where it is surer, after four times not at all.
enum class Hush { none, quieter, silent };
Hush hush(Turn& turn, const Channel& channel, const std::string& rule);

/// How a channel gets its suggestions: by `tone`, else as configured.
Delivery delivery_in(Turn& turn, const Channel& channel);

}  // namespace secondstory
