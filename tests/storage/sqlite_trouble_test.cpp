#include <atomic>

#include "tests/storage/temporary_folder.hpp"
#include "tests/storage/writer_harness.hpp"

namespace secondstory::storage::tests {

namespace {

/// A writer whose database cannot grow, so that it fails as on a full disk.
struct Full
{
  explicit Full(const std::string& path = ":memory:")
      : writer(open_writer(path, [this](const Event& event, Ledger& ledger) {
          tried.put(event.delivery_key);
          record_message(event, ledger);
        }))
  {
    // Less than there are means: as many as there are.
    limit_pages(1);
  }
  void limit_pages(int pages)
  {
    ask(*writer, [pages](Ledger& l) {
      return number(l, ("PRAGMA max_page_count = " + std::to_string(pages)).c_str());
    });
  }
  void fail_once()
  {
    CHECK(writer->submit(an_event("big", std::string(200'000, 'x')),
                         [this](Recorded) { told.put("big"); }));
    // The second try begins after the first has failed.
    tried.wait_for(2);
  }

  Mailbox<std::string> tried;
  Mailbox<std::string> told;
  std::unique_ptr<Writer> writer;
};

}  // namespace

TEST_CASE("while the disk is full the writer is unhealthy and acknowledges nothing")
{
  Full disk;
  CHECK(disk.writer->healthy());
  CHECK(disk.writer->complaint().empty());
  disk.fail_once();
  CHECK_FALSE(disk.writer->healthy());
  CHECK(disk.writer->complaint().find("full") != std::string::npos);
  CHECK(disk.told.size() == 0);
}

TEST_CASE("when there is room again the same events are recorded once and told")
{
  Full disk;
  disk.fail_once();
  disk.writer->submit(an_event("next"), [&](Recorded) { disk.told.put("next"); });
  disk.limit_pages(100'000);
  CHECK(disk.told.wait_for(2) == std::vector<std::string>{"big", "next"});
  CHECK(disk.writer->healthy());
  CHECK(disk.writer->complaint().empty());
  CHECK(ask(*disk.writer, [](Ledger& l) { return l.entries(1).size(); }) == 2);
  CHECK(ask(*disk.writer, [](Ledger& l) { return number(l, "SELECT count(*) FROM quarantine"); }) ==
        0);
}

TEST_CASE("a failed batch leaves nothing of itself, not even its good events")
{
  Gate gate;
  Mailbox<std::string> told;
  Mailbox<bool> failed;
  const auto writer = open_writer(":memory:", [&](const Event& event, Ledger& ledger) {
    if (event.delivery_key == "first") gate.pass();
    if (event.delivery_key == "small") failed.put(ledger.remember("probe", at(1)));
    record_message(event, ledger);
  });
  ask(*writer, [](Ledger& l) { return number(l, "PRAGMA max_page_count = 1"); });
  const auto tell = [&](const std::string& key) {
    return [&told, key](Recorded) { told.put(key); };
  };
  writer->submit(an_event("first"), tell("first"));
  gate.wait_until_reached();
  writer->submit(an_event("small"), tell("small"));
  writer->submit(an_event("big", std::string(200'000, 'x')), tell("big"));
  gate.open();
  // On the second try the probe of the first is gone: it was rolled back with its batch.
  CHECK(failed.wait_for(2) == std::vector<bool>{true, true});
  CHECK(told.wait_for(1) == std::vector<std::string>{"first"});
  CHECK_FALSE(ask(*writer, [](Ledger& l) { return l.entry_of({war_room, "small"}); }));
}

TEST_CASE("a handler that swallows the storage's failure does not get its event acknowledged")
{
  Mailbox<bool> tried;
  std::atomic<bool> told = false;
  const auto writer = open_writer(":memory:", [&](const Event& event, Ledger& ledger) {
    tried.put(true);
    try {
      record_message(event, ledger);
    } catch (...) {
    }
  });
  ask(*writer, [](Ledger& l) { return number(l, "PRAGMA max_page_count = 1"); });
  writer->submit(an_event("big", std::string(200'000, 'x')), [&](Recorded) { told = true; });
  tried.wait_for(2);
  CHECK_FALSE(told);
  CHECK_FALSE(writer->healthy());
}

TEST_CASE("queries are answered while the storage refuses writes")
{
  Full disk;
  disk.fail_once();
  CHECK(ask(*disk.writer, [](Ledger& l) { return l.incidents().empty(); }));
}

TEST_CASE("a query that fails on a full disk makes the writer unhealthy until a write succeeds")
{
  Full disk;
  Mailbox<bool> ran;
  disk.writer->query([&](Ledger& ledger) {
    ran.put(true);
    ledger.save(PersonSeen{.platform = "slack", .id = std::string(200'000, 'x')});
  });
  ran.wait_for(1);
  // This one comes after the first has been rolled back.
  CHECK(ask(*disk.writer, [](Ledger& l) { return l.people("slack").empty(); }));
  CHECK_FALSE(disk.writer->healthy());
  disk.limit_pages(100'000);
  disk.writer->submit(an_event("next"), [&](Recorded) { disk.told.put("next"); });
  disk.told.wait_for(1);
  CHECK(disk.writer->healthy());
}

TEST_CASE("stopping does not wait for a disk that stays full, and tells nobody of success")
{
  Full disk;
  disk.fail_once();
  disk.writer->stop();
  CHECK(disk.told.size() == 0);
}

TEST_CASE("a database that another program keeps locked is waited for")
{
  TemporaryFolder folder;
  const auto path = folder / "a.db";
  Mailbox<Recorded> told;
  const auto writer = open_writer(path, record_message);
  SQLite::Database other(path, SQLite::OPEN_READWRITE);
  other.exec("BEGIN IMMEDIATE");
  writer->submit(an_event("Ev1"), [&](Recorded r) { told.put(r); });
  CHECK(told.size() == 0);
  other.exec("ROLLBACK");
  CHECK_FALSE(told.wait_for(1)[0].quarantined);
}

}  // namespace secondstory::storage::tests
