#include "adapters/slack/interactions.hpp"

#include <doctest/doctest.h>

#include "adapters/slack/forms.hpp"
#include "adapters/slack/translate.hpp"

using namespace secondstory;
using namespace secondstory::slack;

namespace {

const Identity self{"UBOT", "BBOT", "T1", ""};
const Time now{std::chrono::milliseconds{1'763'647'500'000}};

std::vector<Event> translated(const std::string& payload, const std::string& type = "interactive")
{
  return translate(Envelope{"e1", type, *parse_object(payload)}, self, now);
}

template <class T>
const T& only(const std::vector<Event>& events)
{
  REQUIRE(events.size() == 1);
  REQUIRE(std::holds_alternative<T>(events[0].what));
  return std::get<T>(events[0].what);
}

std::string message_action(const std::string& callback, const std::string& message)
{
  return R"({"type":"message_action","callback_id":")" + callback +
         R"(","trigger_id":"t1","message_ts":"1763640000.000100","user":{"id":"U1"},)"
         R"("channel":{"id":"C1","name":"x"},"response_url":"https://hooks.slack.com/x",)"
         R"("message":)" +
         message + "}";
}

const std::string said =
    R"({"type":"message","user":"U2","ts":"1763640000.000100","text":"disk &lt; 5%","thread_ts":"1763630000.000100"})";

}  // namespace

TEST_CASE("slack interactions: each message shortcut of the manifest is a message that was chosen")
{
  using For = MessageChosen::For;
  const std::vector<std::pair<std::string, For>> callbacks = {{"timeline_add", For::timeline},
                                                              {"action_add", For::action},
                                                              {"wording_suggest", For::wording}};
  for (const auto& one : callbacks) {
    const auto events = translated(message_action(one.first, said));
    const auto& chosen = only<MessageChosen>(events);
    CHECK(chosen.purpose == one.second);
    CHECK(events[0].delivery_key == "slack:t1");
    CHECK(chosen.person == "U1");
    CHECK(chosen.message.author == "U2");
    CHECK(chosen.message.text == "disk < 5%");
    CHECK(chosen.message.thread == "1763630000.000100");
    CHECK(chosen.message.message == MessageRef{{"slack", "C1"}, "1763640000.000100"});
    CHECK(chosen.posted_at == Time{std::chrono::milliseconds{1'763'640'000'000}});
    CHECK_FALSE(chosen.ours);
    CHECK(chosen.reply);
  }
}

TEST_CASE("slack interactions: a shortcut on our own message says that it is ours")
{
  const auto events = translated(message_action(
      "timeline_add", R"({"user":"UBOT","bot_id":"BBOT","ts":"1763640000.000100","text":"hi"})"));
  CHECK(only<MessageChosen>(events).ours);
}

TEST_CASE("slack interactions: a message that mentions us is chosen, not obeyed")
{
  const auto events = translated(message_action(
      "timeline_add", R"({"user":"U2","ts":"1763640000.000100","text":"<@UBOT> close"})"));
  CHECK_FALSE(only<MessageChosen>(events).message.command);
}

TEST_CASE("slack interactions: an unknown callback or a payload with parts missing is nothing")
{
  CHECK(translated(message_action("something", said)).empty());
  CHECK(translated(R"({"type":"message_action","callback_id":"timeline_add"})").empty());
  CHECK(translated(R"({"type":"shortcut"})").empty());
  CHECK(translated(R"({"type":"view_submission","view":null})").empty());
  CHECK(translated(R"({"type":"view_closed","view":{"id":"V1"}})").empty());
  CHECK(translated(R"({"type":"block_actions","user":{"id":"U1"},"actions":[{"action_id":"a"}]})")
            .empty());
}

TEST_CASE("slack interactions: a global shortcut asks for the form of its name")
{
  const auto events = translated(
      R"({"type":"shortcut","callback_id":"declare","trigger_id":"t2","user":{"id":"U1"}})");
  const auto& asked = only<FormAsked>(events);
  CHECK(asked.form == "declare");
  CHECK(asked.person == "U1");
  CHECK(events[0].delivery_key == "slack:t2");
}

TEST_CASE("slack interactions: a submission carries every kind of value and is named by its view")
{
  const auto events = translated(
      R"({"type":"view_submission","trigger_id":"t3","user":{"id":"U1"},"view":{"id":"V1","hash":"h1",
          "callback_id":"declare","private_metadata":"C9","state":{"values":{
          "title":{"value":{"type":"plain_text_input","value":"Checkout <500>"}},
          "severity":{"value":{"type":"static_select","selected_option":{"value":"sev1"}}},
          "lead":{"value":{"type":"users_select","selected_user":"U7"}},
          "channel":{"value":{"type":"conversations_select","selected_conversation":"C2"}},
          "private":{"value":{"type":"checkboxes","selected_options":[{"value":"yes"}]}},
          "empty":{"value":{"type":"plain_text_input","value":null}},"odd":7}}}})");
  const auto& filled = only<FormFilled>(events);
  CHECK(events[0].delivery_key == "slack:view:V1:h1");
  CHECK(filled.form == "declare");
  CHECK(filled.asked_in == Channel{"slack", "C9"});
  CHECK(filled.values == std::map<std::string, std::string>{{"title", "Checkout <500>"},
                                                            {"severity", "sev1"},
                                                            {"lead", "U7"},
                                                            {"channel", "C2"},
                                                            {"private", "yes"}});
}

TEST_CASE("slack interactions: a button on the home tab is pressed without a channel")
{
  const auto events = translated(
      R"({"type":"block_actions","trigger_id":"t4","user":{"id":"U1"},
          "container":{"type":"view","view_id":"V1"},"actions":[{"action_id":"declare"}]})");
  const auto& press = only<ButtonPressed>(events);
  CHECK(press.action == "declare");
  CHECK(press.message.channel == Channel{"slack", ""});
}

TEST_CASE("slack interactions: a press on a private message says that one person sees it")
{
  const auto events = translated(
      R"({"type":"block_actions","trigger_id":"t5","user":{"id":"U1"},"channel":{"id":"C1"},
          "container":{"type":"message","message_ts":"1.2","is_ephemeral":true},
          "actions":[{"action_id":"suggestion.use"}]})");
  CHECK(only<ButtonPressed>(events).seen_by_one);
}

TEST_CASE("slack interactions: the home tab opens the home page, the messages tab does not")
{
  const auto opened = [](const std::string& tab) {
    return translated(R"({"event_id":"Ev1","event":{"type":"app_home_opened","user":"U1","tab":")" +
                          tab + R"(","channel":"D1"}})",
                      "events_api");
  };
  const auto events = opened("home");
  CHECK(only<HomeOpened>(events).person == "U1");
  CHECK(opened("messages").empty());
}

TEST_CASE("slack forms: a form is a modal whose blocks are named after its fields")
{
  FormField title;
  title.name = "title";
  title.label = "What?";
  title.hint = "shortly";
  title.required = true;
  title.bytes_max = 200;
  FormField where;
  where.kind = FormField::Kind::channel;
  where.name = "where";
  where.label = "Where?";
  where.initial = "D1";
  const auto view = view_of({"declare", "Declare", "Go", {"slack", "C1"}, {title, where}});
  CHECK(string_at(view, "type") == "modal");
  CHECK(string_at(view, "callback_id") == "declare");
  CHECK(string_at(view, "private_metadata") == "C1");
  const auto& blocks = array_at(view, "blocks");
  REQUIRE(blocks.size() == 2);
  CHECK(string_at(blocks[0].as_object(), "block_id") == "title");
  CHECK_FALSE(flag_at(blocks[0].as_object(), "optional"));
  const auto& select = object_at(blocks[1].as_object(), "element");
  // A direct message is none of the channels to choose from.
  CHECK_FALSE(select.contains("initial_conversation"));
  CHECK(flag_at(select, "default_to_current_conversation"));
}

TEST_CASE("slack forms: faults go back under their fields")
{
  const auto answer = objections({{"title", "Say it."}, {"channel", "Choose one."}});
  CHECK(json::serialize(answer) ==
        R"({"response_action":"errors","errors":{"title":"Say it.","channel":"Choose one."}})");
}
