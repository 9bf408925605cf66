#include "bot/language/atom.hpp"

#include <algorithm>
#include <boost/container_hash/hash.hpp>
#include <functional>

namespace secondstory::language {
namespace {

void insert_in_order(std::vector<int>& numbers, int number)
{
  const auto at = std::lower_bound(numbers.begin(), numbers.end(), number);
  if (at == numbers.end() || *at != number) numbers.insert(at, number);
}

bool holds_for(const Term& term, const Token& token)
{
  bool yes = true;
  switch (term.kind) {
    case Term::Kind::word:
      yes = token.word == term.number;
      break;
    case Term::Kind::cls:
      yes = token.classes.test(static_cast<std::size_t>(term.number));
      break;
    case Term::Kind::lemma:
      yes = token.lemma == term.number;
      break;
    case Term::Kind::any:
      break;
  }
  return yes != term.negated;
}

bool may_hold_in(const Term& term, const Gist& gist)
{
  if (term.negated) return true;
  switch (term.kind) {
    case Term::Kind::word:
      return gist.may_have_word(term.number);
    case Term::Kind::cls:
      return gist.classes().test(static_cast<std::size_t>(term.number));
    case Term::Kind::lemma:
      return gist.may_have_lemma(term.number);
    case Term::Kind::any:
      break;
  }
  return true;
}

}  // namespace

Gist::Gist(const std::vector<Token>& tokens)
{
  for (const Token& token : tokens) {
    classes_ |= token.classes;
    if (token.word >= 0) words_.set(slot(token.word));
    if (token.lemma >= 0) lemmas_.set(slot(token.lemma));
  }
}

void Atom::add(Row row)
{
  const Term& first = row.front();
  const bool simple = row.size() == 1 && !first.negated;
  if (simple && first.kind == Term::Kind::word) {
    insert_in_order(words_, first.number);
  } else if (simple && first.kind == Term::Kind::lemma) {
    insert_in_order(lemmas_, first.number);
  } else if (simple && first.kind == Term::Kind::cls) {
    classes_.set(static_cast<std::size_t>(first.number));
  } else {
    others_.push_back(std::move(row));
  }
}

void Atom::add(const Atom& other)
{
  for (const int word : other.words_) insert_in_order(words_, word);
  for (const int lemma : other.lemmas_) insert_in_order(lemmas_, lemma);
  classes_ |= other.classes_;
  others_.insert(others_.end(), other.others_.begin(), other.others_.end());
}

bool Atom::empty() const
{
  return words_.empty() && lemmas_.empty() && classes_.none() && others_.empty();
}

bool Atom::holds(const Token& token) const
{
  if ((classes_ & token.classes).any()) return true;
  if (token.word >= 0 && std::binary_search(words_.begin(), words_.end(), token.word)) return true;
  if (token.lemma >= 0 && std::binary_search(lemmas_.begin(), lemmas_.end(), token.lemma)) {
    return true;
  }
  return std::any_of(others_.begin(), others_.end(), [&](const Row& row) {
    return std::all_of(row.begin(), row.end(),
                       [&](const Term& term) { return holds_for(term, token); });
  });
}

bool Atom::may_hold(const Gist& gist) const
{
  if ((classes_ & gist.classes()).any()) return true;
  const auto has_word = [&](int number) { return gist.may_have_word(number); };
  const auto has_lemma = [&](int number) { return gist.may_have_lemma(number); };
  if (std::any_of(words_.begin(), words_.end(), has_word)) return true;
  if (std::any_of(lemmas_.begin(), lemmas_.end(), has_lemma)) return true;
  return std::any_of(others_.begin(), others_.end(), [&](const Row& row) {
    return std::all_of(row.begin(), row.end(),
                       [&](const Term& term) { return may_hold_in(term, gist); });
  });
}

std::size_t hash_value(const Term& term)
{
  std::size_t seed = static_cast<std::size_t>(term.kind);
  boost::hash_combine(seed, term.negated);
  boost::hash_combine(seed, term.number);
  return seed;
}

std::size_t hash_value(const Atom& atom)
{
  std::size_t seed = std::hash<Classes>{}(atom.classes());
  boost::hash_combine(seed, atom.words());
  boost::hash_combine(seed, atom.lemmas());
  boost::hash_combine(seed, atom.others());
  return seed;
}

}  // namespace secondstory::language
