#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <variant>
#include <vector>

#include "adapters/slack/frame.hpp"

/// The life of our Socket Mode connections without any I/O: what happened goes in, what to do comes
/// out. Several connections are kept at once; Slack sends each delivery over any one of them.
///
/// The rules of the whole client (docs.slack.dev/apis/events-api/using-socket-mode, and what the
/// outages of others taught: the table in ARCHITECTURE.md). Tests bear their numbers.
/// - M1: Every dial asks apps.connections.open anew; the ticket is used once and at once.
/// - M2: Connected means `hello`.
/// - M3: One driver dials, one dial at a time; what an ended connection reports is void, for its
///   number is never used again.
/// - M4: One that Slack wants gone is replaced first and closed after, and read meanwhile.
/// - M5: too_many_websockets: our own surplus is closed first. Those of others raise an alarm.
/// - M6: A delivery is acknowledged when it is durable, before any other work.
/// - M7: A delivery is known again by its event_id, for two days, over restarts.
/// - M8: A delivery that Slack repeats is taken in like a first.
/// - M9: An acknowledgement is one small frame.
/// - M10: We ping every 5 s; a pong may take 20 s; a dead link is noticed within 30 s.
/// - M11: No frame ends the process or stops the reading.
/// - M12: A slow ledger fills a bounded queue; what is beyond it is left to Slack. Reading goes on.
/// - M13: Backoff with full jitter up to a minute, Retry-After heard; what a person must mend is
///   said by /readyz and tried once a minute.
/// - M14: A close that nobody answers is cut after 3 s.
/// - M20: What people wrote is escaped when we repeat it (mrkdwn.hpp).
/// - M21: No token, ticket or response address is written anywhere (redact.hpp).
/// - M22: Web API, sockets and files go through the proxy alike, with TLS verified (net/).
/// - M23: Stopping: nothing more is taken in, what is due is acknowledged, all is closed with 1000.
namespace secondstory::slack::socket_mode {

/// Milliseconds of a clock that never jumps.
using Clock = std::chrono::milliseconds;
/// Names one dial for ever.
using LinkId = std::uint64_t;

enum class Phase {
  dialling,  ///< apps.connections.open or the WebSocket handshake is under way
  greeting,  ///< open, `hello` awaited
  live,      ///< `hello` came
  leaving,   ///< to be replaced: still read and acknowledged on until a while after that
  closing,   ///< our close frame is sent; cut off at the deadline
};

struct Link
{
  LinkId id = 0;
  Phase phase = Phase::dialling;
  Clock deadline{0};  ///< when patience with the phase ends; not used while live
  Clock live_since{0};
  bool replaced = false;  ///< while leaving: the new one said hello
  std::string app_id{};
};

/// Why a dial came to nothing.
enum class Refusal {
  transient,     ///< network, HTTP 5xx, internal_error: anything that is not in the two below
  rate_limited,  ///< HTTP 429; `wait` says how long
  credentials,   ///< the closed list of errors that only a person can mend
};

// What happens.
struct Started
{
};
struct Tick
{
};
struct Opened
{
  LinkId id = 0;
};
struct DialFailed
{
  LinkId id = 0;
  Refusal refusal = Refusal::transient;
  std::string why{};  ///< fit for a screen
  Clock wait{0};
};
struct Greeted
{
  LinkId id = 0;
  Hello hello{};
};
struct ToldToGo
{
  LinkId id = 0;
  Disconnect frame{};
};
/// The connection is gone, however that came about.
struct Ended
{
  LinkId id = 0;
  std::string why{};
};
struct StopAsked
{
};

using Happened =
    std::variant<Started, Tick, Opened, DialFailed, Greeted, ToldToGo, Ended, StopAsked>;

// What to do.
/// Ask for a ticket and dial it; answer with Opened or DialFailed.
struct Dial
{
  LinkId id = 0;
};
/// Send a close frame with code 1000; answer with Ended. What the other side still says before its
/// own close frame is lost, so close only what nothing more is expected from.
struct Close
{
  LinkId id = 0;
};
/// Cut the connection or the dial off; nothing about it is wanted any more.
struct Cut
{
  LinkId id = 0;
};
/// A connection was or will be replaced, for the metric.
struct Replaced
{
  std::string reason{};
};
/// Slack counts more connections of the app than we have: another process with our token, or ghosts
/// of half-open ones, and over those it delivers into the void. 0: it is over.
struct GhostsCounted
{
  std::int64_t ghosts = 0;
  std::int64_t registered = 0;
};
/// Every connection is gone after StopAsked.
struct AllStopped
{
};

using Action = std::variant<Dial, Close, Cut, Replaced, GhostsCounted, AllStopped>;

struct Limits
{
  std::size_t sockets = 2;
  std::size_t registered_max = 10;  ///< connections that Slack allows an app
  Clock dial_patience{45'000};
  Clock hello_patience{10'000};
  Clock overlap{10'000};  ///< how long an outgoing connection is kept for its replacement
  /// After the replacement's hello, for what Slack had sent the old way: commands and buttons are
  /// never sent again.
  Clock linger{2'000};
  Clock close_patience{3'000};
  Clock backoff_first{1'000};
  Clock backoff_cap{60'000};
  Clock backoff_cap_by_order{10'000};  ///< after hellos that Slack follows by asking us to replace
  Clock crowded_wait{5'000};           ///< at least, after too_many_websockets
  Clock surplus_wait{1'000};     ///< the same where a connection of our own was given up for it
  Clock proven{10'000};          ///< a connection that is lost after so long was no failure
  Clock proven_by_order{1'000};  ///< the same for one that Slack asked us to replace
};

struct State
{
  explicit State(Limits limits_, std::uint32_t seed = std::random_device{}())
      : limits(limits_), random(seed)
  {
  }

  Limits limits;
  std::mt19937 random;
  std::vector<Link> links{};
  LinkId last_id = 0;
  bool running = false;
  bool stopping = false;
  unsigned failures = 0;  ///< in a row
  Clock dial_not_before{0};
  std::string complaint{};    ///< what is wrong, until a connection is live again
  bool needs_person = false;  ///< the complaint is one that does not pass by itself
  std::int64_t ghosts = 0;    ///< by the last hello
};

std::vector<Action> resume(State& state, const Happened& happened, Clock now);

/// When to resume with a Tick if nothing happens before; nothing if there is nothing to wait for.
std::optional<Clock> wake_at(const State& state);

/// The connection an acknowledgement goes out on: the one that delivered if it is still open, else
/// the newest that is. Slack does not document which ones it accepts; a lost acknowledgement only
/// brings a delivery that is known already.
std::optional<LinkId> route(const State& state, LinkId delivered_on);

const Link* find(const State& state, LinkId id);
std::size_t live_count(const State& state);

}  // namespace secondstory::slack::socket_mode
