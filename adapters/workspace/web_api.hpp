#pragma once

#include <map>

#include "adapters/workspace/blocks.hpp"
#include "adapters/workspace/body.hpp"
#include "adapters/workspace/contract.hpp"
#include "adapters/workspace/scopes.hpp"
#include "adapters/workspace/shapes.hpp"

/// Slack's Web API on a Workspace, without any I/O (docs.slack.dev/apis/web-api). A refusal is HTTP
/// 200 with `{"ok": false, "error": name}`, the names being those of the method's documentation.
namespace secondstory::workspace {

struct ApiRequest
{
  std::string method{};  ///< "chat.postMessage"
  bool is_post = true;
  std::string authorization{};  ///< the header's value
  std::string content_type{};
  std::string query{};
  std::string body{};
};

struct Tokens
{
  std::string app = "xapp-1-A0SECOND01-1-workspace";
  std::string bot = "xoxb-1-workspace";
};

class WebApi
{
 public:
  /// `open_connection` gives the address of a fresh ticket.
  WebApi(Workspace& workspace, Journal& journal, Tokens tokens,
         std::function<std::string()> open_connection);

  /// Answers a call; the reply always holds `ok`. Every call is recorded, and held against the
  /// contract.
  json::object handle(const ApiRequest& request);
  /// The arguments of a request as they are recorded: secrets replaced.
  static json::object shown(const json::object& args);
  /// What a request says, in whichever encoding Slack would read it for this method.
  static json::object arguments(const ApiRequest& request);
  /// How the app is set up; what it lacks is refused as Slack refuses it.
  AppSettings app{};
  /// The names of the methods that are answered.
  [[nodiscard]] std::vector<std::string> methods() const;

 private:
  using Reply = Outcome<json::object>;
  using Method = Reply (WebApi::*)(const Args&);

  Reply call(const ApiRequest& request, const json::object& args);
  /// "channels", "groups" or "im", as the scopes of methods on channels are named.
  [[nodiscard]] std::string kind_of_channel(const json::object& args) const;
  /// The page that is asked for, within what is allowed.
  [[nodiscard]] Outcome<std::size_t> page_of(const Args& args, std::size_t preset,
                                             std::size_t max) const;

  // web_api.cpp
  Reply apps_connections_open(const Args& args);
  Reply auth_test(const Args& args);
  Reply bots_info(const Args& args);
  Reply usergroups_list(const Args& args);
  Reply api_test(const Args& args);
  Reply team_info(const Args& args);
  Reply users_info(const Args& args);
  Reply users_list(const Args& args);
  Reply users_conversations(const Args& args);
  // web_api_chat.cpp
  Reply chat_post_message(const Args& args);
  Reply chat_post_ephemeral(const Args& args);
  Reply chat_update(const Args& args);
  Reply chat_delete(const Args& args);
  Reply chat_get_permalink(const Args& args);
  Reply reactions_add(const Args& args);
  Reply reactions_remove(const Args& args);
  Reply pins_add(const Args& args);
  Reply pins_remove(const Args& args);
  Reply pins_list(const Args& args);
  // web_api_conversations.cpp
  Reply conversations_create(const Args& args);
  Reply conversations_invite(const Args& args);
  Reply conversations_join(const Args& args);
  Reply conversations_leave(const Args& args);
  Reply conversations_info(const Args& args);
  Reply conversations_list(const Args& args);
  Reply conversations_members(const Args& args);
  Reply conversations_set_topic(const Args& args);
  Reply conversations_set_purpose(const Args& args);
  Reply conversations_archive(const Args& args);
  Reply conversations_unarchive(const Args& args);
  Reply conversations_rename(const Args& args);
  Reply conversations_open(const Args& args);
  // web_api_history.cpp
  Reply conversations_history(const Args& args);
  Reply conversations_replies(const Args& args);
  // web_api_things.cpp
  Reply bookmarks_add(const Args& args);
  Reply bookmarks_edit(const Args& args);
  Reply bookmarks_list(const Args& args);
  Reply files_get_upload_url(const Args& args);
  Reply files_complete_upload(const Args& args);
  Reply files_info(const Args& args);
  Reply views_open(const Args& args);
  Reply views_publish(const Args& args);
  Reply views_update(const Args& args);

  /// The channel if the bot may know of it, by id, by name, or as a person's direct message.
  Outcome<Channel*> visible(const std::string& name, bool by_name = false);
  /// The channel if the bot is in it.
  Outcome<Channel*> joined(const std::string& name, bool by_name = false);
  /// The words and shapes of a message that is to be posted.
  Outcome<Draft> draft(const Args& args);
  Reply channel_list(const Args& args, bool mine);

  Workspace& workspace_;
  Journal& journal_;
  Tokens tokens_;
  std::function<std::string()> open_connection_;
  std::map<std::string, Method> table_;
};

// Shared by the files that hold the methods.

/// An opaque cursor for "go on here"; it holds characters that have to be encoded in a form.
std::string cursor_of(std::string_view place);
/// What cursor_of() was given; nothing for anything else.
std::optional<std::string> place_of(const std::string& cursor);
/// Puts `response_metadata.next_cursor` in, empty at the end.
void add_cursor(json::object& reply, std::string next_cursor);
/// `limit` within 1..max, or invalid_limit.
Outcome<std::size_t> limit_of(const Args& args, std::size_t preset, std::size_t max);
/// The offset that a list's cursor stands for, or invalid_cursor.
Outcome<std::size_t> offset_of(const Args& args);

}  // namespace secondstory::workspace
