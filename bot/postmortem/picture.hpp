#pragma once

#include <string>

#include "bot/postmortem/draft.hpp"

namespace secondstory::postmortem {

/// The incident as a picture, PNG: its states over time, its key events and how busy the channel
/// was. Events are told in the draft's words (Voice::rows), so it names people where the draft
/// does.
std::string export_png(const Record& record, const DraftOptions& options);

}  // namespace secondstory::postmortem
