#pragma once

#include <map>
#include <string>

#include "config/configuration.hpp"

namespace secondstory::tests {

/// The environment of a test.
inline Variables variables_of(std::map<std::string, std::string> set)
{
  return [set = std::move(set)](const std::string& name) -> std::optional<std::string> {
    const auto found = set.find(name);
    if (found == set.end()) return std::nullopt;
    return found->second;
  };
}

inline Result<Configuration> parsed(const std::string& text,
                                    const std::map<std::string, std::string>& set = {},
                                    Need need = Need::everything)
{
  return parse_configuration(text, "folder/bot.toml", variables_of(set), need);
}

/// What is wrong with a configuration; empty if nothing is.
inline std::string complaint(const std::string& text,
                             const std::map<std::string, std::string>& set = {})
{
  const auto result = parsed(text, set);
  return result ? std::string{} : result.error().message;
}

/// A [slack] section with good tokens and some more lines, which begin at line 4.
inline std::string slack_with(const std::string& lines)
{
  return "[slack]\napp_token = \"xapp-1-A\"\nbot_token = \"xoxb-1\"\n" + lines;
}

inline bool mentions(const std::string& text, const std::string& part)
{
  return text.find(part) != std::string::npos;
}

}  // namespace secondstory::tests
