#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace secondstory::tests {

inline bool holds(std::string_view text, std::string_view part)
{
  return text.find(part) != std::string_view::npos;
}

/// All bytes of a file; none where it cannot be read.
inline std::string contents_of(const std::filesystem::path& path)
{
  std::ifstream in{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

}  // namespace secondstory::tests
