#include "config/configuration.hpp"

#include <doctest/doctest.h>

#include "tests/config/parsing.hpp"
#include "tests/source_dir.hpp"

namespace secondstory::tests {

namespace {

const std::string documented = source_dir() / "config/secondstory.toml";

}  // namespace

TEST_CASE("the documented configuration can be loaded as it stands once the tokens are set")
{
  ::setenv("SLACK_APP_TOKEN", "xapp-1-A", 1);
  ::setenv("SLACK_BOT_TOKEN", "xoxb-1", 1);
  const auto loaded = load_configuration(documented);
  ::unsetenv("SLACK_APP_TOKEN");
  ::unsetenv("SLACK_BOT_TOKEN");
  REQUIRE_MESSAGE(loaded, (loaded ? "" : loaded.error().message));
  CHECK(loaded->slack.enabled);
  CHECK(loaded->slack.app_token == "xapp-1-A");
  CHECK(loaded->slack.bot_token == "xoxb-1");
  CHECK_FALSE(loaded->matrix.enabled);
}

TEST_CASE("the values of the documented configuration are the defaults")
{
  const auto loaded = load_configuration(documented, Need::records);
  REQUIRE_MESSAGE(loaded, (loaded ? "" : loaded.error().message));
  const Configuration preset;
  CHECK(loaded->storage.url == preset.storage.url);
  CHECK(loaded->storage.retention_days == preset.storage.retention_days);
  CHECK(loaded->http.listen == preset.http.listen);
  CHECK(loaded->slack.api_url == preset.slack.api_url);
  CHECK(loaded->slack.sockets == preset.slack.sockets);
  CHECK(loaded->slack.proxy == preset.slack.proxy);
  CHECK(loaded->slack.ca_file == preset.slack.ca_file);
  CHECK(loaded->matrix.enabled == preset.matrix.enabled);
  CHECK(loaded->matrix.transport == preset.matrix.transport);
  CHECK(loaded->incidents.command == preset.incidents.command);
  CHECK(loaded->incidents.open_in == preset.incidents.open_in);
  CHECK(loaded->incidents.channel_prefix == preset.incidents.channel_prefix);
  CHECK(loaded->incidents.severities == preset.incidents.severities);
  CHECK(loaded->incidents.timezone == preset.incidents.timezone);
  CHECK(loaded->incidents.reminder_update_minutes == preset.incidents.reminder_update_minutes);
  CHECK(loaded->incidents.backfill_minutes == preset.incidents.backfill_minutes);
  CHECK(loaded->incidents.managers == preset.incidents.managers);
  CHECK(loaded->language.enabled == preset.language.enabled);
  CHECK(loaded->language.delivery == preset.language.delivery);
  CHECK(loaded->language.cooldown_seconds == preset.language.cooldown_seconds);
  CHECK(loaded->language.min_confidence == preset.language.min_confidence);
  CHECK(loaded->language.rules == preset.language.rules);
  CHECK(loaded->postmortem.template_file == preset.postmortem.template_file);
  CHECK(loaded->postmortem.names == preset.postmortem.names);
  CHECK(loaded->postmortem.slo_minutes == preset.postmortem.slo_minutes);
}

TEST_CASE("an empty configuration is a good one, with no chat service in use")
{
  const auto loaded = parsed("");
  REQUIRE(loaded);
  CHECK_FALSE(loaded->slack.enabled);
  CHECK(loaded->storage.url == "sqlite:secondstory.db");
}

TEST_CASE("a [slack] section is in use unless it says otherwise")
{
  CHECK(parsed(slack_with(""))->slack.enabled);
  CHECK_FALSE(parsed(slack_with("enabled = false\n"))->slack.enabled);
}

TEST_CASE("without a [slack] section Slack is in use where the environment holds its tokens")
{
  const auto loaded = parsed("", {{"SLACK_APP_TOKEN", "xapp-1-A"}, {"SLACK_BOT_TOKEN", "xoxb-1"}});
  REQUIRE_MESSAGE(loaded, (loaded ? "" : loaded.error().message));
  CHECK(loaded->slack.enabled);
  CHECK(loaded->slack.app_token == "xapp-1-A");
  CHECK(loaded->slack.bot_token == "xoxb-1");
  CHECK(mentions(complaint("", {{"SLACK_APP_TOKEN", "xapp-1-A"}}), "SLACK_BOT_TOKEN"));
}

TEST_CASE("a [slack] section without tokens takes them from their documented variables")
{
  const auto loaded = parsed("[slack]\nenabled = true\n",
                             {{"SLACK_APP_TOKEN", "xapp-1-A"}, {"SLACK_BOT_TOKEN", "xoxb-1"}});
  REQUIRE_MESSAGE(loaded, (loaded ? "" : loaded.error().message));
  CHECK(loaded->slack.bot_token == "xoxb-1");
  CHECK(mentions(complaint("[slack]\nenabled = true\n"),
                 "slack.app_token takes the environment variable SLACK_APP_TOKEN"));
}

TEST_CASE("every kind of value is taken over")
{
  const auto loaded = parsed(
      "[storage]\nretention_days = 30\n"
      "[language]\nenabled = false\nmin_confidence = 1\ndelivery = \"author\"\n"
      "[incidents]\nseverities = [\"high\", \"low\"]\nmanagers = [\"U1\"]\n"
      "[postmortem]\nslo_minutes = { high = 15 }\n");
  REQUIRE_MESSAGE(loaded, (loaded ? "" : loaded.error().message));
  CHECK(loaded->storage.retention_days == 30);
  CHECK_FALSE(loaded->language.enabled);
  CHECK(loaded->language.min_confidence == 1.0);
  CHECK(loaded->language.delivery == "author");
  CHECK(loaded->incidents.severities == std::vector<std::string>{"high", "low"});
  CHECK(loaded->incidents.managers == std::vector<std::string>{"U1"});
  CHECK(loaded->postmortem.slo_minutes == std::map<std::string, int>{{"high", 15}});
}

TEST_CASE("severities of one's own need no targets of their own")
{
  const auto loaded = parsed("[incidents]\nseverities = [\"sev1\", \"minor\"]\n");
  REQUIRE_MESSAGE(loaded, (loaded ? "" : loaded.error().message));
  CHECK(loaded->postmortem.slo_minutes == std::map<std::string, int>{{"sev1", 60}});
}

TEST_CASE("the address of the Slack API ends with a slash however it was written")
{
  CHECK(parsed(slack_with("api_url = \"https://slack-gov.com/api\"\n"))->slack.api_url ==
        "https://slack-gov.com/api/");
}

TEST_CASE("a configuration that is not there is a usage error that says how to name one")
{
  const auto loaded = load_configuration("no/such/file.toml");
  REQUIRE_FALSE(loaded);
  CHECK(loaded.error().fault == Fault::usage);
  CHECK(mentions(loaded.error().message, "no/such/file.toml"));
  CHECK(mentions(loaded.error().message, "--config"));
}

TEST_CASE("a folder in the place of a configuration is a usage error")
{
  const auto loaded = load_configuration(source_dir().string());
  REQUIRE_FALSE(loaded);
  CHECK(loaded.error().fault == Fault::usage);
}

}  // namespace secondstory::tests
