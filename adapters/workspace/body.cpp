#include "adapters/workspace/body.hpp"

#include <algorithm>
#include <charconv>

namespace secondstory::workspace {

namespace json = boost::json;

namespace {

int hex_digit(char c)
{
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// The value of a parameter in a header: boundary=x, name="x".
std::string parameter(std::string_view header, std::string_view name)
{
  const std::string wanted = std::string(name) + "=";
  for (auto at = header.find(wanted); at != std::string_view::npos;
       at = header.find(wanted, at + 1)) {
    if (at > 0 && header[at - 1] != ' ' && header[at - 1] != ';') continue;
    std::string_view rest = header.substr(at + wanted.size());
    if (!rest.starts_with('"')) return std::string(rest.substr(0, rest.find_first_of(";\r\n ")));
    rest.remove_prefix(1);
    return std::string(rest.substr(0, rest.find('"')));
  }
  return {};
}

/// What stands before the next `mark`, which goes with it.
std::string_view take_until(std::string_view& text, char mark)
{
  const auto at = text.find(mark);
  const std::string_view head = text.substr(0, at);
  text = at == std::string_view::npos ? std::string_view{} : text.substr(at + 1);
  return head;
}

}  // namespace

std::string percent_decoded(std::string_view text, bool plus_is_blank)
{
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 &&
                        hex_digit(text[i + 2]) >= 0;
    if (escape) {
      out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else {
      out += text[i] == '+' && plus_is_blank ? ' ' : text[i];
    }
  }
  return out;
}

json::object parse_form(std::string_view text)
{
  json::object out;
  while (!text.empty()) {
    std::string_view value = take_until(text, '&');
    if (value.empty()) continue;
    const std::string_view name = take_until(value, '=');
    out[percent_decoded(name, true)] = percent_decoded(value, true);
  }
  return out;
}

std::vector<Part> parse_multipart(std::string_view content_type, std::string_view body)
{
  std::vector<Part> out;
  const std::string boundary = "--" + parameter(content_type, "boundary");
  if (boundary.size() == 2) return out;
  auto at = body.find(boundary);
  while (at != std::string_view::npos) {
    at += boundary.size();
    const auto next = body.find("\r\n" + boundary, at);
    if (next == std::string_view::npos) break;
    const std::string_view section = body.substr(at, next - at);
    const auto blank = section.find("\r\n\r\n");
    if (blank != std::string_view::npos) {
      const std::string_view head = section.substr(0, blank);
      out.push_back({parameter(head, "name"), parameter(head, "filename"),
                     std::string(section.substr(blank + 4))});
    }
    at = next + 2;
  }
  return out;
}

bool Args::has(std::string_view name) const
{
  return values_.contains(name);
}

std::string Args::text(std::string_view name) const
{
  const json::value* found = values_.if_contains(name);
  if (!found || found->is_null()) return {};
  if (const json::string* text = found->if_string()) return {text->data(), text->size()};
  return json::serialize(*found);
}

bool Args::flag(std::string_view name) const
{
  const std::string value = text(name);
  return value == "true" || value == "1";
}

std::optional<std::int64_t> Args::integer(std::string_view name) const
{
  const std::string value = text(name);
  std::int64_t out = 0;
  const auto [end, failed] = std::from_chars(value.data(), value.data() + value.size(), out);
  if (failed != std::errc{} || end != value.data() + value.size() || value.empty()) {
    return std::nullopt;
  }
  return out;
}

std::optional<json::value> Args::structure(std::string_view name) const
{
  const json::value* found = values_.if_contains(name);
  if (!found || found->is_null()) return std::nullopt;
  const json::string* text = found->if_string();
  if (!text) return *found;
  boost::system::error_code failed;
  json::value out = json::parse(*text, failed);
  if (failed) return std::nullopt;
  return out;
}

}  // namespace secondstory::workspace
