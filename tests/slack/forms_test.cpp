#include "adapters/slack/forms.hpp"

#include <doctest/doctest.h>

#include "tests/slack/whole_slack.hpp"

using namespace secondstory;
using namespace secondstory::slack;
using secondstory::slack::test::Whole;

namespace {

const std::string shortcut =
    R"({"type":"shortcut","callback_id":"declare","trigger_id":"t1","user":{"id":"U1"},"team":{"id":"T1"}})";

std::string submitted(const std::string& values)
{
  return R"({"type":"view_submission","trigger_id":"t2","user":{"id":"B1"},"team":{"id":"T1"},)"
         R"("view":{"id":"V1","hash":"h1","callback_id":"declare","private_metadata":"C1",)"
         R"("state":{"values":)" +
         values + "}}}";
}

}  // namespace

TEST_CASE("slack: a form that is asked for is shown with its trigger, and nothing is recorded")
{
  Whole whole;
  whole.go_live();
  whole.interact(shortcut);
  const auto opened = whole.slack.calls_of("views.open");
  REQUIRE(opened.size() == 1);
  CHECK(string_at(opened[0].args, "trigger_id") == "t1");
  CHECK(whole.events.empty());
  CHECK(whole.wires[0]->written == std::vector<std::string>{R"({"envelope_id":"e1"})"});
}

TEST_CASE("slack: a form that Slack does not show is answered in words, after it is durable")
{
  Whole whole;
  whole.slack.answers("views.open", R"({"ok":false,"error":"expired_trigger_id"})");
  whole.go_live();
  whole.interact(shortcut);
  REQUIRE(whole.events.size() == 1);
  CHECK(std::holds_alternative<FormAsked>(whole.events[0].what));
  CHECK(whole.wires[0]->written.empty());
  whole.durables.at(0)();
  whole.poll();
  CHECK(whole.wires[0]->written.size() == 1);
}

TEST_CASE("slack: a form with faults goes back at once and stays out of the ledger")
{
  Whole whole;
  whole.go_live();
  whole.interact(submitted("{}"), true);
  CHECK(whole.events.empty());
  REQUIRE(whole.wires[0]->written.size() == 1);
  CHECK(
      whole.wires[0]->written[0] ==
      R"({"envelope_id":"e1","payload":{"response_action":"errors","errors":{"title":"Say it."}}})");
}

TEST_CASE("slack: a sound form is acknowledged without a payload once it is durable")
{
  Whole whole;
  whole.go_live();
  whole.interact(submitted(R"({"title":{"value":{"value":"Checkout"}}})"), true);
  REQUIRE(whole.events.size() == 1);
  CHECK(whole.wires[0]->written.empty());
  whole.durables.at(0)();
  whole.poll();
  CHECK(whole.wires[0]->written == std::vector<std::string>{R"({"envelope_id":"e1"})"});
}

TEST_CASE("slack: where no payload may go back, a form with faults is left to the core")
{
  Whole whole;
  whole.go_live();
  whole.interact(submitted("{}"), false);
  CHECK(whole.events.size() == 1);
}
