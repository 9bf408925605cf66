#include <algorithm>

#include "bot/language/rephraser.hpp"
#include "bot/language/rewrite.hpp"
#include "bot/language/spelling.hpp"
#include "bot/words.hpp"

namespace secondstory::language {
namespace {

/// "on-call engineer" of "the On-call engineer"
std::string plain_role(std::string_view given)
{
  std::string role = words::lower(given);
  for (const std::string_view article : {"the ", "a ", "an ", "our "}) {
    if (role.starts_with(article)) role.erase(0, article.size());
  }
  return role;
}

}  // namespace

/// Who stands alone in the brackets behind somebody: nobody else, but said twice. "Priya Raman
/// (priya.raman@example.org)", "Henrique (a.k.a. Rique)", "Lupita (Guadalupe Ríos)".
std::optional<PersonAt> Rephraser::same_in_brackets(const PersonAt& person) const
{
  const bool angle = s_->is_word(person.last, "<");
  if (!angle && !s_->is_word(person.last, "(")) return std::nullopt;
  std::size_t first = person.last + 1;
  while (s_->in(first, "also_called") || s_->is_word(first, ".")) ++first;
  if (first + 1 >= s_->size()) return std::nullopt;
  auto same = people_.at(*s_, first);
  if (!same) return std::nullopt;
  if (s_->raw(same->last) == "@") ++same->last;
  // "(maya.patel@example.org, @maya)"
  while (s_->is_word(same->last, ",")) {
    const auto again = people_.at(*s_, same->last + 1);
    if (!again || again->who != same->who) return std::nullopt;
    same = again;
  }
  return s_->is_word(same->last, angle ? ">" : ")") ? same : std::nullopt;
}

/// Where the role that the roster gives begins, without its article, if it ends before token `end`.
std::optional<std::size_t> Rephraser::role_before(const PersonAt& person, std::size_t end) const
{
  if (person.role.empty() || end == 0) return std::nullopt;
  const std::string role = plain_role(person.role);
  std::size_t first = end - 1;
  const auto start = [&] { return s_->token(first).start; };
  const std::size_t stop = s_->token(end - 1).end;
  while (first > 0 && stop - start() < role.size()) --first;
  if (words::lower(text_.substr(start(), stop - start())) != role) return std::nullopt;
  return first;
}

/// "the CTO's deputy, Ms. Nakamura,", "duty manager Nakamya", "the DBA on duty (Anjali, …)": the
/// role stands there already.
std::optional<std::size_t> Rephraser::after_role(const PersonAt& person)
{
  if (person.first == 0) return std::nullopt;
  const std::size_t last = person.last;
  const bool comma = s_->is_word(person.first - 1, ",");
  const bool bracket = s_->is_word(person.first - 1, "(");
  const std::size_t end = person.first - (comma || bracket ? 1 : 0);
  const auto role = role_before(person, end);
  if (!role) return std::nullopt;
  // "As incident commander, Tess declared …"
  const std::size_t as = *role > 0 && s_->is_word(*role - 1, "the") ? *role - 2 : *role - 1;
  if (comma && *role > 0 && s_->is_word(as, "as") && begins(as)) {
    roles_[person.who] = person.role;
    last_ = person.who;
    replace(as, last, person.role);
    return after_name(last);
  }
  // "when we paged the duty manager, Nakamya was asleep"
  const bool ends = last >= s_->size() || s_->is_word(last, ".");
  if (comma && !ends && !s_->is_word(last, ",")) return std::nullopt;
  const bool goes_on = bracket && s_->is_word(last, ",") && last + 1 < s_->size();
  if (bracket && !goes_on && !s_->is_word(last, ")")) return std::nullopt;
  roles_[person.who] = person.role;
  last_ = person.who;
  if (goes_on) {
    edits_.push_back({s_->token(person.first).start, s_->token(last + 1).start, ""});
    return last + 1;
  }
  if (lacks_article(*role)) {
    std::string word(s_->raw(*role));
    if (word.size() > 1 && !is_upper(word[1])) word = words::lower(word);
    replace(*role, *role + 1, "the " + word);
  }
  const std::size_t next = (comma && !ends) || bracket ? last + 1 : last;
  edits_.push_back({s_->token(end - 1).end, s_->token(next - 1).end, ""});
  return after_name(next);
}

/// "duty manager …", "restarted by SRE …", but "the deputy duty manager …".
bool Rephraser::lacks_article(std::size_t role) const
{
  return begins(role) || s_->is_punct(role - 1) || s_->is(role - 1, "PREP") ||
         s_->is(role - 1, "PAST") || s_->is(role - 1, "TELLV") || s_->is_word(role - 1, "and");
}

/// Where the role stands behind the name once more: "Ms. Kowalczyk, our incident commander,",
/// "Volodymyr, the night dispatcher in Kyiv,", "Tariq (SRE)". One past it, and where the comma or
/// bracket is that ends it.
std::optional<std::pair<std::size_t, std::size_t>> Rephraser::same_role_behind(
    const PersonAt& person) const
{
  const bool bracket = s_->is_word(person.last, "(");
  if (person.role.empty() || (!bracket && !s_->is_word(person.last, ","))) return std::nullopt;
  const std::string role = plain_role(person.role);
  const std::size_t words = 1 + static_cast<std::size_t>(std::count(role.begin(), role.end(), ' '));
  const bool determined = s_->is(person.last + 1, "DET") || s_->is(person.last + 1, "POSSP");
  const std::size_t first = person.last + (determined ? 2 : 1);
  const std::size_t last = first + words;
  if (last >= s_->size()) return std::nullopt;
  const std::size_t start = s_->token(first).start;
  if (words::lower(text_.substr(start, s_->token(last - 1).end - start)) != role) {
    return std::nullopt;
  }
  if (bracket) return s_->is_word(last, ")") ? std::optional(std::pair(last, last)) : std::nullopt;
  std::size_t comma = last;
  while (comma < s_->size() && !s_->is_punct(comma)) ++comma;
  const bool ends = s_->is_word(comma, ",") && (comma == last || s_->is(last, "PREP"));
  return ends ? std::optional(std::pair(last, comma)) : std::nullopt;
}

bool Rephraser::is_office(std::size_t i) const
{
  return (s_->is(i, "ROLE") && !s_->is(i, "STOP")) || s_->in(i, "relations") ||
         s_->in(i, "offices");
}

/// Whether something is done to, or told, whoever stands at `first`: "asked SRE Ana", "by SRE Ana".
bool Rephraser::is_told_of(std::size_t first) const
{
  return !begins(first) && (s_->is(first - 1, "PREP") || s_->is(first - 1, "TELLV"));
}

/// Where the title without an article begins that stands before a name: "on-call engineer Ana",
/// "VP of Engineering Ana"; `first` where there is none.
std::size_t Rephraser::title_before(std::size_t first) const
{
  constexpr std::size_t longest = 4;
  std::size_t title = first - 1;
  // "DBA on duty Priya"
  if (first > 2 && s_->is_word(first - 2, "on") && s_->in(first - 1, "on_duty")) title = first - 3;
  if (first > 2 && s_->is_word(first - 2, "of")) title = first - 3;
  if (!is_office(title)) return first;
  while (title > 0 && first - title < longest + 1) {
    if (lacks_article(title) || is_told_of(title)) return title;
    --title;
    if (s_->is(title, "STOP") || s_->is(title, "DET") || s_->is(title, "PREP") ||
        s_->is_punct(title) || s_->is(title, "PAST") || s_->is(title, "POSS")) {
      return first;
    }
  }
  return lacks_article(title) ? title : first;
}

/// "Senior SRE Novak approved it", "approved by DBA Priya": the role stands without an article.
std::optional<std::size_t> Rephraser::after_bare_role(const PersonAt& person)
{
  const std::size_t role = title_before(person.first);
  if (role == person.first) return std::nullopt;
  const bool object = is_told_of(role);
  // "scribe: Ana, deputy Bo."
  if (!object && (person.last >= s_->size() || s_->is_punct(person.last))) return std::nullopt;
  const bool also = !begins(role) && s_->is_word(role - 1, "and");
  if (object || also) {
    edits_.push_back({s_->token(role).start, s_->token(role).start, "the "});
  } else if (begins(role)) {
    std::string title = "the";
    for (std::size_t i = role; i < person.first; ++i) {
      const std::string_view word = s_->raw(i);
      const bool kept = s_->is(i, "ALLCAPS") || (i > role && s_->is(i - 1, "PREP")) ||
                        (word.size() > 1 && is_upper(word[1]));
      title += " " + (kept ? std::string(word) : words::lower(word));
    }
    replace(role, person.first, title);
  }
  edits_.push_back({s_->token(person.first - 1).end, s_->token(person.last - 1).end, ""});
  last_ = person.who;
  known(person.who);
  return after_name(person.last);
}

/// "the engineer who ran the script, Jonas,": who it was is said already.
bool Rephraser::is_told_which(std::size_t comma) const
{
  for (std::size_t i = comma; i-- > 1 && !s_->is_punct(i);) {
    if (s_->is_word(i, "who") && is_office(i - 1)) return true;
  }
  return false;
}

/// "our DBA Priya", "the DBA (Priya)", "Priya, our DBA,": the role is there already.
std::optional<std::size_t> Rephraser::apposition(const PersonAt& person)
{
  const std::size_t first = person.first;
  const std::size_t last = person.last;
  if (const auto next = after_role(person)) return next;
  // "a DBA named Priya"
  const bool named = first > 1 &&
                     (s_->is_word(first - 1, "named") || s_->is_word(first - 1, "called")) &&
                     (is_office(first - 2) || s_->in(first - 2, "people"));
  if (named) {
    edits_.push_back({s_->token(first - 2).end, s_->token(last - 1).end, ""});
    last_ = person.who;
    known(person.who);
    return after_name(last);
  }
  const auto is_role = [&](std::size_t i) { return is_office(i); };
  const auto determines = [&](std::size_t i) {
    return s_->is(i, "DET") || s_->is(i, "POSSP") || s_->is(i, "POSS");
  };
  // "our DBA Priya", "Olu's manager Mei", "his shift partner Field"
  const bool determined = first > 1 && is_role(first - 1) &&
                          (determines(first - 2) || (first > 2 && determines(first - 3)));
  if (determined) {
    edits_.push_back({s_->token(first - 1).end, s_->token(last - 1).end, ""});
    last_ = person.who;
    known(person.who);
    return after_name(last);
  }
  if (first > 0) {
    if (const auto next = after_bare_role(person)) return next;
  }
  const bool bracketed =
      first > 1 && s_->is_word(first - 1, "(") && s_->is_word(last, ")") && is_role(first - 2);
  if (bracketed) {
    edits_.push_back({s_->token(first - 2).end, s_->token(last).end, ""});
    return last + 1;
  }
  return role_behind(person);
}

/// "The on-call, Priya,", "Pat the network engineer", "Priya, our DBA,": said on either side of
/// commas, or without any.
std::optional<std::size_t> Rephraser::role_behind(const PersonAt& person)
{
  const std::size_t first = person.first;
  const std::size_t last = person.last;
  const bool follows =
      s_->is_word(last, ",") && (s_->is(last + 1, "DET") || s_->is(last + 1, "POSSP"));
  const bool between = first > 1 && s_->is_word(first - 1, ",") && s_->is_word(last, ",") &&
                       (is_office(first - 2) || is_told_which(first - 1));
  if (between) {
    edits_.push_back({s_->token(first - 2).end, s_->token(last).end, ""});
    last_ = person.who;
    // "The on-call, Frank, restarted it; he …" is still about the on-call.
    std::size_t from = first - 2;
    while (from > 0 && !s_->is(from, "DET") && !s_->is_punct(from - 1)) --from;
    if (is_office(first - 2) && s_->is_word(from, "the")) {
      std::string role = s_->copy(from, first - 1);
      role.front() = 't';
      roles_[person.who] = std::move(role);
    }
    return last + 1;
  }
  // "Pat the network engineer patched it"
  for (std::size_t i = last + 1; first == 0 && s_->is_word(last, "the") && i < last + 4; ++i) {
    if (!is_office(i) || !s_->is(i + 1, "PAST")) continue;
    edits_.push_back({s_->token(first).start, s_->token(last).start, ""});
    capital_at_ = s_->token(last).start;
    roles_[person.who] = s_->copy(last, i + 1);
    last_ = person.who;
    return i + 1;
  }
  if (!follows || same_role_behind(person)) return std::nullopt;
  for (std::size_t i = last + 2; i < last + 8; ++i) {
    if (!s_->is_word(i, ",") || !is_office(i - 1)) continue;
    std::string role(s_->copy(last + 1, i));
    if (first == 0) capitalise(role);
    edits_.push_back({s_->token(first).start, s_->token(i).end, role});
    last_ = person.who;
    known(person.who);
    return i + 1;
  }
  return std::nullopt;
}

}  // namespace secondstory::language
