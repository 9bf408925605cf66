#include "bot/language/pattern_index.hpp"

#include <algorithm>

namespace secondstory::language {

void PatternIndex::Numbers::insert(std::size_t number)
{
  if (number / 64 >= bits_.size()) bits_.resize(number / 64 + 1);
  bits_[number / 64] |= std::uint64_t{1} << (number % 64);
}

void PatternIndex::Numbers::insert(const Numbers& others)
{
  if (others.bits_.size() > bits_.size()) bits_.resize(others.bits_.size());
  for (std::size_t i = 0; i < others.bits_.size(); ++i) bits_[i] |= others.bits_[i];
}

std::size_t PatternIndex::add(const std::vector<Pattern>& patterns)
{
  const std::size_t first = count_;
  for (const Pattern& pattern : patterns) file(pattern, count_++);
  return first;
}

void PatternIndex::file(const Pattern& pattern, std::size_t number)
{
  if (pattern.needs().empty()) {
    always_.insert(number);
    return;
  }
  const Atom& rarest = pattern.needs().front().get();
  for (const int word : rarest.words()) by_word_[word].insert(number);
  for (const int lemma : rarest.lemmas()) by_lemma_[lemma].insert(number);
  for (std::size_t cls = 0; cls < max_classes; ++cls) {
    if (rarest.classes().test(cls)) by_class_[cls].insert(number);
  }
  for (const Atom::Row& row : rarest.others()) {
    // Any term that says what the token is, rather than what it is not.
    const auto says = [](const Term& term) {
      return !term.negated && term.kind != Term::Kind::any;
    };
    const auto term = std::find_if(row.begin(), row.end(), says);
    if (term == row.end()) {
      always_.insert(number);
    } else {
      file(*term, number);
    }
  }
}

void PatternIndex::file(const Term& term, std::size_t number)
{
  switch (term.kind) {
    case Term::Kind::word:
      by_word_[term.number].insert(number);
      break;
    case Term::Kind::lemma:
      by_lemma_[term.number].insert(number);
      break;
    case Term::Kind::cls:
      by_class_[static_cast<std::size_t>(term.number)].insert(number);
      break;
    case Term::Kind::any:
      always_.insert(number);
      break;
  }
}

void PatternIndex::find(const std::vector<Token>& tokens, const Gist& gist, Numbers& found) const
{
  found.clear();
  found.insert(always_);
  for (std::size_t cls = 0; cls < max_classes; ++cls) {
    if (gist.classes().test(cls)) found.insert(by_class_[cls]);
  }
  for (const Token& token : tokens) {
    if (const auto by = by_word_.find(token.word); by != by_word_.end()) found.insert(by->second);
    if (const auto by = by_lemma_.find(token.lemma); by != by_lemma_.end())
      found.insert(by->second);
  }
}

}  // namespace secondstory::language
