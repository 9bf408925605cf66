#pragma once

#include <string>

#include "bot/postmortem/record.hpp"

namespace secondstory::postmortem {

/// The record in the schema `secondstory.incident/1`. A deleted message keeps its row and none of
/// its words.
std::string export_json(const Record& record, const std::string& draft_markdown);

}  // namespace secondstory::postmortem
