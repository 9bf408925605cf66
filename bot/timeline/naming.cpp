#include "bot/timeline/naming.hpp"

#include "bot/words.hpp"

namespace secondstory {

namespace {

/// An id between the sign and the end of a reference: capitals and digits, as services give them.
bool is_id(std::string_view text)
{
  return !text.empty() &&
         text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == std::string_view::npos;
}

std::string name_of(const std::string& id, bool is_channel, Ledger& ledger,
                    const std::string& platform)
{
  const auto known = ledger.name(platform, id);
  if (!is_channel) return known ? "@" + known->name : "a user group";
  if (!known) return "a channel";
  return known->is_private ? "a private channel" : "#" + known->name;
}

}  // namespace

std::string with_names(std::string_view text, Ledger& ledger, const std::string& platform)
{
  std::string out;
  while (!text.empty()) {
    const auto open = text.find('<');
    const auto close = open == std::string_view::npos ? open : text.find('>', open);
    if (close == std::string_view::npos) break;
    out += text.substr(0, open);
    const auto inside = text.substr(open + 1, close - open - 1);
    const bool is_channel = inside.starts_with('#');
    if ((is_channel || inside.starts_with('!')) && is_id(inside.substr(1))) {
      out += name_of(std::string{inside.substr(1)}, is_channel, ledger, platform);
      text.remove_prefix(close + 1);
    } else {
      out += '<';
      text.remove_prefix(open + 1);
    }
  }
  return out.append(text);
}

Line spoken(std::string_view text)
{
  Line line;
  const auto add = [&line](std::string_view words) {
    if (!words.empty()) line.push_back(say::text(std::string{words}));
  };
  while (!text.empty()) {
    const auto open = text.find("<@");
    const auto close = open == std::string_view::npos ? open : text.find('>', open);
    if (close == std::string_view::npos) break;
    const auto id = words::mention(text.substr(open, close - open + 1));
    if (!id) break;
    add(text.substr(0, open));
    line.push_back(say::person(*id));
    text.remove_prefix(close + 1);
  }
  add(text);
  return line;
}

}  // namespace secondstory
