#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace secondstory {

/// What a failure means to whoever has to act on it; the exit codes of the command line follow it.
enum class Fault {
  usage,      ///< the person's input is wrong (exit 2)
  refused,    ///< a remote side said no: credentials, permissions (exit 3)
  storage,    ///< the ledger cannot be read or written (exit 4)
  unknown,    ///< a remote call's outcome is not known: it may have taken effect
  transient,  ///< it failed without effect and is worth another try
  internal,   ///< anything else (exit 5)
};

/// A failure as a value: what was being done, to what, and what to do about it, in one sentence
/// fit for a screen. Never holds a secret.
struct Error
{
  Fault fault = Fault::internal;
  std::string message;
};

/// `std::expected` is not usable with clang 14 and libstdc++ 12, hence TartanLlama's.
template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(Fault fault, std::string message)
{
  return tl::unexpected<Error>(Error{fault, std::move(message)});
}

}  // namespace secondstory
