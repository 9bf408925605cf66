#include "adapters/slack/text.hpp"

#include "bot/words.hpp"

namespace secondstory::slack {

namespace {

std::string decoded(std::string_view text)
{
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const std::string_view rest = text.substr(i);
    if (rest.starts_with("&amp;")) {
      out += '&', i += 5;
    } else if (rest.starts_with("&lt;")) {
      out += '<', i += 4;
    } else if (rest.starts_with("&gt;")) {
      out += '>', i += 4;
    } else {
      out += text[i++];
    }
  }
  return out;
}

/// Slack links bare host names by itself: `<http://a.example|a.example>` was typed `a.example`.
bool is_label_of_itself(std::string_view url, std::string_view label)
{
  if (url == label) return true;
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos) return false;
  std::string_view bare = url.substr(scheme + 3);
  if (bare.ends_with('/') && !label.ends_with('/')) bare.remove_suffix(1);
  return bare == label;
}

std::string special(std::string_view name, std::string_view label)
{
  if (name.starts_with("date^")) return decoded(label);
  if (name.starts_with("subteam^")) {
    if (label.empty()) return "<!" + std::string(name.substr(8)) + ">";
    return label.starts_with('@') ? decoded(label) : "@" + decoded(label);
  }
  if (name == "here" || name == "channel" || name == "everyone") return "@" + std::string(name);
  return decoded(label.empty() ? name : label);
}

std::string link(std::string_view url, std::string_view label)
{
  if (url.starts_with("mailto:")) {
    const std::string address = decoded(url.substr(7));
    const std::string shown = decoded(label);
    return shown.empty() || shown == address ? address : shown + " (" + address + ")";
  }
  std::string target = decoded(url);
  const std::string shown = decoded(label);
  if (shown.empty()) return target;
  return is_label_of_itself(target, shown) ? shown : shown + " (" + target + ")";
}

/// What stands between `<` and `>`.
std::string reference(std::string_view inside)
{
  const auto bar = inside.find('|');
  const std::string_view target = inside.substr(0, bar);
  const std::string_view label =
      bar == std::string_view::npos ? std::string_view() : inside.substr(bar + 1);
  if (target.starts_with('@')) return "<" + std::string(target) + ">";
  if (target.starts_with('#')) {
    return label.empty() ? "<" + std::string(target) + ">" : "#" + decoded(label);
  }
  if (target.starts_with('!')) return special(target.substr(1), label);
  return link(target, label);
}

}  // namespace

std::string neutral(std::string_view text)
{
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const auto open = text.find('<', i);
    const auto close = open == std::string_view::npos ? open : text.find('>', open);
    if (close == std::string_view::npos) {
      out += decoded(text.substr(i));
      break;
    }
    out += decoded(text.substr(i, open - i));
    out += reference(text.substr(open + 1, close - open - 1));
    i = close + 1;
  }
  return out;
}

std::optional<std::string> command_after_mention(std::string_view text, std::string_view bot_user)
{
  std::string_view rest = words::trim(text);
  if (bot_user.empty() || !rest.starts_with("<@")) return std::nullopt;
  const auto close = rest.find('>');
  if (close == std::string_view::npos) return std::nullopt;
  const std::string_view inside = rest.substr(2, close - 2);
  if (inside.substr(0, inside.find('|')) != bot_user) return std::nullopt;
  rest = words::trim(rest.substr(close + 1));
  if (rest.starts_with(':') || rest.starts_with(',')) rest = words::trim(rest.substr(1));
  return neutral(rest);
}

}  // namespace secondstory::slack
