#include "bot/language/lexicon.hpp"

#include <algorithm>
#include <cctype>
#include <stdexcept>

namespace secondstory::language {

Lexicon::Lexicon()
{
  static constexpr const char* names[] = {"WORD", "PUNCT",  "CAP",  "ALLCAPS", "NUM",  "MENTION",
                                          "NAME", "UNKCAP", "CODE", "QUOTE",   "LINK", "BASE",
                                          "S3",   "GER",    "PAST", "PART",    "POSS"};
  for (const char* name : names) class_number(name);
}

std::size_t Lexicon::class_number(std::string_view name)
{
  const auto found = classes_.find(number_of(name));
  if (found != classes_.end()) return found->second;
  if (classes_.size() == max_classes) throw std::length_error("too many word classes");
  return classes_.emplace(number_of(name), classes_.size()).first->second;
}

std::size_t Lexicon::find_class(std::uint64_t name) const
{
  const auto found = classes_.find(name);
  return found == classes_.end() ? max_classes : found->second;
}

int Lexicon::intern(std::string_view word)
{
  const auto [at, added] = numbers_.emplace(number_of(word), static_cast<int>(words_.size()));
  if (added) {
    words_.emplace_back(word);
    entries_.emplace_back();
  }
  return at->second;
}

int Lexicon::find_word(std::string_view word) const
{
  const auto found = numbers_.find(number_of(word));
  return found == numbers_.end() ? -1 : found->second;
}

std::string_view Lexicon::word(int number) const
{
  return words_[static_cast<std::size_t>(number)];
}

void Lexicon::add_to_class(std::string_view word, std::size_t number)
{
  entries_[static_cast<std::size_t>(intern(word))].classes.set(number);
}

void Lexicon::add_verb(std::string_view base, std::string_view past, std::string_view participle)
{
  if (find_verb(base) >= 0) return;
  Verb verb{std::string(base), third_person(base), gerund(base), std::string(past),
            std::string(participle)};
  if (verb.past.empty()) verb.past = regular_past(base);
  if (verb.participle.empty()) verb.participle = verb.past;
  const int lemma = static_cast<int>(verbs_.size());
  verb_numbers_.emplace(number_of(verb.base), lemma);
  verbs_.push_back(verb);
  const std::pair<const std::string*, std::size_t> forms[] = {{&verb.base, cls_base},
                                                              {&verb.third, cls_third},
                                                              {&verb.gerund, cls_ger},
                                                              {&verb.past, cls_past},
                                                              {&verb.participle, cls_part}};
  for (const auto& [form, cls] : forms) {
    Entry& entry = entries_[static_cast<std::size_t>(intern(*form))];
    entry.classes.set(cls);
    if (entry.lemma < 0) entry.lemma = lemma;
  }
}

void Lexicon::add_to_verb_class(std::string_view base, std::size_t number)
{
  for (const std::string& form : forms_of(find_verb(base))) add_to_class(form, number);
}

void Lexicon::add_name(std::string_view name)
{
  names_.emplace(number_of(name), find_word(name) >= 0);
}

int Lexicon::find_verb(std::string_view base) const
{
  const auto found = verb_numbers_.find(number_of(base));
  return found == verb_numbers_.end() ? -1 : found->second;
}

std::vector<std::string> Lexicon::forms_of(int lemma) const
{
  if (lemma < 0) return {};
  const Verb& v = verb(lemma);
  std::vector<std::string> forms{v.base, v.third, v.gerund, v.past, v.participle};
  std::sort(forms.begin(), forms.end());
  forms.erase(std::unique(forms.begin(), forms.end()), forms.end());
  return forms;
}

}  // namespace secondstory::language
