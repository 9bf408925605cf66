#include "adapters/slack/people.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "adapters/slack/message.hpp"

namespace secondstory::slack {

namespace {

constexpr std::chrono::milliseconds pace{600};  // users.info is a tier of 100 a minute
constexpr char members_of = '+';                // before a channel's id in the queue

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

bool is_of_others(const json::object& user, const Identity& self)
{
  const std::string team = string_at(user, "team_id");
  if (team.empty() || self.team.empty() || team == self.team) return false;
  const std::string enterprise = string_at(object_at(user, "enterprise_user"), "enterprise_id");
  return self.enterprise.empty() || enterprise != self.enterprise;
}

bool is_person(const std::string& id)
{
  return id.starts_with('U') || id.starts_with('W');
}

/// Whom we may not see is none of us.
bool is_hidden(const ApiError& error)
{
  return error.error == "user_not_found" || error.error == "user_not_visible";
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
std::vector<Happening> learnt(const std::string& id, const json::object& reply,
                              const Identity& self)
{
  std::vector<Happening> out;
  if (id[0] == 'C' || id[0] == 'G') {
    const json::object& told = object_at(reply, "channel");
    if (told.empty()) return out;  // it would pass for a public one
    NameSeen channel = channel_of(told);
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
    PersonSeen person = person_of(object_at(reply, "user"), self);
    person.id = id;
    out.emplace_back(std::move(person));
  }
  return out;
}

}  // namespace

People::People(asio::any_io_executor executor, WebApi& api, const Identity& self, EventSink sink)
    : executor_(std::move(executor)), api_(api), self_(self), sink_(std::move(sink))
{
}

void People::see(const std::string& id)
{
  // People are U… and W…, channels C… and G…, direct messages D…, groups of people S….
  const bool nameable = id.size() > 1 && std::string_view{"UWCGDS"}.contains(id[0]);
  if (!nameable || stopped_ || queue_.size() >= queue_max || !known_.insert(id).second) return;
  enqueue(id);
}

void People::meet(const std::string& channel)
{
  // A direct message, D…, has no members to ask for but those who speak in it.
  if (!channel.starts_with('C') && !channel.starts_with('G')) return;
  auto what = members_of + channel;
  const bool waits = std::find(queue_.begin(), queue_.end(), what) != queue_.end();
  if (stopped_ || waits || queue_.size() >= queue_max) return;
  enqueue(std::move(what));
}

void People::enqueue(std::string what)
{
  queue_.push_back(std::move(what));
  if (working_) return;
  working_ = true;
  asio::co_spawn(executor_, work(shared_from_this()), asio::detached);
}

void People::see_all(const Event& event)
{
  if (const auto* it = std::get_if<MessagePosted>(&event.what)) {
    see(it->author);
    if (it->command) see(it->message.channel.id);
    see_references(*this, it->text);
  } else if (const auto* edit = std::get_if<MessageEdited>(&event.what)) {
    see(edit->author);
    see_references(*this, edit->text);
  } else if (const auto* command = std::get_if<CommandGiven>(&event.what)) {
    see(command->person);
    see(command->channel.id);  // whether it is private decides where a private incident may live
    // The title of an incident may name whoever is there.
    if (met_.insert(command->channel.id).second) meet(command->channel.id);
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
    see_references(*this, chosen->message.text);
  } else if (const auto* filled = std::get_if<FormFilled>(&event.what)) {
    see(filled->person);
  }
}

asio::awaitable<ApiResult> People::query(std::string id)
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

/// docs.slack.dev/reference/methods/conversations.members
asio::awaitable<void> People::ask_members(std::string channel)
{
  std::string cursor;
  std::size_t met = 0;
  do {
    json::object args{{"channel", channel}, {"limit", 200}};
    if (!cursor.empty()) args["cursor"] = cursor;
    const ApiResult page = co_await api_.call_patiently("conversations.members", std::move(args));
    if (!page) {
      spdlog::debug("slack: who is in {} cannot be learnt: {}", channel, page.error().message);
      co_return;
    }
    for (const json::value& member : array_at(*page, "members")) {
      if (!member.is_string() || ++met > members_max) continue;
      see(std::string(member.get_string()));
    }
    cursor = string_at(object_at(*page, "response_metadata"), "next_cursor");
  } while (!cursor.empty() && met < members_max && !stopped_);
}

asio::awaitable<void> People::ask(std::string id)
{
  if (id[0] == members_of) {
    co_await ask_members(id.substr(1));
    co_return;
  }
  std::vector<Happening> told;
  ApiResult result = json::object{};
  if (id[0] != 'D') result = co_await query(id);
  if (id[0] == 'D') {
    told.emplace_back(NameSeen{std::string(platform_name), id, "", true});  // nothing to be asked
  } else if (result) {
    told = learnt(id, *result, self_);
  } else if (is_person(id) && is_hidden(result.error())) {
    PersonSeen hidden;
    hidden.platform = platform_name;
    hidden.id = id;
    hidden.full_member = false;
    told.emplace_back(std::move(hidden));
  } else {
    give_up(id, result.error());
  }
  const bool known = !told.empty();
  for (Happening& what : told) {
    const Event event{{}, std::string(platform_name), now(), now(), std::move(what)};
    while (!stopped_ && !sink_(event, [] {})) co_await api_.pause(pace);
  }
  if (known) {
    told_.insert(id);
  } else {
    in_vain_.insert(id);
  }
  const auto waiters = waiting_.equal_range(id);
  for (auto one = waiters.first; one != waiters.second; ++one) one->second->cancel();
}

/// Without the permission another try is in vain, and a channel that we may not see has no name for
/// us; after anything else the next sight asks again.
void People::give_up(const std::string& id, const ApiError& error)
{
  if (error.meaning == ErrorClass::configuration) {
    if (!is_person(id)) return;
    spdlog::warn("slack: we cannot learn who people are, so they may change nothing: {}",
                 error.message);
  } else if (is_person(id) || error.meaning != ErrorClass::tell_user) {
    known_.erase(id);
  }
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
    const bool again = in_vain_.erase(id) > 0;
    if (queued || fresh || again) {
      asio::co_spawn(executor_, ask_ahead(shared_from_this(), id), asio::detached);
    }
  }
  if (!told_.contains(id) && !in_vain_.contains(id)) {
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
