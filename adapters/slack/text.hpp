#pragma once

#include <optional>
#include <string>
#include <string_view>

/// Slack's message text to neutral text (docs.slack.dev/messaging/formatting-message-text).
namespace secondstory::slack {

/// Entities decoded, `<@U1|name>` → `<@U1>`, `<#C1|general>` → `#general`, `<!here>` → `@here`,
/// `<!subteam^S1|@ops>` → `@ops`, without their names `<#C1>` and `<!S1>`, `<!date^…|fallback>` →
/// the fallback, `<url|label>` → `label (url)`, and a link whose label is its own address → that
/// label.
std::string neutral(std::string_view text);

/// What follows a mention of us at the start of a raw text, trimmed and neutral; nothing if the
/// text does not start so. A mention alone gives an empty command.
std::optional<std::string> command_after_mention(std::string_view text, std::string_view bot_user);

}  // namespace secondstory::slack
