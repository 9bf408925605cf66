#pragma once

#include <string>
#include <string_view>

#include "bot/content.hpp"
#include "storage/ledger.hpp"

/// References in neutral text (event.hpp) that the chat service gave as bare ids.
namespace secondstory {

/// Channels and groups by name: `<#C1>` → `#payments`, `<!S1>` → `@on-call`. What is private or not
/// known yet is "a private channel", "a channel", "a user group": no name leaves the room it
/// belongs to. People stay `<@ID>`, for how they are spoken of depends on where.
std::string with_names(std::string_view text, Ledger& ledger, const std::string& platform);

/// A text for chat, where the service itself shows what a person is called.
Line spoken(std::string_view text);

}  // namespace secondstory
