#include <set>

#include "tests/storage/ledger_stores.hpp"

namespace secondstory::storage::tests {

namespace {

Effect a_post(const std::string& text)
{
  return PostMessage{.channel = war_room, .content = {say::text(text)}};
}

std::string said(const OutboxItem& item)
{
  return plain_text(std::get<PostMessage>(item.effect).content);
}

}  // namespace

TEST_CASE_TEMPLATE("a delivery is new once", Store, LEDGER_STORES)
{
  Store store;
  CHECK(store.ledger().remember("Ev1", at(0)));
  CHECK_FALSE(store.ledger().remember("Ev1", at(1)));
  CHECK(store.ledger().remember("Ev2", at(1)));
  store.commit();
  CHECK_FALSE(store.ledger().remember("Ev1", at(2)));
}

TEST_CASE_TEMPLATE("an outcome of our own, which has no key, is always new", Store, LEDGER_STORES)
{
  Store store;
  CHECK(store.ledger().remember("", at(0)));
  CHECK(store.ledger().remember("", at(0)));
}

TEST_CASE_TEMPLATE("effects are pending in the order in which they were queued", Store,
                   LEDGER_STORES)
{
  Store store;
  const auto first = store.ledger().queue(a_post("one"), at(5));
  const auto second = store.ledger().queue(a_post("two"), at(4));
  CHECK(first < second);
  const auto pending = store.ledger().pending();
  REQUIRE(pending.size() == 2);
  CHECK(pending[0].id == first);
  CHECK(said(pending[0]) == "one");
  CHECK(pending[0].queued == at(5));
  CHECK(said(pending[1]) == "two");
}

TEST_CASE_TEMPLATE("every kind of effect survives the outbox", Store, LEDGER_STORES)
{
  Store store;
  const std::vector<Effect> effects = {
      a_post("hello"),
      TellPerson{.channel = war_room, .person = "U1", .reply = ReplyHandle{"https://x"}},
      ReviseMessage{.message = {war_room, "1.1"}},
      OpenChannel{.platform = "slack", .name = "inc-1", .is_private = true, .invite = {"U1"}},
      SetTopic{.channel = war_room, .topic = "t"},
      InvitePeople{.channel = war_room, .people = {"U1", "U2"}},
      PinMessage{.message = {war_room, "1.1"}},
      ShareFile{.channel = war_room, .name = "a.png", .bytes = std::string("\x89\0P", 3)},
      ReadHistory{.channel = war_room, .since = at(3)}};
  for (const auto& effect : effects) store.ledger().queue(effect, at(1));
  const auto pending = store.ledger().pending();
  REQUIRE(pending.size() == effects.size());
  for (std::size_t i = 0; i < effects.size(); ++i) {
    CHECK(to_json(pending[i].effect) == to_json(effects[i]));
  }
}

TEST_CASE_TEMPLATE("a token is 128 bits in hexadecimal and no two are alike", Store, LEDGER_STORES)
{
  Store store;
  std::set<std::string> tokens;
  for (int i = 0; i < 200; ++i) store.ledger().queue(a_post("x"), at(1));
  for (const auto& item : store.ledger().pending()) {
    CHECK(item.token.size() == 32);
    CHECK(item.token.find_first_not_of("0123456789abcdef") == std::string::npos);
    tokens.insert(item.token);
  }
  CHECK(tokens.size() == 200);
}

TEST_CASE_TEMPLATE("an item keeps its token as long as it is pending", Store, LEDGER_STORES)
{
  Store store;
  const auto id = store.ledger().queue(a_post("x"), at(1));
  const auto token = store.ledger().outbox_item(id)->token;
  store.commit();
  CHECK(store.ledger().outbox_item(id)->token == token);
  CHECK(store.ledger().pending().at(0).token == token);
}

TEST_CASE_TEMPLATE("a settled item is off the outbox", Store, LEDGER_STORES)
{
  Store store;
  const auto id = store.ledger().queue(a_post("one"), at(1));
  const auto other = store.ledger().queue(a_post("two"), at(1));
  CHECK(store.ledger().settle(id, true, "", at(2)));
  REQUIRE(store.ledger().pending().size() == 1);
  CHECK(store.ledger().pending()[0].id == other);
  CHECK_FALSE(store.ledger().outbox_item(id));
}

TEST_CASE_TEMPLATE("an item settles once, whatever the outcome", Store, LEDGER_STORES)
{
  Store store;
  const auto id = store.ledger().queue(a_post("one"), at(1));
  CHECK(store.ledger().settle(id, false, "the channel is archived", at(2)));
  CHECK_FALSE(store.ledger().settle(id, true, "", at(3)));
  CHECK_FALSE(store.ledger().settle(id + 1, true, "", at(3)));
}

TEST_CASE_TEMPLATE("an outbox id is never given twice", Store, LEDGER_STORES)
{
  Store store;
  const auto first = store.ledger().queue(a_post("one"), at(1));
  store.ledger().settle(first, true, "", at(2));
  CHECK(store.ledger().queue(a_post("two"), at(3)) > first);
}

TEST_CASE_TEMPLATE("undo takes the caller's last change in the incident, all of it", Store,
                   LEDGER_STORES)
{
  Store store;
  Change change{.incident = 1, .person = "U1", .at = at(5), .words = "sev 1"};
  change.before = to_json(an_incident());
  change.entries = {3, 4};
  change.action = ActionItem{.number = 2, .incident = 1, .text = "x", .owner = "U2", .done = true};
  change.entry = a_message(1, "1.1", "was");
  change.entry->revisions = {{at(1), "earlier"}};
  change.entry->deleted_at = at(3);
  store.ledger().add(change);
  const auto taken = store.ledger().take_last_change(1, "U1", at(0));
  REQUIRE(taken);
  CHECK(taken->id == change.id);
  CHECK(taken->at == at(5));
  CHECK(taken->words == "sev 1");
  CHECK(taken->before == change.before);
  CHECK(taken->entries == std::vector<std::int64_t>{3, 4});
  CHECK(taken->action->owner == "U2");
  CHECK(taken->action->done);
  CHECK_FALSE(taken->action->due);
  CHECK(taken->entry->text == "was");
  CHECK(taken->entry->message_id == "1.1");
  CHECK(taken->entry->deleted_at == at(3));
  REQUIRE(taken->entry->revisions.size() == 1);
  CHECK(taken->entry->revisions[0].text == "earlier");
}

TEST_CASE_TEMPLATE("a change is undone once, then the one before it", Store, LEDGER_STORES)
{
  Store store;
  Change first{.incident = 1, .person = "U1", .at = at(5), .words = "first"};
  Change second{.incident = 1, .person = "U1", .at = at(5), .words = "second"};
  store.ledger().add(first);
  store.ledger().add(second);
  CHECK(store.ledger().take_last_change(1, "U1", at(0))->words == "second");
  CHECK(store.ledger().take_last_change(1, "U1", at(0))->words == "first");
  CHECK_FALSE(store.ledger().take_last_change(1, "U1", at(0)));
}

TEST_CASE_TEMPLATE("undo reaches neither other people's, other incidents' nor old changes", Store,
                   LEDGER_STORES)
{
  Store store;
  Change change{.incident = 1, .person = "U1", .at = at(5), .words = "mine"};
  store.ledger().add(change);
  CHECK_FALSE(store.ledger().take_last_change(1, "U2", at(0)));
  CHECK_FALSE(store.ledger().take_last_change(2, "U1", at(0)));
  CHECK_FALSE(store.ledger().take_last_change(1, "U1", at(6)));
  CHECK(store.ledger().take_last_change(1, "U1", at(5)));
}

}  // namespace secondstory::storage::tests
