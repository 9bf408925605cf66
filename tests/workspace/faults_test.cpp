#include "adapters/workspace/faults.hpp"

#include <doctest/doctest.h>

using namespace secondstory::workspace;

TEST_CASE("workspace faults: a fault is used as often as it says and for its method alone")
{
  Faults faults;
  faults.add("chat.postMessage", *fault_of({{"error", "internal_error"}, {"times", 2}}));
  CHECK_FALSE(faults.take("chat.update").has_value());
  CHECK(faults.take("chat.postMessage")->error == "internal_error");
  CHECK(faults.take("chat.postMessage").has_value());
  CHECK_FALSE(faults.take("chat.postMessage").has_value());
}

TEST_CASE("workspace faults: a star stands for every method")
{
  Faults faults;
  faults.add("*", *fault_of({{"http_status", 503}}));
  CHECK(faults.take("users.list")->http_status == 503);
}

TEST_CASE("workspace faults: only what comes before the effect prevents it")
{
  CHECK(fault_of({{"drop", "before"}})->prevents());
  CHECK_FALSE(fault_of({{"drop", "after"}})->prevents());
  CHECK(fault_of({{"retry_after", 1.5}})->prevents());
  CHECK_FALSE(fault_of({{"error", "internal_error"}, {"effect", true}})->prevents());
  CHECK_FALSE(fault_of({{"delay_ms", 10}})->prevents());
}

TEST_CASE("workspace faults: what would change nothing is no fault")
{
  CHECK_FALSE(fault_of({{"times", 3}}).has_value());
  CHECK_FALSE(fault_of({{"drop", "sometimes"}}).has_value());
  CHECK_FALSE(fault_of({{"http_status", 42}}).has_value());
  CHECK_FALSE(fault_of({{"error", "x"}, {"times", 0}}).has_value());
}

TEST_CASE("workspace faults: Retry-After may be any text, and an answer any page")
{
  CHECK(fault_of({{"retry_after", "soon"}})->retry_after == "soon");
  CHECK(fault_of({{"retry_after", "soon"}})->prevents());
  CHECK(fault_of({{"body", "<h1>Sign in</h1>"}})->prevents());
}

TEST_CASE(
    "workspace faults: more calls than the rate allows meet a 429 until the window has passed")
{
  using std::chrono::milliseconds;
  Faults faults;
  faults.limit("chat.postMessage", 2, milliseconds{1'000});
  CHECK_FALSE(faults.take("chat.postMessage", milliseconds{0}));
  CHECK_FALSE(faults.take("chat.postMessage", milliseconds{400}));
  const auto limited = faults.take("chat.postMessage", milliseconds{500});
  REQUIRE(limited);
  CHECK(limited->retry_after_s == 1);
  CHECK_FALSE(faults.take("chat.update", milliseconds{500}));
  CHECK_FALSE(faults.take("chat.postMessage", milliseconds{1'000}));
  CHECK(faults.take("chat.postMessage", milliseconds{1'001}));
  faults.limit("chat.postMessage", 0, milliseconds{0});
  CHECK_FALSE(faults.take("chat.postMessage", milliseconds{1'002}));
}
