#include "adapters/slack/effects.hpp"
#include "adapters/slack/render.hpp"

namespace secondstory::slack {

namespace {

/// A page holds more than a message (docs.slack.dev/reference/views/home-tab-views); the sum over
/// its blocks is not limited but for the 250 KB of the view.
RenderLimits page_limits()
{
  RenderLimits limits;
  limits.blocks = 100;
  limits.message = 100'000;
  return limits;
}

}  // namespace

asio::awaitable<tl::expected<bool, ApiError>> Effects::is_member(std::string channel,
                                                                 std::string person)
{
  std::string cursor;
  do {
    json::object args;
    args["channel"] = channel;
    args["limit"] = 999;
    if (!cursor.empty()) args["cursor"] = cursor;
    ApiResult page = co_await api_.call("conversations.members", std::move(args));
    if (!page) co_return tl::unexpected(page.error());
    for (const json::value& member : array_at(*page, "members")) {
      const json::string* id = member.if_string();
      if (id && std::string_view(*id) == person) co_return true;
    }
    cursor = string_at(object_at(*page, "response_metadata"), "next_cursor");
  } while (!cursor.empty());
  co_return false;
}

asio::awaitable<Outcome> Effects::show_home(ShowHome effect)
{
  Content page = effect.content;
  for (const ShowHome::Guarded& part : effect.guarded) {
    const auto member = co_await is_member(part.channel.id, effect.person);
    if (!member && outcome_of(member.error()).kind != Outcome::Kind::refused) {
      co_return outcome_of(member.error());
    }
    if (!member || !*member) continue;
    page.blocks.insert(page.blocks.end(), part.content.blocks.begin(), part.content.blocks.end());
  }
  json::object view;
  view["type"] = "home";
  view["blocks"] = render_one(page, page_limits()).blocks;
  json::object args;
  args["user_id"] = effect.person;
  args["view"] = std::move(view);
  const ApiResult shown = co_await api_.call("views.publish", std::move(args));
  co_return shown ? Outcome{} : outcome_of(shown.error());
}

}  // namespace secondstory::slack
