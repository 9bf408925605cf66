#include "bot/asked_json.hpp"

#include <boost/json.hpp>
#include <stdexcept>

#include "bot/stored_json.hpp"

namespace secondstory {

namespace json = boost::json;

namespace {

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
    put(out, MessageRef{e.channel, ""});
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
    put(out, MessageRef{e.asked_in, ""});
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

MessagePosted message_of(const StoredJson& in)
{
  MessagePosted out;
  out.message = in.message();
  out.thread = in.maybe("thread");
  out.author = in.string("person");
  out.text = in.string("text");
  out.files = in.list("files");
  out.command = in.maybe("command");
  out.outside = in.string("outside");
  out.in_private = in.maybe_flag("in_private");
  return out;
}

Happening happening(const StoredJson& in)
{
  const auto kind = in.string("kind");
  if (kind == "message") return message_of(in);
  if (kind == "command") {
    return CommandGiven{in.message().channel, in.string("person"),  in.string("words"),
                        in.reply(),           in.string("outside"), in.maybe_flag("in_private")};
  }
  if (kind == "button") {
    return ButtonPressed{in.message(),        in.flag("seen_by_one"), in.maybe("thread"),
                         in.string("person"), in.string("action"),    in.string("value"),
                         in.reply(),          in.string("outside")};
  }
  if (kind == "chosen") {
    return MessageChosen{static_cast<MessageChosen::For>(in.number("purpose")),
                         message_of(in.part("chosen")),
                         in.time("posted_at"),
                         in.flag("ours"),
                         in.string("person"),
                         in.reply()};
  }
  if (kind == "form") {
    FormFilled out{in.string("form"), in.message().channel, in.string("person"), {}};
    for (const auto& field : in.at("values").as_object()) {
      out.values.emplace(field.key(), json::value_to<std::string>(field.value()));
    }
    return out;
  }
  if (kind == "reaction") {
    return Reacted{in.message(), in.string("person"), static_cast<Mark>(in.number("mark")),
                   in.flag("added")};
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
  const StoredJson in{text};
  return Event{{},
               in.string("service"),
               in.time("at"),
               in.time("received"),
               happening(in),
               std::chrono::milliseconds{in.number("late_by")}};
}

}  // namespace secondstory
