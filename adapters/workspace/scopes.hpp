#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

/// Which scopes Slack documents for a bot's methods and events, and how the app of this workspace
/// is set up.
namespace secondstory::workspace {

using Scopes = std::set<std::string, std::less<>>;

/// The scopes of which a method or an event needs one; empty where it needs none.
std::vector<std::string_view> scopes_of(std::string_view method_or_event);

/// Every scope that a bot can have, in order.
const Scopes& all_scopes();

/// The scopes that an app's manifest asks for its bot; the items below `bot:` in a YAML of Slack's
/// shape (docs.slack.dev/reference/app-manifest).
Scopes bot_scopes(std::string_view manifest);

/// The app's settings and installation; the preset is an app for which everything is in order.
struct AppSettings
{
  Scopes asked = all_scopes();  ///< by its manifest
  Scopes withheld{};            ///< of these, not granted when it was installed
  bool socket_mode = true;
  bool app_token_revoked = false;

  /// The granted ones, separated by commas, as in the header X-OAuth-Scopes.
  [[nodiscard]] std::string granted() const;
  [[nodiscard]] bool is_granted(std::string_view scope) const;
  /// The scopes of which a call needs one and has none; empty where it lacks none. Where a method's
  /// scopes differ by kind of channel, `kind` says which: "channels", "groups" or "im"; empty: any
  /// will do.
  [[nodiscard]] std::vector<std::string_view> lacking_for(std::string_view method,
                                                          std::string_view kind = {}) const;
};

}  // namespace secondstory::workspace
