#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bot/content.hpp"

/// Text in Slack's markup (docs.slack.dev/messaging/formatting-message-text).
namespace secondstory::slack {

/// `&`, `<` and `>` made literal: what a person wrote can then be no mention and no link.
std::string escaped(std::string_view text);

std::string mrkdwn(const Span& span);
std::string mrkdwn(const Line& line);

/// Length as Slack's limits count it: UTF-16 code units.
std::size_t length_of(std::string_view text);

/// Cuts markup into pieces of at most `limit`, at line ends or spaces where there are any, never
/// inside a character, an entity or `<…>`.
std::vector<std::string> pieces(std::string_view markup, std::size_t limit);

/// The first piece, with an ellipsis if there is more.
std::string shortened(std::string_view markup, std::size_t limit);

}  // namespace secondstory::slack
