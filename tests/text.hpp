#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>

namespace secondstory::tests {

inline bool holds(std::string_view text, std::string_view part)
{
  return text.find(part) != std::string_view::npos;
}

/// All bytes of a file. Throws std::runtime_error where it cannot be read.
inline std::string contents_of(const std::filesystem::path& path)
{
  std::ifstream in{path, std::ios::binary};
  if (!in) throw std::runtime_error(path.string() + ": cannot be read");
  return {std::istreambuf_iterator<char>{in}, {}};
}

}  // namespace secondstory::tests
