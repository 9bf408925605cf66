#include <algorithm>
#include <array>
#include <cctype>

#include "bot/language/rephraser.hpp"
#include "bot/language/spelling.hpp"

namespace secondstory::language {

/// "Dale, Glen and Heath": one past the last and who they are, where nobody has a role.
std::pair<std::size_t, Rephraser::Names> Rephraser::listed(const PersonAt& person) const
{
  std::size_t end = person.last;
  Names all{person.who};
  if (!person.role.empty()) return {end, all};
  for (std::size_t i = end; i + 1 < s_->size();) {
    const bool comma = s_->is_word(i, ",");
    if (s_->token(i).classes.test(cls_mention) && s_->token(i - 1).classes.test(cls_mention)) {
      const auto other = people_.at(*s_, i);
      if (!other || !other->role.empty()) break;
      all.push_back(other->who);
      i = end = other->last;
      continue;
    }
    if (!comma && !s_->in(i, "and_abroad") && !s_->is_word(i, "and") && !s_->is_word(i, "&")) break;
    std::size_t next = i + 1;
    if (comma && s_->is_word(next, "and")) ++next;
    if (next >= s_->size()) break;
    if (s_->is_word(next, "i") && (!comma || next > i + 1)) {
      all.push_back(author_);
      end = next + 1;
      break;
    }
    const auto other = people_.at(*s_, next);
    // "(Efua Sackey, e.sackey@example.org)"
    const bool same = other && other->who == all.back() && continues(other->last);
    if (same) {
      i = end = other->last;
      continue;
    }
    // "Ali, Bea and Ali's intern"
    const bool again = other && std::find(all.begin(), all.end(), other->who) != all.end();
    const bool acts_again = again && !comma && !continues(other->last);
    if (!other || !other->role.empty() || (again && s_->is(other->last, "POSS")) || acts_again) {
      break;
    }
    // "Tom and Priya's manager were both asleep"
    const std::size_t verb = other->last + 2;
    const bool two = !comma && all.size() == 1 && s_->is(other->last, "POSS") &&
                     (s_->is_word(verb, "were") || s_->is_word(verb, "are")) &&
                     !s_->raw(verb - 1).ends_with('s');
    if (two) break;
    if (begins_own_clause(person.first, *other)) {
      // "When we reached Tom, Priya and Aisha had left"
      const bool two_act = !comma && all.size() == 2 && s_->is_word(person.last, ",");
      if (two_act) return {person.last, {person.who}};
      break;
    }
    // "told Mark, Priya restarted it" is no list; "cc Mark, Priya: …" is one.
    const bool ends =
        other->last >= s_->size() || s_->is_word(other->last, ".") || s_->is_word(other->last, ":");
    if (comma && next == i + 1 && !continues(other->last) && !ends) break;
    all.push_back(other->who);
    i = end = other->last;
  }
  return {end, all};
}

/// "We called Tom and Priya joined": who acts is no more of those that something was done to. Of a
/// list before the clause's verb all act: "the fix from Tom and Priya was merged".
bool Rephraser::begins_own_clause(std::size_t first, const PersonAt& other) const
{
  std::size_t verb = other.last;
  // "granted to Kevin and Maria's access was revoked"
  constexpr std::size_t near = 4;
  if (s_->is(verb, "POSS")) {
    ++verb;
    while (verb < other.last + near && !s_->is(verb, "BE") && !s_->is(verb, "HAVE")) ++verb;
  }
  while (s_->is(verb, "ADV") || s_->is_word(verb, "never")) ++verb;
  const auto is_finite = [&](std::size_t i) {
    return s_->is(i, "HAVE") || s_->is(i, "MODAL") || s_->is_word(i, "was") ||
           s_->is_word(i, "were") || s_->is_word(i, "is") || s_->is_word(i, "are") ||
           s_->is_word(i, "did") || s_->is(i, "S3") || (s_->is(i, "PAST") && !s_->is(i, "BE"));
  };
  if (!is_finite(verb)) return false;
  for (std::size_t i = first; i > 0; --i) {
    const std::size_t at = i - 1;
    if (s_->is_punct(at) || s_->is(at, "CLAUSE")) break;
    if (is_finite(at)) return true;
  }
  // "According to Tom, Priya and Aisha were off shift"
  return s_->in(0, "apart_from") && s_->is_word(other.first - 1, "and");
}

/// "Either Joy or Rusty", "neither Ash nor Jordan": where nobody has a role.
std::optional<std::size_t> Rephraser::one_of_two(const PersonAt& person)
{
  const std::size_t before = person.first - 1;
  const bool either = person.first > 0 && s_->is_word(before, "either");
  const bool neither = person.first > 0 && s_->is_word(before, "neither");
  const bool joined = s_->is_word(person.last, "or") || s_->is_word(person.last, "nor");
  if ((!either && !neither) || !joined || !person.role.empty()) return std::nullopt;
  const auto other = people_.at(*s_, person.last + 1);
  const bool two = other && other->role.empty() && other->who != person.who &&
                   numbers_.count(person.who) + numbers_.count(other->who) == 0;
  if (!two || s_->is(other->last, "POSS")) return std::nullopt;
  replace(before, other->last, either ? "one of two responders" : "neither of two responders");
  for (const std::string& who : {person.who, other->who}) {
    mentioned_.insert(who);
    known(who);
  }
  last_ = other->who;
  return other->last;
}

bool Rephraser::continues(std::size_t i) const
{
  return s_->is_word(i, ",") || s_->is_word(i, "and") || s_->is_word(i, "&") || s_->is_word(i, ")");
}

/// "Mark/Priya", "Mark–Priya", "priya/mark", "DBA/Mark": a token whose parts are names, or stand
/// beside one. Whose parts are all names, are several people.
std::optional<std::size_t> Rephraser::joined_names(std::size_t i)
{
  constexpr std::string_view dash = "–";
  const std::string_view raw = s_->raw(i);
  const bool slashes = raw.find('/') != std::string_view::npos;
  // "the Tom-Priya handover", but Anna-Lena is one
  const bool hyphen =
      !slashes && raw.find('-') != std::string_view::npos && is_capital(raw) && !people_.at(*s_, i);
  const bool joined = slashes || hyphen || raw.find(dash) != std::string_view::npos;
  if (!joined || s_->is_code(i)) return std::nullopt;
  const std::string_view joint = slashes ? "/" : hyphen ? "-" : dash;
  Names all;
  std::vector<Edit> each;
  bool sure = false;  // somebody is meant, whatever else the words may say
  bool others = false;
  for (std::size_t at = 0; at <= raw.size();) {
    const std::size_t end = std::min(raw.find(joint, at), raw.size());
    const std::size_t start = s_->token(i).start + at;
    const Sentence word(text_, rules_.lexicon().tokenise(text_, {start, start + end - at}),
                        rules_.lexicon(), rules_.wording());
    if (word.size() != 1) return std::nullopt;
    const bool duty = word.is(0, "ROLE") || word.is(0, "TEAM");
    const auto meant = people_.at(word, 0);
    const auto person = meant ? meant : people_.called(word.raw(0));
    if (person && !duty) {
      all.push_back(person->who);
      each.push_back({start, start + end - at, ""});
      sure = sure || meant;
    } else if (!duty && !word.is(0, "ALLCAPS")) {
      return std::nullopt;
    } else {
      others = true;
    }
    at = end + joint.size();
  }
  if (!sure || (!others && all.size() < 2)) return std::nullopt;
  if (!others) return several(i, i + 1, all);
  for (std::size_t one = 0; one < all.size(); ++one) {
    each[one].text = responder(all[one]);
    edits_.push_back(each[one]);
    mentioned_.insert(all[one]);
  }
  last_ = all.back();
  return i + 1;
}

std::size_t Rephraser::several(std::size_t first, std::size_t last, const Names& all)
{
  static constexpr std::array<std::string_view, 7> numbers{"no",   "one",  "two", "three",
                                                           "four", "five", "six"};
  std::string by(all.size() < numbers.size() ? numbers[all.size()] : "several");
  // "Mark and Priya's draft", not "Mark and Priya's been paged"
  const bool own = s_->is(last, "POSS") && !s_->is(last + 1, "PART") && !s_->is(last + 1, "GER") &&
                   !s_->is_word(last + 1, "been") && !s_->is(last + 1, "ADV");
  // "Both Lee and Kim"
  const bool both = first > 0 && all.size() == 2 && s_->is_word(first - 1, "both");
  // "None of Tom, Priya and Aisha"
  const bool some = first > 1 && s_->is_word(first - 1, "of") && s_->in(first - 2, "some_of");
  by = (both ? "" : (some ? "the " : "") + by + " ") + (own ? "responders'" : "responders");
  // "the Tom-Priya handover"
  const bool attribute = last == first + 1 && all.size() == 2 && first > 0 &&
                         s_->is(first - 1, "DET") && s_->raw(first).find('-') != std::string::npos;
  if (attribute) by = "two-responder";
  replace(first, own ? last + 1 : last, by);
  // "Tom, Priya, and the network team met"
  if (begins(first) && s_->is_word(last, ",") && s_->is_word(last + 1, "and") &&
      s_->is(last + 2, "DET")) {
    edits_.push_back({s_->token(last).start, s_->token(last).end, ""});
  }
  const auto group = std::make_shared<Together>(Together{all.size(), {}});
  for (const std::string& who : all) {
    if (numbers_.count(who) == 0) together_.emplace(who, group);
    mentioned_.insert(who);
    known(who);
  }
  last_ = all.back();
  return own ? last + 1 : last;
}

/// What somebody is called who was not given a role where they stand: by the role they had before,
/// else the first a responder, the next another one, who was named before the responder, and those
/// named together one responder and the other.
std::string Rephraser::responder(const std::string& who)
{
  if (const auto found = roles_.find(who); found != roles_.end()) {
    const std::string& role = found->second;
    return role.starts_with("a ") || role.starts_with("an ") ? "the" + role.substr(role.find(' '))
                                                             : role;
  }
  const bool again = numbers_.count(who) > 0;
  const int number = known(who);
  if (const auto found = together_.find(who); found != together_.end()) {
    Together& group = *found->second;
    if (group.first.empty()) group.first = who;
    if (group.first == who) return "one responder";
    return group.size == 2 ? "the other responder" : "another responder";
  }
  static constexpr std::array<std::string_view, 6> ordinals{"",       "",      "third",
                                                            "fourth", "fifth", "sixth"};
  const auto place = static_cast<std::size_t>(number - 1);
  if (place > 1 && place < ordinals.size()) {
    return (again ? "the " : "a ") + std::string(ordinals[place]) + " responder";
  }
  if (number == 1) return again ? "the responder" : "a responder";
  return again && number == 2 ? "the other responder" : "another responder";
}

/// The role of somebody who is spoken of for the first time; "another SRE" beside an SRE.
std::string Rephraser::first_role(const PersonAt& person)
{
  const auto shares = [&](const auto& other) {
    return other.first != person.who && other.second == person.role;
  };
  const bool shared = std::any_of(roles_.begin(), roles_.end(), shares);
  const std::size_t article = shared ? person.role.find(' ') : std::string::npos;
  if (article == std::string::npos) {
    roles_[person.who] = person.role;
    return person.role;
  }
  roles_[person.who] = "the other" + person.role.substr(article);
  return "another" + person.role.substr(article);
}

int Rephraser::known(const std::string& who)
{
  const auto [at, added] = numbers_.emplace(who, spoken_of_ + 1);
  if (added) ++spoken_of_;
  return at->second;
}

}  // namespace secondstory::language
