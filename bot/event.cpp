#include "bot/event.hpp"

#include <array>

namespace secondstory {

std::string_view type_name(const Event& event)
{
  // In the order of Happening's alternatives.
  static constexpr std::array<std::string_view, std::variant_size_v<Happening>> names = {
      "message",        "edit",       "delete",      "reaction", "command",    "button",
      "message_chosen", "form_asked", "form_filled", "home",     "membership", "channel",
      "person",         "outcome",    "name",        "contact"};
  return names[event.what.index()];
}

}  // namespace secondstory
