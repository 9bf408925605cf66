#include "tests/storage/ledger_stores.hpp"

using namespace secondstory;
using namespace secondstory::storage::tests;

TEST_CASE_TEMPLATE("a channel's or group's name is kept, and its last one counts", Store,
                   LEDGER_STORES)
{
  Store store;
  CHECK_FALSE(store.ledger().name("slack", "C7"));
  store.ledger().save(NameSeen{"slack", "C7", "payments", false});
  store.commit();
  store.ledger().save(NameSeen{"slack", "C7", "billing", true});
  const auto name = store.ledger().name("slack", "C7");
  REQUIRE(name);
  CHECK(name->name == "billing");
  CHECK(name->is_private);
  CHECK_FALSE(store.ledger().name("matrix", "C7"));
}

TEST_CASE_TEMPLATE("a former id leads to the present one, however often it changed", Store,
                   LEDGER_STORES)
{
  Store store;
  auto& ledger = store.ledger();
  const Channel second{"slack", "C2"}, third{"slack", "C3"};
  CHECK(ledger.now_called(war_room) == war_room);
  ledger.rename_channel(war_room, second);
  ledger.rename_channel(second, third);
  CHECK(ledger.now_called(war_room) == third);
  CHECK(ledger.now_called(second) == third);
  CHECK(ledger.now_called(third) == third);
  // Moved back: what was a former id is the present one again, and leads nowhere else.
  ledger.rename_channel(third, war_room);
  CHECK(ledger.now_called(war_room) == war_room);
  CHECK(ledger.now_called(second) == war_room);
  CHECK(ledger.now_called({"matrix", "C2"}) == Channel{"matrix", "C2"});
}
