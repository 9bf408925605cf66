#include "adapters/workspace/scopes.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace secondstory::workspace {

namespace {

struct Row
{
  std::string_view name;
  std::string_view scopes;
};

constexpr Row rows[] = {
#include "adapters/workspace/scope_table.inc"
};

std::vector<std::string_view> split(std::string_view text)
{
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    out.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

}  // namespace

std::vector<std::string_view> scopes_of(std::string_view method_or_event)
{
  const auto* found = std::find_if(std::begin(rows), std::end(rows),
                                   [&](const Row& row) { return row.name == method_or_event; });
  return found == std::end(rows) ? std::vector<std::string_view>{} : split(found->scopes);
}

const std::set<std::string, std::less<>>& all_scopes()
{
  static const auto scopes = [] {
    std::set<std::string, std::less<>> out{"commands"};  // opens slash commands and shortcuts
    for (const Row& row : rows) {
      for (const auto scope : split(row.scopes)) out.emplace(scope);
    }
    return out;
  }();
  return scopes;
}

std::string AppSettings::granted() const
{
  std::vector<std::string_view> out;
  for (const std::string& scope : all_scopes()) {
    if (!withheld.contains(scope)) out.emplace_back(scope);
  }
  return fmt::format("{}", fmt::join(out, ","));
}

std::string AppSettings::lacking_for(std::string_view method) const
{
  const auto scopes = scopes_of(method);
  const bool enough =
      scopes.empty() || std::any_of(scopes.begin(), scopes.end(), [this](std::string_view scope) {
        return !withheld.contains(scope);
      });
  return enough ? std::string{} : fmt::format("{}", fmt::join(scopes, ","));
}

}  // namespace secondstory::workspace
