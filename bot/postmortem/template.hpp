#pragma once

#include <string>

#include "bot/postmortem/draft.hpp"
#include "bot/result.hpp"

namespace secondstory::postmortem {

/// Whether a text is a template that can be filled. Fault::usage says "file:line: what is wrong".
Result<void> check_template(const std::string& text, const std::string& file);

/// Fills options.template_text (mustache; the variables are documented at DraftOptions). Values are
/// escaped for Markdown, not for HTML. Fault::usage says what is wrong with the template.
Result<std::string> render_template(const Record& record, const DraftOptions& options);

}  // namespace secondstory::postmortem
