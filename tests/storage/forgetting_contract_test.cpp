#include <doctest/doctest.h>

#include "tests/storage/ledger_stores.hpp"

using namespace secondstory;
using namespace secondstory::storage::tests;

namespace {

/// An incident with words, an edit, marks, a suggestion and a follow-up.
std::int64_t an_old_story(Ledger& ledger, Time closed, const std::string& prefix)
{
  auto incident = an_incident();
  incident.status = Status::closed;
  incident.closed_at = closed;
  ledger.add(incident);
  for (int i = 0; i < 10; ++i) {
    auto entry = a_message(incident.number, prefix + std::to_string(i), "words");
    entry.revisions = {{at(2), "earlier words"}};
    ledger.add(entry);
    ledger.set_mark({war_room, prefix + std::to_string(i)}, "U1", Mark::key_event, true);
  }
  Suggestion suggestion;
  suggestion.incident = incident.number;
  suggestion.about = {war_room, prefix + "0"};
  suggestion.posted_as = prefix + "s";
  ledger.add(suggestion);
  ledger.set_mark({war_room, prefix + "s"}, "U1", Mark::accept, true);
  ActionItem action;
  action.incident = incident.number;
  action.text = "add an alert";
  ledger.add(action);
  return incident.number;
}

}  // namespace

TEST_CASE_TEMPLATE("what was said in an old closed incident is forgotten, the incident is not",
                   Store, LEDGER_STORES)
{
  Store store;
  auto& ledger = store.ledger();
  const auto old = an_old_story(ledger, at(0), "a");
  const auto recent = an_old_story(ledger, at(100), "b");
  auto open = an_incident();
  ledger.add(open);
  auto entry = a_message(open.number, "c", "words");
  ledger.add(entry);
  while (ledger.forget_before(at(50), 512)) {
  }
  CHECK(ledger.entries(old).empty());
  CHECK(ledger.suggestions(old).empty());
  CHECK(ledger.actions(old).empty());
  CHECK_FALSE(ledger.has_mark({war_room, "a3"}, Mark::key_event));
  CHECK_FALSE(ledger.has_mark({war_room, "as"}, Mark::accept));
  REQUIRE(ledger.incident(old));
  CHECK(ledger.incident(old)->title == "Checkout returns 500");
  CHECK(ledger.entries(recent).size() == 10);
  CHECK(ledger.has_mark({war_room, "b3"}, Mark::key_event));
  CHECK(ledger.suggestions(recent).size() == 1);
  CHECK(ledger.entries(open.number).size() == 1);
}

TEST_CASE_TEMPLATE("forgetting takes a limited number of rows at a time", Store, LEDGER_STORES)
{
  Store store;
  auto& ledger = store.ledger();
  const auto old = an_old_story(ledger, at(0), "a");
  CHECK(ledger.forget_before(at(50), 4));
  CHECK(ledger.entries(old).size() == 6);
  CHECK(ledger.entries(old)[0].revisions.size() == 1);
}

TEST_CASE_TEMPLATE("the last contact with a service is kept for each service", Store, LEDGER_STORES)
{
  Store store;
  CHECK_FALSE(store.ledger().contact("slack"));
  store.ledger().set_contact("slack", at(1));
  store.ledger().set_contact("matrix", at(2));
  store.ledger().set_contact("slack", at(3));
  store.commit();
  CHECK(store.ledger().contact("slack") == at(3));
  CHECK(store.ledger().contact("matrix") == at(2));
}
