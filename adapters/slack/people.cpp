#include "adapters/slack/people.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "adapters/slack/message.hpp"

namespace secondstory::slack {

namespace {

constexpr std::chrono::milliseconds pace{600};  // users.info is a tier of 100 a minute

Time now()
{
  return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

/// The ids that a neutral text mentions: `<@U1>`.
void see_mentions(People& people, std::string_view text)
{
  for (auto at = text.find("<@"); at != std::string_view::npos; at = text.find("<@", at + 2)) {
    const auto close = text.find('>', at);
    if (close == std::string_view::npos) return;
    people.see(std::string(text.substr(at + 2, close - at - 2)));
  }
}

bool is_of_others(const json::object& user, const Identity& self)
{
  const std::string team = string_at(user, "team_id");
  if (team.empty() || self.team.empty() || team == self.team) return false;
  const std::string enterprise = string_at(object_at(user, "enterprise_user"), "enterprise_id");
  return self.enterprise.empty() || enterprise != self.enterprise;
}

/// A refusal is an answer: whom we may not see is none of us.
bool is_answer(const ApiResult& result)
{
  if (result) return true;
  const std::string& error = result.error().error;
  return error == "user_not_found" || error == "user_not_visible";
}

}  // namespace

PersonSeen person_of(const json::object& user, const Identity& self)
{
  const json::object& profile = object_at(user, "profile");
  PersonSeen out;
  out.platform = platform_name;
  out.id = string_at(user, "id");
  out.handle = string_at(user, "name");
  out.display_name = string_at(profile, "display_name");
  out.real_name = string_at(profile, "real_name");
  if (out.real_name.empty()) out.real_name = string_at(user, "real_name");
  out.is_bot = flag_at(user, "is_bot");
  out.full_member = !flag_at(user, "is_restricted") && !flag_at(user, "is_ultra_restricted") &&
                    !flag_at(user, "is_stranger") && !flag_at(user, "deleted") &&
                    !is_of_others(user, self);
  return out;
}

People::People(asio::any_io_executor executor, WebApi& api, const Identity& self, EventSink sink)
    : executor_(std::move(executor)), api_(api), self_(self), sink_(std::move(sink))
{
}

void People::see(const std::string& id)
{
  const bool person = id.size() > 1 && (id[0] == 'U' || id[0] == 'W');
  if (!person || stopped_ || queue_.size() >= queue_max || !known_.insert(id).second) return;
  queue_.push_back(id);
  if (working_) return;
  working_ = true;
  asio::co_spawn(executor_, work(shared_from_this()), asio::detached);
}

void People::see_all(const Event& event)
{
  if (const auto* it = std::get_if<MessagePosted>(&event.what)) {
    see(it->author);
    see_mentions(*this, it->text);
  } else if (const auto* edit = std::get_if<MessageEdited>(&event.what)) {
    see(edit->author);
    see_mentions(*this, edit->text);
  } else if (const auto* command = std::get_if<CommandGiven>(&event.what)) {
    see(command->person);
    see_mentions(*this, command->words);
  } else if (const auto* press = std::get_if<ButtonPressed>(&event.what)) {
    see(press->person);
  } else if (const auto* reaction = std::get_if<Reacted>(&event.what)) {
    see(reaction->person);
  } else if (const auto* membership = std::get_if<MembershipChanged>(&event.what)) {
    see(membership->person);
  }
}

asio::awaitable<void> People::work(std::shared_ptr<People> self)
{
  int asked = 0;
  constexpr int burst = 20;
  while (!self->queue_.empty() && !self->stopped_) {
    std::string id = std::move(self->queue_.front());
    self->queue_.pop_front();
    if (++asked > burst) co_await self->api_.pause(pace);
    co_await self->ask(std::move(id));
  }
  self->working_ = false;
}

asio::awaitable<void> People::ask(std::string id)
{
  json::object args;
  args["user"] = id;
  ApiResult result = co_await api_.call_patiently("users.info", std::move(args));
  if (!is_answer(result)) {
    // Without the permission another try is in vain; after anything else the next sight asks again.
    if (result.error().meaning == ErrorClass::configuration) {
      spdlog::warn("slack: we cannot learn who people are, so they may change nothing: {}",
                   result.error().message);
    } else {
      known_.erase(id);
    }
    co_return;
  }
  PersonSeen person;
  person.full_member = false;
  if (result) person = person_of(object_at(*result, "user"), self_);
  person.platform = platform_name;
  person.id = id;
  const Event event{{}, std::string(platform_name), now(), now(), std::move(person)};
  while (!stopped_ && !sink_(event, [] {})) co_await api_.pause(pace);
  told_.insert(id);
  const auto waiters = waiting_.equal_range(id);
  for (auto one = waiters.first; one != waiters.second; ++one) one->second->cancel();
}

asio::awaitable<void> People::ask_ahead(std::shared_ptr<People> self, std::string id)
{
  co_await self->ask(std::move(id));
}

asio::awaitable<Outcome> People::learn(std::string id)
{
  constexpr std::chrono::seconds patience{2};
  if (!told_.contains(id)) {
    const bool queued = std::erase(queue_, id) > 0;
    const bool fresh = known_.insert(id).second;
    if (queued || fresh) {
      asio::co_spawn(executor_, ask_ahead(shared_from_this(), id), asio::detached);
    }
  }
  if (!told_.contains(id)) {
    const auto timer = std::make_shared<asio::steady_timer>(executor_, patience);
    const auto place = waiting_.emplace(id, timer);
    boost::system::error_code ended;
    co_await timer->async_wait(asio::redirect_error(asio::use_awaitable, ended));
    waiting_.erase(place);
  }
  Outcome out;
  if (!told_.contains(id)) {
    out.kind = Outcome::Kind::refused;
    out.reason = "Slack did not say in time who somebody is";
  }
  co_return out;
}

}  // namespace secondstory::slack
