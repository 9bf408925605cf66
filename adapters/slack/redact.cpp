#include "adapters/slack/redact.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace secondstory::slack {

namespace {

/// What a secret starts with; it reaches to the next character that cannot be part of one.
constexpr std::array<std::string_view, 16> starts = {
    "xoxb-",       "xoxp-",   "xoxa-",        "xoxr-",
    "xoxs-",       "xoxe-",   "xoxe.",        "xoxc-",
    "xoxd-",       "xapp-",   "xwfp-",        "ticket=",
    "trigger_id=", "Bearer ", "\"token\":\"", "\"trigger_id\":\""};
/// Addresses that are secrets as a whole: what follows the host grants access.
constexpr std::array<std::string_view, 9> addresses = {"://hooks.slack.com/",
                                                       "://hooks.slack-gov.com/",
                                                       "://files.slack.com/",
                                                       "://hooks.slack.com:",
                                                       "://hooks.slack-gov.com:",
                                                       "/response/",
                                                       "/commands/",
                                                       "/actions/",
                                                       "/upload/"};

bool ends_secret(char c)
{
  return c == '"' || c == '\'' || c == '<' || c == '>' || c == '&' || c == ',' || c == ')' ||
         c == '\\' || std::isspace(static_cast<unsigned char>(c)) != 0;
}

std::size_t secret_at(std::string_view rest)
{
  for (const std::string_view start : starts) {
    if (rest.starts_with(start)) return start.size();
  }
  for (const std::string_view address : addresses) {
    if (rest.starts_with(address)) return address.size();
  }
  return 0;
}

}  // namespace

std::string redacted(std::string_view text)
{
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t kept = secret_at(text.substr(i));
    if (kept == 0) {
      out += text[i++];
      continue;
    }
    out += text.substr(i, kept);
    i += kept;
    const auto end =
        std::find_if(text.begin() + static_cast<std::ptrdiff_t>(i), text.end(), ends_secret);
    const auto length = static_cast<std::size_t>(end - text.begin()) - i;
    if (length > 0) out += "***";
    i += length;
  }
  return out;
}

}  // namespace secondstory::slack
