#include "adapters/slack/people.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "adapters/slack/message.hpp"

namespace secondstory::slack {

namespace {

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

}  // namespace

PersonSeen person_of(const json::object& user)
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
                    !flag_at(user, "is_stranger") && !flag_at(user, "deleted");
  return out;
}

People::People(asio::any_io_executor executor, WebApi& api, EventSink sink)
    : executor_(std::move(executor)), api_(api), sink_(std::move(sink))
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
  } else if (const auto* chosen = std::get_if<MessageChosen>(&event.what)) {
    see(chosen->person);
    see(chosen->message.author);
    see_mentions(*this, chosen->message.text);
  } else if (const auto* filled = std::get_if<FormFilled>(&event.what)) {
    see(filled->person);
  }
}

asio::awaitable<void> People::work(std::shared_ptr<People> self)
{
  constexpr std::chrono::milliseconds pace{600};  // users.info is a tier of 100 a minute
  constexpr int burst = 20;
  int asked = 0;
  while (!self->queue_.empty() && !self->stopped_) {
    std::string id = std::move(self->queue_.front());
    self->queue_.pop_front();
    if (++asked > burst) co_await self->api_.pause(pace);
    json::object args;
    args["user"] = id;
    ApiResult result = co_await self->api_.call_patiently("users.info", std::move(args));
    if (!result) {
      // A refusal is an answer; after anything else the next sight asks again.
      const ErrorClass meaning = result.error().meaning;
      if (meaning != ErrorClass::tell_user && meaning != ErrorClass::configuration) {
        self->known_.erase(id);
      }
      continue;
    }
    PersonSeen person = person_of(object_at(*result, "user"));
    person.id = id;
    const Event event{{}, std::string(platform_name), now(), now(), std::move(person)};
    while (!self->stopped_ && !self->sink_(event, [] {})) co_await self->api_.pause(pace);
  }
  self->working_ = false;
}

}  // namespace secondstory::slack
