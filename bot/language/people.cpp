#include "bot/language/people.hpp"

#include <algorithm>
#include <cctype>
#include <sstream>

namespace secondstory::language {
namespace {

std::string lower_case(std::string_view text)
{
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

bool is_word_byte(char c)
{
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || static_cast<unsigned char>(c) >= 0x80;
}

bool is_capital(std::string_view raw)
{
  return !raw.empty() && (std::isupper(static_cast<unsigned char>(raw.front())) != 0 ||
                          static_cast<unsigned char>(raw.front()) >= 0x80);
}

std::string_view raw_of(std::string_view text, const Token& token)
{
  return text.substr(token.start, token.end - token.start);
}

}  // namespace

People::People(const Roster& roster, const Lexicon& lexicon) : lexicon_(lexicon)
{
  for (const Roster::Entry& entry : roster.people) {
    std::vector<std::string> words;
    std::istringstream in(lower_case(entry.name));
    for (std::string word; in >> word;) words.push_back(word);
    if (!entry.id.empty()) roles_by_id_[entry.id] = entry.role;
    if (words.empty()) continue;
    add(words, entry.role);
    if (words.size() > 1) {
      add({words.front()}, entry.role);
      add({words.back()}, entry.role);
    }
  }
  std::stable_sort(names_.begin(), names_.end(),
                   [](const Name& a, const Name& b) { return a.words.size() > b.words.size(); });
}

void People::add(const std::vector<std::string>& words, const std::string& role)
{
  const bool ordinary = words.size() == 1 && lexicon_.find_word(words.front()) >= 0;
  names_.push_back({words, role, ordinary});
}

bool People::fits(const Name& name, std::string_view text, const std::vector<Token>& tokens,
                  std::size_t at) const
{
  if (at + name.words.size() > tokens.size()) return false;
  for (std::size_t i = 0; i < name.words.size(); ++i) {
    if (lower_case(raw_of(text, tokens[at + i])) != name.words[i]) return false;
  }
  if (!name.ordinary) return true;
  if (!is_capital(raw_of(text, tokens[at]))) return false;
  if (at > 0) return true;
  // At the start of a sentence every word has a capital: what follows must be an agent's.
  if (at + 1 >= tokens.size()) return true;
  const Token& next = tokens[at + 1];
  const std::size_t modal = lexicon_.find_class("MODAL");
  const std::size_t be = lexicon_.find_class("BE");
  const std::size_t have = lexicon_.find_class("HAVE");
  const auto has = [&](std::size_t cls) { return cls < max_classes && next.classes.test(cls); };
  return has(cls_past) || has(cls_poss) || has(modal) || has(be) || has(have) ||
         has(lexicon_.find_class("ADV")) || next.classes.test(cls_punct);
}

std::optional<PersonAt> People::mention(std::string_view raw, std::size_t at) const
{
  std::string_view id = raw.substr(raw.front() == '<' ? 2 : 1);
  if (raw.front() == '<') id = id.substr(0, id.find_first_of("|>"));
  const auto known = roles_by_id_.find(std::string(id));
  if (known != roles_by_id_.end()) return PersonAt{at, at + 1, known->second};
  const std::string lower = lower_case(id.substr(0, id.find(':')));
  for (const Name& name : names_) {
    std::string joined;
    for (const std::string& word : name.words) joined += (joined.empty() ? "" : ".") + word;
    if (lower == joined) return PersonAt{at, at + 1, name.role};
  }
  return PersonAt{at, at + 1, ""};
}

std::optional<PersonAt> People::at(std::string_view text, const std::vector<Token>& tokens,
                                   std::size_t at) const
{
  if (tokens[at].classes.test(cls_mention)) return mention(raw_of(text, tokens[at]), at);
  for (const Name& name : names_) {
    if (fits(name, text, tokens, at)) return PersonAt{at, at + name.words.size(), name.role};
  }
  return std::nullopt;
}

const People::Name* People::single(std::string_view word) const
{
  const std::string lower = lower_case(word);
  for (const Name& name : names_) {
    if (name.words.size() != 1 || name.words.front() != lower) continue;
    if (!name.ordinary || is_capital(word)) return &name;
  }
  return nullptr;
}

std::string People::scrub(std::string_view text) const
{
  std::string result;
  bool code = false;
  bool sentence_start = true;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == '`') code = !code;
    if (code || !is_word_byte(text[i])) {
      if (text[i] == '.' || text[i] == '\n' || text[i] == '!' || text[i] == '?') {
        sentence_start = true;
      }
      result.push_back(text[i++]);
      continue;
    }
    std::size_t end = i;
    while (end < text.size() && is_word_byte(text[end])) ++end;
    const std::string_view word = text.substr(i, end - i);
    const bool glued =
        (i > 0 && (text[i - 1] == '-' || text[i - 1] == '/' || text[i - 1] == '_')) ||
        (end < text.size() && (text[end] == '-' || text[end] == '_'));
    const Name* name = glued ? nullptr : single(word);
    if (name != nullptr && !(name->ordinary && sentence_start)) {
      result += name->role.empty() ? "a responder" : name->role;
    } else {
      result += word;
    }
    sentence_start = false;
    i = end;
  }
  return result;
}

}  // namespace secondstory::language
