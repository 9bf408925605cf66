#include "adapters/slack/mrkdwn.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace secondstory::slack {

namespace {

std::string spaced(std::string_view text)
{
  std::string out(text);
  std::replace(out.begin(), out.end(), '\n', ' ');
  return out;
}

/// Marks work only next to the words: blanks go outside.
std::string marked(std::string_view text, std::string_view mark)
{
  std::string inside = spaced(text);
  const auto first = inside.find_first_not_of(' ');
  if (first == std::string::npos) return inside;
  const auto last = inside.find_last_not_of(' ');
  return fmt::format("{}{}{}{}{}", inside.substr(0, first), mark,
                     escaped(inside.substr(first, last - first + 1)), mark,
                     inside.substr(last + 1));
}

std::string code(std::string_view text)
{
  std::string inside = escaped(text);
  std::replace(inside.begin(), inside.end(), '`', '\'');
  if (inside.empty()) return inside;
  if (inside.find('\n') != std::string::npos) return "```" + inside + "```";
  return "`" + inside + "`";
}

/// Ids are capitals and digits; anything else in their place must not reach the markup.
bool is_id(std::string_view id)
{
  return !id.empty() && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  });
}

std::string link(const Span& span)
{
  const bool linkable = span.url.starts_with("https://") || span.url.starts_with("http://") ||
                        span.url.starts_with("mailto:");
  if (!linkable) {
    return span.url.empty() ? escaped(span.text) : escaped(span.text + " (" + span.url + ")");
  }
  std::string target;
  for (const char c : span.url) {
    if (c == '|' || c == '<' || c == '>' || static_cast<unsigned char>(c) <= ' ') {
      target += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    } else if (c == '&') {
      target += "&amp;";
    } else {
      target += c;
    }
  }
  const std::string label = escaped(spaced(span.text));
  return label.empty() ? "<" + target + ">" : "<" + target + "|" + label + ">";
}

std::string moment(const Span& span)
{
  const auto seconds = std::chrono::floor<std::chrono::seconds>(span.at).time_since_epoch().count();
  const std::string fallback = span.text.empty() ? iso8601(span.at) : escaped(spaced(span.text));
  return fmt::format("<!date^{}^{{date_short_pretty}} {{time}}|{}>", seconds, fallback);
}

std::size_t width_of_character(unsigned char first)
{
  if (first < 0x80) return 1;
  if (first >= 0xF0) return 4;
  if (first >= 0xE0) return 3;
  return 2;
}

/// The bytes of the unbreakable thing at the start: a reference, an entity, a character.
std::size_t unit_bytes(std::string_view rest)
{
  if (rest[0] == '<') {
    const auto close = rest.find('>');
    if (close != std::string_view::npos &&
        rest.substr(0, close).find('\n') == std::string_view::npos) {
      return close + 1;
    }
  }
  if (rest[0] == '&') {
    const auto end = rest.find(';');
    if (end != std::string_view::npos && end <= 5) return end + 1;
  }
  return std::min(width_of_character(static_cast<unsigned char>(rest[0])), rest.size());
}

/// How many bytes of the text fit, at the best place to break.
std::size_t fitting_bytes(std::string_view text, std::size_t limit)
{
  std::size_t bytes = 0, used = 0, line_end = 0, word_end = 0;
  while (bytes < text.size()) {
    const std::size_t unit = unit_bytes(text.substr(bytes));
    const std::size_t width = length_of(text.substr(bytes, unit));
    if (used + width > limit) break;
    if (text[bytes] == '\n') line_end = bytes;
    if (text[bytes] == ' ') word_end = bytes;
    used += width;
    bytes += unit;
  }
  if (bytes >= text.size()) return text.size();
  if (line_end > bytes / 2) return line_end;
  if (word_end > bytes / 2) return word_end;
  // A reference longer than the limit cannot be kept whole.
  return bytes > 0 ? bytes : std::min(text.size(), limit);
}

}  // namespace

std::string escaped(std::string_view text)
{
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string mrkdwn(const Span& span)
{
  switch (span.kind) {
    case Span::Kind::text:
      return escaped(span.text);
    case Span::Kind::bold:
      return marked(span.text, "*");
    case Span::Kind::italic:
      return marked(span.text, "_");
    case Span::Kind::code:
      return code(span.text);
    case Span::Kind::person:
      return is_id(span.text) ? "<@" + span.text + ">" : escaped(span.text);
    case Span::Kind::channel:
      return is_id(span.text) ? "<#" + span.text + ">" : escaped("#" + span.text);
    case Span::Kind::link:
      return link(span);
    case Span::Kind::time:
      return moment(span);
  }
  return {};
}

std::string mrkdwn(const Line& line)
{
  std::string out;
  for (const Span& span : line) out += mrkdwn(span);
  return out;
}

std::size_t length_of(std::string_view text)
{
  std::size_t units = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0) == 0x80) continue;
    units += byte >= 0xF0 ? 2 : 1;
  }
  return units;
}

std::vector<std::string> pieces(std::string_view markup, std::size_t limit)
{
  std::vector<std::string> out;
  while (!markup.empty()) {
    const std::size_t bytes = fitting_bytes(markup, limit);
    out.emplace_back(markup.substr(0, bytes));
    markup.remove_prefix(bytes);
    if (!markup.empty() && (markup[0] == '\n' || markup[0] == ' ')) markup.remove_prefix(1);
  }
  return out;
}

std::string shortened(std::string_view markup, std::size_t limit)
{
  if (length_of(markup) <= limit) return std::string(markup);
  auto all = pieces(markup, limit - 1);
  return all.front() + "…";
}

}  // namespace secondstory::slack
