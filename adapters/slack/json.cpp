#include "adapters/slack/json.hpp"

#include <charconv>

#include "bot/words.hpp"

namespace secondstory::slack {

namespace {

constexpr std::size_t escape_length = 6;  // \uXXXX

/// The code unit of an escape at the front.
std::optional<unsigned> escaped_unit(std::string_view text)
{
  if (text.size() < escape_length || !text.starts_with("\\u")) return std::nullopt;
  unsigned unit = 0;
  const char* const last = text.data() + escape_length;
  const auto [end, error] = std::from_chars(text.data() + 2, last, unit, 16);
  if (error != std::errc{} || end != last) return std::nullopt;
  return unit;
}

bool is_first_half(unsigned unit)
{
  return unit >= 0xD800 && unit < 0xDC00;
}

bool is_second_half(unsigned unit)
{
  return unit >= 0xDC00 && unit < 0xE000;
}

/// JavaScript cuts a text in the middle of a surrogate pair without noticing, and writes the half
/// as an escape. Backslashes occur within strings alone, so nothing else is touched.
std::string with_whole_pairs(std::string_view text)
{
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    std::size_t length = text.front() == '\\' && text.size() > 1 ? 2 : 1;
    if (const auto unit = escaped_unit(text)) {
      const auto next = escaped_unit(text.substr(escape_length));
      const bool whole = is_first_half(*unit) && next && is_second_half(*next);
      if (!whole && (is_first_half(*unit) || is_second_half(*unit))) {
        out += "\\ufffd";
        text.remove_prefix(escape_length);
        continue;
      }
      length = whole ? 2 * escape_length : escape_length;
    }
    out += text.substr(0, length);
    text.remove_prefix(length);
  }
  return out;
}

std::optional<json::object> parse_strictly(std::string_view text)
{
  json::parse_options options;
  options.max_depth = 128;
  boost::system::error_code failed;
  json::value value = json::parse(text, failed, {}, options);
  if (failed || !value.is_object()) return std::nullopt;
  return std::move(value.get_object());
}

}  // namespace

std::optional<json::object> parse_object(std::string_view text)
{
  if (auto object = parse_strictly(text)) return object;
  const std::string mended = with_whole_pairs(words::valid_utf8(text));
  return mended == text ? std::nullopt : parse_strictly(mended);
}

}  // namespace secondstory::slack
