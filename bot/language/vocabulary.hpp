#pragma once

#include <toml++/toml.h>

#include <stdexcept>
#include <string>

#include "bot/language/lexicon.hpp"
#include "bot/language/pattern.hpp"

namespace secondstory::language {

/// A mistake in a rule file, with the line it stands on. Stays inside the loader.
struct FileError : std::runtime_error
{
  FileError(const toml::source_region& source, const std::string& what)
      : std::runtime_error(what), line(source.begin.line)
  {
  }
  std::size_t line;
};

/// Reads `vocabulary.toml`: word classes, verbs, names and macros. Throws FileError.
void read_vocabulary(const toml::table& table, Lexicon& lexicon, Pattern::Macros& macros);

/// Strings of an array or of one string; throws FileError for anything else.
std::vector<std::string> strings_of(const toml::node& node, std::string_view key);

}  // namespace secondstory::language
