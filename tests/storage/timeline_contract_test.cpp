#include "tests/storage/ledger_stores.hpp"

namespace secondstory::storage::tests {

namespace {

/// An empty store with INC-1 in the war room and INC-2 elsewhere.
template <class Store>
struct WithIncidents : Store
{
  WithIncidents()
  {
    auto one = an_incident("one");
    auto two = an_incident("two", elsewhere);
    this->ledger().add(one);
    this->ledger().add(two);
  }
};

std::vector<std::string> texts(const std::vector<Entry>& entries)
{
  std::vector<std::string> out;
  for (const auto& entry : entries) out.push_back(entry.text);
  return out;
}

}  // namespace

TEST_CASE_TEMPLATE("timeline entries are numbered within their incident", Store, LEDGER_STORES)
{
  WithIncidents<Store> store;
  auto a = a_message(1, "1.1", "a");
  auto b = a_message(2, "1.2", "b");
  auto c = a_message(1, "1.3", "c");
  CHECK(store.ledger().add(a) == 1);
  CHECK(store.ledger().add(b) == 1);
  CHECK(store.ledger().add(c) == 2);
  CHECK(c.number == 2);
}

TEST_CASE_TEMPLATE("an entry is read as it was added, every field of it", Store, LEDGER_STORES)
{
  WithIncidents<Store> store;
  auto entry = a_message(1, "1.1", "the pool ran dry", at(30));
  entry.kind = EntryKind::alert;
  entry.thread_id = "1.0";
  entry.key_event = true;
  entry.hidden = true;
  entry.reworded = "the pool was too small";
  entry.edited_at = at(40);
  entry.deleted_at = at(50);
  entry.revisions = {{at(35), "the pol"}, {at(40), "the pool"}};
  store.ledger().add(entry);
  const auto read = store.ledger().entry(1, 1);
  REQUIRE(read);
  CHECK(read->at == at(30));
  CHECK(read->kind == EntryKind::alert);
  CHECK(read->actor == "U1");
  CHECK(read->text == "the pool ran dry");
  CHECK(read->channel == war_room);
  CHECK(read->message_id == "1.1");
  CHECK(read->thread_id == "1.0");
  CHECK(read->key_event);
  CHECK(read->hidden);
  CHECK(read->reworded == "the pool was too small");
  CHECK(read->edited_at == at(40));
  CHECK(read->deleted_at == at(50));
  REQUIRE(read->revisions.size() == 2);
  CHECK(read->revisions[0].until == at(35));
  CHECK(read->revisions[1].text == "the pool");
}

TEST_CASE_TEMPLATE("every kind of entry survives the store", Store, LEDGER_STORES)
{
  WithIncidents<Store> store;
  for (int kind = 0; kind <= static_cast<int>(EntryKind::system); ++kind) {
    Entry entry{.incident = 1, .at = at(kind), .kind = static_cast<EntryKind>(kind)};
    store.ledger().add(entry);
    CHECK(store.ledger().entry(1, entry.number)->kind == static_cast<EntryKind>(kind));
  }
}

TEST_CASE_TEMPLATE("a timeline stands in the order of time, not of arrival", Store, LEDGER_STORES)
{
  WithIncidents<Store> store;
  auto later = a_message(1, "1.2", "later", at(20));
  auto earlier = a_message(1, "1.1", "earlier", at(10));
  store.ledger().add(later);
  store.ledger().add(earlier);
  CHECK(texts(store.ledger().entries(1)) == std::vector<std::string>{"earlier", "later"});
}

TEST_CASE_TEMPLATE("entries of one moment stand in the order of their message ids", Store,
                   LEDGER_STORES)
{
  WithIncidents<Store> store;
  auto b = a_message(1, "1.000200", "b");
  auto a = a_message(1, "1.000100", "a");
  store.ledger().add(b);
  store.ledger().add(a);
  CHECK(texts(store.ledger().entries(1)) == std::vector<std::string>{"a", "b"});
}

TEST_CASE_TEMPLATE("entries of one moment without a message stand in the order of their numbers",
                   Store, LEDGER_STORES)
{
  WithIncidents<Store> store;
  for (const auto* text : {"first", "second", "third"}) {
    Entry entry{.incident = 1, .at = at(1), .kind = EntryKind::system, .text = text};
    store.ledger().add(entry);
  }
  CHECK(texts(store.ledger().entries(1)) == std::vector<std::string>{"first", "second", "third"});
}

TEST_CASE_TEMPLATE("the last entries of a timeline are the last in its order that are not hidden",
                   Store, LEDGER_STORES)
{
  WithIncidents<Store> store;
  auto first = a_message(1, "1.1", "first", at(10));
  auto hidden = a_message(1, "1.5", "hidden", at(50));
  hidden.hidden = true;
  auto late = a_message(1, "1.3", "arrived last", at(20));
  auto same = a_message(1, "1.2", "of the same moment", at(20));
  auto other = a_message(2, "1.9", "of another incident", at(90));
  auto last = a_message(1, "1.4", "last", at(40));
  for (auto* entry : {&first, &last, &hidden, &other, &late, &same}) store.ledger().add(*entry);
  CHECK(texts(store.ledger().last_entries(1, 2)) ==
        std::vector<std::string>{"arrived last", "last"});
  CHECK(texts(store.ledger().last_entries(1, 9)) ==
        std::vector<std::string>{"first", "of the same moment", "arrived last", "last"});
  hidden.hidden = false;
  store.ledger().save(hidden);
  CHECK(texts(store.ledger().last_entries(1, 1)) == std::vector<std::string>{"hidden"});
  CHECK(store.ledger().last_entries(3, 5).empty());
}

TEST_CASE_TEMPLATE("a timeline holds its own incident's entries alone, with their revisions", Store,
                   LEDGER_STORES)
{
  WithIncidents<Store> store;
  auto mine = a_message(1, "1.1", "mine");
  mine.revisions = {{at(2), "mein"}};
  auto other = a_message(2, "1.2", "other");
  other.revisions = {{at(2), "another"}};
  store.ledger().add(mine);
  store.ledger().add(other);
  const auto all = store.ledger().entries(1);
  REQUIRE(all.size() == 1);
  REQUIRE(all[0].revisions.size() == 1);
  CHECK(all[0].revisions[0].text == "mein");
}

TEST_CASE_TEMPLATE("saving an entry appends to its revisions in order", Store, LEDGER_STORES)
{
  WithIncidents<Store> store;
  auto entry = a_message(1, "1.1", "one");
  store.ledger().add(entry);
  for (const auto* text : {"two", "three"}) {
    entry.revisions.push_back({at(5), entry.text});
    entry.text = text;
    store.ledger().save(entry);
  }
  const auto read = store.ledger().entry(1, 1);
  CHECK(read->text == "three");
  REQUIRE(read->revisions.size() == 2);
  CHECK(read->revisions[0].text == "one");
  CHECK(read->revisions[1].text == "two");
}

TEST_CASE_TEMPLATE("a deleted message leaves neither its text nor its revisions in the store",
                   Store, LEDGER_STORES)
{
  WithIncidents<Store> store;
  auto entry = a_message(1, "1.1", "secret");
  entry.revisions = {{at(2), "older secret"}};
  store.ledger().add(entry);
  entry.text.clear();
  entry.revisions.clear();
  entry.deleted_at = at(9);
  store.ledger().save(entry);
  const auto read = store.ledger().entries(1);
  CHECK(read[0].text.empty());
  CHECK(read[0].revisions.empty());
  CHECK(read[0].deleted_at == at(9));
}

TEST_CASE_TEMPLATE("saving an entry that was never added throws", Store, LEDGER_STORES)
{
  WithIncidents<Store> store;
  auto entry = a_message(1, "1.1", "one");
  entry.number = 3;
  CHECK_THROWS_AS(store.ledger().save(entry), std::runtime_error);
}

TEST_CASE_TEMPLATE("an entry is found by its message", Store, LEDGER_STORES)
{
  WithIncidents<Store> store;
  auto entry = a_message(1, "1.1", "here");
  store.ledger().add(entry);
  CHECK(store.ledger().entry_of({war_room, "1.1"})->text == "here");
  CHECK_FALSE(store.ledger().entry_of({war_room, "1.2"}));
  CHECK_FALSE(store.ledger().entry_of({elsewhere, "1.1"}));
}

TEST_CASE_TEMPLATE("a message stands on one timeline once", Store, LEDGER_STORES)
{
  WithIncidents<Store> store;
  auto entry = a_message(1, "1.1", "here");
  auto again = a_message(2, "1.1", "here again");
  store.ledger().add(entry);
  CHECK_THROWS_AS(store.ledger().add(again), std::runtime_error);
}

TEST_CASE_TEMPLATE("an entry of an incident that does not exist is refused", Store, LEDGER_STORES)
{
  WithIncidents<Store> store;
  auto entry = a_message(9, "1.1", "lost");
  CHECK_THROWS_AS(store.ledger().add(entry), std::runtime_error);
}

TEST_CASE_TEMPLATE("a mark stands until the last of those who set it takes it back", Store,
                   LEDGER_STORES)
{
  WithIncidents<Store> store;
  const MessageRef message{war_room, "1.1"};
  store.ledger().set_mark(message, "U1", Mark::key_event, true);
  store.ledger().set_mark(message, "U2", Mark::key_event, true);
  store.ledger().set_mark(message, "U1", Mark::key_event, false);
  CHECK(store.ledger().has_mark(message, Mark::key_event));
  store.ledger().set_mark(message, "U2", Mark::key_event, false);
  CHECK_FALSE(store.ledger().has_mark(message, Mark::key_event));
}

TEST_CASE_TEMPLATE("setting a mark twice and taking it back once leaves none", Store, LEDGER_STORES)
{
  WithIncidents<Store> store;
  const MessageRef message{war_room, "1.1"};
  store.ledger().set_mark(message, "U1", Mark::leave_out, true);
  store.ledger().set_mark(message, "U1", Mark::leave_out, true);
  store.ledger().set_mark(message, "U1", Mark::leave_out, false);
  CHECK_FALSE(store.ledger().has_mark(message, Mark::leave_out));
}

TEST_CASE_TEMPLATE("clearing a mark takes everybody's away, and no other", Store, LEDGER_STORES)
{
  WithIncidents<Store> store;
  const MessageRef message{war_room, "1.1"};
  store.ledger().set_mark(message, "U1", Mark::accept, true);
  store.ledger().set_mark(message, "U2", Mark::accept, true);
  store.ledger().set_mark(message, "U2", Mark::dismiss, true);
  store.ledger().set_mark({war_room, "1.2"}, "U1", Mark::accept, true);
  store.ledger().clear_marks(message, Mark::accept);
  CHECK_FALSE(store.ledger().has_mark(message, Mark::accept));
  CHECK(store.ledger().has_mark(message, Mark::dismiss));
  CHECK(store.ledger().has_mark({war_room, "1.2"}, Mark::accept));
}

TEST_CASE_TEMPLATE("marks of different meanings do not touch each other", Store, LEDGER_STORES)
{
  WithIncidents<Store> store;
  const MessageRef message{war_room, "1.1"};
  store.ledger().set_mark(message, "U1", Mark::accept, true);
  CHECK(store.ledger().has_mark(message, Mark::accept));
  CHECK_FALSE(store.ledger().has_mark(message, Mark::dismiss));
  CHECK_FALSE(store.ledger().has_mark(message, Mark::key_event));
  CHECK_FALSE(store.ledger().has_mark({war_room, "1.2"}, Mark::accept));
}

TEST_CASE_TEMPLATE("everything recorded under a channel's old id moves to the new one", Store,
                   LEDGER_STORES)
{
  WithIncidents<Store> store;
  auto& ledger = store.ledger();
  const Channel renamed{"slack", "C9"};
  auto entry = a_message(1, "1.1", "here");
  ledger.add(entry);
  ledger.set_mark({war_room, "1.1"}, "U1", Mark::key_event, true);
  ledger.set_delivery(war_room, Delivery::off);
  Suggestion suggestion{.incident = 1, .about = {war_room, "1.1"}, .author = "U1", .at = at(3)};
  ledger.add(suggestion);
  ledger.rename_channel(war_room, renamed);
  CHECK(ledger.incident_in(renamed)->number == 1);
  CHECK_FALSE(ledger.incident_in(war_room, true));
  CHECK(ledger.entry_of({renamed, "1.1"})->number == 1);
  CHECK(ledger.has_mark({renamed, "1.1"}, Mark::key_event));
  CHECK_FALSE(ledger.has_mark({war_room, "1.1"}, Mark::key_event));
  CHECK(ledger.delivery(renamed) == Delivery::off);
  CHECK_FALSE(ledger.delivery(war_room));
  CHECK(ledger.suggestion_about({renamed, "1.1"}));
  CHECK(ledger.last_suggestion(renamed, "U1") == at(3));
}

TEST_CASE_TEMPLATE("renaming a channel leaves other channels alone", Store, LEDGER_STORES)
{
  WithIncidents<Store> store;
  store.ledger().rename_channel(war_room, {"slack", "C9"});
  CHECK(store.ledger().incident_in(elsewhere)->number == 2);
}

TEST_CASE_TEMPLATE("what is still to be said goes to the renamed channel", Store, LEDGER_STORES)
{
  WithIncidents<Store> store;
  const Channel renamed{"slack", "C9"};
  store.ledger().queue(PostMessage{.channel = war_room, .content = {say::text("hello")}}, at(1));
  store.ledger().queue(PinMessage{.message = {war_room, "1.1"}}, at(1));
  store.ledger().queue(SetTopic{.channel = elsewhere, .topic = "other"}, at(1));
  store.ledger().rename_channel(war_room, renamed);
  const auto pending = store.ledger().pending();
  REQUIRE(pending.size() == 3);
  CHECK(destination(pending[0].effect) == renamed);
  CHECK(destination(pending[1].effect) == renamed);
  CHECK(destination(pending[2].effect) == elsewhere);
}

TEST_CASE_TEMPLATE("an undo after a channel was renamed keeps the new id", Store, LEDGER_STORES)
{
  WithIncidents<Store> store;
  const Channel renamed{"slack", "C9"};
  Change change{.incident = 1, .person = "U1", .at = at(5)};
  change.entry = a_message(1, "1.1", "before");
  store.ledger().add(change);
  store.ledger().rename_channel(war_room, renamed);
  const auto taken = store.ledger().take_last_change(1, "U1", at(0));
  REQUIRE(taken);
  CHECK(taken->entry->channel == renamed);
}

}  // namespace secondstory::storage::tests
