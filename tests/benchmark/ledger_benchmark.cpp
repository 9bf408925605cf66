// How many events a second the writer makes durable, by how many share a commit. The first column
// to read is the ratio: absolute figures are those of the disk's flush on the machine at hand.
// Usage: secondstory_ledger_benchmark [FOLDER]   (on the file system to be measured)

#include <fmt/format.h>
#include <stdlib.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <mutex>

#include "storage/writer.hpp"

namespace {

using namespace secondstory;
using Clock = std::chrono::steady_clock;

/// What recording a message costs the bot: its delivery, its incident, its row.
void record(const Event& event, Ledger& ledger)
{
  if (!ledger.remember(event.delivery_key, event.received)) return;
  const auto& message = std::get<MessagePosted>(event.what);
  auto incident = ledger.incident_in(message.message.channel);
  if (!incident) {
    incident =
        Incident{.title = "benchmark", .severity = "sev3", .channel = message.message.channel};
    ledger.add(*incident);
  }
  Entry entry{.incident = incident->number,
              .at = event.at,
              .actor = message.author,
              .text = message.text,
              .channel = message.message.channel,
              .message_id = message.message.id};
  ledger.add(entry);
}

/// Lets the submitter keep `window` events in flight: the batches come out about that large.
class Window
{
 public:
  explicit Window(std::size_t size) : free_(size) {}
  void take()
  {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return free_ > 0; });
    --free_;
  }
  void give()
  {
    const std::lock_guard lock{mutex_};
    ++free_;
    changed_.notify_one();
  }
  void wait_until_all_are_back(std::size_t size)
  {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [&] { return free_ == size; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t free_;
};

double events_per_second(const std::string& path, std::size_t batch, std::size_t events)
{
  auto writer = storage::open_sqlite(path, record, {.batch_events_max = batch});
  if (!writer) {
    fmt::print(stderr, "{}\n", writer.error().message);
    std::exit(4);
  }
  // Twice the batch, so that the next one is queued while the last is flushed.
  const auto in_flight = batch == 1 ? 1 : 2 * batch;
  Window window(in_flight);
  const auto begin = Clock::now();
  for (std::size_t i = 0; i < events; ++i) {
    window.take();
    const Time now{std::chrono::milliseconds{1'763'640'000'000 + i}};
    (*writer)->submit({.delivery_key = fmt::format("Ev{:010}", i),
                       .platform = "slack",
                       .at = now,
                       .received = now,
                       .what = MessagePosted{.message = {{"slack", "C1"}, fmt::format("{}.0", i)},
                                             .thread = {},
                                             .author = "U1",
                                             .text = std::string(200, 'x')}},
                      [&](storage::Recorded) { window.give(); });
  }
  window.wait_until_all_are_back(in_flight);
  const std::chrono::duration<double> took = Clock::now() - begin;
  (*writer)->stop();
  return static_cast<double>(events) / took.count();
}

}  // namespace

int main(int argc, char** argv)
{
  auto folder = (std::filesystem::path(argc > 1 ? argv[1] : ".") / "ledger-XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr) {
    fmt::print(stderr, "cannot create a folder {}\n", folder);
    return 4;
  }
  fmt::print("{:>6} {:>14} {:>8}   (median of 3)\n", "batch", "events/s", "ratio");
  double one = 0;
  for (const std::size_t batch : {1U, 16U, 64U, 256U}) {
    const auto events = std::min<std::size_t>(3000 * batch, 60'000);
    std::vector<double> runs;
    for (int run = 0; run < 3; ++run) {
      runs.push_back(
          events_per_second(fmt::format("{}/{}-{}.db", folder, batch, run), batch, events));
    }
    std::sort(runs.begin(), runs.end());
    if (batch == 1) one = runs[1];
    fmt::print("{:>6} {:>14.0f} {:>8.1f}\n", batch, runs[1], runs[1] / one);
  }
  std::filesystem::remove_all(folder);
}
