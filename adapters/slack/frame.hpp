#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "adapters/slack/json.hpp"

/// What Slack sends over a Socket Mode connection
/// (docs.slack.dev/apis/events-api/using-socket-mode).
namespace secondstory::slack {

/// The connection counts from here on, not from the WebSocket handshake.
struct Hello
{
  std::string app_id{};
  /// Connections that Slack has registered for the app, ghosts of half-closed ones included.
  std::int64_t connections = 0;
};

/// Why Slack wants a connection gone.
enum class Reason {
  warning,              ///< the connection ends in about ten seconds
  refresh_requested,    ///< the routine recycling, every few hours
  link_disabled,        ///< Socket Mode was switched off in the app's settings
  too_many_websockets,  ///< more than ten connections of the app; may come before hello
  other,                ///< not documented: treated as a refresh
};

struct Disconnect
{
  Reason reason = Reason::other;
  std::string name{};  ///< as Slack wrote it
};

/// A delivery. It is owed an acknowledgement whatever is inside.
struct Envelope
{
  std::string id{};
  std::string type{};         ///< events_api, slash_commands, interactive, or something new
  json::object payload{};     ///< empty where Slack sent none or nonsense
  bool takes_answer = false;  ///< the acknowledgement may carry a payload
  bool repeated = false;      ///< Slack delivers it again: `retry_attempt` is above 0
};

/// Anything else: empty frames, a bare newline, "UNAUTHENTICATED: cache_error", `null`, lists.
/// Slack does send these; they mean nothing and must end nothing.
struct Junk
{
};

using Frame = std::variant<Junk, Hello, Disconnect, Envelope>;

Frame parse_frame(std::string_view text);

/// The acknowledgement of an envelope. It has a payload only where a form's faults are shown: so it
/// is accepted for every type and always far below the 20 480 bytes at which Slack drops a frame.
std::string acknowledgement(std::string_view envelope_id, const json::object& answer = {});

}  // namespace secondstory::slack
