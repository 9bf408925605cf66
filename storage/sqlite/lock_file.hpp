#pragma once

#include <string>

#include "bot/result.hpp"

namespace secondstory::storage {

/// Held by the one process that writes a database: an flock(2) on `PATH-lock`, which the kernel
/// lets go of when the process ends, however it ends. A file of its own because closing any
/// descriptor of the database itself would drop SQLite's locks on it
/// (https://sqlite.org/howtocorrupt.html, 2.2).
class LockFile
{
 public:
  /// Errors: Fault::storage, naming the process that holds the lock.
  static Result<LockFile> take(const std::string& database_path);

  LockFile() = default;  ///< holds nothing
  LockFile(LockFile&& other) noexcept;
  LockFile& operator=(LockFile&& other) noexcept;
  ~LockFile();

 private:
  explicit LockFile(int descriptor) : descriptor_(descriptor) {}
  int descriptor_ = -1;
};

}  // namespace secondstory::storage
