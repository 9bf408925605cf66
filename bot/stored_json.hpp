#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bot/event.hpp"

/// How rows of the ledger spell what several kinds of them hold.
namespace secondstory {

inline void put(boost::json::object& out, const Channel& channel)
{
  out["platform"] = channel.platform;
  out["channel"] = channel.id;
}

inline void put(boost::json::object& out, const MessageRef& message)
{
  put(out, message.channel);
  out["message"] = message.id;
}

/// Nothing for a value that is not there.
inline void put(boost::json::object& out, const char* key, const std::optional<std::string>& value)
{
  if (value) out[key] = *value;
}

/// Reads a row back. Throws what Boost.JSON throws where a member is missing or of another type;
/// the `maybe` ones are for members that a row may lack, also because an earlier version wrote it.
class StoredJson
{
 public:
  explicit StoredJson(std::string_view text) : in_(boost::json::parse(text).as_object()) {}
  explicit StoredJson(boost::json::object in) : in_(std::move(in)) {}

  bool has(const char* key) const { return in_.if_contains(key) != nullptr; }
  const boost::json::value& at(const char* key) const { return in_.at(key); }

  std::string string(const char* key) const
  {
    return boost::json::value_to<std::string>(in_.at(key));
  }
  std::optional<std::string> maybe(const char* key) const
  {
    if (!has(key)) return std::nullopt;
    return string(key);
  }
  bool flag(const char* key) const { return in_.at(key).as_bool(); }
  bool maybe_flag(const char* key) const { return has(key) && flag(key); }
  std::int64_t number(const char* key) const { return in_.at(key).as_int64(); }
  Time time(const char* key) const { return Time{std::chrono::milliseconds{number(key)}}; }
  std::vector<std::string> list(const char* key) const
  {
    return boost::json::value_to<std::vector<std::string>>(in_.at(key));
  }
  StoredJson part(const char* key) const { return StoredJson{in_.at(key).as_object()}; }

  Channel channel() const { return {string("platform"), string("channel")}; }
  MessageRef message() const { return {channel(), string("message")}; }
  std::optional<ReplyHandle> reply() const
  {
    auto secret = maybe("reply");
    if (!secret) return std::nullopt;
    return ReplyHandle{std::move(*secret)};
  }

 private:
  boost::json::object in_;
};

}  // namespace secondstory
