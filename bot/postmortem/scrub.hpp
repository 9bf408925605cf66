#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bot/event.hpp"

namespace secondstory::postmortem {

/// How somebody is spoken of: by role, or by name where names are wanted.
using SpeakOf = std::function<std::string(const std::string& person_id)>;

/// Takes names out of texts. Looking names up is prepared once, for any number of texts.
class Scrubber
{
 public:
  explicit Scrubber(const std::vector<PersonSeen>& people);

  /// A text with every person in it spoken of as `speak_of` says: `<@ID>` mentions, @handles, full
  /// names, written apart or as one (priya_raman), and first or last names of three letters or more
  /// where a letter of them is a capital. Case, accents and the kind of apostrophe make no
  /// difference. E-mail addresses become "(an address)". Words inside other words stay, as do first
  /// or last names in a URL.
  std::string text(std::string_view text, const SpeakOf& speak_of) const;

  /// A label that somebody chose, without the names in it, in capitals or not; empty where nothing
  /// else is left.
  std::string label(std::string_view label) const;

  /// `[file: marks-screenshot.png]` becomes "a file (png)": what a file is called can name people
  /// in ways that a sentence does not.
  std::string file_names(std::string_view text) const;

 private:
  class Names;
  class Reading;

  std::string replaced(std::string_view text, const SpeakOf& speak_of, bool any_case) const;
  bool names_somebody(std::string_view file) const;

  std::shared_ptr<const Names> names_;
};

/// What a Scrubber does with one text.
std::string without_names(std::string_view text, const std::vector<PersonSeen>& people,
                          const SpeakOf& speak_of);

/// One line of Markdown that shows a text as it is: no heading, table, HTML or link can come of it.
std::string as_markdown(std::string_view text);

}  // namespace secondstory::postmortem
