#include "bot/language/people.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "bot/language/somebody.hpp"
#include "bot/language/spelling.hpp"
#include "bot/words.hpp"

namespace secondstory::language {
namespace {

bool are_initials(std::string_view name)
{
  const auto letters = std::count_if(name.begin(), name.end(), is_upper);
  const auto dots = std::count(name.begin(), name.end(), '.');
  return letters >= 2 && letters <= 4 && static_cast<std::size_t>(letters + dots) == name.size();
}

/// "Vũ" is no ordinary word, whatever "vu" is.
bool is_foreign(std::string_view word)
{
  return std::any_of(word.begin(), word.end(), [](char c) { return (c & 0x80) != 0; });
}

std::string without_dots(std::string text)
{
  text.erase(std::remove(text.begin(), text.end(), '.'), text.end());
  return text;
}

/// "M. K. Lindström", "Mac a' Ghobhainn" as they are tokenised: the sign at the end of a word is a
/// token of its own.
std::vector<std::string> apart(const std::vector<std::string>& names)
{
  std::vector<std::string> tokens;
  for (const std::string& name : names) {
    const bool marked = name.size() > 1 && (name.back() == '.' || name.back() == '\'');
    tokens.push_back(marked ? name.substr(0, name.size() - 1) : name);
    if (marked) tokens.push_back(name.substr(name.size() - 1));
  }
  return tokens;
}

/// "Min", "seo", "Hwang" of Min-seo Hwang
std::vector<std::string> at_hyphens(const std::vector<std::string>& words)
{
  std::vector<std::string> pieces;
  for (const std::string& word : words) {
    std::istringstream in(word);
    for (std::string piece; std::getline(in, piece, '-');) {
      if (!piece.empty()) pieces.push_back(piece);
    }
  }
  return pieces;
}

std::string initials_of(const std::vector<std::string>& words)
{
  std::string initials;
  for (const std::string& word : words) {
    const char letter = words::folded(word).front();
    initials += is_capital(word) && letter >= 'a' ? static_cast<char>(letter - 32) : letter;
  }
  return initials;
}

/// "Delacroix": no word that is known, and written like a surname.
bool is_surname(const Sentence& s, std::size_t at)
{
  return at < s.size() && is_capital(s.raw(at)) && !s.is_known(at) && !s.is_code(at) &&
         !is_technical(s.raw(at));
}

}  // namespace

People::People(const Roster& roster, const WordingData& data, const Lexicon& lexicon)
    : data_(data), lexicon_(lexicon), roster_(roster)
{
  // A short name may be that of somebody who is there in full.
  std::vector<std::pair<std::string, const Roster::Entry*>> short_names;
  for (const Roster::Entry& entry : roster_.people) {
    if (!entry.id.empty()) by_id_[entry.id] = &entry;
    const std::vector<std::string> names = names_in(entry.name);
    if (names.size() == 1) short_names.emplace_back(names.front(), &entry);
    if (names.size() > 1) add_forms(names, entry);
  }
  for (const auto& [name, entry] : short_names) add_short(name, *entry);
  std::stable_sort(names_.begin(), names_.end(),
                   [](const Name& a, const Name& b) { return a.words.size() > b.words.size(); });
}

/// The words of a name, without an "@" before it; of "Derek Page Sr." the first two.
std::vector<std::string> People::names_in(std::string_view name) const
{
  if (name.starts_with('@')) name.remove_prefix(1);
  std::vector<std::string> names;
  std::istringstream in{std::string(name)};
  for (std::string word; in >> word;) names.push_back(word);
  while (names.size() > 2 && data_.has("name_suffixes", words::folded(names.back()))) {
    names.pop_back();
  }
  return names;
}

/// "Emre" beside Emre Şahin, or an account of his, is nobody else, unless their roles differ.
void People::add_short(const std::string& name, const Roster::Entry& entry)
{
  const Name* same = known_as(words::folded(name));
  const bool differ =
      same != nullptr && !same->role.empty() && !entry.role.empty() && same->role != entry.role;
  if (same == nullptr || differ || share_name(name)) {
    add({name}, entry);
    return;
  }
  const std::string who = same->who;
  for (Name& known : names_) {
    if (known.who == who && known.role.empty()) known.role = entry.role;
  }
}

void People::add(std::vector<std::string> words, const Roster::Entry& entry, bool exact)
{
  const bool single = words.size() == 1;
  exact = exact || (single && are_initials(words.front()));
  const bool ordinary = single && is_ordinary(words::folded(words.front()));
  for (std::string& word : words) word = exact ? without_dots(word) : words::folded(word);
  names_.push_back({std::move(words), entry.name, entry.role, ordinary, exact});
}

/// The ways in which a full name is shortened in talk.
void People::add_forms(const std::vector<std::string>& words, const Roster::Entry& entry)
{
  add(words, entry);
  if (const auto tokens = apart(words); tokens != words) add(tokens, entry);
  std::vector<std::string> plain;
  plain.reserve(words.size());
  for (const std::string& word : words) plain.push_back(words::folded(word));
  const std::string& first = plain.front();
  const std::string& last = plain.back();
  if (first.size() > 1) add({words.front()}, entry);
  // "Harjit S. Dhillon"
  std::vector<std::string> short_middle{first};
  for (std::size_t i = 1; i + 1 < plain.size(); ++i) {
    short_middle.insert(short_middle.end(), {plain[i].substr(0, 1), "."});
  }
  short_middle.push_back(last);
  if (plain.size() > 2) add(short_middle, entry);
  // "Rose" of Rose-Marie
  const std::vector<std::string> pieces = at_hyphens(plain);
  if (first.find('-') != std::string::npos && !pieces.empty()) add({pieces.front()}, entry);
  if (last.size() > 1) add({words.back()}, entry);
  // "van der Berg", "Ngọc Ánh" of Bùi Thị Ngọc Ánh
  if (plain.size() > 2) add({plain.begin() + 1, plain.end()}, entry);
  if (plain.size() > 3) add({plain.end() - 2, plain.end()}, entry);
  const std::string f = first.substr(0, 1);
  const std::string l = last.substr(0, 1);
  add({last, ",", first}, entry);
  std::vector<std::string> surname_first(plain.begin() + 1, plain.end());
  surname_first.insert(surname_first.end(), {",", f, "."});
  add(surname_first, entry);
  add({last, f, "."}, entry);
  add({first, l, "."}, entry);
  add({first, l}, entry);
  add({f, ".", last}, entry);
  add({f, last}, entry);
  // "JD", "MvdM", "JFG" of Jean-François Gagné
  for (const std::string& initials : {initials_of(words), initials_of(at_hyphens(words))}) {
    const bool fit = initials.size() >= 2 && initials.size() <= 4;
    if (fit && is_upper(initials.front()) && is_upper(initials.back())) {
      add({initials}, entry, true);
    }
  }
  add_accounts(plain, pieces, entry);
}

bool People::is_ordinary(const std::string& word) const
{
  return word.size() < 3 || data_.has("ordinary_names", word) || data_.has("virtues", word) ||
         data_.has("months", word) || lexicon_.find_word(word) >= 0;
}

bool People::fits(const Name& name, const Sentence& s, std::size_t at) const
{
  if (at + name.words.size() > s.size()) return false;
  if (name.exact) return fits_initials(name.words.front(), s, at);
  for (std::size_t i = 0; i < name.words.size(); ++i) {
    if (words::folded(s.raw(at + i)) != name.words[i]) return false;
  }
  const bool capital = is_capital(s.raw(at));
  if (name.words.size() > 1) {
    // "ring a bell" is not Andrew Bell, "a. bell" is.
    const bool article = s.is(at, "DET") && is_ordinary(name.words.back());
    return capital || (name.words.back().size() > 1 && !article);
  }
  if (is_thing(s, at, at + 1)) return false;
  if (!name.ordinary || (is_foreign(s.raw(at)) && is_foreign(name.who))) return true;
  return is_somebody(s, at) || is_one_of_two(s, at);
}

/// "dash and rich swapped shifts": two that are called so, and did something.
bool People::is_one_of_two(const Sentence& s, std::size_t at) const
{
  const std::size_t first = at > 1 && s.is_word(at - 1, "and") ? at - 2 : at;
  return s.is_word(first + 1, "and") && s.is(first + 3, "PAST") &&
         known_as(words::folded(s.raw(first))) != nullptr &&
         known_as(words::folded(s.raw(first + 2))) != nullptr;
}

/// "J.D." and "JD" but after an article, "jd" where only somebody can.
bool People::fits_initials(const std::string& initials, const Sentence& s, std::size_t at) const
{
  const std::string raw = without_dots(std::string(s.raw(at)));
  // "the table had no PK"
  const bool thing =
      at > 0 && (s.is_word(at - 1, "no") || s.is_word(at - 1, "a") || s.is_word(at - 1, "the"));
  if (raw == initials) return !thing;
  if (words::folded(raw) != words::folded(initials) || is_capital(raw) || s.in(at, "matter"))
    return false;
  const bool starts = at == 0 || s.is_punct(at - 1);
  const bool acts = s.is(at + 1, "PAST") || data_.verb(s.low(at + 1), Form::past) != nullptr;
  return (starts && acts) || (at > 0 && s.is_word(at - 1, "by") && !s.is(at + 1, "NOUN"));
}

/// "the Okonkwos": those of one surname, as one.
std::optional<PersonAt> People::family(const Sentence& s, std::size_t at) const
{
  if (!s.is_word(at, "the") || at + 1 >= s.size() || !is_capital(s.raw(at + 1)))
    return std::nullopt;
  const std::string plural = words::folded(s.raw(at + 1));
  for (const Name& name : names_) {
    const bool one = name.words.size() == 1 && !name.ordinary && !name.exact;
    if (one && plural == name.words.front() + "s") {
      return PersonAt{at, at + 2, name.who, name.role};
    }
  }
  return std::nullopt;
}

/// One past a given name that the roster does not hold, with its surname, where only somebody can
/// stand; `at` where there is none.
std::size_t People::stranger(const Sentence& s, std::size_t at) const
{
  if (!s.is(at, "NAME") || !is_capital(s.raw(at)) || is_ordinary(words::folded(s.raw(at))))
    return at;
  const std::size_t end = is_surname(s, at + 1) ? at + 2 : at + 1;
  // "the flight to Charlotte", "in San Jose"; but "thanks to Anita's check"
  const bool owns = s.is(end, "POSS") && !s.is_word(at - 1, "in") && !s.is_word(at - 1, "at");
  const bool place = at > 0 && ((s.is(at - 1, "PREP") && !s.is_word(at - 1, "by") && !owns) ||
                                (at > 1 && is_capital(s.raw(at - 1)) && !s.is_punct(at - 1)));
  if (place) return at;
  std::size_t verb = end;
  while (s.is(verb, "ADV")) ++verb;
  const bool acts = s.is(verb, "PAST") || s.is(verb, "MODAL") || s.is(verb, "HAVE") ||
                    s.is(verb, "BE") || s.is_word(verb, "did") || s.is(verb, "POSS");
  const bool object = at > 0 && (s.is(at - 1, "TELLV") || s.is_word(at - 1, "by"));
  return acts || object ? end : at;
}

/// One past "E. Kowalczyk", "J. L. Ibarra Peña", where the roster holds the surname alone; but
/// "plan B. Price changes …". Nobody where no initial stands.
std::optional<PersonAt> People::initialled(const Sentence& s, std::size_t at) const
{
  std::size_t surname = at;
  while (s.raw(surname).size() == 1 && is_upper(s.raw(surname).front()) &&
         s.is_word(surname + 1, ".")) {
    surname += 2;
  }
  if (surname == at || !is_capital(s.raw(surname))) return std::nullopt;
  for (const Name& name : names_) {
    const bool ordinary = name.ordinary && surname == at + 2;
    if (ordinary || name.exact || !fits(name, s, surname)) continue;
    return PersonAt{at, surname + name.words.size(), name.who, name.role};
  }
  return std::nullopt;
}

/// "Marguerite Delacroix noticed", where the roster says Marguerite: the surname is hers.
bool People::surname_follows(const Sentence& s, std::size_t given) const
{
  const std::size_t at = given + 1;
  if (!is_capital(s.raw(given)) || !is_surname(s, at) || known_as(words::folded(s.raw(at))))
    return false;
  const bool does = s.is(at + 1, "PAST") || s.is(at + 1, "POSS");
  return does || (given > 0 && s.is_word(given - 1, "by"));
}

std::size_t People::prefix(const Sentence& s, std::size_t at) const
{
  const std::string_view raw = s.raw(at);
  const std::size_t dash = raw.find('-');
  if (dash == std::string_view::npos || !is_capital(raw) || s.is_code(at)) return 0;
  const std::string rest(raw.substr(dash + 1));
  const bool word = rest.size() > 2 && std::all_of(rest.begin(), rest.end(),
                                                   [](char c) { return c >= 'a' && c <= 'z'; });
  const Name* name = word ? known_as(words::folded(raw.substr(0, dash))) : nullptr;
  const bool done = data_.verb(rest, Form::participle) != nullptr || rest.ends_with("ed");
  const bool meant = name != nullptr && (!name->ordinary || done);
  return meant ? dash + 1 : 0;
}

bool People::share_name(std::string_view word) const
{
  const Name* first = known_as(words::folded(word));
  return first != nullptr && std::any_of(names_.begin(), names_.end(), [&](const Name& other) {
           return other.words == first->words && other.who != first->who;
         });
}

/// Who is called that with one word; nullptr for nobody.
const People::Name* People::known_as(const std::string& name) const
{
  const auto known = std::find_if(names_.begin(), names_.end(), [&](const Name& one) {
    return one.words.size() == 1 && one.words.front() == name;
  });
  return known == names_.end() ? nullptr : &*known;
}

std::optional<PersonAt> People::at(const Sentence& s, std::size_t at) const
{
  if (s.token(at).classes.test(cls_mention)) {
    if (is_package(s.raw(at))) return std::nullopt;
    // "@Sam Hill" is one person.
    for (const Name& name : names_) {
      if (name.words.size() < 2 || words::folded(s.raw(at).substr(1)) != name.words.front())
        continue;
      std::size_t i = 1;
      while (i < name.words.size() && words::folded(s.raw(at + i)) == name.words[i]) ++i;
      if (i == name.words.size()) return PersonAt{at, at + i, name.who, name.role};
    }
    return handle(s.raw(at), at);
  }
  if (s.is_code(at) || is_firm(s, at)) return std::nullopt;
  if (auto several = family(s, at)) return several;
  if (s.raw(at).find('@') != std::string_view::npos) return address(s.raw(at), at);
  std::size_t name_at = at;
  if (s.in(at, "titles")) {
    name_at = s.is_word(at + 1, ".") ? at + 2 : at + 1;
    // "pan Kowalczyk"
    const bool titled = is_capital(s.raw(at)) || known_as(words::folded(s.raw(name_at)));
    // "14:05 SGT Redis restarted"
    const bool shouted = s.raw(at).size() > 1 && is_upper(s.raw(at)[1]) &&
                         known_as(words::folded(s.raw(name_at))) == nullptr;
    if (name_at >= s.size() || !titled || shouted) name_at = at;
  }
  for (const std::size_t from : {name_at, at}) {
    for (const Name& name : names_) {
      if (!fits(name, s, from)) continue;
      std::size_t last = from + name.words.size();
      // The last full stop of "M.J."
      const bool dotted = name.exact && s.raw(from).find('.') != std::string_view::npos;
      if (dotted && s.is_word(last, ".") && last + 1 < s.size()) ++last;
      if (name.who.find(' ') == std::string::npos && surname_follows(s, from)) ++last;
      return PersonAt{at, last, name.who, name.role};
    }
  }
  if (const Name* owner = account(s.raw(at))) {
    return PersonAt{at, at + 1, owner->who, owner->role};
  }
  if (const auto person = initialled(s, at)) return person;
  // "Dr. Nakamura", "Mr. Thanh Nguyễn", but "San Jose"
  if (name_at > at && !s.is_word(at, "san") && is_capital(s.raw(name_at))) {
    const Name* surname = known_as(words::folded(s.raw(name_at + 1)));
    if (surname != nullptr) return PersonAt{at, name_at + 2, surname->who, surname->role};
    return PersonAt{at, name_at + 1, words::folded(s.raw(name_at)), ""};
  }
  if (const std::size_t end = stranger(s, at); end > at) {
    return PersonAt{at, end, words::folded(s.raw(at)), ""};
  }
  return std::nullopt;
}

}  // namespace secondstory::language
