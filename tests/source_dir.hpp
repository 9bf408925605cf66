#pragma once

#include <filesystem>

namespace secondstory::tests {

/// Where the sources of this build lie.
std::filesystem::path source_dir();

}  // namespace secondstory::tests
