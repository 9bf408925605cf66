#pragma once

#include <string>

namespace secondstory::postmortem {

/// A draft as a page of its own: no script, no other file, raw HTML in the Markdown left out.
std::string export_html(const std::string& markdown, const std::string& title);

}  // namespace secondstory::postmortem
