#include "bot/event.hpp"

#include <array>

namespace secondstory {

Happening::Happening() = default;
Happening::Happening(const Happening&) = default;
Happening::Happening(Happening&&) noexcept = default;
Happening& Happening::operator=(const Happening&) = default;
Happening& Happening::operator=(Happening&&) noexcept = default;
Happening::~Happening() = default;

std::string_view type_name(const Event& event)
{
  // In the order of the alternatives.
  static constexpr std::array<std::string_view, std::variant_size_v<AnyHappening>> names = {
      "message",        "edit",       "delete",      "reaction", "command",    "button",
      "message_chosen", "form_asked", "form_filled", "home",     "membership", "channel",
      "person",         "outcome",    "name",        "contact"};
  return names[event.what.index()];
}

}  // namespace secondstory
