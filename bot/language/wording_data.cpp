#include "bot/language/wording_data.hpp"

#include <fmt/format.h>

#include <sstream>
#include <unordered_map>

#include "bot/language/vocabulary.hpp"

namespace secondstory::language {
namespace {

const toml::table& table_of(const toml::node& node, std::string_view key)
{
  if (const toml::table* table = node.as_table()) return *table;
  throw FileError(node.source(), fmt::format("'{}' must be a table", key));
}

const toml::array& array_of(const toml::node& node, std::string_view key)
{
  if (const toml::array* array = node.as_array()) return *array;
  throw FileError(node.source(), fmt::format("'{}' must be [[{}]] tables", key, key));
}

std::string text_of(const toml::node& node, std::string_view key)
{
  const auto text = strings_of(node, key);
  if (text.size() != 1) throw FileError(node.source(), fmt::format("'{}' must be one text", key));
  return text.front();
}

const toml::node& needed(const toml::table& table, std::string_view key)
{
  if (const toml::node* node = table.get(key)) return *node;
  throw FileError(table.source(), fmt::format("'{}' is missing", key));
}

std::vector<std::string> words_of(const toml::node& node, std::string_view key)
{
  std::vector<std::string> words;
  std::istringstream in(text_of(node, key));
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

Pattern pattern_of(const toml::node& source, std::string_view key, const Pattern::Macros& macros,
                   Lexicon& lexicon)
{
  try {
    return {text_of(source, key), macros, lexicon};
  } catch (const std::invalid_argument& bad) {
    throw FileError(source.source(), bad.what());
  }
}

Phrase phrase_of(const toml::table& table, const Pattern::Macros& macros, Lexicon& lexicon)
{
  return {pattern_of(needed(table, "pattern"), "pattern", macros, lexicon),
          text_of(needed(table, "say"), "say")};
}

/// What was wished for asks alike as "should have" and as "if you had".
std::vector<Kind> kinds_of_wish(const toml::table& table, const Pattern::Macros& macros,
                                Lexicon& lexicon)
{
  const toml::node& verbs = needed(table, "verbs");
  const std::string wished = " (" + text_of(verbs, "verbs") + ")";
  const std::string ask = text_of(needed(table, "ask"), "ask");
  try {
    return {{{"C03"}, {"%wished" + wished, macros, lexicon}, ask},
            {{"C04"}, {"%hoped" + wished, macros, lexicon}, ask}};
  } catch (const std::invalid_argument& bad) {
    throw FileError(verbs.source(), bad.what());
  }
}

Kind kind_of(const toml::table& table, const Pattern::Macros& macros, Lexicon& lexicon)
{
  const toml::node& node = needed(table, "category");
  std::vector<std::string> categories = strings_of(node, "category");
  for (const std::string& category : categories) {
    if (category.size() != 3 || category < "C01" || category > "C18") {
      throw FileError(node.source(), fmt::format("there is no category '{}'", category));
    }
  }
  return {std::move(categories), pattern_of(needed(table, "pattern"), "pattern", macros, lexicon),
          text_of(needed(table, "ask"), "ask")};
}

}  // namespace

void WordingData::add_verb(const Verb& verb)
{
  const auto add = [&](Form form, const std::string& word) {
    verb_numbers_[static_cast<std::size_t>(form)].emplace(number_of(word), verbs_.size());
  };
  add(Form::base, verb.base);
  add(Form::past, verb.past);
  add(Form::participle, verb.participle);
  add(Form::gerund, verb.gerund);
  verbs_.push_back(verb);
}

void WordingData::read_list(const toml::node& words, std::string_view name, Held& held)
{
  const std::size_t number =
      list_numbers_.emplace(number_of(name), list_numbers_.size()).first->second;
  if (number >= Lists{}.lists.size()) throw FileError(words.source(), "too many lists of words");
  for (const std::string& word : words_of(words, name)) held[number_of(word)].lists.set(number);
}

void WordingData::read_topic(const toml::table& table, Held& held)
{
  if (topics_.size() >= Topics{}.size()) throw FileError(table.source(), "too many topics");
  for (const std::string& word : words_of(needed(table, "words"), "words")) {
    held[number_of(word)].topics.set(topics_.size());
  }
  topics_.push_back(
      {text_of(needed(table, "done"), "done"), text_of(needed(table, "missed"), "missed")});
}

void WordingData::read_verbs(const toml::table& table)
{
  for (const auto& [key, node] : table) {
    const std::string name(key.str());
    if (name == "regular") {
      for (const std::string& base : words_of(node, name)) {
        const std::string past = regular_past(base);
        add_verb({base, third_person(base), gerund(base), past, past});
      }
      continue;
    }
    const auto forms = strings_of(node, name);
    if (forms.size() != 2) {
      throw FileError(node.source(), fmt::format("'{}' needs its past and participle", name));
    }
    add_verb({name, third_person(name), gerund(name), forms[0], forms[1]});
  }
}

/// In which lists and topics each word stands.
WordingData::Held WordingData::held() const
{
  Held all;
  for (const auto& [word, number] : words_) all.emplace(word, lists_[number]);
  return all;
}

/// A row for each way of standing in lists, and a number for each word: a third of the memory.
void WordingData::keep(const Held& held)
{
  const auto hash = [](const Lists& one) {
    return std::hash<std::bitset<192>>{}(one.lists) ^ one.topics.to_ulong();
  };
  std::unordered_map<Lists, std::uint32_t, decltype(hash)> numbers(0, hash);
  Numbered<std::uint32_t> words;
  words.reserve(held.size());
  lists_.clear();
  for (const auto& [word, lists] : held) {
    const auto number = static_cast<std::uint32_t>(numbers.size());
    const auto [row, added] = numbers.emplace(lists, number);
    if (added) lists_.push_back(lists);
    words.emplace(word, row->second);
  }
  lists_.shrink_to_fit();
  words_ = std::move(words);
}

void WordingData::read(const toml::table& table, const Pattern::Macros& macros, Lexicon& lexicon)
{
  Held held = this->held();
  for (const auto& [key, node] : table) {
    const std::string_view name = key.str();
    if (name == "words") {
      for (const auto& [list, words] : table_of(node, name)) {
        read_list(words, list.str(), held);
      }
    } else if (name == "say") {
      for (const auto& [kind, rows] : table_of(node, name)) {
        for (const auto& [word, by] : table_of(rows, kind.str())) {
          tables_[std::string(kind.str())][number_of(word.str())] = text_of(by, word.str());
        }
      }
    } else if (name == "verbs") {
      read_verbs(table_of(node, name));
    } else if (name == "topic") {
      for (const toml::node& topic : array_of(node, name)) {
        read_topic(table_of(topic, name), held);
      }
    } else if (name == "phrase") {
      for (const toml::node& phrase : array_of(node, name)) {
        phrases_.push_back(phrase_of(table_of(phrase, name), macros, lexicon));
      }
    } else if (name == "kind") {
      for (const toml::node& kind : array_of(node, name)) {
        kinds_.push_back(kind_of(table_of(kind, name), macros, lexicon));
      }
    } else if (name == "wish") {
      for (const toml::node& wish : array_of(node, name)) {
        const auto kinds = kinds_of_wish(table_of(wish, name), macros, lexicon);
        kinds_.insert(kinds_.end(), kinds.begin(), kinds.end());
      }
    } else if (name == "leftover" || name == "untold") {
      for (const toml::node& pattern : array_of(node, name)) {
        (name == "untold" ? untold_ : leftovers_)
            .push_back(pattern_of(pattern, name, macros, lexicon));
      }
    } else {
      throw FileError(node.source(), fmt::format("unknown key '{}'", name));
    }
  }
  keep(held);
}

const WordingData::Lists* WordingData::lists_of(const std::string& word) const
{
  const auto found = words_.find(number_of(word));
  return found == words_.end() ? nullptr : &lists_[found->second];
}

bool WordingData::holds(const Lists& lists, Name list) const
{
  const auto number = list_numbers_.find(list.number);
  return number != list_numbers_.end() && lists.lists.test(number->second);
}

bool WordingData::has(Name list, const std::string& word) const
{
  const Lists* lists = lists_of(word);
  return lists != nullptr && holds(*lists, list);
}

const std::string* WordingData::find(std::string_view table, const std::string& word) const
{
  const auto rows = tables_.find(table);
  if (rows == tables_.end()) return nullptr;
  const auto row = rows->second.find(number_of(word));
  return row == rows->second.end() ? nullptr : &row->second;
}

const Verb* WordingData::verb(const std::string& word, Form form) const
{
  const auto& known = verb_numbers_[static_cast<std::size_t>(form)];
  const auto found = known.find(number_of(word));
  return found == known.end() ? nullptr : &verbs_[found->second];
}

}  // namespace secondstory::language
