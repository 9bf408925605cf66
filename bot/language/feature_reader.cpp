#include "bot/language/features.hpp"

#include <algorithm>

#include "bot/language/spelling.hpp"

namespace secondstory::language {
namespace {

constexpr std::uint64_t person = number_of("@person");
constexpr std::uint64_t figure = number_of("@figure");
constexpr std::uint64_t clock_time = number_of("@time");
constexpr std::uint64_t identifier = number_of("@identifier");
constexpr std::uint64_t code = number_of("@code");
constexpr std::uint64_t quote = number_of("@quote");
constexpr std::uint64_t link = number_of("@link");

bool is_letter(char c)
{
  return (c >= 'a' && c <= 'z') || is_upper(c) || static_cast<unsigned char>(c) >= 0x80;
}
bool is_word(char c)
{
  return is_letter(c) || is_digit(c) || c == '_';
}
char to_lower(char c)
{
  return is_upper(c) ? static_cast<char>(c + 32) : c;
}

bool ends_with(std::string_view word, std::string_view ending)
{
  return word.size() > ending.size() + 1 && word.substr(word.size() - ending.size()) == ending;
}

/// What the ending of a word that no line names says about it.
std::uint64_t sense_of_ending(std::string_view lower)
{
  for (const std::string_view ending :
       {"ing", "ed", "ly", "tion", "ness", "ment", "less", "ful", "er", "est", "able", "s"}) {
    if (ends_with(lower, ending)) return mix(number_of("@ending"), number_of(ending));
  }
  return number_of("@other");
}

/// The second word that an ending stands for, and how many bytes of the spelling it takes.
std::pair<std::string_view, std::size_t> contraction(std::string_view lower)
{
  if (lower.find('\'') == std::string_view::npos) return {};
  if (ends_with(lower, "n't")) return {"not", 3};
  if (ends_with(lower, "'re")) return {"are", 3};
  if (ends_with(lower, "'ve")) return {"have", 3};
  if (ends_with(lower, "'ll")) return {"will", 3};
  if (ends_with(lower, "'m")) return {"am", 2};
  if (ends_with(lower, "'d")) return {"'d", 2};
  if (ends_with(lower, "'s")) return {"'s", 2};
  if (ends_with(lower, "s'")) return {"'s", 1};
  return {};
}

void push(std::vector<Reading>& out, std::uint64_t word, std::uint64_t sense, std::size_t start,
          std::size_t end)
{
  out.push_back(
      {word, sense, static_cast<std::uint32_t>(start), static_cast<std::uint32_t>(end), false});
}

}  // namespace

void KnownWords::add(std::uint64_t word)
{
  for (const std::uint64_t part : {word >> 7, word >> 31}) {
    const auto bit = static_cast<std::size_t>(part % (bytes * 8));
    bits_[bit / 8] = static_cast<std::uint8_t>(bits_[bit / 8] | (1u << (bit % 8)));
  }
}

bool KnownWords::holds(std::uint64_t word) const
{
  for (const std::uint64_t part : {word >> 7, word >> 31}) {
    const auto bit = static_cast<std::size_t>(part % (bytes * 8));
    if ((bits_[bit / 8] & (1u << (bit % 8))) == 0) return false;
  }
  return true;
}

FeatureReader::Spelling FeatureReader::looked_up(std::string_view lower) const
{
  const std::uint64_t number = number_of(lower);
  return {lower, number, senses_.find(number)};
}

void FeatureReader::add_spelling(const Spelling& spelling, std::string_view raw,
                                 std::uint32_t start, bool first, std::vector<Reading>& out) const
{
  const auto [lower, number, entry] = spelling;
  const std::uint32_t end = start + static_cast<std::uint32_t>(raw.size());
  if (entry != nullptr && entry->count > 0) {
    for (std::uint32_t i = 0; i < entry->count; ++i) {
      const std::uint64_t word = senses_.words()[entry->first + i];
      const Senses::Entry* meaning = senses_.find(word);
      push(out, word, meaning != nullptr ? meaning->sense : number_of("@other"), start, end);
    }
    return;
  }
  const bool capital = is_capital(raw);
  const auto uppers = std::count_if(raw.begin(), raw.end(), is_upper);
  const bool letters = std::all_of(lower.begin(), lower.end(),
                                   [](char c) { return is_letter(c) || c == '-' || c == '\''; });
  if (entry == nullptr && capital && letters && uppers <= 2 && raw.size() > 1 &&
      (uppers <= 1 || raw.size() > 3) && !known_.holds(number)) {
    push(out, person, person, start, end);
    return;
  }
  if (entry != nullptr && entry->sense == number_of("NAME")) {
    push(out, person, person, start, end);
    return;
  }
  if (entry != nullptr && entry->sense == number_of("CAPNAME") && capital && !first) {
    push(out, person, person, start, end);
    return;
  }
  push(out, number, entry != nullptr ? entry->sense : sense_of_ending(lower), start, end);
  out.back().spelt = letters && lower.size() >= 3;
}

void FeatureReader::add_word(std::string_view raw, std::uint32_t start, bool first,
                             std::vector<Reading>& out) const
{
  const std::uint32_t end = start + static_cast<std::uint32_t>(raw.size());
  if (is_digit(raw.front())) {
    const bool clock = raw.find(':') != std::string_view::npos;
    push(out, clock ? clock_time : figure, clock ? clock_time : figure, start, end);
    return;
  }
  const bool digits = has_digit(raw);
  const bool joined = raw.find_first_of("_.:/@") != std::string_view::npos;
  if (joined || (digits && raw.size() > 2)) {
    push(out, identifier, identifier, start, end);
    return;
  }
  // Lower case without what was taken out, and drawn out letters (whyyyy) as one.
  thread_local std::string lower;
  lower.clear();
  for (const char c : raw) {
    if (c == marker::filler) continue;
    const char small = to_lower(c);
    const std::size_t size = lower.size();
    if (size >= 2 && lower[size - 1] == small && lower[size - 2] == small) continue;
    lower.push_back(small);
  }
  while (lower.size() > 3 && lower.back() == lower[lower.size() - 2] && is_letter(lower.back()) &&
         raw.size() >= lower.size() + 1) {
    lower.pop_back();
  }
  if (lower.empty()) return;
  const Spelling whole = looked_up(lower);
  if (whole.entry != nullptr) {
    add_spelling(whole, raw, start, first, out);
    return;
  }
  const auto [second, length] = contraction(lower);
  if (!second.empty() && raw.size() > length) {
    const std::string_view head = std::string_view(lower).substr(0, lower.size() - length);
    const std::size_t cut = raw.size() - length;
    add_spelling(looked_up(head), raw.substr(0, cut), start, first, out);
    push(out, number_of(second), number_of(second), start + cut, end);
    return;
  }
  const std::size_t hyphen = lower.find('-');
  if (hyphen != std::string::npos && hyphen > 0 && hyphen + 1 < lower.size() &&
      lower.size() == raw.size()) {
    add_spelling(looked_up(std::string_view(lower).substr(0, hyphen)), raw.substr(0, hyphen), start,
                 first, out);
    add_word(raw.substr(hyphen + 1), start + static_cast<std::uint32_t>(hyphen) + 1, false, out);
    return;
  }
  add_spelling(whole, raw, start, first, out);
}

void FeatureReader::read(std::string_view text, Span span, std::vector<Reading>& out) const
{
  const std::size_t before = out.size();
  for (std::size_t at = span.start; at < span.end;) {
    const char c = text[at];
    std::size_t end = at + 1;
    if (c == marker::code || c == marker::quote || c == marker::link) {
      while (end < span.end && (text[end] == c || text[end] == marker::filler)) ++end;
      const std::uint64_t what = c == marker::code ? code : c == marker::quote ? quote : link;
      push(out, what, what, at, end);
    } else if (c == '<' && end < span.end && text[end] == '@') {
      while (end < span.end && text[end] != '>' && text[end] != ' ') ++end;
      if (end < span.end && text[end] == '>') ++end;
      push(out, person, person, at, end);
    } else if (c == '@' && end < span.end && is_letter(text[end])) {
      while (end < span.end && (is_word(text[end]) || text[end] == '.' || text[end] == '-')) ++end;
      if (text[end - 1] == '.') --end;
      const Senses::Entry* entry = senses_.find(number_of(text.substr(at, end - at)));
      if (entry != nullptr && entry->count > 0) {
        const std::uint64_t word = senses_.words()[entry->first];
        push(out, word, word, at, end);
      } else {
        push(out, person, person, at, end);
      }
    } else if (is_word(c)) {
      while (end < span.end) {
        const char d = text[end];
        if (is_word(d) || d == marker::filler) {
          ++end;
          continue;
        }
        const bool join = d == '-' || d == '.' || d == ':' || d == '\'' || d == '@';
        std::size_t next = end + 1;  // what was a curly apostrophe is followed by fillers
        while (next < span.end && text[next] == marker::filler) ++next;
        const bool goes_on =
            join && next < span.end && is_word(text[next]) && (d != ':' || is_digit(text[next]));
        if (!goes_on) break;
        end = next + 1;
      }
      while (end > at + 1 && text[end - 1] == marker::filler) --end;
      add_word(text.substr(at, end - at), static_cast<std::uint32_t>(at), out.size() == before,
               out);
      if (end < span.end && text[end] == '/' && end + 1 < span.end && end - at <= 2 &&
          text[end + 1] == 'o' && out.back().end == end) {
        // "w/o"
        ++end;
        while (end < span.end && is_word(text[end])) ++end;
        out.pop_back();
        const std::string_view both = text.substr(at, end - at);
        add_spelling(looked_up(both), both, static_cast<std::uint32_t>(at), false, out);
      }
    } else if (c > ' ' && c < 0x7f) {
      while (end < span.end && text[end] == c) ++end;
      const char twice[2] = {c, c};
      push(out, number_of({twice, end - at > 1 ? 2u : 1u}), number_of({&c, 1}), at, end);
    }
    at = end;
  }
}

}  // namespace secondstory::language
