#include <doctest/doctest.h>

#include <boost/asio/io_context.hpp>
#include <set>

#include "adapters/dispatcher.hpp"
#include "adapters/slack/json.hpp"
#include "adapters/slack/slack.hpp"
#include "adapters/workspace/workspace_server.hpp"

using namespace secondstory;
namespace json = boost::json;
using slack::parse_object;
using slack::string_at;

namespace {

/// The adapter and the dispatcher against the embedded workspace, which holds every request against
/// Slack's documented contract.
struct Scene
{
  explicit Scene(std::size_t sockets = 1)
      : server(context, [] {
          workspace::WorkspaceOptions options;
          options.retry_after_ms = 200;
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
    const Time now =
        std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
    const auto before = outcomes.size();
    const auto id = ++last_id;
    dispatcher->add({{id, "token-" + std::to_string(id), now, std::move(effect)}}, look_first);
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

  std::size_t posts_with(const std::string& text)
  {
    std::size_t count = 0;
    for (const auto& item : read("messages", "messages", R"({"channel":"general"})")) {
      if (string_at(item.as_object(), "text") == text) ++count;
    }
    return count;
  }

  void check_no_violations()
  {
    const auto answer = server.control().get("violations", {});
    REQUIRE(answer);
    CHECK_MESSAGE(slack::array_at(*answer, "violations").empty(), json::serialize(*answer));
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
  scene.check_no_violations();
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
  scene.check_no_violations();
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
  scene.check_no_violations();
}

TEST_CASE("slack on the workspace: a post whose answer was lost appears once")
{
  Scene scene;
  scene.control("fault", R"({"method":"chat.postMessage","drop":"after"})");
  CHECK(scene.carry_out(PostMessage{scene.channel("general"), {}, words("only once")}).done);
  CHECK(scene.posts_with("only once") == 1);
}

TEST_CASE("slack on the workspace: a post that never arrived appears once")
{
  Scene scene;
  scene.control("fault", R"({"method":"chat.postMessage","drop":"before"})");
  CHECK(scene.carry_out(PostMessage{scene.channel("general"), {}, words("only once")}).done);
  CHECK(scene.posts_with("only once") == 1);
}

TEST_CASE(
    "slack on the workspace: a post that failed with an internal error but took effect appears "
    "once")
{
  Scene scene;
  scene.control("fault", R"({"method":"chat.postMessage","error":"internal_error","effect":true})");
  CHECK(scene.carry_out(PostMessage{scene.channel("general"), {}, words("only once")}).done);
  CHECK(scene.posts_with("only once") == 1);
}

TEST_CASE("slack on the workspace: a rate limit is waited out")
{
  Scene scene;
  scene.control("fault", R"({"method":"chat.postMessage","http_status":429,"retry_after":1})");
  CHECK(scene.carry_out(PostMessage{scene.channel("general"), {}, words("later")}).done);
  CHECK(scene.posts_with("later") == 1);
  scene.check_no_violations();
}

TEST_CASE("slack on the workspace: a channel whose opening went unanswered is adopted")
{
  Scene scene;
  scene.control("fault", R"({"method":"conversations.create","drop":"after"})");
  const auto opened = scene.carry_out(OpenChannel{"slack", "inc-2", false, {}});
  CHECK(opened.channel_name == "inc-2");
  CHECK(scene.server.workspace().channel("inc-2-2") == nullptr);
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
  scene.check_no_violations();
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
  scene.check_no_violations();
}
