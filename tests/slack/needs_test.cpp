#include "adapters/slack/needs.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include "adapters/workspace/contract.hpp"
#include "adapters/workspace/scopes.hpp"
#include "bot/words.hpp"
#include "tests/source_dir.hpp"
#include "tests/text.hpp"

using namespace secondstory;
using tests::contents_of;
using tests::source_dir;

namespace {

using Names = std::set<std::string, std::less<>>;

/// The items of a list of the manifest, which stands deeper than its key.
Names listed(const std::string& key)
{
  std::istringstream lines(contents_of(source_dir() / "deploy/slack/manifest.yaml"));
  Names out;
  bool inside = false;
  for (std::string line; std::getline(lines, line);) {
    const auto text = words::trim(std::string_view(line).substr(0, line.find('#')));
    if (text == key + ":") {
      inside = true;
    } else if (inside && text.starts_with("- ")) {
      out.emplace(words::trim(text.substr(2)));
    } else if (inside) {
      return out;
    }
  }
  return out;
}

Names names_of(std::span<const slack::Need> needs)
{
  Names out;
  for (const auto& need : needs) out.emplace(need.name);
  return out;
}

/// Every Web API method that the adapter's code names.
Names methods_called()
{
  Names out;
  const std::regex literal(R"re("([a-z]+(\.[a-zA-Z]+)+)")re");
  for (const auto& file : std::filesystem::directory_iterator(source_dir() / "adapters/slack")) {
    if (file.path().extension() != ".cpp" || file.path().stem() == "needs") continue;
    const std::string code = contents_of(file.path());
    for (std::sregex_iterator it(code.begin(), code.end(), literal), end; it != end; ++it) {
      if (workspace::contract_of((*it)[1].str())) out.insert((*it)[1].str());
    }
  }
  out.erase("apps.manifest.export");   // called with a configuration token
  out.erase("apps.connections.open");  // called with the app's token
  return out;
}

/// "channels:manage" is of the family "channels".
std::string family(std::string_view scope)
{
  return std::string(scope.substr(0, scope.find(':')));
}

}  // namespace

TEST_CASE("the manifest asks for the scopes that the code needs, no more and no fewer")
{
  CHECK(listed("bot") == names_of(slack::needed_scopes()));
}

TEST_CASE("the manifest subscribes to the events that the code needs, no more and no fewer")
{
  CHECK(listed("bot_events") == names_of(slack::needed_events()));
}

TEST_CASE("every method that is called and every event is opened by a scope we ask for")
{
  const Names scopes = names_of(slack::needed_scopes());
  Names wanted = methods_called();
  REQUIRE(wanted.size() > 15);
  wanted.merge(names_of(slack::needed_events()));
  for (const auto& name : wanted) {
    const auto documented = workspace::scopes_of(name);
    // Public and private channels have scopes of their own: both kinds have to be open to us.
    for (const std::string_view kind : {"channels", "groups"}) {
      const auto of_kind = [&](std::string_view scope) { return family(scope) == kind; };
      if (std::none_of(documented.begin(), documented.end(), of_kind)) continue;
      const bool open = std::any_of(documented.begin(), documented.end(), [&](auto scope) {
        return of_kind(scope) && scopes.contains(scope);
      });
      CHECK_MESSAGE(open, name << " is closed for " << kind);
    }
    const bool open =
        documented.empty() || std::any_of(documented.begin(), documented.end(),
                                          [&](auto scope) { return scopes.contains(scope); });
    CHECK_MESSAGE(open, name << " needs a scope that is not asked for");
  }
}

TEST_CASE("no scope is asked for that no method and no event of ours is opened by")
{
  Names used = methods_called();
  used.merge(names_of(slack::needed_events()));
  Names opened{"commands"};  // opens no method: slash commands and shortcuts
  for (const auto& name : used) {
    for (const auto scope : workspace::scopes_of(name)) opened.emplace(scope);
  }
  for (const auto& need : slack::needed_scopes()) {
    CHECK_MESSAGE(opened.contains(need.name), need.name << " is needed by nothing we call");
  }
}

TEST_CASE("no two scopes are asked for that open the same of our methods and events")
{
  Names used = methods_called();
  used.merge(names_of(slack::needed_events()));
  std::map<std::string, std::string> by_opened;  // what a scope opens, within its family
  for (const auto& need : slack::needed_scopes()) {
    std::string opens = family(need.name);
    for (const auto& name : used) {
      const auto scopes = workspace::scopes_of(name);
      if (std::find(scopes.begin(), scopes.end(), need.name) != scopes.end()) opens += " " + name;
    }
    const auto added = by_opened.emplace(opens, need.name);
    CHECK_MESSAGE(added.second, need.name << " opens no more than " << added.first->second);
  }
}

TEST_CASE("a granted list is compared name by name, blanks and all")
{
  std::string granted;
  for (const auto& need : slack::needed_scopes()) granted += std::string(need.name) + ", ";
  CHECK(slack::lacking_scopes(granted).empty());
  const auto at = granted.find("pins:write");
  granted.replace(at, 10, "pins:writer");
  const auto lacking = slack::lacking_scopes(granted);
  REQUIRE(lacking.size() == 1);
  CHECK(lacking[0].name == "pins:write");
}
