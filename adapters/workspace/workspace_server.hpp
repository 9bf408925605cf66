#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>

#include "adapters/workspace/control.hpp"
#include "adapters/workspace/web_api.hpp"
#include "bot/result.hpp"

/// A chat workspace in this process that speaks Slack's Web API and Socket Mode on a loopback
/// address, for the demo, for people to type into and for tests. Official Slack clients work
/// against it.
///
/// Addresses:
///   /                    a page to read and type in
///   /api/METHOD          the Web API (web_api.hpp)
///   /link/?ticket=       Socket Mode WebSockets
///   /upload/v1/KEY       POST of a file's bytes; /files-pri/… GET with the bot's token
///   /commands/…, /actions/…   response_urls
///   /workspace/ACTION    the control interface below, JSON in and out, `ok` in every answer
///
/// GET  /workspace/state       team, app, users, channels (members, topic, purpose, pins,
/// bookmarks,
///                             message_count), files, views, connections (ids), pending, violations
/// GET  /workspace/messages?channel=NAME[&user=U]   messages oldest first with replies, reactions
/// and
///                             metadata; ephemeral: what `user` (or anybody) alone sees
/// GET  /workspace/events      text/event-stream, a line of JSON for each change: type message,
///                             message_changed, message_deleted, reaction, ephemeral,
///                             ephemeral_dismissed, channel, pins, bookmarks, person, view,
///                             connections
/// GET  /workspace/violations  at, kind, subject, detail: what the app did against Slack's rules
/// GET  /workspace/acks        for each delivery: type, kind, event_id (trigger_id), state
/// (waiting,
///                             sent, acked, given_up, lost), acked, deliveries (envelope_id,
///                             connection, retry_attempt), ack_latency_ms, channel, ts, user
/// GET  /workspace/calls[?method=M]   at, method, args, status, ok, error, fault
/// GET  /workspace/file?id=F   a file's bytes
/// POST /workspace/say         user, channel, text, thread_ts?             -> ts, channel
///      edit                   user, channel, ts, text                     -> ts
///      delete                 user, channel, ts
///      react, unreact         user, channel, ts, name
///      pin, unpin             user, channel, ts
///      slash                  user, channel, command ("/incident"), text  -> trigger_id
///      press                  user, channel, ts, action_id                -> trigger_id
///      submit                 user, view_id, values                       -> trigger_id
///      dismiss                ts of an ephemeral message
///      file                   user, channel, name, content, text?         -> ts
///      join (inviter?), leave user, channel
///      topic (text), rename (name), archive (archived?)  user, channel
///      channel                name, is_private?, members?                 -> channel
///      user                   name, real_name?, display_name?, tz?, is_restricted?,
///                             is_ultra_restricted?, is_stranger?, team_id?        -> user
///      direct                 user                      -> channel, the direct message with the
///      bot event                  event: any inner event, sent as it is disconnect reason,
///      connection?, close_after_ms? (10000)  -> connections drop, freeze           connection?:
///      cut without a close frame; stand still -> connections junk                   text,
///      connection?: any text frame            -> connections fault                  method ("*":
///      any; "upload", "response_url"), one of error,
///                             http_status, retry_after (s), drop ("before"/"after" the effect),
///                             delay_ms; effect: true carries the call out all the same; times (1);
///                             or clear: true
///      retry                  after_ms, times: redelivery of what is not acknowledged
///      forget                 empties violations, calls and acks
///      revoke                 event? (tokens_revoked, app_uninstalled), error?: calls with the
///                             bot's token are refused, the app hears of nothing; restore ends it
///      lose                   on?: events that nobody takes at once are lost      -> lost
///      limit                  objects?, every_ms?: of conversations.history and .replies
///      redeliver              ts: what was delivered about a message, once more
///      (event also takes `outer`, fields that replace those of the wrapping)
/// People are named by id or handle, channels by id or name. `connection` is an id of `state`;
/// without it all are meant.
namespace secondstory::workspace {

struct WorkspaceOptions
{
  std::string listen = "127.0.0.1:0";
  Tokens tokens{};
  Team team{};
  std::int64_t retry_after_ms = 3'000;
  int retries_max = 3;
  std::chrono::milliseconds ping_every{10'000};
  bool seeded = true;  ///< with a few people, #general and #incidents
  Workspace::Clock clock{};
};

class WorkspaceServer
{
 public:
  /// `io` must outlive it and runs everything.
  WorkspaceServer(boost::asio::io_context& io, WorkspaceOptions options);
  ~WorkspaceServer();
  WorkspaceServer(const WorkspaceServer&) = delete;
  WorkspaceServer& operator=(const WorkspaceServer&) = delete;

  /// Fault::usage: the address is none, is not loopback, or cannot be bound.
  Result<void> start();
  /// Closes every connection; keep running `io` for a moment so that close frames go out.
  void stop();

  [[nodiscard]] std::string base_url() const;  ///< "http://127.0.0.1:8765"
  [[nodiscard]] std::string api_url() const;   ///< with "/api/"
  [[nodiscard]] const Tokens& tokens() const;

  // For use within the process, on the thread of `io`.
  Workspace& workspace();
  Journal& journal();
  SocketMode& sockets();
  Faults& faults();
  Control& control();

 private:
  struct Parts;
  std::shared_ptr<Parts> parts_;  ///< kept alive by the connections that are still ending
};

/// People and channels to start with: priya, mark, sam, noor and a guest, kim; all of them and the
/// bot in #general and #incidents.
void seed(Workspace& workspace);

}  // namespace secondstory::workspace
