#include "tests/storage/ledger_stores.hpp"

namespace secondstory::storage::tests {

TEST_CASE_TEMPLATE("incidents are numbered from one in the order of their declaration", Store,
                   LEDGER_STORES)
{
  Store store;
  auto first = an_incident("one");
  auto second = an_incident("two");
  CHECK(store.ledger().add(first) == 1);
  CHECK(store.ledger().add(second) == 2);
  CHECK(second.number == 2);
}

TEST_CASE_TEMPLATE("an incident is read as it was added, every field of it", Store, LEDGER_STORES)
{
  Store store;
  auto incident = an_incident();
  incident.status = Status::closed;
  incident.is_private = true;
  incident.started_at = at(1);
  incident.detected_at = at(2);
  incident.acknowledged_at = at(3);
  incident.communicated_at = at(4);
  incident.mitigated_at = at(5);
  incident.resolved_at = at(6);
  incident.closed_at = at(7);
  incident.roles = {{"lead", "U1"}, {"comms", "U2"}};
  incident.impact = "no orders";
  incident.summary = "a pool ran dry";
  incident.status_card = "1.1";
  incident.open_outbox_id = 9;
  store.ledger().add(incident);
  CHECK(store.ledger().incident(1) == incident);
}

TEST_CASE_TEMPLATE("an incident without a channel or optional facts is read as it was added", Store,
                   LEDGER_STORES)
{
  Store store;
  auto incident = an_incident("no channel yet", std::nullopt);
  store.ledger().add(incident);
  CHECK(store.ledger().incident(1) == incident);
}

TEST_CASE_TEMPLATE("a text with quotes, zero bytes and emoji comes back unchanged", Store,
                   LEDGER_STORES)
{
  Store store;
  using namespace std::string_literals;
  auto incident = an_incident("it's \"down\"\0 🔥"s);
  store.ledger().add(incident);
  CHECK(store.ledger().incident(1)->title == "it's \"down\"\0 🔥"s);
}

TEST_CASE_TEMPLATE("saving an incident replaces all of it, roles that were given up too", Store,
                   LEDGER_STORES)
{
  Store store;
  auto incident = an_incident();
  incident.roles = {{"lead", "U1"}, {"scribe", "U3"}};
  incident.impact = "no orders";
  store.ledger().add(incident);
  incident.title = "Checkout is slow";
  incident.status = Status::monitoring;
  incident.roles = {{"lead", "U2"}};
  incident.impact.reset();
  store.ledger().save(incident);
  CHECK(store.ledger().incident(1) == incident);
}

TEST_CASE_TEMPLATE("saving an incident that was never added throws", Store, LEDGER_STORES)
{
  Store store;
  auto incident = an_incident();
  incident.number = 5;
  CHECK_THROWS_AS(store.ledger().save(incident), std::runtime_error);
}

TEST_CASE_TEMPLATE("an unknown number is no incident", Store, LEDGER_STORES)
{
  Store store;
  CHECK_FALSE(store.ledger().incident(1));
}

TEST_CASE_TEMPLATE("a channel's incident is the open one, even if a later one is closed", Store,
                   LEDGER_STORES)
{
  Store store;
  auto open = an_incident("open");
  auto closed = an_incident("closed");
  closed.status = Status::closed;
  closed.closed_at = at(5);
  store.ledger().add(open);
  store.ledger().add(closed);
  CHECK(store.ledger().incident_in(war_room, true)->title == "open");
}

TEST_CASE_TEMPLATE("of two open incidents in a channel the newer one is meant", Store,
                   LEDGER_STORES)
{
  Store store;
  auto older = an_incident("older");
  auto newer = an_incident("newer");
  store.ledger().add(older);
  store.ledger().add(newer);
  CHECK(store.ledger().incident_in(war_room)->title == "newer");
}

TEST_CASE_TEMPLATE("a closed incident is found in its channel only when asked for", Store,
                   LEDGER_STORES)
{
  Store store;
  auto incident = an_incident();
  incident.status = Status::closed;
  incident.closed_at = at(5);
  store.ledger().add(incident);
  CHECK_FALSE(store.ledger().incident_in(war_room));
  CHECK(store.ledger().incident_in(war_room, true)->number == 1);
}

TEST_CASE_TEMPLATE("of several closed incidents the one closed last is found", Store, LEDGER_STORES)
{
  Store store;
  auto reopened = an_incident("closed last");
  auto other = an_incident("declared last");
  reopened.status = other.status = Status::closed;
  reopened.closed_at = at(9);
  other.closed_at = at(5);
  store.ledger().add(reopened);
  store.ledger().add(other);
  CHECK(store.ledger().incident_in(war_room, true)->title == "closed last");
}

TEST_CASE_TEMPLATE("the same channel id on another platform is another channel", Store,
                   LEDGER_STORES)
{
  Store store;
  auto incident = an_incident();
  store.ledger().add(incident);
  CHECK_FALSE(store.ledger().incident_in({"matrix", war_room.id}));
}

TEST_CASE_TEMPLATE("an incident is found by the effect that opens its channel", Store,
                   LEDGER_STORES)
{
  Store store;
  auto other = an_incident("here");
  auto opening = an_incident("opening", std::nullopt);
  opening.open_outbox_id = 42;
  store.ledger().add(other);
  store.ledger().add(opening);
  CHECK(store.ledger().incident_opening(42)->title == "opening");
  CHECK_FALSE(store.ledger().incident_opening(43));
  CHECK_FALSE(store.ledger().incident_opening(0));
}

TEST_CASE_TEMPLATE("incidents are listed the newest first, with their roles", Store, LEDGER_STORES)
{
  Store store;
  auto first = an_incident("one");
  first.roles = {{"lead", "U1"}};
  auto second = an_incident("two");
  second.roles = {{"lead", "U2"}};
  store.ledger().add(first);
  store.ledger().add(second);
  const auto all = store.ledger().incidents();
  REQUIRE(all.size() == 2);
  CHECK(all[0] == second);
  CHECK(all[1] == first);
}

TEST_CASE_TEMPLATE("action items are numbered within their incident", Store, LEDGER_STORES)
{
  Store store;
  auto one = an_incident("one");
  auto two = an_incident("two");
  store.ledger().add(one);
  store.ledger().add(two);
  ActionItem a{.incident = 1, .text = "a"};
  ActionItem b{.incident = 2, .text = "b"};
  ActionItem c{.incident = 1, .text = "c"};
  CHECK(store.ledger().add(a) == 1);
  CHECK(store.ledger().add(b) == 1);
  CHECK(store.ledger().add(c) == 2);
}

TEST_CASE_TEMPLATE("action items are listed in order with owner, date and state", Store,
                   LEDGER_STORES)
{
  Store store;
  auto incident = an_incident();
  store.ledger().add(incident);
  ActionItem first{.incident = 1, .text = "raise the limit", .owner = "U2", .due = "2026-12-01"};
  ActionItem second{.incident = 1, .text = "alert on it"};
  store.ledger().add(first);
  store.ledger().add(second);
  first.done = true;
  store.ledger().save(first);
  const auto all = store.ledger().actions(1);
  REQUIRE(all.size() == 2);
  CHECK(all[0].text == "raise the limit");
  CHECK(all[0].owner == "U2");
  CHECK(all[0].due == "2026-12-01");
  CHECK(all[0].done);
  CHECK_FALSE(all[1].owner);
  CHECK_FALSE(all[1].done);
}

TEST_CASE_TEMPLATE("a withdrawn action item is listed no more and its number is not given again",
                   Store, LEDGER_STORES)
{
  Store store;
  auto incident = an_incident();
  store.ledger().add(incident);
  ActionItem action{.incident = 1, .text = "a slip"};
  store.ledger().add(action);
  action.withdrawn = true;
  store.ledger().save(action);
  CHECK(store.ledger().actions(1).empty());
  ActionItem next{.incident = 1, .text = "meant"};
  CHECK(store.ledger().add(next) == 2);
}

TEST_CASE_TEMPLATE("an action item of an incident that does not exist is refused", Store,
                   LEDGER_STORES)
{
  Store store;
  ActionItem action{.incident = 7, .text = "lost"};
  CHECK_THROWS_AS(store.ledger().add(action), std::runtime_error);
}

}  // namespace secondstory::storage::tests
