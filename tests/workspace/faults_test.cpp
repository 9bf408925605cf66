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

TEST_CASE("workspace faults: a method can be limited to one call in a while")
{
  Faults faults;
  CHECK(faults.wait_for("conversations.history", 1'000) == 0);
  faults.limit("conversations.history", {60'000, 15});
  CHECK(faults.wait_for("conversations.history", 1'000) == 0);
  CHECK(faults.wait_for("conversations.history", 2'000) == 59'000);
  CHECK(faults.wait_for("chat.postMessage", 2'000) == 0);
  CHECK(faults.wait_for("conversations.history", 61'000) == 0);
  CHECK(faults.page_max("conversations.history") == 15);
  CHECK(faults.page_max("chat.postMessage") == 0);
}
