#include "bot/language/vocabulary.hpp"

#include <fmt/format.h>

#include <sstream>

namespace secondstory::language {
namespace {

const toml::table& table_of(const toml::node& node, std::string_view key)
{
  if (const toml::table* table = node.as_table()) return *table;
  throw FileError(node.source(), fmt::format("'{}' must be a table", key));
}

/// Word lists may be long, hence whitespace-separated strings besides arrays.
std::vector<std::string> words_of(const toml::node& node, std::string_view key)
{
  std::vector<std::string> words;
  for (const std::string& text : strings_of(node, key)) {
    std::istringstream in(text);
    for (std::string word; in >> word;) words.push_back(word);
  }
  return words;
}

void read_irregular(const toml::table& table, Lexicon& lexicon)
{
  for (const auto& [key, node] : table) {
    const auto forms = strings_of(node, key.str());
    if (forms.size() != 2) {
      throw FileError(node.source(), fmt::format("'{}' needs its past and participle", key.str()));
    }
    lexicon.add_verb(key.str(), forms[0], forms[1]);
  }
}

}  // namespace

std::vector<std::string> strings_of(const toml::node& node, std::string_view key)
{
  if (const auto* text = node.as_string()) return {text->get()};
  std::vector<std::string> result;
  if (const toml::array* array = node.as_array()) {
    for (const toml::node& element : *array) {
      const auto* text = element.as_string();
      if (text == nullptr) {
        throw FileError(element.source(), fmt::format("'{}' holds something other than text", key));
      }
      result.push_back(text->get());
    }
    return result;
  }
  throw FileError(node.source(), fmt::format("'{}' must be text or a list of texts", key));
}

void read_vocabulary(const toml::table& table, Lexicon& lexicon, Pattern::Macros& macros)
{
  if (const toml::node* node = table.get("irregular")) {
    read_irregular(table_of(*node, "irregular"), lexicon);
  }
  if (const toml::node* node = table.get("classes")) {
    for (const auto& [name, words] : table_of(*node, "classes")) {
      const std::size_t number = lexicon.class_number(name.str());
      for (const std::string& word : words_of(words, name.str())) {
        lexicon.add_to_class(word, number);
      }
    }
  }
  if (const toml::node* node = table.get("verbs")) {
    for (const auto& [name, words] : table_of(*node, "verbs")) {
      const std::size_t number = lexicon.class_number(name.str());
      for (const std::string& word : words_of(words, name.str())) {
        lexicon.add_verb(word, "", "");
        lexicon.add_to_verb_class(word, number);
      }
    }
  }
  if (const toml::node* node = table.get("known")) {
    for (const std::string& word : words_of(*node, "known")) lexicon.add_known(word);
  }
  if (const toml::node* node = table.get("names")) {
    for (const std::string& word : words_of(*node, "names")) lexicon.add_name(word);
  }
  if (const toml::node* node = table.get("macros")) {
    for (const auto& [name, text] : table_of(*node, "macros")) {
      macros[std::string(name.str())] = strings_of(text, name.str()).at(0);
    }
  }
}

}  // namespace secondstory::language
