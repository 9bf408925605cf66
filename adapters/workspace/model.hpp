#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

/// What a chat workspace consists of. Ids look like Slack's: T team, U person, C channel, D direct
/// message, F file, V view, B bot, A app. A message is named by its `ts`, "seconds.microseconds"
/// with ten and six digits, so that the order of strings is the order of time.
namespace secondstory::workspace {

namespace json = boost::json;

struct Person
{
  std::string id{};
  std::string name{};  ///< handle, as typed after @
  std::string real_name{};
  std::string display_name{};
  std::string tz = "Etc/UTC";
  std::int64_t tz_offset = 0;  ///< seconds east of UTC
  std::string bot_id{};        ///< of a bot user alone
  bool is_bot = false;
  bool is_restricted = false;        ///< a guest
  bool is_ultra_restricted = false;  ///< a guest of one channel
  bool is_stranger = false;          ///< of another team, not seen before
  bool deleted = false;
  std::string team_id{};  ///< where it is not our team: Slack Connect
};

/// People who can be mentioned together.
struct Group
{
  std::string id{};
  std::string handle{};  ///< as typed after @
  std::string name{};
};

struct Reaction
{
  std::string name{};
  std::vector<std::string> users{};
};

struct Edited
{
  std::string user{};
  std::string ts{};
};

struct Message
{
  std::string ts{};
  std::string user{};
  std::string text{};  ///< in Slack's escaped form
  std::string subtype{};
  std::string thread_ts{};  ///< of the parent; empty outside threads
  bool broadcast = false;   ///< a reply also shown in the channel
  std::optional<json::array> blocks{};
  std::optional<json::array> attachments{};
  std::optional<json::object> metadata{};
  std::optional<Edited> edited{};
  std::vector<Reaction> reactions{};
  std::vector<std::string> files{};
  json::object extra{};  ///< fields of a subtype alone: topic, purpose, inviter …
};

struct Pin
{
  std::string ts{};
  std::string user{};
  std::int64_t created = 0;
};

struct Bookmark
{
  std::string id{};
  std::string title{};
  std::string link{};
  std::string emoji{};
  std::int64_t created = 0;
  std::int64_t updated = 0;
};

/// A topic or a purpose.
struct Note
{
  std::string value{};
  std::string creator{};
  std::int64_t last_set = 0;
};

struct Channel
{
  std::string id{};
  std::string name{};
  bool is_private = false;
  bool is_im = false;
  std::string im_user{};  ///< the person a direct message with the bot is with
  bool is_archived = false;
  bool is_general = false;
  std::string creator{};
  std::int64_t created = 0;
  Note topic{};
  Note purpose{};
  std::vector<std::string> members{};  ///< in order of joining
  std::map<std::string, Message> messages{};
  /// ts of a thread's parent → ts of its replies; kept beside the messages because a channel of
  /// 100,000 is not to be searched for the replies of one.
  std::map<std::string, std::set<std::string>> replies{};
  std::vector<Pin> pins{};
  std::vector<Bookmark> bookmarks{};

  [[nodiscard]] bool has(const std::string& user) const;
};

struct File
{
  std::string id{};
  std::string name{};
  std::string title{};
  std::string user{};
  std::string bytes{};
  std::size_t announced = 0;  ///< length given before the upload
  std::string upload_key{};   ///< last part of the upload URL
  std::int64_t created = 0;
  bool uploaded = false;
  bool completed = false;
  std::vector<std::string> channels{};
};

/// Seen by one person alone and never stored by Slack.
struct Ephemeral
{
  std::string ts{};
  std::string channel{};
  std::string user{};  ///< who sees it
  std::string text{};
  std::string thread_ts{};
  std::optional<json::array> blocks{};
};

struct View
{
  std::string id{};
  std::string user{};
  std::string hash{};
  std::string kind{};  ///< "modal" or "home"
  json::object content{};
  std::string channel{};  ///< what the person looked at when it opened; empty: no channel
  json::object errors{};  ///< by block id, as the app answered the last submission
};

/// Something for the app, as the `payload` of a Socket Mode envelope.
struct Delivery
{
  std::string type{};  ///< "events_api", "slash_commands", "interactive"
  json::object payload{};
  bool accepts_response_payload = false;
};

}  // namespace secondstory::workspace
