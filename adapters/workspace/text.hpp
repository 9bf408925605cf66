#pragma once

#include <boost/json.hpp>
#include <functional>
#include <string>
#include <string_view>

/// Slack's message text (docs.slack.dev/messaging/formatting-message-text).
namespace secondstory::workspace {

/// & < > as &amp; &lt; &gt;, nothing else.
std::string escaped(std::string_view text);

/// The id and shown name of what was typed after @ or #; an empty id where nobody is called that.
struct Named
{
  std::string id{};
  std::string name{};
};
using Lookup = std::function<Named(char sigil, std::string_view name)>;

/// How references read: a message holds <@U1>, a slash command's text <@U1|name>.
enum class References { bare, labelled };

/// What a person typed as Slack stores it: escaped, with @name and #channel made references,
/// @here, @channel and @everyone broadcasts, and URLs put into angle brackets. References that are
/// already in Slack's own form (<@U1>, <#C1>, <!here>) are left as they are.
std::string as_typed(std::string_view text, const Lookup& lookup, References references);

/// The rich_text block that Slack adds to every message typed by a person.
boost::json::array rich_text_of(std::string_view text, std::string_view block_id);

/// Number of characters (code points), as Slack's limits count.
std::size_t length_of(std::string_view text);

/// Whether the text mentions this user.
bool mentions(std::string_view text, std::string_view user);

}  // namespace secondstory::workspace
