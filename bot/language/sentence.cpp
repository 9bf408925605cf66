#include "bot/language/sentence.hpp"

#include <algorithm>
#include <cctype>

#include "bot/language/normalise.hpp"
#include "bot/language/spelling.hpp"

namespace secondstory::language {
namespace {

std::string lower_case(std::string_view raw)
{
  std::string lower;
  for (const char c : raw) {
    lower.push_back(static_cast<char>(std::tolower(static_cast<unsigned char>(c))));
  }
  return lower;
}

/// A sign beyond ASCII is a byte to the tokeniser; here it gets its others.
void make_whole(Token& sign, std::string_view text)
{
  const auto goes_on = [&](std::size_t at) {
    return at < text.size() && (text[at] & 0xc0) == 0x80;
  };
  while (sign.start > 0 && goes_on(sign.start)) --sign.start;
  while (goes_on(sign.end)) ++sign.end;
}

/// The sign as it is in ASCII.
std::string plain_sign(std::string_view raw)
{
  const std::string plain = with_plain_punctuation(raw);
  const std::size_t first = plain.find_first_not_of(' ');
  return first == std::string::npos ? plain : plain.substr(first, 1);
}

}  // namespace

bool is_technical(std::string_view word)
{
  const std::size_t inside = word.find_first_of("_/.$");
  return has_digit(word) || (inside != std::string_view::npos && inside + 1 < word.size());
}

Sentence::Sentence(std::string_view text, std::vector<Token> tokens, const Lexicon& lexicon,
                   const WordingData& data)
    : text_(text), tokens_(std::move(tokens)), lexicon_(lexicon), data_(data)
{
  for (std::size_t i = 0; i < size(); ++i) {
    if (is_punct(i)) make_whole(tokens_[i], text_);
    const int word = tokens_[i].word;
    low_.push_back(word >= 0     ? std::string(lexicon_.word(word))
                   : is_punct(i) ? plain_sign(raw(i))
                                 : lower_case(raw(i)));
    if (raw(i) == "US") make_country(i);
    lists_.push_back(data_.lists_of(low_.back()));
  }
}

/// "US checkout": not the pronoun that the lexicon takes it for.
void Sentence::make_country(std::size_t i)
{
  low_[i] = "US";
  for (const Name pronoun : {Name("OBJP"), Name("WE"), Name("STOP")}) {
    const std::size_t number = lexicon_.find_class(pronoun);
    if (number < max_classes) tokens_[i].classes.reset(number);
  }
}

std::string_view Sentence::raw(std::size_t i) const
{
  if (i >= size()) return {};
  return text_.substr(tokens_[i].start, tokens_[i].end - tokens_[i].start);
}

const std::string& Sentence::low(std::size_t i) const
{
  static const std::string none;
  return i < size() ? low_[i] : none;
}

bool Sentence::is(std::size_t i, Name cls) const
{
  if (i >= size()) return false;
  const std::size_t number = lexicon_.find_class(cls);
  return number < max_classes && tokens_[i].classes.test(number);
}

bool Sentence::in(std::size_t i, Name list) const
{
  return i < size() && lists_[i] != nullptr && data_.holds(*lists_[i], list);
}

Topics Sentence::topics(std::size_t i) const
{
  return i < size() && lists_[i] != nullptr ? lists_[i]->topics : Topics{};
}

bool Sentence::is_punct(std::size_t i) const
{
  return i < size() && tokens_[i].classes.test(cls_punct);
}

bool Sentence::is_code(std::size_t i) const
{
  return i < size() && (tokens_[i].classes.test(cls_code) || tokens_[i].classes.test(cls_link));
}

bool Sentence::is_known(std::size_t i) const
{
  return i < size() && (tokens_[i].word >= 0 || tokens_[i].lemma >= 0);
}

bool Sentence::is_person(std::size_t i) const
{
  if (i >= size()) return false;
  const Classes& classes = tokens_[i].classes;
  if (classes.test(cls_mention) || is(i, "INSULT") || in(i, "persons")) return true;
  if (is(i, "SUBJ") || is(i, "OBJP")) return true;
  if (is(i, "POSSP") && !is_word(i, "our") && !is_word(i, "my")) return true;
  // "the Frankfurt site" is a place, "Frankfurt restarted it" would be somebody.
  const bool after_article = i > 0 && (is(i - 1, "DET") || is_word(i - 1, "our"));
  if (classes.test(cls_name)) return true;
  // "Naoko-san", "Wei-Ling"
  const std::string_view word = raw(i);
  const std::size_t dash = word.find('-');
  if (dash != std::string_view::npos && tokens_[i].word < 0 && is_upper(word.front()) &&
      dash + 1 < word.size() && !is_technical(word)) {
    const std::string tail = low(i).substr(dash + 1);
    const bool two = is_upper(word[dash + 1]) && !is_upper(word[1]);
    if (data_.has("titles", tail) || (two && !after_article)) return true;
  }
  // "Conveyor 7"
  const bool numbered = i + 1 < size() && is_digit(raw(i + 1).front());
  return classes.test(cls_unknown) && !after_article && !numbered && !in(i, "places");
}

bool Sentence::is_day_or_month(std::size_t i) const
{
  return in(i, "weekdays") || in(i, "months");
}

bool Sentence::is_written_on(std::size_t end) const
{
  if (end == 0 || end >= size()) return false;
  const auto touches = [&](std::size_t i) {
    return i < size() && tokens_[i].start == tokens_[i - 1].end;
  };
  const bool ends = std::string_view(".,;!?)'\"").find(raw(end)) != std::string_view::npos;
  if (is_word(end, "-")) return touches(end + 1);
  return touches(end) && !is(end, "POSS") && (!ends || (touches(end + 1) && !is_punct(end + 1)));
}

bool Sentence::is_homeserver(std::size_t i) const
{
  return i > 1 && i < size() && tokens_[i - 2].classes.test(cls_mention) && is_word(i - 1, ":") &&
         tokens_[i - 2].end == tokens_[i - 1].start && tokens_[i - 1].end == tokens_[i].start;
}

bool Sentence::is_lead(std::size_t i) const
{
  if (!in(i, "lead")) return false;
  const bool denies = is_word(i, "no") || is_word(i, "nah") || is_word(i, "still");
  return !denies || is_word(i + 1, ",") || is_word(i, "nah");
}

bool Sentence::has_fact(std::size_t first, std::size_t last) const
{
  for (std::size_t i = first; i < last && i < size(); ++i) {
    if (tokens_[i].classes.test(cls_mention)) continue;
    if (is_code(i) || is_technical(raw(i))) return true;
  }
  return false;
}

bool Sentence::is_matter(std::size_t i) const
{
  return in(i, "matter") || in(i, "subject") || topics(i).any();
}

bool Sentence::has_matter(std::size_t first, std::size_t last) const
{
  if (has_fact(first, last)) return true;
  for (std::size_t i = first; i < last && i < size(); ++i) {
    if (is_person(i)) continue;
    const bool act = is(i, "CHANGE") || is(i, "HARM") || is(i, "OMIT") || is(i, "BLAMEV");
    const bool act_form = is(i, "PAST") || is(i, "PART") || is(i, "GER");
    if ((act && act_form) || is(i, "ALLCAPS") || is_matter(i)) return true;
  }
  return false;
}

bool Sentence::has_substance(std::size_t first, std::size_t last) const
{
  for (std::size_t i = first; i < last && i < size(); ++i) {
    const bool chatter = is_punct(i) || is_person(i) || is_lead(i) || in(i, "chatter") ||
                         is(i, "STOP") || is(i, "DET") || is(i, "PREP") || is(i, "BE") ||
                         is(i, "HAVE") || is(i, "MODAL") || is(i, "WH") || is(i, "SELF") ||
                         is(i, "WE") || is(i, "ANYBODY") || is(i, "NOBODY") || is(i, "COGV") ||
                         is(i, "ADV") || is(i, "NEG") || is(i, "POSSP") || in(i, "judging") ||
                         in(i, "judged") || in(i, "adverbs") || in(i, "asking") ||
                         in(i, "emphasis") || in(i, "tail") || in(i, "noise") || in(i, "people");
    if (!chatter) return true;
  }
  return false;
}

bool Sentence::is_possessive(std::size_t i) const
{
  return is(i, "POSSP") && i + 1 < size() && !is_punct(i + 1) && !is(i + 1, "STOP") &&
         !is(i + 1, "DET") && !is(i + 1, "WH");
}

std::string Sentence::plain(std::size_t i) const
{
  if (is_code(i)) return std::string(raw(i));
  // "*.shop.example": the star was taken for a mark.
  const std::size_t start = tokens_[i].start;
  if (raw(i).starts_with('.') && start > 0 && text_[start - 1] == '*') {
    return "*" + std::string(raw(i));
  }
  const std::string word = low(i);
  if (is(i, "POSSP") && word != "our" && word != "my") return "the";
  if (word == "i") return "I";
  if (const std::string* other = data_.find("plain", word)) return *other;
  return std::string(raw(i));
}

std::string Sentence::copy(std::size_t first, std::size_t last) const
{
  std::string result;
  for (std::size_t i = first; i < last && i < size(); ++i) {
    // "at their end" places nothing once they are gone.
    const bool own = i + 2 < last && is_word(i + 2, "own") &&
                     (i + 3 >= last || is_punct(i + 3) || is(i + 3, "STOP"));
    if (is(i, "PREP") && is(i + 1, "POSSP") && (own || in(i + 2, "sides"))) {
      i += 2;
      continue;
    }
    // "a clearly worded prompt" says how it was worded.
    const bool attribute =
        i > first && is(i - 1, "DET") && (is(i + 1, "PART") || is(i + 1, "PAST"));
    if ((in(i, "judging") && !attribute) || (i > first && is_word(i, "own") && is(i - 1, "POSSP")))
      continue;
    // "w/ 12 downloads"
    if (i > first && is_word(i, "/") && is_word(i - 1, "w")) continue;
    const std::string word = plain(i);
    const bool glued = i > first && tokens_[i].start == tokens_[i - 1].end;
    if (!result.empty() && !glued && !word.empty()) result += ' ';
    result += word;
  }
  return result;
}

}  // namespace secondstory::language
