#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>

/// Reading JSON that somebody else wrote: a missing key and a value of another type are the same
/// thing, and nothing throws.
namespace secondstory::slack {

namespace json = boost::json;

/// The object below a key; an empty one where there is none.
inline const json::object& object_at(const json::object& in, std::string_view key)
{
  static const json::object none;
  const json::value* found = in.if_contains(key);
  const json::object* object = found ? found->if_object() : nullptr;
  return object ? *object : none;
}

inline const json::array& array_at(const json::object& in, std::string_view key)
{
  static const json::array none;
  const json::value* found = in.if_contains(key);
  const json::array* array = found ? found->if_array() : nullptr;
  return array ? *array : none;
}

/// The string below a key; empty where there is none.
inline std::string string_at(const json::object& in, std::string_view key)
{
  const json::value* found = in.if_contains(key);
  const json::string* text = found ? found->if_string() : nullptr;
  return text ? std::string(text->data(), text->size()) : std::string();
}

/// True for `true` and for "true": Slack writes some flags either way.
inline bool flag_at(const json::object& in, std::string_view key)
{
  const json::value* found = in.if_contains(key);
  if (!found) return false;
  if (const bool* flag = found->if_bool()) return *flag;
  const json::string* text = found->if_string();
  return text && *text == "true";
}

inline std::optional<std::int64_t> integer_at(const json::object& in, std::string_view key)
{
  const json::value* found = in.if_contains(key);
  if (!found) return std::nullopt;
  if (const std::int64_t* number = found->if_int64()) return *number;
  return std::nullopt;
}

/// A JSON text as an object; nothing if it is anything else. Deeply nested rich text is let
/// through. What is broken in its characters alone (half a surrogate pair, bytes that are not
/// UTF-8) loses those and not the message: U+FFFD stands in their place.
std::optional<json::object> parse_object(std::string_view text);

}  // namespace secondstory::slack
