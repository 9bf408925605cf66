#include "bot/effect.hpp"

#include <array>
#include <boost/json.hpp>
#include <stdexcept>

#include "bot/asked_json.hpp"
#include "bot/stored_json.hpp"

namespace secondstory {

namespace json = boost::json;

namespace {

constexpr std::array<std::string_view, std::variant_size_v<AnyEffect>> names = {
    "post", "tell",    "revise", "open_channel", "topic",    "invite", "pin",
    "file", "history", "home",   "purpose",      "bookmark", "learn"};

void put_urgency(json::object& out, Urgency urgency)
{
  if (urgency == Urgency::suggestion) out["urgency"] = "suggestion";
  if (urgency == Urgency::draft) out["urgency"] = "draft";
}

json::array strings(const std::vector<std::string>& in)
{
  return json::array(in.begin(), in.end());
}

struct Writer
{
  json::object operator()(const PostMessage& e) const
  {
    json::object out{{"content", to_json(e.content)}};
    put(out, e.channel);
    put(out, "thread", e.thread);
    put_urgency(out, e.urgency);
    return out;
  }
  json::object operator()(const TellPerson& e) const
  {
    json::object out{{"content", to_json(e.content)}, {"person", e.person}};
    put(out, e.channel);
    put(out, "thread", e.thread);
    if (e.reply) out["reply"] = e.reply->secret;
    put_urgency(out, e.urgency);
    if (e.replaces) out["replaces"] = true;
    return out;
  }
  json::object operator()(const ReviseMessage& e) const
  {
    json::object out{{"content", to_json(e.content)}, {"message", e.message.id}};
    put(out, e.message.channel);
    return out;
  }
  json::object operator()(const OpenChannel& e) const
  {
    return {{"platform", e.platform},
            {"name", e.name},
            {"private", e.is_private},
            {"invite", strings(e.invite)}};
  }
  json::object operator()(const SetTopic& e) const
  {
    json::object out{{"topic", e.topic}};
    put(out, e.channel);
    return out;
  }
  json::object operator()(const InvitePeople& e) const
  {
    json::object out{{"people", strings(e.people)}};
    put(out, e.channel);
    return out;
  }
  json::object operator()(const PinMessage& e) const
  {
    json::object out{{"message", e.message.id}};
    put(out, e.message.channel);
    return out;
  }
  json::object operator()(const ShareFile& e) const
  {
    json::object out{{"name", e.name}, {"title", e.title}};
    // JSON strings are UTF-8; a picture is not.
    std::string hex;
    hex.reserve(e.bytes.size() * 2);
    for (const char c : e.bytes) {
      constexpr std::string_view digits = "0123456789abcdef";
      hex += digits[static_cast<unsigned char>(c) >> 4U];
      hex += digits[static_cast<unsigned char>(c) & 0x0FU];
    }
    out["bytes"] = hex;
    put(out, e.channel);
    put(out, "thread", e.thread);
    put(out, "only_for", e.only_for);
    return out;
  }
  json::object operator()(const SetPurpose& e) const
  {
    json::object out{{"purpose", e.purpose}};
    put(out, e.channel);
    return out;
  }
  json::object operator()(const BookmarkMessage& e) const
  {
    json::object out{{"message", e.message.id}, {"title", e.title}};
    put(out, e.message.channel);
    return out;
  }
  json::object operator()(const ReadHistory& e) const
  {
    json::object out{{"since", e.since.time_since_epoch().count()},
                     {"news_since", e.news_since.time_since_epoch().count()}};
    put(out, e.channel);
    put(out, "thread", e.thread);
    put(out, "cursor", e.cursor);
    if (e.reached) out["reached"] = e.reached->time_since_epoch().count();
    return out;
  }
  json::object operator()(const LearnPerson& e) const
  {
    json::object out{{"person", e.person}, {"asked", to_json(e.asked)}};
    put(out, e.channel);
    return out;
  }
  json::object operator()(const ShowHome& e) const
  {
    json::array guarded;
    for (const auto& part : e.guarded) {
      json::object one{{"content", to_json(part.content)}};
      put(one, part.channel);
      guarded.push_back(std::move(one));
    }
    return {{"platform", e.platform},
            {"person", e.person},
            {"content", to_json(e.content)},
            {"guarded", std::move(guarded)}};
  }
};

Content content_of(const StoredJson& in)
{
  return content_from_json(in.string("content"));
}

Urgency urgency_of(const StoredJson& in)
{
  const auto name = in.maybe("urgency").value_or("answer");
  if (name == "suggestion") return Urgency::suggestion;
  return name == "draft" ? Urgency::draft : Urgency::answer;
}

std::string bytes_of(const StoredJson& in)
{
  const auto hex = in.string("bytes");
  std::string out;
  out.reserve(hex.size() / 2);
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    out += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  }
  return out;
}

struct Destination
{
  Channel operator()(const PostMessage& e) const { return e.channel; }
  Channel operator()(const TellPerson& e) const { return e.channel; }
  Channel operator()(const ReviseMessage& e) const { return e.message.channel; }
  Channel operator()(const OpenChannel& e) const { return {e.platform, ""}; }
  Channel operator()(const SetTopic& e) const { return e.channel; }
  Channel operator()(const InvitePeople& e) const { return e.channel; }
  Channel operator()(const PinMessage& e) const { return e.message.channel; }
  Channel operator()(const ShareFile& e) const { return e.channel; }
  Channel operator()(const ReadHistory& e) const { return e.channel; }
  Channel operator()(const ShowHome& e) const { return {e.platform, ""}; }
  Channel operator()(const SetPurpose& e) const { return e.channel; }
  Channel operator()(const BookmarkMessage& e) const { return e.message.channel; }
  Channel operator()(const LearnPerson& e) const { return e.channel; }
};

}  // namespace

Effect::Effect() = default;
Effect::Effect(const Effect&) = default;
Effect::Effect(Effect&&) noexcept = default;
Effect& Effect::operator=(const Effect&) = default;
Effect& Effect::operator=(Effect&&) noexcept = default;
Effect::~Effect() = default;

Channel destination(const Effect& effect)
{
  return std::visit(Destination{}, effect);
}

namespace {

/// Moves what was put off in a channel.
void redirect_asked(Event& asked, const Channel& to)
{
  std::visit(
      [&to](auto& what) {
        if constexpr (requires { what.message.message.channel; }) {
          what.message.message.channel = to;
        } else if constexpr (requires { what.message.channel; }) {
          what.message.channel = to;
        } else if constexpr (requires { what.channel; }) {
          what.channel = to;
        }
      },
      asked.what);
}

}  // namespace

bool redirect(Effect& effect, const Channel& from, const Channel& to)
{
  if (destination(effect) != from) return false;
  return std::visit(
      [&to](auto& what) {
        if constexpr (requires { what.message.channel; }) {
          what.message.channel = to;
        } else if constexpr (requires { what.channel; }) {
          what.channel = to;
          if constexpr (requires { what.asked; }) redirect_asked(what.asked, to);
        } else {
          return false;
        }
        return true;
      },
      effect);
}

std::string_view type_name(const Effect& effect)
{
  return names[effect.index()];
}

std::string to_json(const Effect& effect)
{
  return json::serialize(std::visit(Writer{}, effect));
}

Effect effect_from_json(std::string_view type, std::string_view text)
{
  const StoredJson in{text};
  if (type == "post") {
    return PostMessage{in.channel(), in.maybe("thread"), content_of(in), urgency_of(in)};
  }
  if (type == "tell") {
    TellPerson tell{in.channel(),   in.maybe("thread"), in.string("person"),
                    content_of(in), in.reply(),         {}};
    tell.urgency = urgency_of(in);
    tell.replaces = in.maybe_flag("replaces");
    return tell;
  }
  if (type == "revise") return ReviseMessage{in.message(), content_of(in)};
  if (type == "open_channel") {
    return OpenChannel{in.string("platform"), in.string("name"), in.flag("private"),
                       in.list("invite")};
  }
  if (type == "topic") return SetTopic{in.channel(), in.string("topic")};
  if (type == "invite") return InvitePeople{in.channel(), in.list("people")};
  if (type == "pin") return PinMessage{in.message()};
  if (type == "file") {
    return ShareFile{in.channel(),       in.maybe("thread"), in.string("name"),
                     in.string("title"), bytes_of(in),       in.maybe("only_for")};
  }
  if (type == "purpose") return SetPurpose{in.channel(), in.string("purpose")};
  if (type == "bookmark") return BookmarkMessage{in.message(), in.string("title")};
  if (type == "home") {
    ShowHome home{in.string("platform"), in.string("person"), content_of(in), {}};
    for (const auto& each : in.at("guarded").as_array()) {
      const StoredJson part{each.as_object()};
      home.guarded.push_back({part.channel(), content_of(part)});
    }
    return home;
  }
  if (type == "history") {
    ReadHistory reading{in.channel(), in.time("since"), in.maybe("thread"), {}, in.maybe("cursor")};
    if (in.has("news_since")) reading.news_since = in.time("news_since");
    if (in.has("reached")) reading.reached = in.time("reached");
    return reading;
  }
  if (type == "learn") {
    return LearnPerson{in.channel(), in.string("person"), event_from_json(in.string("asked"))};
  }
  throw std::runtime_error("effect: unknown type " + std::string{type});
}

}  // namespace secondstory
