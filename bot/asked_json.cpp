#include "bot/asked_json.hpp"

#include <boost/json.hpp>
#include <stdexcept>

namespace secondstory {

namespace json = boost::json;

namespace {

void put(json::object& out, const char* key, const std::optional<std::string>& value)
{
  if (value) out[key] = *value;
}

void put(json::object& out, const MessageRef& message)
{
  out["platform"] = message.channel.platform;
  out["channel"] = message.channel.id;
  out["message"] = message.id;
}

/// One overload for each kind that a person can ask by.
struct Writer
{
  json::object operator()(const MessagePosted& e) const
  {
    json::object out{{"kind", "message"},    {"person", e.author},
                     {"text", e.text},       {"files", json::array(e.files.begin(), e.files.end())},
                     {"outside", e.outside}, {"in_private", e.in_private}};
    put(out, e.message);
    put(out, "thread", e.thread);
    put(out, "command", e.command);
    return out;
  }
  json::object operator()(const CommandGiven& e) const
  {
    json::object out{{"kind", "command"},
                     {"person", e.person},
                     {"words", e.words},
                     {"outside", e.outside},
                     {"in_private", e.in_private}};
    put(out, {e.channel, ""});
    if (e.reply) out["reply"] = e.reply->secret;
    return out;
  }
  json::object operator()(const ButtonPressed& e) const
  {
    json::object out{{"kind", "button"}, {"person", e.person},           {"action", e.action},
                     {"value", e.value}, {"seen_by_one", e.seen_by_one}, {"outside", e.outside}};
    put(out, e.message);
    put(out, "thread", e.thread);
    if (e.reply) out["reply"] = e.reply->secret;
    return out;
  }
  json::object operator()(const Reacted& e) const
  {
    json::object out{{"kind", "reaction"},
                     {"person", e.person},
                     {"mark", static_cast<int>(e.mark)},
                     {"added", e.added}};
    put(out, e.message);
    return out;
  }
  json::object operator()(const MessageChosen& e) const
  {
    json::object out{{"kind", "chosen"},
                     {"person", e.person},
                     {"purpose", static_cast<int>(e.purpose)},
                     {"posted_at", e.posted_at.time_since_epoch().count()},
                     {"ours", e.ours},
                     {"chosen", (*this)(e.message)}};
    if (e.reply) out["reply"] = e.reply->secret;
    return out;
  }
  json::object operator()(const FormFilled& e) const
  {
    json::object out{{"kind", "form"}, {"person", e.person}, {"form", e.form}};
    put(out, {e.asked_in, ""});
    json::object values;
    for (const auto& [name, value] : e.values) values[name] = value;
    out["values"] = std::move(values);
    return out;
  }
  template <class Other>
  json::object operator()(const Other&) const
  {
    throw std::runtime_error("event: only what a person asked for can be put off");
  }
};

/// Throws what Boost.JSON throws where a member is missing or of another type.
class Reader
{
 public:
  explicit Reader(std::string_view text) : in_(json::parse(text).as_object()) {}
  explicit Reader(json::object in) : in_(std::move(in)) {}

  std::string string(const char* key) const { return json::value_to<std::string>(in_.at(key)); }
  std::optional<std::string> maybe(const char* key) const
  {
    if (in_.if_contains(key) == nullptr) return std::nullopt;
    return string(key);
  }
  MessageRef message() const
  {
    return {{string("platform"), string("channel")}, string("message")};
  }
  std::optional<ReplyHandle> reply() const
  {
    auto secret = maybe("reply");
    if (!secret) return std::nullopt;
    return ReplyHandle{std::move(*secret)};
  }
  bool flag(const char* key) const
  {
    const auto* value = in_.if_contains(key);
    return value != nullptr && value->as_bool();
  }
  Time time(const char* key) const
  {
    return Time{std::chrono::milliseconds{in_.at(key).as_int64()}};
  }
  const json::object& all() const { return in_; }

 private:
  json::object in_;
};

MessagePosted message_of(const Reader& in)
{
  MessagePosted out;
  out.message = in.message();
  out.thread = in.maybe("thread");
  out.author = in.string("person");
  out.text = in.string("text");
  out.files = json::value_to<std::vector<std::string>>(in.all().at("files"));
  out.command = in.maybe("command");
  out.outside = in.string("outside");
  out.in_private = in.flag("in_private");
  return out;
}

Happening happening(const Reader& in)
{
  const auto kind = in.string("kind");
  if (kind == "message") return message_of(in);
  if (kind == "command") {
    return CommandGiven{in.message().channel, in.string("person"),  in.string("words"),
                        in.reply(),           in.string("outside"), in.flag("in_private")};
  }
  if (kind == "button") {
    return ButtonPressed{in.message(),        in.all().at("seen_by_one").as_bool(),
                         in.maybe("thread"),  in.string("person"),
                         in.string("action"), in.string("value"),
                         in.reply(),          in.string("outside")};
  }
  if (kind == "chosen") {
    return MessageChosen{static_cast<MessageChosen::For>(in.all().at("purpose").as_int64()),
                         message_of(Reader{in.all().at("chosen").as_object()}),
                         in.time("posted_at"),
                         in.all().at("ours").as_bool(),
                         in.string("person"),
                         in.reply()};
  }
  if (kind == "form") {
    FormFilled out{in.string("form"), in.message().channel, in.string("person"), {}};
    for (const auto& field : in.all().at("values").as_object()) {
      out.values.emplace(field.key(), json::value_to<std::string>(field.value()));
    }
    return out;
  }
  if (kind == "reaction") {
    return Reacted{in.message(), in.string("person"),
                   static_cast<Mark>(in.all().at("mark").as_int64()),
                   in.all().at("added").as_bool()};
  }
  throw std::runtime_error("event: unknown kind " + kind);
}

}  // namespace

std::string to_json(const Event& asked)
{
  auto out = std::visit(Writer{}, asked.what);
  out["service"] = asked.platform;
  out["at"] = asked.at.time_since_epoch().count();
  out["received"] = asked.received.time_since_epoch().count();
  out["late_by"] = asked.late_by.count();
  return json::serialize(out);
}

Event event_from_json(std::string_view text)
{
  const Reader in{text};
  return Event{{},
               in.string("service"),
               in.time("at"),
               in.time("received"),
               happening(in),
               std::chrono::milliseconds{in.all().at("late_by").as_int64()}};
}

}  // namespace secondstory
