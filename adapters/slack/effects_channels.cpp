#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>

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

/// Of a topic and of a purpose: docs.slack.dev/reference/methods/conversations.setPurpose
constexpr std::size_t topic_max = 250;
/// docs.slack.dev/reference/methods/conversations.invite
constexpr std::size_t invited_at_once_max = 100;

struct Reason
{
  std::string_view error;
  std::string_view words;
};

/// Errors of an invitation that are about the person and not about the channel or us.
constexpr std::array<Reason, 9> personal_reasons = {{
    {"already_in_channel", "is here already"},
    {"cant_invite", "Slack lets nobody invite this person here"},
    {"cant_invite_self", "is here already"},
    {"invitee_cant_see_channel", "is not in the workspace of this channel"},
    {"no_user", "Slack does not know this person"},
    {"org_user_not_in_team", "is not in this workspace; an administrator can add them"},
    {"ura_max_channels", "is a guest who may be in no more channels"},
    {"user_is_restricted", "is a guest; an administrator has to add guests"},
    {"user_not_found", "Slack does not know this person"},
}};

bool is_about_one(std::string_view error)
{
  return std::any_of(personal_reasons.begin(), personal_reasons.end(),
                     [&](const Reason& reason) { return reason.error == error; });
}

std::string why_not_invited(std::string_view error)
{
  for (const Reason& reason : personal_reasons) {
    if (reason.error == error) return std::string(reason.words);
  }
  return fmt::format("Slack refused it ({})", error);
}

/// With `force` Slack invites whom it can and lists the others.
void add_not_invited(std::vector<NotInvited>& out, const json::object& reply)
{
  for (const json::value& item : array_at(reply, "errors")) {
    const json::object* one = item.if_object();
    const std::string person = one ? string_at(*one, "user") : "";
    const std::string error = one ? string_at(*one, "error") : "";
    if (!person.empty() && classify("conversations.invite", error) != ErrorClass::done)
      out.push_back({person, why_not_invited(error)});
  }
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
    // Without the name: it tells the title, and this is logged.
    refused.reason = "Slack refused conversations.create: every name like it is taken.";
    co_return refused;
  }
  Outcome invited = co_await invite(*open->channel_id, effect.invite);
  if (invited.kind == Outcome::Kind::retry || invited.kind == Outcome::Kind::unknown) {
    invited.kind = Outcome::Kind::unknown;  // the channel exists: the next attempt has to find it
    co_return invited;
  }
  open->not_invited = std::move(invited.not_invited);
  co_return *open;
}

asio::awaitable<ApiResult> Effects::invite_at_once(std::string channel,
                                                   std::vector<std::string> people)
{
  json::object args;
  args["channel"] = channel;
  args["users"] = fmt::format("{}", fmt::join(people, ","));
  if (people.size() > 1) args["force"] = true;  // one who cannot be invited keeps nobody else out
  co_return co_await call_in("conversations.invite", channel, std::move(args));
}

asio::awaitable<Outcome> Effects::invite(std::string channel, std::vector<std::string> people)
{
  std::erase(people, self_.bot_user);
  std::sort(people.begin(), people.end());
  people.erase(std::unique(people.begin(), people.end()), people.end());
  Outcome out;
  // Groups that are still to be invited; a refused one is taken apart to see whom it was about.
  std::vector<std::vector<std::string>> groups;
  for (std::size_t i = 0; i < people.size(); i += invited_at_once_max) {
    const auto begin = people.begin() + static_cast<std::ptrdiff_t>(i);
    const auto left = std::min(invited_at_once_max, people.size() - i);
    groups.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(left));
  }
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const std::vector<std::string> group = groups[i];
    ApiResult result = co_await invite_at_once(channel, group);
    if (result) {
      add_not_invited(out.not_invited, *result);
    } else if (group.size() > 1 && is_about_one(result.error().error)) {
      for (const std::string& one : group) groups.push_back({one});
    } else if (outcome_of(result.error()).kind == Outcome::Kind::refused) {
      for (const std::string& one : group) {
        out.not_invited.push_back({one, why_not_invited(result.error().error)});
      }
    } else if (result.error().meaning != ErrorClass::done) {
      co_return outcome_of(result.error());
    }
  }
  co_return out;
}

asio::awaitable<Outcome> Effects::bookmark(BookmarkMessage effect)
{
  const std::string channel = effect.message.channel.id;
  json::object about;
  about["channel"] = channel;
  about["message_ts"] = effect.message.id;
  const ApiResult permalink = co_await api_.call("chat.getPermalink", std::move(about));
  if (!permalink) co_return outcome_of(permalink.error());
  const std::string link = string_at(*permalink, "permalink");
  // bookmarks.add would add a second one: what an earlier attempt left is looked for first.
  json::object where;
  where["channel_id"] = channel;
  const ApiResult present = co_await call_in("bookmarks.list", channel, std::move(where));
  if (!present) co_return outcome_of(present.error());
  for (const json::value& item : array_at(*present, "bookmarks")) {
    const json::object* one = item.if_object();
    if (one && string_at(*one, "link") == link) co_return Outcome{};
  }
  json::object args;
  args["channel_id"] = channel;
  args["title"] = effect.title;
  args["type"] = "link";
  args["link"] = link;
  ApiResult added = co_await api_.call("bookmarks.add", std::move(args));
  co_return added ? Outcome{} : outcome_of(added.error());
}

asio::awaitable<Outcome> Effects::set_topic(SetTopic effect, bool look_first)
{
  co_return co_await describe("conversations.setTopic", "topic", effect.channel.id,
                              std::move(effect.topic), look_first);
}

asio::awaitable<Outcome> Effects::set_purpose(SetPurpose effect, bool look_first)
{
  co_return co_await describe("conversations.setPurpose", "purpose", effect.channel.id,
                              std::move(effect.purpose), look_first);
}

asio::awaitable<Outcome> Effects::describe(const char* method, const char* what,
                                           std::string channel, std::string words, bool look_first)
{
  std::string wanted = shortened(words, topic_max);
  json::object args;
  args["channel"] = channel;
  if (look_first) {
    // Setting it once more would be told in the channel once more.
    ApiResult now = co_await api_.call("conversations.info", args);
    if (now) {
      const json::object& present = object_at(object_at(*now, "channel"), what);
      if (string_at(present, "value") == wanted) co_return Outcome{};
    }
  }
  args[what] = wanted;
  ApiResult result = co_await call_in(method, std::move(channel), std::move(args));
  co_return result ? Outcome{} : outcome_of(result.error());
}

}  // namespace secondstory::slack
