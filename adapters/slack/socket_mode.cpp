#include "adapters/slack/socket_mode.hpp"

#include <algorithm>

namespace secondstory::slack::socket_mode {

namespace {

Link* find_mutable(State& state, LinkId id)
{
  const auto found = std::find_if(state.links.begin(), state.links.end(),
                                  [id](const Link& link) { return link.id == id; });
  return found == state.links.end() ? nullptr : &*found;
}

void forget(State& state, LinkId id)
{
  std::erase_if(state.links, [id](const Link& link) { return link.id == id; });
}

/// Full jitter: anywhere between nothing and the doubling bound, so that many bots that lost the
/// same server do not come back as one.
Clock backoff(State& state, Clock at_most)
{
  const unsigned doublings = std::min(state.failures == 0 ? 0U : state.failures - 1, 16U);
  const Clock bound = std::min(at_most, state.limits.backoff_first * (1U << doublings));
  std::uniform_int_distribution<Clock::rep> anywhere(0, bound.count());
  return Clock{anywhere(state.random)};
}

void hold_off(State& state, Clock now, Clock wait)
{
  state.dial_not_before = std::max(state.dial_not_before, now + wait);
}

void count_failure(State& state, Clock now, Clock at_least)
{
  ++state.failures;
  hold_off(state, now, std::max(at_least, backoff(state, state.limits.backoff_cap)));
}

/// Slack is well where it says hello and asks for another connection: nobody has to be spared for
/// long, and whoever writes meanwhile is not heard.
void count_early_order(State& state, Clock now)
{
  ++state.failures;
  hold_off(state, now, backoff(state, state.limits.backoff_cap_by_order));
}

void complain(State& state, std::string what, bool needs_person)
{
  state.complaint = std::move(what);
  state.needs_person = needs_person;
}

void begin_closing(State& state, Link& link, Clock now, std::vector<Action>& out)
{
  link.phase = Phase::closing;
  link.deadline = now + state.limits.close_patience;
  out.push_back(Close{link.id});
}

void cut(State& state, LinkId id, std::vector<Action>& out)
{
  out.push_back(Cut{id});
  forget(state, id);
}

/// A link is over without having been asked to leave.
void lost(State& state, const Link& link, const std::string& why, Clock now,
          std::vector<Action>& out)
{
  const bool proven = link.phase == Phase::live && now - link.live_since >= state.limits.proven;
  if (proven) {
    state.failures = 0;
  } else {
    count_failure(state, now, Clock{0});
  }
  if (!state.needs_person && (state.complaint.empty() || link.phase == Phase::live)) {
    state.complaint = "Slack connection lost: " + why;
  }
  out.push_back(Replaced{link.phase == Phase::live ? "connection_lost" : "no_hello"});
}

void on(State& state, const Opened& event, Clock now, std::vector<Action>& out)
{
  Link* link = find_mutable(state, event.id);
  if (!link || link->phase != Phase::dialling) {
    out.push_back(Cut{event.id});  // given up meanwhile: it must not linger as a ghost
    return;
  }
  link->phase = Phase::greeting;
  link->deadline = now + state.limits.hello_patience;
}

void on(State& state, const DialFailed& event, Clock now, std::vector<Action>&)
{
  if (!find(state, event.id)) return;
  forget(state, event.id);
  complain(state, event.why, event.refusal == Refusal::credentials);
  if (event.refusal == Refusal::rate_limited) {
    // Slack says itself when to come again; a growing guess on top would leave us deaf.
    hold_off(state, now, std::max(event.wait, state.limits.backoff_first));
    return;
  }
  const Clock at_least =
      event.refusal == Refusal::credentials ? state.limits.backoff_cap : event.wait;
  count_failure(state, now, at_least);
}

void count_ghosts(State& state, const Hello& hello, Clock now, std::vector<Action>& out)
{
  const auto ours = static_cast<std::int64_t>(state.links.size());
  const std::int64_t ghosts = std::max<std::int64_t>(0, hello.connections - ours);
  if (ghosts != state.ghosts) out.push_back(GhostsCounted{ghosts, hello.connections});
  state.ghosts = ghosts;
  // One more would be refused: give Slack time to forget them.
  const bool full = hello.connections >= static_cast<std::int64_t>(state.limits.registered_max);
  if (full && ghosts > 0) count_failure(state, now, state.limits.crowded_wait);
}

void on(State& state, const Greeted& event, Clock now, std::vector<Action>& out)
{
  Link* link = find_mutable(state, event.id);
  if (!link || link->phase != Phase::greeting) return;
  link->phase = Phase::live;
  link->live_since = now;
  link->app_id = event.hello.app_id;
  complain(state, {}, false);
  // The replacement is here: the longest-leaving one may go soon.
  const auto old = std::find_if(state.links.begin(), state.links.end(), [](const Link& other) {
    return other.phase == Phase::leaving && !other.replaced;
  });
  if (old != state.links.end()) {
    old->replaced = true;
    old->deadline = std::min(old->deadline, now + state.limits.linger);
  }
  count_ghosts(state, event.hello, now, out);
}

void on_crowded(State& state, Link& link, Clock now, std::vector<Action>& out)
{
  // Our own surplus goes first: what is leaving still counts with Slack. It is closed politely, for
  // one that is cut may stay on as a ghost.
  bool gave_up_surplus = false;
  begin_closing(state, link, now, out);
  for (Link& other : state.links) {
    if (other.phase != Phase::leaving) continue;
    begin_closing(state, other, now, out);
    gave_up_surplus = true;
  }
  complain(state,
           "Slack says the app has too many Socket Mode connections (10 at most): another "
           "process may be using the same app token.",
           !gave_up_surplus);
  count_failure(state, now,
                gave_up_surplus ? state.limits.surplus_wait : state.limits.crowded_wait);
}

void on(State& state, const ToldToGo& event, Clock now, std::vector<Action>& out)
{
  Link* link = find_mutable(state, event.id);
  if (!link || link->phase == Phase::closing) return;
  if (event.frame.reason != Reason::too_many_websockets && link->phase == Phase::leaving) return;
  out.push_back(Replaced{event.frame.name.empty() ? "disconnect" : event.frame.name});
  if (event.frame.reason == Reason::too_many_websockets) {
    on_crowded(state, *link, now, out);
    return;
  }
  if (event.frame.reason == Reason::link_disabled) {
    complain(state, "Socket Mode is switched off in the settings of the Slack app. Switch it on.",
             true);
    begin_closing(state, *link, now, out);
    count_failure(state, now, state.limits.backoff_cap);
    return;
  }
  // To be asked to go is no failure unless it comes at once, again and again.
  const bool was_live = link->phase == Phase::live;
  if (!was_live) {
    count_failure(state, now, Clock{0});
    begin_closing(state, *link, now, out);
    return;
  }
  if (now - link->live_since >= state.limits.proven_by_order) {
    state.failures = 0;
  } else {
    count_early_order(state, now);
  }
  link->phase = Phase::leaving;
  link->deadline = now + state.limits.overlap;
}

void on(State& state, const Ended& event, Clock now, std::vector<Action>& out)
{
  const Link* link = find(state, event.id);
  if (!link) return;
  const Link gone = *link;
  forget(state, event.id);
  if (gone.phase == Phase::closing || gone.phase == Phase::leaving) return;  // expected
  lost(state, gone, event.why, now, out);
}

void on(State& state, const StopAsked&, Clock now, std::vector<Action>& out)
{
  state.stopping = true;
  std::vector<LinkId> unopened;
  for (Link& link : state.links) {
    if (link.phase == Phase::dialling) {
      unopened.push_back(link.id);
    } else if (link.phase != Phase::closing) {
      begin_closing(state, link, now, out);
    }
  }
  for (const LinkId id : unopened) cut(state, id, out);
}

void on(State& state, const Started&, Clock, std::vector<Action>&)
{
  state.running = true;
}

/// Deadlines that have passed.
void on(State& state, const Tick&, Clock now, std::vector<Action>& out)
{
  const std::vector<Link> links = state.links;
  for (const Link& link : links) {
    if (link.phase == Phase::live || link.deadline > now) continue;
    if (link.phase == Phase::leaving) {
      begin_closing(state, *find_mutable(state, link.id), now, out);
      continue;
    }
    cut(state, link.id, out);
    if (link.phase == Phase::closing) continue;
    lost(state, link, link.phase == Phase::greeting ? "no hello" : "no answer to the dial", now,
         out);
  }
}

bool is_under_way(const Link& link)
{
  return link.phase == Phase::dialling || link.phase == Phase::greeting;
}

bool is_full(const State& state)
{
  return state.links.size() >= state.limits.registered_max;
}

/// The connection that has to make room for another; none where that is under way.
const Link* to_make_room(const State& state)
{
  const auto in = [&](Phase phase) {
    return std::find_if(state.links.begin(), state.links.end(),
                        [phase](const Link& link) { return link.phase == phase; });
  };
  if (in(Phase::closing) != state.links.end()) return nullptr;
  const auto leaving = in(Phase::leaving);
  return leaving == state.links.end() ? nullptr : &*leaving;
}

/// The one place that dials.
void drive(State& state, Clock now, std::vector<Action>& out)
{
  if (!state.running || state.stopping || now < state.dial_not_before) return;
  if (std::any_of(state.links.begin(), state.links.end(), is_under_way)) return;
  if (live_count(state) >= state.limits.sockets) return;
  if (is_full(state)) {
    // No room for an overlap: Slack would refuse one more. The others hear meanwhile.
    const Link* old = to_make_room(state);
    if (old) begin_closing(state, *find_mutable(state, old->id), now, out);
    return;
  }
  Link link;
  link.id = ++state.last_id;
  link.deadline = now + state.limits.dial_patience;
  state.links.push_back(link);
  out.push_back(Dial{link.id});
}

}  // namespace

std::vector<Action> resume(State& state, const Happened& happened, Clock now)
{
  std::vector<Action> out;
  std::visit([&](const auto& event) { on(state, event, now, out); }, happened);
  if (!std::holds_alternative<Tick>(happened)) on(state, Tick{}, now, out);
  drive(state, now, out);
  if (state.stopping && state.running && state.links.empty()) {
    state.running = false;
    out.push_back(AllStopped{});
  } else if (std::holds_alternative<StopAsked>(happened) && !state.running && state.links.empty()) {
    out.push_back(AllStopped{});
  }
  return out;
}

std::optional<Clock> wake_at(const State& state)
{
  std::optional<Clock> soonest;
  const auto consider = [&](Clock at) {
    if (!soonest || at < *soonest) soonest = at;
  };
  for (const Link& link : state.links) {
    if (link.phase != Phase::live) consider(link.deadline);
  }
  const bool wanting = state.running && !state.stopping &&
                       live_count(state) < state.limits.sockets &&
                       (!is_full(state) || to_make_room(state)) &&
                       std::none_of(state.links.begin(), state.links.end(), is_under_way);
  if (wanting) consider(state.dial_not_before);
  return soonest;
}

std::optional<LinkId> route(const State& state, LinkId delivered_on)
{
  const auto writable = [](const Link& link) {
    return link.phase == Phase::live || link.phase == Phase::leaving ||
           link.phase == Phase::greeting;
  };
  const Link* own = find(state, delivered_on);
  if (own && writable(*own)) return delivered_on;
  for (auto link = state.links.rbegin(); link != state.links.rend(); ++link) {
    if (link->phase == Phase::live || link->phase == Phase::leaving) return link->id;
  }
  return std::nullopt;
}

const Link* find(const State& state, LinkId id)
{
  const auto found = std::find_if(state.links.begin(), state.links.end(),
                                  [id](const Link& link) { return link.id == id; });
  return found == state.links.end() ? nullptr : &*found;
}

std::size_t live_count(const State& state)
{
  return static_cast<std::size_t>(
      std::count_if(state.links.begin(), state.links.end(),
                    [](const Link& link) { return link.phase == Phase::live; }));
}

}  // namespace secondstory::slack::socket_mode
