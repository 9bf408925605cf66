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
// clang-format off
/// Addresses:
///   /                    a page to read and type in
///   /api/METHOD          the Web API (web_api.hpp)
///   /link/?ticket=       Socket Mode WebSockets
///   /upload/v1/KEY       POST of a file's bytes; /files-pri/… GET with the bot's token
///   /commands/…          response_urls, like /actions/…
///   /workspace/ACTION    the control interface below, JSON in and out, `ok` in every answer
///
/// GET /workspace/…
///   state                team, app, users, channels (members, topic, purpose, pins, bookmarks,
///                        message_count), files, views, connections (ids), pending, violations,
///                        scenario (done, left, complaints), tickets (given out ever),
///                        dialled (connections made ever)
///   messages             ?channel=NAME[&user=U] messages oldest first with replies, reactions and
///                        metadata; ephemeral: what `user` (or anybody) alone sees
///   events               text/event-stream, a line of JSON for each change; type: message,
///                        message_changed, message_deleted, reaction, ephemeral,
///                        ephemeral_dismissed, channel, pins, bookmarks, person, view,
///                        view_closed, connections, acknowledged (event_id)
///   violations           at, kind, subject, detail: what the app did against Slack's rules
///   acks                 for each delivery: type, kind, event_id or trigger_id, state (waiting, sent,
///                        acked, given_up, lost), acked, deliveries (envelope_id, connection,
///                        retry_attempt, at: seconds of the machine's monotonic clock),
///                        ack_latency_ms, channel, ts, user
///   calls                [?method=M] at, method, args, status, ok, error, fault
///   file                 ?id=F a file's bytes
///
/// POST /workspace/…      takes                                             gives
///   say                  user, channel, text, thread_ts?                   ts, channel
///   edit                 user, channel, ts, text                           ts
///   delete               user, channel, ts
///   react, unreact       user, channel, ts, name
///   pin, unpin           user, channel, ts
///   slash                user, channel, command ("/incident"), text        trigger_id
///   press                user, channel, ts, action_id                      trigger_id
///   shortcut             user, callback_id, channel?; of a message with ts trigger_id
///   home                 user: opens the home tab; there `press` takes view_id for channel and ts
///   submit               user, view_id, values {block_id: what is put in}  trigger_id; "required": a
///                        client would not send it
///   close_view           view_id of a modal
///   dismiss              ts of an ephemeral message
///   file                 user, channel, name, content, text?               ts
///   join                 user, channel, inviter?
///   leave                user, channel
///   topic                user, channel, text
///   rename               user, channel, name
///   archive              user, channel, archived?
///   convert              user, channel, is_private: a channel made private or public
///   change_id            channel: it gets another id                       channel
///   group                handle, name?                                     group
///   app                  without_scopes?, socket_mode?, revoked? ("bot", "app"): how the app is set
///                        up; what is not given is in order                 scopes
///   channel              name, is_private?, members?                       channel
///   user                 name, real_name?, display_name?, tz?, tz_offset?, is_restricted?,
///                        is_ultra_restricted?, is_stranger?, team_id?      user
///   direct               user: the direct message with the bot             channel
///
/// What goes wrong, and when, is the tester's to say (control_failures.cpp, scenario.hpp). `times` is how
/// often it happens (1); `connection` is an id of `state`, without it all are meant.
///   event                event: any inner event, sent as it is; outer?: replaces fields of the
///                        wrapping
///   envelope             type, payload?, accepts_response_payload?: any envelope at all
///   disconnect           reason, connection?, close_after_ms? (10000)      connections
///   close                code, reason?, connection?: a close frame with no disconnect before it
///   drop                 connection?: cut by a reset; quietly: as a middlebox does    connections
///   freeze               connection?: half open, nothing is heard or said any more    connections
///   stall                delay_ms, connection?: all is heard late, so pongs are late; 0 ends it
///   ping                 every_ms: the server's pings; 0: none
///   middlebox            forgets_after_ms: cuts links on which the client is silent; 0: there is none
///   junk                 text, bytes? (repeated to that size), binary?, frames?, connection?
///   duplicate            times, same_envelope?: deliveries that come twice
///   lose                 times: events that happen and are never sent
///   give_up              on?: events that nobody takes at once are given up, as after the last retry;
///                        on: false ends it                                 lost
///   revoke               event? (tokens_revoked, app_uninstalled), error?: calls with the bot's token
///                        are refused and the app hears of nothing; restore ends it
///   reorder              count, within_ms? (2000): the next events come last first
///   acks                 lose, too_long: so many acknowledgements never arrive, or are answered with
///                        close code 1009
///   hello                times, and delay_ms, never, ghosts (added to num_connections), app_id
///   crowd                times: connections that are told too_many_websockets before hello
///   handshake            status (503), times: WebSocket handshakes that are refused
///   fault                method ("*": any; "upload", "response_url"), times; one of error, http_status,
///                        retry_after (s, or the header's text), body (as it is), drop ("before"/"after"
///                        the effect), delay_ms, hold_ms (carried out, answered later); effect: true
///                        carries the call out all the same; or clear: true
///   rate                 method, calls, window_ms: more than so many are answered 429
///   pages                max: most messages in a page of history or replies
///   sharing              times, after_ms, never: files whose sharing is late, or never comes
///   retry                after_ms, times: redelivery of what is not acknowledged
///   scenario             text: failures by the clock or the count; end: true
///   forget               empties violations, calls and acks
///   batch                actions: [{action, …}], one after the other       results
///
/// People are named by id or handle, channels by id or name.
// clang-format on
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
  /// How the app is told to reach it, "https://edge.slack.com", where something stands in between;
  /// empty: at the address it listens on.
  std::string public_url{};
  Workspace::Clock clock{};
  Scopes scopes = all_scopes();  ///< that the app's manifest asks for
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
