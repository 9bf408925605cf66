#include "adapters/workspace/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace secondstory::workspace {

namespace json = boost::json;

namespace {

bool is_name_char(char c)
{
  const auto byte = static_cast<unsigned char>(c);
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= '0' && byte <= '9') || byte == '_' || byte == '-' || byte == '.' || byte >= 0x80;
}

bool is_word_char(char c)
{
  return is_name_char(c) && c != '.' && c != '-';
}

bool is_broadcast(std::string_view name)
{
  return name == "here" || name == "channel" || name == "everyone";
}

/// The length of a reference in Slack's own form that starts here, or 0.
std::size_t ready_reference(std::string_view text)
{
  if (text.size() < 4 || text[0] != '<') return 0;
  if (text[1] != '@' && text[1] != '#' && text[1] != '!') return 0;
  const auto end = text.find_first_of("<>\n", 2);
  return end != std::string_view::npos && text[end] == '>' ? end + 1 : 0;
}

std::size_t url_length(std::string_view text)
{
  if (!text.starts_with("http://") && !text.starts_with("https://")) return 0;
  auto end = std::min(text.find_first_of(" \t\r\n<>|"), text.size());
  while (end > 0 && std::string_view(".,;:!?)'\"").find(text[end - 1]) != std::string_view::npos)
    --end;
  return end > text.find("//") + 2 ? end : 0;
}

void append_escaped(std::string& out, char c)
{
  if (c == '&') {
    out += "&amp;";
  } else if (c == '<') {
    out += "&lt;";
  } else if (c == '>') {
    out += "&gt;";
  } else {
    out += c;
  }
}

std::string reference(char sigil, const Named& named, References references)
{
  const bool is_group = sigil == '@' && named.id.starts_with('S');
  std::string out = "<";
  out += is_group ? std::string("!subteam^") : std::string(1, sigil);
  out += named.id;
  if (references == References::labelled) out += (is_group ? "|@" : "|") + named.name;
  return out + ">";
}

/// Tries @name and #channel; names may hold dots and dashes, the end of a sentence does not.
std::size_t append_named(std::string& out, std::string_view rest, const Lookup& lookup,
                         References references)
{
  std::size_t length = 1;
  while (length < rest.size() && is_name_char(rest[length])) ++length;
  for (; length > 1; --length) {
    const std::string_view name = rest.substr(1, length - 1);
    if (rest[0] == '@' && is_broadcast(name)) {
      out += "<!" + std::string(name) + ">";
      return length;
    }
    const Named named = lookup(rest[0], name);
    if (!named.id.empty()) {
      out += reference(rest[0], named, references);
      return length;
    }
    if (is_word_char(rest[length - 1])) break;  // never a part of a longer word
  }
  return 0;
}

json::object plain(std::string_view text)
{
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    constexpr std::array<std::pair<std::string_view, char>, 3> entities = {
        {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}}};
    const auto found = std::find_if(entities.begin(), entities.end(), [&](const auto& entity) {
      return text.substr(i).starts_with(entity.first);
    });
    if (found == entities.end()) {
      out += text[i];
    } else {
      out += found->second;
      i += found->first.size() - 1;
    }
  }
  return {{"type", "text"}, {"text", out}};
}

json::object element_of(std::string_view inside)
{
  const auto bar = inside.find('|');
  const std::string_view target = inside.substr(0, bar);
  if (inside.starts_with('@')) return {{"type", "user"}, {"user_id", target.substr(1)}};
  if (inside.starts_with('#')) return {{"type", "channel"}, {"channel_id", target.substr(1)}};
  if (inside.starts_with('!')) return {{"type", "broadcast"}, {"range", target.substr(1)}};
  json::object link{{"type", "link"}, {"url", target}};
  if (bar != std::string_view::npos) link["text"] = inside.substr(bar + 1);
  return link;
}

}  // namespace

std::string escaped(std::string_view text)
{
  std::string out;
  for (const char c : text) append_escaped(out, c);
  return out;
}

std::string as_typed(std::string_view text, const Lookup& lookup, References references)
{
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const std::string_view rest = text.substr(i);
    const bool at_word = i == 0 || !is_word_char(text[i - 1]);
    if (const auto ready = ready_reference(rest)) {
      out += rest.substr(0, ready);
      i += ready;
      continue;
    }
    std::size_t used = 0;
    if (at_word && (rest[0] == '@' || rest[0] == '#')) {
      used = append_named(out, rest, lookup, references);
    } else if (at_word && rest[0] == 'h') {
      used = url_length(rest);
      if (used > 0) out += "<" + escaped(rest.substr(0, used)) + ">";
    }
    if (used == 0) {
      append_escaped(out, rest[0]);
      used = 1;
    }
    i += used;
  }
  return out;
}

json::array rich_text_of(std::string_view text, std::string_view block_id)
{
  json::array elements;
  while (!text.empty()) {
    const auto open = text.find('<');
    if (open != 0) elements.push_back(plain(text.substr(0, open)));
    if (open == std::string_view::npos) break;
    const auto close = text.find('>', open);
    if (close == std::string_view::npos) {
      elements.push_back(plain(text.substr(open)));
      break;
    }
    elements.push_back(element_of(text.substr(open + 1, close - open - 1)));
    text.remove_prefix(close + 1);
  }
  json::object section{{"type", "rich_text_section"}, {"elements", std::move(elements)}};
  json::object block{{"type", "rich_text"}, {"block_id", block_id}};
  block["elements"] = json::array{std::move(section)};
  return json::array{std::move(block)};
}

std::size_t length_of(std::string_view text)
{
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

bool mentions(std::string_view text, std::string_view user)
{
  const std::string start = "<@" + std::string(user);
  const auto at = text.find(start);
  if (at == std::string_view::npos || at + start.size() >= text.size()) return false;
  const char next = text[at + start.size()];
  return next == '>' || next == '|' || mentions(text.substr(at + start.size()), user);
}

}  // namespace secondstory::workspace
