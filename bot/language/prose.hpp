#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace secondstory::language {

/// A paragraph, heading, list item or table cell of a document: words that belong together. Very
/// long ones come in pieces.
struct Prose
{
  std::size_t start = 0;  ///< offset into the document
  std::string text;       ///< one line; byte for byte as long as the stretch it was taken from
  std::size_t line = 1;   ///< of its beginning
  bool ignored = false;   ///< under a `secondstory-ignore` comment
};

/// The prose of a Markdown document (CommonMark and GitHub's tables). Code (fenced, indented),
/// block quotes, front matter, HTML and its comments, link targets and link definitions are left
/// out: nobody's wording about anybody. What `<!-- secondstory-ignore -->` stands beside, or stands
/// alone above, is marked, and so is all between `<!-- secondstory-ignore-start -->` and `…-end
/// -->`.
/// With `Lines::wrapped` a sentence may go on over a line end, as in Markdown; with `Lines::apart`
/// every line stands for itself, as in what was copied from a chat.
enum class Lines { wrapped, apart };
std::vector<Prose> prose_of(std::string_view document, Lines lines);

/// Line and column (in code points, from 1) of an offset.
struct Place
{
  std::size_t line = 1;
  std::size_t column = 1;
};
Place place_of(std::string_view document, std::size_t offset);

}  // namespace secondstory::language
