#include "adapters/slack/contact.hpp"

#include <doctest/doctest.h>

#include <boost/asio/io_context.hpp>

using namespace secondstory;
using namespace secondstory::slack;
using namespace std::chrono_literals;

namespace {

struct Keeper
{
  boost::asio::io_context context;
  std::vector<Contact> told;
  bool live = true;
  bool full = false;
  std::shared_ptr<ContactKeeper> keeper = std::make_shared<ContactKeeper>(
      context.get_executor(),
      [this](const Event& event, const std::function<void()>&) {
        if (!full) told.push_back(std::get<Contact>(event.what));
        return !full;
      },
      [this] { return live; });

  /// The start is over, which always counts as a gap.
  Keeper() { keeper->came_back(0ms); }
};

}  // namespace

TEST_CASE("M24: the start counts as a gap, a moment without connection does not")
{
  Keeper it;
  REQUIRE(it.told.size() == 1);
  CHECK(it.told[0].missed);
  CHECK_FALSE(it.keeper->came_back(20s));
  REQUIRE(it.told.size() == 2);
  CHECK_FALSE(it.told[1].missed);
}

TEST_CASE("M24: more than a minute without connection is a gap, in one or in several pieces")
{
  Keeper it;
  CHECK(it.keeper->came_back(70s));
  CHECK(it.told.back().missed);
  CHECK_FALSE(it.keeper->came_back(40s));
  CHECK_FALSE(it.told.back().missed);
  CHECK(it.keeper->came_back(40s));
  CHECK(it.told.back().missed);
}

TEST_CASE("M24: while Slack drops events the contact does not count, and afterwards it is a gap")
{
  Keeper it;
  it.keeper->rate_limited();
  CHECK_FALSE(it.keeper->came_back(1s));
  CHECK(it.told.size() == 1);
}

TEST_CASE("M24: nothing is told while nobody can reach us, and the gap is not forgotten over it")
{
  Keeper it;
  it.live = false;
  it.keeper->interrupted();
  CHECK(it.told.size() == 1);
  it.live = true;
  it.keeper->came_back(1s);
  REQUIRE(it.told.size() == 2);
  CHECK(it.told[1].missed);
}

TEST_CASE("M24: a full ledger is asked again, and the gap is told then")
{
  Keeper it;
  it.full = true;
  it.keeper->interrupted();
  CHECK(it.told.size() == 1);
  it.full = false;
  for (int i = 0; i < 10 && it.told.size() < 2; ++i) it.context.run_one_for(1s);
  REQUIRE(it.told.size() == 2);
  CHECK(it.told[1].missed);
  it.keeper->stop();
}
