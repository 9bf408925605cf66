#pragma once

#include <string>

namespace secondstory::slack {

/// Who we are in the workspace, as auth.test tells; what is not known yet is empty.
struct Identity
{
  std::string bot_user{};  ///< "U…": what people mention
  std::string bot_id{};    ///< "B…": what our messages carry
  std::string team{};      ///< "T…"
  std::string enterprise{};
};

}  // namespace secondstory::slack
