#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "bot/content.hpp"
#include "bot/incident/incident.hpp"
#include "bot/language/engine.hpp"
#include "bot/settings.hpp"
#include "bot/turn.hpp"

namespace secondstory {

enum class ExportFormat { md, html, json, csv, png };

std::optional<ExportFormat> export_format_named(std::string_view name);

struct ExportedFile
{
  std::string name;  ///< INC-7.md
  std::string bytes;
};

/// The record of an incident as a file; the same for `export` in chat, on the command line and for
/// the file that goes with a draft.
ExportedFile export_incident(Ledger& ledger, const Settings& settings,
                             const language::Engine& language, const Incident& incident,
                             ExportFormat format);

/// The draft as a message.
Content draft_for_chat(Turn& turn, const Incident& incident);

/// Queues the draft as a message and the full document as a file, in the incident's channel.
void publish_draft(Turn& turn, const Incident& incident);

}  // namespace secondstory
