#include <spdlog/spdlog.h>

#include "adapters/slack/effects.hpp"
#include "adapters/slack/message.hpp"

/// Handing over a file: an upload URL is asked for, the bytes are sent there, the upload is
/// completed and shared (docs.slack.dev/messaging/working-with-files).
namespace secondstory::slack {

namespace {

bool carries(const json::object& message, const ShareFile& effect)
{
  for (const json::value& item : array_at(message, "files")) {
    const json::object* file = item.if_object();
    if (!file) continue;
    const std::string title = string_at(*file, "title");
    if (string_at(*file, "name") == effect.name && (title.empty() || title == effect.title))
      return true;
  }
  return false;
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

asio::awaitable<Outcome> Effects::share(OutboxItem item, bool look_first)
{
  const auto& effect = std::get<ShareFile>(item.effect);
  std::string target = effect.channel.id;
  std::optional<std::string> thread = effect.thread;
  if (effect.only_for) {
    json::object args;
    args["users"] = *effect.only_for;
    ApiResult direct = co_await api_.call("conversations.open", std::move(args));
    const std::string id = direct ? string_at(object_at(*direct, "channel"), "id") : "";
    if (!id.empty()) {
      target = id;
      thread.reset();
    } else if (!direct && outcome_of(direct.error()).kind == Outcome::Kind::retry) {
      co_return outcome_of(direct.error());
    }
  }
  if (look_first) {
    auto messages = co_await messages_since(target, thread, item.queued - std::chrono::seconds{60},
                                            std::nullopt);
    if (messages) {
      for (const json::object& message : *messages) {
        if (!is_own(message, self_) || !carries(message, effect)) continue;
        Outcome done;
        done.message = MessageRef{slack_channel(target), string_at(message, "ts")};
        co_return done;
      }
    }
  }
  auto file = co_await upload(effect.name, effect.bytes);
  if (!file) co_return outcome_of(file.error());
  json::object entry;
  entry["id"] = *file;
  entry["title"] = effect.title.empty() ? effect.name : effect.title;
  json::array files;
  files.push_back(std::move(entry));
  json::object args;
  args["files"] = std::move(files);
  args["channel_id"] = target;
  if (thread) args["thread_ts"] = *thread;
  ApiResult shared = co_await call_in("files.completeUploadExternal", target, std::move(args));
  co_return shared ? Outcome{} : outcome_of(shared.error());
}

}  // namespace secondstory::slack
