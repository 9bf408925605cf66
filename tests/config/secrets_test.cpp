#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>

#include "tests/config/parsing.hpp"
#include "tests/storage/temporary_folder.hpp"

namespace secondstory::tests {

namespace {

using storage::tests::TemporaryFolder;

void write(const std::string& path, const std::string& bytes)
{
  std::ofstream{path, std::ios::binary} << bytes;
}

Result<Configuration> parsed_in(const TemporaryFolder& folder, const std::string& text)
{
  return parse_configuration(text, folder / "bot.toml", variables_of({}));
}

}  // namespace

TEST_CASE("a variable of the environment stands for its value, wherever it is in the text")
{
  const auto loaded = parsed("[storage]\nurl = \"sqlite:${HOME_OF}/${NAME}.db\"\n",
                             {{"HOME_OF", "/data"}, {"NAME", "x"}});
  REQUIRE(loaded);
  CHECK(loaded->storage.url == "sqlite:/data/x.db");
}

TEST_CASE("a variable that is not set is named with its key and line, and said once")
{
  const auto message =
      complaint("[slack]\napp_token = \"${SLACK_APP_TOKEN}\"\nbot_token = \"${SLACK_BOT_TOKEN}\"\n",
                {{"SLACK_BOT_TOKEN", "xoxb-1"}});
  CHECK(
      message.starts_with("folder/bot.toml:2: slack.app_token takes the environment variable "
                          "SLACK_APP_TOKEN, which is not set"));
  CHECK_FALSE(mentions(message, "\n"));
}

TEST_CASE("a variable that is not set does not matter in a section that is switched off")
{
  CHECK(complaint("[slack]\nenabled = false\napp_token = \"${NOWHERE}\"\n").empty());
  CHECK(complaint("[matrix]\naccess_token = \"${NOWHERE}\"\n").empty());
}

TEST_CASE("a variable that is not closed is an error")
{
  CHECK(mentions(complaint("[storage]\nurl = \"sqlite:${HOME\"\n"),
                 "folder/bot.toml:2: storage.url"));
}

TEST_CASE("what was stored can be read without tokens")
{
  const std::string text =
      "[slack]\napp_token = \"${NOWHERE}\"\nbot_token_file = \"no-such-file\"\n";
  CHECK_FALSE(parsed(text));
  CHECK(parsed(text, {}, Need::records));
}

TEST_CASE("a wrong key is an error even where tokens are not needed")
{
  CHECK_FALSE(parsed("[slack]\nbot_tokn = \"x\"\n", {}, Need::records));
}

TEST_CASE("secrets are read from files beside the configuration, without the newline at the end")
{
  const TemporaryFolder folder;
  write(folder / "app", "xapp-1-A\n");
  write(folder / "bot", "xoxb-1\r\n");
  const auto loaded = parsed_in(
      folder, "[slack]\napp_token_file = \"app\"\nbot_token_file = \"" + (folder / "bot") + "\"\n");
  REQUIRE_MESSAGE(loaded, (loaded ? "" : loaded.error().message));
  CHECK(loaded->slack.app_token == "xapp-1-A");
  CHECK(loaded->slack.bot_token == "xoxb-1");
}

TEST_CASE("the place of storage and the secrets of Matrix can stand in files too")
{
  const TemporaryFolder folder;
  write(folder / "url", "sqlite:/data/x.db\n");
  write(folder / "secret", "s3cret\n");
  const auto loaded = parsed_in(folder,
                                "[storage]\nurl_file = \"url\"\n[matrix]\nenabled = false\n"
                                "access_token_file = \"secret\"\npassword_file = \"secret\"\n"
                                "as_token_file = \"secret\"\n");
  REQUIRE_MESSAGE(loaded, (loaded ? "" : loaded.error().message));
  CHECK(loaded->storage.url == "sqlite:/data/x.db");
}

TEST_CASE("a file of a secret that cannot be read is named, and said once")
{
  const TemporaryFolder folder;
  const auto loaded =
      parsed_in(folder, "[slack]\napp_token_file = \"nowhere\"\nbot_token = \"xoxb-1\"\n");
  REQUIRE_FALSE(loaded);
  CHECK(loaded.error().message == (folder / "bot.toml") + ":2: slack.app_token_file names " +
                                      (folder / "nowhere") + ", which cannot be read");
}

TEST_CASE("an empty file of a secret is an error")
{
  const TemporaryFolder folder;
  write(folder / "app", "");
  const auto loaded =
      parsed_in(folder, "[slack]\napp_token_file = \"app\"\nbot_token = \"xoxb-1\"\n");
  REQUIRE_FALSE(loaded);
  CHECK(mentions(loaded.error().message, "slack.app_token must be"));
}

TEST_CASE("a secret and its file together are an error")
{
  const TemporaryFolder folder;
  write(folder / "app", "xapp-1-A");
  const auto loaded = parsed_in(folder,
                                "[slack]\napp_token = \"xapp-1-B\"\napp_token_file = \"app\"\n"
                                "bot_token = \"xoxb-1\"\n");
  REQUIRE_FALSE(loaded);
  CHECK(mentions(loaded.error().message, ":3: slack.app_token_file and app_token are both set"));
}

TEST_CASE("tokens that were swapped are told by their form")
{
  const auto message = complaint("[slack]\napp_token = \"xoxb-1\"\nbot_token = \"xapp-1\"\n");
  CHECK(mentions(message, "folder/bot.toml:2: slack.app_token and bot_token are swapped"));
  CHECK(std::count(message.begin(), message.end(), '\n') == 0);
}

TEST_CASE("a slip in copying a token is told by what it is, without the token")
{
  struct Slip
  {
    const char* token;
    const char* words;
  };
  for (const Slip& slip : {
           Slip{"'xoxb-1-hunter'", "holds quotation marks"},
           Slip{"xoxb-1-hunter ", "holds a blank"},
           Slip{"xoxb-1-\\nhunter", "holds a blank"},
           Slip{"xoxb-...", "is a placeholder"},
           Slip{"xoxb-…", "is a placeholder"},
           Slip{"xoxp-1-hunter", "is a person's token"},
           Slip{"hunter", "must be a bot token"},
       }) {
    const auto message = complaint(
        std::string("[slack]\napp_token = \"xapp-1-A\"\nbot_token = \"") + slip.token + "\"\n");
    CHECK(mentions(message, "folder/bot.toml:3: slack.bot_token " + std::string(slip.words)));
    CHECK_FALSE(mentions(message, "hunter"));
  }
}

TEST_CASE("a section without its tokens is an error at the section")
{
  const auto message = complaint("\n[slack]\nsockets = 2\n");
  CHECK(mentions(message, "folder/bot.toml:2: slack.app_token"));
  CHECK(mentions(message, "folder/bot.toml:2: slack.bot_token"));
}

TEST_CASE("no error shows a secret")
{
  const std::string secret = "s3cr3t-hunter2";
  for (const auto& text : std::vector<std::string>{
           "[slack]\napp_token = \"" + secret + "\"\nbot_token = \"" + secret + "\"\n",
           "[slack]\napp_token = " + secret + "\n",
           "[slack]\napp_token = \"" + secret + "\n",
           "[slack]\napp_token = [\"" + secret + "\"]\n",
           "[slack]\napp_token = true" + secret + "\n",
           "[slack]\napp_token = \"${TOKEN}\"\nbot_token = \"${TOKEN}\"\n",
           slack_with("proxy = \"socks://user:" + secret + "@proxy\"\n"),
           slack_with("api_url = \"http://user:" + secret + "@example.org/\"\n"),
           "[storage]\nurl = \"postgresql://user:" + secret + "@host/db\"\n",
           "[storage]\nurl = \"mysql://user:" + secret + "@host/db\"\n",
           "[matrix]\nenabled = true\npassword = " + secret + "\n",
       }) {
    const auto message = complaint(text, {{"TOKEN", secret}});
    CAPTURE(text);
    CHECK_FALSE(message.empty());
    for (std::size_t at = 0; at + 4 <= secret.size(); ++at) {
      CHECK_FALSE(mentions(message, secret.substr(at, 4)));
    }
  }
}

}  // namespace secondstory::tests
