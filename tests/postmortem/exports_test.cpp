#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "bot/postmortem/csv.hpp"
#include "bot/postmortem/json.hpp"
#include "bot/postmortem/times.hpp"
#include "tests/postmortem/records.hpp"

using namespace secondstory;
using namespace secondstory::postmortem;
using tests::add;
using tests::at;
using tests::record;
namespace json = boost::json;

namespace {

json::object exported(const Record& r)
{
  return json::parse(export_json(r, "# draft")).as_object();
}

}  // namespace

TEST_CASE("the JSON has the members of its schema, in their order")
{
  std::string keys;
  for (const auto& [key, value] : exported(record())) keys += std::string{key} + " ";
  CHECK(keys == "schema incident timeline actions suggestions metrics draft ");
}

TEST_CASE("the JSON of an incident gives each time or null")
{
  auto r = record();
  r.incident.resolved_at = at("14:52");
  const auto incident = exported(r)["incident"].as_object();
  CHECK(incident.at("id") == "INC-7");
  CHECK(incident.at("declared_at") == "2026-11-20T14:00:00.000Z");
  CHECK(incident.at("resolved_at") == "2026-11-20T14:52:00.000Z");
  for (const auto* key : {"started_at", "detected_at", "acknowledged_at", "communicated_at",
                          "mitigated_at", "closed_at", "impact", "summary"}) {
    CAPTURE(key);
    CHECK(incident.at(key).is_null());
  }
  CHECK(incident.at("roles").as_object().at("lead") == "U1");
}

TEST_CASE("the JSON of an entry has its actor with the role's own name")
{
  auto r = record();
  add(r, "14:05", EntryKind::message, "hello", "U1");
  add(r, "14:06", EntryKind::message, "hi", "U2");
  const auto timeline = exported(r)["timeline"].as_array();
  CHECK(timeline[0].at("id") == "T-1");
  CHECK(timeline[0].at("kind") == "message");
  CHECK(timeline[0].at("actor").at("id") == "U1");
  CHECK(timeline[0].at("actor").at("role") == "lead");
  CHECK(timeline[1].at("actor").at("role").is_null());
  CHECK(timeline[0].at("source").at("message_id") == "1700000000.000001");
  CHECK(timeline[0].at("source").at("thread_id").is_null());
}

TEST_CASE("the JSON of an edited entry keeps what was said before")
{
  auto r = record();
  auto& entry = add(r, "14:05", EntryKind::message, "two");
  entry.edited_at = at("14:06");
  entry.revisions.push_back({at("14:06"), "one"});
  const auto out = exported(r)["timeline"].as_array()[0];
  CHECK(out.at("revisions").as_array()[0].at("text") == "one");
  CHECK(out.at("edited_at") == "2026-11-20T14:06:00.000Z");
}

TEST_CASE("the JSON of an edited entry leaves out a wording that never arrived")
{
  auto r = record();
  auto& entry = add(r, "14:05", EntryKind::message, "three");
  entry.edited_at = at("14:07");
  entry.revisions = {{at("14:06"), ""}, {at("14:07"), "two"}};
  const auto revisions = exported(r)["timeline"].as_array()[0].at("revisions").as_array();
  REQUIRE(revisions.size() == 1);
  CHECK(revisions[0].at("text") == "two");
}

TEST_CASE("the JSON of a deleted entry holds none of its words, nor does a suggestion about it")
{
  auto r = record();
  auto& entry = add(r, "14:05", EntryKind::message, "secret");
  entry.deleted_at = at("14:06");
  entry.revisions.push_back({at("14:05"), "older secret"});
  Suggestion s;
  s.number = 1;
  s.about = {{"slack", "C1"}, *entry.message_id};
  s.excerpt = "secret excerpt";
  s.wording = "secret wording";
  r.suggestions.push_back(s);
  const auto text = export_json(r, "");
  CHECK(text.find("secret") == std::string::npos);
  CHECK(exported(r)["timeline"].as_array()[0].at("deleted_at") == "2026-11-20T14:06:00.000Z");
}

TEST_CASE("the JSON of actions and suggestions follows the schema")
{
  auto r = record();
  r.actions.push_back({1, 7, "Alert", "U2", "2026-12-01", true, false});
  Suggestion s;
  s.number = 3;
  s.category = "C03";
  s.excerpt = "e";
  s.question = "q";
  s.state = SuggestionState::accepted;
  r.suggestions.push_back(s);
  const auto out = exported(r);
  CHECK(out.at("actions").as_array()[0].at("status") == "done");
  CHECK(out.at("actions").as_array()[0].at("owner") == "U2");
  CHECK(out.at("suggestions").as_array()[0].at("id") == "S-3");
  CHECK(out.at("suggestions").as_array()[0].at("state") == "accepted");
  CHECK(out.at("suggestions").as_array()[0].at("suggestion").is_null());
}

TEST_CASE("metrics are whole seconds between explicit moments, else null")
{
  auto r = record();
  r.incident.started_at = at("13:50");
  r.incident.detected_at = at("13:55");
  r.incident.communicated_at = at("14:10");
  r.incident.resolved_at = at("14:52");
  const auto metrics = exported(r)["metrics"].as_object();
  CHECK(metrics.at("time_to_detect_s") == 300);
  CHECK(metrics.at("time_to_communicate_s") == 600);
  CHECK(metrics.at("time_to_resolve_s") == 3120);
  CHECK(metrics.at("time_to_acknowledge_s").is_null());
  CHECK(metrics.at("time_to_mitigate_s").is_null());
}

TEST_CASE("a span whose end lies before its beginning is not known")
{
  auto r = record();
  r.incident.started_at = at("14:30");
  r.incident.detected_at = at("13:55");
  r.incident.communicated_at = at("13:00");
  CHECK(exported(r)["metrics"].as_object().at("time_to_detect_s").is_null());
  CHECK(exported(r)["metrics"].as_object().at("time_to_communicate_s").is_null());
}

TEST_CASE("CSV quotes commas, quotes and lines")
{
  auto r = record();
  add(r, "14:05", EntryKind::message, "a, \"b\"\nc");
  CHECK(export_csv(r).find("\"a, \"\"b\"\"\nc\"") != std::string::npos);
}

TEST_CASE("CSV disarms what a spreadsheet would take for a formula")
{
  auto r = record();
  add(r, "14:05", EntryKind::message, "=HYPERLINK(1)");
  CHECK(export_csv(r).find(",'=HYPERLINK(1),") != std::string::npos);
}

TEST_CASE("CSV has a line of names and a line an entry")
{
  auto r = record();
  add(r, "14:05", EntryKind::message, "a");
  CHECK(export_csv(r) ==
        "at,id,kind,role,text,key_event,hidden,thread\r\n"
        "2026-11-20T14:05:00.000Z,T-1,message,,a,false,false,\r\n");
}
