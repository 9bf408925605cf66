#include "adapters/slack/errors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "adapters/slack/error_table.hpp"

namespace secondstory::slack {

namespace {

using Classes = std::map<std::string_view, ErrorClass>;

Classes read_groups()
{
  Classes out;
  for (const table::Group& group : table::groups) {
    std::string_view rest = group.errors;
    while (!rest.empty()) {
      const auto end = std::min(rest.find(' '), rest.size());
      out.emplace(rest.substr(0, end), group.meaning);
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  return out;
}

const Classes& classes()
{
  static const Classes all = read_groups();
  return all;
}

std::string reason(std::string_view error)
{
  for (const table::Words& row : table::words) {
    if (row.error == error) return fmt::format("{} ({})", row.words, error);
  }
  return std::string(error);
}

}  // namespace

ErrorClass classify(std::string_view method, std::string_view error)
{
  for (const table::Exception& row : table::exceptions) {
    if (row.method == method && row.error == error) return row.meaning;
  }
  const auto found = classes().find(error);
  return found == classes().end() ? ErrorClass::tell_user : found->second;
}

bool is_known(std::string_view error)
{
  return classes().contains(error);
}

std::string explain(std::string_view method, std::string_view error, std::string_view needed)
{
  const std::string why = reason(error);
  if (error == "missing_scope") {
    return fmt::format(
        "Slack refused {}: the app lacks {} (missing_scope). Add it under OAuth & Permissions and "
        "reinstall the app.",
        method, needed.empty() ? std::string("a scope") : fmt::format("the scope {}", needed));
  }
  switch (classify(method, error)) {
    case ErrorClass::done:
      return fmt::format("Slack had nothing to do for {}: {}.", method, why);
    case ErrorClass::retry:
      return fmt::format("Slack cannot do {} just now: {}. It is tried again.", method, why);
    case ErrorClass::unknown_outcome:
      return fmt::format(
          "Slack failed in the middle of {}: {}. Before another try we look what came of it.",
          method, why);
    case ErrorClass::fatal:
      return fmt::format("Slack refused {}: {}. Check slack.{}.", method, why,
                         method == "apps.connections.open" ? "app_token" : "bot_token");
    case ErrorClass::configuration:
      return fmt::format(
          "Slack refused {}: {}. Whoever runs the app or the workspace can change that.", method,
          why);
    case ErrorClass::tell_user:
      break;
  }
  return fmt::format("Slack refused {}: {}.", method, why);
}

}  // namespace secondstory::slack
