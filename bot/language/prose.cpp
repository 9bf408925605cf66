#include "bot/language/prose.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace secondstory::language {
namespace {

constexpr std::string_view ignore = "<!-- secondstory-ignore -->";
constexpr std::string_view ignore_start = "<!-- secondstory-ignore-start -->";
constexpr std::string_view ignore_end = "<!-- secondstory-ignore-end -->";

/// A line as the reader sees it: where it stands, and what is left of it after the mark-up.
struct Line
{
  std::size_t start = 0;
  std::string text;  ///< blanked, as long as the original
  std::string_view original;
};

std::size_t indent_of(std::string_view line)
{
  std::size_t columns = 0;
  for (const char c : line) {
    if (c == '\t') {
      columns += 4;
    } else if (c == ' ') {
      ++columns;
    } else {
      break;
    }
  }
  return columns;
}

std::string_view trimmed(std::string_view line)
{
  constexpr std::string_view blank = " \t\r";
  const std::size_t first = line.find_first_not_of(blank);
  if (first == std::string_view::npos) return {};
  return line.substr(first, line.find_last_not_of(blank) + 1 - first);
}

void blank(std::string& text, std::size_t from, std::size_t to)
{
  for (std::size_t i = from; i < to && i < text.size(); ++i) text[i] = ' ';
}

bool holds(std::string_view line, std::string_view part)
{
  return line.find(part) != std::string_view::npos;
}

/// How many of the same fence character a line begins with; 0 where it is no fence.
std::size_t fence_of(std::string_view line, char& with)
{
  const std::string_view text = trimmed(line);
  if (text.empty() || (text[0] != '`' && text[0] != '~')) return 0;
  const std::size_t end = std::min(text.find_first_not_of(text[0]), text.size());
  const bool inline_code = text[0] == '`' && text.find('`', end) != std::string_view::npos;
  if (end < 3 || inline_code) return 0;
  with = text[0];
  return end;
}

/// Length of a list marker with what separates it from the words; 0 where there is none.
std::size_t marker_of(std::string_view text)
{
  std::size_t end = 0;
  if (text.size() > 1 && (text[0] == '-' || text[0] == '*' || text[0] == '+')) {
    end = 1;
  } else {
    while (end < text.size() && end < 9 && std::isdigit(static_cast<unsigned char>(text[end]))) {
      ++end;
    }
    if (end == 0 || end >= text.size() || (text[end] != '.' && text[end] != ')')) return 0;
    ++end;
  }
  if (end >= text.size() || (text[end] != ' ' && text[end] != '\t')) return 0;
  for (const std::string_view box : {" [ ] ", " [x] ", " [X] "}) {
    if (text.substr(end, box.size()) == box) return end + box.size();
  }
  return end + 1;
}

/// A row of dashes: under a table's head, under a heading, or across the page.
bool is_rule(std::string_view text)
{
  return !text.empty() && text.find_first_not_of("-=*_|: \t") == std::string_view::npos;
}

bool is_definition(std::string_view text)
{
  const std::size_t close = text.find("]:");
  return text.size() > 3 && text[0] == '[' && close != std::string_view::npos &&
         text.find(' ') > close;
}

/// `](target "title")` and HTML tags go; the words of a link stay.
void blank_inline(std::string& text)
{
  constexpr std::size_t longest_target = 2000;
  for (std::size_t at = text.find("]("); at != std::string::npos; at = text.find("](", at + 1)) {
    std::size_t depth = 0;
    std::size_t end = at + 1;
    for (; end < text.size() && end < at + longest_target; ++end) {
      if (text[end] == '(') ++depth;
      if (text[end] == ')' && --depth == 0) break;
    }
    if (end < text.size() && depth == 0) blank(text, at, end + 1);
  }
  for (std::size_t at = text.find('<'); at != std::string::npos; at = text.find('<', at + 1)) {
    const std::size_t name = at + 1 + (text.compare(at + 1, 1, "/") == 0 ? 1 : 0);
    const std::size_t end = text.find('>', at);
    if (end == std::string::npos) return;
    const bool letter = name < end && std::isalpha(static_cast<unsigned char>(text[name])) != 0;
    const bool link =
        std::string_view(text).substr(at, end - at).find("://") != std::string_view::npos;
    if (letter && !link) blank(text, at, end + 1);
  }
  // An opening bracket of a link is no word, and neither is its mark for pictures.
  std::replace(text.begin(), text.end(), '[', ' ');
  std::replace(text.begin(), text.end(), ']', ' ');
}

/// Reads a document line by line into prose.
class Reader
{
 public:
  Reader(std::string_view document, Lines lines)
      : document_(document), blanked_(document), lines_(lines)
  {
    blank_comments();
  }

  std::vector<Prose> run()
  {
    std::size_t at = front_matter();
    while (at < document_.size()) {
      const std::size_t end = std::min(document_.find('\n', at), document_.size());
      ++line_;
      read({at, blanked_.substr(at, end - at), document_.substr(at, end - at)});
      at = end + 1;
    }
    close();
    return std::move(prose_);
  }

 private:
  void blank_comments()
  {
    for (std::size_t at = blanked_.find("<!--"); at != std::string::npos;
         at = blanked_.find("<!--", at)) {
      std::size_t end = blanked_.find("-->", at + 4);
      end = end == std::string::npos ? blanked_.size() : end + 3;
      for (std::size_t i = at; i < end; ++i) {
        if (blanked_[i] != '\n') blanked_[i] = ' ';
      }
      at = end;
    }
  }

  /// Where the text begins after `---` … `---` at its very beginning.
  std::size_t front_matter()
  {
    for (const std::string_view mark : {"---", "+++"}) {
      const std::size_t first = std::min(document_.find('\n'), document_.size());
      if (trimmed(document_.substr(0, first)) != mark) continue;
      std::size_t lines = 1;
      for (std::size_t at = first + 1; at < document_.size();) {
        const std::size_t end = std::min(document_.find('\n', at), document_.size());
        ++lines;
        if (trimmed(document_.substr(at, end - at)) == mark) {
          line_ = lines;
          return end + 1;
        }
        at = end + 1;
      }
    }
    return 0;
  }

  void read(Line line)
  {
    if (holds(line.original, ignore_start)) ignoring_ = true;
    if (holds(line.original, ignore_end)) ignoring_ = false;
    const std::string_view words = trimmed(line.text);
    const bool beside = holds(line.original, ignore);
    if (beside && words.empty()) {
      close();
      ignore_next_ = true;
      return;
    }
    if (in_code(line) || words.empty()) {
      if (words.empty()) after_blank_ = true;
      close();
      return;
    }
    if (words[0] == '>' || is_rule(words) || is_definition(words)) {
      close();
      table_ = holds(words, "|") && is_rule(words);
      return;
    }
    if (words[0] == '|' || (table_ && holds(words, "|"))) {
      row(line, beside);
      return;
    }
    table_ = false;
    paragraph(std::move(line), beside);
  }

  /// Fences and what stands between them; lines indented as code, where no list goes on.
  bool in_code(const Line& line)
  {
    char with = 0;
    const std::size_t size = fence_of(line.original, with);
    if (fence_ > 0) {
      const bool closes = size >= fence_ && with == fence_with_ &&
                          trimmed(line.original).find_first_not_of(with) == std::string_view::npos;
      if (closes) fence_ = 0;
      return true;
    }
    if (size > 0) {
      fence_ = size;
      fence_with_ = with;
      return true;
    }
    const bool indented = indent_of(line.text) >= 4 && open_ == nullptr && !in_list_;
    return indented && !trimmed(line.text).empty();
  }

  void row(const Line& line, bool beside)
  {
    close();
    for (std::size_t at = 0; at < line.text.size();) {
      std::size_t end = at;
      while (end < line.text.size() &&
             (line.text[end] != '|' || (end > 0 && line.text[end - 1] == '\\'))) {
        ++end;
      }
      Line cell{line.start + at, line.text.substr(at, end - at), {}};
      if (!trimmed(cell.text).empty()) {
        add(cell, beside);
        open_ = nullptr;
      }
      at = end + 1;
    }
    ignore_next_ = false;
  }

  void paragraph(Line line, bool beside)
  {
    const std::string words(trimmed(line.text));
    const std::size_t first = line.text.find(words);
    const std::size_t marker = marker_of(words);
    if (marker > 0) {
      close();
      in_list_ = true;
      blank(line.text, first, first + marker);
    } else if (after_blank_ && indent_of(line.text) == 0) {
      in_list_ = false;
    }
    after_blank_ = false;
    const bool heading = words[0] == '#';
    if (heading) {
      close();
      blank(line.text, first, line.text.find_first_not_of('#', first));
    }
    add(line, beside);
    if (heading || lines_ == Lines::apart) close();
  }

  void add(const Line& line, bool beside)
  {
    if (open_ == nullptr) {
      prose_.push_back({line.start, line.text, line_, ignoring_ || ignore_next_ || beside});
      open_ = &prose_.back();
      return;
    }
    // The line end becomes a space, so that a sentence goes on where its line ended.
    open_->text.resize(line.start - open_->start, ' ');
    open_->text += line.text;
    open_->ignored = open_->ignored || beside || ignoring_;
  }

  void close()
  {
    if (open_ != nullptr) ignore_next_ = false;
    open_ = nullptr;
  }

  std::string_view document_;
  std::string blanked_;
  Lines lines_;
  std::vector<Prose> prose_;
  Prose* open_ = nullptr;
  std::size_t line_ = 0;
  std::size_t fence_ = 0;
  char fence_with_ = 0;
  bool in_list_ = false;
  bool after_blank_ = true;
  bool table_ = false;
  bool ignoring_ = false;
  bool ignore_next_ = false;
};

}  // namespace

std::vector<Prose> prose_of(std::string_view document, Lines lines)
{
  constexpr std::size_t longest = std::size_t{16} * 1024;
  std::vector<Prose> prose;
  for (Prose& part : Reader(document, lines).run()) {
    blank_inline(part.text);
    while (part.text.size() > longest) {
      std::size_t cut = part.text.rfind(". ", longest);
      if (cut == std::string::npos) cut = part.text.rfind(' ', longest);
      cut = cut == std::string::npos ? longest : cut + 1;
      prose.push_back({part.start, part.text.substr(0, cut), part.line, part.ignored});
      part.text.erase(0, cut);
      part.start += cut;
    }
    prose.push_back(std::move(part));
  }
  return prose;
}

Place place_of(std::string_view document, std::size_t offset)
{
  Place place;
  for (std::size_t i = 0; i < offset && i < document.size(); ++i) {
    const bool continues = (static_cast<unsigned char>(document[i]) & 0xC0U) == 0x80U;
    if (document[i] == '\n') {
      ++place.line;
      place.column = 1;
    } else if (!continues) {
      ++place.column;
    }
  }
  return place;
}

}  // namespace secondstory::language
