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

/// The ids that a neutral text refers to: `<@U1>`, `<#C1>`, `<!S1>`.
void see_references(People& people, std::string_view text)
{
  for (auto at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
    const auto close = text.find('>', at);
    if (close == std::string_view::npos) return;
    const char sign = close > at + 2 ? text[at + 1] : ' ';
    if (sign != '@' && sign != '#' && sign != '!') continue;
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

NameSeen channel_of(const json::object& channel)
{
  NameSeen out;
  out.platform = platform_name;
  out.id = string_at(channel, "id");
  out.name = string_at(channel, "name");
  // A direct message has no name and is for two.
  out.is_private =
      flag_at(channel, "is_private") || flag_at(channel, "is_im") || flag_at(channel, "is_mpim");
  return out;
}

namespace {

/// What an answer about an id tells; the list of groups tells of all of them.
std::vector<Happening> learnt(const std::string& id, const json::object& reply)
{
  std::vector<Happening> out;
  if (id[0] == 'C' || id[0] == 'G') {
    NameSeen channel = channel_of(object_at(reply, "channel"));
    channel.id = id;
    out.emplace_back(std::move(channel));
  } else if (id[0] == 'S') {
    for (const json::value& item : array_at(reply, "usergroups")) {
      const json::object* group = item.if_object();
      if (!group || string_at(*group, "handle").empty()) continue;
      out.emplace_back(NameSeen{std::string(platform_name), string_at(*group, "id"),
                                string_at(*group, "handle"), false});
    }
  } else {
    PersonSeen person = person_of(object_at(reply, "user"));
    person.id = id;
    out.emplace_back(std::move(person));
  }
  return out;
}

}  // namespace

People::People(asio::any_io_executor executor, WebApi& api, EventSink sink)
    : executor_(std::move(executor)), api_(api), sink_(std::move(sink))
{
}

void People::see(const std::string& id)
{
  // People are U… and W…, channels C… and G…, groups of people S….
  const bool nameable = id.size() > 1 && std::string_view{"UWCGS"}.contains(id[0]);
  if (!nameable || stopped_ || queue_.size() >= queue_max || !known_.insert(id).second) return;
  queue_.push_back(id);
  if (working_) return;
  working_ = true;
  asio::co_spawn(executor_, work(shared_from_this()), asio::detached);
}

void People::see_all(const Event& event)
{
  if (const auto* it = std::get_if<MessagePosted>(&event.what)) {
    see(it->author);
    see_references(*this, it->text);
  } else if (const auto* edit = std::get_if<MessageEdited>(&event.what)) {
    see(edit->author);
    see_references(*this, edit->text);
  } else if (const auto* command = std::get_if<CommandGiven>(&event.what)) {
    see(command->person);
    see(command->channel.id);  // whether it is private decides where a private incident may live
    see_references(*this, command->words);
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

asio::awaitable<ApiResult> People::ask(std::string id)
{
  json::object args;
  const char* method = "users.info";
  if (id[0] == 'S') {
    method = "usergroups.list";
  } else if (id[0] == 'C' || id[0] == 'G') {
    method = "conversations.info";
    args["channel"] = id;
  } else {
    args["user"] = id;
  }
  co_return co_await api_.call_patiently(method, std::move(args));
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
    ApiResult result = co_await self->ask(id);
    if (!result) {
      // A refusal is an answer; after anything else the next sight asks again.
      const ErrorClass meaning = result.error().meaning;
      if (meaning != ErrorClass::tell_user && meaning != ErrorClass::configuration) {
        self->known_.erase(id);
      }
      continue;
    }
    for (Happening& what : learnt(id, *result)) {
      const Event event{{}, std::string(platform_name), now(), now(), std::move(what)};
      while (!self->stopped_ && !self->sink_(event, [] {})) co_await self->api_.pause(pace);
    }
  }
  self->working_ = false;
}

}  // namespace secondstory::slack
