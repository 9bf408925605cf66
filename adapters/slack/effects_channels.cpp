#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>

#include "adapters/slack/effects.hpp"
#include "adapters/slack/mrkdwn.hpp"

/// Effects on channels themselves: opening, topic, members.
namespace secondstory::slack {

namespace {

Outcome opened(const json::object& channel, const std::string& name)
{
  Outcome out;
  out.channel_id = string_at(channel, "id");
  const std::string given = string_at(channel, "name");
  out.channel_name = given.empty() ? name : given;
  return out;
}

}  // namespace

std::string channel_name(std::string_view wished, int nth)
{
  constexpr std::size_t length_max = 80;
  std::string out;
  for (const char c : wished) {
    if (c >= 'A' && c <= 'Z') {
      out += static_cast<char>(c - 'A' + 'a');
    } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-') {
      out += c;
    } else if ((static_cast<unsigned char>(c) & 0xC0) != 0x80 && !out.ends_with('-')) {
      out += '-';
    }
  }
  const std::string suffix = nth > 1 ? fmt::format("-{}", nth) : "";
  out.resize(std::min(out.size(), length_max - suffix.size()));
  while (out.ends_with('-')) out.pop_back();
  if (out.empty()) out = "incident";
  return out + suffix;
}

asio::awaitable<tl::expected<json::object, ApiError>> Effects::find_channel(std::string name)
{
  std::string cursor;
  do {
    json::object args;
    args["types"] = "public_channel,private_channel";
    args["exclude_archived"] = true;
    args["limit"] = 200;
    if (!cursor.empty()) args["cursor"] = cursor;
    ApiResult page = co_await api_.call_patiently("conversations.list", std::move(args));
    if (!page) co_return tl::unexpected(page.error());
    for (const json::value& item : array_at(*page, "channels")) {
      const json::object* channel = item.if_object();
      if (channel && string_at(*channel, "name") == name) co_return *channel;
    }
    cursor = string_at(object_at(*page, "response_metadata"), "next_cursor");
  } while (!cursor.empty());
  co_return json::object{};
}

asio::awaitable<Outcome> Effects::open_channel(OutboxItem item, bool look_first)
{
  const auto& effect = std::get<OpenChannel>(item.effect);
  constexpr int names_max = 50;
  std::optional<Outcome> open;
  for (int nth = 1; nth <= names_max && !open; ++nth) {
    const std::string name = channel_name(effect.name, nth);
    json::object args;
    args["name"] = name;
    args["is_private"] = effect.is_private;
    ApiResult created = co_await api_.call("conversations.create", std::move(args));
    if (created) {
      open = opened(object_at(*created, "channel"), name);
    } else if (created.error().error != "name_taken") {
      co_return outcome_of(created.error());
    } else if (look_first) {
      // Ours only if the interrupted attempt made it: an older channel has a story of its own.
      auto taken = co_await find_channel(name);
      if (!taken) co_return outcome_of_look(taken.error());
      const auto created_at = integer_at(*taken, "created").value_or(0);
      const auto queued_at =
          std::chrono::floor<std::chrono::seconds>(item.queued).time_since_epoch();
      const bool ours = !self_.bot_user.empty() && string_at(*taken, "creator") == self_.bot_user;
      if (ours && (created_at == 0 || created_at >= queued_at.count() - skew.count()))
        open = opened(*taken, name);
    }
  }
  if (!open) {
    Outcome refused;
    refused.kind = Outcome::Kind::refused;
    refused.reason = "Slack refused conversations.create: every name like " +
                     channel_name(effect.name) + " is taken.";
    co_return refused;
  }
  Outcome invited = co_await invite(*open->channel_id, effect.invite);
  if (invited.kind == Outcome::Kind::retry || invited.kind == Outcome::Kind::unknown) {
    invited.kind = Outcome::Kind::unknown;  // the channel exists: the next attempt has to find it
    co_return invited;
  }
  if (invited.kind == Outcome::Kind::refused) spdlog::warn("slack: {}", invited.reason);
  co_return *open;
}

asio::awaitable<Outcome> Effects::invite(std::string channel, std::vector<std::string> people)
{
  constexpr std::size_t people_max = 100;
  std::erase(people, self_.bot_user);
  std::sort(people.begin(), people.end());
  people.erase(std::unique(people.begin(), people.end()), people.end());
  for (std::size_t i = 0; i < people.size(); i += people_max) {
    const auto last = std::min(people.size(), i + people_max);
    json::object args;
    args["channel"] = channel;
    args["users"] = fmt::format("{}", fmt::join(people.data() + i, people.data() + last, ","));
    args["force"] = true;  // one who cannot be invited does not keep the others out
    ApiResult result = co_await call_in("conversations.invite", channel, std::move(args));
    if (result || result.error().meaning == ErrorClass::done) continue;
    co_return outcome_of(result.error());
  }
  co_return Outcome{};
}

asio::awaitable<Outcome> Effects::set_topic(SetTopic effect, bool look_first)
{
  constexpr std::size_t topic_max = 250;
  json::object args;
  args["channel"] = effect.channel.id;
  if (look_first) {
    // Setting it once more would be told in the channel once more.
    ApiResult now = co_await api_.call("conversations.info", args);
    if (now) {
      const json::object& topic = object_at(object_at(*now, "channel"), "topic");
      const bool is_so = string_at(topic, "value") == shortened(effect.topic, topic_max);
      if (is_so) co_return Outcome{};
    }
  }
  args["topic"] = shortened(effect.topic, topic_max);
  ApiResult result = co_await call_in("conversations.setTopic", effect.channel.id, std::move(args));
  co_return result ? Outcome{} : outcome_of(result.error());
}

}  // namespace secondstory::slack
