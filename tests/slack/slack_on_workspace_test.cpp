#include <doctest/doctest.h>

#include <boost/asio/io_context.hpp>
#include <set>

#include "adapters/dispatcher.hpp"
#include "adapters/slack/json.hpp"
#include "adapters/slack/slack.hpp"
#include "adapters/slack/ts.hpp"
#include "adapters/workspace/workspace_server.hpp"
#include "tests/slack/fake_slack.hpp"

using namespace secondstory;
namespace json = boost::json;
using slack::parse_object;
using slack::string_at;

namespace {

/// The ways a call can end without anybody knowing what came of it, and one where all is known.
constexpr const char* ambiguous[] = {
    R"("drop":"after")",
    R"("drop":"before")",
    R"("error":"internal_error","effect":true)",
    R"("error":"fatal_error")",
    R"("http_status":503,"effect":true)",
    R"("http_status":429,"retry_after":0.1)",
};

Time now()
{
  return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

/// The adapter and the dispatcher against the embedded workspace, which holds every request against
/// Slack's documented contract.
struct Scene
{
  explicit Scene(std::size_t sockets = 1, std::chrono::milliseconds post_interval = {})
      : server(context, [] {
          workspace::WorkspaceOptions options;
          options.retry_after_ms = 200;
          options.scopes = slack::test::granted_scopes();
          return options;
        }())
  {
    const auto started = server.start();
    REQUIRE(started);
    slack::SlackOptions options;
    options.app_token = server.tokens().app;
    options.bot_token = server.tokens().bot;
    options.api_url = server.api_url();
    options.sockets = sockets;
    options.post_interval = post_interval;
    options.settling = std::chrono::milliseconds{10};  // the workspace does all at once
    const EventSink sink = [this](Event event, const std::function<void()>& durable) {
      if (const auto* settled = std::get_if<EffectSettled>(&event.what))
        outcomes.push_back(*settled);
      events.push_back(std::move(event));
      if (!keep_undurable) durable();
      return true;
    };
    service = slack::make_slack(context, options, sink);
    DispatchLimits limits;
    limits.backoff_first = std::chrono::milliseconds{10};
    dispatcher = std::make_unique<Dispatcher>(
        context, Dispatcher::Services{{"slack", service.get()}}, sink, limits);
    service->start();
    run_until([&] {
      for (const ConnectionState& one : service->connections()) {
        if (!one.up) return false;
      }
      return true;
    });
  }

  template <class Condition>
  void run_until(const Condition& holds)
  {
    const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds{15};
    while (!holds() && std::chrono::steady_clock::now() < patience) {
      context.run_one_for(std::chrono::milliseconds{100});
    }
    REQUIRE(holds());
  }

  json::object control(const std::string& action, const std::string& body)
  {
    auto answer = server.control().post(action, *parse_object(body));
    REQUIRE(answer);
    CAPTURE(json::serialize(*answer));
    REQUIRE(slack::flag_at(*answer, "ok"));
    return *answer;
  }

  json::array read(const std::string& action, const char* key, const std::string& query = "{}")
  {
    const auto answer = server.control().get(action, *parse_object(query));
    REQUIRE(answer);
    return slack::array_at(*answer, key);
  }

  Channel channel(const std::string& name)
  {
    return {"slack", server.workspace().channel(name)->id};
  }

  EffectSettled carry_out(Effect effect, bool look_first = false)
  {
    const auto before = outcomes.size();
    const auto id = ++last_id;
    dispatcher->add({{id, "token-" + std::to_string(id), now(), std::move(effect)}}, look_first);
    run_until([&] { return outcomes.size() > before; });
    return outcomes.back();
  }

  template <class T>
  const T* last() const
  {
    for (auto event = events.rbegin(); event != events.rend(); ++event) {
      if (const T* what = std::get_if<T>(&event->what)) return what;
    }
    return nullptr;
  }

  void fault(const std::string& method, const std::string& how)
  {
    control("fault", R"({"method":")" + method + "\"," + how + "}");
  }

  json::array messages(const std::string& channel)
  {
    return read("messages", "messages", R"({"channel":")" + channel + R"("})");
  }

  std::size_t posts_with(const std::string& text, const std::string& channel = "general")
  {
    std::size_t count = 0;
    for (const auto& item : messages(channel)) {
      if (string_at(item.as_object(), "text") == text) ++count;
    }
    return count;
  }

  std::string ts_of_post(const std::string& text)
  {
    for (const auto& item : messages("general")) {
      if (string_at(item.as_object(), "text") == text) return string_at(item.as_object(), "ts");
    }
    return {};
  }

  std::size_t notes(const std::string& subtype, const std::string& channel)
  {
    std::size_t count = 0;
    const std::string bot = server.workspace().team().bot_user;
    for (const auto& item : messages(channel)) {
      const bool joined_itself =
          subtype == "channel_join" && string_at(item.as_object(), "user") == bot;
      if (string_at(item.as_object(), "subtype") == subtype && !joined_itself) ++count;
    }
    return count;
  }

  /// Messages in #general that carry files.
  std::size_t shares()
  {
    std::size_t count = 0;
    for (const auto& item : messages("general")) {
      if (!slack::array_at(item.as_object(), "files").empty()) ++count;
    }
    return count;
  }

  /// What people said, by the events that came in.
  std::set<std::string> texts() const
  {
    std::set<std::string> out;
    for (const Event& event : events) {
      if (const auto* message = std::get_if<MessagePosted>(&event.what)) out.insert(message->text);
    }
    return out;
  }

  EffectSettled outcomes_of(std::int64_t id) const
  {
    for (const EffectSettled& one : outcomes) {
      if (one.outbox_id == id) return one;
    }
    return {};
  }

  /// Whatever a test is about: every request kept to Slack's documented interface.
  ~Scene()
  {
    for (const workspace::Violation& one : server.journal().violations()) {
      FAIL_CHECK(one.subject, ": ", one.kind, ": ", one.detail);
    }
  }

  boost::asio::io_context context;
  workspace::WorkspaceServer server;
  std::unique_ptr<ChatService> service;
  std::unique_ptr<Dispatcher> dispatcher;
  std::vector<Event> events;
  std::vector<EffectSettled> outcomes;
  std::int64_t last_id = 0;
  bool keep_undurable = false;
};

Content words(const std::string& text)
{
  return Content{say::text(text)};
}

}  // namespace

TEST_CASE("slack on the workspace: what a person says, edits and deletes arrives")
{
  Scene scene;
  const auto said =
      scene.control("say", R"({"user":"priya","channel":"general","text":"db is down"})");
  scene.run_until([&] { return scene.last<MessagePosted>() != nullptr; });
  CHECK(scene.last<MessagePosted>()->text == "db is down");
  const std::string at =
      R"("user":"priya","channel":"general","ts":")" + string_at(said, "ts") + "\"";
  scene.control("edit", "{" + at + R"(,"text":"db1 is down"})");
  scene.run_until([&] { return scene.last<MessageEdited>() != nullptr; });
  CHECK(scene.last<MessageEdited>()->text == "db1 is down");
  scene.control("delete", "{" + at + "}");
  scene.run_until([&] { return scene.last<MessageDeleted>() != nullptr; });
  CHECK(scene.last<MessageDeleted>()->message.id == string_at(said, "ts"));
}

TEST_CASE("slack on the workspace: a slash command is answered privately")
{
  Scene scene;
  scene.control("slash",
                R"({"user":"priya","channel":"general","command":"/incident","text":"help"})");
  scene.run_until([&] { return scene.last<CommandGiven>() != nullptr; });
  const CommandGiven command = *scene.last<CommandGiven>();
  CHECK(command.words == "help");
  const auto settled = scene.carry_out(
      TellPerson{command.channel, {}, command.person, words("usage"), command.reply});
  CHECK(settled.done);
  REQUIRE_FALSE(scene.server.workspace().ephemerals().empty());
  CHECK(scene.server.workspace().ephemerals().back().user == command.person);
}

TEST_CASE("slack on the workspace: every kind of effect keeps to Slack's contract")
{
  Scene scene;
  const Channel general = scene.channel("general");
  const auto opened = scene.carry_out(OpenChannel{
      "slack", "inc-1-checkout", false, {scene.server.workspace().person("priya")->id}});
  REQUIRE(opened.done);
  const Channel incident{"slack", *opened.channel_id};
  CHECK(scene.carry_out(SetTopic{incident, "Checkout returns 500"}).done);
  CHECK(scene.carry_out(SetPurpose{incident, "INC-1"}).done);
  const auto posted = scene.carry_out(PostMessage{incident, {}, words("declared")});
  REQUIRE(posted.message);
  CHECK(scene.carry_out(PostMessage{incident, posted.message->id, words("in the thread")}).done);
  CHECK(scene.carry_out(PinMessage{*posted.message}).done);
  CHECK(scene.carry_out(PinMessage{*posted.message}).done);
  for (int twice = 0; twice < 2; ++twice)
    CHECK(scene.carry_out(BookmarkMessage{*posted.message, "INC-1"}).done);
  CHECK(scene.server.workspace().channel(incident.id)->bookmarks.size() == 1);
  CHECK(scene.carry_out(ReviseMessage{*posted.message, words("resolved")}).done);
  CHECK(
      scene.carry_out(InvitePeople{incident, {scene.server.workspace().person("mark")->id}}).done);
  CHECK(scene.carry_out(ShareFile{incident, {}, "incident.md", "Draft", "# INC-1", {}}).done);
  CHECK(scene.carry_out(ReadHistory{general, Time{}}).done);
}

TEST_CASE("M18: a post appears once, whichever moment the call is cut or fails at")
{
  for (const std::string fault : ambiguous) {
    CAPTURE(fault);
    Scene scene;
    scene.fault("chat.postMessage", fault);
    const auto posted =
        scene.carry_out(PostMessage{scene.channel("general"), {}, words("only once")});
    CHECK(posted.done);
    CHECK(scene.posts_with("only once") == 1);
    const auto reply = scene.carry_out(
        PostMessage{scene.channel("general"), posted.message->id, words("in the thread")});
    CHECK(reply.done);
    CHECK(scene.posts_with("in the thread") == 1);
  }
}

TEST_CASE("M18: a reply in a thread appears once, whichever moment the call fails at")
{
  Scene scene;
  const auto parent = scene.carry_out(PostMessage{scene.channel("general"), {}, words("parent")});
  scene.fault("chat.postMessage", R"("drop":"after")");
  CHECK(scene.carry_out(PostMessage{scene.channel("general"), parent.message->id, words("reply")})
            .done);
  CHECK(scene.posts_with("reply") == 1);
}

TEST_CASE("M18: a file is shared once, whichever moment a call is cut or fails at")
{
  for (const std::string method :
       {"files.getUploadURLExternal", "upload", "files.completeUploadExternal"}) {
    for (const std::string fault : ambiguous) {
      CAPTURE(method);
      CAPTURE(fault);
      Scene scene;
      scene.fault(method, fault);
      CHECK(scene.carry_out(ShareFile{scene.channel("general"), {}, "a.md", "Draft", "# 1", {}})
                .done);
      CHECK(scene.shares() == 1);
    }
  }
}

TEST_CASE("M18: a channel is opened once, whichever moment the call is cut or fails at")
{
  for (const std::string fault : ambiguous) {
    CAPTURE(fault);
    Scene scene;
    scene.fault("conversations.create", fault);
    const auto opened = scene.carry_out(OpenChannel{"slack", "inc-2", true, {}});
    CHECK(opened.channel_name == "inc-2");
    CHECK(scene.server.workspace().channel("inc-2-2") == nullptr);
  }
}

TEST_CASE("M18: topic, pin, invitation and revision take effect once, whichever moment fails")
{
  for (const std::string fault : ambiguous) {
    CAPTURE(fault);
    Scene scene;
    const auto opened = scene.carry_out(OpenChannel{"slack", "inc-3", false, {}});
    const Channel room{"slack", *opened.channel_id};
    const auto posted = scene.carry_out(PostMessage{room, {}, words("card")});
    for (const char* method :
         {"conversations.setTopic", "pins.add", "conversations.invite", "chat.update"}) {
      scene.fault(method, fault);
    }
    CHECK(scene.carry_out(SetTopic{room, "sev1"}).done);
    CHECK(scene.carry_out(PinMessage{*posted.message}).done);
    CHECK(scene.carry_out(InvitePeople{room, {scene.server.workspace().person("mark")->id}}).done);
    CHECK(scene.carry_out(ReviseMessage{*posted.message, words("new card")}).done);
    const workspace::Channel& now = *scene.server.workspace().channel("inc-3");
    CHECK(now.topic.value == "sev1");
    CHECK(now.pins.size() == 1);
    CHECK(scene.notes("channel_topic", "inc-3") == 1);
    CHECK(scene.notes("channel_join", "inc-3") == 1);
    CHECK(scene.posts_with("new card", "inc-3") == 1);
  }
}

TEST_CASE("M18: fifteen messages a page, and a page only now and then, are enough to find a post")
{
  Scene scene;
  const Channel general = scene.channel("general");
  scene.fault("chat.postMessage", R"("drop":"after")");
  scene.control("rate", R"({"method":"conversations.history","calls":1,"window_ms":60})");
  scene.control("pages", R"({"max":15})");
  for (int i = 0; i < 60; ++i) scene.server.workspace().say("priya", "general", "chatter", "");
  scene.dispatcher->add({{900, "token-900", now(), PostMessage{general, {}, words("once")}}},
                        false);
  scene.run_until([&] { return scene.posts_with("once") == 1; });
  for (int i = 0; i < 40; ++i) scene.server.workspace().say("sam", "general", "more", "");
  scene.run_until([&] { return !scene.outcomes.empty(); });
  CHECK(scene.posts_with("once") == 1);
  CHECK(scene.outcomes[0].message->id == scene.ts_of_post("once"));
}

TEST_CASE("M18: history is read whole at fifteen messages a page and a page now and then")
{
  Scene scene;
  for (const char* method : {"conversations.history", "conversations.replies"}) {
    scene.control("rate",
                  std::string(R"({"calls":1,"window_ms":30,"method":")") + method + R"("})");
  }
  scene.control("pages", R"({"max":15})");
  const auto parent = scene.server.workspace().say("priya", "general", "n0", "");
  for (int i = 1; i < 40; ++i) {
    scene.server.workspace().say("priya", "general", "n" + std::to_string(i), "");
  }
  for (int i = 0; i < 40; ++i) {
    scene.server.workspace().say("sam", "general", "r" + std::to_string(i), (*parent)->ts);
  }
  scene.run_until([&] { return scene.texts().size() == 80; });  // what came over the socket
  scene.events.clear();
  std::vector<ReadHistory> unread{{scene.channel("general"), Time{}}};
  std::size_t steps = 0;
  for (; !unread.empty(); ++steps) {
    const ReadHistory step = unread.back();
    unread.pop_back();
    const auto outcome = scene.carry_out(step);
    REQUIRE(outcome.done);
    unread.insert(unread.end(), outcome.unread.begin(), outcome.unread.end());
  }
  CHECK(scene.texts().size() == 80);
  CHECK(steps == 6);
}

TEST_CASE("M17: on the service a busy channel is paced, and another one does not wait for it")
{
  Scene scene(1, std::chrono::milliseconds{200});
  std::vector<OutboxItem> items;
  for (int i = 0; i < 7; ++i) {
    items.push_back({i + 1, "t" + std::to_string(i), now(),
                     PostMessage{scene.channel("general"), {}, words("n" + std::to_string(i))}});
  }
  items.push_back({50, "t50", now(), PostMessage{scene.channel("incidents"), {}, words("quiet")}});
  scene.dispatcher->add(std::move(items), false);
  scene.run_until([&] { return scene.outcomes.size() == 8; });
  std::vector<std::string> ids;
  for (const EffectSettled& one : scene.outcomes) {
    if (one.outbox_id != 50) ids.push_back(one.message->id);
  }
  CHECK(std::is_sorted(ids.begin(), ids.end()));
  const auto first = *slack::time_of(ids.front());
  CHECK(*slack::time_of(ids.back()) - first >= std::chrono::milliseconds{4 * 200 - 20});
  CHECK(*slack::time_of(scene.outcomes_of(50).message->id) - first <
        std::chrono::milliseconds{200});
}

TEST_CASE("slack on the workspace: a rate limit is waited out")
{
  Scene scene;
  scene.control("fault", R"({"method":"chat.postMessage","http_status":429,"retry_after":1})");
  CHECK(scene.carry_out(PostMessage{scene.channel("general"), {}, words("later")}).done);
  CHECK(scene.posts_with("later") == 1);
}

TEST_CASE("slack on the workspace: what is not acknowledged comes again under the same name")
{
  Scene scene;
  scene.keep_undurable = true;
  scene.control("say", R"({"user":"priya","channel":"general","text":"again"})");
  const auto count = [&] {
    std::size_t messages = 0;
    for (const Event& event : scene.events) {
      if (std::holds_alternative<MessagePosted>(event.what)) ++messages;
    }
    return messages;
  };
  scene.run_until([&] { return count() == 2; });
  std::vector<std::string> keys;
  for (const Event& event : scene.events) {
    if (std::holds_alternative<MessagePosted>(event.what)) keys.push_back(event.delivery_key);
  }
  CHECK(keys[0] == keys[1]);
}

TEST_CASE("slack on the workspace: a refresh loses nothing that is said meanwhile")
{
  Scene scene(2);
  scene.control("disconnect", R"({"reason":"refresh_requested","close_after_ms":5000})");
  for (int i = 0; i < 20; ++i) {
    scene.control("say",
                  R"({"user":"priya","channel":"general","text":"n)" + std::to_string(i) + R"("})");
    scene.context.run_for(std::chrono::milliseconds{20});
  }
  const auto heard = [&] {
    std::set<std::string> texts;
    for (const Event& event : scene.events) {
      if (const auto* message = std::get_if<MessagePosted>(&event.what))
        texts.insert(message->text);
    }
    return texts.size();
  };
  scene.run_until([&] { return heard() == 20; });
}

TEST_CASE("slack on the workspace: junk and a cut line are survived")
{
  Scene scene;
  for (const char* junk : {"", "\\n", "null", "[]", "UNAUTHENTICATED: cache_error"}) {
    scene.control("junk", std::string(R"({"text":")") + junk + R"("})");
  }
  scene.control("drop", "{}");
  scene.control("say", R"({"user":"priya","channel":"general","text":"still here"})");
  scene.run_until([&] { return scene.last<MessagePosted>() != nullptr; });
  CHECK(scene.last<MessagePosted>()->text == "still here");
}

TEST_CASE("slack on the workspace: people are introduced, guests as guests")
{
  Scene scene;
  scene.control("say", R"({"user":"kim","channel":"general","text":"hello"})");
  scene.run_until([&] { return scene.last<PersonSeen>() != nullptr; });
  CHECK(scene.last<PersonSeen>()->handle == "kim");
  CHECK_FALSE(scene.last<PersonSeen>()->full_member);
}
