#pragma once

#include <deque>
#include <memory>
#include <set>
#include <string>

#include "adapters/chat_service.hpp"
#include "adapters/slack/web_api.hpp"

namespace secondstory::slack {

/// Learns who a person is the first time their id is seen: users.info in the background, then a
/// PersonSeen event; drafts need the names to leave them out. In the same way the names of channels
/// (conversations.info) and user groups (usergroups.list) become NameSeen events.
class People : public std::enable_shared_from_this<People>
{
 public:
  People(asio::any_io_executor executor, WebApi& api, EventSink sink);

  /// Takes note of an id; each is asked about once. Ids that are no person's are ignored.
  void see(const std::string& id);

  /// The people an event names.
  void see_all(const Event& event);

  void stop() { stopped_ = true; }

 private:
  asio::awaitable<ApiResult> ask(std::string id);
  static asio::awaitable<void> work(std::shared_ptr<People> self);

  static constexpr std::size_t queue_max = 10'000;

  asio::any_io_executor executor_;
  WebApi& api_;
  EventSink sink_;
  std::set<std::string> known_;
  std::deque<std::string> queue_;
  bool working_ = false;
  bool stopped_ = false;
};

/// What conversations.info tells; nothing of a direct message but that it is private.
NameSeen channel_of(const json::object& channel);

/// What users.info tells, as a PersonSeen.
PersonSeen person_of(const json::object& user);

}  // namespace secondstory::slack
