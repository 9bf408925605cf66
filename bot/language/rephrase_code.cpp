#include <algorithm>

#include "bot/language/rephraser.hpp"
#include "bot/language/spelling.hpp"

// Code stays to the letter, but for who wrote it: "`Author: Priya Nair <pnair@example.org>`".

namespace secondstory::language {
namespace {

/// What stands between runs of as many backticks.
std::vector<Span> code_in(std::string_view text)
{
  std::vector<Span> spans;
  for (std::size_t at = text.find('`'); at < text.size(); at = text.find('`', at)) {
    const std::size_t from = std::min(text.find_first_not_of('`', at), text.size());
    const std::string_view fence = text.substr(at, from - at);
    const std::size_t to = text.find(fence, from);
    if (to == std::string_view::npos) {
      at = from;
      continue;
    }
    spans.push_back({from, to});
    at = to + fence.size();
  }
  return spans;
}

bool is_part_of_address(char c)
{
  return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
         std::string_view("._%+-@").find(c) != std::string_view::npos;
}

}  // namespace

void Rephraser::name_nobody_in_code()
{
  for (const Span& code : code_in(text_)) {
    const std::string_view all = std::string_view(text_).substr(0, code.end);
    for (const Roster::Entry& entry : people_.roster().people) {
      if (entry.name.find(' ') == std::string::npos) continue;
      for (std::size_t at = all.find(entry.name, code.start); at < all.size();
           at = all.find(entry.name, at + 1)) {
        const std::size_t end = at + entry.name.size();
        const bool whole = (at == 0 || !is_letter_at(all, at - 1)) && !is_letter_at(all, end);
        if (whole) edits_.push_back({at, end, "a responder"});
      }
    }
    for (std::size_t at = code.start; at < all.size();) {
      std::size_t end = at;
      while (end < all.size() && is_part_of_address(all[end])) ++end;
      const std::string_view word = all.substr(at, end - at);
      const std::size_t sign = word.find('@');
      const bool one = sign > 0 && sign < word.size() && word.rfind('@') == sign;
      if (one && people_.is_address_of_ours(word)) edits_.push_back({at, at + sign, "user"});
      at = end + 1;
    }
  }
  std::stable_sort(edits_.begin(), edits_.end(),
                   [](const Edit& one, const Edit& other) { return one.start < other.start; });
}

}  // namespace secondstory::language
