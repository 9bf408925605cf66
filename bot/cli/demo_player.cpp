#include "bot/cli/demo_player.hpp"

#include <fmt/format.h>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace secondstory::cli {

namespace asio = boost::asio;

namespace {

/// `<!date^…|at 14:05 UTC>` becomes what Slack shows where it cannot format a date.
std::string with_plain_dates(std::string text)
{
  for (auto at = text.find("<!date^"); at != std::string::npos; at = text.find("<!date^", at)) {
    const auto end = text.find('>', at);
    const auto bar = text.find('|', at);
    if (end == std::string::npos || bar > end) return text;
    const auto fallback = text.substr(bar + 1, end - bar - 1);
    text.replace(at, end + 1 - at, fallback);
    at += fallback.size();
  }
  return text;
}

constexpr std::chrono::seconds patience{20};

template <class T>
Result<void> done(const workspace::Outcome<T>& outcome)
{
  if (outcome) return {};
  return fail(Fault::usage, "the workspace refuses: " + outcome.error().error);
}

/// What another program says, as Slack tells it apart.
workspace::Draft notice_of(const workspace::Person& program, const std::string& text,
                           const std::string& thread)
{
  workspace::Draft draft;
  draft.user = program.id;
  draft.text = text;
  draft.thread_ts = thread;
  draft.subtype = "bot_message";
  draft.extra["bot_id"] = program.bot_id;
  return draft;
}

}  // namespace

/// What stood in the workspace before a step, so that what follows from it can be told apart.
struct DemoPlayer::Before
{
  std::size_t said = 0;  ///< messages of the bot, whispers included
  std::size_t files = 0;
  std::string channel{};  ///< the channel the bot opened
};

DemoPlayer::DemoPlayer(asio::io_context& io, workspace::Workspace& stage, Tell tell)
    : stage_(stage), tell_(std::move(tell)), changed_(io)
{
  changed_.expires_at(asio::steady_timer::time_point::max());
  stage_.changed = [this, before = stage_.changed](boost::json::object what) {
    before(std::move(what));
    changed_.cancel();
  };
}

asio::awaitable<bool> DemoPlayer::until(std::function<bool()> holds)
{
  const auto deadline = asio::steady_timer::clock_type::now() + patience;
  while (!holds()) {
    if (asio::steady_timer::clock_type::now() >= deadline) co_return false;
    changed_.expires_at(deadline);
    boost::system::error_code woken;
    co_await changed_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
  }
  co_return true;
}

asio::awaitable<Result<void>> DemoPlayer::play(std::vector<Step> steps)
{
  for (const auto& step : steps) {
    const auto before = look();
    tell_step(step);
    if (auto acted = act(step); !acted) {
      co_return fail(Fault::usage, fmt::format("step {}: {}", step.line, acted.error().message));
    }
    std::function<bool()> answered = [this, &step, &before] { return seen(step, before); };
    if (!co_await until(std::move(answered))) {
      co_return fail(Fault::internal,
                     fmt::format("the demo stalled at step {}: the bot did not answer", step.line));
    }
    tell_news();
  }
  co_return Result<void>{};
}

DemoPlayer::Before DemoPlayer::look() const
{
  Before now;
  const auto& bot = stage_.team().bot_user;
  for (const auto& [id, channel] : stage_.channels()) {
    for (const auto& [ts, message] : channel.messages)
      now.said += message.user == bot && message.subtype.empty();
  }
  now.said += stage_.ephemerals().size();
  for (const auto& [id, file] : stage_.files()) now.files += file.completed ? 1 : 0;
  now.channel = opened_channel();
  return now;
}

bool DemoPlayer::seen(const Step& step, const Before& before) const
{
  const auto now = look();
  switch (step.expect) {
    case Step::Expect::nothing:
      return true;
    case Step::Expect::answer:
      return now.said > before.said;
    case Step::Expect::suggestion:
      return !suggestion_for(*channel_of(step.channel), current_).empty();
    case Step::Expect::channel:
      if (now.channel == before.channel) return false;
      for (const auto& [ts, message] : stage_.channels().at(now.channel).messages) {
        if (message.user == stage_.team().bot_user && message.subtype.empty()) return true;
      }
      return false;
    case Step::Expect::file:
      return now.files > before.files;
  }
  return true;
}

Result<void> DemoPlayer::act(const Step& step)
{
  const auto where = channel_of(step.verb == "join" ? step.object : step.channel);
  if (!where) return tl::unexpected<Error>(where.error());
  const auto* person = stage_.person(step.person);
  if (person == nullptr) return fail(Fault::usage, "there is nobody called " + step.person);
  if (step.verb == "join") return done(stage_.join(*where, person->id));
  if (step.verb == "slash") {
    const auto space = step.object.find(' ');
    return done(stage_.slash(person->id, *where, step.object.substr(0, space),
                             space == std::string::npos ? "" : step.object.substr(space + 1)));
  }
  if (step.verb == "say") {
    std::string thread;
    if (!step.thread.empty()) {
      auto root = message_named(step.thread);
      if (!root) return tl::unexpected<Error>(root.error());
      thread = *root;
    }
    const auto posted = person->is_bot
                            ? stage_.post(*where, notice_of(*person, step.object, thread))
                            : stage_.say(person->id, *where, step.object, thread);
    if (!posted) return done(posted);
    current_ = (*posted)->ts;
    if (!step.id.empty()) named_[step.id] = {*where, current_};
    return {};
  }
  const auto about = message_named(step.to.empty() ? step.object : step.to);
  if (!about) return tl::unexpected<Error>(about.error());
  if (step.verb == "delete") return done(stage_.remove(*where, *about, person->id));
  if (step.verb == "edit") {
    workspace::Revision revision;
    revision.user = person->id;
    revision.text = step.text;
    return done(stage_.revise(*where, *about, std::move(revision)));
  }
  const auto suggestion = suggestion_for(*where, *about);
  if (step.verb == "press") return done(stage_.press(person->id, *where, suggestion, step.object));
  return done(
      stage_.react(*where, step.on_suggestion ? suggestion : *about, person->id, step.object));
}

Result<std::string> DemoPlayer::channel_of(const std::string& name) const
{
  if (name == "incident") {
    const auto opened = opened_channel();
    if (!opened.empty()) return opened;
    return fail(Fault::usage, "the bot has opened no channel yet");
  }
  if (const auto* channel = std::as_const(stage_).channel(name)) return channel->id;
  return fail(Fault::usage, "there is no channel " + name);
}

Result<std::string> DemoPlayer::message_named(const std::string& id) const
{
  const auto found = named_.find(id);
  if (found == named_.end()) return fail(Fault::usage, "no step before it has the id " + id);
  return found->second.second;
}

std::string DemoPlayer::suggestion_for(const std::string& channel, const std::string& ts) const
{
  for (const auto& [id, message] : stage_.channels().at(channel).messages) {
    if (message.user == stage_.team().bot_user && message.thread_ts == ts && id != ts) return id;
  }
  return {};
}

/// The newest that the bot made.
std::string DemoPlayer::opened_channel() const
{
  std::string newest;
  std::int64_t created = -1;
  for (const auto& [id, channel] : stage_.channels()) {
    if (channel.creator != stage_.team().bot_user || channel.is_im || channel.created < created)
      continue;
    newest = id;
    created = channel.created;
  }
  return newest;
}

void DemoPlayer::tell_step(const Step& step)
{
  if (step.verb == "say" || step.verb == "slash")
    tell_(fmt::format("{}: {}", step.person, step.object));
  if (step.verb == "edit") tell_(fmt::format("{} edits it to: {}", step.person, step.text));
  if (step.verb == "delete") tell_(fmt::format("{} deletes a message", step.person));
  if (step.verb == "react") {
    tell_(fmt::format("{} reacts with :{}:{}", step.person, step.object,
                      step.on_suggestion ? " to the suggestion" : ""));
  }
  if (step.verb == "press") tell_(fmt::format("{} presses {}", step.person, step.object));
  if (step.verb == "join") tell_(fmt::format("{} joins", step.person));
}

void DemoPlayer::tell_news()
{
  const auto& bot = stage_.team().bot_user;
  for (const auto& [id, channel] : stage_.channels()) {
    for (const auto& [ts, message] : channel.messages) {
      if (message.user != bot || !message.subtype.empty() || !told_.insert(id + ts).second)
        continue;
      const bool suggestion =
          !message.thread_ts.empty() && message.blocks &&
          boost::json::serialize(*message.blocks).find("suggestion.why") != std::string::npos;
      suggestions_ += suggestion ? 1 : 0;
      tell_(fmt::format("    {} {}",
                        suggestion ? "suggests:" : "secondstory:", readable(message.text)));
    }
  }
  for (const auto& whisper : stage_.ephemerals()) {
    if (!told_.insert("whisper" + whisper.channel + whisper.ts).second) continue;
    tell_(fmt::format("    secondstory, to one person: {}", readable(whisper.text)));
  }
}

/// As a terminal shows it: one line with people by handle, Slack's escapes undone.
std::string DemoPlayer::readable(std::string text) const
{
  text = with_plain_dates(std::move(text));
  const auto replace_all = [&text](const std::string& from, const std::string& to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
      text.replace(at, from.size(), to);
    }
  };
  for (const auto& person : stage_.people()) {
    replace_all("<@" + person.id + ">", "@" + person.name);
    replace_all("@" + person.id, "@" + person.name);
  }
  for (const auto& [id, channel] : stage_.channels()) {
    replace_all("<#" + id + ">", "#" + channel.name);
    replace_all("#" + id, "#" + channel.name);
  }
  replace_all("\n", "\n        ");
  replace_all("&lt;", "<");
  replace_all("&gt;", ">");
  replace_all("&amp;", "&");
  return text;
}

}  // namespace secondstory::cli
