#include <algorithm>

#include "adapters/slack/effects.hpp"
#include "adapters/slack/message.hpp"
#include "adapters/slack/mrkdwn.hpp"

/// Handing over a file: an upload URL is asked for, the bytes are sent there, the upload is
/// completed and shared (docs.slack.dev/messaging/working-with-files).
namespace secondstory::slack {

namespace {

/// What marks the message that a file is shared with: completing an upload takes no metadata, but a
/// block's id comes back with the message, and nobody sees it.
std::string mark_of(const std::string& token)
{
  return "secondstory:" + token;
}

bool is_marked(const json::object& message, const std::string& mark)
{
  for (const json::value& item : array_at(message, "blocks")) {
    const json::object* block = item.if_object();
    if (block && string_at(*block, "block_id") == mark) return true;
  }
  return false;
}

bool holds_file(const json::object& message, const std::string& id)
{
  for (const json::value& item : array_at(message, "files")) {
    const json::object* file = item.if_object();
    if (file && string_at(*file, "id") == id) return true;
  }
  return false;
}

json::object share_arguments(const ShareFile& effect, const std::string& file,
                             const std::string& token)
{
  const std::string& title = effect.title.empty() ? effect.name : effect.title;
  json::object entry{{"id", file}, {"title", title}};
  json::object block;
  block["type"] = "section";
  block["block_id"] = mark_of(token);
  block["text"] = json::object{{"type", "plain_text"}, {"text", shortened(title, 150)}};
  json::object args;
  args["files"] = json::array{std::move(entry)};
  args["blocks"] = json::array{std::move(block)};
  return args;
}

}  // namespace

asio::awaitable<tl::expected<std::string, ApiError>> Effects::upload(std::string name,
                                                                     std::string bytes)
{
  json::object args;
  args["filename"] = name;
  args["length"] = bytes.size();
  ApiResult ticket = co_await api_.call("files.getUploadURLExternal", std::move(args));
  if (!ticket) co_return tl::unexpected(ticket.error());
  std::string url = string_at(*ticket, "upload_url");
  ApiResult sent =
      co_await api_.post_to(std::move(url), "application/octet-stream", std::move(bytes));
  if (!sent) {
    // Bytes that were never completed are seen by nobody: sending them again is harmless.
    ApiError error = sent.error();
    if (error.meaning == ErrorClass::unknown_outcome) error.meaning = ErrorClass::retry;
    co_return tl::unexpected(error);
  }
  co_return string_at(*ticket, "file_id");
}

asio::awaitable<tl::expected<std::string, ApiError>> Effects::direct_message(std::string person)
{
  json::object args;
  args["users"] = person;
  ApiResult direct = co_await api_.call("conversations.open", std::move(args));
  if (!direct) co_return tl::unexpected(direct.error());
  co_return string_at(object_at(*direct, "channel"), "id");
}

asio::awaitable<tl::expected<std::string, ApiError>> Effects::find_share(
    std::string channel, std::optional<std::string> thread, std::string token, Time queued)
{
  const auto known = uploaded_.find(token);
  const std::string file = known == uploaded_.end() ? "" : known->second;
  const std::string mark = mark_of(token);
  std::string found;
  Visit visit = [this, &found, &file, &mark](const json::object& message) {
    const bool ours = is_own(message, self_) &&
                      (is_marked(message, mark) || (!file.empty() && holds_file(message, file)));
    if (ours) found = string_at(message, "ts");
    return !ours;
  };
  const auto looked = co_await visit_messages(std::move(channel), std::move(thread), queued - skew,
                                              std::nullopt, std::move(visit));
  if (!looked) co_return tl::unexpected(looked.error());
  co_return found;
}

asio::awaitable<Outcome> Effects::share(OutboxItem item, bool look_first)
{
  const auto& effect = std::get<ShareFile>(item.effect);
  std::string target = effect.channel.id;
  std::optional<std::string> thread = effect.thread;
  if (effect.only_for) {
    auto direct = co_await direct_message(*effect.only_for);
    // Never in the channel instead: it may be for this person's eyes alone.
    if (!direct) co_return outcome_of(direct.error());
    target = std::move(*direct);
    thread.reset();
  }
  if (look_first) {
    auto found = co_await find_share(target, thread, item.token, item.queued);
    if (!found && found.error().meaning != ErrorClass::tell_user) {
      co_return outcome_of_look(found.error());
    }
    if (found && !found->empty()) {
      uploaded_.erase(item.token);
      Outcome done;
      done.message = MessageRef{slack_channel(target), std::move(*found)};
      co_return done;
    }
    uploaded_.erase(item.token);
  }
  const auto wait = api_.take_turn(target);
  if (wait.count() > 0) {
    Outcome later;
    later.kind = Outcome::Kind::later;
    later.wait = wait;
    co_return later;
  }
  auto file = co_await upload(effect.name, effect.bytes);
  if (!file) co_return outcome_of(file.error());
  uploaded_[item.token] = *file;
  json::object args = share_arguments(effect, *file, item.token);
  args["channel_id"] = target;
  if (thread) args["thread_ts"] = *thread;
  ApiResult shared = co_await call_in("files.completeUploadExternal", target, std::move(args));
  if (shared) uploaded_.erase(item.token);
  if (shared) co_return Outcome{};
  Outcome failed = outcome_of(shared.error());
  // Sharing goes on after the answer: the message may come seconds later (bolt-js#2115).
  if (failed.kind == Outcome::Kind::unknown) {
    failed.wait = std::max(failed.wait, 5 * api_.settling());
  }
  co_return failed;
}

}  // namespace secondstory::slack
