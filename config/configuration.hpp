#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bot/result.hpp"

namespace secondstory {

/// What config/secondstory.toml documents: one struct a section, one member a key, with its
/// default. A value that was loaded has been checked.
struct Configuration
{
  struct Storage
  {
    std::string url = "sqlite:secondstory.db";  ///< the path is relative to the working folder
    int retention_days = 0;                     ///< 0 keeps everything
  } storage{};

  struct Http
  {
    std::string listen = "127.0.0.1:8080";
  } http{};

  struct Slack
  {
    /// True where the section is there and does not say otherwise, or where there is none and the
    /// environment holds a token.
    bool enabled = false;
    std::string app_token{};
    std::string bot_token{};
    std::string api_url = "https://slack.com/api/";  ///< ends with a slash
    int sockets = 2;
    std::string proxy{};
    std::string ca_file{};
  } slack{};

  struct Matrix
  {
    bool enabled = false;
    std::string homeserver_url{};
    std::string user_id{};
    std::string access_token{};
    std::string password{};
    std::string device_id{};
    std::string transport = "sync";
    std::string as_token{};
    std::string websocket_url{};
    std::vector<std::string> allowed_rooms{};
  } matrix{};

  struct Incidents
  {
    std::string command = "/incident";
    std::string open_in = "new-channel";
    std::string channel_prefix = "inc-";
    std::vector<std::string> severities = {"sev1", "sev2", "sev3", "sev4"};
    std::string timezone = "UTC";
    int reminder_update_minutes = 30;
    int backfill_minutes = 60;
    std::vector<std::string> managers{};
  } incidents{};

  struct Language
  {
    bool enabled = true;
    std::string delivery = "thread";
    int cooldown_seconds = 120;
    double min_confidence = 0.7;
    std::string rules{};
  } language{};

  struct Postmortem
  {
    std::string template_file{};  ///< the key is `template`
    std::string names = "roles";
    std::map<std::string, int> slo_minutes = {{"sev1", 60}, {"sev2", 240}};
  } postmortem{};
};

/// Looks up an environment variable; nothing if it is not set.
using Variables = std::function<std::optional<std::string>(const std::string&)>;

/// What a configuration is read for.
enum class Need {
  everything,
  records,  ///< only what was stored: tokens may be absent and chat services are not looked at
};

/// Reads a configuration. Every fault that is found is a line "file:line: what is wrong and what to
/// do" of the one Error (Fault::usage), which never shows a secret. `${NAME}` takes a variable; a
/// `*_file` key reads a secret from a file. Paths of files are relative to the configuration's
/// folder.
Result<Configuration> load_configuration(const std::string& path, Need need = Need::everything);
Result<Configuration> parse_configuration(std::string_view toml, const std::string& path,
                                          const Variables& variables, Need need = Need::everything);

}  // namespace secondstory
