#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "bot/event.hpp"

namespace secondstory::postmortem {

/// How somebody is spoken of: by role, or by name where names are wanted.
using SpeakOf = std::function<std::string(const std::string& person_id)>;

/// A text with every person in it spoken of as `speak_of` says: `<@ID>` mentions, @handles, full
/// names, and first or last names of three letters or more where they begin with a capital. E-mail
/// addresses become "(an address)". Words inside other words stay.
std::string without_names(std::string_view text, const std::vector<PersonSeen>& people,
                          const SpeakOf& speak_of);

/// One line of Markdown that shows a text as it is: no heading, table, HTML or link can come of it.
std::string as_markdown(std::string_view text);

}  // namespace secondstory::postmortem
