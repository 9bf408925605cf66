#include "config/configuration.hpp"

#include <date/tz.h>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <stdexcept>

#include "bot/words.hpp"
#include "config/address.hpp"
#include "config/section.hpp"

namespace secondstory {

namespace {

bool begins_with(std::string_view text, std::string_view beginning)
{
  return text.substr(0, beginning.size()) == beginning;
}

/// One reading of one file; a function a section.
struct Reading
{
  const toml::table& root;
  const Variables& variables;
  Need need;
  Faults& faults;
  Configuration& into;

  bool is_set(const char* variable) const { return !variables(variable).value_or("").empty(); }

  /// Whether a chat service's section is there to be used.
  bool is_used(const char* section, bool unless_said) const
  {
    const auto* table = root[section].as_table();
    if (table == nullptr || need == Need::records) return false;
    return (*table)["enabled"].value_or(unless_said);
  }

  void storage();
  void http();
  void slack();
  void matrix();
  void incidents();
  void language();
  void postmortem();
  void sections();
};

void Reading::storage()
{
  Section section{root, "storage", faults, variables};
  auto& storage = into.storage;
  section.read_secret("url", storage.url);
  section.read("retention_days", storage.retention_days, 0, 36'500);
  constexpr std::string_view sqlite = "sqlite:";
  if (begins_with(storage.url, "postgresql://") || begins_with(storage.url, "postgres://")) {
    section.fault("url",
                  "names PostgreSQL, which this build does not have yet; write "
                  "\"sqlite:secondstory.db\"");
  } else if (!begins_with(storage.url, sqlite) || storage.url.size() == sqlite.size()) {
    section.fault("url", "must say where the data is, as in \"sqlite:secondstory.db\"");
  } else if (storage.url == "sqlite::memory:") {
    section.fault(
        "url",
        "keeps nothing: what is in memory alone is lost with the program; name a file, as "
        "in \"sqlite:secondstory.db\"");
  }
}

void Reading::http()
{
  Section section{root, "http", faults, variables};
  section.read("listen", into.http.listen);
  if (!is_listen_address(into.http.listen)) {
    section.fault("listen", "must be an address and a port, as in \"127.0.0.1:8080\"");
  }
}

/// What is wrong with how a token is written, whichever it is; empty if nothing is.
std::string slip_in(const std::string& token)
{
  if (token.find_first_not_of(token.front()) == std::string::npos || token.ends_with("…") ||
      token.ends_with("...")) {
    return "is a placeholder; put the token itself there";
  }
  if (token.find_first_of("\"'`") != std::string::npos)
    return "holds quotation marks; take them out of the value or its variable";
  const bool odd =
      std::any_of(token.begin(), token.end(), [](char c) { return c <= ' ' || c > '~'; });
  if (odd) return "holds a blank, a line break or a character that is in no token; copy it again";
  return {};
}

/// Slack's kinds of tokens are told apart by how they begin (docs.slack.dev/authentication/tokens).
void check_tokens(Section& section, const Configuration::Slack& slack)
{
  const auto is_app = [](const std::string& token) { return begins_with(token, "xapp-"); };
  const auto is_bot = [](const std::string& token) { return begins_with(token, "xoxb-"); };
  if (is_bot(slack.app_token) && is_app(slack.bot_token)) {
    section.fault("app_token", "and bot_token are swapped: xapp-… is the app's, xoxb-… the bot's");
    return;
  }
  const auto check = [&](const char* key, const std::string& token, bool right,
                         const std::string& otherwise) {
    if (token.empty()) return section.fault(key, otherwise);
    const auto slip = slip_in(token);
    if (!slip.empty()) return section.fault(key, slip);
    if (!right) section.fault(key, otherwise);
  };
  check("app_token", slack.app_token, is_app(slack.app_token),
        "must be an app-level token, which begins with xapp- (api.slack.com/apps, Basic "
        "Information, App-Level Tokens)");
  const bool of_person = begins_with(slack.bot_token, "xoxp-");
  check("bot_token", slack.bot_token, is_bot(slack.bot_token),
        std::string{of_person ? "is a person's token (xoxp-); it " : ""} +
            "must be a bot token, which begins with xoxb- (api.slack.com/apps, OAuth & "
            "Permissions)");
}

void Reading::slack()
{
  const bool said = root.contains("slack");
  // Without a section the documented defaults hold for whoever has set up the tokens.
  const bool wanted = is_set("SLACK_APP_TOKEN") || is_set("SLACK_BOT_TOKEN");
  const bool used = said ? is_used("slack", true) : wanted && need == Need::everything;
  Section section{root, "slack", faults, variables, used};
  auto& slack = into.slack;
  slack.enabled = said ? section.present() : wanted;
  section.read("enabled", slack.enabled);
  section.read_secret("app_token", slack.app_token, "SLACK_APP_TOKEN");
  section.read_secret("bot_token", slack.bot_token, "SLACK_BOT_TOKEN");
  section.read("api_url", slack.api_url);
  section.read("sockets", slack.sockets, 1, 10);
  section.read("proxy", slack.proxy);
  section.read_path("ca_file", slack.ca_file);
  if (!used) return;
  check_tokens(section, slack);
  if (!is_safe_url(slack.api_url, "https://", "http://")) {
    section.fault("api_url", "must begin with https://; http:// is for loopback addresses alone");
  } else if (slack.api_url.back() != '/') {
    slack.api_url += '/';
  }
  if (!slack.proxy.empty() && !is_proxy_address(slack.proxy)) {
    section.fault("proxy",
                  "must be the address of a proxy, as in \"http://proxy.example.org:3128\"");
  }
}

void Reading::matrix()
{
  const bool used = is_used("matrix", false);
  Section section{root, "matrix", faults, variables, used};
  auto& matrix = into.matrix;
  section.read("enabled", matrix.enabled);
  section.read("homeserver_url", matrix.homeserver_url);
  section.read("user_id", matrix.user_id);
  section.read_secret("access_token", matrix.access_token);
  section.read_secret("password", matrix.password);
  section.read("device_id", matrix.device_id);
  section.read_choice("transport", matrix.transport, {"sync", "appservice-websocket"});
  section.read_secret("as_token", matrix.as_token);
  section.read("websocket_url", matrix.websocket_url);
  section.read("allowed_rooms", matrix.allowed_rooms);
  if (!used) return;
  section.fault("enabled", "is true, but this build cannot speak Matrix yet; write false");
  if (!is_safe_url(matrix.homeserver_url, "https://", "http://")) {
    section.fault("homeserver_url",
                  "must begin with https://; http:// is for loopback addresses alone");
  }
  if (!matrix.websocket_url.empty() && !is_safe_url(matrix.websocket_url, "wss://", "ws://")) {
    section.fault("websocket_url", "must begin with wss://; ws:// is for loopback addresses alone");
  }
}

void check_timezone(Section& section, const std::string& name)
{
  try {
    date::locate_zone(name);
  } catch (const std::runtime_error&) {
    section.fault("timezone",
                  fmt::format("is “{}”, which is no time zone; write an IANA name, as in "
                              "\"UTC\" or \"Europe/Berlin\"",
                              name));
  }
}

void check_severities(Section& section, const std::vector<std::string>& severities)
{
  std::set<std::string> different;
  bool words = true;
  for (const auto& severity : severities) {
    different.insert(words::lower(severity));
    words = words && !severity.empty() && severity.find_first_of(" \t\r\n") == std::string::npos;
  }
  if (severities.empty() || !words || different.size() != severities.size()) {
    section.fault("severities",
                  "must name one severity or more, each a word and each once, the worst first");
  }
}

/// Users as chat services name them: "U024BE7LH", "T1:U024BE7LH" for one of another workspace,
/// "@ana:example.org". A name that nobody has would lock everybody out.
bool is_user_id(std::string_view text)
{
  const auto is_id = [](std::string_view id, std::string_view kinds) {
    return id.size() > 1 && kinds.contains(id.front()) &&
           id.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == std::string_view::npos;
  };
  const auto colon = text.find(':');
  const bool both = colon != std::string_view::npos && colon > 1 && colon + 1 < text.size();
  if (text.starts_with('@')) return both;
  if (colon == std::string_view::npos) return is_id(text, "UW");
  return is_id(text.substr(0, colon), "TE") && is_id(text.substr(colon + 1), "UW");
}

void Reading::incidents()
{
  Section section{root, "incidents", faults, variables};
  auto& incidents = into.incidents;
  section.read("command", incidents.command);
  section.read_choice("open_in", incidents.open_in, {"new-channel", "here"});
  section.read("channel_prefix", incidents.channel_prefix);
  section.read("severities", incidents.severities);
  section.read("timezone", incidents.timezone);
  section.read("reminder_update_minutes", incidents.reminder_update_minutes, 0, 10'080);
  section.read("backfill_minutes", incidents.backfill_minutes, 0, 10'080);
  section.read("managers", incidents.managers);
  for (const auto& manager : incidents.managers) {
    if (is_user_id(manager)) continue;
    section.fault("managers",
                  fmt::format("holds “{}”, which is no user's id; write the id from the user's "
                              "profile (Copy member ID), as in \"U024BE7LH\"",
                              manager));
  }
  if (incidents.command.size() < 2 ||
      (incidents.command[0] != '/' && incidents.command[0] != '!') ||
      incidents.command.find_first_of(" \t\r\n") != std::string::npos) {
    section.fault("command", "must be one word that begins with a slash, as in \"/incident\"");
  }
  // Names of channels: docs.slack.dev/reference/methods/conversations.create
  const auto& prefix = incidents.channel_prefix;
  if (prefix.size() > 20 ||
      prefix.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_") != std::string::npos) {
    section.fault("channel_prefix",
                  "may hold lower-case letters, digits, - and _, at most 20 of them");
  }
  check_severities(section, incidents.severities);
  check_timezone(section, incidents.timezone);
}

void Reading::language()
{
  Section section{root, "language", faults, variables};
  auto& language = into.language;
  section.read("enabled", language.enabled);
  section.read_choice("delivery", language.delivery, {"thread", "author", "off"});
  section.read("cooldown_seconds", language.cooldown_seconds, 0, 86'400);
  section.read("min_confidence", language.min_confidence, 0.0, 1.0);
  section.read_path("rules", language.rules);
}

void Reading::postmortem()
{
  Section section{root, "postmortem", faults, variables};
  auto& postmortem = into.postmortem;
  section.read_path("template", postmortem.template_file);
  section.read_choice("names", postmortem.names, {"roles", "names"});
  const auto& severities = into.incidents.severities;
  const auto is_unknown = [&severities](const auto& slo) {
    return std::find(severities.begin(), severities.end(), slo.first) == severities.end();
  };
  if (!root["postmortem"]["slo_minutes"]) {
    // The default speaks of the default severities.
    std::erase_if(postmortem.slo_minutes, is_unknown);
    return section.declare("slo_minutes");
  }
  section.read("slo_minutes", postmortem.slo_minutes);
  for (const auto& slo : postmortem.slo_minutes) {
    if (!is_unknown(slo)) continue;
    section.fault("slo_minutes",
                  fmt::format("speaks of {}, which incidents.severities does not name", slo.first));
  }
}

void Reading::sections()
{
  const std::vector<std::string> known = {"storage",   "http",     "slack",     "matrix",
                                          "incidents", "language", "postmortem"};
  for (const auto& [key, node] : root) {
    const std::string name{key.str()};
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const auto nearest = words::nearest(name, known);
    faults.add(key.source().begin.line,
               fmt::format("there is no section [{}]{}", name,
                           nearest ? fmt::format("; did you mean [{}]?", *nearest)
                                   : "; config/secondstory.toml shows all there are"));
  }
}

/// A parser's complaint without the characters that it met: they may be of a secret.
std::string complaint_of(const toml::parse_error& error)
{
  const auto text = error.description();
  return std::string{text.substr(0, text.find(", saw"))};
}

}  // namespace

Result<Configuration> parse_configuration(std::string_view text, const std::string& path,
                                          const Variables& variables, Need need)
{
  Faults faults{path};
  Configuration configuration;
  try {
    const auto root = toml::parse(text, std::string_view{path});
    Reading reading{root, variables, need, faults, configuration};
    reading.sections();
    reading.storage();
    reading.http();
    reading.slack();
    reading.matrix();
    reading.incidents();
    reading.language();
    reading.postmortem();
  } catch (const toml::parse_error& error) {
    faults.add(error.source().begin.line, "cannot be read as TOML: " + complaint_of(error));
  }
  if (!faults.none()) return fail(Fault::usage, faults.text());
  return configuration;
}

Result<Configuration> load_configuration(const std::string& path, Need need)
{
  const auto text = contents_of(path);
  if (!text) {
    return fail(Fault::usage,
                "cannot read the configuration " + path +
                    "; name one with --config (config/secondstory.toml shows all there is)");
  }
  const auto environment = [](const std::string& name) -> std::optional<std::string> {
    const auto* value = std::getenv(name.c_str());
    if (value == nullptr) return std::nullopt;
    return std::string{value};
  };
  return parse_configuration(*text, path, environment, need);
}

}  // namespace secondstory
