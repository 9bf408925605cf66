#include <algorithm>
#include <array>
#include <cctype>

#include "bot/language/lexicon.hpp"
#include "bot/language/spelling.hpp"

namespace secondstory::language {
namespace {

bool is_letter(char c)
{
  return std::isalpha(static_cast<unsigned char>(c)) != 0 || static_cast<unsigned char>(c) >= 0x80;
}

bool is_word(char c)
{
  return is_letter(c) || is_digit(c) || c == '_';
}
/// Joins two word characters into one word: v2.3.1, 14:02, on-call, and/or, don't.
bool joins(char c)
{
  return c == '-' || c == '.' || c == ':' || c == '/' || c == '@' || c == '\'';
}

std::size_t word_end(std::string_view text, std::size_t at, std::size_t end)
{
  while (at < end) {
    if (is_word(text[at])) {
      ++at;
      continue;
    }
    std::size_t next = at + 1;
    while (next < end && text[next] == marker::filler) ++next;
    const bool colon = text[at] == ':';
    if (next == end || !is_word(text[next])) return at;
    const bool goes_on =
        text[at] == marker::filler || (joins(text[at]) && (!colon || is_digit(text[next])));
    if (!goes_on) return at;
    at = next;
  }
  return end;
}

std::string lower_case(std::string_view raw)
{
  std::string lower;
  for (const char c : raw) {
    if (c == marker::filler) continue;
    lower.push_back(static_cast<char>(std::tolower(static_cast<unsigned char>(c))));
  }
  return lower;
}

bool ends_with(std::string_view word, std::string_view ending)
{
  return word.size() > ending.size() && word.substr(word.size() - ending.size()) == ending;
}

/// What a spelling without apostrophe or a chat shorthand stands for: two words, or one.
std::pair<std::string_view, std::string_view> shorthand(std::string_view word)
{
  using Row = std::array<std::string_view, 3>;
  static constexpr std::array<Row, 56> rows{{
      {"dont", "do", "not"},
      {"didnt", "did", "not"},
      {"doesnt", "does", "not"},
      {"shouldnt", "should", "not"},
      {"couldnt", "could", "not"},
      {"wouldnt", "would", "not"},
      {"wasnt", "was", "not"},
      {"werent", "were", "not"},
      {"isnt", "is", "not"},
      {"havent", "have", "not"},
      {"hasnt", "has", "not"},
      {"hadnt", "had", "not"},
      {"cant", "can", "not"},
      {"cannot", "can", "not"},
      {"can't", "can", "not"},
      {"won't", "will", "not"},
      {"wont", "will", "not"},
      {"shan't", "will", "not"},
      {"aint", "is", "not"},
      {"ain't", "is", "not"},
      {"arent", "are", "not"},
      {"shoulda", "should", "have"},
      {"shouldve", "should", "have"},
      {"couldve", "could", "have"},
      {"wouldve", "would", "have"},
      {"coulda", "could", "have"},
      {"woulda", "would", "have"},
      {"shudve", "should", "have"},
      {"cudve", "could", "have"},
      {"wudve", "would", "have"},
      {"shud", "should", ""},
      {"cud", "could", ""},
      {"wud", "would", ""},
      {"b4", "before", ""},
      {"cuz", "because", ""},
      {"coz", "because", ""},
      {"dnt", "do", "not"},
      {"im", "i", "am"},
      {"youre", "you", "are"},
      {"shes", "she", "is"},
      {"hes", "he", "is"},
      {"theyre", "they", "are"},
      {"thats", "that", "is"},
      {"whats", "what", "is"},
      {"ive", "i", "have"},
      {"gotta", "got", "to"},
      {"gonna", "going", "to"},
      {"u", "you", ""},
      {"ur", "your", ""},
      {"ppl", "people", ""},
      {"pls", "please", ""},
      {"plz", "please", ""},
      {"ya", "you", ""},
      {"y'all", "you", ""},
      {"why'd", "why", "did"},
      {"how'd", "how", "did"},
  }};
  static const auto by_spelling = [] {
    Numbered<const Row*> table;
    for (const Row& row : rows) table.emplace(number_of(row[0]), &row);
    return table;
  }();
  const auto row = by_spelling.find(number_of(word));
  if (row == by_spelling.end()) return {};
  return {(*row->second)[1], (*row->second)[2]};
}

/// The second word that an ending stands for; "'s" and "'d" stay as they are.
std::string_view contraction(std::string_view lower)
{
  if (lower.find('\'') == std::string_view::npos) return {};
  if (ends_with(lower, "n't")) return "not";
  if (ends_with(lower, "'re")) return "are";
  if (ends_with(lower, "'ve")) return "have";
  if (ends_with(lower, "'ll")) return "will";
  if (ends_with(lower, "'m")) return "am";
  if (ends_with(lower, "'d")) return "'d";
  if (ends_with(lower, "'s") || ends_with(lower, "s'")) return "'s";
  return {};
}

/// Endings that no given name has; keeps nouns at the start of a sentence from being people.
bool has_noun_ending(std::string_view lower)
{
  for (const std::string_view ending :
       {"ing",  "tion", "sion", "ment", "ness",  "ity",  "ly",   "ed",
        "able", "ible", "ance", "ence", "ology", "ware", "ful",  "less",
        "ism",  "ship", "ous",  "ive",  "age",   "ure",  "base", "ics"}) {
    if (ends_with(lower, ending)) return true;
  }
  return false;
}

bool is_group_mention(std::string_view name)
{
  return name == "@here" || name == "@channel" || name == "@everyone" || name == "@all" ||
         name == "@room";
}

/// One past a whole "<@U1>" or "<@U1|mark>"; where it would begin, if there is none.
std::size_t mention_end(std::string_view text, std::size_t at, std::size_t end)
{
  if (text.compare(at, 2, "<@") != 0) return at;
  const std::size_t close = text.find_first_of("<>", at + 1);
  return close < end && text[close] == '>' ? close + 1 : at;
}

/// One past the "'s" that the rest begins with; where it begins, if it does not.
std::size_t possessive_end(std::string_view text, Span rest)
{
  std::size_t s = rest.start + 1;
  while (s < rest.end && text[s] == marker::filler) ++s;  // what was a curly apostrophe
  const bool owns = s < rest.end && text[rest.start] == '\'' && text[s] == 's' &&
                    (s + 1 == rest.end || !is_word(text[s + 1]));
  return owns ? s + 1 : rest.start;
}

/// The end of "@mark" in "@mark's"; "@o'brien" is whole.
std::size_t without_possessive(std::string_view text, Span mention)
{
  const std::size_t inside = text.substr(mention.start, mention.end - mention.start).rfind('\'');
  if (inside == std::string_view::npos) return mention.end;
  const std::size_t apostrophe = mention.start + inside;
  const bool owns = possessive_end(text, {apostrophe, mention.end}) == mention.end;
  return owns ? apostrophe : mention.end;
}

}  // namespace

Token Lexicon::make(std::string_view lower, Span span) const
{
  Token token{span.start, span.end, find_word(lower), -1, {}};
  token.classes.set(cls_word);
  if (token.word >= 0) {
    const Entry& entry = entries_[static_cast<std::size_t>(token.word)];
    token.classes |= entry.classes;
    token.lemma = entry.lemma;
  }
  if (!lower.empty() && is_digit(lower.front())) token.classes.set(cls_num);
  if (lower == "'s") token.classes.set(cls_poss);
  return token;
}

/// Whether the word is of some class, or a form of a verb.
bool Lexicon::has_meaning(int word) const
{
  const Entry& entry = entries_[static_cast<std::size_t>(word)];
  return entry.classes.any() || entry.lemma >= 0;
}

void Lexicon::classify_case(Token& token, std::string_view raw, std::string_view lower) const
{
  const bool capital = is_capital(raw);
  const auto uppers = std::count_if(raw.begin(), raw.end(), is_upper);
  if (capital) token.classes.set(cls_cap);
  if (uppers > 1) token.classes.set(cls_caps);
  const auto name = names_.find(number_of(lower));
  if (name != names_.end()) {
    if (!name->second || (capital && uppers == 1)) token.classes.set(cls_name);
    return;
  }
  const bool letters = std::all_of(raw.begin(), raw.end(), is_letter);
  const bool listed = token.word >= 0;
  // What only a pattern names is still known by its ending.
  if (listed && has_meaning(token.word)) return;
  if (!listed && capital && letters && uppers == 1 && raw.size() > 2 && !has_noun_ending(lower)) {
    token.classes.set(cls_unknown);
  } else if (letters && lower.size() > 4 && ends_with(lower, "ed") && !ends_with(lower, "eed")) {
    token.classes.set(cls_past).set(cls_part);
  }
}

void Lexicon::add_word(std::vector<Token>& tokens, std::string_view text, Span span) const
{
  const std::string_view raw = text.substr(span.start, span.end - span.start);
  const std::string lower = lower_case(raw);
  if (const auto [first, second] = shorthand(lower); !first.empty()) {
    if (second.empty()) {
      tokens.push_back(make(first, span));
      return;
    }
    const std::size_t middle = span.start + std::min(first.size(), raw.size() - 1);
    tokens.push_back(make(first, {span.start, middle}));
    tokens.push_back(make(second, {middle, span.end}));
    return;
  }
  const std::string_view tail = contraction(lower);
  const std::size_t quote = raw.rfind('\'');
  if (!tail.empty() && quote != std::string_view::npos && quote > 0) {
    const std::size_t cut = tail == "not" ? quote - 1 : quote;
    const std::string_view head = raw.substr(0, cut);
    tokens.push_back(make(lower_case(head), {span.start, span.start + cut}));
    classify_case(tokens.back(), head, lower_case(head));
    tokens.push_back(make(tail, {span.start + cut, span.end}));
    return;
  }
  tokens.push_back(make(lower, span));
  classify_case(tokens.back(), raw, lower);
}

/// "<@U1>'s", "@mark's": one past the "'s" that begins the rest, if one does.
std::size_t Lexicon::add_possessive(std::vector<Token>& tokens, std::string_view text,
                                    Span rest) const
{
  const std::size_t end = possessive_end(text, rest);
  if (end > rest.start) tokens.push_back(make("'s", {rest.start, end}));
  return end;
}

std::vector<Token> Lexicon::tokenise(std::string_view text, Span sentence) const
{
  std::vector<Token> tokens;
  const auto push = [&](Span span, BuiltIn cls) {
    tokens.push_back(make("", span));
    tokens.back().classes.set(cls);
  };
  for (std::size_t at = sentence.start; at < sentence.end;) {
    const char c = text[at];
    std::size_t end = at + 1;
    if (c == marker::code || c == marker::quote || c == marker::link) {
      while (end < sentence.end && (text[end] == c || text[end] == marker::filler)) ++end;
      push({at, end}, c == marker::code ? cls_code : c == marker::quote ? cls_quote : cls_link);
    } else if (const std::size_t close = mention_end(text, at, sentence.end); close > at) {
      end = close;
      push({at, end}, cls_mention);
      end = add_possessive(tokens, text, {end, sentence.end});
    } else if (c == '@' && end < sentence.end && is_letter(text[end])) {
      end = without_possessive(text, {at, word_end(text, end, sentence.end)});
      const bool group = is_group_mention(text.substr(at, end - at));
      push({at, end}, group ? cls_link : cls_mention);
      end = add_possessive(tokens, text, {end, sentence.end});
    } else if (is_word(c)) {
      end = word_end(text, at, sentence.end);
      add_word(tokens, text, {at, end});
    } else if (std::isgraph(static_cast<unsigned char>(c)) != 0 && c != marker::filler) {
      Token token = make(std::string_view(&text[at], 1), {at, end});
      token.classes.reset(cls_word).set(cls_punct);
      tokens.push_back(token);
    }
    at = end;
  }
  return tokens;
}

}  // namespace secondstory::language
