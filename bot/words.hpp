#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Small helpers over what people type.
namespace secondstory::words {

std::string lower(std::string_view text);  ///< ASCII letters only; other bytes stay
/// Lower case without accents: "Übergröße" → "ubergrosse". Letters that have no Latin one at their
/// base stay as they are; what is not UTF-8 gives nothing.
std::string plain_letters(std::string_view text);
/// As names are compared: plain letters where there are any; "José" and "jose" are one name,
/// "Łucja" and "lucja" too.
std::string folded(std::string_view name);
std::string_view trim(std::string_view text);
std::vector<std::string> split(std::string_view text);  ///< at white space

/// Reads a number behind an optional prefix, in the ways people write it: "INC-7", "#inc7", "7".
std::optional<std::int64_t> numbered(std::string_view word, std::string_view prefix);

/// The candidate that is nearest to a mistyped word, if it is near enough to be what was meant.
std::optional<std::string> nearest(std::string_view word,
                                   const std::vector<std::string>& candidates);

/// `<@U1>` → `U1`; nothing if the word is not a mention.
std::optional<std::string> mention(std::string_view word);

/// The text with everything that is not UTF-8 replaced by U+FFFD. Unchanged if it was valid.
std::string valid_utf8(std::string_view text);

/// A text cut to so many bytes at most, never inside a UTF-8 sequence, with an ellipsis if cut.
std::string clipped(std::string_view text, std::size_t bytes_max);

}  // namespace secondstory::words
