#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "bot/time.hpp"

namespace secondstory {

/// What we say, free of any service's markup. Text is literal in a span: each adapter escapes it,
/// so nothing that a person wrote can turn into a mention or a link when we repeat it.
struct Span
{
  enum class Kind { text, bold, italic, code, person, channel, link, time };
  Kind kind = Kind::text;
  std::string text = {};  ///< the words; a person's or channel's id; a link's label
  std::string url = {};   ///< of a link
  Time at{};              ///< of a time

  bool operator==(const Span&) const = default;
};

/// How a line is written: `Content{say::bold("INC-7"), say::text(" is resolved")}`.
namespace say {
inline Span text(std::string s)
{
  return {.kind = Span::Kind::text, .text = std::move(s)};
}
inline Span bold(std::string s)
{
  return {.kind = Span::Kind::bold, .text = std::move(s)};
}
inline Span italic(std::string s)
{
  return {.kind = Span::Kind::italic, .text = std::move(s)};
}
inline Span code(std::string s)
{
  return {.kind = Span::Kind::code, .text = std::move(s)};
}
inline Span person(std::string id)
{
  return {.kind = Span::Kind::person, .text = std::move(id)};
}
inline Span channel(std::string id)
{
  return {.kind = Span::Kind::channel, .text = std::move(id)};
}
/// A moment: each reader sees it in their own time zone where the service can do that, else the
/// text.
inline Span time(Time at, std::string otherwise)
{
  return {.kind = Span::Kind::time, .text = std::move(otherwise), .at = at};
}
}  // namespace say

using Line = std::vector<Span>;

struct Paragraph
{
  Line line;
};
struct Heading
{
  std::string text;
};
struct Quote
{
  Line line;
};
struct Bullets
{
  std::vector<Line> items;
};
/// A name with its value, side by side where the service can.
struct Facts
{
  std::vector<std::pair<std::string, Line>> rows;
};
/// Small print.
struct Footnote
{
  Line line;
};
struct Divider
{
};
struct Button
{
  std::string label;
  std::string action;  ///< comes back as ButtonPressed::action
  std::string value;   ///< comes back as ButtonPressed::value
  enum class Style { plain, primary, danger } style = Style::plain;
};
struct Buttons
{
  std::vector<Button> buttons;
};

using Block = std::variant<Paragraph, Heading, Quote, Bullets, Facts, Footnote, Divider, Buttons>;

struct Content
{
  std::vector<Block> blocks;

  Content();
  /// The usual one-line message.
  Content(std::initializer_list<Span> line);
  explicit Content(std::vector<Block> b);
  // Compiled once, and not in every file that posts something.
  Content(const Content&);
  Content(Content&&) noexcept;
  Content& operator=(const Content&);
  Content& operator=(Content&&) noexcept;
  ~Content();
};

/// The words alone, for a notification or a log line; people as `@ID`.
std::string plain_text(const Line& line);
std::string plain_text(const Content& content);

/// For the outbox: `from_json(to_json(c))` is `c`. from_json throws std::runtime_error on anything
/// else.
std::string to_json(const Content& content);
Content content_from_json(std::string_view json);

}  // namespace secondstory
