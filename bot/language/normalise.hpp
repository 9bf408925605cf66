#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace secondstory::language {

/// Bytes that stand for what was taken out of a message. Never part of a word.
namespace marker {
inline constexpr char filler = '\x01';  ///< inside or beside a word, to be skipped over
inline constexpr char code = '\x02';    ///< inline code, a noun to the rules
inline constexpr char quote = '\x03';   ///< somebody else's words
inline constexpr char link = '\x04';    ///< URL, channel or group mention
}  // namespace marker

/// The message with Slack and Matrix markup, code, quotations, links and log lines blanked and
/// apostrophes and dashes unified. The result has exactly as many bytes as the input, so an offset
/// into one is an offset into the other: that is the whole offset map. User mentions (`<@U1>`,
/// `@name`) stay for the tokeniser.
std::string normalise(std::string_view text);

/// The message with nothing but its apostrophes, quotation marks and dashes unified, byte for byte
/// too.
std::string with_plain_punctuation(std::string_view text);

/// A stretch of normalised text, as offsets.
struct Span
{
  std::size_t start = 0;
  std::size_t end = 0;
};

inline bool overlap(const Span& a, const Span& b)
{
  return a.start < b.end && b.start < a.end;
}

/// Sentences of normalised text; patterns never look across their borders.
std::vector<Span> split_sentences(std::string_view normalised);

}  // namespace secondstory::language
