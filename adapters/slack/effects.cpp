#include "adapters/slack/effects.hpp"

#include <spdlog/spdlog.h>

#include "adapters/slack/message.hpp"
#include "adapters/slack/mrkdwn.hpp"
#include "adapters/slack/render.hpp"
#include "adapters/slack/ts.hpp"

namespace secondstory::slack {

namespace {

constexpr const char* metadata_type = "secondstory";
/// Our clock and Slack's may differ by this much.
constexpr std::chrono::seconds skew{60};

json::object post_arguments(const PostMessage& effect, const Rendered& message,
                            const std::string& token)
{
  json::object args;
  args["channel"] = effect.channel.id;
  args["text"] = message.text;
  if (!message.blocks.empty()) args["blocks"] = message.blocks;
  if (effect.thread) args["thread_ts"] = *effect.thread;
  args["unfurl_links"] = false;
  args["unfurl_media"] = false;
  json::object payload;
  payload["id"] = token;
  json::object metadata;
  metadata["event_type"] = metadata_type;
  metadata["event_payload"] = std::move(payload);
  args["metadata"] = std::move(metadata);
  return args;
}

/// Once something of an effect is done, a plain retry would do it again.
Outcome after_a_part(Outcome outcome)
{
  if (outcome.kind == Outcome::Kind::retry) outcome.kind = Outcome::Kind::unknown;
  return outcome;
}

bool is_refusal(const ApiError& error)
{
  return error.meaning == ErrorClass::tell_user || error.meaning == ErrorClass::configuration;
}

}  // namespace

Outcome outcome_of(const ApiError& error)
{
  constexpr std::chrono::milliseconds fatal_wait{60'000};
  Outcome out;
  out.reason = error.message;
  out.wait = error.wait;
  switch (error.meaning) {
    case ErrorClass::done:
      out.kind = Outcome::Kind::done;
      break;
    case ErrorClass::retry:
      out.kind = Outcome::Kind::retry;
      break;
    case ErrorClass::tell_user:
    case ErrorClass::configuration:
      out.kind = Outcome::Kind::refused;
      break;
    case ErrorClass::fatal:
      // Kept: it goes out when somebody has mended the token.
      out.kind = Outcome::Kind::retry;
      out.wait = std::max(out.wait, fatal_wait);
      break;
    case ErrorClass::unknown_outcome:
      out.kind = Outcome::Kind::unknown;
      break;
  }
  return out;
}

std::string part_token(const std::string& token, std::size_t part)
{
  return part == 0 ? token : token + "/" + std::to_string(part);
}

Effects::Effects(WebApi& api, const Identity& self, EventSink sink)
    : api_(api), self_(self), sink_(std::move(sink))
{
}

asio::awaitable<Outcome> Effects::carry_out(OutboxItem item, bool look_first)
{
  if (std::holds_alternative<PostMessage>(item.effect)) co_return co_await post(item, look_first);
  if (std::holds_alternative<TellPerson>(item.effect)) co_return co_await tell(item);
  if (std::holds_alternative<OpenChannel>(item.effect)) {
    co_return co_await open_channel(item, look_first);
  }
  if (std::holds_alternative<ShareFile>(item.effect)) co_return co_await share(item, look_first);
  if (const auto* effect = std::get_if<ReviseMessage>(&item.effect))
    co_return co_await revise(*effect);
  if (const auto* effect = std::get_if<SetTopic>(&item.effect))
    co_return co_await set_topic(*effect);
  if (const auto* effect = std::get_if<PinMessage>(&item.effect)) co_return co_await pin(*effect);
  if (const auto* effect = std::get_if<InvitePeople>(&item.effect)) {
    co_return co_await invite(effect->channel.id, effect->people);
  }
  co_return co_await read(std::get<ReadHistory>(item.effect));
}

asio::awaitable<ApiResult> Effects::call_in(const char* method, std::string channel,
                                            json::object args)
{
  ApiResult first = co_await api_.call(method, args);
  if (first || first.error().error != "not_in_channel") co_return first;
  json::object join;
  join["channel"] = channel;
  ApiResult joined = co_await api_.call("conversations.join", std::move(join));
  if (!joined) co_return first;
  co_return co_await api_.call(method, std::move(args));
}

asio::awaitable<tl::expected<std::map<std::string, std::string>, ApiError>> Effects::find_posts(
    Channel channel, std::optional<std::string> thread, std::string token, Time queued)
{
  auto messages = co_await messages_since(channel.id, thread, queued - skew, std::nullopt);
  if (!messages) co_return tl::unexpected(messages.error());
  std::map<std::string, std::string> found;
  for (const json::object& message : *messages) {
    const json::object& metadata = object_at(message, "metadata");
    if (!is_own(message, self_) || string_at(metadata, "event_type") != metadata_type) continue;
    const std::string id = string_at(object_at(metadata, "event_payload"), "id");
    if (id == token || id.starts_with(token + "/")) found.emplace(id, string_at(message, "ts"));
  }
  co_return found;
}

asio::awaitable<Outcome> Effects::post(OutboxItem item, bool look_first)
{
  const auto& effect = std::get<PostMessage>(item.effect);
  const std::vector<Rendered> messages = render(effect.content);
  std::map<std::string, std::string> posted;
  if (look_first) {
    auto found = co_await find_posts(effect.channel, effect.thread, item.token, item.queued);
    if (found) {
      posted = std::move(*found);
    } else if (!is_refusal(found.error())) {
      co_return after_a_part(outcome_of(found.error()));
    } else {
      spdlog::warn("slack: a channel could not be read for an earlier post: {}",
                   found.error().message);
    }
  }
  for (std::size_t part = 0; part < messages.size(); ++part) {
    const std::string token = part_token(item.token, part);
    if (posted.contains(token)) continue;
    co_await api_.take_turn(effect.channel.id);
    json::object args = post_arguments(effect, messages[part], token);
    ApiResult result = co_await call_in("chat.postMessage", effect.channel.id, std::move(args));
    if (!result) {
      Outcome outcome = outcome_of(result.error());
      co_return posted.empty() && !look_first ? outcome : after_a_part(std::move(outcome));
    }
    posted[token] = string_at(*result, "ts");
  }
  Outcome done;
  done.message = MessageRef{effect.channel, posted[item.token]};
  co_return done;
}

asio::awaitable<Outcome> Effects::tell(OutboxItem item)
{
  const auto& effect = std::get<TellPerson>(item.effect);
  bool by_reply = false;
  for (const Rendered& message : render(effect.content)) {
    json::object args;
    args["text"] = message.text;
    if (!message.blocks.empty()) args["blocks"] = message.blocks;
    if (effect.thread) args["thread_ts"] = *effect.thread;
    if (!by_reply) {
      json::object ephemeral = args;
      ephemeral["channel"] = effect.channel.id;
      ephemeral["user"] = effect.person;
      ApiResult result = co_await api_.call("chat.postEphemeral", std::move(ephemeral));
      if (result) continue;
      const std::string& error = result.error().error;
      const bool not_there = error == "channel_not_found" || error == "not_in_channel" ||
                             error == "user_not_in_channel";
      if (!not_there || !effect.reply) co_return outcome_of(result.error());
      by_reply = true;
    }
    args["response_type"] = "ephemeral";
    args["replace_original"] = false;
    std::string body = json::serialize(args);
    ApiResult result =
        co_await api_.post_to(effect.reply->secret, "application/json", std::move(body));
    if (!result) co_return outcome_of(result.error());
  }
  co_return Outcome{};
}

asio::awaitable<Outcome> Effects::revise(ReviseMessage effect)
{
  Rendered message = render_one(effect.content);
  json::object args;
  args["channel"] = effect.message.channel.id;
  args["ts"] = effect.message.id;
  args["text"] = shortened(message.text, 4000);
  args["blocks"] = std::move(message.blocks);  // without it Slack keeps the old ones
  ApiResult result = co_await api_.call("chat.update", std::move(args));
  if (!result) co_return outcome_of(result.error());
  Outcome done;
  done.message = effect.message;
  co_return done;
}

asio::awaitable<Outcome> Effects::pin(PinMessage effect)
{
  const std::string channel = effect.message.channel.id;
  json::object args;
  args["channel"] = channel;
  args["timestamp"] = effect.message.id;
  ApiResult result = co_await call_in("pins.add", channel, std::move(args));
  co_return result ? Outcome{} : outcome_of(result.error());
}

}  // namespace secondstory::slack
