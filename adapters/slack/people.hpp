#pragma once

#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "adapters/chat_service.hpp"
#include "adapters/slack/identity.hpp"
#include "adapters/slack/web_api.hpp"

namespace secondstory::slack {

/// Learns who a person is the first time their id is seen: users.info in the background, then a
/// PersonSeen event; drafts need the names to leave them out. In the same way the names of channels
/// (conversations.info) and user groups (usergroups.list) become NameSeen events.
class People : public std::enable_shared_from_this<People>
{
 public:
  People(asio::any_io_executor executor, WebApi& api, const Identity& self, EventSink sink);

  /// Takes note of an id; each is asked about once. Ids that are no person's are ignored.
  void see(const std::string& id);

  /// Learns who is in a channel: somebody who never speaks is spoken of. Asked anew each time, as
  /// people come while we do not listen; of a large channel the first `members_max`.
  void meet(const std::string& channel);

  /// The people an event names, and those of a channel where the bot is called.
  void see_all(const Event& event);

  /// Ahead of all others, for whoever waits for it: ends when the person (or channel) has been told
  /// to the ledger, refused if that takes longer than a user would wait (2 s).
  asio::awaitable<Outcome> learn(std::string id);

  void stop() { stopped_ = true; }

 private:
  asio::awaitable<ApiResult> query(std::string id);
  void give_up(const std::string& id, const ApiError& error);
  static asio::awaitable<void> work(std::shared_ptr<People> self);
  static asio::awaitable<void> ask_ahead(std::shared_ptr<People> self, std::string id);
  asio::awaitable<void> ask(std::string id);
  asio::awaitable<void> ask_members(std::string channel);
  void enqueue(std::string what);

  static constexpr std::size_t queue_max = 10'000;
  static constexpr std::size_t members_max = 1'000;

  asio::any_io_executor executor_;
  WebApi& api_;
  const Identity& self_;
  EventSink sink_;
  std::set<std::string> known_;    ///< asked about, or about to be
  std::set<std::string> told_;     ///< the ledger has been told of them
  std::set<std::string> in_vain_;  ///< asked about and not told
  std::multimap<std::string, std::shared_ptr<asio::steady_timer>> waiting_;
  std::set<std::string> met_;      ///< channels whose members were asked for as the bot was called
  std::deque<std::string> queue_;  ///< ids; a channel behind a + for its members
  bool working_ = false;
  bool stopped_ = false;
};

/// What conversations.info tells; nothing of a direct message but that it is private.
NameSeen channel_of(const json::object& channel);

/// What users.info tells, as a PersonSeen. Guests are no full members, nor are people of other
/// workspaces (docs.slack.dev/reference/objects/user-object).
PersonSeen person_of(const json::object& user, const Identity& self = {});

}  // namespace secondstory::slack
