#include "bot/language/normalise.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace secondstory::language {
namespace {

bool is_space(char c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool is_word(char c)
{
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || static_cast<unsigned char>(c) >= 0x80;
}

/// Overwrites all but line ends, which still separate sentences.
void fill(std::string& text, std::size_t from, std::size_t to, char with)
{
  for (std::size_t i = from; i < to && i < text.size(); ++i) {
    if (text[i] != '\n') text[i] = with;
  }
}

void drop_control_bytes(std::string& text)
{
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 && !is_space(c)) c = ' ';
  }
}

void drop_code(std::string& text)
{
  for (std::size_t at = text.find("```"); at != std::string::npos; at = text.find("```", at)) {
    std::size_t end = text.find("```", at + 3);
    end = end == std::string::npos ? text.size() : end + 3;
    fill(text, at, end, ' ');
    at = end;
  }
  for (std::size_t at = text.find('`'); at != std::string::npos; at = text.find('`', at)) {
    const std::size_t end = text.find_first_of("`\n", at + 1);
    if (end == std::string::npos) return;
    if (text[end] == '`') fill(text, at, end + 1, marker::code);
    at = end + 1;
  }
}

/// Punctuation of three bytes becomes its ASCII form and filler, non-breaking space two spaces.
void unify_punctuation(std::string& text)
{
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 11> forms{{
      {"\u2019", "'\x01\x01"},
      {"\u2018", "'\x01\x01"},
      {"\u02bc", "'\x01"},
      {"\u201c", "\"\x01\x01"},
      {"\u201d", "\"\x01\x01"},
      {"\u201e", "\"\x01\x01"},
      {"\u2013", " - "},
      {"\u2014", " - "},
      {"\u2026", "..."},
      {"\u2022", "   "},
      {"\u00a0", "  "},
  }};
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (static_cast<unsigned char>(text[i]) < 0xc2) continue;
    for (const auto& [from, to] : forms) {
      if (text.compare(i, from.size(), from) == 0) {
        text.replace(i, from.size(), to);
        break;
      }
    }
  }
}

/// `&gt;` and its like, as Slack escapes them: the character and filler.
void decode_entities(std::string& text)
{
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> entities{{
      {"&gt;", ">\x01\x01\x01"},
      {"&lt;", " \x01\x01\x01"},
      {"&amp;", "&\x01\x01\x01\x01"},
      {"&quot;", "\"\x01\x01\x01\x01\x01"},
      {"&#39;", "'\x01\x01\x01\x01"},
  }};
  for (std::size_t at = text.find('&'); at != std::string::npos; at = text.find('&', at + 1)) {
    for (const auto& [from, to] : entities) {
      if (text.compare(at, from.size(), from) == 0) text.replace(at, from.size(), to);
    }
  }
}

bool looks_like_log(std::string_view line)
{
  static const RE2 log(
      R"((?i)^\s*(?:\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d|)"
      R"((?:\[|<)?(?:error|warn|warning|info|debug|fatal|trace|panic|critical|notice)(?:\]|>)?:\s|)"
      R"((?:\[|<)(?:error|warn|info|debug)|(?:error|fatal|panic|traceback|exception)\b.{0,40}:\s|)"
      R"(\w+(?:error|exception):|\$ |# |E\s{2,}|at [\w.$]+\(|npm err!|remote: |)"
      R"(\w{3} +\d+ \d\d:\d\d:\d\d ))");
  constexpr std::size_t shortest = 3;  // "$ x"
  if (line.size() < shortest) return false;
  static const RE2 compiler(R"([\w/.-]+\.(?:c|cc|cpp|h|hpp|py|go|rs|js|ts|rb|java|kt|sh):\d+)");
  return RE2::PartialMatch(re2::StringPiece(line.data(), line.size()), log) ||
         RE2::PartialMatch(re2::StringPiece(line.data(), line.size()), compiler);
}

/// Block quotes and lines that a program wrote.
void drop_foreign_lines(std::string& text)
{
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::size_t first = text.find_first_not_of(" \t", at);
    const std::string_view line = std::string_view(text).substr(at, end - at);
    if ((first < end && text[first] == '>') || looks_like_log(line)) fill(text, at, end, ' ');
    at = end + 1;
  }
}

/// `<https://…|label>` keeps the label, `<#C1|name>` and `<!here>` become a noun, `<@U1>` stays.
void drop_angle_markup(std::string& text)
{
  for (std::size_t at = text.find('<'); at != std::string::npos; at = text.find('<', at + 1)) {
    const std::size_t end = text.find_first_of("<>\n", at + 1);
    if (end == std::string::npos) return;
    if (text[end] != '>' || end == at + 1) continue;
    const char kind = text[at + 1];
    const std::size_t bar = std::string_view(text).substr(at, end - at).find('|');
    if (kind == '#' || kind == '!') {
      fill(text, at, end + 1, marker::link);
    } else if (kind != '@' && bar != std::string_view::npos) {
      fill(text, at, at + bar + 1, marker::filler);
      text[end] = marker::filler;
    }
  }
}

void drop_links(std::string& text)
{
  static const RE2 link(R"(((?:https?|ftp|mailto|ssh|git)://?[^\s>|]+|www\.[^\s>|]+))");
  re2::StringPiece rest(text);
  re2::StringPiece found;
  std::vector<Span> spans;
  while (RE2::FindAndConsume(&rest, link, &found)) {
    const auto start = static_cast<std::size_t>(found.data() - text.data());
    spans.push_back({start, start + found.size()});
  }
  for (const Span& span : spans) fill(text, span.start, span.end, marker::link);
}

void drop_emoji_names(std::string& text)
{
  static const RE2 emoji(R"((:[a-z0-9_+-]*[a-z_+-][a-z0-9_+-]*:))");
  re2::StringPiece rest(text);
  re2::StringPiece found;
  std::vector<Span> spans;
  while (RE2::FindAndConsume(&rest, emoji, &found)) {
    const auto start = static_cast<std::size_t>(found.data() - text.data());
    if (start == 0 || !is_word(text[start - 1])) spans.push_back({start, start + found.size()});
  }
  for (const Span& span : spans) fill(text, span.start, span.end, ' ');
}

bool opens(const std::string& text, std::size_t at)
{
  const bool before = at == 0 || is_space(text[at - 1]) || text[at - 1] == '(' ||
                      text[at - 1] == marker::filler || text[at - 1] == ':';
  return before && at + 1 < text.size() && !is_space(text[at + 1]);
}

bool closes(const std::string& text, std::size_t at)
{
  std::size_t next = at + 1;
  while (next < text.size() && text[next] == marker::filler) ++next;
  return !is_space(text[at - 1]) && (next >= text.size() || !is_word(text[next]));
}

/// What stands in quotation marks on one line was said by somebody else.
void drop_quotations(std::string& text, char mark, std::size_t longest)
{
  for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1)) {
    if (!opens(text, at)) continue;
    const std::size_t line_end = std::min(text.find('\n', at), text.size());
    const std::size_t limit = std::min(line_end, at + longest);
    for (std::size_t end = at + 2; end < limit; ++end) {
      if (text[end] != mark || !closes(text, end)) continue;
      fill(text, at, end + 1, marker::quote);
      at = end;
      break;
    }
  }
}

/// `*bold*`, `_italic_`, `~gone~`: the marks alone go.
void drop_emphasis(std::string& text)
{
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '*' && text[i] != '_' && text[i] != '~') continue;
    const bool left = i == 0 || !is_word(text[i - 1]);
    const bool right = i + 1 >= text.size() || !is_word(text[i + 1]);
    if (left || right) text[i] = marker::filler;
  }
}

}  // namespace

std::string with_plain_punctuation(std::string_view original)
{
  std::string text(original);
  unify_punctuation(text);
  return text;
}

std::string normalise(std::string_view original)
{
  std::string text(original);
  drop_control_bytes(text);
  drop_code(text);
  unify_punctuation(text);
  decode_entities(text);
  drop_foreign_lines(text);
  drop_angle_markup(text);
  drop_links(text);
  drop_emoji_names(text);
  drop_quotations(text, '"', 400);
  drop_quotations(text, '\'', 120);
  drop_emphasis(text);
  return text;
}

namespace {

/// A full stop after one of these does not end a sentence.
bool is_abbreviation(std::string_view word)
{
  static constexpr std::array<std::string_view, 16> known{
      "e.g", "a.k.a", "i.e",    "vs", "mr", "mrs",  "messrs", "ms",
      "dr",  "prof",  "approx", "st", "cf", "resp", "dept",   "eg"};
  std::string lower(word);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::find(known.begin(), known.end(), lower) != known.end();
}

bool ends_sentence(std::string_view text, std::size_t at)
{
  const char c = text[at];
  if (c == '\n') return true;
  if (c != '.' && c != '!' && c != '?') return false;
  std::size_t next = at + 1;
  while (next < text.size() && text[next] == marker::filler) ++next;
  if (next < text.size() && !is_space(text[next]) && text[next] != ')' && text[next] != '"') {
    return false;
  }
  if (c != '.') return true;
  std::size_t from = at;
  while (from > 0 && (is_word(text[from - 1]) || text[from - 1] == '.')) --from;
  return !is_abbreviation(text.substr(from, at - from));
}

}  // namespace

std::vector<Span> split_sentences(std::string_view text)
{
  // A sentence that never ends is cut, so that the work for one stays bounded.
  constexpr std::size_t longest = 800;
  std::vector<Span> sentences;
  std::size_t start = 0;
  const auto close = [&](std::size_t end) {
    while (start < end && (is_space(text[start]) || text[start] == marker::filler)) ++start;
    if (start < end) sentences.push_back({start, end});
    start = end;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (ends_sentence(text, i) || (i - start > longest && is_space(text[i]))) close(i + 1);
  }
  close(text.size());
  return sentences;
}

}  // namespace secondstory::language
