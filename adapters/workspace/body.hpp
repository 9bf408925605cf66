#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>

/// Bodies of HTTP requests in the encodings that Slack's clients use.
namespace secondstory::workspace {

std::string percent_decoded(std::string_view text, bool plus_is_blank);

/// application/x-www-form-urlencoded, as a body or a query: an object of strings.
boost::json::object parse_form(std::string_view text);

/// One part of a multipart/form-data body.
struct Part
{
  std::string name{};
  std::string filename{};
  std::string content{};
};
std::vector<Part> parse_multipart(std::string_view content_type, std::string_view body);

/// Arguments of a call whichever way they came; a form's values are strings, and are parsed where
/// an object or an array is asked for.
class Args
{
 public:
  Args() = default;
  explicit Args(boost::json::object values) : values_(std::move(values)) {}

  [[nodiscard]] bool has(std::string_view name) const;
  /// Numbers and flags in JSON bodies come back in words.
  [[nodiscard]] std::string text(std::string_view name) const;
  [[nodiscard]] bool flag(std::string_view name) const;
  [[nodiscard]] std::optional<std::int64_t> integer(std::string_view name) const;
  /// The value as JSON, out of a string if need be; nothing where it is absent or no JSON.
  [[nodiscard]] std::optional<boost::json::value> structure(std::string_view name) const;
  [[nodiscard]] const boost::json::object& values() const { return values_; }

 private:
  boost::json::object values_{};
};

}  // namespace secondstory::workspace
