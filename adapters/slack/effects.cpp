#include "adapters/slack/effects.hpp"

#include <spdlog/spdlog.h>

#include "adapters/slack/message.hpp"
#include "adapters/slack/mrkdwn.hpp"
#include "adapters/slack/render.hpp"
#include "adapters/slack/ts.hpp"

namespace secondstory::slack {

namespace {

constexpr const char* metadata_type = "secondstory";

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

/// The blocks are at fault, not the words.
bool blames_blocks(const ApiError& error)
{
  return error.error == "invalid_blocks" || error.error == "invalid_blocks_format" ||
         error.error == "msg_blocks_too_long";
}

Outcome later(std::chrono::milliseconds wait)
{
  Outcome out;
  out.kind = Outcome::Kind::later;
  out.wait = wait;
  return out;
}

/// We, or the person, are not where an answer should go.
bool is_not_there(const ApiError& error)
{
  return error.error == "channel_not_found" || error.error == "not_in_channel" ||
         error.error == "user_not_in_channel";
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

Outcome outcome_of_look(const ApiError& error)
{
  constexpr std::chrono::milliseconds mending{60'000};
  Outcome out = outcome_of(error);
  if (error.meaning == ErrorClass::configuration) out.wait = mending;
  out.kind = Outcome::Kind::unknown;
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

void Effects::channel_moved(const std::string& from, const std::string& to)
{
  for (auto& [former, present] : moved_) {
    if (present == from) present = to;
  }
  moved_.erase(to);
  moved_[from] = to;
}

asio::awaitable<Outcome> Effects::carry_out(OutboxItem item, bool look_first)
{
  const Channel queued_for = destination(item.effect);
  if (const auto moved = moved_.find(queued_for.id); moved != moved_.end()) {
    redirect(item.effect, queued_for, slack_channel(moved->second));
  }
  if (std::holds_alternative<PostMessage>(item.effect)) co_return co_await post(item, look_first);
  if (std::holds_alternative<TellPerson>(item.effect)) co_return co_await tell(item, look_first);
  if (std::holds_alternative<OpenChannel>(item.effect)) {
    co_return co_await open_channel(item, look_first);
  }
  if (std::holds_alternative<ShareFile>(item.effect)) co_return co_await share(item, look_first);
  if (const auto* effect = std::get_if<ReviseMessage>(&item.effect))
    co_return co_await revise(*effect);
  if (const auto* effect = std::get_if<SetTopic>(&item.effect))
    co_return co_await set_topic(*effect, look_first);
  if (const auto* effect = std::get_if<SetPurpose>(&item.effect))
    co_return co_await set_purpose(*effect, look_first);
  if (const auto* effect = std::get_if<BookmarkMessage>(&item.effect))
    co_return co_await bookmark(*effect);
  if (const auto* effect = std::get_if<PinMessage>(&item.effect)) co_return co_await pin(*effect);
  if (const auto* effect = std::get_if<ShowHome>(&item.effect))
    co_return co_await show_home(*effect);
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

asio::awaitable<tl::expected<Effects::Parts, ApiError>> Effects::find_posts(OutboxItem item,
                                                                            std::size_t count)
{
  const auto& effect = std::get<PostMessage>(item.effect);
  const Time since = item.queued - skew;
  if (!effect.thread) {
    if (auto known = past_.of(effect.channel.id, item.token, since)) co_return std::move(*known);
  }
  // In a channel all of ours are taken note of, for the other effects that are open in it.
  PastPosts::Posts ours;
  Visit visit = [this, &ours, &item, &effect, count](const json::object& message) {
    const json::object& metadata = object_at(message, "metadata");
    if (!is_own(message, self_) || string_at(metadata, "event_type") != metadata_type) return true;
    ours.emplace(string_at(object_at(metadata, "event_payload"), "id"), string_at(message, "ts"));
    return !effect.thread || PastPosts::parts_of(ours, item.token).size() < count;
  };
  const auto looked = co_await visit_messages(effect.channel.id, effect.thread, since, std::nullopt,
                                              std::move(visit));
  if (!looked) co_return tl::unexpected(looked.error());
  auto found = PastPosts::parts_of(ours, item.token);
  if (!effect.thread) past_.learn(effect.channel.id, since, std::move(ours));
  co_return found;
}

asio::awaitable<ApiResult> Effects::post_part(PostMessage effect, Rendered message,
                                              std::string token)
{
  json::object args = post_arguments(effect, message, token);
  ApiResult result = co_await call_in("chat.postMessage", effect.channel.id, args);
  if (result || !blames_blocks(result.error()) || message.blocks.empty()) co_return result;
  spdlog::error("slack: {} It is said without them.", result.error().message);
  args.erase("blocks");
  args["text"] = message.words;
  co_return co_await call_in("chat.postMessage", effect.channel.id, std::move(args));
}

asio::awaitable<Outcome> Effects::post(OutboxItem item, bool look_first)
{
  const auto& effect = std::get<PostMessage>(item.effect);
  std::vector<Rendered> messages = render(effect.content);
  auto known = done_parts_.extract(item.token);
  Parts posted = known ? std::move(known.mapped()) : Parts{};
  if (look_first && !known) {
    auto found = co_await find_posts(item, messages.size());
    if (found) {
      posted = std::move(*found);
    } else if (found.error().meaning != ErrorClass::tell_user) {
      co_return outcome_of_look(found.error());
    } else {
      // What cannot be read because it is not there holds nothing of ours.
      spdlog::warn("slack: nothing could be looked for: {}", found.error().message);
    }
  }
  std::size_t part = 0;
  while (part < messages.size() && posted.contains(part_token(item.token, part))) ++part;
  if (part < messages.size()) {
    const auto wait = api_.take_turn(effect.channel.id);
    if (wait.count() > 0) {
      done_parts_[item.token] = std::move(posted);
      co_return later(wait);
    }
    std::string token = part_token(item.token, part);
    past_.tried(item.token);
    ApiResult result = co_await post_part(effect, std::move(messages[part]), token);
    if (!result) {
      Outcome outcome = outcome_of(result.error());
      if (outcome.kind == Outcome::Kind::refused) past_.settled(item.token);
      if (outcome.kind == Outcome::Kind::retry) done_parts_[item.token] = std::move(posted);
      co_return outcome;
    }
    posted[std::move(token)] = string_at(*result, "ts");
  }
  if (posted.size() < messages.size()) {
    // What is more urgent may go out between two parts.
    done_parts_[item.token] = std::move(posted);
    co_return later(api_.until_post(effect.channel.id));
  }
  past_.settled(item.token);
  Outcome done;
  done.message = MessageRef{effect.channel, posted[item.token]};
  co_return done;
}

asio::awaitable<ApiResult> Effects::tell_part(TellPerson effect, Rendered message)
{
  json::object args;
  args["text"] = message.text;
  if (!message.blocks.empty()) args["blocks"] = message.blocks;
  if (effect.thread) args["thread_ts"] = *effect.thread;
  if (!effect.replaces || !effect.reply) {
    json::object ephemeral = args;
    ephemeral["channel"] = effect.channel.id;
    ephemeral["user"] = effect.person;
    ApiResult result = co_await api_.call("chat.postEphemeral", ephemeral);
    if (!result && blames_blocks(result.error()) && !message.blocks.empty()) {
      spdlog::error("slack: {} It is said without them.", result.error().message);
      args.erase("blocks");
      args["text"] = message.words;
      ephemeral.erase("blocks");
      ephemeral["text"] = message.words;
      result = co_await api_.call("chat.postEphemeral", std::move(ephemeral));
    }
    if (result || !effect.reply || !is_not_there(result.error())) co_return result;
  }
  args["response_type"] = "ephemeral";
  args["replace_original"] = effect.replaces;
  std::string body = json::serialize(args);
  co_return co_await api_.post_to(effect.reply->secret, "application/json", std::move(body));
}

asio::awaitable<Outcome> Effects::tell_directly(OutboxItem item, bool look_first)
{
  const TellPerson effect = std::get<TellPerson>(item.effect);
  const auto direct = co_await direct_message(effect.person);
  if (!direct) co_return outcome_of(direct.error());
  item.effect = PostMessage{slack_channel(*direct), std::nullopt, effect.content, effect.urgency};
  Outcome outcome = co_await post(std::move(item), look_first);
  outcome.message.reset();  // in a channel that nobody but the person knows of
  co_return outcome;
}

asio::awaitable<Outcome> Effects::tell(OutboxItem item, bool look_first)
{
  const auto& effect = std::get<TellPerson>(item.effect);
  if (effect.channel.id.empty()) {
    Outcome outcome = co_await tell_directly(item, look_first);
    co_return outcome;
  }
  auto known = done_parts_.extract(item.token);
  Parts told = known ? std::move(known.mapped()) : Parts{};
  // Nothing can be looked for; the header says who is told twice rather than not at all.
  if (look_first && effect.urgency == Urgency::suggestion) co_return Outcome{};
  std::vector<Rendered> messages = render(effect.content);
  for (std::size_t part = 0; part < messages.size(); ++part) {
    std::string token = part_token(item.token, part);
    if (told.contains(token)) continue;
    ApiResult result = co_await tell_part(effect, std::move(messages[part]));
    if (!result && !effect.reply && is_not_there(result.error())) {
      Outcome outcome = co_await tell_directly(item, look_first);
      co_return outcome;
    }
    if (!result) {
      Outcome outcome = outcome_of(result.error());
      const bool open = outcome.kind == Outcome::Kind::unknown;
      if (open && look_first) outcome.kind = Outcome::Kind::refused;
      if (outcome.kind != Outcome::Kind::refused) done_parts_[item.token] = std::move(told);
      co_return outcome;
    }
    told.emplace(std::move(token), "");
  }
  co_return Outcome{};
}

asio::awaitable<Outcome> Effects::revise(ReviseMessage effect)
{
  constexpr std::size_t update_max = 4'000;
  Rendered message = render_one(effect.content);
  json::object args;
  args["channel"] = effect.message.channel.id;
  args["ts"] = effect.message.id;
  args["text"] = shortened(message.text, update_max);
  args["blocks"] = std::move(message.blocks);  // without it Slack keeps the old ones
  ApiResult result = co_await api_.call("chat.update", args);
  if (!result && blames_blocks(result.error())) {
    spdlog::error("slack: {} It is said without them.", result.error().message);
    args["text"] = shortened(message.words, update_max);
    args["blocks"] = json::array{};
    result = co_await api_.call("chat.update", std::move(args));
  }
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
