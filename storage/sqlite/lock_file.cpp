#include "storage/sqlite/lock_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace secondstory::storage {

namespace {

std::string holder(int descriptor)
{
  std::array<char, 32> text{};
  const auto size = ::pread(descriptor, text.data(), text.size() - 1, 0);
  std::string number(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
  number.erase(number.find_last_not_of('\n') + 1);
  return number.empty() ? "another process" : "process " + number;
}

}  // namespace

Result<LockFile> LockFile::take(const std::string& database_path)
{
  const auto path = database_path + "-lock";
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (descriptor < 0) {
    return fail(Fault::storage,
                fmt::format("cannot open the lock file {}: {}; see that its folder exists and that "
                            "this user may write to it",
                            path, std::strerror(errno)));
  }
  LockFile lock{descriptor};
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) {
      return fail(Fault::storage,
                  fmt::format("{} is in use by {}; stop that one first, or give this "
                              "one another [storage] url",
                              database_path, holder(descriptor)));
    }
    return fail(Fault::storage, fmt::format("cannot lock {}: {}; put the database on a local disk",
                                            path, std::strerror(errno)));
  }
  // For the message above; a failure to write it costs nothing but that.
  const auto mine = fmt::format("{}\n", ::getpid());
  if (::ftruncate(descriptor, 0) == 0) {
    [[maybe_unused]] const auto written = ::pwrite(descriptor, mine.data(), mine.size(), 0);
  }
  return lock;
}

LockFile::LockFile(LockFile&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

LockFile& LockFile::operator=(LockFile&& other) noexcept
{
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

LockFile::~LockFile()
{
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace secondstory::storage
