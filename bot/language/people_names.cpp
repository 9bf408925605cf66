#include <algorithm>
#include <iterator>
#include <sstream>

#include "bot/language/people.hpp"
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

/// "M. K. Lindström", "Mac a' Ghobhainn" as they are tokenised: the sign at the end of a word is a
/// token of its own.
std::vector<std::string> apart(const std::vector<std::string>& names)
{
  std::vector<std::string> tokens;
  for (const std::string& name : names) {
    const bool marked =
        name.size() > 1 && (name.back() == '.' || name.back() == '\'' || name.ends_with("’"));
    const std::size_t sign = name.ends_with("’") ? std::string_view("’").size() : 1;
    tokens.push_back(marked ? name.substr(0, name.size() - sign) : name);
    if (marked) tokens.push_back(name.substr(name.size() - sign));
  }
  return tokens;
}

/// Nothing where a letter is none of ASCII.
std::string initials_of(const std::vector<std::string>& words)
{
  std::string initials;
  for (const std::string& word : words) {
    const std::string letter = first_letter(word);
    if (letter.size() > 1) return {};
    const bool small = letter.front() >= 'a' && letter.front() <= 'z';
    initials += is_capital(word) && small ? static_cast<char>(letter.front() - 32) : letter.front();
  }
  return initials;
}

/// What stands in quotation marks or brackets: "Josie" of (Josie).
std::string nickname_in(const std::string& word)
{
  for (const auto& [open, close] : {std::pair("\"", "\""), {"“", "”"}, {"'", "'"}, {"(", ")"}}) {
    const std::size_t around = std::string_view(open).size() + std::string_view(close).size();
    if (word.size() > around && word.starts_with(open) && word.ends_with(close)) {
      return word.substr(std::string_view(open).size(), word.size() - around);
    }
  }
  return {};
}

/// "the DBA" for "DBA"; what has an article, or counts, stays.
std::string with_article(const std::string& role)
{
  static constexpr std::string_view own[] = {"the", "a",       "an",   "our",     "my",
                                             "one", "another", "some", "someone", "somebody",
                                             "two", "three",   "any",  "each"};
  const std::string first = words::lower(role.substr(0, role.find(' ')));
  const bool stands = std::find(std::begin(own), std::end(own), first) != std::end(own);
  return role.empty() || stands ? role : "the " + role;
}

/// "Rose" of Rose-Marie Lapointe
bool is_part_of(const std::string& word, const std::string& name)
{
  const std::string wanted = words::folded(word);
  const std::string whole = words::folded(name);
  std::string part;
  for (const char c : whole + " ") {
    if (c != ' ' && c != '-') {
      part += c;
      continue;
    }
    if (part == wanted) return true;
    part.clear();
  }
  return whole == wanted;
}

}  // namespace

std::string without_dots(std::string text)
{
  text.erase(std::remove(text.begin(), text.end(), '.'), text.end());
  return text;
}

People::People(const Roster& roster, const WordingData& data, const Lexicon& lexicon,
               const KnownWords& known)
    : data_(data), lexicon_(lexicon), known_(known), roster_(roster)
{
  for (Roster::Entry& entry : roster_.people) entry.role = with_article(entry.role);
  // A short name may be that of somebody who is there in full.
  std::vector<std::pair<std::string, const Roster::Entry*>> short_names;
  for (const Roster::Entry& entry : roster_.people) {
    if (!entry.id.empty()) by_id_[entry.id] = &entry;
    const std::vector<std::string> names = names_in(entry.name);
    if (names.size() == 1) short_names.emplace_back(names.front(), &entry);
    if (names.size() > 1) add_forms(names, entry);
    std::istringstream in(entry.name);
    for (std::string word; in >> word;) {
      if (const std::string nickname = nickname_in(word); !nickname.empty()) add({nickname}, entry);
    }
  }
  for (const Roster::Entry& entry : roster_.people) add_parts(names_in(entry.name), entry);
  for (const auto& [name, entry] : short_names) add_short(name, *entry);
  std::stable_sort(names_.begin(), names_.end(),
                   [](const Name& a, const Name& b) { return a.words.size() > b.words.size(); });
  for (std::size_t i = 0; i < names_.size(); ++i) {
    by_first_word_[words::folded(names_[i].words.front())].push_back(i);
  }
}

/// The words of a name, without an "@" before it; of "Derek Page Sr." the first two, of
/// "Josephine "Josie" Blom" the first and the last.
std::vector<std::string> People::names_in(std::string_view name) const
{
  if (name.starts_with('@')) name.remove_prefix(1);
  std::vector<std::string> names;
  std::istringstream in{std::string(name)};
  for (std::string word; in >> word;) {
    if (nickname_in(word).empty()) names.push_back(word);
  }
  while (names.size() > 2 && data_.has("name_suffixes", words::folded(names.back()))) {
    names.pop_back();
  }
  return names;
}

/// "Emre" beside Emre Şahin, or an account of his, is nobody else, unless their roles differ.
void People::add_short(const std::string& name, const Roster::Entry& entry)
{
  const bool initials = are_initials(name);
  const std::vector<std::string> word{initials ? without_dots(name) : words::folded(name)};
  const auto is_same = [&](const Name& one) { return one.words == word; };
  const auto same = std::find_if(names_.begin(), names_.end(), is_same);
  const bool shared = std::any_of(names_.begin(), names_.end(), [&](const Name& one) {
    return is_same(one) && one.who != same->who;
  });
  // "Dana" is no account of Dan Adams, "dana" may be.
  const bool meant = same != names_.end() && !shared &&
                     (initials || !is_capital(name) || is_part_of(name, same->who));
  const bool differ =
      meant && !same->role.empty() && !entry.role.empty() && same->role != entry.role;
  if (!meant || differ) {
    add({name}, entry);
    std::rotate(names_.begin(), names_.end() - 1, names_.end());  // before what it is short for
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
  std::vector<std::string> other;
  for (std::string& word : words) {
    other.push_back(exact ? "" : words::folded(transcribed(word)));
    word = exact ? without_dots(word) : words::folded(word);
  }
  const bool spelt = !exact && other != words;
  if (spelt) names_.push_back({std::move(other), entry.name, entry.role, ordinary, exact, false});
  names_.push_back({std::move(words), entry.name, entry.role, ordinary, exact, false});
}

/// The ways in which a full name is shortened in talk.
void People::add_forms(const std::vector<std::string>& words, const Roster::Entry& entry)
{
  add(words, entry);
  if (const auto tokens = apart(words); tokens != words) add(tokens, entry);
  if (words.front().size() > 1) add({words.front()}, entry);
  if (words.back().size() > 1) add({words.back()}, entry);
  add_initials(words, entry);
  std::vector<std::string> plain;
  plain.reserve(words.size());
  for (const std::string& word : words) plain.push_back(words::folded(word));
  add_accounts(plain, at_hyphens(plain), entry);
}

/// "Dhillon, H.", "H. Dhillon", "Harjit S. Dhillon", "HSD"
void People::add_initials(const std::vector<std::string>& words, const Roster::Entry& entry)
{
  const std::string& first = words.front();
  const std::string& last = words.back();
  std::vector<std::string> short_middle{first};
  for (std::size_t i = 1; i + 1 < words.size(); ++i) {
    short_middle.insert(short_middle.end(), {first_letter(words[i]), "."});
  }
  short_middle.push_back(last);
  if (words.size() > 2) add(short_middle, entry);
  // "E. de Groot", "A.-M. Keller"
  std::vector<std::string> given;
  for (const std::string& piece : at_hyphens({first})) {
    if (!given.empty()) given.emplace_back("-");
    given.insert(given.end(), {first_letter(piece), "."});
  }
  std::vector<std::string> short_given(given);
  short_given.insert(short_given.end(), words.begin() + 1, words.end());
  add(short_given, entry);
  if (words.size() > 2) {
    given.push_back(last);
    add(given, entry);
  }
  const std::string f = first_letter(first);
  const std::string l = first_letter(last);
  add({last, ",", first}, entry);
  add({last, first}, entry);
  names_.back().capitals = true;
  std::vector<std::string> surname_first(words.begin() + 1, words.end());
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
  // "JD" of J. D. Alvarez
  const std::vector<std::string> before(words.begin(), words.end() - 1);
  const bool letters = std::all_of(before.begin(), before.end(), [](const std::string& word) {
    return without_dots(word).size() == 1 || without_dots(word) == initials_of({word});
  });
  const std::string given_letters = initials_of(before);
  if (letters && given_letters.size() > 1) add({given_letters}, entry, true);
}

bool People::is_ordinary(const std::string& word) const
{
  // "marks", "bills"
  const bool several = word.size() > 3 && word.ends_with('s') &&
                       data_.has("ordinary_names", word.substr(0, word.size() - 1));
  return several || word.size() < 3 || data_.has("ordinary_names", word) ||
         data_.has("ordinary_words", word) || data_.has("virtues", word) ||
         data_.has("months", word) || lexicon_.find_word(word) >= 0;
}

}  // namespace secondstory::language
