#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "bot/content.hpp"
#include "bot/postmortem/record.hpp"

namespace secondstory::postmortem {

struct DraftOptions
{
  bool names = false;            ///< people by name; otherwise by role alone
  std::string timezone = "UTC";  ///< shown beside UTC
  /// Puts a sentence as it would stand in a postmortem; see language::Engine::rephrase.
  std::function<std::string(std::string_view)> rephrase{};
  /// A mustache template in place of the built-in draft; empty: built-in. It may use title, id,
  /// severity, status, duration, summary, impact, timeline (date, time, who, what, key; new_day in
  /// the first row of a date) and actions
  /// (text, due, done).
  std::string template_text{};
  std::map<std::string, int> slo_minutes{};  ///< severity → minutes to resolve
};

/// "INC-7: Checkout returns 500", as plain text.
std::string draft_title(const Record& record, const DraftOptions& options);

/// The drafted postmortem as Markdown. It names no individual unless options.names is set. A
/// section that nothing is known for holds one question to answer.
std::string draft_markdown(const Record& record, const DraftOptions& options);

/// The draft as a message: its facts, key events and questions, within Slack's limits for one
/// message.
Content draft_content(const Record& record, const DraftOptions& options);

}  // namespace secondstory::postmortem
