#include "bot/language/engine.hpp"
#include "bot/language/normalise.hpp"
#include "bot/language/opinion.hpp"
#include "bot/language/rephraser.hpp"
#include "bot/language/rewrite.hpp"
#include "bot/language/spelling.hpp"

namespace secondstory::language {
namespace {

constexpr std::string_view en_dash = "–";

bool is_visible(char c)
{
  return static_cast<unsigned char>(c) > ' ';
}

/// "Baker–Hoàng"
bool joins_words(std::string_view text, std::size_t at)
{
  const std::size_t end = at + en_dash.size();
  return text.substr(at, en_dash.size()) == en_dash && at > 0 && is_visible(text[at - 1]) &&
         end < text.size() && is_visible(text[end]);
}

/// "«Ali»", "Mark→Priya", "Mark->Priya", "🔥Rob": signs that stand glued to a word are no part of
/// it.
void part_from_signs(std::string& read)
{
  for (std::size_t i = 0; i < read.size(); ++i) {
    const std::string_view rest = std::string_view(read).substr(i);
    const bool guillemet = rest.starts_with("«") || rest.starts_with("»");
    if (!guillemet && (!is_sign(rest) || is_odd_letter(rest))) continue;
    const std::size_t size = std::min<std::size_t>(rest.size(), guillemet                  ? 2
                                                                : rest.starts_with('\xf0') ? 4
                                                                                           : 3);
    const bool glued = (i > 0 && is_letter_at(read, i - 1)) || is_letter_at(read, i + size);
    if (glued && !joins_words(read, i)) read.replace(i, size, size, ' ');
    i += size - 1;
  }
}

/// As `normalise`, but with quotations and quoted lines left in: a record names nobody there
/// either.
std::string with_quotations(std::string_view text)
{
  std::string read = normalise(text);
  const std::string plain = with_plain_punctuation(text);
  bool code = false;
  bool fence = false;
  for (std::size_t i = 0; i < read.size(); ++i) {
    if (text.compare(i, 3, "```") == 0) {
      fence = !fence;
      i += 2;
      continue;
    }
    if (text[i] == '`' && !fence) code = !code;
    if (text[i] == '\n') code = false;
    if (joins_words(text, i) && !code && !fence) {
      read.replace(i, en_dash.size(), en_dash);
      i += en_dash.size() - 1;
      continue;
    }
    const bool blanked = read[i] == marker::quote || (read[i] == ' ' && text[i] != ' ');
    const auto byte = static_cast<unsigned char>(text[i]);
    if (blanked && !code && !fence && text[i] != '`' && byte >= 0x20) read[i] = plain[i];
  }
  part_from_signs(read);
  return read;
}

/// The initial before the full stop at the end: "M", "Ö", "d" of "per d."; else nothing.
std::string_view last_initial(std::string_view text)
{
  if (!text.ends_with('.')) return {};
  text.remove_suffix(1);
  const std::string_view last = text.substr(text.find_last_of(" .-") + 1);
  const bool one_letter = last.size() == 1 || (last.size() == 2 && (last.front() & 0x80) != 0);
  return one_letter && is_letter_at(last, 0) ? last : std::string_view();
}

/// "Armfield Jr."
bool ends_in_suffix(std::string_view text)
{
  return text.ends_with(" Jr.") || text.ends_with(" Sr.");
}

/// Sentences, where "M. Wilson" is not the end of one, nor "m. wilson" where all is small.
std::vector<Span> sentences_of(const std::string& text)
{
  const std::string_view all = text;
  std::vector<Span> sentences;
  for (const Span& span : split_sentences(text)) {
    if (!sentences.empty()) {
      Span& last = sentences.back();
      const std::string_view before = all.substr(last.start, last.end - last.start);
      const std::string_view initial = last_initial(before);
      const std::string_view next = all.substr(span.start, span.end - span.start);
      const bool goes_on = !initial.empty() || ends_in_suffix(before);
      // "St. Paul's data center"
      const bool saint = before.ends_with(" St.");
      if (saint || is_capital(initial) || (goes_on && !is_capital(next))) {
        last.end = span.end;
        continue;
      }
    }
    sentences.push_back(span);
  }
  return sentences;
}

}  // namespace

std::vector<std::size_t> Rephraser::quotes_in(std::string_view text)
{
  std::vector<std::size_t> quotes;
  for (std::size_t at = text.find_first_of("\"\xe2"); at < text.size();
       at = text.find_first_of("\"\xe2", at + 1)) {
    const std::string_view rest = text.substr(at);
    const bool curly = rest.starts_with("“") || rest.starts_with("”") || rest.starts_with("„");
    if (!curly && rest.front() != '"') continue;
    // A rack of 19".
    const bool inches = quotes.size() % 2 == 0 && at > 0 && is_digit(text[at - 1]);
    if (!inches) quotes.push_back(at);
  }
  return quotes;
}

std::string Rephraser::run()
{
  const std::string read = with_quotations(text_);
  for (const Span& span : sentences_of(read)) {
    const Sentence sentence(text_, rules_.lexicon().tokenise(read, span), rules_.lexicon(),
                            rules_.wording());
    s_ = &sentence;
    in_clause_.clear();
    last_person_.reset();
    for (std::size_t i = 0; i < sentence.size();) i = step(i);
    s_ = nullptr;
  }
  name_nobody_in_code();
  return applied();
}

/// "Priya:", "04:40 Priya:", "[14:02] Priya:": where a line of a chat begins.
bool Rephraser::begins_line(std::size_t at) const
{
  for (std::size_t i = 0; i < at; ++i) {
    if (!s_->is_punct(i) && !s_->is(i, "NUM")) return false;
  }
  return true;
}

/// Handles the token and gives the next one to look at.
std::size_t Rephraser::step(std::size_t i)
{
  if (const auto next = joined_names(i)) return *next;
  if (begins_clause(i)) in_clause_.clear();
  if (const auto person = people_.at(*s_, i)) {
    if (is_namesake(*person)) return i + 1;
    // Whoever goes by one word may be named by it again.
    in_clause_ = person->last > person->first + 1 ? person->who : std::string();
    named_at_ = s_->token(i).start;
    return somebody(*person);
  }
  if (const auto owner = people_.owner_without_apostrophe(*s_, i)) {
    mentioned_.insert(owner->who);
    last_ = owner->who;
    replace(i, i + 1, (owner->role.empty() ? responder(owner->who) : first_role(*owner)) + "'s");
    return i + 1;
  }
  if (const auto account = people_.login(*s_, i)) {
    mentioned_.insert(account->who);
    last_ = account->who;
    const std::string host(s_->raw(i).substr(s_->raw(i).find('@') + 1));
    // "pnair@db-1:~$"
    // "ssh nina@db-1"
    const bool shell = i > 0 && s_->in(i - 1, "shells");
    if (shell || s_->is_word(i + 1, ":")) {
      edits_.push_back({s_->token(i).start, s_->token(i).end, "user@" + host});
      return i + 1;
    }
    replace(i, i + 1, responder(account->who) + " on " + host);
    return i + 1;
  }
  if (const std::size_t name = people_.prefix(*s_, i)) return joined_to(name, i);
  return pronoun(i);
}

bool Rephraser::begins_clause(std::size_t i) const
{
  return s_->is_punct(i) || s_->is(i, "CLAUSE") || s_->in(i, "opens");
}

/// "Austin Pryor flew to Austin": in the same clause nobody is named again, but "himself". Who does
/// something there begins a clause of their own: "Mark Chen said Mark never would".
bool Rephraser::is_namesake(const PersonAt& person) const
{
  if (person.who != in_clause_ || person.last != person.first + 1) return false;
  std::size_t next = person.last;
  while (s_->is(next, "ADV") || s_->is_word(next, "never")) ++next;
  const bool does = s_->is(next, "PAST") || s_->is(next, "S3") || s_->is(next, "MODAL") ||
                    s_->is(next, "HAVE") || s_->is(next, "BE") || s_->is(next, "POSS") ||
                    rules_.wording().verb(s_->low(next), Form::past) != nullptr;
  const bool ordinary =
      s_->in(person.first, "ordinary_names") && !s_->token(person.first).classes.test(cls_mention);
  return ordinary && !does && !people_.share_name(s_->raw(person.first));
}

/// "the Priya-approved rule" is "the approved rule", "a Priya-style fix" a responder's.
std::size_t Rephraser::joined_to(std::size_t name, std::size_t i)
{
  const std::size_t start = s_->token(i).start;
  const std::string rest = s_->low(i).substr(name);
  const bool held = rules_.wording().has("held_by", rest);  // "the responder-owned runbook"
  const bool done =
      !held && (rules_.wording().verb(rest, Form::participle) != nullptr || rest.ends_with("ed"));
  // "a Priya-approved rule" is "an approved rule"
  const bool article = done && i > 0 && s_->is_word(i - 1, "a") && is_vowel(rest.front());
  if (article) edits_.push_back({s_->token(i - 1).end, s_->token(i - 1).end, "n"});
  edits_.push_back({start, start + name, done ? "" : "responder-"});
  return i + 1;
}

bool Rephraser::begins(std::size_t at) const
{
  for (std::size_t i = 0; i < at; ++i) {
    if (!s_->is_punct(i)) return false;
  }
  return true;
}

/// "“My jobs vanish.” Yuto's home …"
bool Rephraser::follows_quoted_sentence(std::size_t at) const
{
  std::string_view before = text_.substr(0, s_->token(at).start);
  while (before.ends_with(' ')) before.remove_suffix(1);
  for (const std::string_view end : {".\"", "!\"", "?\"", ".”", "!”", "?”"}) {
    if (before.ends_with(end)) return is_capital(s_->raw(at));
  }
  return false;
}

/// "“Who did it?” Yuto asked."
bool Rephraser::says_quoted(std::size_t first, std::size_t last) const
{
  std::string_view before = text_.substr(0, s_->token(first).start);
  while (before.ends_with(' ')) before.remove_suffix(1);
  const bool quoted = before.ends_with('"') || before.ends_with("”");
  return quoted && s_->in(last, "saying") && ends_sentence(last + 1);
}

void Rephraser::replace(std::size_t first, std::size_t last, std::string by)
{
  const bool starts = begins(first) || follows_quoted_sentence(first);
  if (starts && !says_quoted(first, last)) capitalise(by);
  edits_.push_back({s_->token(first).start, s_->token(last - 1).end, std::move(by)});
}

std::string Rephraser::applied() const
{
  std::string result;
  std::size_t at = 0;
  std::size_t capital = std::string::npos;
  for (const Edit& edit : edits_) {
    if (edit.start < at) continue;
    result += text_.substr(at, edit.start - at);
    if (capital_at_ && edit.end == *capital_at_) capital = result.size() + edit.text.size();
    result += edit.text;
    at = edit.end;
  }
  result += text_.substr(at);
  if (capital < result.size()) {
    result[capital] = static_cast<char>(std::toupper(static_cast<unsigned char>(result[capital])));
  }
  return result;
}

std::string Engine::rephrase(std::string_view text, const Roster& roster) const
{
  const std::string_view head = text.substr(0, max_input_bytes);
  return Rephraser(head, roster, *rules_, opinion_->model().known()).run() +
         std::string(text.substr(head.size()));
}

}  // namespace secondstory::language
