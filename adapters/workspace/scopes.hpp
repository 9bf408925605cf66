#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

/// Which scopes Slack documents for a bot's methods and events, and how the app of this workspace
/// is set up.
namespace secondstory::workspace {

/// The scopes of which a method or an event needs one; empty where it needs none.
std::vector<std::string_view> scopes_of(std::string_view method_or_event);

/// Every scope that a bot can have, in order.
const std::set<std::string, std::less<>>& all_scopes();

/// The app's settings and installation; the preset is an app for which everything is in order.
struct AppSettings
{
  std::set<std::string, std::less<>> withheld{};  ///< scopes that were not granted
  bool socket_mode = true;
  bool bot_token_revoked = false;
  bool app_token_revoked = false;

  /// The granted ones, separated by commas, as in the header X-OAuth-Scopes.
  [[nodiscard]] std::string granted() const;
  /// The scopes that a call lacks, separated by commas; empty where it lacks none.
  [[nodiscard]] std::string lacking_for(std::string_view method) const;
};

}  // namespace secondstory::workspace
