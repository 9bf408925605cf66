#pragma once

#include <string>
#include <string_view>

#include "bot/event.hpp"

namespace secondstory {

/// Something a person asked for (MessagePosted, CommandGiven, ButtonPressed, Reacted,
/// MessageChosen, FormFilled), for the time
/// that it is put off in the outbox. The delivery key is left out: it was taken note of before.
/// Throws std::runtime_error on any other event.
std::string to_json(const Event& asked);
/// Throws std::runtime_error on anything to_json did not write.
Event event_from_json(std::string_view text);

}  // namespace secondstory
