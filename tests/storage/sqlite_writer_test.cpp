#include "tests/storage/temporary_folder.hpp"
#include "tests/storage/writer_harness.hpp"

namespace secondstory::storage::tests {

TEST_CASE("a submitted event is recorded and its sender told")
{
  Mailbox<Recorded> told;
  const auto writer = open_writer(":memory:", record_message);
  CHECK(writer->submit(an_event("Ev1", "hello"), [&](Recorded r) { told.put(r); }));
  const auto outcome = told.wait_for(1)[0];
  CHECK_FALSE(outcome.duplicate);
  CHECK_FALSE(outcome.quarantined);
  CHECK(ask(*writer, [](Ledger& l) { return l.entries(1); }).at(0).text == "hello");
}

TEST_CASE("a repeated delivery is told as a duplicate and changes nothing")
{
  Mailbox<Recorded> told;
  const auto writer = open_writer(":memory:", record_message);
  for (const auto* key : {"Ev1", "Ev1", "Ev2"}) {
    writer->submit(an_event(key), [&](Recorded r) { told.put(r); });
  }
  const auto outcomes = told.wait_for(3);
  CHECK_FALSE(outcomes[0].duplicate);
  CHECK(outcomes[1].duplicate);
  CHECK_FALSE(outcomes[2].duplicate);
  CHECK(ask(*writer, [](Ledger& l) { return l.entries(1).size(); }) == 2);
}

TEST_CASE("events that arrive while one is being written form one batch")
{
  Gate gate;
  Mailbox<Batch> batches;
  const auto writer = open_writer(":memory:", [&](const Event& event, Ledger& ledger) {
    if (event.delivery_key == "first") gate.pass();
    record_message(event, ledger);
  });
  writer->on_batch([&](const Batch& batch) { batches.put(batch); });
  writer->submit(an_event("first"), {});
  gate.wait_until_reached();
  for (int i = 0; i < 20; ++i) writer->submit(an_event("Ev" + std::to_string(i)), {});
  gate.open();
  const auto seen = batches.wait_for(2);
  CHECK(seen[0].events == 1);
  CHECK(seen[1].events == 20);
}

TEST_CASE("a batch is no larger than its maximum, and events keep their order")
{
  Gate gate;
  Mailbox<std::size_t> sizes;
  Mailbox<std::string> handled;
  const auto writer = open_writer(":memory:",
                                  [&](const Event& event, Ledger&) {
                                    if (event.delivery_key == "first") gate.pass();
                                    handled.put(event.delivery_key);
                                  },
                                  {.batch_events_max = 2});
  writer->on_batch([&](const Batch& batch) { sizes.put(batch.events); });
  writer->submit(an_event("first"), {});
  gate.wait_until_reached();
  for (const auto* key : {"a", "b", "c"}) writer->submit(an_event(key), {});
  gate.open();
  CHECK(sizes.wait_for(3) == std::vector<std::size_t>{1, 2, 1});
  CHECK(handled.wait_for(4) == std::vector<std::string>{"first", "a", "b", "c"});
}

TEST_CASE("a full queue takes no event and never calls back for it")
{
  Gate gate;
  Mailbox<Recorded> told;
  std::atomic<bool> refused_told = false;
  const auto writer = open_writer(":memory:",
                                  [&](const Event& event, Ledger&) {
                                    if (event.delivery_key == "first") gate.pass();
                                  },
                                  {.queue_events_max = 2});
  const auto tell = [&](Recorded r) { told.put(r); };
  CHECK(writer->submit(an_event("first"), tell));
  gate.wait_until_reached();
  CHECK(writer->submit(an_event("a"), tell));
  CHECK(writer->submit(an_event("b"), tell));
  CHECK_FALSE(writer->submit(an_event("c"), [&](Recorded) { refused_told = true; }));
  gate.open();
  told.wait_for(3);
  CHECK(writer->submit(an_event("d"), tell));
  told.wait_for(4);
  CHECK_FALSE(refused_told);
}

TEST_CASE("nobody is told before another process could read what was written")
{
  TemporaryFolder folder;
  const auto path = folder / "a.db";
  Mailbox<std::size_t> read;
  const auto entries_elsewhere = [&] {
    std::size_t count = 99;
    const auto result =
        read_sqlite(path, [&](Ledger& ledger) { count = ledger.entries(1).size(); });
    CHECK(result);
    return count;
  };
  const auto writer = open_writer(path, [&](const Event& event, Ledger& ledger) {
    record_message(event, ledger);
    read.put(entries_elsewhere());
  });
  writer->submit(an_event("Ev1"), [&](Recorded) { read.put(entries_elsewhere()); });
  CHECK(read.wait_for(2) == std::vector<std::size_t>{0, 1});
}

TEST_CASE("a batch tells how many events and duplicates it held and what it queued")
{
  Mailbox<Batch> batches;
  const auto writer = open_writer(":memory:", [](const Event& event, Ledger& ledger) {
    if (!ledger.remember(event.delivery_key, event.received)) return;
    ledger.queue(SetTopic{.channel = war_room, .topic = event.delivery_key}, event.received);
  });
  writer->on_batch([&](const Batch& batch) { batches.put(batch); });
  writer->submit(an_event("Ev1"), {});
  const auto first = batches.wait_for(1)[0];
  CHECK(first.events == 1);
  CHECK(first.duplicates == 0);
  REQUIRE(first.queued.size() == 1);
  CHECK(first.queued[0].id == 1);
  CHECK(first.queued[0].token.size() == 32);
  CHECK(std::get<SetTopic>(first.queued[0].effect).topic == "Ev1");
  writer->submit(an_event("Ev1"), {});
  const auto second = batches.wait_for(2)[1];
  CHECK(second.duplicates == 1);
  CHECK(second.queued.empty());
}

TEST_CASE("a query sees every event that was submitted before it")
{
  const auto writer = open_writer(":memory:", record_message, {.batch_events_max = 3});
  for (int i = 0; i < 50; ++i) writer->submit(an_event("Ev" + std::to_string(i)), {});
  CHECK(ask(*writer, [](Ledger& l) { return l.entries(1).size(); }) == 50);
}

TEST_CASE("what a query writes is kept, and what it queues is told")
{
  Mailbox<Batch> batches;
  const auto writer = open_writer(":memory:", record_message);
  writer->on_batch([&](const Batch& batch) { batches.put(batch); });
  writer->query([](Ledger& l) { l.queue(SetTopic{.channel = war_room, .topic = "t"}, at(1)); });
  const auto batch = batches.wait_for(1)[0];
  CHECK(batch.events == 0);
  CHECK(batch.queued.size() == 1);
  CHECK(ask(*writer, [](Ledger& l) { return l.pending().size(); }) == 1);
}

TEST_CASE("a query that throws leaves nothing behind and the writer at work")
{
  const auto writer = open_writer(":memory:", record_message);
  writer->query([](Ledger& ledger) {
    ledger.remember("Ev1", at(1));
    throw std::runtime_error("no");
  });
  CHECK(ask(*writer, [](Ledger& l) { return l.remember("Ev1", at(1)); }));
  CHECK(writer->healthy());
}

TEST_CASE("a callback that throws does not end the writer")
{
  Mailbox<Recorded> told;
  const auto writer = open_writer(":memory:", record_message);
  writer->submit(an_event("Ev1"), [](Recorded) { throw std::runtime_error("no"); });
  writer->submit(an_event("Ev2"), [&](Recorded r) { told.put(r); });
  told.wait_for(1);
}

TEST_CASE("an event whose handling fails is set aside and the rest of its batch goes on")
{
  Gate gate;
  Mailbox<Recorded> told;
  Mailbox<Batch> batches;
  const auto writer = open_writer(":memory:", [&](const Event& event, Ledger& ledger) {
    if (event.delivery_key == "first") gate.pass();
    record_message(event, ledger);
    ledger.queue(SetTopic{.channel = war_room, .topic = event.delivery_key}, event.received);
    if (event.delivery_key == "bad") throw std::runtime_error("cannot make sense of it");
  });
  writer->on_batch([&](const Batch& batch) { batches.put(batch); });
  writer->submit(an_event("first"), {});
  gate.wait_until_reached();
  for (const auto* key : {"good", "bad", "better"}) {
    writer->submit(an_event(key, key), [&](Recorded r) { told.put(r); });
  }
  gate.open();
  const auto outcomes = told.wait_for(3);
  CHECK_FALSE(outcomes[0].quarantined);
  CHECK(outcomes[1].quarantined);
  CHECK_FALSE(outcomes[2].quarantined);
  CHECK(batches.wait_for(2)[1].queued.size() == 2);
  const auto entries = ask(*writer, [](Ledger& l) { return l.entries(1); });
  REQUIRE(entries.size() == 3);
  CHECK_FALSE(ask(*writer, [](Ledger& l) { return l.entry_of({war_room, "bad"}); }));
  CHECK(writer->healthy());
}

TEST_CASE("the quarantine tells which delivery failed, when and why")
{
  Mailbox<Recorded> told;
  const auto writer = open_writer(
      ":memory:", [](const Event&, Ledger&) { throw std::runtime_error("no such verb"); });
  writer->submit(an_event("Ev1", "private words"), [&](Recorded r) { told.put(r); });
  told.wait_for(1);
  const auto row = ask(*writer, [](Ledger& l) {
    return database_of(l)
        .execAndGet(
            "SELECT delivery_key || '|' || platform || '|' || type || '|' || error || '|' "
            "|| at FROM quarantine")
        .getString();
  });
  CHECK(row ==
        "Ev1|slack|message|no such verb|" + std::to_string(at(1).time_since_epoch().count()));
}

TEST_CASE("an event that was set aside is a duplicate when it is delivered again")
{
  Mailbox<Recorded> told;
  std::atomic<int> tries = 0;
  const auto writer = open_writer(":memory:", [&](const Event& event, Ledger& ledger) {
    if (!ledger.remember(event.delivery_key, event.received)) return;
    ++tries;
    throw 42;  // not even a std::exception
  });
  for (int i = 0; i < 2; ++i) writer->submit(an_event("Ev1"), [&](Recorded r) { told.put(r); });
  const auto outcomes = told.wait_for(2);
  CHECK(outcomes[0].quarantined);
  CHECK(outcomes[1].duplicate);
  CHECK(tries == 1);
}

TEST_CASE("a broken rule of the ledger sets its event aside and the storage stays healthy")
{
  Mailbox<Recorded> told;
  const auto writer = open_writer(":memory:", [](const Event&, Ledger& ledger) {
    auto lost = a_message(77, "1.1", "of no incident");
    ledger.add(lost);
  });
  writer->submit(an_event("Ev1"), [&](Recorded r) { told.put(r); });
  CHECK(told.wait_for(1)[0].quarantined);
  CHECK(writer->healthy());
}

TEST_CASE("an outcome that cannot be handled still takes its effect off the outbox")
{
  Mailbox<Recorded> told;
  const auto writer =
      open_writer(":memory:", [](const Event&, Ledger&) { throw std::runtime_error("no"); });
  const auto id = ask(*writer, [](Ledger& l) {
    return l.queue(SetTopic{.channel = war_room, .topic = "t"}, at(1));
  });
  Event outcome{.platform = "slack", .at = at(2), .received = at(2), .what = EffectSettled{}};
  std::get<EffectSettled>(outcome.what).outbox_id = id;
  writer->submit(outcome, [&](Recorded r) { told.put(r); });
  told.wait_for(1);
  CHECK(ask(*writer, [](Ledger& l) { return l.pending().empty(); }));
}

TEST_CASE("M7: deliveries are forgotten after two days, not before")
{
  const auto writer = open_writer(":memory:", record_message);
  constexpr std::int64_t hour = 3600;
  writer->submit(an_event("Ev1", "", at(0)), {});
  writer->submit(an_event("Ev2", "", at(2 * hour)), {});
  CHECK(ask(*writer, [](Ledger& l) { return number(l, "SELECT count(*) FROM inbox"); }) == 2);
  writer->submit(an_event("Ev3", "", at(49 * hour)), {});
  CHECK(ask(*writer, [](Ledger& l) { return l.remember("Ev1", at(50 * hour)); }));
  CHECK_FALSE(ask(*writer, [](Ledger& l) { return l.remember("Ev2", at(50 * hour)); }));
}

TEST_CASE("pruning removes a limited number of rows at a time")
{
  const auto connection = Connection::open_to_write(":memory:");
  REQUIRE(connection);
  SqliteLedger ledger(**connection);
  for (int i = 0; i < 10; ++i) ledger.remember("Ev" + std::to_string(i), at(i));
  ledger.prune(at(1'000'000), 4);
  CHECK(number(ledger, "SELECT count(*) FROM inbox") == 6);
  CHECK(ledger.remember("Ev0", at(0)));
  CHECK_FALSE(ledger.remember("Ev9", at(0)));
}

TEST_CASE("pruning takes old undo steps and settled effects, never what is to be said")
{
  const auto connection = Connection::open_to_write(":memory:");
  REQUIRE(connection);
  SqliteLedger ledger(**connection);
  Change change{.incident = 1, .person = "U1", .at = at(0)};
  ledger.add(change);
  const auto settled = ledger.queue(SetTopic{.channel = war_room, .topic = "said"}, at(0));
  ledger.queue(SetTopic{.channel = war_room, .topic = "to be said"}, at(0));
  ledger.settle(settled, true, "", at(1));
  constexpr std::int64_t day = 86400;
  ledger.prune(at(29 * day), 100);
  CHECK(number(ledger, "SELECT count(*) FROM changes") == 0);
  CHECK(number(ledger, "SELECT count(*) FROM outbox") == 2);
  ledger.prune(at(31 * day), 100);
  REQUIRE(ledger.pending().size() == 1);
  CHECK(number(ledger, "SELECT count(*) FROM outbox") == 1);
}

TEST_CASE("closed incidents are forgotten after the days of retention, with 0 never")
{
  constexpr std::int64_t day = 86400;
  const auto handler = [](const Event& event, Ledger& ledger) {
    if (std::holds_alternative<MessagePosted>(event.what)) record_message(event, ledger);
  };
  for (const int days : {0, 30}) {
    WriterOptions options;
    options.retention = std::chrono::days{days};
    const auto writer = open_writer(":memory:", handler, options);
    writer->submit(an_event("Ev1", "words", at(0)), {});
    ask(*writer, [](Ledger& ledger) {
      auto incident = *ledger.incident(1);
      incident.status = Status::closed;
      incident.closed_at = at(day);
      ledger.save(incident);
      return true;
    });
    // Whatever happens next: each commit prunes.
    const auto entries_on = [&](std::int64_t when) {
      writer->submit(Event{{}, "slack", at(when), at(when), PersonSeen{"slack", "U1"}}, {});
      return ask(*writer, [](Ledger& ledger) { return ledger.entries(1).size(); });
    };
    CHECK(entries_on(30 * day) == 1);
    CHECK(entries_on(32 * day) == (days == 0 ? 1 : 0));
  }
}

TEST_CASE("stopping records what is queued")
{
  TemporaryFolder folder;
  const auto path = folder / "a.db";
  Mailbox<Recorded> told;
  const auto writer = open_writer(path, record_message, {.batch_events_max = 7});
  for (int i = 0; i < 100; ++i) {
    writer->submit(an_event("Ev" + std::to_string(i)), [&](Recorded r) { told.put(r); });
  }
  writer->stop();
  CHECK(told.size() == 100);
  std::size_t count = 0;
  CHECK(read_sqlite(path, [&](Ledger& ledger) { count = ledger.entries(1).size(); }));
  CHECK(count == 100);
}

TEST_CASE("a stopped writer takes no event, and stopping twice is stopping once")
{
  const auto writer = open_writer(":memory:", record_message);
  writer->stop();
  writer->stop();
  CHECK_FALSE(writer->submit(an_event("Ev1"), {}));
}

TEST_CASE("a callback may stop the writer")
{
  Mailbox<bool> stopped;
  const auto writer = open_writer(":memory:", record_message);
  writer->submit(an_event("Ev1"), [&](Recorded) {
    writer->stop();
    stopped.put(writer->submit(an_event("Ev2"), {}));
  });
  CHECK(stopped.wait_for(1) == std::vector<bool>{false});
}

TEST_CASE("an effect that another version wrote does not hold up the others")
{
  const auto writer = open_writer(":memory:", record_message);
  const auto pending = ask(*writer, [](Ledger& l) {
    l.queue(SetTopic{.channel = war_room, .topic = "odd"}, at(0));
    database_of(l).exec("UPDATE outbox SET type = 'telepathy'");
    l.queue(SetTopic{.channel = war_room, .topic = "known"}, at(0));
    return l.pending();
  });
  REQUIRE(pending.size() == 1);
  CHECK(std::get<SetTopic>(pending[0].effect).topic == "known");
}

TEST_CASE("a writer that cannot open its file says why")
{
  const auto writer = open_sqlite("/proc/secondstory.db", record_message);
  REQUIRE_FALSE(writer);
  CHECK(writer.error().fault == Fault::storage);
}

}  // namespace secondstory::storage::tests
