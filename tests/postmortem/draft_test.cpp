#include <doctest/doctest.h>

#include "bot/postmortem/draft.hpp"
#include "bot/postmortem/html.hpp"
#include "bot/postmortem/picture.hpp"
#include "bot/postmortem/template.hpp"
#include "tests/postmortem/records.hpp"
#include "tests/text.hpp"

using namespace secondstory;
using namespace secondstory::postmortem;
using secondstory::tests::holds;
using tests::add;
using tests::at;
using tests::record;
using tests::suggest;

TEST_CASE("a draft speaks of roles and of nobody by name")
{
  auto r = record();
  add(r, "14:05", EntryKind::message,
      "Ana Silva and Mark are on it, thanks <@U2>, cc @mark.will ana@example.org", "U1");
  const auto draft = draft_markdown(r, {});
  for (const auto* name : {"Ana", "Silva", "Mark", "mark.will", "U1", "U2", "example.org"}) {
    CAPTURE(name);
    CHECK_FALSE(holds(draft, name));
  }
  CHECK(holds(draft, "incident lead"));
}

TEST_CASE("a word that is also a name stays where it is a word")
{
  auto r = record();
  add(r, "14:05", EntryKind::message, "we will mark the replica as bad");
  CHECK(holds(draft_markdown(r, {}), "we will mark the replica as bad"));
}

TEST_CASE("with names wanted, people are named")
{
  auto r = record();
  add(r, "14:05", EntryKind::message, "asking <@U2>", "U1");
  DraftOptions options;
  options.names = true;
  CHECK(holds(draft_markdown(r, options), "asking Mark Will"));
}

TEST_CASE("hidden and deleted messages, queries and joins are left out of a draft")
{
  auto r = record();
  add(r, "14:01", EntryKind::message, "hidden words").hidden = true;
  add(r, "14:02", EntryKind::message, "deleted words").deleted_at = at("14:03");
  add(r, "14:03", EntryKind::command, "/incident roles");
  add(r, "14:04", EntryKind::membership, "joined the channel");
  const auto draft = draft_markdown(r, {});
  for (const auto* words :
       {"hidden words", "deleted words", "/incident roles", "joined the channel"}) {
    CAPTURE(words);
    CHECK_FALSE(holds(draft, words));
  }
}

TEST_CASE("an accepted wording stands in the draft for the words it is about, and for no others")
{
  auto r = record();
  suggest(r, add(r, "14:01", EntryKind::message, "you broke it, and db-3 is down since 14:05"),
          "you broke it", "The rollout had no canary.", SuggestionState::accepted);
  const auto draft = draft_markdown(r, {});
  CHECK(holds(draft, "The rollout had no canary, and db-3 is down since 14:05"));
  CHECK_FALSE(holds(draft, "you broke it"));
}

TEST_CASE("no message is missing from a draft because something was suggested about it")
{
  auto r = record();
  suggest(r, add(r, "14:01", EntryKind::message, "Who did this? db-4 is down since 15:00"),
          "Who did this?", std::nullopt);
  suggest(r, add(r, "14:02", EntryKind::message, "Why did you push v9.9 to prod at 12:01?"),
          "Why did you push v9.9 to prod at 12:01", "What led to v9.9 being pushed?");
  const auto draft = draft_markdown(r, {});
  CHECK(holds(draft, "db-4 is down since 15:00"));
  CHECK(holds(draft, "v9.9 to prod at 12:01"));
}

TEST_CASE("a wording that was accepted for words which an edit took away does not come back")
{
  auto r = record();
  auto& entry = add(r, "14:01", EntryKind::message, "you broke it");
  entry.reworded = "The rollout had no canary.";
  suggest(r, entry, "you broke it", "The rollout had no canary.", SuggestionState::accepted);
  entry.text = "the rollout went out without a canary at 13:55";
  const auto draft = draft_markdown(r, {});
  CHECK(holds(draft, "without a canary at 13:55"));
  CHECK_FALSE(holds(draft, "had no canary"));
}

TEST_CASE("every text goes through the rephraser")
{
  auto r = record();
  r.incident.summary = "SUMMARY";
  add(r, "14:01", EntryKind::message, "TEXT");
  DraftOptions options;
  options.rephrase = [](std::string_view text) { return "said: " + std::string{text}; };
  const auto draft = draft_markdown(r, options);
  CHECK(holds(draft, "said: TEXT"));
  CHECK(holds(draft, "said: SUMMARY"));
}

TEST_CASE("a date stands where the day changes, and only there")
{
  auto r = record();
  add(r, "23:40", EntryKind::message, "first");
  add(r, "23:50", EntryKind::message, "before midnight");
  add(r, "10:37", EntryKind::message, "the next day").at += std::chrono::hours{24};
  const auto draft = draft_markdown(r, {});
  CHECK(holds(draft, "| **2026-11-20** | | |\n| 23:40 |"));
  CHECK(holds(draft, "before midnight |\n| **2026-11-21** | | |\n| 10:37 |"));
  CHECK(holds(plain_text(draft_content(r, {})), "2026-11-21 10:37"));
}

TEST_CASE("the declaration says itself what it is, a change of status says so")
{
  auto r = record();
  add(r, "14:00", EntryKind::status, "Declared: Checkout returns 500 (sev2)");
  add(r, "14:09", EntryKind::status, "investigating → identified");
  const auto draft = draft_markdown(r, {});
  CHECK(holds(draft, "| Declared: Checkout returns 500 (sev2) |"));
  CHECK(holds(draft, "| Status: investigating → identified |"));
}

TEST_CASE("in chat a change of status stands beside key events, a message that says so does not")
{
  auto r = record();
  add(r, "14:00", EntryKind::status, "Declared: Checkout returns 500 (sev2)");
  add(r, "14:01", EntryKind::message, "Status: all quiet");
  add(r, "14:02", EntryKind::message, "failover done").key_event = true;
  const auto words = plain_text(draft_content(r, {}));
  CHECK(holds(words, "Declared: Checkout"));
  CHECK_FALSE(holds(words, "all quiet"));
}

TEST_CASE("a draft says of itself whether it names people")
{
  DraftOptions options;
  options.names = true;
  const auto named = draft_markdown(record(), options);
  CHECK_FALSE(holds(named, "roles rather than people"));
  CHECK_FALSE(holds(named, "nobody is named"));
  const auto unnamed = draft_markdown(record(), {});
  CHECK(holds(unnamed, "roles rather than people"));
  CHECK(holds(unnamed, "nobody is named"));
}

TEST_CASE("a role that is called like somebody names nobody")
{
  auto r = record();
  r.incident.roles["logs mark"] = "U2";
  r.incident.roles["mark"] = "U1";
  add(r, "14:01", EntryKind::role, "logs mark: <@U2>", "U2");
  add(r, "14:02", EntryKind::message, "thanks <@U2>", "U2");
  const auto draft = draft_markdown(r, {});
  CHECK_FALSE(holds(draft, "mark"));
  CHECK(holds(draft, "Role: logs assigned"));
  CHECK(holds(draft, "| logs | thanks the logs |"));
}

TEST_CASE("the name of a page is the title of its draft, with nobody in it")
{
  auto r = record();
  r.incident.title = "Checkout down because of Mark Will";
  CHECK(draft_title(r, {}) == "INC-7: Checkout down because of a responder");
}

TEST_CASE("the picture says what the timeline says: reworded, and not the words themselves")
{
  auto r = record();
  auto& entry = add(r, "14:05", EntryKind::message, "you broke it");
  entry.key_event = true;
  const auto said = export_png(r, {});
  suggest(r, entry, "you broke it", "The rollout had no canary.", SuggestionState::accepted);
  auto other = record();
  add(other, "14:05", EntryKind::message, "The rollout had no canary.").key_event = true;
  CHECK(export_png(r, {}) == export_png(other, {}));
  CHECK(export_png(r, {}) != said);
}

TEST_CASE("a key event is emphasised")
{
  auto r = record();
  add(r, "14:01", EntryKind::message, "failover done").key_event = true;
  CHECK(holds(draft_markdown(r, {}), "📌 **failover done**"));
}

TEST_CASE("what people typed cannot break the table or make a heading")
{
  auto r = record();
  add(r, "14:01", EntryKind::message, "a | b\n# c <script>alert(1)</script> `x");
  const auto draft = draft_markdown(r, {});
  CHECK(holds(draft, "a \\| b \\# c \\<script\\>"));
}

TEST_CASE("sections that nothing is known for hold a question")
{
  const auto draft = draft_markdown(record(), {});
  CHECK(holds(draft, "## Impact\n\n_"));
  CHECK(holds(draft, "## The second story"));
  CHECK(holds(draft, "There is rarely one root cause"));
}

TEST_CASE("the configured zone stands beside UTC, summer time or not")
{
  auto r = record();
  add(r, "14:05", EntryKind::message, "hello");
  DraftOptions options;
  options.timezone = "America/New_York";
  const auto draft = draft_markdown(r, options);
  CHECK(holds(draft, "| UTC | America/New_York | who | what |"));
  CHECK(holds(draft, "| 14:05 | 09:05 |"));
}

TEST_CASE("an objective is met or missed")
{
  auto r = record();
  r.incident.resolved_at = at("14:50");
  DraftOptions options;
  options.slo_minutes["sev2"] = 60;
  CHECK(holds(draft_markdown(r, options), "met: resolved within 1 h 00 min"));
  options.slo_minutes["sev2"] = 30;
  CHECK(holds(draft_markdown(r, options), "missed"));
}

TEST_CASE("the first alert is the detection")
{
  auto r = record();
  add(r, "13:59", EntryKind::alert, "HighErrorRate", "B1");
  CHECK(holds(draft_markdown(r, {}), "First alert on record at 13:59 UTC: HighErrorRate"));
}

TEST_CASE("follow-ups have a box, a day and an owner who is not named")
{
  auto r = record();
  r.actions.push_back({1, 7, "Alert on pool size", "U2", "2026-12-01", false, false});
  r.actions.push_back({2, 7, "Write runbook step", std::nullopt, std::nullopt, true, false});
  const auto draft = draft_markdown(r, {});
  CHECK(holds(draft, "- [ ] A-1: Alert on pool size, owner assigned, by 2026-12-01"));
  CHECK(holds(draft, "- [x] A-2: Write runbook step"));
}

TEST_CASE("the figures say what was not recorded")
{
  auto r = record();
  r.incident.resolved_at = at("14:52");
  const auto draft = draft_markdown(r, {});
  CHECK(holds(draft, "| Time to resolve | 52 min |"));
  CHECK(holds(draft, "| Time to detect | not recorded |"));
}

TEST_CASE("a template of one's own replaces the draft and still names nobody")
{
  auto r = record();
  add(r, "14:05", EntryKind::message, "Mark is looking");
  DraftOptions options;
  options.template_text = "{{id}} {{severity}}\n{{#timeline}}{{time}} {{what}}\n{{/timeline}}";
  const auto draft = draft_markdown(r, options);
  CHECK(draft.rfind("INC-7 sev2\n14:05 ", 0) == 0);
  CHECK_FALSE(holds(draft, "Mark"));
}

TEST_CASE("a broken template is said to be broken, and the usual draft follows")
{
  DraftOptions options;
  options.template_text = "{{#timeline}} never closed";
  const auto draft = draft_markdown(record(), options);
  CHECK(draft.rfind("> The template could not be used", 0) == 0);
  CHECK(holds(draft, "## Timeline"));
}

TEST_CASE("a broken template is refused with the line of what is broken")
{
  const auto found = check_template("# {{id}}\n\n{{#timeline}}\n{{time}}\n", "own.mustache");
  REQUIRE_FALSE(found);
  CHECK(found.error().fault == Fault::usage);
  CHECK(found.error().message.starts_with("own.mustache:3: Unclosed section \"timeline\""));
  CHECK(check_template("{{#timeline}}{{time}}{{/timeline}}", "own.mustache"));
}

TEST_CASE("the draft in chat stays small however long the timeline is")
{
  auto r = record();
  r.incident.summary = std::string(50'000, 's');
  for (int i = 0; i < 2000; ++i)
    add(r, "14:05", EntryKind::note, std::string(300, 'x')).key_event = true;
  const auto content = draft_content(r, {});
  CHECK(content.blocks.size() <= 30);
  CHECK(plain_text(content).size() < 7'000);
  CHECK(holds(plain_text(content), "The full draft is in the file below."));
}

TEST_CASE("the draft in chat names nobody")
{
  auto r = record();
  r.incident.summary = "Mark found it";
  add(r, "14:05", EntryKind::message, "thanks Ana").key_event = true;
  const auto words = plain_text(draft_content(r, {}));
  CHECK_FALSE(holds(words, "Mark"));
  CHECK_FALSE(holds(words, "Ana"));
}

TEST_CASE("the page is whole, and holds no script that somebody typed")
{
  auto r = record();
  r.incident.title = "<script>alert(1)</script>";
  const auto html = export_html(draft_markdown(r, {}), r.incident.title);
  CHECK(html.rfind("<!doctype html>", 0) == 0);
  CHECK(holds(html, "<table>"));
  CHECK_FALSE(holds(html, "<script"));
}

TEST_CASE("raw HTML and javascript links in Markdown are left out of the page")
{
  const auto html = export_html("<img src=x onerror=alert(1)> [x](javascript:alert(1))", "t");
  CHECK_FALSE(holds(html, "onerror"));
  CHECK_FALSE(holds(html, "javascript:"));
}

TEST_CASE("the picture is a PNG that is not empty")
{
  auto r = record();
  const auto bare = export_png(r, {});
  CHECK(bare.substr(0, 8) == "\x89PNG\r\n\x1a\n");
  add(r, "14:05", EntryKind::status, "investigating → identified");
  add(r, "14:20", EntryKind::message, "failover done").key_event = true;
  CHECK(export_png(r, {}) != bare);
}

TEST_CASE("a picture of thousands of entries is drawn and keeps its size")
{
  auto r = record();
  for (int i = 0; i < 5000; ++i) add(r, "14:05", EntryKind::note, "x").key_event = true;
  CHECK(export_png(r, {}).size() < 1'000'000);
}
