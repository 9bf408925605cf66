#include "tests/storage/ledger_stores.hpp"

namespace secondstory::storage::tests {

namespace {

Suggestion a_suggestion(const std::string& message, Time when = at(1))
{
  Suggestion out;
  out.incident = 1;
  out.about = {war_room, message};
  out.author = "U1";
  out.at = when;
  out.category = "C03";
  out.rule = "should-have.person";
  out.excerpt = "She should have caught this";
  out.wording = "The review process didn't catch this.";
  out.question = "What would have made this easier to catch?";
  return out;
}

}  // namespace

TEST_CASE_TEMPLATE("suggestions are numbered within their incident and listed in that order", Store,
                   LEDGER_STORES)
{
  Store store;
  auto a = a_suggestion("1.1");
  auto b = a_suggestion("1.2");
  auto other = a_suggestion("1.3");
  other.incident = 2;
  CHECK(store.ledger().add(a) == 1);
  CHECK(store.ledger().add(other) == 1);
  CHECK(store.ledger().add(b) == 2);
  const auto all = store.ledger().suggestions(1);
  REQUIRE(all.size() == 2);
  CHECK(all[0].about.id == "1.1");
  CHECK(all[1].about.id == "1.2");
}

TEST_CASE_TEMPLATE("a suggestion is read as it was saved, every field of it", Store, LEDGER_STORES)
{
  Store store;
  auto suggestion = a_suggestion("1.1");
  store.ledger().add(suggestion);
  suggestion.state = SuggestionState::accepted;
  suggestion.outbox_id = 12;
  suggestion.posted_as = "2.2";
  store.ledger().save(suggestion);
  const auto read = store.ledger().suggestion(1, 1);
  REQUIRE(read);
  CHECK(read->about == suggestion.about);
  CHECK(read->author == "U1");
  CHECK(read->at == at(1));
  CHECK(read->category == "C03");
  CHECK(read->rule == "should-have.person");
  CHECK(read->excerpt == suggestion.excerpt);
  CHECK(read->wording == suggestion.wording);
  CHECK(read->question == suggestion.question);
  CHECK(read->state == SuggestionState::accepted);
  CHECK(read->outbox_id == 12);
  CHECK(read->posted_as == "2.2");
}

TEST_CASE_TEMPLATE("a suggestion without a faithful wording has none", Store, LEDGER_STORES)
{
  Store store;
  auto suggestion = a_suggestion("1.1");
  suggestion.wording.reset();
  store.ledger().add(suggestion);
  CHECK_FALSE(store.ledger().suggestion(1, 1)->wording);
}

TEST_CASE_TEMPLATE("saving a suggestion that was never added throws", Store, LEDGER_STORES)
{
  Store store;
  auto suggestion = a_suggestion("1.1");
  suggestion.number = 4;
  CHECK_THROWS_AS(store.ledger().save(suggestion), std::runtime_error);
}

TEST_CASE_TEMPLATE("of two suggestions about a message the newer one is found", Store,
                   LEDGER_STORES)
{
  Store store;
  auto older = a_suggestion("1.1", at(1));
  auto newer = a_suggestion("1.1", at(2));
  store.ledger().add(older);
  store.ledger().add(newer);
  CHECK(store.ledger().suggestion_about({war_room, "1.1"})->number == 2);
  CHECK_FALSE(store.ledger().suggestion_about({war_room, "1.2"}));
}

TEST_CASE_TEMPLATE("a suggestion is found by the message that carries it", Store, LEDGER_STORES)
{
  Store store;
  auto suggestion = a_suggestion("1.1");
  suggestion.posted_as = "2.2";
  store.ledger().add(suggestion);
  CHECK(store.ledger().suggestion_posted_as({war_room, "2.2"})->number == 1);
  CHECK_FALSE(store.ledger().suggestion_posted_as({war_room, "1.1"}));
  CHECK_FALSE(store.ledger().suggestion_posted_as({elsewhere, "2.2"}));
}

TEST_CASE_TEMPLATE("a suggestion is found by the effect that carries it, none by no effect", Store,
                   LEDGER_STORES)
{
  Store store;
  auto queued = a_suggestion("1.1");
  queued.outbox_id = 12;
  auto unsent = a_suggestion("1.2");
  store.ledger().add(queued);
  store.ledger().add(unsent);
  CHECK(store.ledger().suggestion_of_outbox(12)->number == 1);
  CHECK_FALSE(store.ledger().suggestion_of_outbox(0));
}

TEST_CASE_TEMPLATE("an author's last suggestion is known for each channel by itself", Store,
                   LEDGER_STORES)
{
  Store store;
  auto later = a_suggestion("1.2", at(20));
  auto earlier = a_suggestion("1.1", at(10));
  store.ledger().add(later);
  store.ledger().add(earlier);
  CHECK(store.ledger().last_suggestion(war_room, "U1") == at(20));
  CHECK_FALSE(store.ledger().last_suggestion(war_room, "U2"));
  CHECK_FALSE(store.ledger().last_suggestion(elsewhere, "U1"));
}

TEST_CASE_TEMPLATE("what people made of a rule is counted for each channel by itself", Store,
                   LEDGER_STORES)
{
  Store store;
  const auto answered = [&](const std::string& message, SuggestionState state,
                            const std::string& rule) {
    auto suggestion = a_suggestion(message);
    suggestion.rule = rule;
    store.ledger().add(suggestion);
    suggestion.state = state;
    store.ledger().save(suggestion);
  };
  answered("1.1", SuggestionState::dismissed, "harm.person");
  answered("1.2", SuggestionState::dismissed, "harm.person");
  answered("1.3", SuggestionState::accepted, "harm.person");
  answered("1.4", SuggestionState::offered, "harm.person");
  answered("1.5", SuggestionState::dismissed, "obvious");
  CHECK(store.ledger().answers(war_room, "harm.person").dismissed == 2);
  CHECK(store.ledger().answers(war_room, "harm.person").accepted == 1);
  CHECK(store.ledger().answers(war_room, "threat").dismissed == 0);
  CHECK(store.ledger().answers(elsewhere, "harm.person").dismissed == 0);
}

TEST_CASE_TEMPLATE("a channel's delivery is what was set last, nothing until then", Store,
                   LEDGER_STORES)
{
  Store store;
  CHECK_FALSE(store.ledger().delivery(war_room));
  for (const auto delivery : {Delivery::author, Delivery::off, Delivery::thread}) {
    store.ledger().set_delivery(war_room, delivery);
    CHECK(store.ledger().delivery(war_room) == delivery);
  }
  CHECK_FALSE(store.ledger().delivery(elsewhere));
}

TEST_CASE_TEMPLATE("a person is known as seen last", Store, LEDGER_STORES)
{
  Store store;
  PersonSeen person{.platform = "slack", .id = "U1", .handle = "pri", .display_name = "Priya"};
  store.ledger().save(person);
  person.handle = "priya";
  person.real_name = "Priya N.";
  person.is_bot = true;
  person.full_member = false;
  store.ledger().save(person);
  const auto read = store.ledger().person("slack", "U1");
  REQUIRE(read);
  CHECK(read->handle == "priya");
  CHECK(read->display_name == "Priya");
  CHECK(read->real_name == "Priya N.");
  CHECK(read->is_bot);
  CHECK_FALSE(read->full_member);
}

TEST_CASE_TEMPLATE("people are kept apart by platform", Store, LEDGER_STORES)
{
  Store store;
  store.ledger().save(PersonSeen{.platform = "slack", .id = "U2", .handle = "b"});
  store.ledger().save(PersonSeen{.platform = "slack", .id = "U1", .handle = "a"});
  store.ledger().save(PersonSeen{.platform = "matrix", .id = "U1", .handle = "m"});
  const auto people = store.ledger().people("slack");
  REQUIRE(people.size() == 2);
  CHECK(people[0].handle == "a");
  CHECK(people[1].handle == "b");
  CHECK(store.ledger().person("matrix", "U1")->handle == "m");
  CHECK_FALSE(store.ledger().person("matrix", "U2"));
}

}  // namespace secondstory::storage::tests
