#include "bot/language/people.hpp"

#include <algorithm>
#include <iterator>

#include "bot/language/somebody.hpp"
#include "bot/language/spelling.hpp"
#include "bot/words.hpp"

namespace secondstory::language {
namespace {

/// "Vũ" is no ordinary word, whatever "vu" is.
bool is_foreign(std::string_view word)
{
  return std::any_of(word.begin(), word.end(), [](char c) { return (c & 0x80) != 0; });
}

/// "Delacroix": no word that is known, and written like a surname.
bool is_surname(const Sentence& s, std::size_t at)
{
  return at < s.size() && is_capital(s.raw(at)) && !s.is_known(at) && !s.is_code(at) &&
         !is_technical(s.raw(at));
}

}  // namespace

/// "we drew close", "A page was sent", "Can you mark Stone": words that would make a name with
/// capitals alone.
bool People::is_plain_speech(const Name& name, const Sentence& s, std::size_t at) const
{
  bool small = false;
  for (std::size_t i = 0; i < name.words.size(); ++i) {
    const bool initial = name.words[i].size() == 1;
    if (!initial && !is_ordinary(name.words[i])) return false;
    small = small || (!initial && !is_capital(s.raw(at + i)));
  }
  return name.words.size() == 2 && small && !s.is_word(at + 2, ":");
}

bool People::fits(const Name& name, const Sentence& s, std::size_t at) const
{
  if (at + name.words.size() > s.size()) return false;
  if (name.exact) return fits_initials(name.words.front(), s, at);
  for (std::size_t i = 0; i < name.words.size(); ++i) {
    if (words::folded(s.raw(at + i)) != name.words[i]) return false;
  }
  const bool capital = is_capital(s.raw(at));
  // "len(queue)"
  const std::size_t end = at + name.words.size();
  if (!capital && s.is_word(end, "(") && s.token(end).start == s.token(end - 1).end) return false;
  if ((name.capitals && !capital) || is_plain_speech(name, s, at)) return false;
  // "Will Will be able to publish it?"
  const bool doubled = at == 0 && capital && name.words.size() == 1 && s.is(0, "MODAL") &&
                       s.raw(0) == s.raw(1) && (s.is(2, "BASE") || s.is_word(2, "be"));
  if (doubled) return false;
  if (name.words.size() > 1) {
    // "all green, Basil wrote"
    if (name.words[1] == "," && !capital && is_ordinary(name.words.front())) return false;
    // "ring a bell" is not Andrew Bell, "a. bell" is.
    const bool article = s.is(at, "DET") && is_ordinary(name.words.back());
    // "the URI path" is not Uri Path.
    const bool shouted = s.is(at, "ALLCAPS") && s.raw(at).size() > 1 &&
                         !is_upper(s.raw(at + 1).front()) && s.raw(at + 1).size() > 1 &&
                         !s.is_punct(at + 1) && is_ordinary(name.words.back());
    if (shouted) return false;
    const bool listed = s.is_word(at + name.words.size() - 1, ".");  // "van der Berg, M."
    return capital || ((name.words.back().size() > 1 || listed) && !article);
  }
  if (is_thing(s, at, at + 1) || (name.ordinary && belongs_to_capital(s, at))) return false;
  // "the instance with SID PROD1", "which guy"
  if (s.is(at, "ALLCAPS") && !s.is_punct(at + 1) && !s.is(at + 1, "PAST") &&
      (s.is(at + 1, "ALLCAPS") || (at + 1 < s.size() && is_technical(s.raw(at + 1))))) {
    return false;
  }
  if (!capital && name.ordinary && at > 0 && s.in(at - 1, "choosers")) return false;
  if (!name.ordinary || (is_foreign(s.raw(at)) && is_foreign(name.who))) return true;
  // "Colt Delacroix noticed", but "Sky Fibre reset the line"
  return is_somebody(s, at) || is_one_of_two(s, at) ||
         (surname_follows(s, at) && !s.is(at + 2, "CHANGE"));
}

/// "dash and rich swapped shifts", "mark + grant are on it": two that are called so, and did
/// something.
bool People::is_one_of_two(const Sentence& s, std::size_t at) const
{
  const auto joins = [&](std::size_t i) {
    return s.is_word(i, "and") || s.is_word(i, "+") || s.is_word(i, "&");
  };
  const std::size_t first = at > 1 && joins(at - 1) ? at - 2 : at;
  const Name* one = known_as(words::folded(s.raw(first)));
  const Name* other = joins(first + 1) ? known_as(words::folded(s.raw(first + 2))) : nullptr;
  if (one == nullptr || other == nullptr || one->who == other->who) return false;
  // "rob + xiuying have the bridge"
  if (!s.is_word(first + 1, "and") && !(one->ordinary && other->ordinary)) return true;
  // "latency rose and Priya paged the DBA"
  const bool subject = first == 0 || s.is_punct(first - 1) || s.is(first - 1, "NUM") ||
                       s.is(first - 1, "CLAUSE") || s.is(first - 1, "STOP") ||
                       s.is(first - 1, "COGV");
  // "priya and will already did it"
  const std::size_t verb = s.is(first + 3, "ADV") ? first + 4 : first + 3;
  return subject && (s.is(verb, "PAST") || s.is_word(first + 3, "are") ||
                     s.is_word(first + 3, "r") || s.is_word(first + 3, "have"));
}

/// "J.D." and "JD" but after an article, "jd" where only somebody can.
bool People::fits_initials(const std::string& initials, const Sentence& s, std::size_t at) const
{
  const std::string raw = without_dots(std::string(s.raw(at)));
  // "the table had no PK"
  const bool thing =
      at > 0 && (s.is_word(at - 1, "no") || s.is_word(at - 1, "a") || s.is_word(at - 1, "the"));
  const bool capitals = std::none_of(raw.begin(), raw.end(), [](char c) { return c >= 'a'; });
  const bool same = words::folded(raw) == words::folded(initials);
  // "PR #812", "CI was red", "CI failed"
  const bool acts_so = s.is(at + 1, "PAST") && !s.is(at + 1, "BE") && !s.is(at + 1, "HAVE") &&
                       !s.in(at + 1, "machine_acts");
  const bool technical =
      data_.has("abbreviations", words::folded(raw)) && !acts_so && !s.is_word(at + 1, ":");
  if (technical) return false;
  if (raw == initials || (same && capitals && is_capital(raw))) return !thing;
  if (words::folded(raw) != words::folded(initials) || is_capital(raw) || s.in(at, "matter"))
    return false;
  // "mvdb reviewed it": so long a word that nobody knows is none.
  if (initials.size() > 2 && !known_.holds(number_of(words::folded(initials)))) return true;
  const bool starts = at == 0 || s.is_punct(at - 1) || s.is(at - 1, "NUM");
  const bool acts = s.is(at + 1, "PAST") || s.is_word(at + 1, ":") || s.is_word(at + 1, "=") ||
                    data_.verb(s.low(at + 1), Form::past) != nullptr;
  return (starts && acts) || (at > 0 && s.is_word(at - 1, "by") && !s.is(at + 1, "NOUN"));
}

/// "the Okonkwos": those of one surname, as one.
std::optional<PersonAt> People::family(const Sentence& s, std::size_t at) const
{
  if (!s.is_word(at, "the") || at + 1 >= s.size() || !is_capital(s.raw(at + 1)))
    return std::nullopt;
  // "the Banks's review"
  if (s.is(at + 2, "POSS") && share_name(s.raw(at + 1))) {
    const Name* one = known_as(words::folded(s.raw(at + 1)));
    return PersonAt{at, at + 2, one->who, one->role};
  }
  const std::string plural = words::folded(s.raw(at + 1));
  if (!plural.ends_with('s')) return std::nullopt;
  const Name* one = known_as(plural.substr(0, plural.size() - 1));
  if (one == nullptr || one->ordinary || one->exact) return std::nullopt;
  return PersonAt{at, at + 2, one->who, one->role};
}

/// One past a given name that the roster does not hold, with its surname, where only somebody can
/// stand; `at` where there is none.
std::size_t People::stranger(const Sentence& s, std::size_t at) const
{
  if (!s.is(at, "NAME") || !is_capital(s.raw(at)) || is_ordinary(words::folded(s.raw(at))))
    return at;
  if (is_thing(s, at, at + 1)) return at;
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
  constexpr std::size_t most = 3;
  std::size_t surname = at;
  while (surname < at + 2 * most && s.raw(surname).size() == 1 &&
         is_upper(s.raw(surname).front()) && s.is_word(surname + 1, ".")) {
    surname += 2;
  }
  if (surname == at || !is_capital(s.raw(surname))) return std::nullopt;
  for (const std::size_t number : candidates(s.raw(surname))) {
    const Name& name = names_[number];
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
  const bool does = s.is(at + 1, "PAST") || s.is(at + 1, "POSS") || s.is(at + 1, "MODAL") ||
                    s.is(at + 1, "HAVE") || s.is(at + 1, "BE");
  // "went to Mark Levy at 09:00"
  const bool ends = at + 1 >= s.size() || s.is_punct(at + 1) || s.is(at + 1, "PREP");
  const bool whom = given > 0 && (s.is_word(given - 1, "to") || s.is_word(given - 1, "with") ||
                                  s.is_word(given - 1, "from"));
  return does || (whom && ends) || (given > 0 && s.is_word(given - 1, "by"));
}

std::optional<PersonAt> People::called(std::string_view word) const
{
  const Name* name = known_as(words::folded(word));
  return name != nullptr ? std::optional(PersonAt{0, 1, name->who, name->role}) : std::nullopt;
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
  for (const std::size_t number : beginning_with(name)) {
    const Name& one = names_[number];
    if (one.words.size() == 1 && one.words.front() == name) return &one;
  }
  return nullptr;
}

/// The names whose first word this is, in small letters.
const People::Numbers& People::beginning_with(const std::string& word) const
{
  static const Numbers none;
  const auto found = by_first_word_.find(word);
  return found == by_first_word_.end() ? none : found->second;
}

/// The names that the word may be, or begin; "J.D." may be JD.
People::Numbers People::candidates(std::string_view raw) const
{
  const std::string word = words::folded(raw);
  const std::string initials = without_dots(word);
  const Numbers& whole = beginning_with(word);
  if (initials == word) return whole;
  Numbers all;
  const Numbers& dotted = beginning_with(initials);
  std::merge(whole.begin(), whole.end(), dotted.begin(), dotted.end(), std::back_inserter(all));
  return all;
}

std::optional<PersonAt> People::at(const Sentence& s, std::size_t at) const
{
  if (at >= s.size()) return std::nullopt;
  if (s.token(at).classes.test(cls_mention)) {
    if (is_package(s.raw(at))) return std::nullopt;
    // "@Sam Hill" is one person.
    for (const std::size_t number : beginning_with(words::folded(s.raw(at).substr(1)))) {
      const Name& name = names_[number];
      if (name.words.size() < 2) continue;
      std::size_t i = 1;
      while (i < name.words.size() && words::folded(s.raw(at + i)) == name.words[i]) ++i;
      if (i == name.words.size()) return PersonAt{at, at + i, name.who, name.role};
    }
    return handle(s.raw(at), at);
  }
  if (s.is_code(at)) return account_in_code(s.raw(at), at);
  if (is_firm(s, at)) return std::nullopt;
  if (auto several = family(s, at)) return several;
  if (s.raw(at).find('@') != std::string_view::npos) return address(s.raw(at), at);
  std::size_t name_at = at;
  if (s.in(at, "titles")) {
    // "Prof. Dr. Müller"
    constexpr std::size_t longest = 6;
    while (s.in(name_at, "titles") && name_at < at + longest) {
      name_at += s.is_word(name_at + 1, ".") ? 2 : 1;
    }
    // "pan Kowalczyk"
    const bool titled = is_capital(s.raw(at)) || known_as(words::folded(s.raw(name_at)));
    // "14:05 SGT Redis restarted"
    const bool shouted = s.raw(at).size() > 1 && is_upper(s.raw(at)[1]) &&
                         known_as(words::folded(s.raw(name_at))) == nullptr;
    if (name_at >= s.size() || !titled || shouted) name_at = at;
  }
  for (const std::size_t from : {name_at, at}) {
    for (const std::size_t number : candidates(s.raw(from))) {
      const Name& name = names_[number];
      if (!fits(name, s, from)) continue;
      std::size_t last = from + name.words.size();
      // The last full stop of "M.J."
      const bool dotted = name.exact && s.raw(from).find('.') != std::string_view::npos;
      if (dotted && s.is_word(last, ".") && last + 1 < s.size()) ++last;
      const bool follows = name.words.size() == 1 && surname_follows(s, from);
      // "Mark Levy" is not Mark Lee.
      if (follows && name.who.find(' ') != std::string::npos) {
        return PersonAt{at, last + 1, s.copy(from, last + 1), ""};
      }
      if (follows) ++last;
      // "Lance Armfield Jr."
      if (name.words.size() > 1 && s.in(last, "name_suffixes") && is_capital(s.raw(last))) {
        last += s.is_word(last + 1, ".") && last + 2 < s.size() ? 2 : 1;
      }
      return PersonAt{at, last, name.who, name.role};
    }
  }
  if (const Name* owner = account(s.raw(at))) {
    return PersonAt{at, at + 1, owner->who, owner->role};
  }
  if (auto person = initialled(s, at)) return person;
  // "İpek'in"
  const std::string_view raw = s.raw(at);
  const std::size_t apostrophe = raw.find('\'');
  if (apostrophe != std::string_view::npos && apostrophe > 2 && is_capital(raw)) {
    const Name* owner = known_as(words::folded(raw.substr(0, apostrophe)));
    if (owner != nullptr && !owner->ordinary) return PersonAt{at, at + 1, owner->who, owner->role};
  }
  // "Dr. Nakamura", "Mr. Thanh Nguyễn", but "San Jose"
  if (name_at > at && !s.in(at, "titles_of_known") && is_capital(s.raw(name_at))) {
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
