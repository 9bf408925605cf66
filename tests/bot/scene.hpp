#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bot/bot.hpp"
#include "storage/writer.hpp"

namespace secondstory::tests {

/// A stage for the core: people speak and command in one channel, a second passes between any two
/// events, and what the bot wants done is collected. The ledger is a real one, in memory.
class Scene
{
 public:
  explicit Scene(Settings settings = {});
  ~Scene();

  // What happens. Message ids are made from the time, as the service would.
  std::string say(const std::string& person, const std::string& text,
                  std::optional<std::string> thread = std::nullopt);
  void edit(const std::string& message, const std::string& person, const std::string& text);
  void remove(const std::string& message);
  void react(const std::string& message, const std::string& person, Mark mark, bool added = true);
  void command(const std::string& person, const std::string& words);
  std::string mention(const std::string& person, const std::string& words,
                      std::optional<std::string> thread = std::nullopt);
  void press(const std::string& person, const std::string& action, const std::string& value);
  void happen(Happening what, std::string key = {});
  void deliver(const Event& event);
  void pass(std::chrono::seconds span) { now_ += span; }

  /// Declares an incident here and forgets the effects of it.
  void declare(const std::string& words = "Checkout returns 500 sev2 here");
  /// The chat service carries out everything that is pending; posts become messages.
  void settle_all();
  void settle(const EffectSettled& outcome) { happen(outcome); }

  /// The service tells of somebody as a full member, unless it told of them before. All who speak
  /// through the above are met.
  void meet(const std::string& person);
  /// The service tells of a channel. Where people command through the above it told that everybody
  /// may read it, unless it told something before.
  void name_channel(const Channel& channel, bool is_private = false);

  // What the bot wants done, since last asked.
  std::vector<OutboxItem> take_effects();
  /// The words of the public lines, and of what one person was told, since last asked.
  std::string said();
  std::string told(const std::string& person);

  // What is recorded.
  void look(const std::function<void(Ledger&)>& work);
  Incident incident(std::int64_t number = 1);
  std::vector<Entry> entries(std::int64_t number = 1);
  Entry entry_of(const std::string& message);

  Time now() const { return now_; }
  const Channel channel{"slack", "C1"};
  /// Where the next events happen.
  Channel here = channel;

 private:
  std::string next_id();
  void meet_channel();
  Time now_;
  std::int64_t serial_ = 0;
  Bot bot_;
  std::vector<OutboxItem> effects_;
  std::unique_ptr<storage::Writer> writer_;
};

/// Words that the engine flags, for tests of what follows from that.
inline const std::string blameful = "You deployed broken code";

}  // namespace secondstory::tests
