#pragma once

#include <string>

namespace secondstory::net {

/// How servers are verified: always, with host name and SNI, TLS 1.2 or newer.
struct TlsOptions
{
  std::string ca_file{};  ///< PEM; empty: the system's certificates
};

}  // namespace secondstory::net
