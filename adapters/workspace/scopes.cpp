#include "adapters/workspace/scopes.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "adapters/workspace/contract.hpp"

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

}  // namespace

std::vector<std::string_view> scopes_of(std::string_view method_or_event)
{
  const auto* found = std::find_if(std::begin(rows), std::end(rows),
                                   [&](const Row& row) { return row.name == method_or_event; });
  return found == std::end(rows) ? std::vector<std::string_view>{} : words_of(found->scopes);
}

const Scopes& all_scopes()
{
  static const auto scopes = [] {
    Scopes out{"commands"};  // opens slash commands and shortcuts
    for (const Row& row : rows) {
      for (const auto scope : words_of(row.scopes)) out.emplace(scope);
    }
    return out;
  }();
  return scopes;
}

Scopes bot_scopes(std::string_view manifest)
{
  Scopes out;
  bool in_list = false;
  while (!manifest.empty()) {
    const auto end = std::min(manifest.find('\n'), manifest.size());
    const auto line = words_of(manifest.substr(0, end));
    manifest.remove_prefix(std::min(end + 1, manifest.size()));
    if (line.empty() || line.front().starts_with('#')) continue;
    if (line.front() == "bot:") {
      in_list = true;
    } else if (line.front() != "-") {
      in_list = false;
    } else if (in_list && line.size() > 1) {
      out.emplace(line[1]);
    }
  }
  return out;
}

bool AppSettings::is_granted(std::string_view scope) const
{
  return asked.contains(scope) && !withheld.contains(scope);
}

std::string AppSettings::granted() const
{
  std::vector<std::string_view> out;
  for (const std::string& scope : asked) {
    if (is_granted(scope)) out.emplace_back(scope);
  }
  return fmt::format("{}", fmt::join(out, ","));
}

std::vector<std::string_view> AppSettings::lacking_for(std::string_view method,
                                                       std::string_view kind) const
{
  auto wanted = scopes_of(method);
  const std::string prefix = std::string(kind) + ":";
  const auto of_kind = [&](std::string_view scope) { return scope.starts_with(prefix); };
  if (!kind.empty() && std::any_of(wanted.begin(), wanted.end(), of_kind)) {
    std::erase_if(wanted, [&](std::string_view scope) { return !of_kind(scope); });
  }
  const bool enough = std::any_of(wanted.begin(), wanted.end(),
                                  [this](std::string_view scope) { return is_granted(scope); });
  if (enough) wanted.clear();
  return wanted;
}

}  // namespace secondstory::workspace
