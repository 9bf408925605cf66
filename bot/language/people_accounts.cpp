#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "bot/language/people.hpp"
#include "bot/language/spelling.hpp"
#include "bot/words.hpp"

namespace secondstory::language {
namespace {

/// Of "O'Rourke", "O’Rourke" and "El-Masry" what an account has of it.
std::string letters_of(std::string name)
{
  for (const std::string_view sign : {"-", "'", "’"}) {
    for (auto at = name.find(sign); at != std::string::npos; at = name.find(sign)) {
      name.erase(at, sign.size());
    }
  }
  return name;
}

/// "berg", "vanderberg", "orourke", of "castellanos-ibanez" both parts too
std::vector<std::string> surnames_of(const std::vector<std::string>& words)
{
  std::string whole;
  for (auto word = words.begin() + 1; word != words.end(); ++word) whole += *word;
  std::vector<std::string> surnames{words.back()};
  std::vector<std::string> others{whole, letters_of(words.back()), letters_of(whole)};
  for (const std::string& part : at_hyphens({words.back()})) others.push_back(part);
  for (const std::string& other : others) {
    const bool fresh = std::find(surnames.begin(), surnames.end(), other) == surnames.end();
    if (fresh && !other.empty()) surnames.push_back(other);
  }
  return surnames;
}

/// "marks pr #204 broke the build", but "marks pr #204 as merged"
bool is_work_that_did(const Sentence& s, std::size_t at)
{
  if (!s.in(at, "own_work")) return false;
  std::size_t i = at + 1;
  while (s.is(i, "NUM") || s.is_word(i, "#") || s.is_word(i, "at")) ++i;
  return s.is(i, "PAST") || s.is(i, "BE") || s.is(i, "HAVE");
}

}  // namespace

/// The ways in which accounts are made of a full name, which is given in small letters, as it is
/// and taken apart at its hyphens.
void People::add_accounts(const std::vector<std::string>& words,
                          const std::vector<std::string>& pieces, const Roster::Entry& entry)
{
  const std::string& first = words.front();
  const std::string& last = words.back();
  const std::string f = first_letter(first);
  const std::string l = first_letter(last);
  for (const std::string& surname : surnames_of(words)) {
    add_glued(f + surname, entry);
    add({fmt::format("{}.{}", f, surname)}, entry);
    for (const char* joint : {"", ".", "_", "-"}) {
      add({fmt::format("{}{}{}", first, joint, surname)}, entry);
    }
    // "o_reilly"
    std::string apart = last;
    std::replace(apart.begin(), apart.end(), '\'', '_');
    if (apart != last) add({apart}, entry);
    // "vanderlaan"
    if (words.size() > 2 && surname != last) add({surname}, entry);
  }
  for (const char* joint : {".", "_", "-"}) {
    add({fmt::format("{}{}{}", last, joint, first)}, entry);
    // "hall-a" is a place.
    if (!is_ordinary(last)) add({fmt::format("{}{}{}", last, joint, f)}, entry);
    add({fmt::format("{}{}{}", first, joint, l)}, entry);
    add({fmt::format("{}{}{}", l, joint, first)}, entry);
  }
  add_glued(first + l, entry);
  // "saml" may be Sam L., and mostly is not.
  names_.back().ordinary = names_.back().ordinary || first.size() + l.size() <= 4;
  if (pieces.size() < 3) return;
  // "nguyenvd", "ducnv" and "nvduc" of Nguyễn Văn Đức, "amirh" of Amir-Hossein Rahimi
  std::string before;
  for (auto piece = pieces.begin(); piece + 1 != pieces.end(); ++piece) before += piece->front();
  const std::string& given = pieces.front();
  const std::string& family = pieces.back();
  constexpr std::size_t shortest = 5;  // "host" is no account of Sam Tan Ho
  std::vector<std::string> accounts{given + before.substr(1) + family.front(), family + before,
                                    before + family, fmt::format("{}.{}", before, family)};
  if (given != first) accounts.push_back(given + before.substr(1));
  for (const std::string& account : accounts) {
    const bool word = account.size() < shortest && known_.holds(number_of(account));
    if (account.size() + 1 >= shortest && !word) add({account}, entry);
  }
}

/// "marks" may be Mark Stone and "chart" Chris Hart, and mostly are not. Of words several forms are
/// known; one in thirteen of others is taken for a known one by mistake.
void People::add_glued(std::string account, const Roster::Entry& entry)
{
  const auto known = [&](const std::string& word) { return known_.holds(number_of(word)); };
  const bool plural = account.ends_with('s') && known(account.substr(0, account.size() - 1));
  const bool word = known(account) && (plural || known(account + "s") || known(account + "ed"));
  add({std::move(account)}, entry);
  names_.back().ordinary = names_.back().ordinary || word;
}

/// "@babel/core@7.23.2", where nobody is called Babel.
bool People::is_package(std::string_view raw) const
{
  const std::size_t slash = raw.find('/');
  if (raw.front() != '@' || slash == std::string_view::npos) return false;
  return known_as(words::folded(raw.substr(1, slash - 1))) == nullptr;
}

/// "adm_fdemir", "fdemir-adm", "takumi_s": the account of somebody's for certain work, or with an
/// initial that the roster does not have; nullptr for none.
const People::Name* People::account(std::string_view raw) const
{
  const std::size_t joint = raw.find_first_of("_-");
  if (joint == std::string_view::npos) {
    // "tbecker2"
    const std::size_t digits = raw.find_first_of("0123456789");
    const bool numbered = digits != std::string_view::npos && digits > 3 &&
                          digits + 3 > raw.size() &&
                          raw.find_first_not_of("0123456789", digits) == std::string_view::npos;
    const Name* owner = numbered ? known_as(words::folded(raw.substr(0, digits))) : nullptr;
    return owner != nullptr && !owner->ordinary ? owner : nullptr;
  }
  const std::string first = words::folded(raw.substr(0, joint));
  const std::string rest = words::folded(raw.substr(joint + 1));
  const auto is_addition = [&](const std::string& part) {
    return data_.has("account_kinds", part) || (part.size() == 1 && part[0] >= 'a');
  };
  // "Nakamura-san"
  if (data_.has("honorifics", rest)) return is_capital(raw) ? known_as(first) : nullptr;
  const bool before = is_addition(first);
  if (!before && !is_addition(rest)) return nullptr;
  const Name* owner = known_as(before ? rest : first);
  if (owner == nullptr || owner->ordinary) return nullptr;
  // "hopper-q" is a queue and not Grace Hopper, of whom every initial is known.
  const std::string& addition = before ? first : rest;
  const std::vector<std::string> names = names_in(words::folded(owner->who));
  const bool of_hers = std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    return name.starts_with(addition);
  });
  return addition.size() > 1 || names.size() == 1 || of_hers ? owner : nullptr;
}

/// "Priyas session", "kowalskis change": a name that lost its apostrophe.
std::optional<PersonAt> People::owner_without_apostrophe(const Sentence& s, std::size_t at) const
{
  const std::string_view raw = s.raw(at);
  if (raw.size() < 5 || !raw.ends_with('s') || s.is_code(at)) return std::nullopt;
  const Name* owner = known_as(words::folded(raw.substr(0, raw.size() - 1)));
  if (owner == nullptr || owner->exact) return std::nullopt;
  const Name* other = known_as(words::folded(raw));
  if (other != nullptr && other->who != owner->who) return std::nullopt;
  const std::size_t next = at + 1;
  const PersonAt person{at, at + 1, owner->who, owner->role};
  const bool begins = at == 0 || s.is_punct(at - 1) || s.is(at - 1, "CLAUSE");
  if (begins && is_work_that_did(s, next)) return person;
  if (other != nullptr || owner->ordinary || s.is_known(at) || is_ordinary(words::folded(raw)))
    return std::nullopt;
  const bool owned = next < s.size() && !s.is_punct(next) && !s.is(next, "STOP") &&
                     !s.is(next, "PREP") && !s.is(next, "BE") && !s.is(next, "HAVE") &&
                     !s.is(next, "MODAL") && !s.is(next, "PAST") && !s.is(next, "CLAUSE") &&
                     !is_capital(s.raw(next));
  return owned && (is_capital(raw) || s.in(next, "own_work")) ? std::optional(person)
                                                              : std::nullopt;
}

/// "pnair@db-1": the account of somebody on a host; how many bytes are theirs.
std::optional<PersonAt> People::login(const Sentence& s, std::size_t at) const
{
  const std::string_view raw = s.raw(at);
  const std::size_t sign = raw.find('@');
  const bool host = sign != std::string_view::npos && sign > 2 && sign + 1 < raw.size() &&
                    raw.find('.', sign) == std::string_view::npos &&
                    raw.find_first_of(":/", sign) == std::string_view::npos;
  if (!host || s.is_code(at)) return std::nullopt;
  const Name* owner = owner_of_account(raw.substr(0, sign));
  if (owner == nullptr) return std::nullopt;
  return PersonAt{at, at + 1, owner->who, owner->role};
}

const People::Name* People::owner_of_account(std::string_view raw) const
{
  const Name* owner = known_as(words::folded(raw));
  return owner != nullptr && !owner->ordinary ? owner : nullptr;
}

bool People::is_address_of_ours(std::string_view raw) const
{
  return address(raw, 0) || owner_of_account(raw.substr(0, raw.find('@'))) != nullptr;
}

/// "`lbyrne`": an account that stands alone is somebody, where "`liam`" may be a host or a branch.
std::optional<PersonAt> People::account_in_code(std::string_view raw, std::size_t at) const
{
  if (raw.size() < 3 || raw.front() != '`' || raw.back() != '`') return std::nullopt;
  const std::string word = words::folded(raw.substr(1, raw.size() - 2));
  const Name* owner = known_as(word);
  if (owner == nullptr || owner->ordinary || owner->exact) return std::nullopt;
  for (const std::string& part : at_hyphens(names_in(words::folded(owner->who)))) {
    if (part == word) return std::nullopt;
  }
  return PersonAt{at, at + 1, owner->who, owner->role};
}

/// A mention or a handle: of somebody on the roster, else of a stranger.
std::optional<PersonAt> People::handle(std::string_view raw, std::size_t at) const
{
  std::string_view id = raw.substr(raw.front() == '<' ? 2 : 1);
  if (raw.front() == '<') id = id.substr(0, id.find_first_of("|>"));
  if (const auto known = by_id_.find(std::string(id)); known != by_id_.end()) {
    return PersonAt{at, at + 1, known->second->name, known->second->role};
  }
  std::string name =
      words::folded(raw.front() == '<' && raw.find('|') != std::string_view::npos
                        ? raw.substr(raw.find('|') + 1, raw.size() - raw.find('|') - 2)
                        : id.substr(0, id.find(':')));
  if (const Name* known = known_as(name)) return PersonAt{at, at + 1, known->who, known->role};
  const bool bot = name.size() > 3 && name.compare(name.size() - 3, 3, "bot") == 0;
  // "@db-oncall", not "@mark-ops"
  const std::string first = name.substr(0, name.find_first_of("-_."));
  const bool duty = data_.has("duties", name.substr(name.find_last_of("-_.") + 1)) &&
                    known_as(first) == nullptr && is_ordinary(first);
  if ((bot || duty) && raw.front() == '@') return std::nullopt;
  return PersonAt{at, at + 1, "@" + name, ""};
}

/// An e-mail address whose first part is made of a name of the roster.
std::optional<PersonAt> People::address(std::string_view raw, std::size_t at) const
{
  const std::size_t sign = raw.find('@');
  if (sign == std::string_view::npos || sign == 0) return std::nullopt;
  if (raw.find('.', sign) == std::string_view::npos) return std::nullopt;
  if (const Name* known = known_as(words::folded(raw)))
    return PersonAt{at, at + 1, known->who, known->role};
  const std::string local = words::folded(raw.substr(0, sign));
  for (const Name& name : names_) {
    // "obrien@"
    std::string word = name.words.front();
    std::erase(word, '\'');
    // "kd@"
    if (name.exact && words::folded(word) == local)
      return PersonAt{at, at + 1, name.who, name.role};
    if (name.words.size() > 1 || word.size() < 3 || local.rfind(word, 0) != 0) continue;
    const std::string rest = local.substr(word.size());
    const bool separate = rest.empty() || std::isalpha(static_cast<unsigned char>(rest[0])) == 0;
    if (separate || rest.size() == 1) return PersonAt{at, at + 1, name.who, name.role};
  }
  // "anjali.deshpande@": made like the name of somebody whom the roster does not hold.
  const std::size_t dot = local.find('.');
  if (dot == std::string::npos || local.find('.', dot + 1) != std::string::npos)
    return std::nullopt;
  const std::string first = local.substr(0, dot);
  const std::string last = local.substr(dot + 1);
  const auto letters = [](const std::string& part) {
    return part.size() > 1 && std::all_of(part.begin(), part.end(),
                                          [](unsigned char c) { return std::isalpha(c) != 0; });
  };
  const bool named =
      data_.has("ordinary_names", first) || (!is_ordinary(first) && !is_ordinary(last));
  if (letters(first) && letters(last) && named) return PersonAt{at, at + 1, local, ""};
  return std::nullopt;
}

}  // namespace secondstory::language
