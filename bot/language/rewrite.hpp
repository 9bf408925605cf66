#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bot/language/lexicon.hpp"
#include "bot/language/pattern.hpp"

namespace secondstory::language {

/// A sentence that a rule matched, as a template sees it.
struct Matched
{
  std::string_view original;  ///< the whole message
  const std::vector<Token>& tokens;
  const Match& match;
  const Lexicon& lexicon;
};

/// Fills a template: `{obj}` a capture as written, `{verb:pp}` / `{verb:ger}` / `{verb:base}` a
/// form of a captured verb, `{obj:was}` / `{obj:is}` / `{obj:has}` the verb that agrees with it,
/// `{tail?}` a capture that may be absent. Nothing when a capture is missing, names a person or
/// holds a verb that the vocabulary cannot inflect.
std::optional<std::string> fill_template(std::string_view form, const Matched& matched);

/// Whether a noun phrase takes "were".
bool is_plural(std::string_view phrase);

/// The words with a space before each but a comma, a semicolon or a colon; empty ones left out.
std::string joined(std::initializer_list<std::string_view> words);

/// Gives a sentence its capital, unless it begins with what is written as it is: a host, a version,
/// a command ("db-7", "v2", "`ls`").
void capitalise(std::string& sentence);

/// Whether the token points at a person: a pronoun, a name or a mention.
bool is_personal(const Token& token, const Lexicon& lexicon);

}  // namespace secondstory::language
