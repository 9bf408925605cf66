#include "tests/language/training/phrase.hpp"

#include <algorithm>
#include <cctype>
#include <stdexcept>

namespace secondstory::training {

std::vector<std::string_view> choices_of(std::string_view group)
{
  std::vector<std::string_view> choices;
  std::size_t from = 0;
  int depth = 0;
  for (std::size_t i = 0; i < group.size(); ++i) {
    if (group[i] == '\\') {
      ++i;
    } else if (group[i] == '(') {
      ++depth;
    } else if (group[i] == ')') {
      --depth;
    } else if (group[i] == '|' && depth == 0) {
      choices.push_back(group.substr(from, i - from));
      from = i + 1;
    }
  }
  choices.push_back(group.substr(from));
  return choices;
}

namespace {

std::uint64_t next(std::uint64_t& random)
{
  random += 0x9e3779b97f4a7c15u;
  std::uint64_t x = random;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

/// The end of the group that begins at `at`, which is just behind its bracket.
std::size_t closing(std::string_view text, std::size_t at, char open, char close)
{
  int depth = 1;
  for (; at < text.size(); ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (text[at] == open) {
      ++depth;
    } else if (text[at] == close && --depth == 0) {
      return at;
    }
  }
  throw std::runtime_error("bracket is not closed in: " + std::string(text));
}

/// A question mark behind a group makes it optional, unless it can only be the end of a question.
bool is_optional(std::string_view group, std::string_view rest)
{
  if (rest.empty() || rest.front() != '?') return false;
  if (group.front() == ' ' || (!group.empty() && group.back() == ' ')) return true;
  return rest.size() > 1 && (rest[1] == '(' || std::isalpha(static_cast<unsigned char>(rest[1])));
}

constexpr char open_mark = '\x0e';
constexpr char close_mark = '\x0f';

/// Blanks that the choices left over.
std::string tidy(const std::string& text)
{
  std::string out;
  for (const char c : text) {
    const bool mark = c == open_mark || c == close_mark;
    std::size_t last = out.size();
    while (last > 0 && (out[last - 1] == open_mark || out[last - 1] == close_mark)) --last;
    const bool blank_before = last == 0 || out[last - 1] == ' ';
    if (c == ' ' && blank_before) continue;
    if (!mark && (c == ',' || c == '.' || c == '?' || c == ';') && last > 0 &&
        out[last - 1] == ' ') {
      out.erase(last - 1, 1);
    }
    out.push_back(c);
  }
  return out;
}

}  // namespace

void Phrase::spell(std::string_view text, std::uint64_t& random, std::string& out) const
{
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\' && i + 1 < text.size()) {
      ++i;
      if (i + 1 < text.size() && text[i + 1] == '*') {
        if (next(random) % 2 == 0) out.push_back(text[i]);
        ++i;
      } else {
        out.push_back(text[i]);
      }
    } else if (c == '(') {
      const std::size_t end = closing(text, i + 1, '(', ')');
      const std::string_view group = text.substr(i + 1, end - i - 1);
      const bool optional = is_optional(group, text.substr(end + 1));
      const auto choices = choices_of(group);
      if (!optional || next(random) % 2 == 0) {
        spell(choices[next(random) % choices.size()], random, out);
      }
      i = end + (optional ? 1 : 0);
    } else if (c == '{') {
      const std::size_t end = closing(text, i + 1, '{', '}');
      std::string name(text.substr(i + 1, end - i - 1));
      if (name == "he") {
        out += next(random) % 3 == 0 ? "they" : next(random) % 2 == 0 ? "she" : "he";
      } else {
        // Where a person can stand, a role or a pronoun can.
        if (name == "n" && next(random) % 4 == 0) name = "role";
        const auto slot = slots_.find(name);
        if (slot == slots_.end()) throw std::runtime_error("no slot {" + name + "}");
        out += slot->second[next(random) % slot->second.size()];
      }
      i = end;
    } else if (c == '[') {
      out.push_back(open_mark);
    } else if (c == ']') {
      out.push_back(close_mark);
    } else {
      out.push_back(c);
    }
  }
}

Phrase::Spelled Phrase::spell(std::uint64_t& random) const
{
  std::string marked;
  spell(text_, random, marked);
  marked = tidy(marked);
  const std::uint64_t style = next(random) % 10;
  const auto first = marked.find_first_not_of(std::string{open_mark, close_mark, ' '});
  if (first != std::string::npos && style < 3) {
    marked[first] = static_cast<char>(std::toupper(static_cast<unsigned char>(marked[first])));
  }
  Spelled result;
  for (const char c : marked) {
    if (c == open_mark) {
      if (result.span.end == 0) result.span.start = result.text.size();
    } else if (c == close_mark) {
      result.span.end = result.text.size();
    } else {
      const bool shout = style == 9 && result.text.find('<') == std::string::npos &&
                         next(random) % 8 != 0 && c != '<';
      result.text.push_back(shout ? static_cast<char>(std::tolower(static_cast<unsigned char>(c)))
                                  : c);
    }
  }
  while (!result.text.empty() && result.text.back() == ' ') result.text.pop_back();
  if (style == 1 && !result.text.empty() &&
      std::isalnum(static_cast<unsigned char>(result.text.back())) != 0) {
    result.text.push_back('.');
  }
  result.span.end = std::min(result.span.end, result.text.size());
  return result;
}

}  // namespace secondstory::training
