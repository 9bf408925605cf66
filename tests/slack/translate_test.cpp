#include "adapters/slack/translate.hpp"

#include <doctest/doctest.h>

#include <fstream>

#include "adapters/slack/ts.hpp"
#include "tests/source_dir.hpp"

using namespace secondstory;
using namespace secondstory::slack;

namespace {

const Identity self{"UBOT", "BBOT", "T1", ""};
const Time received{std::chrono::milliseconds{1'763'700'000'000}};

Envelope event_envelope(const std::string& event)
{
  return {"e1", "events_api",
          *parse_object(R"({"team_id":"T1","event_id":"Ev1","event_time":1763647500,"event":)" +
                        event + "}")};
}

std::vector<Event> from(const std::string& event)
{
  return translate(event_envelope(event), self, received);
}

template <class T>
T only(const std::vector<Event>& events)
{
  REQUIRE(events.size() == 1);
  REQUIRE(std::holds_alternative<T>(events[0].what));
  return std::get<T>(events[0].what);
}

}  // namespace

TEST_CASE("slack: a message becomes MessagePosted with its place, author, words and moment")
{
  const auto events = from(
      R"({"type":"message","channel":"C1","user":"U1","text":"db is down","ts":"1763647500.123456","event_ts":"1763647500.123456"})");
  const auto message = only<MessagePosted>(events);
  CHECK(message.message == MessageRef{{"slack", "C1"}, "1763647500.123456"});
  CHECK(message.author == "U1");
  CHECK(message.text == "db is down");
  CHECK_FALSE(message.by_bot);
  CHECK_FALSE(message.thread);
  CHECK_FALSE(message.command);
  CHECK(events[0].at == Time{std::chrono::milliseconds{1'763'647'500'123}});
  CHECK(events[0].received == received);
  CHECK(events[0].platform == "slack");
}

TEST_CASE("slack: a delivery is named by its event id, not by its envelope")
{
  const auto events =
      from(R"({"type":"message","channel":"C1","user":"U1","text":"a","ts":"1.0"})");
  REQUIRE(events.size() == 1);
  CHECK(events[0].delivery_key == "slack:Ev1");
}

TEST_CASE("slack: a reply carries the thread, the message that opened it does not")
{
  CHECK(
      only<MessagePosted>(
          from(
              R"({"type":"message","channel":"C1","user":"U1","text":"a","ts":"2.0","thread_ts":"1.0"})"))
          .thread == "1.0");
  CHECK_FALSE(
      only<MessagePosted>(
          from(
              R"({"type":"message","channel":"C1","user":"U1","text":"a","ts":"1.0","thread_ts":"1.0"})"))
          .thread);
}

TEST_CASE("slack: an app mention is a message with a command")
{
  const auto message = only<MessagePosted>(from(
      R"({"type":"app_mention","channel":"C1","user":"U1","text":"<@UBOT> note db1 is read-only","ts":"1.0"})"));
  CHECK(message.command == "note db1 is read-only");
}

TEST_CASE("slack: what is said in a direct message is said to us")
{
  CHECK(
      only<MessagePosted>(
          from(
              R"({"type":"message","channel":"D1","channel_type":"im","user":"U1","text":"help","ts":"1.0"})"))
          .command == "help");
}

TEST_CASE("slack: another program's message is marked as such")
{
  const auto message = only<MessagePosted>(from(
      R"({"type":"message","subtype":"bot_message","channel":"C1","bot_id":"B9","text":"ALERT","ts":"1.0"})"));
  CHECK(message.by_bot);
  CHECK(message.author == "B9");
}

TEST_CASE("slack: an alert that keeps its words in attachments is not empty")
{
  const auto message = only<MessagePosted>(from(
      R"({"type":"message","subtype":"bot_message","channel":"C1","bot_id":"B9","text":"","ts":"1.0",
          "attachments":[{"title":"High CPU","text":"db1 &gt; 90%"},{"fallback":"see graph"}]})"));
  CHECK(message.text == "High CPU\ndb1 > 90%\nsee graph");
}

TEST_CASE("slack: an alert that keeps its words in blocks is not empty")
{
  const auto message = only<MessagePosted>(from(
      R"({"type":"message","channel":"C1","bot_id":"B9","text":"","ts":"1.0",
          "blocks":[{"type":"header","text":{"type":"plain_text","text":"Deploy"}},{"type":"divider"},
                    {"type":"section","text":{"type":"mrkdwn","text":"api 1.2"}}]})"));
  CHECK(message.text == "Deploy\napi 1.2");
}

TEST_CASE("slack: our own messages are left out, by user and by bot id")
{
  CHECK(from(R"({"type":"message","channel":"C1","user":"UBOT","text":"a","ts":"1.0"})").empty());
  CHECK(from(R"({"type":"message","channel":"C1","bot_id":"BBOT","text":"a","ts":"1.0"})").empty());
}

TEST_CASE("slack: our own joining of a channel is told")
{
  const auto change = only<MembershipChanged>(
      from(R"({"type":"member_joined_channel","user":"UBOT","channel":"C1","event_ts":"1.0"})"));
  CHECK(change.person == "UBOT");
}

TEST_CASE("slack: shared files are named, deleted ones are not")
{
  const auto message = only<MessagePosted>(from(
      R"({"type":"message","subtype":"file_share","channel":"C1","user":"U1","text":"","ts":"1.0",
          "files":[{"id":"F1","name":"graph.png"},{"id":"F2","mode":"tombstone"},{"id":"F3","title":"log"}]})"));
  CHECK(message.files == std::vector<std::string>{"graph.png", "log"});
}

TEST_CASE("slack: a broadcast reply stays in its thread")
{
  CHECK(
      only<MessagePosted>(
          from(
              R"({"type":"message","subtype":"thread_broadcast","channel":"C1","user":"U1","text":"a","ts":"2.0","thread_ts":"1.0","root":{"ts":"1.0"}})"))
          .thread == "1.0");
}

TEST_CASE("slack: /me messages are messages")
{
  CHECK(
      only<MessagePosted>(
          from(
              R"({"type":"message","subtype":"me_message","channel":"C1","user":"U1","text":"looks","ts":"1.0"})"))
          .text == "looks");
}

TEST_CASE("slack: join and leave notices are left to the member events")
{
  CHECK(
      from(
          R"({"type":"message","subtype":"channel_join","channel":"C1","user":"U1","text":"j","ts":"1.0"})")
          .empty());
  CHECK(
      from(
          R"({"type":"message","subtype":"channel_leave","channel":"C1","user":"U1","text":"l","ts":"1.0"})")
          .empty());
}

TEST_CASE("slack: an edit of the words is an edit, with both of its times")
{
  const auto events = from(
      R"({"type":"message","subtype":"message_changed","channel":"C1","ts":"3.0","message":{"type":"message","user":"U1","text":"new","ts":"1.5","thread_ts":"1.0","edited":{"user":"U1","ts":"2.25"}},"previous_message":{"user":"U1","text":"old","ts":"1.5"}})");
  const auto edit = only<MessageEdited>(events);
  CHECK(edit.text == "new");
  CHECK(edit.message.id == "1.5");
  CHECK(edit.thread == "1.0");
  CHECK(edit.posted_at == Time{std::chrono::milliseconds{1500}});
  CHECK(events[0].at == Time{std::chrono::milliseconds{2250}});
}

TEST_CASE("slack: an unfurled link is no edit")
{
  CHECK(
      from(
          R"({"type":"message","subtype":"message_changed","channel":"C1","message":{"user":"U1","text":"same","ts":"1.0","attachments":[{"title":"t"}]},"previous_message":{"user":"U1","text":"same","ts":"1.0"}})")
          .empty());
}

TEST_CASE("slack: an edit without the former text counts if it is marked as edited")
{
  only<MessageEdited>(from(
      R"({"type":"message","subtype":"message_changed","channel":"C1","message":{"user":"U1","text":"a","ts":"1.0","edited":{"ts":"2.0"}}})"));
  CHECK(
      from(
          R"({"type":"message","subtype":"message_changed","channel":"C1","message":{"user":"U1","text":"a","ts":"1.0"}})")
          .empty());
}

TEST_CASE("slack: a file taken out of a message is an edit")
{
  const auto edit = only<MessageEdited>(from(
      R"({"type":"message","subtype":"message_changed","channel":"C1","message":{"user":"U1","text":"a","ts":"1.0","files":[{"id":"F1","mode":"tombstone"}]},"previous_message":{"user":"U1","text":"a","ts":"1.0","files":[{"id":"F1","name":"x"}]}})"));
  CHECK(edit.files.empty());
}

TEST_CASE("slack: a revision of our own message is left out")
{
  CHECK(
      from(
          R"({"type":"message","subtype":"message_changed","channel":"C1","message":{"bot_id":"BBOT","text":"b","ts":"1.0"},"previous_message":{"bot_id":"BBOT","text":"a","ts":"1.0"}})")
          .empty());
}

TEST_CASE("slack: a deletion names the deleted message")
{
  const auto gone = only<MessageDeleted>(from(
      R"({"type":"message","subtype":"message_deleted","channel":"C1","ts":"5.0","deleted_ts":"1.250","previous_message":{"user":"U1","ts":"1.250"}})"));
  CHECK(gone.message.id == "1.250");
  CHECK(gone.posted_at == Time{std::chrono::milliseconds{1250}});
}

TEST_CASE("slack: a deleted message with replies comes as a tombstone and is a deletion")
{
  CHECK(
      only<MessageDeleted>(
          from(
              R"({"type":"message","subtype":"message_changed","channel":"C1","message":{"subtype":"tombstone","user":"USLACKBOT","text":"This message was deleted.","ts":"1.0"},"previous_message":{"user":"U1","text":"a","ts":"1.0"}})"))
          .message.id == "1.0");
}

TEST_CASE("slack: topic, purpose and name notices say what changed")
{
  CHECK(
      only<ChannelChanged>(
          from(
              R"({"type":"message","subtype":"channel_topic","channel":"C1","user":"U1","topic":"a &amp; b","text":"t","ts":"1.0"})"))
          .note == "topic set to \"a & b\"");
  CHECK(
      only<ChannelChanged>(
          from(
              R"({"type":"message","subtype":"group_purpose","channel":"C1","user":"U1","purpose":"p","text":"t","ts":"1.0"})"))
          .note == "purpose set to \"p\"");
  CHECK(
      only<ChannelChanged>(
          from(
              R"({"type":"message","subtype":"channel_name","channel":"C1","user":"U1","name":"new","old_name":"old","ts":"1.0"})"))
          .note == "renamed to #new");
}

TEST_CASE("slack: a subtype nobody knows yet is left out")
{
  CHECK(
      from(
          R"({"type":"message","subtype":"hologram","channel":"C1","user":"U1","text":"a","ts":"1.0"})")
          .empty());
}

TEST_CASE("slack: a message without channel or id is left out")
{
  CHECK(from(R"({"type":"message","user":"U1","text":"a","ts":"1.0"})").empty());
  CHECK(from(R"({"type":"message","channel":"C1","user":"U1","text":"a"})").empty());
}

TEST_CASE("slack: reactions that mean something become marks, the others nothing")
{
  const auto react = [](const std::string& name, const std::string& type) {
    return from(R"({"type":")" + type + R"(","user":"U1","reaction":")" + name +
                R"(","item":{"type":"message","channel":"C1","ts":"1.0"},"event_ts":"2.0"})");
  };
  CHECK(only<Reacted>(react("pushpin", "reaction_added")).mark == Mark::key_event);
  CHECK(only<Reacted>(react("no_entry_sign", "reaction_added")).mark == Mark::leave_out);
  CHECK(only<Reacted>(react("white_check_mark", "reaction_added")).mark == Mark::accept);
  CHECK(only<Reacted>(react("heavy_check_mark", "reaction_added")).mark == Mark::accept);
  CHECK(only<Reacted>(react("x", "reaction_added")).mark == Mark::dismiss);
  CHECK(only<Reacted>(react("negative_squared_cross_mark", "reaction_added")).mark ==
        Mark::dismiss);
  CHECK(react("tada", "reaction_added").empty());
  CHECK(only<Reacted>(react("pushpin", "reaction_added")).added);
  CHECK_FALSE(only<Reacted>(react("pushpin", "reaction_removed")).added);
}

TEST_CASE("slack: a reaction to a file is nothing to us")
{
  CHECK(
      from(
          R"({"type":"reaction_added","user":"U1","reaction":"pushpin","item":{"type":"file","file":"F1"}})")
          .empty());
}

TEST_CASE("slack: joining and leaving are told apart")
{
  CHECK(only<MembershipChanged>(
            from(R"({"type":"member_joined_channel","user":"U1","channel":"C1","event_ts":"1.0"})"))
            .joined);
  CHECK_FALSE(
      only<MembershipChanged>(
          from(R"({"type":"member_left_channel","user":"U1","channel":"C1","event_ts":"1.0"})"))
          .joined);
}

TEST_CASE("slack: rename and archive events work for channels and groups")
{
  CHECK(
      only<ChannelChanged>(
          from(R"({"type":"channel_rename","channel":{"id":"C1","name":"new"},"event_ts":"1.0"})"))
          .note == "renamed to #new");
  CHECK(only<ChannelChanged>(from(R"({"type":"group_archive","channel":"G1","user":"U1"})"))
            .channel.id == "G1");
  CHECK(only<ChannelChanged>(from(R"({"type":"channel_unarchive","channel":"C1"})")).note ==
        "unarchived");
}

TEST_CASE("slack: a changed channel id is passed on")
{
  const auto change = only<ChannelChanged>(from(
      R"({"type":"channel_id_changed","old_channel_id":"C1","new_channel_id":"C2","event_ts":"1.0"})"));
  CHECK(change.channel.id == "C1");
  CHECK(change.new_id == "C2");
}

TEST_CASE("slack: a slash command carries its words neutral, its place and its way back")
{
  const Envelope envelope{
      "e1", "slash_commands",
      *parse_object(
          R"({"command":"/incident","text":"open db &amp; api down <@U2|mark>","channel_id":"C1","user_id":"U1","response_url":"https://hooks.slack.com/commands/1/2","trigger_id":"13.37"})")};
  const auto events = translate(envelope, self, received);
  const auto command = only<CommandGiven>(events);
  CHECK(command.words == "open db & api down <@U2>");
  CHECK(command.channel.id == "C1");
  CHECK(command.person == "U1");
  REQUIRE(command.reply);
  CHECK(command.reply->secret == "https://hooks.slack.com/commands/1/2");
  CHECK(events[0].delivery_key == "slack:13.37");
  CHECK(events[0].at == received);
}

TEST_CASE("slack: pressed buttons come with action, value and message")
{
  const Envelope envelope{
      "e1", "interactive",
      *parse_object(
          R"({"type":"block_actions","trigger_id":"9.9","user":{"id":"U1"},"channel":{"id":"C1"},"team":null,"container":{"type":"message","message_ts":"5.0","thread_ts":"4.0"},"response_url":"https://hooks.slack.com/actions/1","actions":[{"type":"button","action_id":"suggestion.use","value":"S-1","action_ts":"6.5"},{"type":"button","action_id":"suggestion.why#2","value":"S-2"}]})")};
  const auto events = translate(envelope, self, received);
  REQUIRE(events.size() == 2);
  const auto& first = std::get<ButtonPressed>(events[0].what);
  CHECK(first.action == "suggestion.use");
  CHECK(first.value == "S-1");
  CHECK(first.message == MessageRef{{"slack", "C1"}, "5.0"});
  CHECK(first.thread == "4.0");
  CHECK(events[0].at == Time{std::chrono::milliseconds{6500}});
  CHECK(std::get<ButtonPressed>(events[1].what).action == "suggestion.why");
  CHECK(events[0].delivery_key == "slack:9.9");
  CHECK(events[1].delivery_key == "slack:9.9/1");
}

TEST_CASE("slack: other interactions and unknown envelopes give nothing")
{
  CHECK(translate({"e1", "interactive", *parse_object(R"({"type":"view_closed"})")}, self, received)
            .empty());
  CHECK(translate({"e1", "holograms", *parse_object(R"({"type":"x"})")}, self, received).empty());
}

TEST_CASE("slack: an events_api envelope without an event gives nothing")
{
  CHECK(translate({"e1", "events_api", *parse_object(R"({"type":"app_rate_limited"})")}, self,
                  received)
            .empty());
  CHECK(translate({"e1", "events_api", {}}, self, received).empty());
  CHECK(
      translate({"e1", "events_api", *parse_object(R"({"event":[1,2]})")}, self, received).empty());
  CHECK(translate({"e1", "events_api", *parse_object(R"({"event":null,"event_id":7})")}, self,
                  received)
            .empty());
}

TEST_CASE("slack: without an event id the envelope names the delivery")
{
  const Envelope envelope{
      "e7", "events_api",
      *parse_object(
          R"({"event":{"type":"message","channel":"C1","user":"U1","text":"a","ts":"1.0"}})")};
  CHECK(translate(envelope, self, received).at(0).delivery_key == "slack:envelope:e7");
}

TEST_CASE("M24: a message of the history is what it would have been, and may come again")
{
  const auto message =
      *parse_object(R"({"type":"message","user":"U1","text":"<@UBOT> close","ts":"1.0"})");
  const auto events = translate_history(message, "C1", self, received);
  CHECK(only<MessagePosted>(events).command == "close");
  CHECK_FALSE(only<MessagePosted>(events).edited_at);
  CHECK(events[0].delivery_key.empty());
  CHECK(events[0].at == *time_of("1.0"));
  CHECK(events[0].late_by == received - *time_of("1.0"));
}

TEST_CASE("M24: a repeated delivery tells how late it is, a first one is on time")
{
  const auto late_by = [](bool repeated) {
    Envelope envelope;
    envelope.type = "events_api";
    envelope.repeated = repeated;
    envelope.payload = *parse_object(
        R"({"event_id":"Ev1","event":{"type":"message","channel":"C1","user":"U1","text":"a","ts":"1.0"}})");
    return translate(envelope, self, received).at(0).late_by;
  };
  CHECK(late_by(true) == received - *time_of("1.0"));
  CHECK(late_by(false).count() == 0);
}

TEST_CASE("M24: the history tells when a message was edited and that one was deleted")
{
  const auto edited = translate_history(
      *parse_object(R"({"user":"U1","text":"b","ts":"1.0","edited":{"user":"U1","ts":"61.0"}})"),
      "C1", self, received);
  CHECK(only<MessagePosted>(edited).edited_at == *time_of("61.0"));
  const auto gone = translate_history(
      *parse_object(
          R"({"user":"USLACKBOT","subtype":"tombstone","text":"This message was deleted.","ts":"1.0"})"),
      "C1", self, received);
  CHECK(only<MessageDeleted>(gone).message.id == "1.0");
  CHECK(only<MessageDeleted>(gone).read_back);
}

TEST_CASE("M24: the history tells of 📌 and 🚫, and leaves alone what answers a suggestion")
{
  const auto events = translate_history(
      *parse_object(
          R"({"user":"U1","text":"a","ts":"1.0","reactions":[{"name":"pushpin","users":["U2","U3"]},{"name":"x","users":["U2"]},{"name":"tada","users":["U2"]}]})"),
      "C1", self, received);
  REQUIRE(events.size() == 3);
  const auto& first = std::get<Reacted>(events[1].what);
  CHECK(first.person == "U2");
  CHECK(first.mark == Mark::key_event);
  CHECK(first.added);
  CHECK(first.message.id == "1.0");
}

TEST_CASE("slack: somebody of another team is from outside, in every kind of delivery")
{
  const auto team_in = [](const char* payload, const char* type) {
    return translate(Envelope{"e", type, *parse_object(payload)}, self, received);
  };
  const auto message = team_in(
      R"({"event_id":"E","event":{"type":"message","channel":"C1","user":"U9","text":"a","ts":"1.0","user_team":"T9","source_team":"T9"}})",
      "events_api");
  CHECK(only<MessagePosted>(message).outside == "T9");
  const auto own = team_in(
      R"({"event_id":"E","event":{"type":"message","channel":"C1","user":"U9","text":"a","ts":"1.0","user_team":"T1"}})",
      "events_api");
  CHECK(only<MessagePosted>(own).outside.empty());
  const auto slash = team_in(R"({"team_id":"T9","channel_id":"C1","user_id":"U9","text":"sev 1"})",
                             "slash_commands");
  CHECK(only<CommandGiven>(slash).outside == "T9");
  const auto press = team_in(
      R"({"type":"block_actions","user":{"id":"U9","team_id":"T9"},"channel":{"id":"C1"},"actions":[{"action_id":"a"}]})",
      "interactive");
  CHECK(only<ButtonPressed>(press).outside == "T9");
}

TEST_CASE("slack: what is said of the app itself is noticed")
{
  const auto notice = [](const char* payload) {
    return notice_in(Envelope{"e", "events_api", *parse_object(payload)});
  };
  CHECK(notice(R"({"event":{"type":"tokens_revoked","tokens":{"oauth":[],"bot":["UBOT"]}}})") ==
        Notice::token_revoked);
  CHECK(notice(R"({"event":{"type":"tokens_revoked","tokens":{"oauth":["U1"],"bot":[]}}})") ==
        Notice::none);
  CHECK(notice(R"({"event":{"type":"app_uninstalled"}})") == Notice::app_uninstalled);
  CHECK(notice(R"({"type":"app_rate_limited","minute_rate_limited":1})") == Notice::rate_limited);
  CHECK(notice(R"({"event":{"type":"message"}})") == Notice::none);
}

TEST_CASE("slack: notices in the history are left out")
{
  CHECK(translate_history(
            *parse_object(R"({"subtype":"channel_topic","user":"U1","topic":"t","ts":"1.0"})"),
            "C1", self, received)
            .empty());
}

TEST_CASE("slack: a payload of another workspace is not for us, a shared one is")
{
  CHECK(is_for_us(*parse_object(R"({"team_id":"T1"})"), self));
  CHECK_FALSE(is_for_us(*parse_object(R"({"team_id":"T2"})"), self));
  CHECK(is_for_us(*parse_object(R"({"team_id":"T2","authorizations":[{"team_id":"T1"}]})"), self));
  CHECK(is_for_us(*parse_object(R"({"team":{"id":"T1"}})"), self));
  CHECK(is_for_us(*parse_object(R"({"type":"x"})"), self));
}

TEST_CASE("slack: ids are read as times without rounding")
{
  CHECK(time_of("1763647500.999999") == Time{std::chrono::milliseconds{1'763'647'500'999}});
  CHECK(time_of("1763647500") == Time{std::chrono::milliseconds{1'763'647'500'000}});
  CHECK_FALSE(time_of(""));
  CHECK_FALSE(time_of("yesterday"));
  CHECK_FALSE(time_of("-5.0"));
  CHECK_FALSE(time_of("99999999999999999.0"));
}

TEST_CASE("slack: a time becomes an id that reads back")
{
  const Time at{std::chrono::milliseconds{1'763'647'500'007}};
  CHECK(ts_of(at) == "1763647500.007000");
  CHECK(time_of(ts_of(at)) == at);
}

TEST_CASE("slack: ids are ordered by their digits")
{
  CHECK(earlier("999.000001", "1000.000000"));
  CHECK(earlier("1000.000001", "1000.000002"));
  CHECK_FALSE(earlier("1000.000002", "1000.000002"));
}

namespace {

std::size_t run_samples(const char* file, const char* type)
{
  std::ifstream in(tests::source_dir() / "tests/slack/samples" / file);
  std::size_t count = 0;
  for (std::string line; std::getline(in, line); ++count) {
    const auto sample = parse_object(line);
    REQUIRE(sample);
    CAPTURE(string_at(*sample, "sample"));
    const json::object& payload = object_at(*sample, "payload");
    for (const char* as : {type, "events_api", "interactive", "slash_commands"}) {
      CHECK_NOTHROW(translate({"e1", as, payload}, self, received));
    }
    CHECK_NOTHROW(is_for_us(payload, self));
  }
  return count;
}

}  // namespace

TEST_CASE("slack: every event shape that Slack documents goes through")
{
  CHECK(run_samples("events.jsonl", "events_api") >= 90);
}

TEST_CASE("slack: every interaction shape that Slack documents goes through")
{
  CHECK(run_samples("interactions.jsonl", "interactive") == 9);
}

TEST_CASE("slack: a command tells where not everybody may read")
{
  const auto given = [](const std::string& channel, const std::string& name) {
    Envelope envelope;
    envelope.type = "slash_commands";
    envelope.payload = {{"channel_id", channel}, {"channel_name", name}, {"user_id", "U1"}};
    return std::get<CommandGiven>(translate(envelope, {}, Time{}).at(0).what).in_private;
  };
  CHECK(given("C1", "privategroup"));
  CHECK(given("C1", "mpdm-ana--ben-1"));
  CHECK(given("D1", "directmessage"));
  CHECK_FALSE(given("C1", "general"));
}
