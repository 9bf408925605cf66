#include "storage/sqlite/stored_forms.hpp"

#include <fmt/format.h>

#include <array>
#include <boost/json.hpp>
#include <stdexcept>

namespace secondstory::storage {

namespace json = boost::json;

namespace {

// In the order of the enumerations.
constexpr std::array<std::string_view, 4> mark_names = {"key_event", "leave_out", "accept",
                                                        "dismiss"};
constexpr std::array<std::string_view, 3> delivery_names = {"thread", "author", "off"};
constexpr std::array statuses = {Status::investigating, Status::identified, Status::monitoring,
                                 Status::resolved, Status::closed};

[[noreturn]] void unknown(std::string_view what, std::string_view name)
{
  throw std::runtime_error(fmt::format("the database holds an unknown {} '{}'", what, name));
}

template <class Value>
Value known(std::string_view what, const std::string& name, std::optional<Value> value)
{
  if (!value) unknown(what, name);
  return *value;
}

json::value nullable(const std::optional<std::string>& value)
{
  return value ? json::value(*value) : json::value(nullptr);
}

json::value nullable(const std::optional<Time>& value)
{
  return value ? json::value(value->time_since_epoch().count()) : json::value(nullptr);
}

std::string text_in(const json::object& in, const char* key)
{
  return json::value_to<std::string>(in.at(key));
}

std::optional<std::string> maybe_text(const json::object& in, const char* key)
{
  if (in.at(key).is_null()) return std::nullopt;
  return text_in(in, key);
}

Time time_in(const json::object& in, const char* key)
{
  return Time{std::chrono::milliseconds{in.at(key).as_int64()}};
}

std::optional<Time> maybe_time(const json::object& in, const char* key)
{
  if (in.at(key).is_null()) return std::nullopt;
  return time_in(in, key);
}

}  // namespace

std::string_view stored_name(Mark mark)
{
  return mark_names.at(static_cast<std::size_t>(mark));
}

std::string_view stored_name(Delivery delivery)
{
  return delivery_names.at(static_cast<std::size_t>(delivery));
}

Status stored_status(const std::string& name)
{
  for (const auto status : statuses) {
    if (name_of(status) == name) return status;
  }
  unknown("status", name);
}

EntryKind stored_kind(const std::string& name)
{
  return known("kind of entry", name, entry_kind_named(name));
}

SuggestionState stored_state(const std::string& name)
{
  return known("state of a suggestion", name, suggestion_state_named(name));
}

Delivery stored_delivery(const std::string& name)
{
  for (std::size_t i = 0; i < delivery_names.size(); ++i) {
    if (delivery_names[i] == name) return static_cast<Delivery>(i);
  }
  unknown("delivery", name);
}

std::string to_json(const Entry& entry)
{
  json::array revisions;
  for (const auto& revision : entry.revisions) {
    revisions.push_back(json::object{{"until", revision.until.time_since_epoch().count()},
                                     {"text", revision.text}});
  }
  return json::serialize(json::object{{"number", entry.number},
                                      {"incident", entry.incident},
                                      {"at", entry.at.time_since_epoch().count()},
                                      {"kind", name_of(entry.kind)},
                                      {"actor", entry.actor},
                                      {"text", entry.text},
                                      {"platform", entry.channel.platform},
                                      {"channel", entry.channel.id},
                                      {"message_id", nullable(entry.message_id)},
                                      {"thread_id", nullable(entry.thread_id)},
                                      {"key_event", entry.key_event},
                                      {"hidden", entry.hidden},
                                      {"reworded", nullable(entry.reworded)},
                                      {"edited_at", nullable(entry.edited_at)},
                                      {"deleted_at", nullable(entry.deleted_at)},
                                      {"revisions", std::move(revisions)}});
}

Entry entry_from_json(const std::string& text)
{
  const auto value = json::parse(text);
  const auto& in = value.as_object();
  Entry out{.number = in.at("number").as_int64(),
            .incident = in.at("incident").as_int64(),
            .at = time_in(in, "at"),
            .kind = stored_kind(text_in(in, "kind")),
            .actor = text_in(in, "actor"),
            .text = text_in(in, "text"),
            .channel = {text_in(in, "platform"), text_in(in, "channel")},
            .message_id = maybe_text(in, "message_id"),
            .thread_id = maybe_text(in, "thread_id"),
            .key_event = in.at("key_event").as_bool(),
            .hidden = in.at("hidden").as_bool(),
            .reworded = maybe_text(in, "reworded"),
            .edited_at = maybe_time(in, "edited_at"),
            .deleted_at = maybe_time(in, "deleted_at")};
  for (const auto& revision : in.at("revisions").as_array()) {
    const auto& object = revision.as_object();
    out.revisions.push_back({time_in(object, "until"), text_in(object, "text")});
  }
  return out;
}

std::string to_json(const ActionItem& action)
{
  return json::serialize(json::object{{"number", action.number},
                                      {"incident", action.incident},
                                      {"text", action.text},
                                      {"owner", nullable(action.owner)},
                                      {"due", nullable(action.due)},
                                      {"done", action.done},
                                      {"withdrawn", action.withdrawn}});
}

ActionItem action_from_json(const std::string& text)
{
  const auto value = json::parse(text);
  const auto& in = value.as_object();
  return {.number = in.at("number").as_int64(),
          .incident = in.at("incident").as_int64(),
          .text = text_in(in, "text"),
          .owner = maybe_text(in, "owner"),
          .due = maybe_text(in, "due"),
          .done = in.at("done").as_bool(),
          .withdrawn = in.at("withdrawn").as_bool()};
}

std::string to_json(const std::vector<std::int64_t>& numbers)
{
  return json::serialize(json::array(numbers.begin(), numbers.end()));
}

std::vector<std::int64_t> numbers_from_json(const std::string& text)
{
  return json::value_to<std::vector<std::int64_t>>(json::parse(text));
}

}  // namespace secondstory::storage
