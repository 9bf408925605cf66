#pragma once

#include <string>

#include "bot/postmortem/record.hpp"

namespace secondstory::postmortem {

/// The incident as a picture, PNG: its states over time, its key events and how busy the channel
/// was. Holds no names: events are told by kind and, where people marked them, by their words
/// without names.
std::string export_png(const Record& record);

}  // namespace secondstory::postmortem
