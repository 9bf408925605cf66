#pragma once

#include <string>

#include "bot/postmortem/record.hpp"

namespace secondstory::postmortem {

/// The timeline as CSV (RFC 4180): at, id, kind, role, text, key_event, hidden, thread. A field
/// that a spreadsheet would take for a formula begins with an apostrophe
/// (owasp.org/www-community/attacks/CSV_Injection).
std::string export_csv(const Record& record);

}  // namespace secondstory::postmortem
