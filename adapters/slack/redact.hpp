#pragma once

#include <string>
#include <string_view>

namespace secondstory::slack {

/// A text without the secrets Slack hands around: tokens (xoxb-…, xoxp-…, xoxe.…, xapp-…, xwfp-…),
/// socket tickets, response and upload URLs, private file URLs. Everything that can reach a log or
/// an error text goes through here.
std::string redacted(std::string_view text);

}  // namespace secondstory::slack
