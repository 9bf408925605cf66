#pragma once

#include <string>

#include "bot/postmortem/draft.hpp"
#include "bot/result.hpp"

namespace secondstory::postmortem {

/// Fills options.template_text (mustache; the variables are documented at DraftOptions). Values are
/// escaped for Markdown, not for HTML. Fault::usage says what is wrong with the template.
Result<std::string> render_template(const Record& record, const DraftOptions& options);

}  // namespace secondstory::postmortem
