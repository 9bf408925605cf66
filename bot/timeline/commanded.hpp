#pragma once

#include <string>

#include "bot/timeline/entry.hpp"
#include "bot/turn.hpp"

namespace secondstory {

/// A message that was a command ("@bot note …") has the words of the command as its entry's text,
/// and some put them into the incident's facts as well.

/// What the entry of such a message says when the message is edited to `text`: the same command's
/// new words. What was done stays done, so an edit to another command changes nothing.
std::string commanded_text(Turn& turn, const Entry& entry, const std::string& text);

/// The entry said `before`, and now says what it holds: the facts that repeat it follow. With an
/// empty text they forget it.
void facts_follow(Turn& turn, const Entry& entry, const std::string& before);

}  // namespace secondstory
