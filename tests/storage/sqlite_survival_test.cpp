#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <set>

#include "tests/storage/temporary_folder.hpp"
#include "tests/storage/writer_harness.hpp"

namespace secondstory::storage::tests {

namespace {

/// The life of a process that is about to be killed: submits events without end and writes the
/// number of each durable one to the pipe.
[[noreturn]] void submit_until_killed(const std::string& path, int round, int pipe)
{
  auto opened = open_sqlite(path, [](const Event& event, Ledger& ledger) {
    record_message(event, ledger);
    ledger.queue(SetTopic{.channel = war_room, .topic = event.delivery_key}, event.received);
  });
  if (!opened) ::_exit(1);
  for (int i = 0;; ++i) {
    const int number = round * 10'000'000 + i;
    while (!(*opened)->submit(an_event(std::to_string(number)), [number, pipe](Recorded) {
      if (::write(pipe, &number, sizeof number) != sizeof number) ::_exit(1);
    })) {
      ::usleep(50);  // back-pressure: the parent does not wait for this
    }
  }
}

/// Runs such a process, kills it once it has told so many; gives all that it told.
std::vector<int> told_before_kill(const std::string& path, int round, std::size_t count)
{
  std::array<int, 2> pipe{};
  REQUIRE(::pipe(pipe.data()) == 0);
  const auto child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ::close(pipe[0]);
    submit_until_killed(path, round, pipe[1]);
  }
  ::close(pipe[1]);
  std::vector<int> told;
  int number = 0;
  while (::read(pipe[0], &number, sizeof number) == sizeof number) {
    told.push_back(number);
    if (told.size() == count) ::kill(child, SIGKILL);
  }
  ::close(pipe[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  CHECK(WIFSIGNALED(status));
  return told;
}

}  // namespace

TEST_CASE("what was told durable is in the file exactly once after kill -9")
{
  TemporaryFolder folder;
  const auto path = folder / "a.db";
  std::vector<int> told;
  for (int round = 0; round < 5; ++round) {
    const auto more = told_before_kill(path, round, static_cast<std::size_t>(1 + 150 * round));
    told.insert(told.end(), more.begin(), more.end());
  }
  std::map<std::string, int> entries;
  std::map<std::string, int> effects;
  CHECK(read_sqlite(path, [&](Ledger& ledger) {
    for (const auto& entry : ledger.entries(1)) ++entries[*entry.message_id];
    for (const auto& item : ledger.pending()) ++effects[std::get<SetTopic>(item.effect).topic];
  }));
  CHECK(told.size() >= 1505);
  CHECK(std::all_of(told.begin(), told.end(), [&](int number) {
    const auto key = std::to_string(number);
    return entries[key] == 1 && effects[key] == 1;
  }));
}

TEST_CASE("an event and what it queued are in the file together or not at all after kill -9")
{
  TemporaryFolder folder;
  const auto path = folder / "a.db";
  for (int round = 0; round < 3; ++round) told_before_kill(path, round, 100);
  std::set<std::string> entries;
  std::set<std::string> effects;
  CHECK(read_sqlite(path, [&](Ledger& ledger) {
    for (const auto& entry : ledger.entries(1)) entries.insert(*entry.message_id);
    for (const auto& item : ledger.pending()) {
      effects.insert(std::get<SetTopic>(item.effect).topic);
    }
  }));
  CHECK(entries.size() >= 300);
  CHECK(entries == effects);
}

TEST_CASE("M7: a delivery that is repeated after kill -9 is known")
{
  TemporaryFolder folder;
  const auto path = folder / "a.db";
  const auto told = told_before_kill(path, 0, 50);
  Mailbox<Recorded> outcomes;
  const auto writer = open_writer(path, record_message);
  for (const int number : told) {
    writer->submit(an_event(std::to_string(number)), [&](Recorded r) { outcomes.put(r); });
  }
  const auto all = outcomes.wait_for(told.size());
  CHECK(std::all_of(all.begin(), all.end(), [](Recorded r) { return r.duplicate; }));
}

TEST_CASE("tokens and ids of the outbox do not repeat when the file is opened again")
{
  TemporaryFolder folder;
  const auto path = folder / "a.db";
  std::set<std::string> tokens;
  std::set<std::int64_t> ids;
  for (int round = 0; round < 10; ++round) {
    const auto writer = open_writer(path, record_message);
    const auto item = ask(*writer, [](Ledger& l) {
      const auto id = l.queue(SetTopic{.channel = war_room, .topic = "t"}, at(0));
      const auto queued = *l.outbox_item(id);
      // Gone without a trace: the next id must not be this one.
      l.settle(id, true, "", at(1));
      dynamic_cast<SqliteLedger&>(l).prune(at(100 * 86400), 100);
      return queued;
    });
    tokens.insert(item.token);
    ids.insert(item.id);
  }
  CHECK(tokens.size() == 10);
  CHECK(ids.size() == 10);
}

TEST_CASE("no byte of a response URL stays in the file once its effect is settled")
{
  TemporaryFolder folder;
  const auto path = folder / "a.db";
  const std::string secret = "https://hooks.example/commands/T0/1/s3cr3t-s3cr3t";
  const TellPerson tell{.channel = war_room, .person = "U1", .reply = ReplyHandle{secret}};
  {
    const auto writer = open_writer(path, record_message);
    ask(*writer, [&](Ledger& l) { return l.queue(tell, at(0)); });
  }
  CHECK(bytes_of(path).find("s3cr3t") != std::string::npos);
  {
    const auto writer = open_writer(path, record_message);
    CHECK(ask(*writer, [&](Ledger& l) { return l.settle(1, true, "", at(1)); }));
  }
  CHECK(bytes_of(path).find("s3cr3t") == std::string::npos);
  CHECK_FALSE(std::filesystem::exists(path + "-wal"));
}

TEST_CASE("a reader sees one moment of the record while the writer goes on")
{
  TemporaryFolder folder;
  const auto path = folder / "a.db";
  Mailbox<Recorded> told;
  const auto writer = open_writer(path, record_message);
  writer->submit(an_event("Ev1"), [&](Recorded r) { told.put(r); });
  told.wait_for(1);
  CHECK(read_sqlite(path, [&](Ledger& ledger) {
    writer->submit(an_event("Ev2"), [&](Recorded r) { told.put(r); });
    told.wait_for(2);
    CHECK(ledger.entries(1).size() == 1);
  }));
  CHECK(read_sqlite(path, [&](Ledger& ledger) { CHECK(ledger.entries(1).size() == 2); }));
}

TEST_CASE("a reader cannot write")
{
  TemporaryFolder folder;
  const auto path = folder / "a.db";
  open_writer(path, record_message)->stop();
  const auto result = read_sqlite(path, [](Ledger& ledger) { ledger.remember("Ev1", at(0)); });
  REQUIRE_FALSE(result);
  CHECK(result.error().fault == Fault::storage);
  CHECK(read_sqlite(path, [](Ledger& ledger) {
    auto incident = an_incident();
    CHECK_THROWS_AS(ledger.add(incident), std::runtime_error);
    CHECK_THROWS_AS(ledger.settle(1, true, "", at(0)), std::runtime_error);
  }));
}

TEST_CASE("an error of the reader's own is given back as a value")
{
  TemporaryFolder folder;
  const auto path = folder / "a.db";
  open_writer(path, record_message)->stop();
  const auto result =
      read_sqlite(path, [](Ledger&) { throw std::runtime_error("no such incident"); });
  REQUIRE_FALSE(result);
  CHECK(result.error().message.find("no such incident") != std::string::npos);
}

}  // namespace secondstory::storage::tests
