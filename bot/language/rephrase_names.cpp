#include "bot/language/conduct.hpp"
#include "bot/language/rephraser.hpp"
#include "bot/language/rewrite.hpp"
#include "bot/language/spelling.hpp"

namespace secondstory::language {

/// "Priya: I see it", "Priya here, …", "This is Priya from …"
bool Rephraser::introduces_author(const PersonAt& person) const
{
  const std::size_t first = person.first;
  const std::size_t last = person.last;
  if (s_->is_word(last, ":")) return begins_line(first) && !calls(person);
  // "[02:14] <ben> I'm on it"
  if (first > 0 && s_->is_word(first - 1, "<") && s_->is_word(last, ">")) return true;
  if (s_->is_word(last, "here")) return s_->is_punct(last + 1);
  return first > 1 && s_->is_word(first - 1, "is") && s_->is_word(first - 2, "this") &&
         begins(first - 2);
}

std::size_t Rephraser::somebody(PersonAt person)
{
  mentioned_.insert(person.who);
  if (introduces_author(person)) {
    author_ = person.who;
    reader_ = "you";
  }
  // "Ana -> Bo: can you …"
  const bool addressed =
      person.first > 2 && is_arrow(*s_, person.first - 2) && s_->is_word(person.last, ":");
  if (addressed) reader_ = person.who;
  if (const auto next = apposition(person)) return *next;
  if (const auto next = account_of(person)) return *next;
  person.last = past_nickname(person);
  if (const auto next = one_of_two(person)) return *next;
  const auto [last, all] = listed(person);
  if (const auto next = summoned(person.first, last)) {
    if (all.size() == 1) reader_ = person.who;
    return *next;
  }
  if (all.size() > 1) return several(person.first, last, all);
  person.last = last;
  const auto same = same_in_brackets(person);
  if (same && person.role.empty()) {
    person.role = same->role;
    person.who = same->role.empty() ? person.who : same->who;
  }
  if (const auto next = called(person)) {
    reader_ = person.who;
    return *next;
  }
  // "by a Mr. Price", "the Priya fix", "poor Alex"
  const std::size_t before = person.first - 1;
  const bool small = person.first > 0 && (begins(before) || !is_capital(s_->raw(before)));
  const bool article = small && (s_->is_word(before, "a") || s_->is_word(before, "an") ||
                                 s_->is_word(before, "the") || s_->in(before, "pitying"));
  const std::size_t first = article ? before : person.first;
  if (person.role.empty()) {
    if (const auto next = passive(first, person.last)) {
      last_ = person.who;
      return *next;
    }
  }
  const bool introduced = person.role.empty() || roles_.count(person.who) > 0;
  std::string name = introduced ? responder(person.who) : first_role(person);
  // "Only Anika has access": one, and not others of that kind.
  const bool alone = person.first > 0 && s_->is_word(person.first - 1, "only");
  const bool not_alone = alone && person.first > 1 && s_->is_word(person.first - 2, "not");
  if (alone && !not_alone && name == "a responder") name = "one responder";
  last_ = person.who;
  if (const auto next = linked(person, name)) return *next;
  if (const auto behind = same_role_behind(person)) {
    const auto [end, comma] = *behind;
    replace(first, end, name);
    edits_.push_back({s_->token(comma).start, s_->token(comma).end, ""});
    return agree(comma + 1, false);
  }
  replace(first, person.last, name);
  if (same) {
    const std::size_t close = same->last;
    edits_.push_back({s_->token(person.last - 1).end, s_->token(close).end, ""});
    return close + 1;
  }
  return after_name(person.last);
}

/// "[Max](https://wiki.example.org/people/max)": what it leads to names them as well.
std::optional<std::size_t> Rephraser::linked(const PersonAt& person, const std::string& name)
{
  const std::size_t first = person.first;
  if (first == 0 || !s_->is_word(first - 1, "[") || !s_->is_word(person.last, "]")) {
    return std::nullopt;
  }
  const std::size_t open = s_->token(person.last).end;
  const std::size_t close = text_.find(')', open);
  if (open >= text_.size() || text_[open] != '(' || close == std::string_view::npos) {
    return std::nullopt;
  }
  std::size_t next = person.last + 1;
  while (next < s_->size() && s_->token(next).end <= close + 1) ++next;
  std::string by = name;
  if (begins(first)) capitalise(by);
  edits_.push_back({s_->token(first - 1).start, close + 1, by});
  return agree(next, false);
}

/// What stands glued to a name: "'ll", the bare apostrophe of "James'", "(he/him)", "himself", and
/// the end of "leroy.price@".
std::size_t Rephraser::after_name(std::size_t i)
{
  const bool apostrophe =
      i > 0 && i < s_->size() && s_->is_word(i, "'") && s_->token(i).start == s_->token(i - 1).end;
  if (apostrophe && (s_->raw(i - 1).back() == 's' || s_->is(i, "POSS"))) {
    edits_.push_back({s_->token(i).start, s_->token(i).end, "'s"});
    return i + 1;
  }
  if (i < s_->size() && s_->raw(i) == "@" && s_->token(i).start == s_->token(i - 1).end) {
    edits_.push_back({s_->token(i).start, s_->token(i).end, ""});
    return i + 1;
  }
  const bool tag = s_->is_word(i, "(") && s_->in(i + 1, "pronoun_tags") &&
                   (s_->is_word(i + 2, ")") || s_->is_word(i + 2, ","));
  if (tag) return after_tag(i);
  // "Don don't know"
  const bool denied = s_->is_word(i, "do") && s_->is_word(i + 1, "not");
  return agree(i, denied);
}

/// "her account nthanh", "wrote from ms.hwang@uni.example": the account of somebody spoken of.
std::optional<std::size_t> Rephraser::account_of(const PersonAt& person)
{
  const std::size_t first = person.first;
  const bool account = first > 0 && person.last == first + 1 && !is_capital(s_->raw(first));
  if (!account) return std::nullopt;
  // "login pnair", "GitHub user rich-tan"
  const bool service = first > 1 && is_capital(s_->raw(first - 2)) && !s_->is(first - 2, "DET");
  const std::size_t noun = service ? first - 2 : first - 1;
  const bool named = s_->in(first - 1, "accounts") && (begins(noun) || s_->is_punct(noun - 1));
  if (named && person.role.empty()) {
    const std::string name = responder(person.who);
    replace(noun, person.last, service ? name + "'s " + std::string(s_->copy(noun, first)) : name);
    last_ = person.who;
    return agree(person.last, false);
  }
  // "ran under the account praman"
  const bool that = first > 1 && s_->is_word(first - 2, "that");
  if (s_->in(first - 1, "accounts") && first > 1 && s_->is(first - 2, "DET") &&
      person.role.empty()) {
    const std::string what(s_->raw(first - 1));
    replace(that ? first - 1 : first - 2, person.last, responder(person.who) + "'s " + what);
    last_ = person.who;
    return person.last;
  }
  if (person.who != last_) return std::nullopt;
  if (s_->in(first - 1, "accounts")) {
    edits_.push_back({s_->token(first - 1).end, s_->token(first).end, ""});
    return person.last;
  }
  const bool object = s_->is(first - 1, "PREP") || s_->is(first - 1, "PAST");
  if (s_->raw(first).find('@', 1) == std::string_view::npos || !object ||
      s_->is(person.last, "POSS")) {
    return std::nullopt;
  }
  replace(first, person.last, "their address");
  return person.last;
}

/// "(she/her)" goes, of "(he/him, Payments SRE)" the rest stays.
std::size_t Rephraser::after_tag(std::size_t bracket)
{
  std::size_t end = bracket + 1;
  while (end < s_->size() && !s_->is_word(end, ")") && !s_->is_word(end, ",")) ++end;
  if (end + 1 < s_->size() && s_->is_word(end, ",")) {
    edits_.push_back({s_->token(bracket + 1).start, s_->token(end + 1).start, ""});
    return end + 1;
  }
  if (end == s_->size()) return bracket;
  edits_.push_back({s_->token(bracket - 1).end, s_->token(end).end, ""});
  return end + 1;
}

/// One past the surname of "Chukwuemeka ("Emeka") Obi"; of others one past the name.
std::size_t Rephraser::past_nickname(const PersonAt& person) const
{
  constexpr std::size_t longest = 5;
  const std::size_t open = person.last;
  const bool bracket = s_->is_word(open, "(");
  if (open > person.first + 1 || (!bracket && !s_->is_word(open, "\""))) return open;
  std::size_t close = open + 1;
  while (close < open + longest && !s_->is_word(close, bracket ? ")" : "\"")) ++close;
  if (close + 1 >= s_->size() || close == open + longest) return open;
  const auto rest = people_.at(*s_, close + 1);
  const bool surname =
      rest && rest->who == person.who && s_->low(rest->first) != s_->low(person.first);
  return surname ? rest->last : open;
}

}  // namespace secondstory::language
